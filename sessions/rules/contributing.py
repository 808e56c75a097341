"""What participants bring in: interventions with their preconditions, findings, commitments, dots; edited
and withdrawn.
"""

from __future__ import annotations

from typing import Any

from immutables import Map

from sessions import codec
from sessions import commands as c
from sessions import events as e
from sessions.commands import Events, Refusal
from sessions.rules.checks import must_be_in, must_find, must_have, must_take, one_of
from sessions.state import (
    Card,
    Commitment,
    Dots,
    Finding,
    Heart,
    Intervention,
    Petal,
    Precondition,
    Room,
    change,
    touch,
    with_card,
)

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
    if not held:
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
    return _came_in(room, event.author, card.id, record.at, 1 + len(hanging))


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


def _came_in(room: Room, author: str, card: str | None, at: int, entries: int) -> Room:
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
    _must_own_or_lead(room, cmd, card)
    must_have(cmd.title, "title")
    _check_intervention(room, cmd)
    fields = (
        "title", "description", "formality", "existence", "origin", "place", "reach", "levers",
    )  # fmt: skip
    if all(getattr(cmd, f) == getattr(card, f) for f in fields):
        return ()
    return (e.InterventionEdited(intervention=card.id, **{f: getattr(cmd, f) for f in fields}),)


def _must_own_or_lead(room: Room, cmd: c.Command, card: Card) -> None:
    if cmd.actor.role == "participant":
        must_be_in(room, cmd.actor)
        if card.author != cmd.actor.id:
            raise Refusal("not_yours")
    elif not cmd.actor.leads:
        raise Refusal("not_allowed")


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
        return _came_in(room, event.author, event.precondition.id, record.at, 1)
    return _came_in(room, event.author, None, record.at, 1)


def submit_finding(room: Room, cmd: c.SubmitFinding) -> Events:
    person = must_be_in(room, cmd.actor)
    must_take(room, "finding", cmd.at)
    must_have(cmd.text, "text")
    return (
        e.FindingSubmitted(
            finding=cmd.finding,
            text=cmd.text,
            author=person.id,
            language=cmd.language or person.language,
            table=person.table,
        ),
    )


def finding_submitted(room: Room, event: e.FindingSubmitted, record: e.Record) -> Room:
    card = Finding(
        id=event.finding,
        author=event.author,
        language=event.language,
        table=event.table,
        seq=record.seq,
        at=record.at,
        held=room.moderation == "hold",
        text=event.text,
    )
    room = change(with_card(room, card), finding_order=room.finding_order.add(card.id))
    return _came_in(room, event.author, card.id, record.at, 1)


def make_commitment(room: Room, cmd: c.MakeCommitment) -> Events:
    person = must_be_in(room, cmd.actor)
    must_take(room, "commitment", cmd.at)
    must_have(cmd.who, "who")
    must_have(cmd.what, "what")
    one_of(cmd.sector, {s.id for s in room.the_method.sectors}, "sector")
    one_of(cmd.reach, ("local", "regional", "federal", "national", "international"), "reach")
    return (
        e.CommitmentMade(
            commitment=cmd.commitment,
            who=cmd.who,
            what=cmd.what,
            author=person.id,
            language=cmd.language or person.language,
            table=person.table,
            by=cmd.by,
            reach=cmd.reach,
            sector=cmd.sector,
            initiative=cmd.initiative,
        ),
    )


def commitment_made(room: Room, event: e.CommitmentMade, record: e.Record) -> Room:
    card = Commitment(
        id=event.commitment,
        author=event.author,
        language=event.language,
        table=event.table,
        seq=record.seq,
        at=record.at,
        held=room.moderation == "hold",
        who=event.who,
        what=event.what,
        by=event.by,
        reach=event.reach,
        sector=event.sector,
        initiative=event.initiative,
    )
    room = change(with_card(room, card), commitment_order=room.commitment_order.add(card.id))
    return _came_in(room, event.author, card.id, record.at, 1)


