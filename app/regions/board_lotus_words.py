"""The words beside the lotus on the wall: what the open petal holds, what is named further, who stands alone; the whole
list of key characteristics; and what comes up in turn."""

from __future__ import annotations

from typing import Any

import msgspec

from app.regions.board_lotus import (
    PAGE,
    PETALS,
    TableLotus,
    Turns,
    characteristics,
    drawn_table,
    in_turn,
    inner,
    kind_on_wall,
    lit,
    on_wall,
    open_one,
    table_lotus,
)
from app.regions.lotus_drawing import drawing_of, wrap
from sessions.commands import Actor
from sessions.lotus_views import Cluster, cluster_label, words
from sessions.lotuses import Lotus
from sessions.state import Room
from sessions.watching import Viewer

BAR = 532.0
BARS = 8
ALSO, TABLES, ALONE, ALONE_IN_LIST = 5, 14, 2, 6
# The column beside the picture in rem, as board-lotus.css sets it: what is left beside the name, a line of it, a bar,
# three lines of what is named further, and a voice that stands alone with its heading.
COLUMN, LINE, BAR_LINE, FURTHER, ALONE_HEAD, ALONE_ROW = 43.3, 3.2, 4.1, 10.7, 5.1, 5.4
LETTERS = 17


class Bar(msgspec.Struct, frozen=True):
    label: str
    language: str
    count: int


class Alone(msgspec.Struct, frozen=True):
    """Said at one table only; rare but perhaps important."""

    id: str
    text: str
    language: str
    table: int | None


class LotusAside(msgspec.Struct, frozen=True):
    """The open petal with its bars or, where all said it in the same words, its tables; then the rest."""

    part: str
    letter: str
    label: str
    count: int
    n_tables: int
    kind: str
    picks: int
    bars: tuple[Bar, ...]
    tables: tuple[int, ...]
    also: tuple[tuple[str, int], ...]
    more: int
    alone: tuple[Alone, ...]
    alone_count: int


class TableAside(msgspec.Struct, frozen=True):
    """The petals of one table in words: (letter, words, language, is one of the strongest, filled of its own eight)."""

    part: str
    table: int | None
    rows: tuple[tuple[str, str, str, bool, int], ...]
    bench: int


class ListAside(msgspec.Struct, frozen=True):
    """Beside the whole list and tables in turn: who stands alone, and what was called a goal or a precondition."""

    part: str
    alone: tuple[Alone, ...]
    alone_count: int
    kinds: tuple[tuple[str, tuple[tuple[str, int], ...], int], ...]


def lotus_aside(room: Room, viewer: Viewer) -> LotusAside | TableAside | ListAside:
    language = viewer.audience.language
    if (id := lit(room)) is not None:
        return table_aside(room, room.lotuses[id], language)
    found, here = characteristics(room), open_one(room)
    if here is None:
        return LotusAside("lotus_aside", "", "", 0, 0, "undecided", 0, (), (), (), 0, (), 0)
    if room.focus == "list" or (room.focus == "tables" and in_turn(room)):
        return list_aside(room, language)  # not the words of one petal beside tables that come and go
    place = next(i for i, c in enumerate(found) if c.id == here.id)
    rest = [c for c in found[PETALS:] if c.id != here.id and (c.group or c.tally.tables > 1)]
    single = alone(room)
    label = cluster_label(room, here, language)
    space = COLUMN - LINE * (len(wrap(label, LETTERS, 2)) - 1) - FURTHER * bool(rest) - ALONE_HEAD * bool(single)
    most = int((space - ALONE_ROW * bool(single)) / BAR_LINE)
    known = on_wall(room)
    tables = sorted({t for m in here.members if (t := known.by_id[m].table) is not None})
    bars = tuple(Bar(text, lang, n) for text, lang, n, _ in inner(room, here, language)[: max(2, min(BARS, most))])
    lonely = ALONE if space - BAR_LINE * max(3, len(bars)) >= ALONE * ALONE_ROW else 1
    return LotusAside(
        "lotus_aside",
        "ABCDEFGH"[place] if place < PETALS else "",
        label,
        here.tally.count,
        here.tally.tables,
        kind_on_wall(room, here),
        here.tally.picks,
        bars,
        tuple(tables[:TABLES]) if not bars else (),
        tuple((cluster_label(room, c, language), c.tally.count) for c in rest[:ALSO]),
        max(0, len(rest) - ALSO),
        tuple(as_alone(room, c, language) for c in single[:lonely]),
        len(single),
    )


