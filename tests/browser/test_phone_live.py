"""The phone page with scripts on: live regions, the theme sheet, keys only, small and quiet."""

import pytest
from playwright.sync_api import expect

from tests.browser.phone_kit import enter, home, ready, send, write
from tests.browser.stage import axe, overflow


def test_the_suggested_theme_appears_as_a_line_is_entered_and_the_author_has_the_last_word(room, phone):
    room.stage("interventions")
    enter(phone, room)
    write(phone, "Praatcafé", "Meer geld en meer tijd")
    card = phone.locator("#pre li")
    card.locator(".sug small", has_text="voorstel").wait_for()
    assert card.locator(".theme").inner_text() == "Middelen"
    card.locator(".sug").click()
    phone.locator("#sheet label", has_text="Beleid").click()
    expect(card.locator(".theme")).to_have_text("Beleid")
    expect(card.locator(".sug small")).to_have_text("")
    send(phone)
    phone.locator("#sent[open]").wait_for()
    assert "Jouw stip is nummer 1 in Beleid" in phone.locator("#sent .ok").inner_text()
    placed = room.events()[-1]["data"]["preconditions"][0]["placed"]
    assert (placed["theme"], placed["by"]) == ("policy", "author")


def test_the_stage_follows_the_room_and_never_touches_the_form(room, phone):
    room.stage("interventions", minutes=10)
    enter(phone, room)
    phone.fill("#f-title", "Half af")
    phone.focus("#f-title")
    room.stage("plenary", minutes=5)
    phone.locator(".bar small", has_text="Plenair").wait_for()
    assert phone.input_value("#f-title") == "Half af"
    assert phone.evaluate("document.activeElement.id") == "f-title"
    phone.locator(".bar .back").click()
    phone.fill("#f-finding", "Nog niet af")
    room.call("POST", "/pause")
    phone.locator(".bar .t .ico").wait_for()
    assert phone.input_value("#f-finding") == "Nog niet af"
    room.call("POST", "/resume")
    phone.get_by_role("button", name="Zet op het bord").click()
    phone.locator("#r-mine li", has_text="Nog niet af").wait_for()


def test_a_move_by_the_facilitator_shows_on_the_phone(room, phone):
    room.stage("interventions")
    enter(phone, room)
    write(phone, "Praatcafé", "Meer geld")
    send(phone)
    phone.locator("#sent[open]").wait_for()
    home(phone)
    card = room.events()[-1]["data"]["preconditions"][0]["id"]
    room.call("PATCH", f"/preconditions/{card}", {"theme": "legal"})
    phone.locator("#r-mine small a", has_text="Juridisch kader").wait_for()
    room.call("POST", f"/cards/{card}/hide")
    phone.locator("#r-mine small", has_text="Nog niet op het bord").wait_for()


def test_without_sockets_the_page_polls(room, new_page):
    page = new_page()
    page.add_init_script(
        "window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.({ code: 1006 })) } close() {} }"
    )
    enter(page, room)
    room.stage("plenary")
    page.locator(".bar small", has_text="Plenair").wait_for()


def test_everything_can_be_done_by_keyboard(room, phone):
    room.stage("interventions")
    phone.goto(room.url)
    phone.locator(".tables input").first.focus()
    phone.keyboard.press("ArrowRight")
    phone.keyboard.press("Enter")
    ready(phone)

    def tab_to(selector):
        for _ in range(60):
            phone.keyboard.press("Tab")
            if phone.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"Tab never reaches {selector}")

    tab_to("#f-title")
    phone.keyboard.type("Met toetsen")
    tab_to("input[name=levers]")
    phone.keyboard.press("Space")
    tab_to("#f-pre")
    phone.keyboard.type("Meer geld")
    phone.keyboard.press("Enter")
    phone.locator("#pre small", has_text="voorstel").wait_for()
    phone.keyboard.press("Shift+Tab")
    phone.keyboard.press("Enter")
    phone.locator("#sheet[open]").wait_for()
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("Enter")
    phone.locator("#pre .theme", has_text="Samenwerking").wait_for()
    tab_to("#write footer .btn")
    phone.keyboard.press("Enter")
    phone.locator("#sent[open]").wait_for()
    assert next(t for t in room.state()["themes"] if t["id"] == "collaboration")["count"] == 1


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_live_states_are_accessible_and_fit(room, new_page, language):
    page = new_page(viewport={"width": 320, "height": 640}, locale=f"{language}-BE")

    def check(where):
        assert axe(page) == [], where
        assert overflow(page) == [], where

    room.stage("interventions", minutes=10)
    page.goto(f"{room.url}?lang={language}")
    enter(page, room)
    word = "Hottentottententententoonstelling" * 3
    write(page, word, word, "Meer geld en tijd")
    check("form with cards")
    page.locator("#pre .sug").last.click()
    check("theme sheet")
    page.keyboard.press("Escape")
    page.fill("#f-title", "")
    send(page)
    check("error")
    page.fill("#f-title", "Naam")
    send(page)
    page.locator("#sent[open]").wait_for()
    check("sent")
    home(page)
    check("home")
    page.context.set_offline(True)
    page.locator("#r-foot a[data-go=write]").click()
    write(page, word, word)
    send(page)
    page.locator("#queue li").first.wait_for()
    page.locator("#net").wait_for()
    check("offline")


def test_the_first_load_is_small(room, new_page):
    """Over the wire, without the fonts, which come last and hold up nothing: at most 100 kB."""
    page = new_page()
    sizes: dict[str, int] = {}
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    names: dict[str, str] = {}
    client.on("Network.responseReceived", lambda e: names.update({e["requestId"]: e["response"]["url"]}))
    client.on(
        "Network.loadingFinished",
        lambda e: sizes.update({names.get(e["requestId"], ""): int(e["encodedDataLength"])}),
    )
    room.stage("interventions")
    enter(page, room)
    page.wait_for_timeout(500)
    fonts = sum(n for url, n in sizes.items() if url.endswith(".woff2"))
    rest = sum(n for url, n in sizes.items() if not url.endswith(".woff2"))
    print(f"first load: {rest} bytes and {fonts} of fonts")
    assert rest <= 100_000
    assert rest + fonts <= 250_000


def test_where_the_browser_allows_it_the_page_opens_without_a_connection(room, phone):
    room.stage("interventions")
    enter(phone, room)
    phone.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    phone.reload()
    ready(phone)
    phone.context.set_offline(True)
    phone.goto(room.url)
    ready(phone)
    assert phone.locator("#f-title").is_visible()
