"""The part of a synthesis that comes from the lotuses: shared lotus, also mentioned, goals and preconditions apart."""

from __future__ import annotations

from facilitation.synthesis.inputs import Meeting
from facilitation.synthesis.results import Characteristics, Petal, Share
from lotus.ranking import Ranked, opened, shared_lotus


def characteristics(meeting: Meeting, dots: dict[str, int]) -> Characteristics:
    """The active ingredients of all lotuses. `dots`: group id to the dots spent on it."""
    groups, entries = meeting.groups, meeting.entries
    shared = shared_lotus(groups, entries) if len(groups) else None
    ranked = (*shared.petals, *shared.also) if shared else ()
    petals = {r.group: _petal(meeting, r, dots.get(r.group, 0)) for r in ranked}
    families: dict[str, int] = dict.fromkeys(meeting.families, 0)
    for petal in petals.values():
        if petal.family:
            families[petal.family] = families.get(petal.family, 0) + petal.entries
    loose = [e for e in entries if e.id not in groups.primary]
    by_kind: dict[str, tuple[str, ...]] = {
        kind: (*(r.group for r in ranked if r.kind == kind), *(e.id for e in loose if e.kind == kind))
        for kind in ("goal", "precondition")
    }
    return Characteristics(
        entries=len(entries),
        lotuses=len(meeting.lotuses),
        shared=shared,
        petals=tuple(petals[r.group] for r in shared.petals) if shared else (),
        also=tuple(petals[r.group] for r in shared.also) if shared else (),
        families=tuple(Share(id, n) for id, n in families.items()),
        goals=by_kind["goal"],
        preconditions=by_kind["precondition"],
        loose=tuple(e.id for e in loose),
    )


def _petal(meeting: Meeting, ranked: Ranked, dots: int) -> Petal:
    tally = ranked.tally
    return Petal(
        group=ranked.group,
        family=meeting.groups.get(ranked.group).family,
        kind=ranked.kind,
        place=ranked.place,
        tables=tally.tables,
        people=tally.people,
        marks=tally.marks,
        entries=tally.count,
        picks=tally.picks,
        wordings=tuple(opened(meeting.groups, meeting.entries, ranked.group)),
        dots=dots,
    )
