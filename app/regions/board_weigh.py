"""What weighs most: the dots of everyone in the hall, by theme. Nobody sees who put them where."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from app.regions.remembered import remembered
from sessions.state import Room
from sessions.watching import Viewer


class Weighed(msgspec.Struct, frozen=True):
    """(theme id, dots) in the method's order, so that rows stay where they are."""

    part: str
    dots: tuple[tuple[str, int], ...]
    total: int


class Voters(msgspec.Struct, frozen=True):
    part: str
    voted: int
    present: int
    budget: int
    closed: bool


@remembered(lambda room: (room.dots,))
def dots_by_theme(room: Room) -> dict[str, int]:
    total: dict[str, int] = {}
    for dots in room.dots.values():
        for theme, n in dots.themes.items():
            total[theme] = total.get(theme, 0) + n
    return total


@remembered(lambda room: (room.dots,))
def voters(room: Room) -> int:
    return sum(1 for dots in room.dots.values() if any(dots.themes.values()) or any(dots.characteristics.values()))


def weighed(room: Room, viewer: Viewer) -> Weighed:
    dots = dots_by_theme(room)
    rows = tuple((theme.id, dots.get(theme.id, 0)) for theme in room.the_method.themes)
    return Weighed("weigh", rows, sum(n for _, n in rows))


def weigh_aside(room: Room, viewer: Viewer) -> Voters:
    return Voters("voters", voters(room), room.present, room.the_method.dots.themes, room.closed)


WIDTH, HEIGHT = 808.0, 68.0
ROWS = 3


class DotRow(msgspec.Struct, frozen=True):
    """`path` has a zero-length line where each dot stands: round caps make them dots."""

    theme: str
    mark: int
    dots: int
    path: str


class DotDrawing(msgspec.Struct, frozen=True):
    rows: tuple[DotRow, ...]
    width: float
    height: float
    dot: float
    stands_for: int


def drawn_dots(view: Weighed, room: Room) -> DotDrawing:
    """Bars of dots on one scale: three high, as many long as the largest theme needs."""
    marks = {theme.id: theme.mark for theme in room.the_method.themes}
    most = max((n for _, n in view.dots), default=0)
    unit = next(u for u in UNITS if most / u <= MOST_DOTS or u == UNITS[-1])
    pitch = HEIGHT / ROWS
    rows = tuple(DotRow(t, marks[t], n, dots_path(max(1, round(n / unit)) if n else 0, pitch)) for t, n in view.dots)
    return DotDrawing(rows, WIDTH, HEIGHT, round(pitch * 0.78, 1), unit)


@lru_cache(maxsize=512)
def dots_path(count: int, pitch: float) -> str:
    """`count` dots in columns of three, from the left."""
    return "".join(f"M{8 + (k // ROWS + 0.5) * pitch:.1f} {(k % ROWS + 0.5) * pitch:.1f}h0" for k in range(count))


UNITS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
MOST_DOTS = ROWS * int((WIDTH - 8) / (HEIGHT / ROWS))
