"""A lotus at a table: who may do what, what happens to a slot that is taken, and what is answered to nonsense."""

from __future__ import annotations

import pytest

from sessions import codec
from sessions import commands as c
from sessions import lotus_commands as lc
from sessions import lotus_events as le
from sessions.commands import Actor, Refusal
from sessions.lotus_views import lotus_data, may_see_lotus
from sessions.room import decide
from sessions.views import public_state
from tests.sessions.lotus_stories import at_lotus, desk, petal, put, refused, the
from tests.sessions.stories import Story, person, submit


def seen(story: Story, who: str) -> list[str]:
    return [n["id"] for n in lotus_data(story.room, the(story), person(who), "nl")["nodes"]]


def test_one_lotus_a_table_and_heart():
    story = at_lotus()
    assert story.by("bo", lc.OpenLotus, lotus="L2", intervention="i1") == ()
    story.by("bo", lc.OpenLotus, lotus="L2", centre="Samen koken")
    assert story.by("cas", lc.OpenLotus, lotus="L3", centre="samen KOKEN") == ()
    story.by("dre", lc.OpenLotus, lotus="L4", intervention="i1")
    assert sorted(story.room.lotuses) == ["L", "L2", "L4"]


def test_an_id_that_is_taken_buries_nobody_elses_petals():
    story = at_lotus()
    story.by("ada", lc.OpenLotus, lotus="M", centre="Samen")
    put(story, "ada", "m", 1, lotus="M")
    refused(story, "unknown_choice", lambda: story.by("dre", lc.OpenLotus, lotus="M", centre="Apart"))
    assert "m" in story.room.lotuses["M"].blossom.nodes


def test_a_taken_slot_gives_the_next_free_one_then_the_bench():
    story = at_lotus()
    assert put(story, "ada", "a", 3).slot == 3
    second = put(story, "bo", "b", 3)
    assert (second.slot, second.path, second.bumped) == (4, "4", True)
    for i in range(6):
        put(story, "cas", f"c{i}")
    ninth = put(story, "ada", "n", 1)
    assert (ninth.slot, ninth.path, ninth.bumped) == (None, None, True)
    assert dict(the(story).bumped) == {"b": 3, "n": 1}


def test_alone_then_revealed_in_order_of_arrival():
    story = at_lotus("alone")
    put(story, "bo", "b", 3)
    put(story, "ada", "a", 3)
    assert seen(story, "ada") == ["a"]
    assert seen(story, "bo") == ["b"]
    assert public_state(story.room, "nl")["counts"]["characteristics"] == 0
    refused(story, "unknown_petal", lambda: petal(story, "ada", "b", kind="goal"))
    story.lead(c.EnterStage, stage="lotus", phase="reveal")
    nodes = the(story).blossom.nodes
    assert (nodes["b"].slot, nodes["a"].slot) == (3, 4)
    assert dict(the(story).bumped) == {"a": 3}
    assert set(seen(story, "cas")) == {"a", "b"}
    assert public_state(story.room, "nl")["counts"]["characteristics"] == 2


def test_leaving_the_stage_settles_wishes_too():
    story = at_lotus("alone")
    put(story, "bo", "b", 3)
    story.lead(c.EnterStage, stage="weigh")
    assert the(story).blossom.nodes["b"].slot == 3
    late = put(story, "ada", "late", 3)  # an outbox on its way
    assert (late.slot, late.bumped) == (4, True)
    story.at += 30_000
    refused(story, "stage_takes_none", lambda: put(story, "ada", "too-late"))


