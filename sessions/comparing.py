"""Two moments of one room side by side: what came, moved, was reworded, merged, hidden or taken back, and the counts.

Words that were taken back since have left the log, so of those only their kind and theme can be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from facilitation.synthesis import Meeting, Synthesis, synthesise
from facilitation.synthesis.counting import Count
from sessions.meeting import meeting_of
from sessions.state import Room


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One entry that is not what it was. `kind`: intervention, precondition, finding, commitment, petal; `text` as it
    stands now (as it stood, where it is gone); `was` and `now` are themes, of preconditions only.
    """

    id: str
    kind: str
    text: str
    language: str
    table: int | None = None
    was: str = ""
    now: str = ""
    by: str = ""


class Pair(msgspec.Struct, frozen=True):
    """A number before and after."""

    name: str
    before: int
    after: int


class ThemePair(msgspec.Struct, frozen=True):
    """A theme before and after, with its place in the order."""

    theme: str
    before: Count
    after: Count
    place_before: int
    place_after: int


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What happened between two numbers of a log, `before` < `after`."""

    before: int
    after: int
    numbers: tuple[Pair, ...]
    themes: tuple[ThemePair, ...]
    added: tuple[Difference, ...]
    moved: tuple[Difference, ...]
    reworded: tuple[Difference, ...]
    merged: tuple[Difference, ...]
    hidden: tuple[Difference, ...]
    withdrawn: tuple[Difference, ...]


def compare(before: Room, after: Room) -> Comparison:
    """The earlier room beside the later one. Pure; takes as long as two syntheses without near-duplicates."""
    then, now = meeting_of(before), meeting_of(after)
    old, new = (synthesise(meeting, lambda texts: ()) for meeting in (then, now))
    was, stands = _entries(then), _entries(now)
    both = [(was[id], stands[id]) for id in stands if id in was]
    gone = [was[id] for id in was if id not in stands]
    merged = _merged(now) - _merged(then)
    return Comparison(
        before=before.seq,
        after=after.seq,
        numbers=_numbers(then, old, now, new),
        themes=_themes(old, new),
        added=tuple(stands[id] for id in stands if id not in was),
        moved=tuple(msgspec.structs.replace(b, was=a.now) for a, b in both if a.now != b.now),
        reworded=tuple(b for a, b in both if a.text != b.text),
        merged=tuple(stands[id] for id in stands if id in merged),
        hidden=tuple(_left(a) for a in gone if not _withdrawn(after, a.id)),
        withdrawn=tuple(msgspec.structs.replace(_left(a), text="") for a in gone if _withdrawn(after, a.id)),
    )


def _merged(meeting: Meeting) -> set[str]:
    found = {s.id for s in meeting.statements if s.merged_into}
    return found | {p.id for p in meeting.practices if p.merged_into}


def _left(entry: Difference) -> Difference:
    return msgspec.structs.replace(entry, was=entry.now, now="")


def _withdrawn(room: Room, id: str) -> bool:
    card = room.card(id)
    return card is None or card.withdrawn


def _entries(meeting: Meeting) -> dict[str, Difference]:
    return {entry.id: entry for entry in _listed(meeting)}


def _listed(meeting: Meeting) -> Iterator[Difference]:
    for p in meeting.practices:
        yield Difference(id=p.id, kind="intervention", text=p.title, language=p.language, table=p.table)
    for s in meeting.statements:
        yield Difference(
            id=s.id, kind="precondition", text=s.text, language=s.language, table=s.table, now=s.theme, by=s.placed_by
        )
    for f in meeting.findings:
        yield Difference(id=f.id, kind="finding", text=f.text, language=f.language, table=f.table)
    for m in meeting.promises:
        yield Difference(id=m.id, kind="commitment", text=f"{m.who}: {m.what}", language=m.language, table=m.table)
    for e in meeting.entries:
        yield Difference(id=e.id, kind="petal", text=e.text, language=e.language, table=e.table)


_COUNTED: tuple[tuple[str, Callable[[Meeting, Synthesis], int]], ...] = (
    ("participants", lambda meeting, made: made.participation.people),
    ("tables", lambda meeting, made: made.participation.tables),
    ("interventions", lambda meeting, made: made.practices.total),
    ("preconditions", lambda meeting, made: made.statements),
    ("findings", lambda meeting, made: len(made.findings)),
    ("commitments", lambda meeting, made: len(made.promises)),
    ("petals", lambda meeting, made: made.characteristics.entries),
    ("voters", lambda meeting, made: made.votes.voters),
)


def _numbers(then: Meeting, old: Synthesis, now: Meeting, new: Synthesis) -> tuple[Pair, ...]:
    pairs = [Pair(name, count(then, old), count(now, new)) for name, count in _COUNTED]
    return tuple(pair for pair in pairs if pair.before or pair.after)


def _themes(old: Synthesis, new: Synthesis) -> tuple[ThemePair, ...]:
    was = {t.theme: t for t in old.themes}
    pairs = [ThemePair(t.theme, was[t.theme].count, t.count, was[t.theme].place, t.place) for t in new.themes]
    others = ThemePair("other", old.other_count, new.other_count, 0, 0)
    return (*pairs, others) if old.others or new.others else tuple(pairs)
