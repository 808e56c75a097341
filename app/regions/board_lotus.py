"""The lotus on the wall: the room's shared lotus with its opened petal, or one table's lotus in the spotlight."""

from __future__ import annotations

from typing import Any

import msgspec

from app.regions.lotus_drawing import drawing_of, wrap
from lotus.geometry import lotus as geometry
from lotus.ranking import opened
from sessions.commands import Actor
from sessions.hub import Viewer
from sessions.lotus_views import Cluster, Gathered, cluster_label, gathered, words
from sessions.state import Heart, Room

PETALS, BARS, ALSO = 8, 8, 6
BAR = 532.0


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
    """`grouped` False: nobody grouped yet, so the petals are petals of tables that read the same."""

    part: str
    heart: int
    grouped: bool
    tied: bool
    petals: tuple[WallPetal, ...]


class TableLotus(msgspec.Struct, frozen=True):
    """One table's lotus on request."""

    part: str
    id: str
    rev: int
    table: int | None
    heart: str


class Bar(msgspec.Struct, frozen=True):
    label: str
    language: str
    count: int


class LotusAside(msgspec.Struct, frozen=True):
    """The opened petal with its bars, what was also mentioned, and what still has no group."""

    part: str
    letter: str
    label: str
    count: int
    tables: int
    kind: str
    picks: int
    bars: tuple[Bar, ...]
    also: tuple[tuple[str, int], ...]
    more: int
    loose: int
    grouped: bool


def on_wall(room: Room) -> Gathered:
    """What counts on the wall: all, or what was there when the board was frozen."""
    return gathered(room, room.frozen_at)


def lit(room: Room) -> str | None:
    """The lotus in the spotlight, if it may be seen."""
    card = room.card(room.spotlight) if room.spotlight else None
    return card.id if isinstance(card, Heart) and room.visible(card) else None


def shown(room: Room) -> tuple[Cluster, ...]:
    """The eight petals: the first groups; before there are any, what reads the same at most tables."""
    clusters = on_wall(room).clusters
    groups = tuple(c for c in clusters if c.group)
    return (groups or clusters)[:PETALS]


def inner(room: Room, cluster: Cluster, language: str) -> list[tuple[str, str, int, int]]:
    """What a petal opens into: (words, language, count, seq of the first), by the rule of ranking."""
    known = on_wall(room)
    if cluster.group:
        return [
            (words(room, known.by_id[w.members[0]], language), w.language, w.tally.count, w.tally.earliest)
            for w in opened(room.groups, known.about(room.groups.get(cluster.id).members), cluster.id)
        ]
    below: dict[str, list[Any]] = {}
    for entry in sorted((e for id in cluster.members for e in known.under.get(id, ())), key=lambda e: (e.seq, e.id)):
        below.setdefault(words(room, entry, language), []).append(entry)
    rows = [(text, some[0].language, len(some), some[0].seq) for text, some in below.items()]
    return sorted(rows, key=lambda row: (-row[2], row[3]))


def lotus_stage(room: Room, viewer: Viewer) -> SharedLotus | TableLotus:
    language = viewer.audience.language
    if (id := lit(room)) is not None:
        found = room.lotuses[id]
        return TableLotus("lotus_table", id, found.rev, found.table, room.centre(found))
    known = on_wall(room)
    petals = []
    for i, cluster in enumerate(shown(room)):
        first = sorted(inner(room, cluster, language)[:8], key=lambda row: row[3])
        petals.append(
            WallPetal(
                cluster.id,
                "ABCDEFGH"[i],
                cluster_label(room, cluster, language),
                cluster.tally.count,
                cluster.tally.tables,
                cluster.kind,
                tuple(row[2] for row in first),
            )
        )
    grouped = any(c.group for c in known.clusters)
    return SharedLotus("lotus", len(known.entries), grouped, grouped and known.shared.tied, tuple(petals))


def lotus_aside(room: Room, viewer: Viewer) -> LotusAside:
    language = viewer.audience.language
    known, petals = on_wall(room), shown(room)
    rest = [c for c in known.clusters if c.group][PETALS:]
    also = tuple((cluster_label(room, c, language), c.tally.count) for c in rest[:ALSO])
    grouped = any(c.group for c in known.clusters)
    loose = len(known.shared.loose) if grouped else 0
    if not petals:
        return LotusAside("lotus_aside", "", "", 0, 0, "undecided", 0, (), (), 0, 0, False)
    first = petals[0]
    bars = tuple(Bar(text, lang, n) for text, lang, n, _ in inner(room, first, language)[: BARS if not also else 5])
    return LotusAside(
        "lotus_aside", "A", cluster_label(room, first, language), first.tally.count, first.tally.tables, first.kind,
        first.tally.picks, bars, also, max(0, len(rest) - ALSO), loose, grouped,
    )  # fmt: skip


def drawn_lotus(view: SharedLotus, room: Room) -> Any:
    """Petals in place, and the lines of their names."""
    drawing = geometry([petal.inner for petal in view.petals] + [()] * (PETALS - len(view.petals)))
    return {"g": drawing, "lines": [wrap(petal.label, 14, 2) for petal in view.petals]}


def drawn_table(view: TableLotus, room: Room) -> Any:
    return drawing_of(room, room.lotuses[view.id], Actor("observer", ""), room.language, until=room.frozen_at)


def drawn_bars(view: LotusAside, room: Room) -> list[float]:
    """How long each bar is, in the units of its drawing."""
    most = max((bar.count for bar in view.bars), default=1)
    return [round(max(40.0, BAR * bar.count / most), 1) for bar in view.bars]
