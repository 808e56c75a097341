"""The lotuses of a reader's table on their phone: drawn live, with only one's own entries while all write alone."""

from __future__ import annotations

import msgspec

from app.regions.lotus_drawing import Drawn, drawing_of
from sessions.commands import Actor
from sessions.lotus_views import opened_by
from sessions.rules.lotus import writes_alone
from sessions.state import Participant, Room
from sessions.watching import Viewer

SHOWN_HEARTS = 12


class Lotuses(msgspec.Struct, frozen=True):
    """What the region follows: `seen` is (lotus, rev, heart), newest first; `hearts` practices to begin with as (id,
    title, language). `whose` is the reader when something of it is for their eyes only, else "": then the whole table
    sees the same, and it is drawn once."""

    takes: bool
    alone: bool
    phase: str | None
    seen: tuple[tuple[str, int, str], ...]
    hearts: tuple[tuple[str, str, str], ...]
    whose: str = ""

    def drawn(self, room: Room, viewer: Viewer) -> list[Drawn]:
        actor = Actor("participant", viewer.id or "")
        return [drawing_of(room, room.lotuses[id], actor, viewer.audience.language) for id, _, _ in self.seen]


def takes_petals(room: Room) -> bool:
    stage = room.stage_of(room.stage)
    return stage is not None and "petal" in stage.accepts and not room.closed


def lotuses(room: Room, viewer: Viewer) -> Lotuses:
    person = room.participants.get(viewer.id or "")
    takes = takes_petals(room)
    if person is None or not takes:
        return Lotuses(takes, False, room.phase, (), ())
    mine = opened_by(room, person.table, person.id)
    seen = tuple((x.id, x.rev, room.centre(x)) for x in reversed(mine))
    own = any(
        (node.wish is not None or node.hidden) and node.author == person.id
        for lotus in mine
        for node in lotus.blossom.nodes.values()
    )
    return Lotuses(takes, writes_alone(room), room.phase, seen, hearts(room, person), person.id if own else "")


def shared(view: Lotuses, room: Room, viewer: Viewer) -> tuple[object, ...] | None:
    """The same for everyone at a table who reads the same language, as long as nothing in it is one person's."""
    return None if view.whose else (room.code, room.stage, room.paused, viewer.audience.language, view)


def hearts(room: Room, person: Participant) -> tuple[tuple[str, str, str], ...]:
    """Interventions that may come in the heart: those of the table first, then the newest of the others."""
    taken = {x.intervention for x in opened_by(room, person.table, person.id)}
    ours: list[str] = []
    others: list[str] = []
    for id in room.intervention_order.newest():
        card = room.interventions[id]
        if id in taken or not room.visible(card):
            continue
        own = card.author == person.id or (card.table is not None and card.table == person.table)
        (ours if own else others).append(id)
        if len(ours) + len(others) >= 200:
            break
    cards = (room.interventions[id] for id in (ours + others)[:SHOWN_HEARTS])
    return tuple((card.id, card.title, card.language) for card in cards)
