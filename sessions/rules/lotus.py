"""Exercise two at the tables: a lotus is opened, and everybody first writes alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lotus.blossom import Blossom
from lotus.refusals import Refused
from sessions import events as e
from sessions import lotus_commands as c
from sessions import lotus_events as le
from sessions.changing import change, touch, with_lotus
from sessions.commands import Actor, Events, Refusal
from sessions.lotuses import Lotus, lotus_key
from sessions.rules.checks import PLACERS, must_be_in, must_have, must_hold_link, must_take
from sessions.state import Room

T = TypeVar("T")
_SAID: dict[str, tuple[str, str | None]] = {
    "bad_slot": ("out_of_range", "slot"),
    "no_text": ("empty", "text"),
    "no_such_kind": ("unknown_choice", "kind"),
    "no_such_node": ("unknown_petal", None),
    "withdrawn": ("card_withdrawn", None),
    "bad_path": ("bad_path", "parent"),
}


def asked(change_of: Callable[[], T]) -> T:
    """Asks the blossom or the groups; their refusal becomes the room's."""
    try:
        return change_of()
    except Refused as no:
        slug, field = _SAID.get(no.slug, (no.slug, None))
        raise Refusal(slug, field, low=1, high=8, about=no.about) from None


def writes_alone(room: Room) -> bool:
    """Whether a slot is a wish now: everybody first writes for themselves."""
    stage = room.stage_of(room.stage)
    return stage is not None and "petal" in stage.accepts and room.phase == "alone"


def must_sit_at(room: Room, actor: Actor, lotus: Lotus) -> None:
    """A lotus belongs to its table; one without a table to its author. The desk may come to every table."""
    if actor.role in PLACERS:
        must_hold_link(room, actor)
        return
    if not sits_at(room, actor, lotus):
        raise Refusal("not_your_table")


def sits_at(room: Room, actor: Actor, lotus: Lotus) -> bool:
    if actor.role == "host":
        return lotus.table is not None and actor.table == lotus.table
    person = room.participants.get(actor.id) if actor.role == "participant" else None
    if person is None:
        return False
    return person.id == lotus.author if lotus.table is None else person.table == lotus.table


def lotus_of(room: Room, id: str) -> Lotus:
    lotus = room.lotuses.get(id)
    if lotus is None:
        raise Refusal("unknown_lotus")
    return lotus


def open_lotus(room: Room, cmd: c.OpenLotus) -> Events:
    person = must_be_in(room, cmd.actor)
    if cmd.table is not None and cmd.table != person.table:
        raise Refusal("not_your_table")
    must_take(room, "petal", cmd.at)
    if not cmd.intervention:
        must_have(cmd.centre, "centre")
    else:
        _must_fit_in_heart(room, cmd.intervention, person.table)
    whose = f"t{person.table}" if person.table is not None else f"p{person.id}"
    if existing(room, whose, cmd.intervention, cmd.centre):
        return ()
    if cmd.lotus in room.lotuses:  # an id that is taken must not bury the petals of whoever has it
        raise Refusal("unknown_choice", "lotus", value=cmd.lotus[:60])
    return (
        le.LotusOpened(
            lotus=cmd.lotus,
            author=person.id,
            language=cmd.language or person.language,
            table=person.table,
            intervention=cmd.intervention,
            centre="" if cmd.intervention else cmd.centre,
        ),
    )


def existing(room: Room, whose: str, intervention: str, centre: str) -> Lotus | None:
    """The lotus that already has this heart; one whose heart was taken back has none."""
    id = room.lotus_keys.get(lotus_key(whose, intervention, "" if intervention else centre))
    lotus = room.lotuses.get(id or "")
    return None if lotus is None or lotus.withdrawn else lotus


def _must_fit_in_heart(room: Room, intervention: str, table: int | None) -> None:
    card = room.interventions.get(intervention)
    if card is None:
        raise Refusal("unknown_card")
    if card.withdrawn:
        raise Refusal("card_withdrawn")
    # What waits for the facilitator can be worked on by its own table: nothing of it is on the wall.
    if card.hidden or (card.held and (table is None or card.table != table)):
        raise Refusal("centre_hidden")


def lotus_opened(room: Room, event: le.LotusOpened, record: e.Record) -> Room:
    settings = room.the_method.lotus
    blossom = Blossom(
        centre=event.centre,
        language=event.language,
        rings=settings.rings,
        opening=settings.opening,
        marks=settings.marks,
        bench=settings.bench,
        alone=writes_alone(room),
    )
    lotus = Lotus(
        id=event.lotus,
        blossom=blossom,
        author=event.author,
        language=event.language,
        table=event.table,
        intervention=event.intervention,
        seq=record.seq,
        at=record.at,
        heart_held=room.moderation == "hold" and not event.intervention,
    )
    room = change(room, lotus_keys=room.lotus_keys.set(lotus.key, lotus.id))
    return touch(with_lotus(room, lotus), event.author)


def phase_turned(before: Room, room: Room) -> Room:
    """A stage or phase began: all write alone from now on, or what they wished for alone is settled."""
    alone = writes_alone(room)
    if alone == writes_alone(before):
        return room
    for id in room.lotuses:
        lotus = room.lotuses[id]
        if alone:
            room = with_lotus(room, change(lotus, blossom=lotus.blossom.write_alone()))
            continue
        blossom, changes = lotus.blossom.reveal()
        bumped = lotus.bumped
        for settled in changes:
            if settled.bumped:
                bumped = bumped.set(settled.node.id, lotus.blossom.nodes[settled.node.id].wish or 0)
        room = with_lotus(room, change(lotus, blossom=blossom, bumped=bumped))
    return room


DECIDE = {c.OpenLotus: open_lotus}
EVOLVE = {le.LotusOpened: lotus_opened}
