"""A real server on a free port inside the test's own event loop, and words for talking to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from app.main import make_app
from app.serving import Server, config_of
from app.settings import load_settings
from sessions.store.memory import MemoryStore


class Running:
    """A served app: `http` talks to it, `context` is its inside."""

    def __init__(self, app: Any, server: Server, port: int, http: httpx.AsyncClient) -> None:
        self.context = app.state.context
        self.port = port
        self.http = http
        self.stop = lambda: setattr(server, "should_exit", True)
        self.organiser = {"Authorization": f"Bearer {self.context.settings.organiser_token}"}

    async def room(self, stage: str = "interventions") -> Room:
        answer = await self.http.post("/api/rooms", json={"title": "Proef"}, headers=self.organiser)
        room = Room(self, answer.json())
        await room.lead("POST", "/stage", {"stage": stage})
        return room


class Room:
    def __init__(self, server: Running, opened: dict[str, Any]) -> None:
        self.server = server
        self.code = opened["code"]
        self.facilitator = opened["facilitator_token"]

    async def call(self, token: str, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await self.server.http.request(method, f"/api/rooms/{self.code}{path}", json=body, headers=headers)

    async def lead(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self.call(self.facilitator, method, path, body)

    async def join(self, table: int = 1) -> str:
        return str((await self.call("", "POST", "/participants", {"table": table})).json()["token"])

    async def submit(self, token: str, text: str = "Tijd om elkaar te leren kennen") -> httpx.Response:
        return await self.call(token, "POST", "/interventions", {"title": "Buurttafel", "preconditions": [text]})

    def listen(self, page: str = "board", token: str = "", **options: Any) -> Any:
        address = f"ws://127.0.0.1:{self.server.port}/r/{self.code}/live?as={page}&token={token}"
        return connect(address, compression=None, proxy=None, **options)


async def heard(socket: ClientConnection, region: str | None = None) -> dict[str, Any]:
    """The next frame, or the next one that holds a region."""
    async with asyncio.timeout(5):
        while True:
            frame: dict[str, Any] = json.loads(await socket.recv())
            if region is None or region in frame["regions"]:
                return frame


@asynccontextmanager
async def running(folder: Path, plain: bool = False, **settings: Any) -> AsyncIterator[Running]:
    """Serves until the block ends. `plain`: uvicorn's own WebSocket protocol, as on any other server."""
    app = make_app(load_settings(**{"data_dir": folder, "theming": "core", **settings}), MemoryStore())
    config = config_of(app)
    if plain:
        config.ws = "websockets-sansio"
    server = Server(config)
    server.capture_signals = nullcontext  # type: ignore[method-assign]
    listening = config.bind_socket()
    task = asyncio.create_task(server.serve([listening]))
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    port = listening.getsockname()[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        yield Running(app, server, port, http)
    server.should_exit = True
    await task
