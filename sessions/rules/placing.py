"""Where a precondition stands: the machine's first word, the author's, the facilitator's last. A hand is
never overruled by a machine.
"""

from __future__ import annotations

from sessions import commands as c
from sessions import events as e
from sessions.cards import Precondition
from sessions.changing import change, touch, with_card
from sessions.commands import Events, Refusal
from sessions.rules.checks import must_be_in, must_find, must_have, must_hold_link, one_of
from sessions.state import OTHER, Room

HANDS = ("hand", "author")


def edit_precondition(room: Room, cmd: c.EditPrecondition) -> Events:
    card = must_find(room, cmd.precondition)
    if not isinstance(card, Precondition):
        raise Refusal("unknown_card")
    by = _may_edit(room, cmd, card)
    events: list[e.Event] = []
    if cmd.text is not None and cmd.text != card.text:
        must_have(cmd.text, "text")
        machine_placed = card.placed.by == "machine" and cmd.theme is None
        placed = cmd.suggested if machine_placed else None
        events.append(e.PreconditionEdited(precondition=card.id, text=cmd.text, placed=placed))
    if cmd.theme is not None or cmd.set_second:
        moves = _moves(room, cmd, card, by)
        if moves:
            events.append(e.PreconditionsPlaced(moves=moves))
    return tuple(events)


def _may_edit(room: Room, cmd: c.EditPrecondition, card: Precondition) -> str:
    """Who is placing: `hand` for the desk, `author` for the author."""
    if cmd.actor.role == "participant":
        must_be_in(room, cmd.actor)
        if card.author != cmd.actor.id:
            raise Refusal("not_yours")
        if cmd.theme is not None and card.placed.by == "hand" and cmd.theme != card.placed.theme:
            raise Refusal("placed_by_facilitator", "theme")
        return "author"
    if cmd.actor.leads or cmd.actor.role in ("moderator", "harvest"):
        must_hold_link(room, cmd.actor)
        if cmd.text is not None and not cmd.actor.leads:
            raise Refusal("not_allowed")
        return "hand"
    raise Refusal("not_allowed")


def _moves(room: Room, cmd: c.EditPrecondition, card: Precondition, by: str) -> tuple[e.Move, ...]:
    known = {theme.id for theme in room.the_method.themes} | {OTHER}
    theme = card.placed.theme if cmd.theme is None else cmd.theme
    second = cmd.second_theme if cmd.set_second else _kept_second(card, theme)
    if theme not in known:
        raise Refusal("unknown_choice", "theme", value=theme[:60])
    one_of(second or "", known, "second_theme")
    if second == theme:
        raise Refusal("twice", "second_theme")
    placed = e.Placed(theme=theme, second_theme=second, confidence=1.0, sure=True, by=by)
    moves = [e.Move(card.id, placed)] if _differs(card, placed) else []
    for other_id in cmd.also:
        other = room.preconditions.get(other_id)
        if other is None or other.withdrawn or other.placed.by in HANDS or other.id == card.id:
            continue
        if other.placed.theme != theme:
            also = change(placed, second_theme=None, because=(card.text,), by="hand")
            moves.append(e.Move(other.id, also))
    return tuple(moves)


def _kept_second(card: Precondition, theme: str) -> str | None:
    return card.placed.second_theme if card.placed.second_theme != theme else None


def _differs(card: Precondition, placed: e.Placed) -> bool:
    was = card.placed
    return (was.theme, was.second_theme, was.by) != (placed.theme, placed.second_theme, placed.by)


def precondition_edited(room: Room, event: e.PreconditionEdited, record: e.Record) -> Room:
    card = room.preconditions[event.precondition]
    placed = event.placed or card.placed
    machine = placed.theme if event.placed and placed.by == "machine" else card.machine_theme
    card = change(card, text=event.text, placed=placed, machine_theme=machine)
    return touch(with_card(room, card), card.author)


def place_by_machine(room: Room, cmd: c.PlaceByMachine) -> Events:
    if cmd.actor.role != "machine":
        raise Refusal("not_allowed")
    moves = []
    for card_id, placed in cmd.placements:
        card = room.preconditions.get(card_id)
        if card is None or card.withdrawn or card.placed.by != "machine" or placed == card.placed:
            continue
        moves.append(e.Move(card_id, placed))
    return (e.PreconditionsPlaced(moves=tuple(moves)),) if moves else ()


def preconditions_placed(room: Room, event: e.PreconditionsPlaced, record: e.Record) -> Room:
    for move in event.moves:
        card = room.preconditions.get(move.precondition)
        if card is None or card.withdrawn:
            continue
        if move.placed.by == "hand" and move.placed.theme != card.placed.theme:
            room = change(room, hand_moves=room.hand_moves.add(card.id))
        machine = move.placed.theme if move.placed.by == "machine" and record.actor.startswith("machine:") else None
        moved = change(card, placed=move.placed, machine_theme=machine or card.machine_theme)
        room = touch(with_card(room, moved), card.author)
    return room


DECIDE = {c.EditPrecondition: edit_precondition, c.PlaceByMachine: place_by_machine}
EVOLVE = {e.PreconditionEdited: precondition_edited, e.PreconditionsPlaced: preconditions_placed}
