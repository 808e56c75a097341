"""What the desk does with any card: hide, show, spotlight, merge, split; and taking the last action back."""

from __future__ import annotations

from sessions import codec
from sessions import commands as c
from sessions import events as e
from sessions import lotus_events as le
from sessions import report_events as rep
from sessions.cards import Card, Heart, Petal
from sessions.changing import change, touch, with_card
from sessions.commands import Events, Refusal
from sessions.rules import reporting
from sessions.rules.checks import must_find, must_moderate, must_place
from sessions.rules.grouping import GROUPING, inverse_of_grouping, inverse_of_kinds
from sessions.rules.petals import inverse_of_petal
from sessions.state import Room, Undoable

UNDO_DEPTH = 50


def hide(room: Room, cmd: c.HideCard) -> Events:
    must_moderate(room, cmd.actor)
    card = must_find(room, cmd.card)
    return () if card.hidden else (e.CardHidden(card=card.id, reason=cmd.reason),)


def card_hidden(room: Room, event: e.CardHidden, record: e.Record) -> Room:
    room = _set(room, event.card, hidden=True, reason=event.reason)
    return change(room, spotlight=None) if room.spotlight == event.card else room


def show(room: Room, cmd: c.ShowCard) -> Events:
    must_moderate(room, cmd.actor)
    card = must_find(room, cmd.card)
    return (e.CardShown(card=card.id),) if card.hidden or card.held else ()


def card_shown(room: Room, event: e.CardShown, record: e.Record) -> Room:
    return _set(room, event.card, hidden=False, held=False, reason="")


def _set(room: Room, card_id: str, **fields: object) -> Room:
    card = room.card(card_id)
    if card is None:
        return room
    return touch(with_card(room, change(card, **fields)), card.author)


def spotlight(room: Room, cmd: c.Spotlight) -> Events:
    must_moderate(room, cmd.actor)
    if cmd.card is None:
        return (e.CardSpotlit(card=None),) if room.spotlight else ()
    card = must_find(room, cmd.card)
    if not room.visible(card):
        raise Refusal("card_hidden")
    return () if room.spotlight == card.id else (e.CardSpotlit(card=card.id),)


def card_spotlit(room: Room, event: e.CardSpotlit, record: e.Record) -> Room:
    return change(room, spotlight=event.card)


def merge(room: Room, cmd: c.MergeCard) -> Events:
    must_place(room, cmd.actor)
    card, into = must_find(room, cmd.card), must_find(room, cmd.into)
    if card.id == into.id:
        raise Refusal("into_itself", "into")
    if isinstance(card, Petal | Heart):
        raise Refusal("petals_are_grouped")
    if type(card) is not type(into):
        raise Refusal("not_alike", "into")
    target = _root(room, into)
    if target.id == card.id:
        raise Refusal("into_itself", "into")
    return () if card.merged_into == target.id else (e.CardMerged(card=card.id, into=target.id),)


def _root(room: Room, card: Card) -> Card:
    """Where a chain of merges ends; merging never makes a ring."""
    while card.merged_into and (into := room.card(card.merged_into)):
        card = into
    return card


def card_merged(room: Room, event: e.CardMerged, record: e.Record) -> Room:
    return _set(room, event.card, merged_into=event.into)


def split(room: Room, cmd: c.SplitCard) -> Events:
    must_place(room, cmd.actor)
    card = must_find(room, cmd.card)
    return (e.CardSplit(card=card.id),) if card.merged_into else ()


def card_split(room: Room, event: e.CardSplit, record: e.Record) -> Room:
    return _set(room, event.card, merged_into=None)


