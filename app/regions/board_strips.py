"""The strip of levers under the picture, and the whole board as plain tables."""

from __future__ import annotations

import msgspec

from app.regions import board_still
from app.regions.board_lotus import characteristics
from app.regions.board_weigh import dots_by_theme
from sessions.lotus_views import cluster_label
from sessions.state import Room
from sessions.watching import Viewer

MOST_ROWS = 100


class Levers(msgspec.Struct, frozen=True):
    """(lever id, visible interventions) in the method's order."""

    part: str
    counts: tuple[tuple[str, int], ...]


def levers(room: Room, viewer: Viewer) -> Levers:
    counts = board_still.lever_counts(room)
    return Levers("levers", tuple((lever.id, counts.get(lever.id, 0)) for lever in room.the_method.levers))


class Tables(msgspec.Struct, frozen=True):
    """Statements and dots by theme, interventions by lever; with the lotus on the wall its key characteristics:
    (name, petals, tables, people)."""

    themes: tuple[tuple[str, int, int], ...]
    other: int
    total: int
    levers: tuple[tuple[str, int], ...]
    lotus: tuple[tuple[str, int, int, int], ...]


def tables_of(room: Room, viewer: Viewer) -> Tables:
    dots = dots_by_theme(room)
    tally = board_still.counts(room)
    themes = tuple((t.id, tally.get(t.id, 0), dots.get(t.id, 0)) for t in room.the_method.themes)
    total = sum(tally.values())
    lotus: tuple[tuple[str, int, int, int], ...] = ()
    if room.board == "lotus":
        found = characteristics(room)[:MOST_ROWS]
        lotus = tuple(
            (cluster_label(room, c, viewer.audience.language), c.tally.count, c.tally.tables, c.tally.people)
            for c in found
        )
    return Tables(themes, total - sum(n for _, n, _ in themes), total, levers(room, viewer).counts, lotus)
