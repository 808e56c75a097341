"""Levers and themes: how many interventions that move a lever ask for something of a theme."""

from __future__ import annotations

import math

import msgspec

from app.regions import board_still
from app.regions.remembered import remembered
from sessions.state import Room
from sessions.views import visible_interventions
from sessions.watching import Viewer

AREA = {1: 283, 2: 204, 3: 163, 4: 248, 5: 181, 6: 266, 7: 233, 8: 215}
"""How much of its 24 × 24 box each mark fills, so that equal numbers look equally large."""
LARGEST = 66.0 * 66.0 * 0.76
"""The area of the largest glyph, in the square units of an 80 × 80 cell."""


class Matrix(msgspec.Struct, frozen=True):
    """`cells[theme][lever]`, and the interventions of each lever; both in the method's order."""

    part: str
    levers: tuple[tuple[str, int], ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    interventions: int


def matrix(room: Room, viewer: Viewer) -> Matrix:
    ids = [lever.id for lever in room.the_method.levers]
    cells = cells_of(room)
    rows = tuple((t.id, tuple(cells.get((t.id, lever), 0) for lever in ids)) for t in room.the_method.themes)
    counts = board_still.lever_counts(room)
    heads = tuple((lever, counts.get(lever, 0)) for lever in ids)
    return Matrix("matrix", heads, rows, board_still.interventions(room))


@remembered(lambda room: (room.interventions, room.preconditions, room.frozen_at))
def cells_of(room: Room) -> dict[tuple[str, str], int]:
    """(theme, lever) to interventions. An intervention counts once a cell, however much it asks."""
    cells: dict[tuple[str, str], int] = {}
    for card in visible_interventions(room):
        asked = [room.preconditions[pid] for pid in card.preconditions]
        for theme in {p.placed.theme for p in asked if board_still.on_the_wall(room, p)}:
            for lever in card.levers:
                cells[theme, lever] = cells.get((theme, lever), 0) + 1
    return cells


class Cell(msgspec.Struct, frozen=True):
    """`side` of the box of the glyph; `top`: the strongest theme of its lever."""

    count: int
    side: float
    top: bool


class Row(msgspec.Struct, frozen=True):
    theme: str
    mark: int
    cells: tuple[Cell, ...]


class MatrixDrawing(msgspec.Struct, frozen=True):
    rows: tuple[Row, ...]


def drawn_matrix(view: Matrix, room: Room) -> MatrixDrawing:
    marks = {theme.id: theme.mark for theme in room.the_method.themes}
    strongest = [max((cells[i] for _, cells in view.rows), default=0) for i in range(len(view.levers))]
    most = max(strongest, default=0)
    return MatrixDrawing(
        tuple(
            Row(
                theme,
                marks[theme],
                tuple(Cell(n, glyph(n, most, marks[theme]), 0 < n == strongest[i]) for i, n in enumerate(cells)),
            )
            for theme, cells in view.rows
        )
    )


def glyph(count: int, most: int, mark: int) -> float:
    """The side of a mark's box whose ink is in proportion to `count`; `most` fills the cell."""
    return round(24 * math.sqrt(LARGEST * count / (most * AREA.get(mark, 216))), 1) if count else 0.0