def test_three_strongest_may_open():
    story = at_lotus()
    for i in range(4):
        put(story, "ada", f"n{i}")
        if i < 3:
            petal(story, "bo", f"n{i}", strongest=True)
    refused(story, "too_many_strongest", lambda: petal(story, "cas", "n3", strongest=True))
    refused(story, "not_strongest", lambda: petal(story, "cas", "n3", open=True))
    refused(story, "not_open", lambda: put(story, "cas", "deep", parent="n0"))
    petal(story, "cas", "n0", open=True)
    assert put(story, "cas", "deep", 5, parent="n0").path == "1.5"
    assert put(story, "bo", "deep2", 5, parent="1").path == "1.6"
    refused(story, "beyond_rings", lambda: put(story, "bo", "x", parent="deep"))
    refused(story, "beyond_rings", lambda: put(story, "bo", "x", parent="1.5"))
    refused(story, "bad_path", lambda: put(story, "bo", "x", parent="1.5.1"))
    refused(story, "unknown_petal", lambda: put(story, "bo", "x", parent="7"))
    refused(story, "has_petals", lambda: petal(story, "bo", "n0", open=False))


def test_who_may_touch_what():
    story = at_lotus()
    put(story, "ada", "a")
    refused(story, "not_your_table", lambda: put(story, "dre", "x"))
    refused(story, "not_your_table", lambda: petal(story, "dre", "a", kind="goal"))
    refused(story, "not_your_table", lambda: story.by("dre", lc.OpenLotus, lotus="M", intervention="i1", table=1))
    refused(story, "not_yours", lambda: petal(story, "bo", "a", text="anders"))
    petal(story, "bo", "a", kind="goal")
    petal(story, "ada", "a", text="anders")
    desk(story, lc.ChangePetal, lotus="L", node="a", text="van de begeleider", kind="precondition")
    assert the(story).blossom.nodes["a"].text == "van de begeleider"
    assert not may_see_lotus(story.room, person("dre"), the(story))
    assert not may_see_lotus(story.room, Actor("observer", "o"), the(story))
    assert may_see_lotus(story.room, Actor("host", "h", table=1), the(story))
    refused(story, "unknown_lotus", lambda: put(story, "ada", "x", lotus="nope"))
    refused(story, "unknown_petal", lambda: petal(story, "ada", "nope", kind="goal"))
    refused(story, "out_of_range", lambda: put(story, "ada", "x", 9))
    refused(story, "unknown_choice", lambda: petal(story, "ada", "a", kind="dream"))
    refused(story, "unknown_choice", lambda: put(story, "ada", "x", ingredient="nope"))
    refused(story, "empty", lambda: put(story, "ada", "x", text="  "))


def test_a_withdrawn_parent_and_a_withdrawn_or_hidden_heart():
    story = at_lotus()
    put(story, "ada", "a")
    petal(story, "ada", "a", strongest=True, open=True)
    put(story, "bo", "b", parent="a")
    story.by("ada", c.WithdrawCard, card="a")
    assert story.by("ada", c.WithdrawCard, card="a") == ()
    assert the(story).blossom.nodes["b"].parent is None  # bo's words stay, on the bench
    refused(story, "parent_withdrawn", lambda: put(story, "bo", "x", parent="a"))
    refused(story, "card_withdrawn", lambda: petal(story, "bo", "a", kind="goal"))
    desk(story, c.HideCard, card="i1")
    refused(story, "centre_hidden", lambda: story.by("dre", lc.OpenLotus, lotus="M", intervention="i1"))
    put(story, "bo", "c")  # the table works on
    desk(story, c.ShowCard, card="i1")
    story.by("ada", c.WithdrawCard, card="i1")
    refused(story, "centre_withdrawn", lambda: put(story, "bo", "x"))
    refused(story, "card_withdrawn", lambda: story.by("dre", lc.OpenLotus, lotus="M", intervention="i1"))
    assert story.room.centre(the(story)) == ""
    assert public_state(story.room, "nl")["counts"]["characteristics"] == 2  # others' words still count


def test_five_hundred_petals_are_all_kept():
    story = at_lotus()
    for i in range(500):
        put(story, "ada", f"n{i}")
    assert len(the(story).blossom) == 500
    assert len(the(story).blossom.benched()) == 492
    assert public_state(story.room, "nl")["counts"]["characteristics"] == 500