def spend_dots(room: Room, cmd: c.SpendDots) -> Events:
    person = must_be_in(room, cmd.actor)
    must_take(room, "dots", cmd.at)
    method = room.the_method
    themes = {theme.id for theme in method.themes}
    for field, spent, budget in (
        ("themes", cmd.themes, method.dots.themes),
        ("characteristics", cmd.characteristics, method.dots.characteristics),
    ):
        if any(n < 0 for n in spent.values()):
            raise Refusal("out_of_range", field, low=0, high=budget)
        if sum(spent.values()) > budget:
            raise Refusal("too_many", field, high=budget)
    for theme in cmd.themes:
        one_of(theme, themes, f"themes.{theme[:40]}")
    return (e.DotsSpent(author=person.id, themes=dict(cmd.themes), characteristics=dict(cmd.characteristics)),)


def dots_spent(room: Room, event: e.DotsSpent, record: e.Record) -> Room:
    dots = Dots(Map(event.themes), Map(event.characteristics))
    return touch(change(room, dots=room.dots.set(event.author, dots)), event.author)


def withdraw(room: Room, cmd: c.WithdrawCard) -> Events:
    card = room.card(cmd.card)
    if card is None:
        raise Refusal("unknown_card")
    if isinstance(card, Petal) and card.withdrawn:
        return ()  # nobody's any more
    _must_own_or_lead(room, cmd, card)
    return () if card.withdrawn else (e.CardWithdrawn(card=card.id),)


def withdrawn_ids(room: Room, card_id: str) -> tuple[str, ...]:
    """The card and what hangs on it: whose words leave with it."""
    card = room.card(card_id)
    hanging = card.preconditions if isinstance(card, Intervention) else ()
    if isinstance(card, Petal) and (linked := room.lotuses[card.lotus].linked.get(card.id)):
        hanging = (linked,)  # the same words, by the same author
    return (card_id, *hanging)


def card_withdrawn(room: Room, event: e.CardWithdrawn, record: e.Record) -> Room:
    for card_id in withdrawn_ids(room, event.card):
        card = room.card(card_id)
        if card is None or card.withdrawn:
            continue
        room = with_card(room, _wordless(card))
        if isinstance(card, Petal):
            room = change(room, groups=room.groups.forget(card.id), groups_rev=record.seq)
        room = touch(room, card.author, table_by=0 if isinstance(card, Heart) else -1)
        if card_id in room.flags:
            room = change(room, flags=room.flags.delete(card_id))
    if room.spotlight and (lit := room.card(room.spotlight)) and lit.withdrawn:
        room = change(room, spotlight=None)
    # What could be taken back must not bring words back that have left.
    gone = frozenset(withdrawn_ids(room, event.card))
    undo = tuple(change(u, inverse=codec.without_words(u.inverse, gone)) for u in room.undo)
    return change(room, undo=undo)


def _wordless(card: Card) -> Card:
    if isinstance(card, Precondition):
        return change(card, withdrawn=True, text="", reason="", placed=change(card.placed, because=()))
    if isinstance(card, Intervention):
        return change(card, withdrawn=True, title="", description="", place="", reason="")
    if isinstance(card, Finding):
        return change(card, withdrawn=True, text="", reason="")
    if isinstance(card, Commitment):
        return change(card, withdrawn=True, who="", what="", initiative="", by="", reason="")
    if isinstance(card, Petal):
        return change(card, withdrawn=True, text="", reason="")
    if isinstance(card, Heart):
        return change(card, withdrawn=True, title="", reason="")
    raise TypeError(type(card))


DECIDE = {
    c.SubmitIntervention: submit_intervention,
    c.EditIntervention: edit_intervention,
    c.AddPrecondition: add_precondition,
    c.SubmitFinding: submit_finding,
    c.MakeCommitment: make_commitment,
    c.SpendDots: spend_dots,
    c.WithdrawCard: withdraw,
}
EVOLVE = {
    e.InterventionSubmitted: intervention_submitted,
    e.InterventionEdited: intervention_edited,
    e.PreconditionAdded: precondition_added,
    e.FindingSubmitted: finding_submitted,
    e.CommitmentMade: commitment_made,
    e.DotsSpent: dots_spent,
    e.CardWithdrawn: card_withdrawn,
}
