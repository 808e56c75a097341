"""One room after the other: puts commands in order, lets the rules decide, keeps the facts, then tells.

Stored first, told afterwards: listeners and callers hear of an event when it is on disk, never before.
Commands that
arrive while a commit is under way are decided together and committed together (natural group commit, no
timer).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress

import structlog

from sessions.commands import Command
from sessions.events import Record
from sessions.loop import Outcome, RoomLoop, UnknownRoom, Waiting
from sessions.room import key_name
from sessions.state import Room
from sessions.store import RoomRow, Store

log = structlog.get_logger()

Listener = Callable[[Room, tuple[Record, ...]], None]


class Service:
    """Everything that happens to rooms goes through here; it alone knows rules, store and listeners."""

    def __init__(self, store: Store, new_id: Callable[[], str] | None = None) -> None:
        self.store = store
        self.new_id = new_id or (lambda: secrets.token_hex(8))
        self._loops: dict[str, RoomLoop] = {}
        self._listeners: list[Listener] = []
        self.committed: Callable[[int, float], None] | None = None  # told (events, seconds) of each commit

    def listen(self, listener: Listener) -> None:
        """`listener(room, records)` is called after each commit, on the event loop; it must not block or
        raise.
        """
        self._listeners.append(listener)

    def tell(self, room: Room, records: tuple[Record, ...]) -> None:
        for listener in self._listeners:
            try:
                listener(room, records)
            except Exception:
                log.exception("listener", room=room.code)

    async def open(self, row: RoomRow, command: Command) -> Outcome:
        """Makes a new room and gives it its first command. KeyError when the code is taken."""
        await self.store.create(row)
        loop = self._loops[row.code] = RoomLoop(self, row.code)
        loop.start()
        return await self._put(loop, command)

    async def room(self, code: str) -> Room:
        """The room as it is on disk now. Raises UnknownRoom."""
        return (await self._loop(code)).room

    def peek(self, code: str) -> Room | None:
        """The room if it is in memory."""
        loop = self._loops.get(code)
        return loop.room if loop and loop.room.seq else None

    async def do(self, code: str, command: Command) -> Outcome:
        """Gives the room a command; returns when its facts are on disk.

        Raises Refusal (the rules said no), UnknownRoom, Unavailable (nothing was kept).
        """
        loop = await self._loop(code)
        outcome = await self._put(loop, command)
        if not outcome.fresh and command.key is not None:
            return await self._first_answer(loop, command, outcome)
        return outcome

    async def _put(self, loop: RoomLoop, command: Command) -> Outcome:
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        loop.waiting.append(Waiting(command, future))
        loop.bell.set()
        return await future

    async def _first_answer(self, loop: RoomLoop, command: Command, outcome: Outcome) -> Outcome:
        use = outcome.room.keys.get(key_name(str(command.actor), command.key or ""))
        if use is None:
            return outcome
        records = await self.store.read(loop.code, since=use.seq - 1, limit=1)
        return Outcome(outcome.room, tuple(records), fresh=False)

    async def _loop(self, code: str) -> RoomLoop:
        loop = self._loops.get(code)
        if loop is None or loop.room.seq == 0:
            loop = self._loops.setdefault(code, RoomLoop(self, code))
            async with loop.loaded:
                if loop.room.seq == 0:
                    try:
                        await loop.load()
                    except UnknownRoom:
                        self._loops.pop(code, None)
                        raise
                loop.start()
        return loop

    async def heard(self, code: str, head: int) -> None:
        """The doorbell rang: the room is now at `head` somewhere else. Reads on if we hold the room and
        are behind.
        """
        loop = self._loops.get(code)
        if loop and 0 < loop.room.seq < head:
            await loop.load()

    async def erase(self, code: str) -> None:
        """Everything of the room is gone."""
        loop = self._loops.pop(code, None)
        if loop and loop.task:
            loop.task.cancel()
            with suppress(asyncio.CancelledError):
                await loop.task
            for waiting in loop.waiting:
                if not waiting.future.done():
                    waiting.future.set_exception(UnknownRoom(code))
        if await self.store.row(code) is None:
            raise UnknownRoom(code)
        await self.store.erase(code)

    async def stop(self) -> None:
        """Answers what is waiting, then lets the rooms go."""
        for loop in self._loops.values():
            while loop.waiting:  # noqa: ASYNC110
                await asyncio.sleep(0)
        for loop in self._loops.values():
            if loop.task:
                loop.task.cancel()
        await asyncio.gather(*(loop.task for loop in self._loops.values() if loop.task), return_exceptions=True)
        self._loops.clear()
