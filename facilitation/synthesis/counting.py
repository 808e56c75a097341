"""How things are counted and put in order, the same everywhere in a report.

Rule: most distinct tables, then most distinct people, then most entries. What is level on all three shares a place;
the earliest stands first. A table counts once however often it repeats itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

FEWEST = 5
"""Cross tables never show a cell that rests on fewer people than this."""

T = TypeVar("T")


class Voice(Protocol):
    """Something somebody at a table said."""

    @property
    def author(self) -> str: ...

    @property
    def table(self) -> int | None: ...

    @property
    def seq(self) -> int: ...

    @property
    def merged_into(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Count:
    """Distinct tables, distinct people, entries; and the number of the first one."""

    tables: int = 0
    people: int = 0
    entries: int = 0
    earliest: int = 0

    @property
    def level(self) -> tuple[int, int, int]:
        """What decides the place: equal levels share it."""
        return -self.tables, -self.people, -self.entries


def count(voices: Iterable[Voice]) -> Count:
    """Counts some voices. Merged ones lend their table and person, not an entry."""
    tables: set[int] = set()
    people: set[str] = set()
    entries, earliest = 0, 0
    for voice in voices:
        if voice.table is not None:
            tables.add(voice.table)
        people.add(voice.author)
        entries += voice.merged_into is None
        earliest = min(earliest, voice.seq) if earliest else voice.seq
    return Count(len(tables), len(people), entries, earliest)


def in_order(items: Iterable[tuple[T, Count]]) -> list[tuple[int, T, Count]]:
    """(place, item, count) by the rule; level items share a place, the earliest first."""
    ordered = sorted(items, key=lambda pair: (pair[1].level, pair[1].earliest))
    placed: list[tuple[int, T, Count]] = []
    for i, (item, counted) in enumerate(ordered):
        level = i > 0 and ordered[i - 1][1].level == counted.level
        placed.append((placed[-1][0] if level else i + 1, item, counted))
    return placed


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a cross table. `entries` is None where too few people stand behind it to show it."""

    entries: int | None


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Rows and columns are ids; `cells[i][j]` belongs to row i and column j."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]

    @property
    def suppressed(self) -> int:
        return sum(cell.entries is None for row in self.cells for cell in row)


def cross(
    rows: Sequence[str], columns: Sequence[str], marks: Iterable[tuple[str, str, str]], fewest: int = FEWEST
) -> CrossTable:
    """A cross table of (row, column, person) marks, one mark an entry.

    A cell with entries of fewer than `fewest` people is not shown. Where that leaves a single gap in a row, the next
    smallest cell that has entries goes too, else the gap could be worked out from the row's total.
    """
    entries: dict[tuple[str, str], int] = {}
    people: dict[tuple[str, str], set[str]] = {}
    for row, column, person in marks:
        entries[row, column] = entries.get((row, column), 0) + 1
        people.setdefault((row, column), set()).add(person)
    gaps = {key for key, some in people.items() if len(some) < fewest}
    for row in rows:
        mine = [(row, column) for column in columns if (row, column) in entries]
        open_cells = [key for key in mine if key not in gaps]
        if len(mine) - len(open_cells) == 1 and open_cells:
            gaps.add(min(open_cells, key=lambda key: entries[key]))
    return CrossTable(
        tuple(rows),
        tuple(columns),
        tuple(tuple(Cell(None if (r, c) in gaps else entries.get((r, c), 0)) for c in columns) for r in rows),
    )
