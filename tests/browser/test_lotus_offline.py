"""The lotus on a phone whose line goes away: petals are filled, marked and read on, and everything arrives later."""

from __future__ import annotations

import pytest

from tests.browser.stage import axe, overflow
from tests.browser.test_lotus import join, node_of

SLOW = 30_000


@pytest.fixture
def lotus(room, new_page):
    """A phone at table 3 with a lotus of one petal; (page, lotus id, node id)."""
    room.stage("lotus", phase="choose")
    token = room.join(table=3)
    made = room.call("POST", "/lotuses", {"centre": "Buddywerking"}, token)["id"]
    node = room.call("POST", f"/lotuses/{made}/petals", {"text": "Een vaste plek", "slot": 2}, token)["node"]
    page = new_page()
    page.set_default_timeout(SLOW)
    join(page, room, 3)
    page.wait_for_selector("html[data-ready]")
    return page, made, node


def tap(page, selector):
    page.locator(selector).dispatch_event("click")


def test_an_empty_petal_is_filled_without_a_line_on_the_page_itself(room, lotus):
    page, _, _ = lotus
    page.context.set_offline(True)
    tap(page, 'svg.lot a[href*="slot=5"]')
    sheet = page.locator("#put")
    assert sheet.locator(".badge").inner_text() == "E"
    assert axe(page) == []
    sheet.locator("#put-text").fill("Iemand die belt")
    sheet.locator("#put-text").press("Enter")
    page.locator("#queue").get_by_text("Iemand die belt").wait_for()
    tap(page, 'svg.lot a[href*="slot=6"]')
    sheet.locator("summary").first.click()
    pick = sheet.locator("[name=ingredient]").first
    words = pick.inner_text().strip()
    pick.click()
    page.locator("#queue").get_by_text(words).wait_for()
    assert room.state()["counts"]["characteristics"] == 1
    page.context.set_offline(False)
    page.locator("#queue").wait_for(state="hidden")
    assert node_of(room, "Iemand die belt")["path"] == "5"
    picked = node_of(room, words)
    assert (picked["path"], picked["source"]) == ("6", "longlist")


def test_what_is_pressed_on_a_petal_s_page_without_a_line_arrives_later(room, lotus):
    page, made, node = lotus
    page.goto(f"{room.url}/lotus/{made}/petal/{node}")
    page.wait_for_selector("html[data-ready]")
    page.context.set_offline(True)
    page.get_by_role("button", name="Een van de sterkste").click()
    page.locator("#kept").wait_for()
    assert "Bewaard op dit toestel (1)" in page.locator("#kept").inner_text()
    assert overflow(page) == []
    page.context.set_offline(False)
    page.locator("#kept").wait_for(state="hidden")
    assert node_of(room, "Een vaste plek")["strongest"] is True


def test_a_page_of_a_petal_that_was_seen_opens_without_a_line(room, lotus):
    page, made, node = lotus
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # from here on the worker sees every page
    page.goto(f"{room.url}/lotus/{made}/petal/{node}")
    page.goto(f"{room.url}/lotus/{made}/put?slot=7")
    page.wait_for_selector("html[data-ready]")
    page.context.set_offline(True)
    page.goto(f"{room.url}/lotus/{made}/petal/{node}")
    page.get_by_role("heading", name="Een vaste plek").wait_for()
    page.goto(f"{room.url}/lotus/{made}/put?slot=7")
    page.wait_for_selector("html[data-ready]")
    page.get_by_label("In je eigen woorden").fill("Geschreven zonder lijn")
    page.get_by_role("button", name="Voeg toe").click()
    page.locator("#kept").wait_for()
    page.context.set_offline(False)
    page.locator("#kept").wait_for(state="hidden")
    assert node_of(room, "Geschreven zonder lijn")["path"] == "7"


def test_one_device_handed_on_without_losing_what_the_first_wrote(room, lotus):
    page, _, _ = lotus
    page.get_by_role("link", name="Met meer mensen op dit toestel").click()
    assert axe(page) == []
    page.get_by_role("button", name="Een nieuwe persoon").click()
    page.locator(".hand-over").get_by_text("Persoon 2").wait_for()
    page.wait_for_selector("html[data-ready]")
    page.set_viewport_size({"width": 320, "height": 800})
    assert overflow(page) == []
    assert axe(page) == []
    page.get_by_label("Wat doet het werken?").fill("Van de tweede")
    page.get_by_label("Wat doet het werken?").press("Enter")
    page.locator("#r-mine").get_by_text("Van de tweede").wait_for()
    page.get_by_role("button", name="Volgende persoon").click()
    page.locator(".hand-over").get_by_text("Persoon 1").wait_for()
    assert page.locator("#r-mine").get_by_text("Van de tweede").count() == 0


@pytest.mark.parametrize(
    ("locale", "own", "add"), [("fr-BE", "Avec vos propres mots", "Ajouter"), ("en-GB", "In your own words", "Add")]
)
def test_by_keyboard_alone_and_in_every_language(room, new_page, locale, own, add):
    room.stage("lotus", phase="choose")
    token = room.join(table=3)
    made = room.call("POST", "/lotuses", {"centre": "Buddywerking"}, token)["id"]
    room.call("POST", f"/lotuses/{made}/petals", {"text": "Een vaste plek", "slot": 1}, token)
    page = new_page(locale=locale, viewport={"width": 320, "height": 800})
    page.set_default_timeout(SLOW)
    page.goto(f"{room.url}?table=3")
    page.locator("form.join button.btn").click()
    page.locator("#r-lotus").wait_for()
    page.wait_for_selector("html[data-ready]")
    assert axe(page) == []
    page.locator('svg.lot a[href*="slot=2"]').focus()
    page.keyboard.press("Enter")
    page.locator("#put").get_by_label(own).wait_for()
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.locator("#put").wait_for(state="hidden")
    page.keyboard.press("Enter")  # the focus is back on its petal
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")
    page.locator("#r-lotus").get_by_text("By keyboard").first.wait_for(state="attached")
    assert node_of(room, "By keyboard")["path"] == "2"
    node = node_of(room, "By keyboard")["id"]
    for path in (f"/lotus/{made}/petal/{node}", f"/lotus/{made}/put?slot=4", f"/mine/{node}", "/device"):
        page.goto(room.url + path)
        page.locator("main").wait_for()
        assert axe(page) == [], path
        assert overflow(page) == [], path
    page.goto(f"{room.url}/lotus/{made}/put?slot=4")
    assert page.get_by_role("button", name=add, exact=True).count() == 1
