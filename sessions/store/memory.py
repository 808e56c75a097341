"""A store in memory, for tests and for trying things: same promises but the disk."""

from __future__ import annotations

from typing import Any

import msgspec

from sessions import codec
from sessions.events import Record
from sessions.store import Append, Behind, KeyUsed, RoomRow, check_numbers

_FIXED = {"code", "head"}


class MemoryStore:
    """Keeps every log as encoded bytes, so that what is read back went through the codec as on disk."""

    def __init__(self) -> None:
        self._rows: dict[str, RoomRow] = {}
        self._logs: dict[str, list[Record]] = {}
        self._keys: set[tuple[str, str, str]] = set()

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        pass

    async def create(self, row: RoomRow) -> None:
        if row.code in self._rows:
            raise KeyError(row.code)
        self._rows[row.code] = row
        self._logs[row.code] = []

    async def append(self, batch: Append) -> None:
        check_numbers(batch.expected, batch.records)
        row = self._rows[batch.room]
        if row.head != batch.expected:
            raise Behind
        keys = [(batch.room, record.actor, record.key) for record in batch.records if record.key is not None]
        if len(set(keys)) < len(keys) or not self._keys.isdisjoint(keys):
            raise KeyUsed(batch.room)
        kept = [
            msgspec.structs.replace(record, event=codec.decode(codec.encode(record.event))) for record in batch.records
        ]
        log = self._logs[batch.room]
        if batch.blank:
            log[:] = [self._blanked(record, batch.blank) for record in log]
        if batch.names:
            log[:] = [codec.renamed(record, batch.names) for record in log]
            self._keys = {used for used in self._keys if used[0] != batch.room}
            self._keys.update((batch.room, record.actor, record.key) for record in log if record.key is not None)
        log.extend(kept)
        self._keys.update(keys)
        self._rows[batch.room] = msgspec.structs.replace(row, head=row.head + len(batch.records))

    @staticmethod
    def _blanked(record: Record, ids: frozenset[str]) -> Record:
        return msgspec.structs.replace(record, event=codec.without_words(record.event, ids))

    async def read(self, room: str, since: int = 0, limit: int | None = None) -> list[Record]:
        log = self._logs[room]
        return log[since : None if limit is None else since + limit]

    async def rows(self) -> list[RoomRow]:
        return sorted(self._rows.values(), key=lambda row: (-row.created_at, row.code))

    async def row(self, room: str) -> RoomRow | None:
        return self._rows.get(room)

    async def heads(self) -> dict[str, int]:
        return {code: row.head for code, row in self._rows.items()}

    async def update(self, room: str, **fields: Any) -> None:
        if fixed := _FIXED & fields.keys():
            raise TypeError(f"not a field to set: {', '.join(sorted(fixed))}")
        self._rows[room] = msgspec.structs.replace(self._rows[room], **fields)

    async def erase(self, room: str) -> None:
        self._rows.pop(room, None)
        self._logs.pop(room, None)
        self._keys = {key for key in self._keys if key[0] != room}

    async def ping(self) -> None:
        pass
