"""Groups at the desk: made, changed, split, merged, dissolved, kept apart, and every one of these taken back."""

from __future__ import annotations

from typing import Any

import pytest

from sessions import commands as c
from sessions import lotus_commands as lc
from sessions.commands import Actor, Refusal
from sessions.views import public_state
from tests.sessions.lotus_stories import at_lotus, desk, put
from tests.sessions.stories import Story, person


def grouped() -> Story:
    story = at_lotus()
    for i in range(6):
        put(story, "ada", f"n{i}")
    desk(story, lc.MakeGroup, group="g", names={"nl": "Delen", "en": "Sharing"}, members=("n0", "n1", "n2"))
    desk(story, lc.MakeGroup, group="h", names={"nl": "Ontmoeten"}, members=("n3", "n4"), family="encounter")
    return story


ACTIONS: list[tuple[type[c.Command], dict[str, Any]]] = [
    (lc.MakeGroup, {"group": "k", "names": {"nl": "Nieuw"}, "members": ("n0", "n5")}),
    (lc.ChangeGroup, {"group": "g", "names": {"fr": "Partager"}}),
    (lc.ChangeGroup, {"group": "g", "names": {"nl": "Kennis delen"}, "family": "sharing"}),
    (lc.ChangeGroup, {"group": "h", "family": ""}),
    (lc.ChangeGroup, {"group": "g", "add": ("n3", "n5"), "remove": ("n0",)}),
    (lc.ChangeGroup, {"group": "g", "also": ("n4",)}),
    (lc.SplitGroup, {"group": "g", "new": "s", "names": {"nl": "Apart"}, "members": ("n1",)}),
    (lc.MergeGroup, {"group": "g", "into": "h"}),
    (lc.DissolveGroup, {"group": "g"}),
    (lc.KeepApart, {"members": ("n0", "n5")}),
]


@pytest.mark.parametrize(("kind", "fields"), ACTIONS)
def test_every_action_can_be_taken_back(kind, fields):
    story = grouped()
    before = story.room.groups
    assert desk(story, kind, **fields)
    assert story.room.groups != before
    desk(story, c.Undo)
    assert story.room.groups == before


def test_all_actions_after_each_other_are_taken_back_one_by_one():
    story = grouped()
    states = []
    for kind, fields in ACTIONS[1:]:
        states.append(story.room.groups)
        try:
            desk(story, kind, **fields)
        except Refusal:  # g is gone by then
            states.pop()
    for state in reversed(states):
        desk(story, c.Undo)
        assert story.room.groups == state


REFUSED: list[tuple[str, type[c.Command], dict[str, Any]]] = [
    ("into_itself", lc.MergeGroup, {"group": "g", "into": "g"}),
    ("no_such_group", lc.MergeGroup, {"group": "g", "into": "zz"}),
    ("would_be_empty", lc.SplitGroup, {"group": "g", "new": "s", "names": {"nl": "x"}, "members": ("n0", "n1", "n2")}),
    ("not_a_member", lc.SplitGroup, {"group": "g", "new": "s", "names": {"nl": "x"}, "members": ("n3",)}),
    ("name_taken", lc.ChangeGroup, {"group": "g", "names": {"nl": "ONTMOETEN"}}),
    ("name_taken", lc.MakeGroup, {"group": "k", "names": {"en": "sharing"}, "members": ("n5",)}),
    ("no_members", lc.MakeGroup, {"group": "k", "names": {"nl": "leeg"}, "members": ()}),
    ("no_name", lc.MakeGroup, {"group": "k", "names": {"nl": " "}, "members": ("n5",)}),
    ("unknown_choice", lc.MakeGroup, {"group": "k", "names": {"nl": "x"}, "members": ("nope",)}),
    ("unknown_choice", lc.MakeGroup, {"group": "k", "names": {"xx": "x"}, "members": ("n5",)}),
    ("unknown_choice", lc.ChangeGroup, {"group": "g", "family": "nope"}),
    ("not_a_member", lc.ChangeGroup, {"group": "g", "remove": ("n5",)}),
    ("not_grouped", lc.ChangeGroup, {"group": "g", "also": ("n5",)}),
]


@pytest.mark.parametrize(("slug", "kind", "fields"), REFUSED)
def test_refused(slug, kind, fields):
    story = grouped()
    before = story.room
    with pytest.raises(Refusal) as said:
        desk(story, kind, **fields)
    assert said.value.slug == slug
    assert story.room == before


def test_who_may_group():
    story = grouped()
    for actor in (person("ada"), Actor("observer", "o"), Actor("host", "h", table=1)):
        with pytest.raises(Refusal, match="not_allowed"):
            story.do(lc.DissolveGroup(actor=actor, at=story.at, group="g"))
    assert story.do(lc.DissolveGroup(actor=Actor("harvest", "h"), at=story.at, group="g"))


def test_a_withdrawn_petal_leaves_its_group_and_does_not_come_back_by_undo():
    story = grouped()
    desk(story, lc.DissolveGroup, group="g")
    story.by("ada", c.WithdrawCard, card="n0")
    desk(story, c.Undo)
    assert story.room.groups.get("g").members == ("n1", "n2")
    assert "n0" not in story.room.groups.primary


def test_clusters_hold_each_petal_once_groups_first():
    story = grouped()
    put(story, "dre", "x", lotus=_open(story, "dre"), text="woorden van n5")
    clusters = public_state(story.room, "en")["lotus"]["clusters"]
    assert [c["label"] for c in clusters[:2]] == ["Sharing", "Ontmoeten"]
    members = [m for cl in clusters for m in cl["members"]]
    assert sorted(members) == ["n0", "n1", "n2", "n3", "n4", "n5", "x"]
    assert clusters[2]["members"] == ["n5", "x"]
    assert clusters[2]["tables"] == 2
    assert not clusters[2]["group"]
    assert sum(cl["count"] for cl in clusters) == public_state(story.room, "nl")["counts"]["characteristics"]


def _open(story: Story, who: str) -> str:
    story.by(who, lc.OpenLotus, lotus="T2", intervention="i1")
    return "T2"
