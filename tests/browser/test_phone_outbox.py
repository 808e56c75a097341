"""The outbox on bad days: no network, a killed server, a lost answer, two taps, two tabs, a refusal."""

import signal

from tests.browser.phone_kit import arrives, enter, ready, send, write
from tests.browser.stage import RoomApi


def writes_offline(room, phone, title):
    """Somebody comes in, loses the network and sends an intervention with one precondition, `Tijd`, into the queue."""
    room.stage("interventions")
    enter(phone, room)
    phone.context.set_offline(True)
    write(phone, title, "Tijd")
    send(phone)
    phone.locator("#queue li", has_text="Tijd").wait_for()


def test_what_is_written_offline_waits_visibly_and_arrives_once(room, phone):
    writes_offline(room, phone, "Zonder net")
    phone.locator("#queue small", has_text="ewaard om").wait_for()
    phone.locator("#net").wait_for()
    assert room.statements() == []
    phone.context.set_offline(False)
    arrives(phone, room, "Tijd")
    phone.locator("#queue").wait_for(state="hidden")
    phone.locator("#r-mine li", has_text="Tijd").wait_for()


def test_a_queued_item_can_still_be_changed(room, phone):
    writes_offline(room, phone, "Eerst zo")
    phone.locator("#queue .edit").click()
    phone.fill("#f-title", "Toch zo")
    send(phone)
    phone.locator("#queue li").wait_for()
    phone.context.set_offline(False)
    arrives(phone, room, "Tijd")
    titles = [e["data"]["title"] for e in room.events() if e["kind"] == "intervention_submitted"]
    assert titles == ["Toch zo"]


def test_what_is_being_changed_stays_until_it_is_changed(room, phone):
    writes_offline(room, phone, "Eerst zo")
    phone.locator("#queue .edit").click()
    phone.fill("#f-title", "Toch zo")
    phone.context.set_offline(False)
    phone.wait_for_timeout(2500)  # longer than the first waiting time: its old words had their chance
    assert room.statements() == []
    send(phone)
    arrives(phone, room, "Tijd")
    titles = [e["data"]["title"] for e in room.events() if e["kind"] == "intervention_submitted"]
    assert titles == ["Toch zo"]


def test_what_was_opened_and_left_unchanged_goes_as_it_is(room, phone):
    writes_offline(room, phone, "Blijft zo")
    phone.locator("#queue .edit").click()
    phone.context.set_offline(False)
    phone.go_back()
    arrives(phone, room, "Tijd")


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
    writes_offline(room, phone, "Twee tabs")
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
