"""The phone page with scripts on: the outbox on bad days, live regions, the theme sheet, keys only, small and quiet."""

import signal

import pytest

from tests.browser.stage import RoomApi, axe, overflow


def ready(page):
    page.wait_for_selector("html[data-ready]")


def enter(page, room, table=11):
    page.goto(room.url)
    page.locator(".tables input").nth(table - 1).check()
    page.locator("form.join button").click()
    ready(page)


def write(page, title, *preconditions):
    page.fill("#f-title", title)
    for text in preconditions:
        page.fill("#f-pre", text)
        page.press("#f-pre", "Enter")


def send(page):
    page.locator("#write footer .btn").click()


def arrives(page, room, *texts):
    """Waits until the room has exactly these statements."""
    for _ in range(100):
        if sorted(room.statements()) == sorted(texts):
            return
        page.wait_for_timeout(100)
    assert sorted(room.statements()) == sorted(texts)


def home(page):
    if page.locator("#sent[open]").count():
        page.locator("[data-after=home]").click()


def test_the_suggested_theme_appears_as_a_line_is_entered_and_the_author_has_the_last_word(room, phone):
    room.stage("interventions")
    enter(phone, room)
    write(phone, "Praatcafé", "Meer geld en meer tijd")
    card = phone.locator("#pre li")
    card.locator(".sug small", has_text="voorstel").wait_for()
    assert card.locator(".theme").inner_text() == "Middelen"
    card.locator(".sug").click()
    phone.locator("#sheet label", has_text="Beleid").click()
    assert card.locator(".theme").inner_text() == "Beleid"
    assert card.locator(".sug small").inner_text() == ""
    send(phone)
    phone.locator("#sent[open]").wait_for()
    assert "Jouw stip is nummer 1 in Beleid" in phone.locator("#sent .ok").inner_text()
    placed = room.events()[-1]["data"]["preconditions"][0]["placed"]
    assert (placed["theme"], placed["by"]) == ("policy", "author")


def test_what_is_written_offline_waits_visibly_and_arrives_once(room, phone):
    room.stage("interventions")
    enter(phone, room)
    phone.context.set_offline(True)
    write(phone, "Zonder net", "Tijd")
    send(phone)
    phone.locator("#queue li", has_text="Tijd").wait_for()
    phone.locator("#queue small", has_text="ewaard om").wait_for()
    phone.locator("#net").wait_for()
    assert room.statements() == []
    phone.context.set_offline(False)
    arrives(phone, room, "Tijd")
    phone.locator("#queue").wait_for(state="hidden")
    phone.locator("#r-mine li", has_text="Tijd").wait_for()


def test_a_queued_item_can_still_be_changed(room, phone):
    room.stage("interventions")
    enter(phone, room)
    phone.context.set_offline(True)
    write(phone, "Eerst zo", "Tijd")
    send(phone)
    phone.locator("#queue .edit").click()
    phone.fill("#f-title", "Toch zo")
    send(phone)
    phone.locator("#queue li").wait_for()
    phone.context.set_offline(False)
    arrives(phone, room, "Tijd")
    titles = [e["data"]["title"] for e in room.events() if e["kind"] == "intervention_submitted"]
    assert titles == ["Toch zo"]


def test_a_queued_item_and_a_draft_survive_a_reload(room, phone):
    room.stage("interventions")
    enter(phone, room)
    # Only the API is out of reach: the page itself can still be fetched.
    phone.route("**/api/rooms/*/interventions", lambda route: route.abort())
    write(phone, "Blijft", "Tijd")
    send(phone)
    phone.locator("#queue li", has_text="Tijd").wait_for()
    phone.locator("#r-foot a[data-go=write]").click()
    phone.fill("#f-title", "Half geschr")
    phone.locator("#save").wait_for()
    phone.reload()
    ready(phone)
    assert phone.locator("#queue li", has_text="Tijd").count() == 1
    assert phone.input_value("#f-title") == "Half geschr"
    phone.unroute("**/api/rooms/*/interventions")
    phone.reload()
    arrives(phone, room, "Tijd")


