"""A room as it was at an earlier number of its log, without what was taken back since."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec

from app.context import Context
from app.problems import Problem
from sessions import events as e
from sessions.events import Record
from sessions.room import fold
from sessions.state import Room

LEFT = (e.CardWithdrawn, e.ParticipantErased)


async def records_at(context: Context, room: Room, seq: int | None) -> list[Record]:
    """The log until number `seq`, or all of it. Whoever took words back since took them back from this moment too:
    those records follow under the last number. Problem for a number that is not in the log."""
    if seq is not None and not 1 <= seq <= room.seq:
        raise Problem("bad_input", [("at", "out_of_range", {"low": 1, "high": room.seq})])
    records = list(await context.service.store.read(room.code))
    return records if seq is None else until(records, seq)


def until(records: Sequence[Record], seq: int) -> list[Record]:
    """The records until `seq`, and after them the later ones by which words left, all under number `seq`."""
    left = [msgspec.structs.replace(r, seq=seq) for r in records if r.seq > seq and isinstance(r.event, LEFT)]
    return [*(r for r in records if r.seq <= seq), *left]


async def room_at(room: Room, records: Sequence[Record], seq: int | None) -> Room:
    """The room that `records_at` tells of; folded off the event loop."""
    return room if seq is None or seq == room.seq else await asyncio.to_thread(fold, tuple(records))
