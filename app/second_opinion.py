"""The better engine's word: what came in is placed again by the default tier, off the event loop, in batches.

The core tier places a statement at the door. Within a moment the default tier looks again, and moves the card as long
as nobody has touched it. A burst is batched; a room that is gone is forgotten.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import msgspec
import structlog

from facilitation.theming import Engine
from sessions import commands as c
from sessions import events as e
from sessions.commands import Actor
from sessions.events import Placed, Record
from sessions.loop import UnknownRoom
from sessions.state import Room
from sessions.store import Unavailable

log = structlog.get_logger()
BATCH = 16
GATHER_SECONDS = 0.02  # wait this long for company: sixteen together cost a third of sixteen alone
MAX_WAITING = 20_000
POLITE = 5


class Item(msgspec.Struct, frozen=True):
    """A statement to look at again, as it stood when it came in."""

    room: str
    method: str
    card: str
    text: str
    language: str
    placed: Placed


def to_look_at(room: Room, records: tuple[Record, ...]) -> Iterator[Item]:
    """The statements in new records that a machine placed at the door."""
    for record in records:
        event = record.event
        match event:
            case e.InterventionSubmitted():
                found = [(p.id, p.text, p.language, p.placed) for p in event.preconditions]
            case e.PreconditionAdded():
                p = event.precondition
                found = [(p.id, p.text, p.language, p.placed)]
            case e.PreconditionEdited() if event.placed is not None:
                card = room.preconditions.get(event.precondition)
                found = [(card.id, event.text, card.language, event.placed)] if card else []
            case _:
                continue
        for card_id, text, language, placed in found:
            if placed.by == "machine":
                yield Item(room.code, room.the_method.id, card_id, text, language, placed)


def _step_back() -> None:
    """Let whoever taps go first: this thread only gets what the event loop leaves (Linux alone can say so)."""
    with suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), POLITE)


def _give_back() -> None:
    """Reading an engine leaves a dozen megabytes that nobody uses: back to the system (glibc only)."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


class SecondOpinion:
    """`engine_for(method)` gives the default engine or None; `do(code, command)` gives a room a command."""

    def __init__(
        self,
        engine_for: Callable[[str], Engine | None],
        do: Callable[[str, c.Command], Awaitable[object]],
        now: Callable[[], int],
    ) -> None:
        self._engine_for = engine_for
        self._do = do
        self._now = now
        self._waiting: asyncio.Queue[Item] = asyncio.Queue(MAX_WAITING)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="theming", initializer=_step_back)
        self._task: asyncio.Task[None] | None = None

    def heard(self, room: Room, records: tuple[Record, ...]) -> None:
        """A listener of the service."""
        for item in to_look_at(room, records):
            try:
                self._waiting.put_nowait(item)
            except asyncio.QueueFull:
                return  # the core tier's word stands

    def start(self, method: str = "startmoment") -> None:
        """Begins to listen, and reads the engine of the usual method meanwhile."""
        self._thread.submit(self._read, method)
        self._task = asyncio.create_task(self._run(), name="second opinion")

    def _read(self, method: str) -> None:
        self._engine_for(method)
        _give_back()

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _run(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            if self._waiting.empty():
                await asyncio.sleep(GATHER_SECONDS)
            while len(batch) < BATCH and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            try:
                await self._look(batch)
            except Exception:
                log.exception("second_opinion")

    async def _look(self, batch: list[Item]) -> None:
        loop = asyncio.get_running_loop()
        for method in {item.method for item in batch}:
            items = [item for item in batch if item.method == method]
            placements = await loop.run_in_executor(self._thread, self._place, method, items)
            await self._move(items, placements)

    def _place(self, method: str, items: list[Item]) -> list[Placed | None]:
        from app.theming import as_placed

        engine = self._engine_for(method)
        if engine is None:
            return [None] * len(items)
        return [as_placed(p) for p in engine.place_many([(item.text, item.language) for item in items])]

    async def _move(self, items: list[Item], placements: list[Placed | None]) -> None:
        by_room: dict[str, list[tuple[str, Placed]]] = {}
        engine = ""
        for item, placed in zip(items, placements, strict=True):
            if placed is None or not differs(item.placed, placed):
                continue
            engine = placed.engine
            by_room.setdefault(item.room, []).append((item.card, placed))
        for room, moves in by_room.items():
            command = c.PlaceByMachine(actor=Actor("machine", engine), at=self._now(), placements=tuple(moves))
            with suppress(UnknownRoom, Unavailable):
                await self._do(room, command)


def differs(before: Placed, after: Placed) -> bool:
    """Whether the second word says something new: another theme, another certainty, another second theme."""
    return (before.theme, before.sure, before.second_theme) != (after.theme, after.sure, after.second_theme)