def test_the_same_key_twice_is_one_petal():
    story = at_lotus()
    order = lc.PutPetal(actor=person("ada"), at=story.at, lotus="L", node="k1", text="x", key="k", fingerprint="f")
    assert story.do(order)
    again = lc.PutPetal(actor=person("ada"), at=story.at, lotus="L", node="k2", text="x", key="k", fingerprint="f")
    assert story.do(again) == ()
    assert list(the(story).blossom.nodes) == ["k1"]
    other = lc.PutPetal(actor=person("ada"), at=story.at, lotus="L", node="k3", text="y", key="k", fingerprint="g")
    with pytest.raises(Refusal, match="key_reused"):
        decide(story.room, other)


def test_the_desk_takes_its_changes_back():
    story = at_lotus()
    first = story.room.the_method.ingredients[0]
    put(story, "ada", "a", 3, text="Lokaal", ingredient=first.id)
    before = the(story).blossom.nodes["a"]
    desk(story, lc.ChangePetal, lotus="L", node="a", text="anders", kind="goal", slot=None)
    after = the(story).blossom.nodes["a"]
    assert (after.text, after.source, after.slot) == ("anders", "own", None)
    desk(story, c.Undo)
    assert the(story).blossom.nodes["a"] == before
    desk(story, c.HideCard, card="a")
    assert public_state(story.room, "nl")["counts"]["characteristics"] == 0
    assert seen(story, "bo") == []
    assert seen(story, "ada") == ["a"]
    desk(story, c.Undo)
    assert seen(story, "bo") == ["a"]
    with pytest.raises(Refusal, match="petals_are_grouped"):
        desk(story, c.MergeCard, card="a", into="i1")


def test_what_was_taken_back_cannot_return_by_undo():
    story = at_lotus()
    put(story, "ada", "a", text="geheim")
    desk(story, lc.ChangePetal, lotus="L", node="a", text="anders")
    story.by("ada", c.WithdrawCard, card="a")
    (undone,) = desk(story, c.Undo)
    assert "geheim" not in str(undone)
    assert "a" not in the(story).blossom.nodes


def test_held_petals_wait_for_the_facilitator_but_the_table_reads_them():
    story = at_lotus()
    story.lead(c.ChangeRoom, moderation="hold")
    put(story, "ada", "a")
    assert seen(story, "bo") == ["a"]
    assert public_state(story.room, "nl")["lotus"]["clusters"] == []
    desk(story, c.ShowCard, card="a")
    assert len(public_state(story.room, "nl")["lotus"]["clusters"]) == 1


def test_a_table_s_lotus_in_the_spotlight():
    story = at_lotus()
    desk(story, c.Spotlight, card="L")
    assert public_state(story.room, "nl")["spotlight"] == {"id": "L", "text": "Praktijk i1", "table": 1}
    desk(story, c.HideCard, card="i1")
    assert public_state(story.room, "nl")["spotlight"] is None


def test_a_lotus_without_a_table_is_its_author_s_own():
    story = at_lotus()
    story.do(c.Join(actor=person("eva"), at=story.at, participant="eva"))
    story.by("eva", lc.OpenLotus, lotus="E", centre="Van mij")
    put(story, "eva", "e1", lotus="E")
    refused(story, "not_your_table", lambda: put(story, "ada", "x", lotus="E"))
    story.by("eva", c.WithdrawCard, card="E")
    assert the(story, "E").blossom.centre == ""
    assert "e1" in the(story, "E").blossom.nodes
    refused(story, "centre_withdrawn", lambda: put(story, "eva", "x", lotus="E"))
    story.by("eva", lc.OpenLotus, lotus="E2", centre="Van mij")
    assert "E2" in story.room.lotuses


def test_an_intervention_renamed_renames_the_heart():
    story = at_lotus()
    story.lead(c.EnterStage, stage="interventions")
    story.by("ada", c.EditIntervention, intervention="i1", title="Anders")
    assert story.room.centre(the(story)) == "Anders"
    submit(story, "bo", "i2")
    assert story.room.stage == "interventions"


def test_what_showed_that_a_petal_belongs_in_a_group_leaves_with_its_words():
    made = le.GroupMade(group="g1", names={"nl": "Delen"}, members=("n1", "n2"), because=("kennis delen",))
    assert codec.without_words(made, frozenset({"n1"})).because == ()
    assert codec.without_words(made, frozenset({"n3"})) == made
