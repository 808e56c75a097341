"""Questions several rules ask: may this actor, is the room open, is this input one of ours. One condition
a line.
"""

from __future__ import annotations

from sessions.cards import Card
from sessions.commands import Actor, Command, Refusal
from sessions.state import Participant, Room

GRACE_MS = 20_000  # after a close or a stage change, outboxes get this long
MODERATORS = ("facilitator", "organiser", "moderator")
PLACERS = (*MODERATORS, "harvest")


def must_lead(room: Room, actor: Actor) -> None:
    if not actor.leads:
        raise Refusal("not_allowed")
    must_hold_link(room, actor)


def must_moderate(room: Room, actor: Actor) -> None:
    if actor.role not in MODERATORS:
        raise Refusal("not_allowed")
    must_hold_link(room, actor)


def must_place(room: Room, actor: Actor) -> None:
    if actor.role not in PLACERS:
        raise Refusal("not_allowed")
    must_hold_link(room, actor)


def must_hold_link(room: Room, actor: Actor) -> None:
    """A link that was deleted stops working at once."""
    link = room.links.get(actor.id)
    if link is not None and link.revoked:
        raise Refusal("link_revoked")


def must_be_in(room: Room, actor: Actor) -> Participant:
    if actor.role != "participant":
        raise Refusal("not_allowed")
    person = room.participants.get(actor.id)
    if person is None:
        raise Refusal("not_joined")
    return person


def must_be_open(room: Room, at: int) -> None:
    if room.closed and at - (room.closed_at or 0) > GRACE_MS:
        raise Refusal("room_closed")


def must_take(room: Room, what: str, at: int) -> None:
    """The running stage takes `what` in; the one just left still does for outboxes on their way."""
    must_be_open(room, at)
    stage = room.stage_of(room.stage)
    if stage is not None and what in stage.accepts:
        return
    left = room.stage_of(room.left_stage)
    if left is not None and what in left.accepts and at - room.left_at <= GRACE_MS:
        return
    raise Refusal("stage_takes_none", stage=room.stage, what=what)


def must_find(room: Room, card_id: str) -> Card:
    card = room.card(card_id)
    if card is None:
        raise Refusal("unknown_card")
    if card.withdrawn:
        raise Refusal("card_withdrawn")
    return card


def one_of(value: str, allowed: object, field: str) -> None:
    """Empty is 'not said'; anything else must be one of ours."""
    if value and value not in allowed:  # type: ignore[operator]
        raise Refusal("unknown_choice", field, value=value[:60])


def must_have(text: str, field: str) -> None:
    if not text.strip():
        raise Refusal("empty", field)


def machine_or_lead(command: Command, room: Room) -> None:
    if command.actor.role != "machine":
        must_place(room, command.actor)


def must_own_or_lead(room: Room, cmd: Command, card: Card) -> None:
    if cmd.actor.role == "participant":
        must_be_in(room, cmd.actor)
        if card.author != cmd.actor.id:
            raise Refusal("not_yours")
    elif not cmd.actor.leads:
        raise Refusal("not_allowed")
