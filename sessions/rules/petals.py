"""Petals of a table's lotus: put, changed, marked, moved and opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lotus.blossom import Blossom, Node
from sessions import events as e
from sessions import lotus_commands as c
from sessions import lotus_events as le
from sessions.changing import change, touch, with_card, with_lotus
from sessions.commands import Command, Events, Refusal
from sessions.rules.checks import PLACERS, must_be_in, must_be_open, must_have, must_take, one_of
from sessions.rules.lotus import asked, lotus_of, must_sit_at
from sessions.state import Room

MOST_PETALS = 1000  # in one lotus, bench included; a table never writes that many, a script does


def put_petal(room: Room, cmd: c.PutPetal) -> Events:
    person = must_be_in(room, cmd.actor)
    lotus = lotus_of(room, cmd.lotus)
    must_sit_at(room, cmd.actor, lotus)
    must_take(room, "petal", cmd.at)
    if lotus.withdrawn or (lotus.intervention and room.interventions[lotus.intervention].withdrawn):
        raise Refusal("centre_withdrawn")
    must_have(cmd.text, "text")
    if cmd.ingredient is not None:
        one_of(cmd.ingredient, {i.id for i in room.the_method.ingredients}, "ingredient")
    if not 0 <= cmd.slot <= 8:
        raise Refusal("out_of_range", "slot", low=1, high=8)
    if len(lotus.blossom) >= MOST_PETALS:
        raise Refusal("too_many", "text", high=MOST_PETALS)
    node = Node(
        id=cmd.node,
        text=cmd.text,
        parent=_parent(lotus.blossom, cmd.parent),
        language=cmd.language or person.language,
        source="longlist" if cmd.ingredient else "own",
        ingredient=cmd.ingredient,
        author=person.id,
        table=lotus.table,
        seq=room.seq + 1,
    )
    put = asked(lambda: lotus.blossom.put(node, cmd.slot))
    return (
        le.PetalPut(
            of=lotus.id,
            node=node.id,
            text=node.text,
            author=node.author,
            language=node.language,
            parent=node.parent,
            asked=cmd.slot,
            slot=put.node.slot,
            path=put.blossom.path(node.id),
            wish=put.node.wish,
            bumped=put.bumped,
            ingredient=node.ingredient,
            hint=cmd.hint,
        ),
    )


def _parent(blossom: Blossom, parent: str | None) -> str | None:
    """The node a petal goes under, named by its id or by its path."""
    if not parent:
        return None
    if parent in blossom.nodes or parent in blossom.gone or not parent.replace(".", "").isdigit() or len(parent) > 9:
        return parent
    if parent.count(".") >= blossom.rings:
        raise Refusal("bad_path", "parent")
    found = asked(lambda: blossom.at(parent))
    if found is None:
        raise Refusal("unknown_petal")
    return found.id


def petal_put(room: Room, event: le.PetalPut, record: e.Record) -> Room:
    lotus = room.lotuses[event.of]
    node = Node(
        id=event.node,
        text=event.text,
        parent=event.parent,
        language=event.language,
        source="longlist" if event.ingredient else "own",
        ingredient=event.ingredient,
        author=event.author,
        table=lotus.table,
        seq=record.seq,
    )
    blossom = lotus.blossom
    # A withdrawal has blanked the words of what came before; the slot it held must still be told apart.
    node = replace(node, text=node.text or "…")
    blossom = blossom.put(node, event.slot if event.wish is None else event.wish).blossom
    lotus = change(lotus, blossom=blossom)
    if event.bumped:
        lotus = change(lotus, bumped=lotus.bumped.set(node.id, event.asked))
    if event.hint != le.Hint():
        lotus = change(lotus, hints=lotus.hints.set(node.id, event.hint))
    if room.moderation == "hold":
        lotus = change(lotus, held=lotus.held.set(node.id, True))
    room = change(with_lotus(room, lotus), petals=room.petals.set(node.id, lotus.id))
    return touch(room, event.author, node.id, table_by=1, last_contribution_at=record.at)


def change_petal(room: Room, cmd: c.ChangePetal) -> Events:
    lotus = lotus_of(room, cmd.lotus)
    must_sit_at(room, cmd.actor, lotus)
    if cmd.actor.role in PLACERS or _only_words(cmd):
        must_be_open(room, cmd.at)
    else:
        must_take(room, "petal", cmd.at)
    before = asked(lambda: lotus.blossom.node(cmd.node))
    _may_touch(cmd, before)
    blossom, after, bumped = lotus.blossom, before, False

    def then(step: Callable[[Blossom], Any]) -> None:
        nonlocal blossom, after, bumped
        done = asked(lambda: step(blossom))
        blossom, after, bumped = done.blossom, done.node, bumped or done.bumped

    if cmd.text is not None and cmd.text != before.text:
        text = cmd.text
        then(lambda b: b.edit(cmd.node, text, cmd.language))
    if cmd.kind is not None:
        kind = cmd.kind
        then(lambda b: b.set_kind(cmd.node, kind))
    if cmd.slot != c.UNSET and (cmd.slot is None or cmd.slot != before.slot):
        then(lambda b: b.move(cmd.node, cmd.slot))
    if cmd.strongest is not None:
        strongest = cmd.strongest
        then(lambda b: b.mark(cmd.node, strongest))
    if cmd.open is not None:
        opened = cmd.open
        then(lambda b: b.set_open(cmd.node, opened))
    event = difference(lotus.id, before, after)
    if event is None and not bumped:
        return ()
    event = event or le.PetalChanged(of=lotus.id, node=before.id)
    wanted = cmd.slot if bumped and cmd.slot and cmd.slot != c.UNSET else 0
    return (change(event, bumped=bumped, asked=wanted, hint=cmd.hint if event.text is not None else None),)


def _only_words(cmd: c.ChangePetal) -> bool:
    """Mending one's own words is for all day, as with every other card; who may is asked of the author below."""
    rest = (cmd.kind, cmd.strongest, cmd.open)
    return cmd.text is not None and cmd.slot == c.UNSET and all(value is None for value in rest)


