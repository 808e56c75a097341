"""Brings two moments of a room side by side, off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from app.context import Context
from app.problems import Problem
from sessions.comparing import Comparison, compare
from sessions.events import Record
from sessions.room import fold
from sessions.state import Room


async def compared(context: Context, room: Room, before: int, after: int | None = None) -> Comparison:
    """From one number of the room's log to a later one, or to now. Problem for numbers that are not in it."""
    later = room.seq if after is None else after
    for field, seq in (("from", before), ("to", later)):
        if not 1 <= seq <= room.seq:
            raise Problem("bad_input", [(field, "out_of_range", {"low": 1, "high": room.seq})])
    before, later = sorted((before, later))
    records = await context.service.store.read(room.code, limit=later)
    return await asyncio.to_thread(_compare, records, before)


def _compare(records: Sequence[Record], before: int) -> Comparison:
    first = fold(records[:before])
    return compare(first, fold(records[before:], first))
