"""Rules of the room: the desk may agree that a word means a theme. Visible, and it can be switched off."""

from __future__ import annotations

from immutables import Map

from sessions import commands as c
from sessions import events as e
from sessions.changing import change, touch, with_card
from sessions.commands import Events, Refusal
from sessions.rules.checks import must_have, must_place
from sessions.rules.placing import HANDS
from sessions.state import OTHER, Room, RoomRule

ENGINE = "rule"


def engine_of(rule_id: str) -> str:
    """How a card says which rule placed it."""
    return f"{ENGINE}/{rule_id}"


def rule_placed(rule: str, pattern: str, theme: str, instead_of: e.Placed) -> e.Placed:
    """A placement by a rule; the machine's own theme stays as a suggestion."""
    kept = tuple(t for t in (instead_of.theme, *instead_of.suggestions) if t != theme)[:2]
    return e.Placed(
        theme=theme, confidence=1.0, sure=True, because=(pattern,), by="rule", engine=engine_of(rule), suggestions=kept
    )


def make_rule(room: Room, cmd: c.MakeRule) -> Events:
    must_place(room, cmd.actor)
    must_have(cmd.pattern, "pattern")
    if cmd.theme not in {t.id for t in room.the_method.themes} | {OTHER}:
        raise Refusal("unknown_choice", "theme", value=cmd.theme[:60])
    if any(rule.on and rule.pattern.casefold() == cmd.pattern.casefold() for rule in room.rules.values()):
        raise Refusal("rule_exists", "pattern")
    moves = _moves(room, cmd.rule, cmd.pattern, cmd.theme, cmd.cards)
    return (e.RuleMade(rule=cmd.rule, pattern=cmd.pattern, theme=cmd.theme, moves=moves),)


def _moves(room: Room, rule: str, pattern: str, theme: str, cards: tuple[str, ...]) -> tuple[e.Move, ...]:
    moves = []
    for card_id in cards:
        card = room.preconditions.get(card_id)
        if card is None or card.withdrawn or card.placed.by in HANDS or card.placed.theme == theme:
            continue
        moves.append(e.Move(card_id, rule_placed(rule, pattern, theme, card.placed)))
    return tuple(moves)


def rule_made(room: Room, event: e.RuleMade, record: e.Record) -> Room:
    rule = RoomRule(id=event.rule, pattern=event.pattern, theme=event.theme, seq=record.seq)
    return _follow(change(room, rules=room.rules.set(rule.id, rule)), rule, event.moves)


def _follow(room: Room, rule: RoomRule, moves: tuple[e.Move, ...]) -> Room:
    before = rule.before
    for move in moves:
        card = room.preconditions.get(move.precondition)
        if card is None or card.withdrawn or card.placed.by in HANDS:
            continue
        before = before.set(card.id, card.placed)
        room = touch(with_card(room, change(card, placed=move.placed)), card.author)
    return change(room, rules=room.rules.set(rule.id, change(rule, on=True, before=before)))


def switch_rule(room: Room, cmd: c.SwitchRule) -> Events:
    must_place(room, cmd.actor)
    rule = room.rules.get(cmd.rule)
    if rule is None:
        raise Refusal("unknown_rule")
    if rule.on == cmd.on:
        return ()
    moves = _moves(room, rule.id, rule.pattern, rule.theme, cmd.cards) if cmd.on else ()
    return (e.RuleSwitched(rule=rule.id, on=cmd.on, moves=moves),)


def rule_switched(room: Room, event: e.RuleSwitched, record: e.Record) -> Room:
    rule = room.rules.get(event.rule)
    if rule is None:
        return room
    if event.on:
        return _follow(room, rule, event.moves)
    for card in list(room.preconditions.values()):
        if card.placed.engine != engine_of(rule.id) or card.withdrawn:
            continue
        back = rule.before.get(card.id) or _machine_again(card.placed)
        room = touch(with_card(room, change(card, placed=back)), card.author)
    return change(room, rules=room.rules.set(rule.id, change(rule, on=False, before=Map())))


def _machine_again(placed: e.Placed) -> e.Placed:
    """Where a card that came in under the rule would have stood without it."""
    theme = placed.suggestions[0] if placed.suggestions else placed.theme
    return e.Placed(theme=theme, by="machine", engine=placed.engine)


DECIDE = {c.MakeRule: make_rule, c.SwitchRule: switch_rule}
EVOLVE = {e.RuleMade: rule_made, e.RuleSwitched: rule_switched}
