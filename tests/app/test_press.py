"""What the press keeps: the same report is not made twice, and nothing of what a room was outlives a change."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.documents.job import Job, Press
from sessions.events import Record
from tests.app.desk import desk_at
from tests.sessions.stories import AT, opened

LOG = opened().log


class Counting(Press):
    """Makes documents without a process, and tells which."""

    def __init__(self) -> None:
        super().__init__()
        self.ran: list[tuple[str, tuple[str, ...]]] = []
        self.meanwhile = lambda: None

    async def _run(self, job: Job, records: Sequence[Record], at: int, made: dict[str, bytes]) -> bytes:
        self.ran.append((job.format, tuple(sorted(made))))
        await asyncio.sleep(0)
        self.meanwhile()
        return f"{job.format} {job.language} {job.seq}".encode()


def ask(press: Press, format: str, records: Sequence[Record] = LOG, language: str = "nl") -> Any:
    return press.make(Job(id="", room="R", format=format, language=language, seq=0), records, AT)


async def test_the_same_document_is_made_once_and_a_zip_takes_what_is_there() -> None:
    press = Counting()
    first = await ask(press, "pdf")
    assert await ask(press, "pdf") == first
    await ask(press, "docx")
    await ask(press, "pdf", language="fr")
    await ask(press, "zip")
    assert press.ran == [("pdf", ()), ("docx", ("pdf",)), ("pdf", ()), ("zip", ("docx", "pdf"))]


async def test_nothing_made_of_what_a_room_was_is_given_or_kept_after_it_changed() -> None:
    press = Counting()
    await ask(press, "pdf")
    press.changed("R", LOG[-1].seq + 1)
    assert press._made == {}
    await ask(press, "pdf")  # asked for with the log of before: made, but not kept
    assert press._made == {}
    newer = Record(seq=LOG[-1].seq + 1, id="x", actor="machine:m", at=AT, event=LOG[-1].event)
    assert await ask(press, "pdf", [*LOG, newer]) == f"pdf nl {newer.seq}".encode()
    press.meanwhile = lambda: press.forget("R")
    await ask(press, "docx", [*LOG, newer])
    assert press._made == {}
    await ask(press, "docx", [*LOG, newer])
    assert press._made == {}


@pytest.mark.slow
async def test_words_that_are_taken_back_leave_what_was_made_before(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        ada = await desk.join(table=1)
        (card,) = await desk.say(ada, "Geheim woord")
        context = desk.app.state.context
        made = await desk.api("POST", f"/{desk.code}/exports", {"format": "csv"})
        for _ in range(400):
            job = context.jobs[desk.code][made["id"]]
            if job.state == "done":
                break
            await asyncio.sleep(0.1)
        assert b"Geheim woord" in job.data
        assert b"Geheim woord" in b"".join(context.press._made[desk.code].files.values())
        await desk.api("DELETE", f"/{desk.code}/cards/{card}", token=ada)
        assert desk.code not in context.press._made
        with pytest.raises(Exception, match="404"):
            await desk.api("GET", f"/{desk.code}/exports/{made['id']}/file")
