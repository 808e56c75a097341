"""What the pages say beforehand: on which day a closed room lets go of who wrote what, and on which it is erased."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_date

from app.context import Context
from app.retention import erased_at, unlinked_at
from sessions.state import Room


def erased_on(context: Context, room: Room, language: str) -> str:
    """The day in words; empty while the room is open, or when rooms are never erased."""
    return _day(erased_at(room.closed_at if room.closed else None, context.settings.retention_days), language)


def unlinked_on(context: Context, room: Room, language: str) -> str:
    """The day in words; empty while the room is open, when it is past, or when it never comes."""
    due = unlinked_at(room.closed_at if room.closed else None, context.settings.unlink_days)
    return "" if due is not None and due <= context.now() else _day(due, language)


def _day(at: int | None, language: str) -> str:
    if at is None:
        return ""
    return format_date(datetime.fromtimestamp(at / 1000).astimezone(), "d MMMM y", locale=language)
