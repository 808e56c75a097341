"""What one device wrote, or a whole room, leaves every file under the data folder; and rooms go by date, said beforehand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.main import make_app
from app.retention import DAY_MS, sweep
from tests.app.desk import Desk, settings

SECRETS = ("Geheim woord van Ada", "Tweede geheim", "Ada Achternaam", "Een vaststelling van Ada")


@asynccontextmanager
async def on_disk(folder: Path, **more: object) -> AsyncIterator[Desk]:
    app = make_app(settings(folder, database_url=f"sqlite:///{folder / 'rooms.db'}", **more))
    async with app.router.lifespan_context(app):
        desk = Desk(app)
        await desk.open()
        yield desk


def in_files(folder: Path, words: str) -> list[str]:
    return [str(path) for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


async def written(desk: Desk) -> tuple[str, str]:
    """Ada's token and Bo's; Ada wrote all the secrets, Bo something that stays."""
    ada = await desk.join(table=1, name=SECRETS[2])
    bo = await desk.join(table=1)
    await desk.say(ada, SECRETS[0], title=SECRETS[1])
    await desk.say(bo, "Bo blijft staan")
    await desk.api("POST", f"/{desk.code}/stage", {"stage": "plenary"})
    await desk.api("POST", f"/{desk.code}/findings", {"text": SECRETS[3]}, ada)
    return ada, bo


async def test_a_device_s_words_leave_every_file_and_counts_stay_sound(tmp_path: Path) -> None:
    async with on_disk(tmp_path) as desk:
        ada, bo = await written(desk)
        assert all(in_files(tmp_path, word) for word in SECRETS)
        mine = (await desk.api("GET", f"/{desk.code}/mine", token=ada))["participant"]
        with pytest.raises(Exception, match="403"):
            await desk.api("DELETE", f"/{desk.code}/participants/{mine}", token=bo)
        await desk.api("DELETE", f"/{desk.code}/participants/{mine}")
        state = await desk.state()
        assert state["counts"]["preconditions"] == 1
        assert state["counts"]["findings"] == 0
        document = await desk.api("GET", f"/{desk.code}/events")
        assert [e["seq"] for e in document["events"]] == list(range(1, document["seq"] + 1))
    for word in SECRETS:
        assert in_files(tmp_path, word) == []
    assert in_files(tmp_path, "Bo blijft staan")


async def test_a_participant_erases_everything_by_their_own_link(tmp_path: Path) -> None:
    async with on_disk(tmp_path) as desk:
        ada, _bo = await written(desk)
        first = await desk.api("DELETE", f"/{desk.code}/participants/me", token=ada)
        again = await desk.api("DELETE", f"/{desk.code}/participants/me", token=ada)
        assert again["seq"] == first["seq"]
        assert (await desk.api("GET", f"/{desk.code}/mine", token=ada))["interventions"] == []
    for word in SECRETS:
        assert in_files(tmp_path, word) == []


async def test_a_closed_room_goes_on_its_day_and_the_list_says_which(tmp_path: Path) -> None:
    async with on_disk(tmp_path, retention_days=30) as desk:
        await written(desk)
        context = desk.app.state.context
        assert await sweep(context) == []
        await desk.api("POST", f"/{desk.code}/close")
        from tests.app.desk import ORGANISER

        rooms = (await desk.api("GET", "", token=ORGANISER))["rooms"]
        assert rooms[0]["erased_at"] - rooms[0]["closed_at"] == 30 * DAY_MS
        closed = rooms[0]["closed_at"]
        context.now = lambda: closed + 30 * DAY_MS - 1
        assert await sweep(context) == []
        context.now = lambda: closed + 30 * DAY_MS
        assert await sweep(context) == [desk.code]
        assert (await desk.http.get(f"/api/rooms/{desk.code}/state")).status_code == 404
    for word in (*SECRETS, "Bo blijft staan"):
        assert in_files(tmp_path, word) == []


@pytest.mark.slow
async def test_after_exports_and_a_new_start_no_file_holds_what_was_taken_back(tmp_path: Path) -> None:
    async with on_disk(tmp_path) as desk:
        ada, _bo = await written(desk)
        for format in ("json", "xlsx", "docx"):
            await desk.http.get(f"/api/rooms/{desk.code}/export.{format}", headers=desk_headers(desk))
        await desk.enter()
        assert SECRETS[0] in (await desk.http.get(f"/r/{desk.code}/report")).text
        await desk.api("DELETE", f"/{desk.code}/participants/me", token=ada)
        assert SECRETS[0] not in (await desk.http.get(f"/r/{desk.code}/report")).text
        for word in SECRETS:
            assert in_files(tmp_path, word) == []
    app = make_app(settings(tmp_path, database_url=f"sqlite:///{tmp_path / 'rooms.db'}"))
    async with app.router.lifespan_context(app):
        again = Desk(app)
        again.room = desk.room
        answer = await again.http.get(f"/api/rooms/{desk.code}/export.json", headers=desk_headers(desk))
        assert "Bo blijft staan" in answer.text
        for word in SECRETS:
            assert word not in answer.text
            assert in_files(tmp_path, word) == []


def desk_headers(desk: Desk) -> dict[str, str]:
    return {"Authorization": f"Bearer {desk.room['facilitator_token']}"}
