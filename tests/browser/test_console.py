"""The console in a browser: every key, dragging, what a frame must not disturb, and what works without script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.stage import RoomApi, axe

DESK = {"viewport": {"width": 1440, "height": 900}, "device_scale_factor": 1, "is_mobile": False, "has_touch": False}
FIRST, SECOND, THIRD = "Meer subsidies.", "Een wet die het toelaat.", "Samen met ouders werken."


@pytest.fixture
def cards(room: RoomApi) -> dict[str, str]:
    """Three statements of table 4, as {text: id}; the room is in its first round."""
    room.stage("interventions")
    made = room.submit(room.join(table=4), "Taalstage", [THIRD, SECOND, FIRST])
    return {p["text"]: p["id"] for p in made["preconditions"]}


@pytest.fixture
def desk(console: Any, room: RoomApi, cards: dict[str, str]) -> Any:
    return enter(console, room)


def enter(page: Any, room: RoomApi) -> Any:
    page.goto(room.opened["console_url"])
    page.wait_for_selector("body[data-net=live]")
    return page


def theme_of(room: RoomApi, card: str) -> str:
    return next(t["id"] for t in room.state()["themes"] if card in [s["id"] for s in t["statements"]])


def until(true: Callable[[], bool], page: Any) -> None:
    for _ in range(100):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not come about")


def pick(page: Any, card: str) -> Any:
    row = page.locator(f"#c-{card}")
    row.locator(".pick").click()
    expect(row).to_have_attribute("aria-selected", "true")
    return row


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


def test_five_hundred_rows_are_a_window(console: Any, room: RoomApi) -> None:
    room.stage("interventions")
    token = room.join(table=1)
    for start in range(0, 520, 40):
        room.submit(token, "Praattafel", [f"Uitspraak {n}" for n in range(start, start + 40)])
    desk = enter(console, room)
    expect(desk.locator("#rows .it")).to_have_count(60)
    desk.locator("#more-link").click()
    expect(desk.locator("#rows .it")).to_have_count(240)
    desk.locator("#more-link").click()
    expect(desk.locator("#rows .it")).to_have_count(520)
    expect(desk.locator("#more")).to_be_hidden()
    desk.keyboard.press("End")
    expect(desk.locator("#rows .it").last).to_contain_text("Uitspraak 0")
    expect(desk.locator("#rows .it").last).to_be_focused()
    room.submit(token, "Praattafel", ["Nog een"])
    expect(desk.locator("#newer")).to_have_text("1 nieuw")


def test_a_hidden_card_leaves_the_board_and_comes_back(desk: Any, room: RoomApi, cards: dict[str, str]) -> None:
    pick(desk, cards[SECOND]).get_by_role("button", name=re.compile("Verberg")).click()
    until(lambda: SECOND not in room.statements(), desk)
    expect(desk.locator("#r-counts")).to_contain_text("1 verborgen")
    desk.get_by_role("button", name="Toon weer").click()
    until(lambda: SECOND in room.statements(), desk)


def test_a_revoked_link_stops_its_open_page(desk: Any, room: RoomApi, new_page: Callable[..., Any]) -> None:
    made = room.call("POST", "/links", {"role": "moderator"})
    other = new_page(**DESK)
    other.goto(made["url"])
    other.wait_for_selector("body[data-net=live]")
    desk.locator("#o-links").click()
    desk.locator("#r-links").get_by_role("button", name="Trek in").click()
    other.wait_for_selector("body[data-net=refused]")
    expect(other.locator("#net")).to_contain_text("Deze link werkt niet meer")


def test_a_link_is_made_and_shown_as_address_and_code(desk: Any) -> None:
    desk.locator("#o-links").click()
    desk.locator("#give select").select_option("host")
    desk.locator("#give input[name=table]").fill("5")
    desk.get_by_role("button", name="Maak een link").click()
    expect(desk.locator("#frag .qr-code")).to_be_visible()
    expect(desk.locator("#frag .address")).to_have_value(re.compile(r"/console\?key="))
    expect(desk.locator("#r-links")).to_contain_text("Tafelhost")
    expect(desk.locator("#r-links")).to_contain_text("tafel 5")


def test_out_of_reach_the_page_says_since_when_and_does_nothing(
    desk: Any, room: RoomApi, cards: dict[str, str]
) -> None:
    pick(desk, cards[FIRST])
    desk.context.set_offline(True)
    desk.wait_for_selector("body[data-net=offline]")
    expect(desk.locator("#net")).to_contain_text("Geen verbinding")
    desk.keyboard.press("h")
    expect(desk.locator("#strip")).to_contain_text("Geen verbinding")
    assert FIRST in room.statements()
    desk.context.set_offline(False)
    desk.wait_for_selector("body[data-net=live]", timeout=30_000)


def test_hostile_words_are_only_words(console: Any, room: RoomApi) -> None:
    room.stage("interventions")
    words = ["<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "W" * 280, "CARD {{ 7 * 7 }}"]
    room.submit(room.join(table=1), "</ul></main><b>x</b>", words)
    dialogs: list[str] = []
    console.on("dialog", lambda dialog: dialogs.append(dialog.message))
    desk = enter(console, room)
    for row in desk.locator("#rows .it").all():
        row.locator(".pick").click(position={"x": 5, "y": 5})
    texts = desk.locator("#rows .pick").all_inner_texts()
    assert sorted(texts) == sorted(words)
    assert desk.evaluate("document.documentElement.scrollWidth") == 1440
    assert dialogs == []


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_axe_finds_nothing(desk: Any, room: RoomApi, cards: dict[str, str], language: str) -> None:
    room.call("POST", f"/cards/{cards[THIRD]}/hide", {})
    desk.goto(f"{room.url}/console?lang={language}")
    desk.wait_for_selector("body[data-net=live]")
    assert axe(desk) == []
    desk.locator(f"#c-{cards[SECOND]} .pick").click()
    assert axe(desk) == []
    for opener in ("#o-keys", "#o-settings", "#o-links"):
        desk.locator(opener).click()
        assert axe(desk) == [], opener
        desk.keyboard.press("Escape")
    room.call("PATCH", "", {"appearance": "dark", "moderation": "hold"})
    desk.goto(f"{room.url}/console?kind=interventions")
    assert axe(desk) == []


@pytest.mark.parametrize("width", [320, 768, 1024])
def test_it_fits_smaller_screens(desk: Any, room: RoomApi, cards: dict[str, str], width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    pick(desk, cards[FIRST])
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    small = desk.evaluate("""() => [...document.querySelectorAll('button, a.b, summary, .opt')]
        .filter((el) => el.offsetParent && !el.closest('dialog'))
        .map((el) => [el.textContent.trim().slice(0, 20), el.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)""")
    assert small == []
    expect(desk.get_by_role("button", name=re.compile("Verberg")).first).to_be_visible()


def test_without_script_everything_is_a_button(
    new_page: Callable[..., Any], room: RoomApi, cards: dict[str, str]
) -> None:
    page = new_page(**DESK, java_script_enabled=False)
    page.goto(room.opened["console_url"])
    page.get_by_role("link", name=SECOND).click()
    page.locator("#drop-monitoring").click()
    assert theme_of(room, cards[SECOND]) == "monitoring"
    page.get_by_role("button", name=re.compile("Verberg")).click()
    assert SECOND not in room.statements()
    page.get_by_role("button", name="Toon weer").click()
    page.get_by_role("link", name=FIRST).click()
    page.get_by_role("link", name=re.compile("Voeg samen")).click()
    page.locator(f"#c-{cards[THIRD]}").get_by_role("button", name="Voeg hiermee samen").click()
    assert FIRST not in room.statements()
    page.locator("#b-undo").click()
    assert FIRST in room.statements()
    page.get_by_role("link", name=FIRST).click()
    page.get_by_role("link", name=re.compile("Verbeter")).click()
    page.locator("textarea").fill("Meer subsidies, graag.")
    page.get_by_role("button", name="Bewaar").click()
    assert "Meer subsidies, graag." in room.statements()
    page.locator("#b-next").click()
    assert room.state()["stage"]["stage"] == "plenary"
    page.locator("#o-settings").click()
    page.locator("#mod-hold").click()
    assert room.state()["room"]["moderation"] == "hold"


def test_the_desk_moves_to_another_device(desk: Any, new_page: Callable[..., Any], room: RoomApi) -> None:
    desk.locator("#o-links").click()
    desk.get_by_role("link", name="Ga verder op een ander toestel").click()
    url = desk.locator("#frag .address").input_value()
    other = new_page(**DESK)
    other.goto(url)
    expect(other.locator("#b-next")).to_be_visible()
    assert json.dumps(other.url) == json.dumps(f"{room.url}/console")
