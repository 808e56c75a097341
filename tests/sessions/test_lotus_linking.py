"""A petal that is a precondition: it joins the board's preconditions, keeps its place, and leaves them again."""

from __future__ import annotations

from sessions import commands as c
from sessions import lotus_commands as lc
from sessions.events import NewPrecondition, Placed
from sessions.lotus_views import lotus_data
from sessions.views import public_state
from tests.sessions.lotus_stories import at_lotus, desk, petal, put, refused, the
from tests.sessions.stories import FACILITATOR, Story, person


def new(id: str, text: str = "woorden van a") -> NewPrecondition:
    return NewPrecondition(id, text, "nl", Placed("resources", confidence=0.8))


def link(story: Story, who: str, node: str, pre: str, **fields):
    return story.by(who, lc.LinkPetal, lotus="L", node=node, precondition=new(pre), intervention=f"i-{pre}", **fields)


def on_board(story: Story, theme: str = "resources") -> list[str]:
    found = next(t for t in public_state(story.room, "nl")["themes"] if t["id"] == theme)
    return [s["id"] for s in found["statements"]]


def test_a_precondition_among_the_petals_stands_on_the_board_too_and_keeps_its_place():
    story = at_lotus()
    put(story, "ada", "a", 3)
    before = on_board(story)
    refused(story, "not_a_precondition", lambda: link(story, "bo", "a", "p1"))
    petal(story, "bo", "a", kind="precondition")
    link(story, "bo", "a", "p1")
    assert link(story, "cas", "a", "p2") == ()  # it is there already
    assert on_board(story) == [*before, "p1"]
    card = story.room.preconditions["p1"]
    assert (card.author, card.intervention, card.table) == ("ada", "i1", 1)  # whose words, at which practice
    node = next(n for n in lotus_data(story.room, the(story), FACILITATOR, "nl")["nodes"] if n["id"] == "a")
    assert (node["path"], node["kind"], node["precondition"]) == ("3", "precondition", "p1")
    assert public_state(story.room, "nl")["counts"]["characteristics"] == 1
    story.by("bo", lc.LinkPetal, lotus="L", node="a", on=False)
    assert on_board(story) == before
    assert story.by("bo", lc.LinkPetal, lotus="L", node="a", on=False) == ()
    assert the(story).blossom.nodes["a"].slot == 3


def test_the_desk_links_and_takes_it_back_with_undo():
    story = at_lotus()
    put(story, "ada", "a")
    petal(story, "ada", "a", kind="precondition")
    before = on_board(story)
    desk(story, lc.LinkPetal, lotus="L", node="a", precondition=new("p1"), intervention="x")
    assert on_board(story) == [*before, "p1"]
    desk(story, c.Undo)
    assert on_board(story) == before
    assert "a" not in the(story).linked


def test_another_table_a_hidden_petal_and_a_wish_are_refused():
    story = at_lotus()
    put(story, "ada", "a")
    petal(story, "ada", "a", kind="precondition")
    refused(story, "not_your_table", lambda: link(story, "dre", "a", "p1"))
    desk(story, c.HideCard, card="a")
    refused(story, "card_hidden", lambda: link(story, "ada", "a", "p1"))
    desk(story, c.ShowCard, card="a")
    refused(story, "unknown_petal", lambda: link(story, "ada", "nope", "p1"))
    story.lead(c.EnterStage, stage="lotus", phase="alone")
    put(story, "ada", "w", 5)
    refused(story, "unknown_petal", lambda: link(story, "bo", "w", "p1"))
    story.lead(c.EnterStage, stage="weigh")
    story.at += 30_000
    refused(story, "stage_takes_none", lambda: link(story, "ada", "a", "p1"))
    desk(story, lc.LinkPetal, lotus="L", node="a", precondition=new("p1"), intervention="x")  # the desk, all day


def test_free_words_in_the_heart_become_one_practice():
    story = at_lotus()
    story.by("dre", lc.OpenLotus, lotus="F", centre="Samen koken")
    for node in ("x", "y"):
        put(story, "dre", node, lotus="F")
        petal(story, "dre", node, lotus="F", kind="precondition")
        story.by("dre", lc.LinkPetal, lotus="F", node=node, precondition=new(f"p{node}"), intervention=f"i{node}")
    assert story.room.interventions["ix"].title == "Samen koken"
    assert story.room.interventions["ix"].preconditions == ("px", "py")
    assert "iy" not in story.room.interventions


def test_taken_back_by_its_author_it_leaves_both_places():
    story = at_lotus()
    put(story, "ada", "a")
    petal(story, "ada", "a", kind="precondition")
    before = on_board(story)
    link(story, "bo", "a", "p1")
    story.by("ada", c.WithdrawCard, card="a")
    assert on_board(story) == before
    assert story.room.preconditions["p1"].text == ""
    assert not the(story).linked


def test_own_words_may_be_mended_all_day_and_stand_under_mine():
    story = at_lotus()
    put(story, "ada", "a")
    assert story.room.participants["ada"].mine[-1] == "a"
    story.lead(c.EnterStage, stage="weigh")
    story.at += 30_000
    petal(story, "ada", "a", text="beter gezegd")
    assert the(story).blossom.nodes["a"].text == "beter gezegd"
    refused(story, "not_yours", lambda: petal(story, "bo", "a", text="van mij"))
    refused(story, "stage_takes_none", lambda: petal(story, "ada", "a", text="x", strongest=True))
    story.lead(c.Close)
    story.at += 30_000
    refused(story, "room_closed", lambda: petal(story, "ada", "a", text="nog"))
    assert person("ada").id == the(story).blossom.nodes["a"].author
