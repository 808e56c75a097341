"""The phases of exercise two, as a facilitator turns them and a table lives them, and the twenty seconds after them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.test_lotus import join, node_of, quick, seen

SLOW = 30_000


def turn(desk: Any, phase: str) -> None:
    desk.locator(f"#ph-{phase}").click()
    expect(desk.locator(f"#ph-{phase}")).to_have_attribute("aria-pressed", "true", timeout=SLOW)


def test_a_table_writes_alone_reveals_chooses_and_opens(room: Any, new_page: Any, console: Any) -> None:
    room.stage("lotus", phase="alone")
    desk = console
    desk.set_default_timeout(SLOW)
    desk.goto(room.opened["console_url"])
    desk.wait_for_selector("body[data-net=live]")
    ada, bo = new_page(), new_page()
    for page in (ada, bo):
        page.set_default_timeout(SLOW)
        join(page, room, 3)
        page.wait_for_selector("html[data-ready]")
    ada.get_by_label("Of in je eigen woorden").fill("Buddywerking")
    ada.get_by_role("button", name="Begin de lotus").click()
    for page in (ada, bo):
        page.get_by_role("heading", name="Buddywerking").wait_for()
        page.wait_for_selector("html[data-ready]")
    # alone: each sees only what they wrote themselves, and so does the wall
    for page, text in ((ada, "Een plek"), (bo, "Samen eten")):
        quick(page, text)
        seen(page, text)
    assert "Samen eten" not in ada.locator("main").inner_text()
    assert "Een plek" not in bo.locator("main").inner_text()
    assert room.state()["counts"]["characteristics"] == 0
    # reveal: both stand there for both
    turn(desk, "reveal")
    for page in (ada, bo):
        for text in ("Een plek", "Samen eten"):
            seen(page, text)
    assert room.state()["counts"]["characteristics"] == 2
    assert {node_of(room, text)["path"] for text in ("Een plek", "Samen eten")} == {"1", "2"}
    # choose, and open
    turn(desk, "choose")
    turn(desk, "open")
    expect(bo.locator(".phase")).to_contain_text("Open", timeout=SLOW)
    # the round is over while one phone has no line: what it wrote in time still counts
    bo.context.set_offline(True)
    quick(bo, "Iemand die belt")
    bo.locator("#queue").get_by_text("Iemand die belt").wait_for()
    room.stage("closing")
    bo.context.set_offline(False)
    bo.locator("#queue").wait_for(state="hidden")
    assert node_of(room, "Iemand die belt")["path"] == "3"
