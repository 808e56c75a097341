"""Small makers for tests of stores: a room's row, records, appends."""

from __future__ import annotations

from typing import Any

from sessions import events as e
from sessions.store import Append, RoomRow, Store


def room_row(code: str, **fields: Any) -> RoomRow:
    return RoomRow(**{"code": code, "title": "A day", "created_at": 5, **fields})


def finding(text: str, **fields: Any) -> e.FindingSubmitted:
    return e.FindingSubmitted(**{"finding": f"f-{text}", "text": text, "author": "ada", "language": "en", **fields})


def record(seq: int, event: e.Event, **fields: Any) -> e.Record:
    return e.Record(**{"seq": seq, "id": f"r{seq}", "actor": "participant:ada", "at": 1, "event": event, **fields})


async def append(store: Store, room: str, expected: int, *events: e.Event) -> None:
    records = tuple(record(expected + i, event) for i, event in enumerate(events, start=1))
    await store.append(Append(room=room, expected=expected, records=records))


def texts(records: list[e.Record]) -> list[str]:
    return [r.event.text for r in records]
