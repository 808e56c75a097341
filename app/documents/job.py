"""Starts the process that makes a document, follows its progress, and ends it when nobody wants it any more.

One document at a time a room: who asks while one is being made waits for it. A few at a time for the whole server.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import structlog

from sessions import codec
from sessions.events import Record

log = structlog.get_logger()
ROOT = Path(__file__).parent.parent.parent
AT_ONCE = 2
TIMEOUT_SECONDS = 300


class Failed(Exception):
    """The document could not be made; what went wrong is in the server's log."""


class Cancelled(Exception):
    """Somebody stopped it."""


@dataclass
class Job:
    """A document on its way. `percent` 0-100; `state`: waiting, making, done, failed, cancelled."""

    id: str
    room: str
    format: str
    language: str
    seq: int
    percent: int = 0
    what: str = ""
    state: str = "waiting"
    data: bytes = b""
    started_at: int = 0
    process: asyncio.subprocess.Process | None = field(default=None, repr=False)

    def cancel(self) -> None:
        """Stops it at once; harmless when it is over."""
        if self.state in ("waiting", "making"):
            self.state = "cancelled"
            if self.process is not None:
                with suppress(ProcessLookupError):
                    self.process.kill()


class Press:
    """Where documents are made. Keep one a server."""

    def __init__(self) -> None:
        self._rooms: dict[str, asyncio.Lock] = {}
        self._all = asyncio.Semaphore(AT_ONCE)
        self._pages: dict[str, tuple[tuple[int, str, str], bytes]] = {}

    async def page(self, room: str, seq: int, records: Sequence[Record], kind: str, language: str, at: int) -> bytes:
        """A page of the report; kept for as long as nothing changes in the room."""
        asked = (seq, kind, language)
        kept = self._pages.get(f"{room} {kind} {language}")
        if kept is not None and kept[0] == asked:
            return kept[1]
        job = Job(id="", room=room, format=kind, language=language, seq=seq)
        data = await self.make(job, records, at)
        self._pages[f"{room} {kind} {language}"] = (asked, data)
        return data

    def forget(self, room: str) -> None:
        """Nothing of an erased room stays in memory."""
        for name in [name for name in self._pages if name.startswith(f"{room} ")]:
            del self._pages[name]
        self._rooms.pop(room, None)

    async def make(self, job: Job, records: Sequence[Record], at: int) -> bytes:
        """The document's bytes. Raises Failed or Cancelled."""
        async with self._rooms.setdefault(job.room, asyncio.Lock()), self._all:
            if job.state == "cancelled":
                raise Cancelled
            job.state, job.started_at = "making", at
            try:
                return await self._run(job, records, at)
            except BaseException:
                if job.process is not None and job.process.returncode is None:
                    job.process.kill()
                    await job.process.wait()
                if job.state == "making":
                    job.state = "failed"
                raise

    async def _run(self, job: Job, records: Sequence[Record], at: int) -> bytes:
        order = msgspec.msgpack.encode(
            {
                "format": job.format,
                "language": job.language,
                "at": at,
                "records": [(r.seq, r.id, r.actor, r.at, codec.encode(r.event)) for r in records],
            }
        )
        process = job.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "app.documents",
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=2**20,
        )
        said: list[str] = []
        async with asyncio.timeout(TIMEOUT_SECONDS):
            (data, _, _) = await asyncio.gather(_read(process), _follow(process, job, said), _give(process, order))
            code = await process.wait()
        if job.state == "cancelled":
            raise Cancelled
        if code != 0:
            log.error("document", room=job.room, format=job.format, code=code, said="\n".join(said[-12:]))
            raise Failed
        job.percent, job.state = 100, "done"
        return data


async def _give(process: asyncio.subprocess.Process, order: bytes) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(order)
        await process.stdin.drain()
    process.stdin.close()


async def _read(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None
    return await process.stdout.read()


async def _follow(process: asyncio.subprocess.Process, job: Job, said: list[str]) -> None:
    assert process.stderr is not None
    async for line in process.stderr:
        words = line.decode("utf-8", "replace").rstrip().split(" ", 2)
        if words[0] == "progress" and len(words) == 3 and words[1].isdigit():
            job.percent, job.what = int(words[1]), words[2]
        else:
            said.append(" ".join(words))
            del said[:-50]
