"""The service as it is, and as careless colleagues might have written it: the durability tests must tell them apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from sessions.commands import Command
from sessions.loop import Outcome
from sessions.service import Service
from sessions.store import Append
from sessions.store import writer as writer_module
from sessions.store.sqlite import SqliteStore
from sessions.store.writer import Answer, Waiting, Writer


def as_it_is(path: Path) -> Service:
    return Service(SqliteStore(path))


def acknowledge_before_commit(path: Path) -> Service:
    class Hasty(Writer):
        def settle(self, batch: list[Waiting]) -> list[Answer]:
            self.tell([(future, None) for _, future in batch])
            return super().settle(batch)

    class Store(SqliteStore):
        def make_writer(self) -> Writer:
            return Hasty(self.path)

    return Service(Store(path))


def no_deduplication(path: Path) -> Service:
    class Forgetful(Service):
        async def do(self, code: str, command: Command) -> Outcome:
            return await super().do(code, msgspec.structs.replace(command, key=None))

    return Forgetful(SqliteStore(path))


def tell_before_commit(path: Path) -> Service:
    class Gossip(SqliteStore):
        async def append(self, batch: Append) -> None:
            service.tell(service._loops[batch.room].room, batch.records)
            await super().append(batch)

    service = Service(Gossip(path))
    return service


def synchronous_normal(path: Path) -> Service:
    def connect(path: Path, *, reading: bool = False):
        db = as_connected(path, reading=reading)
        db.execute("PRAGMA synchronous = NORMAL")
        return db

    as_connected, writer_module.connect = writer_module.connect, connect
    return Service(SqliteStore(path))


MUTANTS: dict[str, Callable[[Path], Service]] = {
    make.__name__: make
    for make in (
        as_it_is,
        acknowledge_before_commit,
        no_deduplication,
        tell_before_commit,
        synchronous_normal,
    )
}
