"""The live socket on a real server: both ways of sending, who may listen, who is let go, the polling twin."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame
from websockets.streams import StreamReader

from app.live import Direct, Queued
from app.wire import MOST_WAITING, Packed, text_message
from tests.app.running import Room, Running, heard, running


@pytest.fixture(params=["wire", "plain"])
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path, plain=request.param == "plain", device_rate="0", room_rate=0) as made:
        yield made


@pytest.fixture
async def room(server: Running) -> Room:
    return await server.room()


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 70_000])
def test_wire_bytes_are_one_unmasked_text_message(size: int) -> None:
    reader = StreamReader()
    reader.feed_data(text_message(b"x" * size))
    parse = Frame.parse(reader.read_exact, mask=False, max_size=None)
    with pytest.raises(StopIteration) as done:
        next(parse)
    parsed = done.value.value
    assert (parsed.opcode, parsed.fin, bytes(parsed.data)) == (1, True, b"x" * size)
    assert reader.buffer == b""


async def test_pages_are_complete_at_first_and_then_told_what_changed(server: Running, room: Room) -> None:
    token = await room.join()
    async with room.listen() as board, room.listen("phone", token) as phone, room.listen("console", room.facilitator):
        first = await heard(board)
        assert first["full"]
        assert "stagearea" in first["regions"]
        assert (await heard(phone))["full"]
        kind = Direct if type(server.context.hub.watching(room.code)[0]) is Direct else Queued
        assert {type(watcher) for watcher in server.context.hub.watching(room.code)} == {kind}
        sent = await room.submit(token)
        assert sent.status_code == 201
        frame = await heard(board, "stagearea")
        assert frame["seq"] >= sent.json()["seq"]
        assert not frame["full"]
        assert (await heard(phone, "mine"))["seq"] >= sent.json()["seq"]
    await asyncio.sleep(0.05)
    assert server.context.hub.watching(room.code) == []


async def test_the_wire_is_used_where_the_server_offers_it(tmp_path: Path) -> None:
    for plain, kind in ((False, Direct), (True, Queued)):
        async with running(tmp_path, plain=plain) as server:
            room = await server.room()
            async with room.listen() as board:
                await heard(board)
                assert [type(watcher) for watcher in server.context.hub.watching(room.code)] == [kind]


async def refused(room: Room, *where: str, code: str | None = None, **options: Any) -> tuple[int, str]:
    room = Room(room.server, {"code": code or room.code, "facilitator_token": ""})
    with pytest.raises(InvalidStatus) as no:
        async with room.listen(*where, **options):
            pass
    response = no.value.response
    return response.status_code, json.loads(response.body or b"{}").get("slug", "")


async def test_who_may_not_listen_is_refused(server: Running, room: Room) -> None:
    other = await server.room()
    stranger = await other.join()
    assert await refused(room, code="ZZZZ-ZZZZ") == (404, "unknown_room")
    assert await refused(room, code="%00%ff") == (404, "unknown_room")
    assert await refused(room, "nothing") == (404, "not_found")
    assert await refused(room, "phone", stranger) == (401, "bad_token")
    assert await refused(room, "phone") == (403, "not_joined")
    assert await refused(room, "console") == (401, "no_token")
    assert await refused(room, "console", await room.join()) == (401, "no_token")
    assert await refused(room, origin="https://elsewhere.example") == (403, "bad_origin")
    assert await refused(room, origin="null") == (403, "bad_origin")
    async with room.listen(origin=f"http://127.0.0.1:{server.port}") as board:
        assert (await heard(board))["full"]


async def test_a_link_taken_back_closes_its_pages_and_an_erased_room_all(server: Running, room: Room) -> None:
    link = (await room.lead("POST", "/links", {"role": "harvest"})).json()
    async with room.listen("console", link["token"]) as helper, room.listen() as board:
        await heard(helper)
        await room.lead("DELETE", f"/links/{link['id']}")
        with pytest.raises(ConnectionClosed) as closed:
            await heard(helper, "nothing")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4403
        assert await refused(room, "console", link["token"]) == (403, "link_revoked")
        await room.call(server.context.settings.organiser_token, "DELETE", "")
        with pytest.raises(ConnectionClosed) as closed:
            await heard(board, "nothing")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4404


async def test_a_phone_that_changes_tables_keeps_being_told(server: Running, room: Room) -> None:
    token = await room.join(1)
    async with room.listen("phone", token) as phone:
        await heard(phone)
        await room.call(token, "PATCH", "/participants/me", {"table": 4})
        assert (await heard(phone, "mine"))["full"]
        assert server.context.hub.watching(room.code)[0].viewer.audience.table == 4


async def test_what_a_page_sends_is_not_read(room: Room) -> None:
    async with room.listen() as board:
        await heard(board)
        await board.send("hello")
        await board.send(b"\x00\x01")
        await room.lead("PATCH", "", {"title": "Een andere naam", "board": "themes"})
        token = await room.join()
        await room.submit(token)
        assert await heard(board, "stagearea")


async def test_a_reader_that_does_not_read_is_let_go_and_slows_nobody(server: Running, room: Room) -> None:
    hub = server.context.hub
    deaf = socket.create_connection(("127.0.0.1", server.port))
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.sendall(
        f"GET /r/{room.code}/live?as=board HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    async with room.listen(max_size=None) as board:
        await heard(board)
        async with asyncio.timeout(5):
            while hub.count(room.code, "board") < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        big = Packed(b'{"seq":1,"full":false,"regions":{"big":"' + b"x" * MOST_WAITING + b'"}}')
        slowest = 0.0
        async with asyncio.timeout(20):
            while hub.count(room.code, "board") == 2:
                began = asyncio.get_running_loop().time()
                for watcher in hub.watching(room.code):
                    hub.send(room.code, watcher, big)
                assert await heard(board, "big")
                slowest = max(slowest, asyncio.get_running_loop().time() - began)
        assert slowest < 1
        assert hub.tally.let_go == 1
        assert (await room.submit(await room.join())).status_code == 201
        assert await heard(board, "stagearea")
    deaf.close()


async def test_the_polling_twin_gives_the_same_regions(server: Running, room: Room) -> None:
    token = await room.join()
    await room.submit(token)
    async with room.listen("phone", token) as phone:
        first = await heard(phone)
    seen = {"Authorization": f"Bearer {token}"}
    polled = (await server.http.get(f"/r/{room.code}/frames?as=phone", headers=seen)).json()
    assert polled == first
    again = (await server.http.get(f"/r/{room.code}/frames?as=phone&since={polled['seq']}", headers=seen)).json()
    assert again == {"seq": polled["seq"], "full": False, "regions": {}}
    assert (await server.http.get(f"/r/{room.code}/frames?as=phone")).status_code == 403
    assert (await server.http.get("/r/ZZZZ-ZZZZ/frames?as=board")).status_code == 404
