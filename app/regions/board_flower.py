"""The flower of themes: a petal a theme, a mark a statement, drawn from pure geometry.

A change costs what the flower shows, never what the room holds: counts come from the room's tally, packed seeds and
their path strings are remembered by petal.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from app.regions import board_still
from lotus import geometry
from lotus.petal import Point
from sessions.state import OTHER, Room
from sessions.watching import Viewer

PETALS = 8
HEART = 92.0
LONGEST = 272.0


class Flower(msgspec.Struct, frozen=True):
    """`counts` are (theme id, count) in the method's order; `newest` is (card, theme) of the last statement."""

    part: str
    total: int
    other: int
    counts: tuple[tuple[str, int], ...]
    newest: tuple[str, str] | None
    asking: bool
    """Nothing has come in and something may."""


def flower(room: Room, viewer: Viewer) -> Flower:
    tally = board_still.counts(room)
    counts = tuple((theme.id, tally.get(theme.id, 0)) for theme in room.the_method.themes[:PETALS])
    last = board_still.newest(room, 1)
    newest = (last[0].id, last[0].placed.theme) if last and last[0].placed.theme != OTHER else None
    total = sum(tally.values())
    placed = sum(n for _, n in counts)
    return Flower("flower", total, total - placed, counts, newest, asking=total == 0 and not room.closed)


class DrawnPetal(msgspec.Struct, frozen=True):
    """A petal ready for its template. `shape` and `marks` are SVG paths in the petal's own frame; `marks` has one
    vertex a mark."""

    index: int
    theme: str
    mark: int
    count: int
    turn: float
    length: float
    shape: str
    marks: str
    mark_size: float
    landing: Point | None


class Drawing(msgspec.Struct, frozen=True):
    petals: tuple[DrawnPetal, ...]
    ghost: str
    turns: tuple[float, ...]
    heart: float
    stands_for: int


def drawn(view: Flower, room: Room) -> Drawing:
    """The flower's numbers; the room gives no more than each theme's mark."""
    marks = [theme.mark for theme in room.the_method.themes[:PETALS]]
    counts = [n for _, n in view.counts]
    counts += [0] * (PETALS - len(counts))
    ids = [theme for theme, _ in view.counts]
    newest = ids.index(view.newest[1]) if view.newest and view.newest[1] in ids else None
    shape = geometry.flower(counts, heart=HEART, longest=LONGEST, newest=newest)
    petals = tuple(
        DrawnPetal(
            index=petal.index,
            theme=theme,
            mark=mark,
            count=petal.count,
            turn=petal.turn,
            length=petal.length,
            shape=petal.path,
            marks=_vertices(petal.seeds),
            mark_size=petal.seed_size,
            landing=petal.newest,
        )
        for petal, theme, mark in zip(shape.petals, ids, marks, strict=False)
    )
    return Drawing(petals, shape.ghost, tuple(p.turn for p in shape.petals), HEART, shape.mark_stands_for)


@lru_cache(maxsize=512)
def _vertices(seeds: tuple[Point, ...]) -> str:
    """A path that passes through every seed, for a marker on each of its vertices."""
    return "M" + " ".join(f"{x:g},{y:g}" for x, y in seeds) if seeds else ""
