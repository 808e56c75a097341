"""The console in a browser: links, no network, hostile words, axe, smaller screens, and what works without script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.console_kit import DESK, FIRST, SECOND, THIRD, enter, pick, theme_of, until
from tests.browser.stage import RoomApi, axe


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
    desk.goto(f"{room.url}/console?appearance=dark")
    desk.locator(f"#c-{cards[SECOND]} .pick").click()
    assert axe(desk) == []
    for page in ("harvest", "groups", "rules"):
        desk.goto(f"{room.url}/{page}")
        assert desk.evaluate("document.documentElement.dataset.theme") == "dark"
        assert axe(desk) == [], page


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
