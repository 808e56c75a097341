"""The harvest desk in a browser: twenty cards by keyboard, two helpers side by side, and what board and report then say.

Also the page with rules and look-alikes, and the rule that the console offers after two like corrections.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK
from tests.browser.stage import RoomApi, axe, overflow

WIDE = {**DESK, "device_scale_factor": 1, "is_mobile": False, "has_touch": False}
# Fifty-odd things that hardly say anything: most of them wait in the tray, some are surely `other`.
VAGUE = [f"{how} {what}" for how in ("gewoon", "een beetje", "altijd weer", "soms ook", "misschien") for what in (
    "doen", "blijven zoeken", "kijken wat er komt", "iets anders", "naar elkaar toe", "niet te snel", "stap na stap",
    "zoals vroeger", "op het juiste moment", "dat gevoel", "die ene keer")]  # fmt: skip


def helper(new_page: Callable[..., Any], link: str) -> Any:
    page = new_page(**WIDE)
    page.goto(link)
    return page


def card_on(page: Any) -> str | None:
    found = page.locator("#card")
    return found.get_attribute("data-card") if found.count() else None


def press(page: Any, key: str, before: str | None) -> None:
    """A key, and the next card (or none) is there."""
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press(key)
    assert card_on(page) != before


@pytest.fixture
def waiting(room: RoomApi) -> list[str]:
    """Ids of the cards in the tray."""
    room.stage("interventions")
    made = [room.submit(room.join(table=n + 1), f"Praktijk {n}", VAGUE[n * 11 : n * 11 + 11]) for n in range(5)]
    return [p["id"] for practice in made for p in practice["preconditions"] if not p["sure"]]


def by_hand(room: RoomApi) -> dict[str, str]:
    """The cards that a hand placed, with the theme, from the log."""
    done = [event for event in room.events() if event["kind"] == "preconditions_placed"]
    moves = [move for event in done for move in event["data"]["moves"]]
    return {move["precondition"]: move["placed"]["theme"] for move in moves if move["placed"]["by"] == "hand"}


def test_twenty_cards_by_keyboard_and_board_and_report_follow(
    new_page: Callable[..., Any], room: RoomApi, board: Any, waiting: list[str]
) -> None:
    assert len(waiting) >= 24
    board.goto(f"{room.server.url}/r/{room.code}/board")
    page = helper(new_page, room.call("POST", "/links", {"role": "harvest"})["url"])
    themes = [theme["id"] for theme in room.state()["themes"] if theme["id"] != "other"]
    chosen: dict[str, str] = {}
    for n in range(20):
        card = card_on(page)
        assert card is not None
        assert card not in chosen
        key = "Enter" if n % 4 == 3 else str(n % 8 + 1)
        first = page.locator("#card .first")
        chosen[card] = str(first.get_attribute("value")) if key == "Enter" else themes[n % 8]
        press(page, key, card)
    assert set(chosen) <= set(waiting)
    assert by_hand(room) == chosen
    state = room.state()
    stands = {s["id"]: theme["id"] for theme in state["themes"] for s in theme["statements"]}
    assert {card: stands[card] for card in chosen} == chosen
    expect(page.locator(".h-meter")).to_contain_text(str(len(waiting) - 20))
    # The wall shows the same numbers without being asked; the report when it is next opened.
    counts = {theme["label"]: theme["count"] for theme in state["themes"] if theme["id"] in themes}
    for n, count in enumerate(counts.values(), start=1):
        expect(board.locator(f'.petal-labels li[data-t="{n}"] b, li[id^="label-"][data-t="{n}"] b').first).to_have_text(
            str(count) if count else ""
        )
    page.goto(room.opened["console_url"])
    page.goto(f"{room.url}/report")
    sections = page.locator(".rp-theme").all()
    assert len(sections) >= 8
    for section in sections:
        name = section.locator("h3 > span").inner_text()
        assert re.search(rf"\b{counts[name]}\b", section.locator(".rp-c").inner_text())


def test_two_helpers_never_get_the_same_card(new_page: Callable[..., Any], room: RoomApi, waiting: list[str]) -> None:
    link = room.call("POST", "/links", {"role": "harvest"})["url"]
    helpers = [helper(new_page, link), helper(new_page, link)]
    seen: list[list[str]] = [[], []]
    for n in range(10):
        now = [card_on(page) for page in helpers]
        assert None not in now
        assert now[0] != now[1]
        for side, page in enumerate(helpers):
            card = str(card_on(page))
            seen[side].append(card)
            press(page, "n" if n == 3 and side == 0 else "0" if n % 3 else "2", card)
    assert not set(seen[0]) & set(seen[1])
    assert len(by_hand(room)) == 19


def test_no_key_places_a_card_when_keys_are_off(
    new_page: Callable[..., Any], room: RoomApi, waiting: list[str]
) -> None:
    page = helper(new_page, room.call("POST", "/links", {"role": "harvest"})["url"])
    card = card_on(page)
    page.locator("#keys-on").uncheck()
    page.locator("#keys-on").blur()
    page.keyboard.press("2")
    page.wait_for_timeout(300)
    assert by_hand(room) == {}
    page.locator("#keys-on").check()
    page.locator("#keys-on").blur()
    press(page, "2", card)
    assert list(by_hand(room)) == [card]


CONVENTION = (
    "rolmodellen die jongeren begeleiden", "een rolmodel uit de eigen buurt", "rolmodellen in elke klas",
    "meer rolmodellen op school",
)  # fmt: skip


def test_the_console_offers_a_rule_after_two_like_corrections(room: RoomApi, console: Any) -> None:
    room.stage("interventions")
    made = room.submit(room.join(table=4), "Buddywerking", [*CONVENTION, "een wet over de huur"])
    ids = {p["text"]: p["id"] for p in made["preconditions"]}
    console.goto(room.opened["console_url"])
    console.wait_for_selector("body[data-net=live]")
    for text in CONVENTION[:2]:
        console.locator(f"#c-{ids[text]} .pick").click()
        expect(console.locator(f"#c-{ids[text]}")).to_have_attribute("aria-selected", "true")
        with console.expect_response(lambda answer: "/console" in answer.url and answer.request.method == "POST"):
            console.keyboard.press("8")
    strip = console.locator("#offer")
    expect(strip).to_contain_text("rolmodel")
    strip.locator("[data-do]").click()
    expect(strip).to_be_hidden()
    monitoring = next(t for t in room.state()["themes"] if t["id"] == "monitoring")
    assert {ids[text] for text in CONVENTION} <= {s["id"] for s in monitoring["statements"]}
    assert ids["een wet over de huur"] not in {s["id"] for s in monitoring["statements"]}
    assert [rule["on"] for rule in room.call("GET", "/rules")["rules"]] == [True]


def test_rules_are_offered_made_and_switched_off_on_their_page(new_page: Callable[..., Any], room: RoomApi) -> None:
    room.stage("interventions")
    made = room.submit(room.join(table=4), "Buddywerking", list(CONVENTION))
    for p in made["preconditions"][:2]:
        room.call("PATCH", f"/preconditions/{p['id']}", {"theme": "monitoring"})
    page = helper(new_page, room.call("POST", "/links", {"role": "harvest"})["url"])
    page.goto(f"{room.url}/rules")
    expect(page.locator("form#card")).to_contain_text("rolmodel")
    assert axe(page) == []
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert [r["on"] for r in room.call("GET", "/rules")["rules"]] == [True]
    with page.expect_navigation():
        page.locator(".g-rules button").click()
    assert [r["on"] for r in room.call("GET", "/rules")["rules"]] == [False]
    page.set_viewport_size({"width": 320, "height": 640})
    assert overflow(page) == []


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_the_desk_is_clean_narrow_and_works_without_script(
    new_page: Callable[..., Any], room: RoomApi, waiting: list[str], language: str
) -> None:
    link = room.call("POST", "/links", {"role": "harvest"})["url"]
    page = new_page(locale=language, viewport={"width": 320, "height": 700})
    page.goto(link)
    assert axe(page) == []
    assert overflow(page) == []
    plain = new_page(locale=language, java_script_enabled=False)
    plain.goto(link)
    plain.locator("#card .h-theme").first.click()
    assert len(by_hand(room)) == 1
