"""Taking back what one wrote: the card stays as a number, its words leave."""

from __future__ import annotations

from sessions import codec
from sessions import commands as c
from sessions import events as e
from sessions.cards import Card, Commitment, Finding, Heart, Intervention, Petal, Precondition
from sessions.changing import change, touch, with_card
from sessions.commands import Events, Refusal
from sessions.rules.checks import must_own_or_lead
from sessions.rules.reporting import without
from sessions.state import Room


def withdraw(room: Room, cmd: c.WithdrawCard) -> Events:
    card = room.card(cmd.card)
    if card is None:
        raise Refusal("unknown_card")
    if isinstance(card, Petal) and card.withdrawn:
        return ()  # nobody's any more
    must_own_or_lead(room, cmd, card)
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
            room = change(room, flags=room.flags.delete(card_id), settled=without(room.settled, card_id))
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


DECIDE = {c.WithdrawCard: withdraw}
EVOLVE = {e.CardWithdrawn: card_withdrawn}
