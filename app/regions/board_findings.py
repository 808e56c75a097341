"""Findings, table by table: the one that speaks large, the tables that have spoken, the ones before it."""

from __future__ import annotations

import msgspec

from app.regions import board_still
from app.regions.board_said import Message, Words, message, spotlit, words
from sessions.state import Room
from sessions.watching import Viewer

EARLIER = 3


class Findings(msgspec.Struct, frozen=True):
    """`hero` is the spotlit card, else the newest finding. `spoken`: tables with a finding; `count`: findings."""

    part: str
    hero: Words | None
    earlier: tuple[Words, ...]
    spoken: tuple[int, ...]
    tables: int
    count: int


def _findings(room: Room, part: str, earlier: int) -> Findings:
    shown = board_still.findings(room)
    spot = spotlit(room)
    newest = shown[0] if shown else None
    hero = spot or (words(room, newest) if newest else None)
    rest = [f for f in shown if hero is None or f.id != hero.id][:earlier]
    spoken = tuple(sorted({f.table for f in shown if f.table is not None}))
    return Findings(part, hero, tuple(words(room, f) for f in rest), spoken, room.tables, len(shown))


def findings_stage(room: Room, viewer: Viewer) -> Findings:
    return _findings(room, "findings", 0)


def findings_aside(room: Room, viewer: Viewer) -> Findings | Message:
    if room.closed or room.paused:
        return message(room, "closed" if room.closed else "paused")
    return _findings(room, "earlier" if room.board == "findings" else "heard", EARLIER)
