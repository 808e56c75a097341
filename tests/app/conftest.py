"""The application in process, over ASGI: `api` makes calls, `hall` is a room at work with a participant."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.main import make_app
from app.settings import load_settings
from sessions.store.memory import MemoryStore
from tests.app.desk import Desk, desk_at

ORGANISER = "organiser-for-tests"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[Any]:
    settings = load_settings(
        data_dir=tmp_path / "data",
        organiser_token=ORGANISER,
        secret_key="k",
        device_rate="0",
        room_rate=0,
        theming="core",
        _env_file=None,
    )
    application = make_app(settings, store=MemoryStore())
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
async def api(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://hall") as client:
        yield client


class Hall:
    """A room in its first exercise with one participant at table 3."""

    def __init__(self, api: httpx.AsyncClient, code: str, desk: str, token: str) -> None:
        self.api, self.code = api, code
        self.desk = {"Authorization": f"Bearer {desk}"}
        self.me = {"Authorization": f"Bearer {token}"}

    def path(self, rest: str = "") -> str:
        return f"/api/rooms/{self.code}{rest}"

    async def post(self, rest: str, body: Any = None, who: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        return await self.api.post(self.path(rest), json=body, headers={**(who or self.me), **more.pop("headers", {})})

    async def submit(self, *preconditions: str, **fields: Any) -> dict[str, Any]:
        body = {"title": "Buddywerking", "preconditions": list(preconditions), **fields}
        answer = await self.post("/interventions", body)
        assert answer.status_code == 201, answer.text
        data: dict[str, Any] = answer.json()
        return data

    async def state(self, language: str = "nl") -> dict[str, Any]:
        data: dict[str, Any] = (await self.api.get(self.path("/state"), headers={"Accept-Language": language})).json()
        return data


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


async def open_hall(api: httpx.AsyncClient, stage: str = "interventions", **fields: Any) -> Hall:
    organiser = {"Authorization": f"Bearer {ORGANISER}"}
    made = await api.post("/api/rooms", json={"title": "Proef", **fields}, headers=organiser)
    assert made.status_code == 201, made.text
    room = made.json()
    joined = (await api.post(f"/api/rooms/{room['code']}/participants", json={"table": 3})).json()
    hall = Hall(api, room["code"], room["facilitator_token"], joined["token"])
    assert (await hall.post("/stage", {"stage": stage}, who=hall.desk)).status_code == 200
    return hall


@pytest.fixture
async def hall(api: httpx.AsyncClient) -> Hall:
    return await open_hall(api)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A facilitator's browser, let in to a room that is in its first round."""
    async with desk_at(tmp_path) as at:
        await at.enter()
        yield at
