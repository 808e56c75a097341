"""The phone: what each of its regions is made of.

`bar` and `stage` are shared by everyone at a table who reads the same language; `mine` is one person's own. The form
that a person types in is in none of them: no frame ever touches it.
"""

from __future__ import annotations

import msgspec

from app.regions import Part
from app.regions.phone_lotus import lotuses, shared
from sessions.cards import Card, Commitment, Finding, Intervention, Petal, Precondition
from sessions.state import Participant, Room
from sessions.watching import Viewer


class Bar(msgspec.Struct, frozen=True):
    """The head of the page: where we are, and how long still. `ends_at` in milliseconds since the epoch."""

    title: str
    stage: str
    phase: str | None
    ends_at: int | None
    paused: bool
    closed: bool
    table: int | None


def bar(room: Room, viewer: Viewer) -> Bar:
    return Bar(room.title, room.stage, room.phase, room.ends_at, room.paused, room.closed, viewer.audience.table)


class Now(msgspec.Struct, frozen=True):
    """What the room is asked now. `on_board` counts what the reader's table brought in; only a pause or a closed room
    shows it, so that phones are not told of every entry."""

    title: str
    stage: str
    phase: str | None
    accepts: tuple[str, ...]
    paused: bool
    closed: bool
    on_board: int
    table: int | None
    shared: bool = False


def stage(room: Room, viewer: Viewer) -> Now:
    running = room.stage_of(room.stage)
    table = viewer.audience.table
    counted = room.paused or room.closed
    count = (room.by_table.get(table, 0) if table is not None else room.total) if counted else 0
    accepts = running.accepts if running and not room.closed else ()
    shared = room.closed and room.result_shared
    return Now(room.title, room.stage, room.phase, accepts, room.paused, room.closed, count, table, shared)


class Own(msgspec.Struct, frozen=True):
    """What stands under "mine": everything that this person's `rev` counts, and what may still be added."""

    rev: int
    takes: bool
    closed: bool

    def cards(self, room: Room, viewer: Viewer) -> OwnCards:
        """Asked for by the template only when something changed."""
        return own_cards(room, room.participants.get(viewer.id or ""))


def mine(room: Room, viewer: Viewer) -> Own:
    person = room.participants.get(viewer.id or "")
    running = room.stage_of(room.stage)
    takes = running is not None and "precondition" in running.accepts and not room.closed
    return Own(person.rev if person else -1, takes, room.closed)


class OwnIntervention(msgspec.Struct, frozen=True):
    """An intervention that somebody may add to, with the preconditions that are theirs."""

    card: Intervention
    mine: bool
    preconditions: tuple[Precondition, ...]


class OwnCards(msgspec.Struct, frozen=True):
    interventions: tuple[OwnIntervention, ...]
    findings: tuple[Finding, ...]
    commitments: tuple[Commitment, ...]
    petals: tuple[tuple[Petal, str], ...]
    count: int


def own_cards(room: Room, person: Participant | None) -> OwnCards:
    """What a person sent in and did not take back, newest first. Preconditions stand with their intervention."""
    interventions: dict[str, OwnIntervention] = {}
    findings: list[Finding] = []
    commitments: list[Commitment] = []
    petals: list[tuple[Petal, str]] = []
    for card in _newest(room, person):
        if isinstance(card, Finding):
            findings.append(card)
        elif isinstance(card, Commitment):
            commitments.append(card)
        elif isinstance(card, Petal):
            petals.append((card, room.centre(room.lotuses[card.lotus])))
        elif isinstance(card, Intervention | Precondition):
            key = card.id if isinstance(card, Intervention) else card.intervention
            if key not in interventions:
                interventions[key] = _with_own(room, room.interventions[key], person)
    count = sum(len(i.preconditions) for i in interventions.values())
    return OwnCards(tuple(interventions.values()), tuple(findings), tuple(commitments), tuple(petals), count)


def _newest(room: Room, person: Participant | None) -> list[Card]:
    ids = reversed(person.mine) if person else ()
    return [card for cid in ids if (card := room.card(cid)) is not None and not card.withdrawn]


def _with_own(room: Room, card: Intervention, person: Participant | None) -> OwnIntervention:
    author = person.id if person else ""
    cards = [room.preconditions[pid] for pid in card.preconditions]
    own = tuple(p for p in cards if p.author == author and not p.withdrawn)
    return OwnIntervention(card, card.author == author, own)


REGIONS = [
    Part("bar", bar),
    Part("stage", stage),
    Part("mine", mine, personal=True),
    Part("foot", stage),
    Part("lotus", lotuses, personal=True, shared=shared),
]
