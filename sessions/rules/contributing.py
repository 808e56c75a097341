"""What participants bring in: interventions with their preconditions, written and edited."""

from __future__ import annotations

from typing import Any

from immutables import Map

from sessions import commands as c
from sessions import events as e
from sessions.cards import Intervention, Precondition
from sessions.changing import change, touch, with_card
from sessions.commands import Events, Refusal
from sessions.rules.checks import must_be_in, must_find, must_have, must_own_or_lead, must_take, one_of
from sessions.state import Room

MAX_PRECONDITIONS = 40  # a submission or an intervention; nobody at a table writes more, a script does


def submit_intervention(room: Room, cmd: c.SubmitIntervention) -> Events:
    person = must_be_in(room, cmd.actor)
    must_take(room, "intervention", cmd.at)
    must_have(cmd.title, "title")
    _check_intervention(room, cmd)
    if len(cmd.preconditions) > MAX_PRECONDITIONS:
        raise Refusal("too_many", "preconditions", high=MAX_PRECONDITIONS)
    for i, pre in enumerate(cmd.preconditions):
        must_have(pre.text, f"preconditions.{i}")
    return (
        e.InterventionSubmitted(
            intervention=cmd.intervention,
            title=cmd.title,
            author=person.id,
            language=cmd.language or person.language,
            table=person.table if cmd.table is None else cmd.table,
            description=cmd.description,
            formality=cmd.formality,
            existence=cmd.existence,
            origin=cmd.origin,
            place=cmd.place,
            reach=cmd.reach,
            levers=cmd.levers,
            preconditions=cmd.preconditions,
            mark=cmd.mark,
        ),
    )


def _check_intervention(room: Room, cmd: c.SubmitIntervention | c.EditIntervention) -> None:
    method = room.the_method
    one_of(cmd.formality, ("formal", "informal"), "formality")
    one_of(cmd.existence, ("existing", "desired"), "existence")
    one_of(cmd.origin, ("home", "abroad"), "origin")
    one_of(cmd.reach, ("local", "regional", "federal", "national", "international"), "reach")
    known = {lever.id for lever in method.levers}
    for i, lever in enumerate(cmd.levers):
        one_of(lever, known, f"levers.{i}")
    if len(set(cmd.levers)) != len(cmd.levers):
        raise Refusal("twice", "levers")


def intervention_submitted(room: Room, event: e.InterventionSubmitted, record: e.Record) -> Room:
    """All of a submission in one step: it is what a room does most, and a log is folded through it."""
    held = room.moderation == "hold"
    card = Intervention(
        id=event.intervention,
        author=event.author,
        language=event.language,
        table=event.table,
        seq=record.seq,
        at=record.at,
        held=held,
        mark=event.mark,
        title=event.title,
        description=event.description,
        formality=event.formality,
        existence=event.existence,
        origin=event.origin,
        place=event.place,
        reach=event.reach,
        levers=event.levers,
        preconditions=tuple(p.id for p in event.preconditions),
    )
    # Held with its intervention: its preconditions need no flag of their own.
    hanging = [_precondition(p, card.id, event.author, event.table, record, event.mark) for p in event.preconditions]
    fields: dict[str, Any] = {}
    if held:
        fields["held_cards"] = room.held_cards + 1
    else:
        fields["tally"] = _added(room.tally, [p.placed.theme for p in hanging])
        fields["lever_tally"] = _added(room.lever_tally, list(card.levers))
        fields["shown_interventions"] = room.shown_interventions + 1
    room = change(
        room,
        interventions=room.interventions.set(card.id, card),
        preconditions=room.preconditions.update({p.id: p for p in hanging}),
        intervention_order=room.intervention_order.add(card.id),
        order=room.order.add(*(p.id for p in hanging)),
        **fields,
    )
    return came_in(room, event.author, card.id, record.at, 1 + len(hanging))


def _added(tally: Map[str, int], names: list[str]) -> Map[str, int]:
    for name in names:
        tally = tally.set(name, tally.get(name, 0) + 1)
    return tally


