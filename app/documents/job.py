"""Starts the process that makes a document, follows its progress, and ends it when nobody wants it any more.

One document at a time a room: who asks while one is being made waits for it. A few at a time for the whole server.
What was made is kept in memory until the room changes: no report is made twice, and a zip takes what is there.
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
ROOMS_KEPT = 8
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


@dataclass
class _Made:
    """What was made of a room at one number, in memory only."""

    seq: int
    files: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def parts(self, language: str) -> dict[str, bytes]:
        return {format: data for (format, of), data in self.files.items() if of == language}


class Press:
    """Where documents are made. Keep one a server."""

    def __init__(self) -> None:
        self._rooms: dict[str, asyncio.Lock] = {}
        self._all = asyncio.Semaphore(AT_ONCE)
        self._made: dict[str, _Made] = {}
        self._heads: dict[str, int] = {}

    async def page(self, room: str, seq: int, records: Sequence[Record], kind: str, language: str, at: int) -> bytes:
        """A page of the report; kept for as long as nothing changes in the room."""
        return await self.make(Job(id="", room=room, format=kind, language=language, seq=seq), records, at)

    def changed(self, room: str, seq: int) -> None:
        """What was made of a room that has moved on is of no use, and may hold words that were taken back since."""
        self._heads[room] = seq
        self._made.pop(room, None)

    def forget(self, room: str) -> None:
        """Nothing of an erased room stays in memory."""
        self._made.pop(room, None)
        self._heads[room] = sys.maxsize  # nor of whoever still waits for a document of it
        self._rooms.pop(room, None)

    def _kept(self, room: str, seq: int) -> _Made:
        """Where what is made of a room at this number is kept; a place of its own when the room has moved on."""
        made = self._made.get(room)
        if made is not None and made.seq == seq:
            return made
        made = _Made(seq)
        if seq >= self._heads.get(room, 0):
            self._made.pop(room, None)
            self._made[room] = made
            while len(self._made) > ROOMS_KEPT:
                del self._made[next(iter(self._made))]
        return made

    async def make(self, job: Job, records: Sequence[Record], at: int) -> bytes:
        """The document's bytes. Raises Failed or Cancelled."""
        async with self._rooms.setdefault(job.room, asyncio.Lock()), self._all:
            if job.state == "cancelled":
                raise Cancelled
            job.state, job.started_at = "making", at
            try:
                job.seq = records[-1].seq
                made = self._kept(job.room, job.seq)
                data = made.parts(job.language).get(job.format)
                if data is None:
                    data = await self._run(job, records, at, made.parts(job.language))
                    if job.format != "zip":  # it is made of what is kept already
                        made.files[job.format, job.language] = data
                job.percent, job.state = 100, "done"
                return data
            except BaseException:
                if job.process is not None and job.process.returncode is None:
                    job.process.kill()
                    await job.process.wait()
                if job.state == "making":
                    job.state = "failed"
                raise

    async def _run(self, job: Job, records: Sequence[Record], at: int, made: dict[str, bytes]) -> bytes:
        order = msgspec.msgpack.encode(
            {
                "format": job.format,
                "language": job.language,
                "at": at,
                "made": made if job.format == "zip" else {},
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