def test_a_pending_item_survives_a_server_that_is_killed(own_server, new_page):
    room, page = RoomApi(own_server), new_page()
    room.stage("interventions")
    enter(page, room)
    own_server.stop(signal.SIGKILL)
    write(page, "Server weg", "Tijd")
    send(page)
    page.locator("#queue li", has_text="Tijd").wait_for()
    own_server.start()
    arrives(page, room, "Tijd")


def test_an_answer_that_got_lost_does_not_make_it_twice(room, phone):
    room.stage("interventions")
    enter(phone, room)
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    phone.route("**/api/rooms/*/interventions", lose)
    write(phone, "Eén keer", "Tijd")
    send(phone)
    arrives(phone, room, "Tijd")
    phone.locator("#queue li").wait_for()
    phone.locator("#queue").wait_for(state="hidden", timeout=20_000)
    assert lost[0].status == 201
    assert room.statements() == ["Tijd"]


def test_two_taps_send_once(room, phone):
    room.stage("interventions")
    enter(phone, room)
    write(phone, "Dubbel", "Tijd")
    phone.locator("#write footer .btn").dblclick()
    phone.locator("#sent[open]").wait_for()
    assert room.statements() == ["Tijd"]


def test_a_second_tab_does_not_send_what_the_first_keeps_again(room, phone):
    room.stage("interventions")
    enter(phone, room)
    phone.context.set_offline(True)
    write(phone, "Twee tabs", "Tijd")
    send(phone)
    phone.locator("#queue li").wait_for()
    phone.context.set_offline(False)
    second = phone.context.new_page()
    second.goto(room.url)
    ready(second)
    arrives(phone, room, "Tijd")
    second.wait_for_timeout(1500)
    assert room.statements() == ["Tijd"]


def test_an_error_is_said_beside_the_field_focus_moves_there_and_nothing_is_lost(room, phone):
    room.stage("interventions")
    enter(phone, room)
    phone.fill("#f-description", "Samen eten")
    phone.fill("#f-pre", "Tijd")
    send(phone)
    assert phone.evaluate("document.activeElement.id") == "f-title"
    assert phone.locator("#f-title").get_attribute("aria-invalid") == "true"
    assert "een naam" in phone.locator("#e-title").inner_text()
    assert phone.input_value("#f-description") == "Samen eten"
    phone.fill("#f-title", "x" * 130)
    send(phone)
    assert "120" in phone.locator("#e-title").inner_text()
    phone.fill("#f-title", "Kort")
    send(phone)
    arrives(phone, room, "Tijd")


def test_a_refusal_comes_back_into_the_form_with_its_reason(room, phone):
    room.stage("interventions")
    enter(phone, room)
    refusal = '{"title": "Dicht", "detail": "De kamer is dicht."}'
    kind = "application/problem+json"
    phone.route(
        "**/api/rooms/*/interventions", lambda route: route.fulfill(status=409, content_type=kind, body=refusal)
    )
    write(phone, "Te laat", "Tijd")
    send(phone)
    phone.locator("#write .err", has_text="De kamer is dicht.").wait_for()
    assert phone.input_value("#f-title") == "Te laat"
    assert phone.locator("#pre li").count() == 1
    phone.unroute("**/api/rooms/*/interventions")
    send(phone)
    arrives(phone, room, "Tijd")


def test_what_is_refused_later_waits_in_the_queue_with_its_reason(room, phone):
    room.stage("interventions")
    enter(phone, room)
    phone.context.set_offline(True)
    write(phone, "Te laat", "Tijd")
    send(phone)
    phone.locator("#net").wait_for()
    phone.wait_for_timeout(3000)
    room.stage("plenary")
    room.stage("weigh")
    phone.context.set_offline(False)
    refused = phone.locator("#queue li.refused")
    refused.wait_for(timeout=30_000)
    assert "Niet verstuurd" in refused.inner_text()
    refused.locator(".edit").click()
    assert phone.input_value("#f-title") == "Te laat"


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
