"""The app in this process with a room in it, for tests of pages: no socket, no server process."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from app.main import make_app
from app.settings import Settings
from sessions.store.memory import MemoryStore

ORGANISER = "organiser-token-of-the-tests"
BASE = "http://hall.test"


def settings(folder: Path, **more: Any) -> Settings:
    return Settings(
        theming="core",
        data_dir=folder,
        secret_key="k" * 40,
        organiser_token=ORGANISER,
        device_rate="0",
        room_rate=0,
        **more,
    )


class Desk:
    """A browser at the desk: keeps cookies, follows nothing, speaks Dutch."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.http = self.browser()
        self.room: dict[str, Any] = {}

    def browser(self, language: str = "nl") -> httpx.AsyncClient:
        """Another browser, with cookies of its own."""
        headers = {"Accept": "text/html", "Accept-Language": language}
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers)

    async def api(self, method: str, path: str, body: Any = None, token: str | None = None) -> Any:
        headers = {
            "Authorization": f"Bearer {token or self.room['facilitator_token']}",
            "Accept": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
        }
        answer = await self.browser().request(method, f"/api/rooms{path}", json=body, headers=headers)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    async def open(self, **body: Any) -> None:
        self.room = await self.api("POST", "", {"title": "Startmoment", "tables": 6, **body}, ORGANISER)
        await self.api("POST", f"/{self.code}/stage", {"stage": "interventions"})

    @property
    def code(self) -> str:
        return str(self.room["code"])

    async def join(self, **body: Any) -> str:
        return str((await self.api("POST", f"/{self.code}/participants", body))["token"])

    async def say(self, token: str, *texts: str, title: str = "Buddywerking") -> list[str]:
        """Sends an intervention with these preconditions; their ids."""
        body = {"title": title, "preconditions": list(texts)}
        made = await self.api("POST", f"/{self.code}/interventions", body, token)
        return [p["id"] for p in made["preconditions"]]

    async def enter(self) -> None:
        """Opens the console by its link."""
        answer = await self.http.get(self.room["console_url"].removeprefix(BASE))
        assert answer.status_code == 303, answer.text

    async def page(self, path: str = "", **query: Any) -> httpx.Response:
        return await self.http.get(f"/r/{self.code}/console{path}", params=query)

    async def act(self, do: str, http: httpx.AsyncClient | None = None, **fields: str) -> httpx.Response:
        return await (http or self.http).post(f"/r/{self.code}/console/act", data={"do": do, **fields})

    async def state(self) -> Any:
        return (await self.http.get(f"/api/rooms/{self.code}/state", headers={"Accept": "application/json"})).json()

    async def on_board(self) -> list[str]:
        return [s["text"] for theme in (await self.state())["themes"] for s in theme["statements"]]


@asynccontextmanager
async def desk_at(folder: Path, **room: Any) -> AsyncIterator[Desk]:
    app = make_app(settings(folder), MemoryStore())
    async with app.router.lifespan_context(app):
        desk = Desk(app)
        await desk.open(**room)
        yield desk
