"""The console in a browser: every key, dragging, what a frame must not disturb."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.console_kit import FIRST, SECOND, THIRD, pick, theme_of, until
from tests.browser.stage import RoomApi


def test_arrows_choose_and_digits_place(desk: Any, room: RoomApi, cards: dict[str, str]) -> None:
    desk.keyboard.press("ArrowDown")
    expect(desk.locator(f"#c-{cards[FIRST]}")).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("ArrowDown")
    expect(desk.locator(f"#c-{cards[SECOND]}")).to_be_focused()
    themes = [t["id"] for t in room.state()["themes"]]
    for key in (1, 2, 3, 4, 5, 6, 7, 8):
        desk.keyboard.press(str(key))
        until(lambda key=key: theme_of(room, cards[SECOND]) == themes[key - 1], desk)  # type: ignore[misc]
    desk.keyboard.press("0")
    until(lambda: theme_of(room, cards[SECOND]) == "other", desk)
    expect(desk.locator(f"#c-{cards[SECOND]}")).to_be_focused()
    expect(desk.locator(f"#c-{cards[SECOND]} .why")).to_have_text("met de hand geplaatst")
    desk.keyboard.press("End")
    expect(desk.locator(f"#c-{cards[THIRD]}")).to_be_focused()
    desk.keyboard.press("Home")
    expect(desk.locator(f"#c-{cards[FIRST]}")).to_be_focused()


def test_spotlight_hide_merge_edit_and_undo_by_key(desk: Any, room: RoomApi, cards: dict[str, str]) -> None:
    row = pick(desk, cards[FIRST])
    desk.keyboard.press("s")
    expect(row.locator(".spot-tag")).to_have_text("op het bord")
    assert room.state()["spotlight"]["text"] == FIRST
    desk.keyboard.press("s")
    expect(row.locator(".spot-tag")).to_have_count(0)
    desk.keyboard.press("h")
    expect(row).to_have_class(re.compile(r"\boff\b"))
    assert FIRST not in room.statements()
    desk.keyboard.press("h")
    expect(row).not_to_have_class(re.compile(r"\boff\b"))
    assert FIRST in room.statements()
    desk.keyboard.press("m")
    expect(desk.locator("#merge-strip")).to_be_visible()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(row).to_have_class(re.compile("merged"))
    expect(row).to_contain_text(f"Telt mee met: {SECOND}")
    assert FIRST not in room.statements()
    desk.keyboard.press("z")
    until(lambda: FIRST in room.statements(), desk)
    pick(desk, cards[FIRST])
    desk.keyboard.press("e")
    box = row.locator("textarea[name=text]")
    expect(box).to_have_value(FIRST)
    box.fill("Meer subsidies, lang genoeg. 123 shz")
    row.get_by_role("button", name="Bewaar").click()
    expect(row.locator(".pick")).to_have_text("Meer subsidies, lang genoeg. 123 shz")
    expect(row).to_be_focused()
    desk.keyboard.press("z")
    expect(row.locator(".pick")).to_have_text(FIRST)


def test_keys_of_the_room(desk: Any, room: RoomApi) -> None:
    def board() -> str:
        return str(room.state()["room"]["board"])

    desk.keyboard.press("q")
    until(lambda: board() == "qr", desk)
    expect(desk.locator("#b-qr")).to_have_attribute("aria-pressed", "true")
    desk.keyboard.press("q")
    until(lambda: board() == "themes", desk)
    desk.keyboard.press("b")
    until(lambda: board() == "black", desk)
    expect(desk.locator("#r-top")).to_have_attribute("data-board", "black")
    desk.keyboard.press("b")
    until(lambda: board() == "themes", desk)
    desk.keyboard.press("p")
    expect(desk.locator("#b-pause")).to_contain_text("Bord staat stil")
    desk.keyboard.press("p")
    expect(desk.locator("#b-pause")).to_contain_text("Pauzeer bord")
    desk.keyboard.press("f")
    until(lambda: room.state()["room"]["frozen"], desk)
    expect(desk.locator("#r-top")).to_have_attribute("data-frozen", "1")
    desk.keyboard.press("f")
    until(lambda: not room.state()["room"]["frozen"], desk)
    ends = room.state()["stage"]["ends_at"]
    desk.keyboard.press("+")
    until(lambda: room.state()["stage"]["ends_at"] == ends + 60_000, desk)
    desk.keyboard.press("-")
    until(lambda: room.state()["stage"]["ends_at"] == ends, desk)
    desk.keyboard.press("n")
    until(lambda: room.state()["stage"]["stage"] == "plenary", desk)
    desk.keyboard.press("?")
    expect(desk.locator("#d-keys")).to_be_visible()
    desk.keyboard.press("p")
    desk.keyboard.press("Escape")
    expect(desk.locator("#d-keys")).to_be_hidden()
    assert room.state()["room"]["paused"] is False


def test_single_letter_keys_can_be_switched_off_and_sleep_while_typing(desk: Any, room: RoomApi) -> None:
    desk.locator("#o-links").click()
    field = desk.locator("#give input[name=table]")
    field.focus()
    desk.keyboard.press("p")
    desk.keyboard.press("Escape")
    desk.locator("#o-keys").click()
    desk.locator("#keys-on").uncheck()
    desk.keyboard.press("Escape")
    desk.keyboard.press("p")
    desk.keyboard.press("q")
    desk.wait_for_timeout(300)
    state = room.state()["room"]
    assert (state["paused"], state["board"]) == (False, "themes")
    desk.reload()
    desk.wait_for_selector("body[data-net=live]")
    desk.keyboard.press("p")
    desk.wait_for_timeout(300)
    assert room.state()["room"]["paused"] is False


def test_the_stages_with_the_keyboard_alone(desk: Any, room: RoomApi) -> None:
    walked = []
    for stage in ("closing", "lotus", "welcome", "interventions", "weigh"):
        for _ in range(80):
            desk.keyboard.press("Tab")
            if desk.evaluate("document.activeElement?.id") == f"st-{stage}":
                break
        desk.keyboard.press("Enter")
        until(lambda stage=stage: room.state()["stage"]["stage"] == stage, desk)  # type: ignore[misc]
        expect(desk.locator("#r-agenda .now")).to_be_visible()
        walked.append(stage)
    assert walked[-1] == "weigh"
    expect(desk.locator("#b-next")).to_be_visible()


def test_a_card_is_dragged_to_a_theme(desk: Any, room: RoomApi, cards: dict[str, str]) -> None:
    row = desk.locator(f"#c-{cards[THIRD]} .voice")
    goal = desk.locator("#drop-legal")
    start, end = row.bounding_box(), goal.bounding_box()
    desk.mouse.move(start["x"] + 20, start["y"] + 8)
    desk.mouse.down()
    desk.mouse.move(start["x"] + 40, start["y"] - 20, steps=4)
    desk.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=8)
    expect(goal).to_have_class(re.compile("over"))
    expect(desk.locator(".drag")).to_contain_text(THIRD)
    desk.mouse.up()
    until(lambda: theme_of(room, cards[THIRD]) == "legal", desk)
    expect(desk.locator(".drag")).to_have_count(0)
    assert desk.url.endswith("/console")


def test_the_theme_bar_filters_when_nothing_is_chosen(desk: Any, room: RoomApi, cards: dict[str, str]) -> None:
    room.call("PATCH", f"/preconditions/{cards[FIRST]}", {"theme": "legal"})
    room.call("PATCH", f"/preconditions/{cards[SECOND]}", {"theme": "policy"})
    desk.locator("#drop-legal").click()
    expect(desk.locator(f"#c-{cards[FIRST]}")).to_be_visible()
    expect(desk.locator(f"#c-{cards[SECOND]}")).to_have_count(0)
    expect(desk.locator("#filter-name")).to_have_text("Juridisch kader")
    room.call("PATCH", f"/preconditions/{cards[SECOND]}", {"theme": "legal"})
    expect(desk.locator(f"#c-{cards[SECOND]}")).to_be_visible()


def test_a_frame_disturbs_neither_choice_nor_words_nor_scroll(desk: Any, room: RoomApi, cards: dict[str, str]) -> None:
    row = pick(desk, cards[SECOND])
    desk.keyboard.press("e")
    box = row.locator("textarea[name=text]")
    box.fill("Halverwege getypt")
    token = room.join(table=7)
    room.submit(token, "Samentuin", [f"Nieuw {n}" for n in range(30)])
    room.call("PATCH", f"/preconditions/{cards[SECOND]}", {"theme": "monitoring"})
    expect(desk.locator("#rows .it")).to_have_count(33)
    expect(row).to_have_attribute("data-theme", "monitoring")
    expect(box).to_have_value("Halverwege getypt")
    expect(box).to_be_focused()
    desk.keyboard.press("Escape")
    desk.locator("#r-stream").evaluate("el => el.scrollTo(0, 600)")
    before = desk.locator("#r-stream").evaluate("el => el.scrollTop")
    seen = desk.evaluate("document.elementFromPoint(600, 500).closest('.it').id")
    room.submit(token, "Samentuin", [f"Later {n}" for n in range(12)])
    expect(desk.locator("#newer")).to_have_text("12 nieuw")
    assert desk.locator("#r-stream").evaluate("el => el.scrollTop") == before
    assert desk.evaluate("document.elementFromPoint(600, 500).closest('.it').id") == seen
    desk.locator("#newer").click()
    expect(desk.locator("#rows .it").first).to_contain_text("Later 11")
    expect(desk.locator("#newer")).to_be_hidden()
