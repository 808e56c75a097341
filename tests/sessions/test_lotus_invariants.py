"""What merging, ranking and taking back promise, over random stories: raw lotuses stay untouched, nothing counts twice,
ties stay ties, and every desk action can be taken back to the letter."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions import commands as c
from sessions import lotus_commands as lc
from sessions import lotus_events as le
from sessions.commands import Refusal
from sessions.lotus_views import gathered
from sessions.room import fold
from sessions.rules.grouping import GROUPING
from tests.sessions.lotus_stories import AT_ONE
from tests.sessions.stories import FACILITATOR, person
from tests.sessions.test_lotus_stories import MOVES, by_desk, group, names, node, play, some

GROUP_MOVES = st.one_of(
    by_desk(lc.MakeGroup, group=group, names=names, members=some),
    by_desk(lc.ChangeGroup, group=group, add=some),
    by_desk(lc.ChangeGroup, group=group, also=some),
    by_desk(lc.ChangeGroup, group=group, remove=some),
    by_desk(lc.ChangeGroup, group=group, names=names, family=st.sampled_from(("talent", "", "sharing"))),
    by_desk(lc.SplitGroup, group=group, new=group, names=names, members=some),
    by_desk(lc.MergeGroup, group=group, into=group),
    by_desk(lc.DissolveGroup, group=group),
    by_desk(lc.KeepApart, members=some),
    by_desk(lc.SettleKinds, members=some, kind=st.sampled_from(("goal", "characteristic", "undecided"))),
)
# Petals first, so that groups have something to hold.
PUT = st.lists(
    st.tuples(
        st.just(lc.PutPetal),
        st.sampled_from(AT_ONE),
        st.fixed_dictionaries({"lotus": st.just("L"), "node": node, "text": st.sampled_from(("delen", "tijd"))}),
    ),
    min_size=4,
    max_size=10,
)
STORIES = st.tuples(PUT, st.lists(st.one_of(GROUP_MOVES, MOVES), max_size=30)).map(lambda parts: [*parts[0], *parts[1]])


@settings(max_examples=150, deadline=None)
@given(STORIES)
def test_grouping_leaves_the_lotuses_alone_and_counts_every_petal_once(steps: list[Any]) -> None:
    story = play(steps)
    before = fold(())
    for record in story.log:
        after = fold((record,), before)
        if isinstance(record.event, GROUPING):
            assert after.lotuses == before.lotuses
        if isinstance(record.event, le.PetalPut) and record.event.slot and record.event.asked:
            siblings = before.lotuses[record.event.of].blossom.under(record.event.parent)
            taken = {n.slot for n in siblings if n.slot}
            free = [s for i in range(8) if (s := (record.event.asked - 1 + i) % 8 + 1) not in taken]
            assert record.event.slot == free[0]
            assert record.event.bumped == (record.event.asked in taken)
        before = after
    room, groups = story.room, story.room.groups
    members = [m for g in groups.listed() for m in g.members]
    seconds = [m for g in groups.listed() for m in g.also]
    assert len(members) == len(set(members))
    assert len(seconds) == len(set(seconds))
    assert {m: g.id for g in groups.listed() for m in g.members} == dict(groups.primary)
    assert {m: g.id for g in groups.listed() for m in g.also} == dict(groups.secondary)
    assert all(groups.primary.get(m) not in (None, home) for m, home in groups.secondary.items())
    there = {id for lotus in room.lotuses.values() for id in lotus.blossom.nodes}
    assert set(members) | set(seconds) <= there
    wordings = [n.casefold() for g in groups.listed() for n in set(g.names.values())]
    assert len(wordings) == len(set(wordings))


@settings(max_examples=150, deadline=None)
@given(STORIES)
def test_the_shared_lotus_is_ranked_by_the_rule_and_nothing_else(steps: list[Any]) -> None:
    room = play(steps).room
    known = gathered(room)
    by_hand = {}
    for entry in known.entries:
        if (home := room.groups.primary.get(entry.id)) is not None:
            by_hand.setdefault(home, []).append(entry)
    levels = {
        id: (
            -len({e.table for e in some if e.table is not None}),
            -len({e.author for e in some}),
            -sum(e.strong for e in some),
        )
        for id, some in by_hand.items()
    }
    ranked = [*known.shared.petals, *known.shared.also]
    assert {r.group for r in ranked} == set(by_hand)
    assert len(known.shared.petals) == min(8, len(ranked))
    assert [levels[r.group] for r in ranked] == sorted(levels.values())
    assert [r.place for r in ranked] == [1 + sum(x < levels[r.group] for x in levels.values()) for r in ranked]
    assert sorted(known.shared.loose) == sorted(e.id for e in known.entries if e.id not in room.groups.primary)
    everywhere = [m for k in known.clusters for m in k.members]
    assert sorted(everywhere) == sorted(e.id for e in known.entries)
    for k in known.clusters:
        own = sum(known.by_id[m].source == "own" for m in k.members)
        assert k.tally.picks + own == k.tally.count == len(k.members)


@settings(max_examples=150, deadline=None)
@given(STORIES, st.lists(GROUP_MOVES, min_size=1, max_size=6))
def test_every_action_of_the_desk_can_be_taken_back(steps: list[Any], actions: list[Any]) -> None:
    story = play(steps)
    stack = []
    for order, _, fields in actions:
        before = story.room
        try:
            events = story.do(order(actor=FACILITATOR, at=story.at, **fields))
        except Refusal:
            continue
        if events:
            stack.append(before)
    for before in reversed(stack):
        story.do(c.Undo(actor=FACILITATOR, at=story.at))
        assert story.room.groups == before.groups
        assert {k: v.blossom for k, v in story.room.lotuses.items()} == {
            k: v.blossom for k, v in before.lotuses.items()
        }
    again = fold(story.log)
    assert (again.groups, again.lotuses) == (story.room.groups, story.room.lotuses)


def test_nobody_at_a_table_may_say_kinds_for_the_desk() -> None:
    story = play([])
    with pytest.raises(Refusal, match="not_allowed"):
        story.do(lc.SettleKinds(actor=person("ada"), at=story.at, members=(), kind="goal"))
