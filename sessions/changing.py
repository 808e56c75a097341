"""How a room changes: a copy with some fields set, a card put in with its tallies, somebody's page touched."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from immutables import Map

from sessions.cards import Card, Commitment, Finding, Heart, Intervention, Petal, Precondition
from sessions.lotuses import Lotus
from sessions.state import Room

T = TypeVar("T")


def change(value: T, **fields: Any) -> T:
    """A copy of a frozen struct with some fields set."""
    return msgspec.structs.replace(value, **fields)  # type: ignore[type-var]


def with_card(room: Room, card: Card) -> Room:
    """The room with this card put in or replaced; tallies follow what became visible or stopped being so."""
    if isinstance(card, Precondition):
        before = room.preconditions.get(card.id)
        room = _count(room, before, -1)
        room = change(room, preconditions=room.preconditions.set(card.id, card))
        return _count(_count_aside(room, before, card), card, +1)
    if isinstance(card, Intervention):
        old = room.interventions.get(card.id)
        hanging = old.preconditions if old else ()
        for pid in hanging:
            room = _count(room, room.preconditions[pid], -1)
        room = _count_levers(room, old, -1)
        room = change(room, interventions=room.interventions.set(card.id, card))
        room = _count_levers(_count_aside(room, old, card), card, +1)
        for pid in hanging:
            room = _count(room, room.preconditions[pid], +1)
        return room
    if isinstance(card, Finding):
        return change(room, findings=room.findings.set(card.id, card))
    if isinstance(card, Commitment):
        return change(room, commitments=room.commitments.set(card.id, card))
    if isinstance(card, Petal | Heart):
        lotus = room.lotuses[card.lotus if isinstance(card, Petal) else card.id]
        lotus = with_petal(lotus, card) if isinstance(card, Petal) else with_heart(lotus, card)
        return with_lotus(room, lotus)
    raise TypeError(type(card))


def with_lotus(room: Room, lotus: Lotus) -> Room:
    """The room with this lotus put in or changed at the number that the room is about to get."""
    return change(room, lotuses=room.lotuses.set(lotus.id, change(lotus, rev=room.seq + 1)))


def with_petal(lotus: Lotus, card: Petal) -> Lotus:
    """What the desk did to a petal as a card: shown, hidden, held, withdrawn."""
    if card.id not in lotus.blossom.nodes:
        return lotus
    reasons, held = lotus.reasons, lotus.held
    reasons = reasons.set(card.id, card.reason) if card.reason else _without(reasons, card.id)
    if not card.held:
        held = _without(held, card.id)
    if card.withdrawn:
        return change(
            lotus,
            blossom=lotus.blossom.withdraw(card.id),
            reasons=_without(reasons, card.id),
            held=_without(held, card.id),
            hints=_without(lotus.hints, card.id),
            bumped=_without(lotus.bumped, card.id),
            linked=_without(lotus.linked, card.id),
        )
    return change(lotus, blossom=lotus.blossom.set_hidden(card.id, card.hidden).blossom, reasons=reasons, held=held)


def with_heart(lotus: Lotus, card: Heart) -> Lotus:
    """What the desk did to a heart as a card."""
    blossom = lotus.blossom.recentre("") if card.withdrawn else lotus.blossom
    return change(
        lotus, blossom=blossom, hidden=card.hidden, heart_held=card.held, withdrawn=card.withdrawn, reason=card.reason
    )


def _without(known: Map[str, T], key: str) -> Map[str, T]:
    return known.delete(key) if key in known else known


def _count(room: Room, card: Precondition | None, by: int) -> Room:
    if card is None or not room.visible(card):
        return room
    theme = card.placed.theme
    return change(room, tally=room.tally.set(theme, room.tally.get(theme, 0) + by))


def _count_levers(room: Room, card: Intervention | None, by: int) -> Room:
    if card is None or not room.visible(card):
        return room
    tally = room.lever_tally
    for lever in card.levers:
        tally = tally.set(lever, tally.get(lever, 0) + by)
    return change(room, lever_tally=tally, shown_interventions=room.shown_interventions + by)


def _count_aside(room: Room, before: Card | None, card: Card) -> Room:
    """What stands aside, hidden or held, counted as it happens: a desk asks at every tap."""
    hidden, held = _aside(card)
    if before is not None:
        was_hidden, was_held = _aside(before)
        hidden, held = hidden - was_hidden, held - was_held
    if not hidden and not held:
        return room
    return change(room, hidden_cards=room.hidden_cards + hidden, held_cards=room.held_cards + held)


def _aside(card: Card) -> tuple[int, int]:
    return (0, 0) if card.withdrawn else (int(card.hidden), int(card.held))


def touch(room: Room, participant: str, card: str | None = None, table_by: int = 0, **fields: Any) -> Room:
    """Marks that something this person's own page shows has changed; `card` is a new contribution of theirs, `fields`
    what else of the room is set in the same step."""
    person = room.participants.get(participant)
    if person is not None:
        mine = (*person.mine, card) if card else person.mine
        fields["participants"] = room.participants.set(person.id, change(person, rev=person.rev + 1, mine=mine))
        if table_by and person.table is not None:
            fields["by_table"] = room.by_table.set(person.table, room.by_table.get(person.table, 0) + table_by)
    return change(room, **fields) if fields else room
