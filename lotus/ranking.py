"""The room's shared lotus: which groups are its eight petals, and by which count.

Rule (printed under the board and in the report): most distinct tables, then most distinct people, then
most often opened or marked strongest. What is level on all three shares a place; the earliest stands first.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lotus.entries import Entry
from lotus.merging import Groups
from lotus.words import fold

PETALS = 8


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted of some entries. A table counts once however often it repeats itself.

    `picks` of the `count` entries came from the longlist; they are shown apart from a table's own words.
    """

    tables: int
    people: int
    marks: int
    earliest: int
    count: int
    picks: int

    @property
    def level(self) -> tuple[int, int, int]:
        """What decides the place: equal levels share it."""
        return -self.tables, -self.people, -self.marks


@dataclass(frozen=True, slots=True)
class Ranked:
    """A group in its place (1 is first; groups that are level share a place)."""

    group: str
    place: int
    tally: Tally
    kind: str
    members: tuple[str, ...]

    @property
    def outlier(self) -> bool:
        """Named by a single table: it has a place of its own on the board and in the report."""
        return self.tally.tables <= 1


@dataclass(frozen=True, slots=True)
class Wording:
    """One way in which a group is worded, or what stands under it: a bar of the opened petal."""

    text: str
    language: str
    ingredient: str | None
    place: int
    tally: Tally
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedLotus:
    """Eight petals, what was also mentioned, and what still has no group (by seq).

    `tied`: the last petal and the first of `also` are level, so only arrival decided; the board says so.
    """

    petals: tuple[Ranked, ...]
    also: tuple[Ranked, ...]
    loose: tuple[str, ...]
    tied: bool


def tally(entries: Iterable[Entry]) -> Tally:
    """Counts some entries; those of nobody's table count for people but for no table."""
    some = entries if isinstance(entries, list) else list(entries)
    if len(some) == 1:  # most petals of a day stand alone: no sets for those
        (one,) = some
        return Tally(int(one.table is not None), 1, int(one.strong), one.seq, 1, int(one.source == "longlist"))
    tables = {entry.table for entry in some}
    tables.discard(None)
    return Tally(
        len(tables),
        len({entry.author for entry in some}),
        sum(entry.strong for entry in some),
        min((entry.seq for entry in some), default=0),
        len(some),
        sum(entry.source == "longlist" for entry in some),
    )


def rank(groups: Groups, entries: Sequence[Entry]) -> list[Ranked]:
    """All groups that have entries, by the rule. Secondary members do not count: nothing counts twice."""
    members: dict[str, list[Entry]] = {}
    for entry in entries:
        home = groups.primary.get(entry.id)
        if home is not None:
            members.setdefault(home, []).append(entry)
    counted = [(id, tally(some), some) for id, some in members.items()]
    counted.sort(key=lambda item: (item[1].level, item[1].earliest, item[0]))
    places = _places([item[1] for item in counted])
    return [
        Ranked(id, place, count, kind_of(some), tuple(e.id for e in some))
        for place, (id, count, some) in zip(places, counted, strict=True)
    ]


def shared_lotus(groups: Groups, entries: Sequence[Entry], petals: int = PETALS) -> SharedLotus:
    """The room's lotus of these entries."""
    ranked = rank(groups, entries)
    first, rest = tuple(ranked[:petals]), tuple(ranked[petals:])
    tied = bool(first and rest) and first[-1].tally.level == rest[0].tally.level
    return SharedLotus(first, rest, tuple(e.id for e in entries if e.id not in groups.primary), tied)


def kind_of(entries: Iterable[Entry]) -> str:
    """What most of the decided entries are; `undecided` where none is or two kinds are level."""
    decided = [e.kind for e in entries if e.kind != "undecided"]
    if len(decided) < 2:
        return decided[0] if decided else "undecided"
    votes = Counter(decided).most_common(2)
    if len(votes) == 2 and votes[0][1] == votes[1][1]:
        return "undecided"
    return votes[0][0]


def opened(groups: Groups, entries: Iterable[Entry], group: str) -> list[Wording]:
    """What a petal of the shared lotus opens into, ranked by the same rule: its wordings, and the petals its
    members opened into, as long as no other group has them. What only repeats the group's name is left out.
    `entries`, by seq, hold at least the group's members and what stands under them.
    """
    chosen = groups.get(group)
    names = {fold(name) for name in chosen.names.values()}
    inside = set(chosen.members)
    buckets: dict[str, list[Entry]] = {}
    for entry in entries:
        below = entry.parent in inside and groups.primary.get(entry.id, group) == group
        if (entry.id in inside or below) and fold(entry.text) not in names:
            # A longlist pick reads the same in three languages; one's own words are compared as written.
            buckets.setdefault(f"#{entry.ingredient}" if entry.ingredient else fold(entry.text), []).append(entry)
    counted = [(tally(some), some) for some in buckets.values()]
    counted.sort(key=lambda item: (item[0].level, item[0].earliest))
    places = _places([item[0] for item in counted])
    return [
        Wording(s[0].text, s[0].language, s[0].ingredient, place, count, tuple(e.id for e in s))
        for place, (count, s) in zip(places, counted, strict=True)
    ]


def _places(tallies: Sequence[Tally]) -> list[int]:
    places: list[int] = []
    for i, this in enumerate(tallies):
        level = i > 0 and tallies[i - 1].level == this.level
        places.append(places[-1] if level else i + 1)
    return places
