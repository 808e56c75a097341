"""Closed rooms let go of who wrote what, and are erased, after the days that the settings say; the pages say when."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from sessions.commands import Actor, UnlinkAuthors
from sessions.events import AuthorsUnlinked, CardWithdrawn, ParticipantErased, Record
from sessions.loop import UnknownRoom
from sessions.state import Room
from sessions.store import RoomRow, Unavailable
from sessions.watching import GONE

if TYPE_CHECKING:
    from app.context import Context

log = structlog.get_logger()
DAY_MS = 24 * 3600 * 1000
EVERY_SECONDS = 3600
WARN_DAYS = 7
TAKEN_BACK = (CardWithdrawn, ParticipantErased, AuthorsUnlinked)


def erased_at(closed_at: int | None, days: int) -> int | None:
    """When a room that closed then is erased, in milliseconds since the epoch; None while it is open, or never (0)."""
    return None if closed_at is None or days <= 0 else closed_at + days * DAY_MS


def unlinked_at(closed_at: int | None, days: int) -> int | None:
    """When who wrote what is let go of, in a room that closed then; None while it is open, or never (below 0)."""
    return None if closed_at is None or days < 0 else closed_at + days * DAY_MS


def heard(context: Context, room: Room, records: tuple[Record, ...]) -> None:
    """A listener of the service: what was made before no longer holds, and goes at once when words were taken back."""
    context.press.changed(room.code, room.seq)
    if any(isinstance(record.event, TAKEN_BACK) for record in records):
        for job in context.jobs.pop(room.code, {}).values():
            job.cancel()


async def sweep(context: Context) -> list[str]:
    """Erases and unlinks what is due and says in the log what soon will go. Returns the codes that are gone."""
    days, now = context.settings.retention_days, context.now()
    gone = []
    for row in await context.service.store.rows():
        due = erased_at(row.closed_at, days)
        free = unlinked_at(row.closed_at, context.settings.unlink_days)
        if free is not None and free <= now and (due is None or due > now):
            await unlink(context, row)
        if due is None:
            continue
        if due <= now:
            await erase_room(context, row.code)
            log.info("room_erased", room=row.code)
            gone.append(row.code)
        elif due - now <= WARN_DAYS * DAY_MS:
            log.info("room_erased_soon", room=row.code, days=-(-(due - now) // DAY_MS))
    return gone


async def unlink(context: Context, row: RoomRow) -> None:
    """Nobody can tell any more who wrote what; not asked again before something happens in the room."""
    if context.unlinked.get(row.code) == row.head:
        return
    command = UnlinkAuthors(actor=Actor("machine", "retention"), at=context.now())
    outcome = await context.service.do(row.code, command)
    if outcome.fresh:
        log.info("authors_unlinked", room=row.code)
    context.unlinked[row.code] = outcome.seq


async def erase_room(context: Context, code: str) -> None:
    """The room is gone from disk, memory and every open page."""
    await context.service.erase(code)
    context.press.forget(code)
    for job in context.jobs.pop(code, {}).values():
        job.cancel()
    context.hub.let_go(code, GONE)


async def keep_sweeping(context: Context) -> None:
    """Sweeps now and then every hour, until it is cancelled; a store that is away only puts it off."""
    while True:
        try:
            await sweep(context)
        except (Unavailable, UnknownRoom) as problem:
            log.warning("retention", problem=str(problem))
        await asyncio.sleep(EVERY_SECONDS)
