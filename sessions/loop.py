"""The one place where a room's commands meet: decided together, committed together, then answered and told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

import msgspec
import structlog

from sessions import codec
from sessions import events as e
from sessions.commands import Command, Refusal
from sessions.events import Record
from sessions.failpoints import hit
from sessions.room import decide, evolve, fold
from sessions.rules.withdrawing import withdrawn_ids
from sessions.state import Room
from sessions.store import Append, Behind, Store, Unavailable

log = structlog.get_logger()
MAX_BATCH = 256


class UnknownRoom(Exception):
    """No room has this code (any more)."""


class Outcome(msgspec.Struct, frozen=True):
    """What a command came to. `fresh` is False when it had been done before; `records` are then the first
    ones. `room` is the room right after; when nothing happened at all, `records` is empty."""

    room: Room
    records: tuple[Record, ...]
    fresh: bool

    @property
    def seq(self) -> int:
        return self.records[-1].seq if self.records else self.room.seq


class Waiting(msgspec.Struct):
    command: Command
    future: asyncio.Future[Outcome]


class Around(Protocol):
    """What a room's loop needs of the service that started it."""

    store: Store
    new_id: Callable[[], str]
    committed: Callable[[int, float], None] | None

    def tell(self, room: Room, records: tuple[Record, ...]) -> None:
        """Tell the listeners what is on disk."""


class RoomLoop:
    """The one place where a room's commands meet. Lives while its room is in use."""

    def __init__(self, service: Around, code: str) -> None:
        self.service = service
        self.code = code
        self.room = Room()
        self.waiting: list[Waiting] = []
        self.bell = asyncio.Event()
        self.loaded = asyncio.Lock()
        self.task: asyncio.Task[None] | None = None
        self.catching = asyncio.Lock()

    async def load(self) -> Room:
        """Folds what the log has beyond what we know, and tells the listeners when it is not the first
        time.
        """
        async with self.catching:
            first = self.room.seq == 0
            try:
                records = await self.service.store.read(self.code, since=self.room.seq)
            except KeyError:
                raise UnknownRoom(self.code) from None
            if first and not records:
                raise UnknownRoom(self.code)  # a row whose first command never came through
            if records and not first and any(isinstance(r.event, e.AuthorsUnlinked) for r in records):
                self.room = fold(await self.service.store.read(self.code))  # what we knew has other names since
                self.service.tell(self.room, tuple(records))
            elif records:
                self.room = fold(records, self.room)
                if not first:
                    self.service.tell(self.room, tuple(records))
        return self.room

    def start(self) -> None:
        if self.task is None:
            self.task = asyncio.create_task(self.run(), name=f"room {self.code}")

    async def run(self) -> None:
        while True:
            await self.bell.wait()
            self.bell.clear()
            while self.waiting:
                batch, self.waiting = self.waiting[:MAX_BATCH], self.waiting[MAX_BATCH:]
                try:
                    await self.settle(batch)
                except Exception as problem:  # the loop outlives what goes wrong with one batch
                    if not isinstance(problem, Unavailable | UnknownRoom):
                        log.exception("room_loop", room=self.code)
                    for waiting in batch:
                        if not waiting.future.done():
                            waiting.future.set_exception(problem)

    async def settle(self, batch: list[Waiting]) -> None:
        """Decides a batch, commits it, then answers and tells."""
        while True:
            room, records, blank, names, answers = self._decide(batch)
            if records:
                append = Append(
                    room=self.code,
                    expected=self.room.seq,
                    records=tuple(records),
                    blank=frozenset(blank),
                    names=names,
                )
                began = time.perf_counter()
                try:
                    await self.service.store.append(append)
                except Behind:
                    await self.load()
                    continue
                except KeyError:
                    raise UnknownRoom(self.code) from None
                self.room = fold(await self.service.store.read(self.code)) if names else room
                if self.service.committed:
                    self.service.committed(len(records), time.perf_counter() - began)
                hit("before_answer")
            break
        for waiting, answer in answers:
            if not waiting.future.done():
                if isinstance(answer, Exception):
                    waiting.future.set_exception(answer)
                else:
                    waiting.future.set_result(answer)
        if records:
            hit("before_tell")
            self.service.tell(self.room, tuple(records))
            hit("after_tell")

    def _decide(
        self, batch: list[Waiting]
    ) -> tuple[Room, list[Record], set[str], dict[str, str], list[tuple[Waiting, Outcome | Exception]]]:
        room = self.room
        records: list[Record] = []
        blank: set[str] = set()
        names: dict[str, str] = {}
        answers: list[tuple[Waiting, Outcome | Exception]] = []
        for waiting in batch:
            command = waiting.command
            try:
                events = decide(room, command)
            except Refusal as refusal:
                answers.append((waiting, refusal))
                continue
            except Exception as problem:
                log.exception("decide", room=self.code, command=type(command).__name__)
                answers.append((waiting, problem))
                continue
            made: list[Record] = []
            before = room
            try:
                for i, event in enumerate(events):
                    if isinstance(event, e.AuthorsUnlinked):
                        names = {person: self.service.new_id() for person in room.participants}
                    record = Record(
                        seq=room.seq + 1,
                        id=self.service.new_id(),
                        actor=str(command.actor),
                        at=command.at,
                        event=event,
                        key=command.key if i == 0 else None,
                        fingerprint=command.fingerprint if i == 0 else None,
                    )
                    room = evolve(room, record)
                    made.append(record)
            except Exception as problem:  # facts that cannot be are nobody else's trouble
                log.exception("evolve", room=self.code, command=type(command).__name__)
                room = before
                answers.append((waiting, problem))
                continue
            if gone := _gone(before, made):
                blank |= gone
                # What came in with the same commit is on nobody's disk yet, and must not get there.
                records = [
                    msgspec.structs.replace(r, event=codec.without_words(r.event, frozenset(gone))) for r in records
                ]
            records.extend(made)
            answers.append((waiting, Outcome(room, tuple(made), fresh=bool(made))))
        if names:
            records = [codec.renamed(record, names) for record in records]
        return room, records, blank, names, answers


def _gone(room: Room, made: list[Record]) -> set[str]:
    """Whose words leave the log with these records, which are about to happen to `room`."""
    gone: set[str] = set()
    for record in made:
        event = record.event
        if isinstance(event, e.CardWithdrawn):
            gone.update(withdrawn_ids(room, event.card))
        if isinstance(event, e.ParticipantErased):
            gone.add(event.participant)
    return gone