def alone(room: Room) -> list[Cluster]:
    """What a single table said and nobody else, newest first; neither the eight petals nor what has a group."""
    known = on_wall(room)
    shown = {c.id for c in characteristics(room)[:PETALS]}
    single = [c for c in known.clusters if c.tally.tables == 1 and not c.group and c.id not in shown]
    return sorted(single, key=lambda c: (-c.tally.earliest, c.id))


def as_alone(room: Room, cluster: Cluster, language: str) -> Alone:
    entry = on_wall(room).by_id[cluster.members[0]]
    text = cluster_label(room, cluster, language) if cluster.group else words(room, entry, language)
    return Alone(cluster.id, text, language if entry.ingredient else entry.language, entry.table)


def list_aside(room: Room, language: str) -> ListAside:
    kinds = []
    for kind in ("goal", "precondition"):
        some = [c for c in on_wall(room).clusters if c.kind == kind and kind_on_wall(room, c) == kind]
        rows = tuple((cluster_label(room, c, language), c.tally.count) for c in some[:4])
        if some:
            kinds.append((kind, rows, len(some)))
    single = alone(room)
    most = ALONE_IN_LIST - 2 * len(kinds)
    lonely = tuple(as_alone(room, c, language) for c in single[:most])
    return ListAside("lotus_list_aside", lonely, len(single), tuple(kinds))


def table_aside(room: Room, found: Lotus, language: str) -> TableAside:
    drawn = drawing_of(room, found, Actor("observer", ""), language, until=room.frozen_at)
    rows = tuple(
        (leaf.letter, leaf.text, leaf.node.language, leaf.node.strongest, sum(leaf.dots))
        for leaf in drawn.leaves
        if leaf.node
    )
    return TableAside("lotus_table_aside", found.table, rows, len(drawn.bench))


def rows_of(room: Room, page: int, language: str) -> list[dict[str, Any]]:
    """One page of the list of key characteristics, in the order of importance."""
    found = characteristics(room)
    return [
        {"place": c.place, "label": cluster_label(room, c, language), "count": c.tally.count, "tables": c.tally.tables,
         "kind": kind_on_wall(room, c)}
        for c in found[page * PAGE : (page + 1) * PAGE]
    ]  # fmt: skip


def turn_at(room: Room, of: str, at: int, language: str) -> dict[str, Any]:
    """What comes up as number `at` of the turns; past the last one it begins again."""
    if of == "tables":
        lotuses = in_turn(room)
        if not lotuses:
            return {"part": ""}
        view = table_lotus(room, lotuses[at % len(lotuses)], language)
        return {"part": view.part, "v": view, "d": drawn_table(view, room)}
    found = characteristics(room)
    pages = max(1, -(-len(found) // PAGE))
    first = at % pages * PAGE
    return {"part": "lotus_list", "v": {"rows": rows_of(room, at % pages, language), "first": first + 1,
            "last": min(first + PAGE, len(found)), "all": len(found), "grouped": found[0].group if found else False},
            "d": None}  # fmt: skip


def drawn_turn(view: Turns, room: Room) -> Any:
    """The first one, drawn with the region; the browser asks for the others."""
    return lambda language: turn_at(room, view.of, 0, language)


def drawn_bars(view: LotusAside, room: Room) -> list[float]:
    """How long each bar is, in the units of its drawing."""
    most = max((bar.count for bar in view.bars), default=1)
    return [round(max(40.0, BAR * bar.count / most), 1) for bar in view.bars]


__all__ = ["TableLotus", "drawn_bars", "drawn_turn", "lotus_aside", "rows_of", "turn_at"]