def inverse_of(room: Room, event: e.Event) -> e.Event | None:
    """The fact that takes `event` back from the room as it was before it; None where there is nothing to
    take back.
    """
    match event:
        case e.PreconditionsPlaced():
            before = tuple(
                e.Move(m.precondition, room.preconditions[m.precondition].placed)
                for m in event.moves
                if m.precondition in room.preconditions
            )
            return e.PreconditionsPlaced(moves=before)
        case e.PreconditionEdited():
            card = room.preconditions[event.precondition]
            return e.PreconditionEdited(precondition=card.id, text=card.text, placed=card.placed)
        case e.CardHidden():
            return e.CardShown(card=event.card)
        case e.CardShown():
            found = room.card(event.card)
            return e.CardHidden(card=event.card, reason=found.reason if found else "")
        case e.CardSpotlit():
            return e.CardSpotlit(card=room.spotlight)
        case e.CardMerged():
            return e.CardSplit(card=event.card)
        case e.CardSplit():
            found = room.card(event.card)
            into = found.merged_into if found else None
            return e.CardMerged(card=event.card, into=into) if into else None
        case e.RoomChanged():
            names = ("title", "moderation", "board", "frozen", "appearance", "tables", "focus")
            old = {n: getattr(room, n) for n in names if getattr(event, n) is not None}
            return e.RoomChanged(**old)
        case e.StageEntered():
            return e.StageEntered(stage=room.stage, phase=room.phase, started_at=room.started_at, ends_at=room.ends_at)
        case e.TimerMoved():
            return e.TimerMoved(ends_at=room.ends_at)
        case e.RuleMade():
            return e.RuleSwitched(rule=event.rule, on=False)
        case e.RuleSwitched():
            if event.on:
                return e.RuleSwitched(rule=event.rule, on=False)
            cards = sorted(
                (p for p in room.preconditions.values() if p.placed.engine == f"rule/{event.rule}"), key=lambda p: p.id
            )
            return e.RuleSwitched(
                rule=event.rule, on=True, moves=tuple(e.Move(p.id, p.placed) for p in cards if not p.withdrawn)
            )
        case e.RoomPaused():
            return e.RoomResumed()
        case e.RoomResumed():
            return e.RoomPaused()
        case e.RoomClosed():
            return e.RoomReopened()
        case e.RoomReopened():
            return e.RoomClosed()
        case rep.ReportEdited():
            return reporting.before(room, event)
        case rep.ResultShared():
            return rep.ResultShared(on=not event.on)
        case rep.FlagSettled():
            return rep.FlagSettled(card=event.card, on=not event.on)
        case le.PetalChanged():
            return inverse_of_petal(room, event)
        case le.KindsSettled():
            return inverse_of_kinds(room, event)
    return inverse_of_grouping(room, event) if isinstance(event, GROUPING) else None


def remember(before: Room, after: Room, record: e.Record) -> Room:
    """`after` with the desk's action at `record` on its undo stack."""
    role = record.actor.partition(":")[0]
    if role in ("participant", "machine") or isinstance(record.event, e.Undone):
        return after
    inverse = inverse_of(before, record.event)
    if inverse is None:
        return after
    return change(after, undo=(*after.undo[-(UNDO_DEPTH - 1) :], Undoable(record.seq, inverse, record.actor)))


def undo(room: Room, cmd: c.Undo) -> Events:
    """The last action of all; a helper takes back their own, as long as it is that. `of`: the action that was seen."""
    must_place(room, cmd.actor)
    if not room.undo:
        raise Refusal("nothing_to_undo")
    last = room.undo[-1]
    if cmd.of and cmd.of != last.seq:
        raise Refusal("changed_since")
    if not cmd.actor.leads and last.actor != str(cmd.actor):
        raise Refusal("not_yours_to_undo")
    return (e.Undone(undoes=last.seq, inverse=codec.to_data(last.inverse)),)


DECIDE = {
    c.HideCard: hide,
    c.ShowCard: show,
    c.Spotlight: spotlight,
    c.MergeCard: merge,
    c.SplitCard: split,
    c.Undo: undo,
}
EVOLVE = {
    e.CardHidden: card_hidden,
    e.CardShown: card_shown,
    e.CardSpotlit: card_spotlit,
    e.CardMerged: card_merged,
    e.CardSplit: card_split,
}
