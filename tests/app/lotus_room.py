"""The app in this process with tables at work on lotuses, for tests of exercise two."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from app.main import make_app
from sessions.store.memory import MemoryStore
from tests.app.desk import BASE, ORGANISER, settings


class Tables:
    """A room with people at tables, spoken to over the API."""

    def __init__(self, app: Any, http: httpx.AsyncClient) -> None:
        self.app, self.http = app, http
        self.code, self.lead = "", ""

    async def call(self, token: str, method: str, path: str, body: Any = None, key: str = "", **headers: str) -> Any:
        said = {"Authorization": f"Bearer {token}"} if token else {}
        if key:
            said["Idempotency-Key"] = key
        return await self.http.request(method, f"/api/rooms/{self.code}{path}", json=body, headers={**said, **headers})

    async def ok(self, *args: Any, **more: Any) -> Any:
        answer = await self.call(*args, **more)
        assert answer.status_code < 300, answer.text
        return answer.json()

    async def refused(self, slug: str, *args: Any, **more: Any) -> dict[str, Any]:
        answer = await self.call(*args, **more)
        said = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        slugs = {said["slug"], *(e["slug"] for e in said.get("errors", []))}
        assert slug in slugs, said
        return said

    async def join(self, table: int | None, language: str = "nl") -> str:
        body = {"table": table, "language": language} if table else {"language": language}
        return str((await self.ok("", "POST", "/participants", body))["token"])

    async def stage(self, stage: str, phase: str | None = None) -> None:
        await self.ok(self.lead, "POST", "/stage", {"stage": stage} | ({"phase": phase} if phase else {}))

    async def state(self, language: str = "nl") -> Any:
        return await self.ok("", "GET", "/state", **{"Accept-Language": language})


@asynccontextmanager
async def tables(folder: Path, phase: str = "choose") -> AsyncIterator[Tables]:
    app = make_app(settings(folder), MemoryStore())
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as http:
            room = Tables(app, http)
            opened = await http.post(
                "/api/rooms", json={"title": "Proef"}, headers={"Authorization": f"Bearer {ORGANISER}"}
            )
            room.code, room.lead = opened.json()["code"], opened.json()["facilitator_token"]
            await room.stage("lotus", phase)
            yield room


def new_key() -> str:
    return str(uuid.uuid4())
