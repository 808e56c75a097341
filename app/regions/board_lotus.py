"""The lotus on the wall: the room's shared lotus, the list of key characteristics, or a table's own lotus.

Which of them stands in the picture is the facilitator's choice: a lotus in the spotlight comes first, then the room's
`focus`. What stands beside it is in `board_lotus_words`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from app.regions.lotus_drawing import drawing_of, wrap
from lotus.geometry import VOICE, voices
from lotus.geometry import lotus as geometry
from lotus.ranking import opened
from sessions.cards import Heart
from sessions.commands import Actor
from sessions.lotus_views import Cluster, Gathered, cluster_label, gathered, words
from sessions.lotuses import Lotus
from sessions.state import Room
from sessions.watching import Viewer

PETALS, MINIS = 8, 8
LEAST_MINIS = 3  # a petal that opened into fewer shows a mark for each voice
PAGE = 26  # rows of the list that fit at a size that is read from the last row
WIDE, NARROW = (22, 2), (13, 3)  # letters a line, and lines, of a label above or below and beside the flower


class WallPetal(msgspec.Struct, frozen=True):
    """One petal: `inner` are the counts of what it opens into, in the order in which they came."""

    id: str
    letter: str
    label: str
    count: int
    tables: int
    kind: str
    inner: tuple[int, ...]


class SharedLotus(msgspec.Struct, frozen=True):
    """`grouped` False: nobody grouped yet, so the petals are petals of tables that read the same. `open`: which of them
    the words beside it are about. `named` key characteristics there are, `loose` petals have no group yet."""

    part: str
    heart: int
    grouped: bool
    tied: bool
    open: int
    named: int
    loose: int
    petals: tuple[WallPetal, ...]


class TableLotus(msgspec.Struct, frozen=True):
    """One table's lotus on request."""

    part: str
    id: str
    rev: int
    table: int | None
    heart: str
    language: str


class Turns(msgspec.Struct, frozen=True):
    """What comes up in turn: the lotuses of the tables, or the pages of a long list. The page in the browser asks for
    the next one; the first is drawn with the region. `made` changes when what is shown would."""

    part: str
    of: str
    ids: tuple[str, ...]
    made: int


def on_wall(room: Room) -> Gathered:
    """What counts on the wall: all, or what was there when the board was frozen."""
    return gathered(room, room.frozen_at)


def lit(room: Room) -> str | None:
    """The lotus in the spotlight, if it may be seen."""
    card = room.card(room.spotlight) if room.spotlight else None
    return card.id if isinstance(card, Heart) and room.visible(card) else None


def shown(room: Room) -> tuple[Cluster, ...]:
    """The eight petals: the first groups; before there are any, what reads the same at most tables."""
    return characteristics(room)[:PETALS]


def characteristics(room: Room) -> tuple[Cluster, ...]:
    """All groups by rank; before there are any, everything that reads the same."""
    clusters = on_wall(room).clusters
    return tuple(c for c in clusters if c.group) or clusters


def open_one(room: Room) -> Cluster | None:
    """The petal that is open: the one the facilitator chose, also one outside the eight; else the first."""
    some = characteristics(room)
    return next((c for c in some if c.id == room.focus), some[0] if some else None)


def inner(room: Room, cluster: Cluster, language: str) -> list[tuple[str, str, int, int]]:
    """What a petal opens into: (words, language, count, seq of the first), by the rule of ranking."""
    known = on_wall(room)
    if cluster.group:
        return [
            (words(room, known.by_id[w.members[0]], language), w.language, w.tally.count, w.tally.earliest)
            for w in opened(room.groups, known.entries, cluster.id)
        ]
    below: dict[str, list[Any]] = {}
    inside = set(cluster.members)
    for entry in known.entries:
        if entry.parent in inside:
            below.setdefault(words(room, entry, language), []).append(entry)
    rows = [(text, some[0].language, len(some), some[0].seq) for text, some in below.items()]
    return sorted(rows, key=lambda row: (-row[2], row[3]))


def kind_on_wall(room: Room, cluster: Cluster) -> str:
    """What a petal is as soon as more than half of its entries were settled that way."""
    known = on_wall(room)
    some = sum(known.by_id[m].kind == cluster.kind for m in cluster.members)
    return cluster.kind if 2 * some > len(cluster.members) else "undecided"


def lotus_stage(room: Room, viewer: Viewer) -> SharedLotus | TableLotus | Turns:
    if (id := lit(room)) is not None:
        return table_lotus(room, room.lotuses[id], viewer.audience.language)
    if room.focus == "tables" and (lotuses := in_turn(room)):
        return Turns("lotus_turns", "tables", tuple(x.id for x in lotuses), 0)
    if room.focus == "list" and (some := characteristics(room)):
        pages = tuple(str(n) for n in range(-(-len(some) // PAGE)))
        return Turns("lotus_turns", "list", pages, on_wall(room).entries[-1].seq + room.groups_rev)
    return shared(room, viewer.audience.language)


def in_turn(room: Room) -> list[Lotus]:
    """The lotuses that may be seen and have something in them, table by table."""
    some = [x for x in room.lotuses.values() if len(x.blossom) and (card := room.card(x.id)) and room.visible(card)]
    return sorted(some, key=lambda x: (x.table or 0, x.seq))


def table_lotus(room: Room, found: Lotus, language: str) -> TableLotus:
    return TableLotus("lotus_table", found.id, found.rev, found.table, room.centre(found), language)


def shared(room: Room, language: str) -> SharedLotus:
    known, here = on_wall(room), open_one(room)
    petals = []
    for i, cluster in enumerate(shown(room)):
        first = sorted(inner(room, cluster, language)[:MINIS], key=lambda row: row[3])
        petals.append(
            WallPetal(
                cluster.id,
                "ABCDEFGH"[i],
                cluster_label(room, cluster, language),
                cluster.tally.count,
                cluster.tally.tables,
                kind_on_wall(room, cluster),
                tuple(row[2] for row in first),
            )
        )
    named = sum(c.group for c in known.clusters)
    at = next((i for i, petal in enumerate(petals) if here and petal.id == here.id), -1)
    loose = len(known.shared.loose) if named else 0
    tied = bool(named) and known.shared.tied
    return SharedLotus("lotus", len(known.entries), bool(named), tied, at, named, loose, tuple(petals))


def drawn_lotus(view: SharedLotus, room: Room) -> Any:
    """Petals in place, and the lines of their names: above and below the flower there is more room than beside it."""
    drawing = geometry([petal.inner for petal in view.petals] + [()] * (PETALS - len(view.petals)))
    lines = [wrap(petal.label, *(WIDE if i in (0, 3, 4, 7) else NARROW)) for i, petal in enumerate(view.petals)]
    marks = [voices(petal.count) if len(petal.inner) < LEAST_MINIS else () for petal in view.petals]
    return {"g": drawing, "lines": lines, "marks": marks, "size": VOICE}


def drawn_table(view: TableLotus, room: Room) -> Any:
    return drawing_of(room, room.lotuses[view.id], Actor("observer", ""), view.language, until=room.frozen_at)
