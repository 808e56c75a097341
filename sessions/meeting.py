"""A room as the synthesis takes it in: what everybody may see, in order of arrival, and nothing else."""

from __future__ import annotations

from facilitation.synthesis.inputs import Ballot, Meeting, Observation, Person, Practice, Promise, Statement, TableLotus
from sessions.cards import Card, Intervention, Precondition
from sessions.lotuses import Lotus, entries
from sessions.state import Dots, Room
from sessions.views import visible_findings


def meeting_of(room: Room) -> Meeting:
    """What a synthesis of this room is made of. Cards merged into a visible one lend it their table and person."""
    method = room.the_method
    practices = [i for id in room.intervention_order if _counted(room, i := room.interventions[id])]
    statements = [p for id in room.order if _counted(room, p := room.preconditions[id])]
    promises = [c for id in room.commitment_order if room.visible(c := room.commitments[id])]
    people = sorted(room.participants.values(), key=lambda p: p.seq)
    return Meeting(
        seq=room.seq,
        tables=room.tables,
        themes=tuple(t.id for t in method.themes),
        levers=tuple(x.id for x in method.levers),
        sectors=tuple(s.id for s in method.sectors),
        actors=tuple(a.id for a in method.actors),
        families=tuple(f.id for f in method.families),
        people=tuple(
            Person(id=p.id, table=p.table, language=p.language, sector=p.sector, actor=p.actor) for p in people
        ),
        practices=tuple(_practice(room, i) for i in practices),
        statements=tuple(_statement(room, p) for p in statements),
        findings=tuple(
            Observation(id=f.id, text=f.text, author=f.author, table=f.table, language=f.language, seq=f.seq)
            for f in visible_findings(room)
        ),
        promises=tuple(
            Promise(
                id=c.id, who=c.who, what=c.what, author=c.author, table=c.table, language=c.language, seq=c.seq,
                by=c.by, reach=c.reach, sector=c.sector, initiative=c.initiative,
            )
            for c in promises
        ),
        lotuses=tuple(_lotus(room, x) for x in sorted(room.lotuses.values(), key=lambda x: x.seq) if not x.withdrawn),
        entries=tuple(entries(room.lotuses)),
        groups=room.groups,
        ballots=tuple(_ballot(author, dots) for author, dots in sorted(room.dots.items())),
    )  # fmt: skip


def _ballot(author: str, dots: Dots) -> Ballot:
    return Ballot(author, dict(sorted(dots.themes.items())), dict(sorted(dots.characteristics.items())))


def _lotus(room: Room, lotus: Lotus) -> TableLotus:
    """Its heart's words only where everybody may see them."""
    heart = room.interventions.get(lotus.intervention)
    if heart is not None:
        centre = heart.title if room.visible(heart) else ""
    else:
        centre = "" if lotus.hidden or lotus.heart_held else lotus.blossom.centre
    return TableLotus(
        id=lotus.id, centre=centre, table=lotus.table, language=lotus.language, practice=lotus.intervention or None,
        seq=lotus.seq, petals=len(lotus.blossom),
    )  # fmt: skip


def _root(room: Room, card: Card) -> Card | None:
    """Where a card's merges end; None when it was merged into nothing that is known."""
    root: Card | None = card
    while root is not None and root.merged_into:
        root = room.card(root.merged_into)
    return root


def _counted(room: Room, card: Card) -> bool:
    """Visible, or merged into something visible and by itself fit to be seen."""
    if not card.merged_into:
        return room.visible(card)
    if card.hidden or card.held or card.withdrawn:
        return False
    if isinstance(card, Precondition):
        parent = room.interventions.get(card.intervention)
        if parent is None or parent.hidden or parent.held or parent.withdrawn:
            return False
    root = _root(room, card)
    return root is not None and room.visible(root)


def _into(room: Room, card: Card) -> str | None:
    root = _root(room, card)
    return root.id if card.merged_into and root is not None else None


def _practice(room: Room, i: Intervention) -> Practice:
    return Practice(
        id=i.id, title=i.title, author=i.author, table=i.table, language=i.language, seq=i.seq,
        description=i.description, formality=i.formality, existence=i.existence, origin=i.origin, place=i.place,
        reach=i.reach, levers=i.levers, mark=i.mark, merged_into=_into(room, i),
    )  # fmt: skip


def _statement(room: Room, p: Precondition) -> Statement:
    placed = p.placed
    return Statement(
        id=p.id, text=p.text, practice=p.intervention, author=p.author, theme=placed.theme, table=p.table,
        language=p.language, seq=p.seq, second_theme=placed.second_theme, placed_by=placed.by, engine=placed.engine,
        confidence=placed.confidence, sure=placed.sure, mark=p.mark, merged_into=_into(room, p),
    )  # fmt: skip