def _precondition(
    pre: e.NewPrecondition,
    intervention: str,
    author: str,
    table: int | None,
    record: e.Record,
    mark: str,
    held: bool = False,
) -> Precondition:
    return Precondition(
        id=pre.id,
        author=author,
        language=pre.language,
        table=table,
        seq=record.seq,
        at=record.at,
        held=held,
        mark=mark,
        intervention=intervention,
        text=pre.text,
        placed=pre.placed,
        machine_theme=pre.placed.theme if pre.placed.by == "machine" else "",
    )


def came_in(room: Room, author: str, card: str | None, at: int, entries: int) -> Room:
    """Somebody brought in `entries` more: the pace, the table's last sign of life, the author's own list."""
    minute = at // 60_000
    fields: dict[str, Any] = {
        "last_contribution_at": at,
        "pace": room.pace.set(minute, room.pace.get(minute, 0) + entries),
    }
    person = room.participants.get(author)
    if person is not None and person.table is not None:
        fields["table_at"] = room.table_at.set(person.table, at)
    return touch(room, author, card, table_by=entries, **fields)


def edit_intervention(room: Room, cmd: c.EditIntervention) -> Events:
    card = must_find(room, cmd.intervention)
    if not isinstance(card, Intervention):
        raise Refusal("unknown_card")
    must_own_or_lead(room, cmd, card)
    must_have(cmd.title, "title")
    _check_intervention(room, cmd)
    fields = (
        "title", "description", "formality", "existence", "origin", "place", "reach", "levers",
    )  # fmt: skip
    if all(getattr(cmd, f) == getattr(card, f) for f in fields):
        return ()
    return (e.InterventionEdited(intervention=card.id, **{f: getattr(cmd, f) for f in fields}),)


def intervention_edited(room: Room, event: e.InterventionEdited, record: e.Record) -> Room:
    card = room.interventions[event.intervention]
    changed = change(
        card,
        title=event.title,
        description=event.description,
        formality=event.formality,
        existence=event.existence,
        origin=event.origin,
        place=event.place,
        reach=event.reach,
        levers=event.levers,
    )
    return touch(with_card(room, changed), card.author)


def add_precondition(room: Room, cmd: c.AddPrecondition) -> Events:
    person = must_be_in(room, cmd.actor)
    must_take(room, "precondition", cmd.at)
    card = must_find(room, cmd.intervention)
    if not isinstance(card, Intervention):
        raise Refusal("unknown_card")
    if card.author != person.id and (card.table is None or card.table != person.table):
        raise Refusal("not_your_table")
    if len(card.preconditions) >= MAX_PRECONDITIONS:
        raise Refusal("too_many", "text", high=MAX_PRECONDITIONS)
    must_have(cmd.precondition.text, "text")
    return (
        e.PreconditionAdded(
            intervention=card.id,
            author=person.id,
            precondition=cmd.precondition,
            table=person.table,
            mark=cmd.mark,
        ),
    )


def precondition_added(room: Room, event: e.PreconditionAdded, record: e.Record) -> Room:
    parent = room.interventions[event.intervention]
    held = room.moderation == "hold" and not parent.held  # on its own when it joins one that already stands
    card = _precondition(event.precondition, parent.id, event.author, event.table, record, event.mark, held)
    grown = change(parent, preconditions=(*parent.preconditions, card.id))
    # The parent's visibility is untouched, so its other preconditions need no recount.
    room = change(room, interventions=room.interventions.set(parent.id, grown), order=room.order.add(card.id))
    room = with_card(room, card)
    if parent.author != event.author:
        room = touch(room, parent.author)
        return came_in(room, event.author, event.precondition.id, record.at, 1)
    return came_in(room, event.author, None, record.at, 1)


DECIDE = {
    c.SubmitIntervention: submit_intervention,
    c.EditIntervention: edit_intervention,
    c.AddPrecondition: add_precondition,
}
EVOLVE = {
    e.InterventionSubmitted: intervention_submitted,
    e.InterventionEdited: intervention_edited,
    e.PreconditionAdded: precondition_added,
}
