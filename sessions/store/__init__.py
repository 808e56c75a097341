"""Where logs are kept: the interface that every store fulfils, and what can go wrong with one.

The contract is `tests/sessions/test_store_contract.py` (and `test_store_events.py`); every store passes the same suite.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import msgspec

from sessions.events import Record


class Behind(Exception):
    """The log has moved on: another writer appended first. Read on from where you were, decide again."""


class Unavailable(Exception):
    """Nothing was stored: the disk is full or the database is away. It may heal."""


class KeyUsed(ValueError):
    """The log already holds this actor's key: somebody forgot to look. Nothing of the batch was stored."""


class Unusable(Exception):
    """The store cannot start as things stand. `message` is one sentence with places for `details`, so that it
    can be translated before it is shown to whoever starts the server."""

    def __init__(self, message: str, **details: str) -> None:
        super().__init__(message.format(**details))
        self.message = message
        self.details = details


class RoomRow(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a room without reading its log. Times in milliseconds since the epoch."""

    code: str
    title: str
    created_at: int
    head: int = 0
    closed_at: int | None = None
    rehearsal: bool = False
    method: str = "startmoment"
    date: str = ""
    opened_by: str = ""  # the idempotency key that opened it


class Append(msgspec.Struct, frozen=True, kw_only=True):
    """One room's new records, to be stored whole or not at all, after `expected`. `blank` names the ids of
    cards whose words leave all earlier records in the same transaction (`sessions.codec.without_words`); `names` gives
    people other ids in all earlier records (`sessions.codec.renamed`)."""

    room: str
    expected: int
    records: tuple[Record, ...]
    blank: frozenset[str] = frozenset()
    names: dict[str, str] = {}


class Store(Protocol):
    """A durable, append-only log per room. When `append` returns, the records survive kill -9 and power
    loss.
    """

    async def start(self) -> None:
        """Raises Unusable, with a sentence that says why."""

    async def stop(self) -> None:
        """Commits what was accepted and lets go of the files."""

    async def create(self, row: RoomRow) -> None:
        """A new, empty log. Raises KeyError when the code is taken."""

    async def append(self, batch: Append) -> None:
        """Raises Behind when the head is not `expected`, KeyError for an unknown room, KeyUsed when a key of
        these records is in the log already, Unavailable when nothing was kept.
        """

    async def read(self, room: str, since: int = 0, limit: int | None = None) -> list[Record]:
        """Records with seq > since, in order. KeyError for an unknown room."""

    async def rows(self) -> list[RoomRow]:
        """All rooms, newest first."""

    async def row(self, room: str) -> RoomRow | None: ...

    async def heads(self) -> dict[str, int]: ...

    async def update(self, room: str, **fields: Any) -> None:
        """Sets fields of the room's row (not code or head). KeyError for an unknown room."""

    async def erase(self, room: str) -> None:
        """Everything of the room is gone, from the files too. Erasing what is not there is no error."""

    async def ping(self) -> None:
        """Raises Unavailable when a write would not be kept now."""


def check_numbers(expected: int, records: Sequence[Record]) -> None:
    """A batch continues the log without a hole; anything else is a mistake of ours, not of the room."""
    for i, record in enumerate(records, start=1):
        if record.seq != expected + i:
            raise ValueError(f"record {record.seq} where {expected + i} was due")
