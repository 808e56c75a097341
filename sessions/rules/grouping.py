"""The desk makes groups of petals: confirms, moves, splits, merges, renames, dissolves, keeps apart; all undoable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from immutables import Map

from lotus.merging import Group, Groups
from lotus.nodes import KINDS, Node
from sessions import events as e
from sessions import lotus_commands as c
from sessions import lotus_events as le
from sessions.changing import change, touch, with_lotus
from sessions.commands import Command, Events, Refusal
from sessions.rules.checks import must_have, must_place, one_of
from sessions.rules.lotus import asked
from sessions.state import Room


def _names(room: Room, names: Mapping[str, str]) -> dict[str, str]:
    for language in names:
        one_of(language, room.the_method.languages, "names")
    return {language: name.strip() for language, name in names.items() if name.strip()}


def _family(room: Room, family: str | None) -> None:
    one_of(family or "", {f.id for f in room.the_method.families}, "family")


def _must_know(room: Room, members: Iterable[str], field: str) -> None:
    """Only what is settled and still there can be grouped."""
    for i, id in enumerate(members):
        lotus = room.lotuses.get(room.petals.get(id, ""))
        node = lotus.blossom.nodes.get(id) if lotus else None
        if node is None or node.wish is not None:
            raise Refusal("unknown_choice", f"{field}.{i}", value=id[:60])


def make(room: Room, cmd: c.MakeGroup) -> Events:
    must_place(room, cmd.actor)
    _must_know(room, cmd.members, "members")
    _family(room, cmd.family)
    event = le.GroupMade(
        group=cmd.group,
        names=_names(room, cmd.names),
        members=tuple(dict.fromkeys(cmd.members)),
        family=cmd.family or None,
        because=cmd.because,
    )
    return _if_possible(room, event)


def change_group(room: Room, cmd: c.ChangeGroup) -> Events:
    must_place(room, cmd.actor)
    asked(lambda: room.groups.get(cmd.group))
    _must_know(room, cmd.add, "add")
    _must_know(room, cmd.also, "also")
    _family(room, cmd.family)
    names = _names(room, cmd.names)
    if cmd.names and not names:
        must_have("", "name")
    event = le.GroupChanged(
        group=cmd.group, names=names, family=cmd.family, add=cmd.add, also=cmd.also, remove=cmd.remove
    )
    return _if_possible(room, event)


def split(room: Room, cmd: c.SplitGroup) -> Events:
    must_place(room, cmd.actor)
    return _if_possible(
        room, le.GroupSplit(group=cmd.group, new=cmd.new, names=_names(room, cmd.names), members=cmd.members)
    )


def merge(room: Room, cmd: c.MergeGroup) -> Events:
    must_place(room, cmd.actor)
    return _if_possible(room, le.GroupMerged(group=cmd.group, into=cmd.into))


def dissolve(room: Room, cmd: c.DissolveGroup) -> Events:
    must_place(room, cmd.actor)
    return _if_possible(room, le.GroupDissolved(group=cmd.group))


def keep_apart(room: Room, cmd: c.KeepApart) -> Events:
    must_place(room, cmd.actor)
    _must_know(room, cmd.members, "members")
    if len(set(cmd.members)) < 2:
        raise Refusal("no_members", "members")
    return _if_possible(room, le.PetalsKeptApart(members=cmd.members))


def settle(room: Room, cmd: c.SettleKinds) -> Events:
    must_place(room, cmd.actor)
    _must_know(room, cmd.members, "members")
    if not cmd.members:
        raise Refusal("no_members", "members")
    one_of(cmd.kind, KINDS, "kind")
    kinds = {id: cmd.kind for id in cmd.members if _node(room, id).kind != cmd.kind}
    return (le.KindsSettled(kinds=kinds),) if kinds else ()


def _node(room: Room, id: str) -> Node:
    return room.lotuses[room.petals[id]].blossom.nodes[id]


def settled(room: Room, event: le.KindsSettled, record: e.Record) -> Room:
    """Petals that were taken back meanwhile stay away."""
    for id, kind in event.kinds.items():
        lotus = room.lotuses.get(room.petals.get(id, ""))
        node = lotus.blossom.nodes.get(id) if lotus else None
        if lotus is not None and node is not None:
            lotus = change(lotus, blossom=lotus.blossom.restore(replace(node, kind=kind)))
            room = touch(with_lotus(room, lotus), node.author)
    return room


def inverse_of_kinds(room: Room, event: le.KindsSettled) -> e.Event:
    """The fact that gives petals back the kinds they have in `room`, before `event`."""
    return le.KindsSettled(kinds={id: _node(room, id).kind for id in event.kinds})


def _if_possible(room: Room, event: e.Event) -> Events:
    """The event, if the groups take it and are not the same after it."""
    after = asked(lambda: applied(room.groups, event, room.seq + 1))
    return () if after == room.groups else (event,)


def applied(groups: Groups, event: e.Event, seq: int) -> Groups:
    """The groups after a grouping event. Refused (of `lotus`) when it cannot be."""
    match event:
        case le.GroupMade():
            return groups.create(event.group, event.names, event.members, event.family, seq)
        case le.GroupChanged():
            if event.names:
                groups = groups.rename(event.group, event.names)
            if event.family is not None:
                groups = groups.set_family(event.group, event.family or None)
            return (
                groups.remove(event.group, event.remove).add(event.group, event.add).add_also(event.group, event.also)
            )
        case le.GroupSplit():
            return groups.split(event.group, event.members, event.new, event.names, seq)
        case le.GroupMerged():
            return groups.merge(event.group, event.into)
        case le.GroupDissolved():
            return groups.dissolve(event.group)
        case le.PetalsKeptApart():
            return groups.keep_apart(event.members)
        case le.GroupsRestored():
            restored = groups.restore((_group(then) for then in event.groups), event.dropped)
            return restored.may_meet(event.together)
    raise TypeError(type(event))


def _group(then: le.GroupThen) -> Group:
    return Group(then.group, Map(then.names), then.family, then.members, then.also, then.aliases, then.seq)


def grouped(room: Room, event: e.Event, record: e.Record) -> Room:
    """Groups after a grouping fact; petals that left meanwhile stay out."""
    groups = applied(room.groups, event, record.seq)
    if isinstance(event, le.GroupsRestored):
        for then in event.groups:
            for node in (*then.members, *then.also):
                if node not in room.lotuses[room.petals[node]].blossom.nodes:
                    groups = groups.forget(node)
    return change(room, groups=groups, groups_rev=record.seq)


def inverse_of_grouping(room: Room, event: e.Event) -> e.Event:
    """The fact that gives back the groups as they are in `room`, before `event`."""
    before, after = room.groups, applied(room.groups, event, room.seq + 1)
    then, dropped = after.changed_from(before)
    together = tuple(sorted(pair for pair in after.apart if pair not in before.apart))
    states = tuple(
        le.GroupThen(
            group=g.id, names=dict(g.names), family=g.family, members=g.members, also=g.also, aliases=g.aliases,
            seq=g.seq,
        )
        for g in then
    )  # fmt: skip
    return le.GroupsRestored(groups=states, dropped=dropped, together=together)


GROUPING: tuple[type[e.Event], ...] = (
    le.GroupMade,
    le.GroupChanged,
    le.GroupSplit,
    le.GroupMerged,
    le.GroupDissolved,
    le.PetalsKeptApart,
)
DECIDE: dict[type[Command], Callable[[Room, Any], Events]] = {
    c.MakeGroup: make,
    c.ChangeGroup: change_group,
    c.SplitGroup: split,
    c.MergeGroup: merge,
    c.DissolveGroup: dissolve,
    c.KeepApart: keep_apart,
    c.SettleKinds: settle,
}
EVOLVE: dict[type[e.Event], Callable[[Room, Any, e.Record], Room]] = {
    **dict.fromkeys((*GROUPING, le.GroupsRestored), grouped),
    le.KindsSettled: settled,
}
