"""What a facilitator does with the console, for tests in a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.stage import RoomApi

DESK = {"viewport": {"width": 1440, "height": 900}, "device_scale_factor": 1, "is_mobile": False, "has_touch": False}
FIRST, SECOND, THIRD = "Meer subsidies.", "Een wet die het toelaat.", "Samen met ouders werken."


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
