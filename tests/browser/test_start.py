"""The start page, the organiser's page and the printed ones in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.stage import ORGANISER, RoomApi, Server, axe


@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize(
    "path", ["/", "/?code=K4T0-9WM2", "/about/privacy", "/nowhere", "CODE/qr", "CODE/cards", "CODE/console"]
)
def test_axe_finds_nothing_and_it_fits_320(phone: Any, room: RoomApi, server: Server, path: str, language: str) -> None:
    phone.set_viewport_size({"width": 320, "height": 700})
    address = path.replace("CODE", f"/r/{room.code}")
    phone.goto(f"{server.url}{address}{'&' if '?' in address else '?'}lang={language}")
    assert phone.evaluate("document.documentElement.lang") == language
    assert axe(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


def test_an_organiser_opens_a_room_and_erases_it_without_script(new_page: Callable[..., Any], server: Server) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{server.url}/?key={ORGANISER}")
    assert page.url == f"{server.url}/"
    page.get_by_label("Titel").fill("Een dag in Gent")
    page.get_by_label("Aantal tafels").fill("900")
    page.get_by_role("button", name="Open de kamer").click()
    expect(page.get_by_label("Titel")).to_have_value("Een dag in Gent")
    expect(page.locator("#w-tables")).to_contain_text("200")
    page.get_by_label("Aantal tafels").fill("9")
    page.get_by_role("button", name="Open de kamer").click()
    row = page.locator(".rooms li.fresh")
    expect(row).to_contain_text("Een dag in Gent")
    code = row.locator(".code-small").inner_text()
    row.get_by_role("link", name="Regie").click()
    expect(page.locator("#r-top h1")).to_have_text("Een dag in Gent")
    page.goto(server.url)
    page.locator(f"#room-{code}").get_by_role("link", name="Wis").click()
    page.get_by_role("button", name="Wis voorgoed").click()
    expect(page.locator(f"#room-{code}")).to_have_count(0)


def test_axe_finds_nothing_on_the_organisers_page(phone: Any, room: RoomApi, server: Server) -> None:
    phone.goto(f"{server.url}/?key={ORGANISER}")
    phone.goto(f"{server.url}/?delete={room.code}")
    assert axe(phone) == []
    phone.set_viewport_size({"width": 320, "height": 700})
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_typed_code_leads_to_the_room(phone: Any, room: RoomApi, server: Server) -> None:
    phone.goto(server.url)
    phone.get_by_label("De code op het bord").fill(room.code.lower().replace("-", ""))
    phone.keyboard.press("Enter")
    phone.wait_for_url(re.compile(rf"/r/{room.code}$"))


def test_the_cards_print_on_a4_two_a_sheet(board: Any, open_room: Callable[..., RoomApi]) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    room = open_room(tables=5)
    board.goto(f"{room.url}/cards")
    pages = PdfReader(BytesIO(board.pdf(prefer_css_page_size=True))).pages
    assert len(pages) == 3
    assert [round(float(x)) for x in pages[0].mediabox[2:]] == [595, 842]
    text = pages[2].extract_text()
    assert "5" in text
    assert room.code in text
