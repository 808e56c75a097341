"""Random stories of lotuses and groups: FIELD.md's invariants hold, the log tells the same room, nothing leaks."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sessions import codec
from sessions import commands as c
from sessions import lotus_commands as lc
from sessions.commands import Refusal
from sessions.events import NewPrecondition, Placed
from sessions.lotus_views import gather, gathered, lotus_data, petal_rows
from sessions.room import fold
from sessions.rules.withdrawing import withdrawn_ids
from sessions.views import public_state
from tests.sessions.lotus_stories import AT_ONE, AT_TWO, at_lotus
from tests.sessions.stories import FACILITATOR, Story, person

PEOPLE = AT_ONE + AT_TWO
NODES = tuple(f"n{i}" for i in range(14))
WORDS = ("delen", "Delen!", "ontmoeten", "trekkers", "vertrouwen")
GROUPS = ("g0", "g1", "g2")

who, node, group = st.sampled_from(PEOPLE), st.sampled_from(NODES), st.sampled_from(GROUPS)
lotus = st.sampled_from(("L", "M"))
some = st.lists(node, min_size=1, max_size=4, unique=True).map(tuple)
names = st.sampled_from([{"nl": w} for w in ("een", "twee", "drie", "Een")])


def by_participant(order: type[c.Command], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.just(order), who, st.fixed_dictionaries(fields))


def by_desk(order: type[c.Command], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.just(order), st.none(), st.fixed_dictionaries(fields))


MOVES = st.one_of(
    by_participant(
        lc.PutPetal, lotus=lotus, node=node, text=st.sampled_from(WORDS), slot=st.integers(0, 9),
        parent=st.one_of(st.none(), node, st.sampled_from(("1", "3.1", "1.1.1"))),
    ),
    by_participant(lc.PutPetal, lotus=lotus, node=node, text=st.just("delen"), slot=st.integers(0, 8)),
    by_participant(
        lc.ChangePetal, lotus=lotus, node=node,
        slot=st.sampled_from((lc.UNSET, None, 1, 3, 8)), strongest=st.sampled_from((None, True, False)),
        open=st.sampled_from((None, True, False)), kind=st.sampled_from((None, "goal", "precondition")),
    ),
    by_participant(lc.ChangePetal, lotus=lotus, node=node, strongest=st.just(True), open=st.just(True)),
    by_participant(lc.ChangePetal, lotus=lotus, node=node, text=st.sampled_from(WORDS)),
    by_participant(c.WithdrawCard, card=st.one_of(node, st.just("i1"))),
    by_participant(
        lc.LinkPetal, lotus=lotus, node=node, on=st.booleans(), intervention=st.sampled_from(("made1", "made2")),
    ),
    by_desk(lc.LinkPetal, lotus=lotus, node=node, on=st.booleans(), intervention=st.just("made3")),
    by_participant(lc.OpenLotus, lotus=st.just("M"), centre=st.just("Samen")),
    by_desk(lc.ChangePetal, lotus=lotus, node=node, text=st.sampled_from(WORDS), kind=st.just("goal")),
    by_desk(c.HideCard, card=node),
    by_desk(c.ShowCard, card=node),
    by_desk(c.Undo),
    by_desk(c.EnterStage, stage=st.just("lotus"), phase=st.sampled_from(("alone", "reveal", "choose", "open"))),
    by_desk(c.ChangeRoom, moderation=st.sampled_from(("open", "hold"))),
    by_desk(lc.MakeGroup, group=group, names=names, members=some),
    by_desk(lc.ChangeGroup, group=group, add=some, remove=st.just(())),
    by_desk(lc.ChangeGroup, group=group, names=names, remove=some),
    by_desk(lc.ChangeGroup, group=group, also=some),
    by_desk(lc.SplitGroup, group=group, new=group, names=names, members=some),
    by_desk(lc.MergeGroup, group=group, into=group),
    by_desk(lc.DissolveGroup, group=group),
    by_desk(lc.KeepApart, members=some),
)  # fmt: skip


def play(steps: list[Any]) -> Story:
    story = at_lotus()
    for i, (kind, someone, fields) in enumerate(steps):
        actor = person(someone) if someone else FACILITATOR
        if kind is lc.PutPetal:
            if fields["node"] in story.room.petals:
                continue
            fields = fields | {"text": f"{fields['text']} §{fields['node']}§" if i % 3 == 0 else fields["text"]}
        if kind is lc.LinkPetal:
            found = next(
                (
                    x.blossom.nodes[fields["node"]]
                    for x in story.room.lotuses.values()
                    if fields["node"] in x.blossom.nodes
                ),
                None,
            )
            if found is None or fields["intervention"] in story.room.interventions:
                continue
            fields = fields | {"precondition": NewPrecondition(f"pre{i}", found.text, "nl", Placed("resources"))}
        extra = {"key": f"k{i}", "fingerprint": "f"} if someone else {}
        gone = withdrawn_ids(story.room, fields["card"]) if kind is c.WithdrawCard else ()
        command = kind(actor=actor, at=story.at, **fields, **extra)
        try:
            events = story.do(command)
        except Refusal:
            continue
        if extra and events:
            assert story.do(command) == ()  # P2
        if kind is c.WithdrawCard and events:
            blank = frozenset(gone)
            story.log = [
                r.__class__(
                    **{f: getattr(r, f) for f in r.__struct_fields__} | {"event": codec.without_words(r.event, blank)}
                )
                for r in story.log
            ]
    return story


@settings(max_examples=250, deadline=None)
@given(st.lists(MOVES, max_size=50))
def test_every_story_keeps_the_lotus_whole(steps):
    story = play(steps)
    room = story.room
    assert [r.seq for r in story.log] == list(range(1, len(story.log) + 1))  # P3
    again = fold(story.log)  # P5, from a log whose withdrawn words are gone
    assert again.lotuses == room.lotuses
    assert again.groups == room.groups
    assert public_state(again, "nl") == public_state(room, "nl")
    assert petal_rows(again, "fr") == petal_rows(room, "fr")
    for record in story.log:
        assert codec.decode(codec.encode(record.event)) == record.event
    for lotus in room.lotuses.values():
        blossom = lotus.blossom
        for parent in (None, *blossom.nodes):
            children = blossom.under(parent)
            slots = [n.slot for n in children if n.slot]
            assert len(slots) == len(set(slots)) <= 8
            assert sum(n.strongest for n in children) <= blossom.marks
        for n in blossom.nodes.values():
            assert blossom.ring(n.id) <= blossom.rings
            assert n.table == lotus.table
            assert n.wish is None or blossom.alone
            path = blossom.path(n.id)
            assert path is None or blossom.at(path).id == n.id
        for id, pre in lotus.linked.items():
            assert id in blossom.nodes
            assert room.preconditions[pre].author == blossom.nodes[id].author
    told = b" ".join(codec.encode(r.event) for r in story.log).decode()
    for id, home in room.petals.items():
        if id not in room.lotuses[home].blossom.nodes:  # P9
            assert f"§{id}§" not in told
            assert id not in room.groups.primary
            assert id not in room.groups.secondary


@settings(max_examples=100, deadline=None)
@given(st.lists(MOVES, max_size=50))
def test_nobody_reads_what_is_not_theirs(steps):
    room = play(steps).room
    wishes = {n.id: n.author for lt in room.lotuses.values() for n in lt.blossom.nodes.values() if n.wish is not None}
    hidden = {n.id for lt in room.lotuses.values() for n in lt.blossom.nodes.values() if n.hidden}
    held = {id for lt in room.lotuses.values() for id in lt.held}
    state = public_state(room, "en")
    shown = [m for cl in state["lotus"]["clusters"] for m in cl["members"]]
    assert len(shown) == len(set(shown)) == state["counts"]["characteristics"]
    assert not set(shown) & (set(wishes) | hidden | held)
    assert gathered(room) == gather(room)
    for lotus in room.lotuses.values():
        for someone in AT_ONE:
            for n in lotus_data(room, lotus, person(someone), "nl")["nodes"]:
                assert wishes.get(n["id"], someone) == someone
        assert not {n["id"] for n in lotus_data(room, lotus, FACILITATOR, "nl")["nodes"]} & set(wishes)
