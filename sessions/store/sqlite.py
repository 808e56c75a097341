"""Rooms and their logs in one SQLite file, safe on disk when `append` returns.

One thread writes (`writer`), two read beside it on connections of their own; WAL lets them. Erased and
withdrawn words leave the file and its write-ahead log before the call returns, unless a reader elsewhere
holds on to the old pages; then as soon as that lets go.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from sessions import codec
from sessions.events import Record
from sessions.store import Append, Behind, RoomRow, Unavailable, check_numbers
from sessions.store.opening import connect, prepare
from sessions.store.writer import Transaction, Writer

T = TypeVar("T")
READERS = 2
ROOM_COLUMNS = RoomRow.__struct_fields__
CHANGEABLE = frozenset(ROOM_COLUMNS) - {"code", "head"}
_ROOM = f"SELECT {', '.join(ROOM_COLUMNS)} FROM rooms"  # noqa: S608


class SqliteStore:
    """Keeps everything in the file at `path`, which `start` makes when it is not there."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._readers: ThreadPoolExecutor | None = None
        self._own = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._writer: Writer | None = None

    async def start(self) -> None:
        await asyncio.to_thread(prepare, self.path)
        self._own = threading.local()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store reader")
        self._writer = self.make_writer()

    def make_writer(self) -> Writer:
        return Writer(self.path)

    async def stop(self) -> None:
        if self._readers:
            await asyncio.to_thread(self._readers.shutdown)
        while self._open:
            self._open.pop().close()
        if self._writer:
            await self._writer.stop()  # last: whoever closes last folds the write-ahead log into the file
        self._readers = self._writer = None

    async def create(self, row: RoomRow) -> None:
        values = [getattr(row, name) for name in ROOM_COLUMNS]
        marks = ", ".join("?" * len(values))

        def work(tx: Transaction) -> None:
            insert = f"INSERT OR IGNORE INTO rooms ({', '.join(ROOM_COLUMNS)}) VALUES ({marks})"  # noqa: S608
            if not tx.execute(insert, values).rowcount:
                raise KeyError(row.code)

        await self._write(work)

    async def append(self, batch: Append) -> None:
        check_numbers(batch.expected, batch.records)
        rows = [_to_row(batch.room, record) for record in batch.records]

        def work(tx: Transaction) -> None:
            moved = tx.execute(
                "UPDATE rooms SET head = head + ? WHERE code = ? AND head = ?",
                (len(rows), batch.room, batch.expected),
            ).rowcount
            if not moved:
                if tx.execute("SELECT 1 FROM rooms WHERE code = ?", (batch.room,)).fetchone():
                    raise Behind
                raise KeyError(batch.room)
            if batch.blank:
                _blank(tx, batch.room, batch.blank)
            if batch.names:
                _rename(tx, batch.room, batch.names)
            tx.insert(rows)

        await self._write(work)

    async def read(self, room: str, since: int = 0, limit: int | None = None) -> list[Record]:
        def query(db: sqlite3.Connection) -> list[Record]:
            found = db.execute(
                "SELECT seq, id, actor, at, key, fingerprint, data FROM events"
                " WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?",
                (room, since, -1 if limit is None else limit),
            ).fetchall()
            if not found and not db.execute("SELECT 1 FROM rooms WHERE code = ?", (room,)).fetchone():
                raise KeyError(room)
            return [_to_record(row) for row in found]

        return await self._query(query)

    async def rows(self) -> list[RoomRow]:
        return await self._query(
            lambda db: [_to_room(row) for row in db.execute(f"{_ROOM} ORDER BY created_at DESC, code")]
        )

    async def row(self, room: str) -> RoomRow | None:
        def query(db: sqlite3.Connection) -> RoomRow | None:
            row = db.execute(f"{_ROOM} WHERE code = ?", (room,)).fetchone()
            return _to_room(row) if row else None

        return await self._query(query)

    async def heads(self) -> dict[str, int]:
        return await self._query(lambda db: dict(db.execute("SELECT code, head FROM rooms").fetchall()))

    async def update(self, room: str, **fields: Any) -> None:
        if not fields.keys() <= CHANGEABLE:
            raise TypeError(f"not a field to set: {', '.join(sorted(fields.keys() - CHANGEABLE))}")
        sets = ", ".join(f"{name} = ?" for name in fields)

        def work(tx: Transaction) -> None:
            if not tx.execute(
                f"UPDATE rooms SET {sets} WHERE code = ?",  # noqa: S608  (names from CHANGEABLE)
                (*fields.values(), room),
            ).rowcount:
                raise KeyError(room)

        await self._write(work)

    async def erase(self, room: str) -> None:
        def work(tx: Transaction) -> None:
            tx.flush()
            tx.execute("DELETE FROM events WHERE room = ?", (room,))
            tx.execute("DELETE FROM rooms WHERE code = ?", (room,))
            tx.sweep = tx.repack = True

        await self._write(work)

    async def ping(self) -> None:
        def work(tx: Transaction) -> None:  # a real page goes to the real disk
            (count,) = tx.execute("PRAGMA user_version").fetchone()
            tx.execute(f"PRAGMA user_version = {(count + 1) % 2**31}")

        await self._write(work)

    async def _write(self, work: Callable[[Transaction], None]) -> None:
        if self._writer is None:
            raise Unavailable("the store is not running")
        await self._writer.put(work)

    async def _query(self, query: Callable[[sqlite3.Connection], T]) -> T:
        if self._readers is None:
            raise Unavailable("the store is not running")
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, query)

    def _read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        try:
            db: sqlite3.Connection | None = getattr(self._own, "db", None)
            if db is None:
                db = self._own.db = connect(self.path, reading=True)
                self._open.append(db)
            return query(db)
        except sqlite3.Error as problem:
            raise Unavailable(str(problem)) from problem