def _may_touch(cmd: c.ChangePetal, node: Node) -> None:
    mine = cmd.actor.role == "participant" and node.author == cmd.actor.id
    if node.wish is not None and not mine:
        # To anybody else it is not there yet.
        raise Refusal("unknown_petal")
    if cmd.text is not None and cmd.text != node.text and not (mine or cmd.actor.leads):
        raise Refusal("not_yours", "text")


def difference(lotus: str, before: Node, after: Node) -> le.PetalChanged | None:
    """The fact that makes `before` into `after`; None when they are the same."""
    fields: dict[str, Any] = {
        name: getattr(after, name)
        for name in ("text", "language", "source", "strongest", "open")
        if getattr(after, name) != getattr(before, name)
    }
    if after.kind != before.kind:
        fields["nature"] = after.kind
    if after.ingredient != before.ingredient:
        fields["ingredient"] = after.ingredient or ""
    if after.slot != before.slot:
        fields["slot"] = after.slot or 0
    if after.wish != before.wish and after.wish is not None:
        fields["wish"] = after.wish
    return le.PetalChanged(of=lotus, node=before.id, **fields) if fields else None


def petal_changed(room: Room, event: le.PetalChanged, record: e.Record) -> Room:
    lotus = room.lotuses.get(event.of)
    node = lotus.blossom.nodes.get(event.node) if lotus else None
    if lotus is None or node is None:
        return room
    fields: dict[str, Any] = {
        name: value
        for name in ("text", "language", "source", "strongest", "open", "wish")
        if (value := getattr(event, name)) is not None
    }
    if event.nature is not None:
        fields["kind"] = event.nature
    if event.ingredient is not None:
        fields["ingredient"] = event.ingredient or None
    if event.slot is not None:
        fields["slot"] = event.slot or None
    if "text" in fields:
        fields["text"] = fields["text"] or "…"
    lotus = change(lotus, blossom=lotus.blossom.restore(replace(node, **fields)))
    if event.bumped:
        lotus = change(lotus, bumped=lotus.bumped.set(node.id, event.asked))
    elif event.slot is not None and node.id in lotus.bumped:
        lotus = change(lotus, bumped=lotus.bumped.delete(node.id))
    if event.hint is not None:
        lotus = change(lotus, hints=lotus.hints.set(node.id, event.hint))
    if event.linked:
        lotus = change(lotus, linked=lotus.linked.set(node.id, event.linked))
    elif event.linked == "" and node.id in lotus.linked:
        room = _off_the_board(room, lotus.linked[node.id])
        lotus = change(lotus, linked=lotus.linked.delete(node.id))
    return touch(with_lotus(room, lotus), node.author)


def _off_the_board(room: Room, precondition: str) -> Room:
    """What a petal became as well is hidden when it no longer is; its author sees that."""
    card = room.preconditions.get(precondition)
    return room if card is None or card.withdrawn else touch(with_card(room, change(card, hidden=True)), card.author)


def inverse_of_petal(room: Room, event: le.PetalChanged) -> e.Event | None:
    """The fact that gives a petal back what it was before `event`."""
    lotus = room.lotuses.get(event.of)
    node = lotus.blossom.nodes.get(event.node) if lotus else None
    if lotus is None or node is None:
        return None
    if event.linked is not None:
        # Put back among the preconditions it would be a second time: who wants that links it again.
        return le.PetalChanged(of=lotus.id, node=node.id, linked="") if event.linked else None
    after = petal_changed(room, event, e.Record(seq=room.seq + 1, id="", actor="", at=0, event=event))
    return difference(lotus.id, after.lotuses[lotus.id].blossom.nodes[node.id], node)


DECIDE: dict[type[Command], Callable[[Room, Any], Events]] = {c.PutPetal: put_petal, c.ChangePetal: change_petal}
EVOLVE: dict[type[e.Event], Callable[[Room, Any, e.Record], Room]] = {
    le.PetalPut: petal_put,
    le.PetalChanged: petal_changed,
}
