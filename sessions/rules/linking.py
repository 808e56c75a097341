"""A petal that is really a precondition joins the preconditions of its practice, and keeps its place in the lotus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sessions import events as e
from sessions import lotus_commands as c
from sessions import lotus_events as le
from sessions.cards import Intervention
from sessions.commands import Events, Refusal
from sessions.lotuses import Lotus
from sessions.rules.checks import PLACERS, must_be_open, must_take
from sessions.rules.contributing import MAX_PRECONDITIONS
from sessions.rules.lotus import asked, lotus_of, must_sit_at
from sessions.state import Room


def link_petal(room: Room, cmd: c.LinkPetal) -> Events:
    lotus = lotus_of(room, cmd.lotus)
    must_sit_at(room, cmd.actor, lotus)
    if cmd.actor.role in PLACERS:
        must_be_open(room, cmd.at)
    else:
        must_take(room, "petal", cmd.at)
    node = asked(lambda: lotus.blossom.node(cmd.node))
    if node.wish is not None:
        raise Refusal("unknown_petal")  # to anybody else it is not there yet
    linked = node.id in lotus.linked
    if not cmd.on:
        return (le.PetalChanged(of=lotus.id, node=node.id, linked=""),) if linked else ()
    if node.kind != "precondition":
        raise Refusal("not_a_precondition")
    if node.hidden or node.id in lotus.held:
        raise Refusal("card_hidden")
    if linked:
        return ()
    if cmd.precondition is None:
        raise Refusal("empty", "text")
    heart = practice_of(room, lotus)
    if heart is not None and len(heart.preconditions) >= MAX_PRECONDITIONS:
        raise Refusal("too_many", "text", high=MAX_PRECONDITIONS)
    # The words are still their author's: it is under their "mine", and leaves the log with them.
    added = e.PreconditionAdded(
        intervention=heart.id if heart else cmd.intervention,
        author=node.author,
        precondition=cmd.precondition,
        table=lotus.table,
    )
    fact = le.PetalChanged(of=lotus.id, node=node.id, linked=cmd.precondition.id)
    return (fact, added) if heart else (fact, _named(lotus, cmd.intervention), added)


def practice_of(room: Room, lotus: Lotus) -> Intervention | None:
    """The practice whose preconditions a petal joins: the heart, or what an earlier link made of free words.

    Refused `centre_withdrawn`, `centre_hidden`."""
    if lotus.withdrawn:
        raise Refusal("centre_withdrawn")
    if not lotus.intervention:
        cards = (room.preconditions.get(id) for id in lotus.linked.values())
        hearts = (room.interventions[card.intervention] for card in cards if card is not None)
        return next((card for card in hearts if not card.withdrawn and not card.hidden), None)
    card = room.interventions[lotus.intervention]
    if card.withdrawn:
        raise Refusal("centre_withdrawn")
    if card.hidden:
        raise Refusal("centre_hidden")
    return card


def _named(lotus: Lotus, id: str) -> e.InterventionSubmitted:
    """Free words in a heart are a practice as soon as something hangs on it."""
    return e.InterventionSubmitted(
        intervention=id, title=lotus.blossom.centre, author=lotus.author, language=lotus.language, table=lotus.table
    )


DECIDE = {c.LinkPetal: link_petal}
# Its facts are those of petals and preconditions.
EVOLVE: dict[type[e.Event], Callable[[Room, Any, e.Record], Room]] = {}