def _blank(tx: Transaction, room: str, ids: frozenset[str]) -> None:
    """Takes the words of the cards in `ids` out of the room's earlier records.

    The new text is padded with spaces to the length of the old, so that SQLite writes it over the old in
    place: rows that move can leave copies in the slack of a page, out of reach of a later withdrawal.
    """
    tx.flush()
    mentioned = " OR ".join(["instr(data, ?)"] * len(ids))
    for seq, data in tx.execute(
        f"SELECT seq, data FROM events WHERE room = ? AND ({mentioned})",  # noqa: S608  (question marks only)
        (room, *(_quoted(card) for card in ids)),
    ).fetchall():
        blanked = codec.encode(codec.without_words(codec.decode(data), ids))
        padded = blanked.ljust(len(data.encode())).decode()
        if padded != data:
            tx.execute("UPDATE events SET data = ? WHERE room = ? AND seq = ?", (padded, room, seq))
    tx.sweep = True


def _rename(tx: Transaction, room: str, names: Mapping[str, str]) -> None:
    """Gives people other ids in the room's earlier records; the file is packed anew, so that no page keeps the old."""
    tx.flush()
    columns = "seq, id, actor, at, key, fingerprint, data"
    for row in tx.execute(f"SELECT {columns} FROM events WHERE room = ?", (room,)).fetchall():  # noqa: S608
        before = _to_record(row)
        after = codec.renamed(before, names)
        if after != before:
            data = codec.encode(after.event).decode()
            tx.execute(
                "UPDATE events SET actor = ?, key = ?, fingerprint = ?, data = ? WHERE room = ? AND seq = ?",
                (after.actor, after.key, after.fingerprint, data, room, after.seq),
            )
    tx.sweep = tx.repack = True


def _to_row(room: str, record: Record) -> tuple[object, ...]:
    return (
        room,
        record.seq,
        record.id,
        codec.kind_of(record.event),
        record.actor,
        record.at,
        record.key,
        record.fingerprint,
        codec.encode(record.event).decode(),
    )


def _to_record(row: tuple[Any, ...]) -> Record:
    seq, id_, actor, at, key, fingerprint, data = row
    return Record(seq=seq, id=id_, actor=actor, at=at, event=codec.decode(data), key=key, fingerprint=fingerprint)


def _to_room(row: tuple[Any, ...]) -> RoomRow:
    fields = dict(zip(ROOM_COLUMNS, row, strict=True))
    return RoomRow(**{**fields, "rehearsal": bool(fields["rehearsal"])})


def _quoted(card: str) -> str:
    return msgspec.json.encode(card).decode()
