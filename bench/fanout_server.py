"""The three servers of the fan-out row: `product`, the real app with its hub, its sockets and one 400-byte region;
`bare`, `websockets.broadcast()` to as many sockets; `floor`, one write a socket and nothing else. GET /go runs rounds
and answers what each took: seconds from the change to the last byte handed to the kernel, and processor seconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

SIZE = 400


async def rounds(count: int, one: Callable[[int], Awaitable[None]]) -> list[tuple[float, float]]:
    """Each round's (seconds, processor seconds). Between rounds the readers get time to read."""
    taken = []
    for i in range(count):
        cpu, start = time.process_time(), time.perf_counter()
        await one(i)
        await asyncio.sleep(0)
        taken.append((time.perf_counter() - start, time.process_time() - cpu))
        await asyncio.sleep(0.02)
    return taken


def product(port: int) -> None:
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    from app import serving
    from app.main import make_app
    from app.settings import load_settings
    from sessions import channel
    from sessions.changing import change
    from sessions.state import Room
    from sessions.store.memory import MemoryStore
    from sessions.watching import frame

    class Region:
        name, personal = "tick", False

        def view(self, room: Room, viewer: Any) -> Any:
            return room.title

        def render(self, view: Any, room: Room, viewer: Any) -> str:
            return str(view)

    app = make_app(load_settings(data_dir=Path(os.environ["BLOESEM_DATA_DIR"])), MemoryStore())
    hub = app.state.context.hub
    hub.pages["phone"] = [Region()]
    channel.PACE["phone"] = channel.MOST["phone"] = 0.0

    async def go(request: Request) -> JSONResponse:
        code = request.query_params["code"]
        room = await app.state.context.service.room(code)
        blank = len(frame(1000, {"tick": ""}))

        async def one(i: int) -> None:
            due = hub.tally.frames + hub.count(code, "phone")
            hub.changed(change(room, seq=hub.latest[code].seq + 1, title=f"{i + hub.tally.frames:0{SIZE - blank}d}"))
            while hub.tally.frames < due:  # noqa: ASYNC110
                await asyncio.sleep(0)

        return JSONResponse(await rounds(int(request.query_params["rounds"]), one))

    app.router.routes.insert(0, Route("/go", go))
    serving.serve(app, "127.0.0.1", port)


def bare(port: int, floor: bool = False) -> None:
    import uvloop
    from websockets.asyncio.server import ServerConnection, broadcast, serve

    here: set[ServerConnection] = set()

    async def page(connection: ServerConnection) -> None:
        here.add(connection)
        await connection.send(b'{"seq":0}'.decode())
        await connection.wait_closed()
        here.discard(connection)

    async def answer(connection: ServerConnection, request: Any) -> Any:
        if request.path.startswith("/go"):
            count = int(request.path.rpartition("=")[2])

            sockets = [page.transport.get_extra_info("socket").fileno() for page in here]

            async def one(i: int) -> None:
                if floor:
                    message = b"\x81\x7e" + SIZE.to_bytes(2, "big") + f"{i:0{SIZE}d}".encode()
                    for number in sockets:
                        os.write(number, message)
                else:
                    broadcast(here, f"{i:0{SIZE}d}")

            return connection.respond(200, json.dumps(await rounds(count, one)))
        return connection.respond(200, "ok") if request.path == "/healthz" else None

    async def run() -> None:
        async with serve(page, "127.0.0.1", port, compression=None, process_request=answer, backlog=4096):
            await asyncio.Event().wait()

    uvloop.run(run())


if __name__ == "__main__":
    name, number = sys.argv[1], int(sys.argv[2])
    product(number) if name == "product" else bare(number, floor=name == "floor")
