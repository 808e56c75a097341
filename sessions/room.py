"""The rules of a room as two pure functions: `decide` says what may happen, `evolve` what then is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

from sessions import codec
from sessions.changing import change
from sessions.commands import Command, Events, Refusal
from sessions.events import Event, Record, Undone
from sessions.rules import (
    contributing,
    erasing,
    grouping,
    importing,
    linking,
    lotus,
    moderating,
    people,
    petals,
    placing,
    plenary,
    reporting,
    ruling,
    running,
    withdrawing,
)
from sessions.state import KeyUse, Room

__all__ = ["Refusal", "Room", "decide", "evolve", "fold"]

RULES = (
    running, people, contributing, plenary, withdrawing, placing, ruling, lotus, petals, linking, grouping, moderating,
    reporting, importing, erasing,
)  # fmt: skip
_DECIDE: dict[type[Command], Callable[[Room, Any], Events]] = {
    command: rule for module in RULES for command, rule in module.DECIDE.items()
}
_EVOLVE: dict[type[Event], Callable[[Room, Any, Record], Room]] = {
    event: rule for module in RULES for event, rule in module.EVOLVE.items()
}


def decide(room: Room, command: Command) -> Events:
    """What happens when `command` is given: the new facts, none when it was already done.

    Raises Refusal (slug, field) when it may not. A key used before gives no facts; a key that comes back
    with other words is refused with `key_reused`.
    """
    if command.key is not None:
        used = room.keys.get(key_name(str(command.actor), command.key))
        if used is not None:
            if used.fingerprint != command.fingerprint:
                raise Refusal("key_reused", "Idempotency-Key")
            return ()
    return _DECIDE[type(command)](room, command)


def key_name(actor: str, key: str) -> str:
    """The name under which a room remembers an idempotency key: keys are the actor's own."""
    return f"{actor}|{key}"


def evolve(room: Room, record: Record) -> Room:
    """The room after `record`. Never refuses; events without a rule change nothing but the number."""
    event = record.event
    if isinstance(event, Undone):
        after = _undone(room, event, record)
    else:
        rule = _EVOLVE.get(type(event))
        after = rule(room, event, record) if rule else room
        after = moderating.remember(room, after, record)
    if record.key is None:
        return change(after, seq=record.seq)
    use = KeyUse(record.seq, record.fingerprint)
    return change(after, seq=record.seq, keys=after.keys.set(key_name(record.actor, record.key), use))


def _undone(room: Room, event: Undone, record: Record) -> Room:
    inverse = codec.from_data(event.inverse)
    rule = _EVOLVE.get(type(inverse))
    after = rule(room, inverse, record) if rule else room
    return change(after, undo=tuple(u for u in after.undo if u.seq != event.undoes))


def fold(records: Iterable[Record], room: Room | None = None) -> Room:
    """The room that a log tells of, from its first record or from `room` on."""
    return reduce(evolve, records, room if room is not None else Room())
