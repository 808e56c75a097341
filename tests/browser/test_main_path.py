"""The main job from end to end: phone, board and console in three browsers, by QR, offline, corrected, undone, hidden."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.browser.phone_kit import arrives, ready, send, write
from tests.browser.stage import RoomApi

WORDS = "meer subsidies voor de buurtwerking"


def count_on(board: Any, petal: int) -> str:
    return str(board.locator(f"#label-{petal} b").inner_text()).strip()


def test_what_is_written_offline_stands_on_the_wall_moves_comes_back_and_goes(
    room: RoomApi, phone: Any, board: Any, console: Any
) -> None:
    zxing = pytest.importorskip("zxingcpp")
    from PIL import Image

    room.stage("interventions")
    # The wall shows the way in; a phone reads it from the picture of the screen.
    board.goto(room.opened["board_url"])
    board.locator(".qr svg").first.wait_for()
    picture = Image.open(io.BytesIO(board.screenshot()))
    (code,) = {found.text for found in zxing.read_barcodes(picture)}
    assert code == room.opened["join_url"]
    phone.goto(code.replace("HTTP://", "http://"))
    phone.locator(".tables input").nth(6).check()
    phone.locator("form.join button").click()

    console.goto(room.opened["console_url"])
    console.wait_for_selector("body[data-net=live]")
    phone.locator("#f-title").wait_for()
    ready(phone)

    # Written without a network, kept on the phone, sent when it is back.
    phone.context.set_offline(True)
    write(phone, "Buurthuis", WORDS)
    send(phone)
    phone.locator("#queue li", has_text=WORDS).wait_for()
    assert room.statements() == []
    phone.context.set_offline(False)
    arrives(phone, room, WORDS)
    board.locator(".is-hero .voice", has_text=WORDS).wait_for()
    board.locator("#label-0.is-new, #label-0 b").first.wait_for()
    assert count_on(board, 0) == "1"

    # The facilitator moves it with a key; phone and board say the same.
    (card,) = [s["id"] for theme in room.state()["themes"] for s in theme["statements"]]
    row = console.locator(f"#c-{card}")
    row.locator(".pick").click()
    console.keyboard.press("4")
    phone.locator("#r-mine li", has_text="Beleid").wait_for()
    board.locator("#label-3 b", has_text="1").wait_for()
    assert {t["id"]: t["count"] for t in room.state()["themes"]}["policy"] == 1

    # Taken back.
    console.keyboard.press("z")
    phone.locator("#r-mine li", has_text="Middelen").wait_for()
    board.locator("#label-0 b", has_text="1").wait_for()
    assert {t["id"]: t["count"] for t in room.state()["themes"]}["resources"] == 1

    # Hidden: gone from the wall and from the state, not from the author's own phone.
    row.locator(".pick").click()
    console.keyboard.press("h")
    board.locator(".voice", has_text=WORDS).first.wait_for(state="detached")
    assert room.statements() == []
    assert WORDS not in board.content()
    assert phone.locator("#r-mine li", has_text=WORDS).count() == 1
