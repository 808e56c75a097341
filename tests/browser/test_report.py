"""The report and the result page in a browser: axe, 320 px, the keyboard, and everything without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK
from tests.browser.stage import RoomApi, axe, overflow

WIDE = {**DESK, "device_scale_factor": 1, "is_mobile": False, "has_touch": False}
NARROW = {**WIDE, "viewport": {"width": 320, "height": 700}}
LONG = "Samenwerkingsverbandenovereenkomst" * 4


@pytest.fixture
def told(room: RoomApi) -> RoomApi:
    """A room with words in it, one of them without a place to break."""
    room.stage("interventions")
    for n in range(3):
        room.submit(
            room.join(table=n + 1),
            f"Praktijk {n}",
            ["Meer tijd voor buddy's", f"Een vaste plek {n}", LONG],
            levers=["trust"],
        )
    return room


def desk_at(page: Any, told: RoomApi) -> None:
    """The report as the organiser has it; a busy machine takes its time to count."""
    page.set_default_timeout(90_000)
    page.goto(told.opened["console_url"])
    page.goto(f"{told.url}/report")


def test_the_report_is_read_and_edited_without_javascript(new_page: Callable[..., Any], told: RoomApi) -> None:
    page = new_page(**WIDE, java_script_enabled=False)
    desk_at(page, told)
    page.locator("details", has_text="Schrijf zelf de samenvatting").locator("textarea").fill("Een warme dag.")
    page.locator("details", has_text="Schrijf zelf de samenvatting").get_by_role("button").click()
    expect(page.locator(".rp-sum")).to_have_text("Een warme dag.", timeout=60_000)
    page.get_by_role("button", name="Open de resultaatpagina").click()
    page.goto(f"{told.url}/result")
    expect(page.locator("h1")).to_be_visible()
    assert "Een warme dag." in page.locator("main").inner_text()


def test_report_and_result_are_sound_at_every_width(new_page: Callable[..., Any], told: RoomApi) -> None:
    for screen in (WIDE, NARROW):
        page = new_page(**screen)
        desk_at(page, told)
        assert axe(page) == []
        assert [where for where in overflow(page) if "rp-scroll" not in where and "rp-table" not in where] == []
        page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert axe(page) == []
    told.call("POST", "/result", {"on": True})
    for screen in (WIDE, NARROW):
        page = new_page(**screen)
        page.set_default_timeout(90_000)
        page.goto(f"{told.url}/result")
        assert axe(page) == []
        assert overflow(page) == []


def test_the_report_works_by_keyboard_alone(new_page: Callable[..., Any], told: RoomApi) -> None:
    page = new_page(**WIDE)
    desk_at(page, told)
    reached = []
    for _ in range(120):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e); "
            "return [e.tagName, (e.innerText || '').trim(), s.outlineStyle !== 'none' || s.boxShadow !== 'none'] }"
        )
        if found[0] == "BODY":
            break
        reached.append(tuple(found))
    assert {"A", "BUTTON", "SUMMARY"} <= {tag for tag, _text, _ring in reached}
    assert all(ring for tag, _text, ring in reached if tag != "TEXTAREA")
    page.locator("#s-asked summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Zo stond het op het scherm.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#s-asked .rp-note")).to_have_text("Zo stond het op het scherm.", timeout=60_000)
