"""What may happen in a room, and what then is."""

from __future__ import annotations

import pytest

from sessions import commands as c
from sessions import events as e
from sessions.commands import Actor, Refusal
from sessions.room import fold
from sessions.views import public_state
from tests.sessions.stories import AT, MACHINE, Story, at_work, opened, person, pre, submit


def refused(slug: str, story: Story, command: c.Command) -> Refusal:
    before = story.room
    with pytest.raises(Refusal) as caught:
        story.do(command)
    assert caught.value.slug == slug
    assert story.room is before
    return caught.value


def test_the_same_tap_twice_counts_once_P2() -> None:
    story = at_work("ada")
    submit(story, "ada", "i1", pre("p1"), key="k", fingerprint="f")
    assert submit(story, "ada", "i2", pre("p2"), key="k", fingerprint="f") == ()
    assert story.room.total == 1


def test_a_key_that_comes_back_with_other_words_is_refused() -> None:
    story = at_work("ada")
    submit(story, "ada", "i1", pre("p1"), key="k", fingerprint="f")
    with pytest.raises(Refusal) as caught:
        submit(story, "ada", "i2", pre("p2"), key="k", fingerprint="other")
    assert caught.value.slug == "key_reused"


def test_two_people_may_use_the_same_key() -> None:
    story = at_work("ada", "bo")
    submit(story, "ada", "i1", pre("p1"), key="k", fingerprint="f")
    assert submit(story, "bo", "i2", pre("p2"), key="k", fingerprint="f")
    assert story.room.total == 2


def test_who_has_not_joined_cannot_write() -> None:
    story = at_work("ada")
    command = c.SubmitIntervention(actor=person("bo"), at=AT, intervention="i", title="x")
    refused("not_joined", story, command)
    assert submit(story, "ada", "i")


def test_a_stage_that_takes_no_interventions_says_so() -> None:
    story = at_work("ada")
    story.at = AT + 60_000
    story.lead(c.EnterStage, stage="plenary")
    late = story.at + 21_000
    refused("stage_takes_none", story, c.SubmitIntervention(actor=person("ada"), at=late, intervention="i", title="x"))


def test_the_stage_just_left_still_takes_what_is_on_its_way() -> None:
    story = at_work("ada")
    story.lead(c.EnterStage, stage="plenary")
    story.at = AT + 19_000
    assert submit(story, "ada", "i1", pre("p1"))


def test_a_closed_room_takes_nothing_after_twenty_seconds() -> None:
    story = at_work("ada")
    story.lead(c.Close)
    story.at = AT + 20_000
    assert submit(story, "ada", "i1")
    late = c.SubmitIntervention(actor=person("ada"), at=AT + 20_001, intervention="i2", title="x")
    refused("room_closed", story, late)


@pytest.mark.parametrize(
    ("field", "value", "slug"),
    [
        ("title", "  ", "empty"),
        ("formality", "half", "unknown_choice"),
        ("existence", "maybe", "unknown_choice"),
        ("origin", "mars", "unknown_choice"),
        ("reach", "galactic", "unknown_choice"),
        ("levers", ("trust", "money"), "unknown_choice"),
        ("levers", ("trust", "trust"), "twice"),
        ("preconditions", tuple(pre(f"p{i}") for i in range(300)), "too_many"),
        ("preconditions", (pre("p1", text=" "),), "empty"),
    ],
)
def test_wrong_input_is_named_by_its_field(field: str, value: object, slug: str) -> None:
    story = at_work("ada")
    fields = {"intervention": "i", "title": "x", field: value}
    refusal = refused(slug, story, c.SubmitIntervention(actor=person("ada"), at=AT, **fields))
    assert refusal.field is not None
    assert refusal.field.startswith(field)


def test_a_hand_is_the_last_word_for_machine_and_author() -> None:
    story = at_work("ada")
    submit(story, "ada", "i1", pre("p1"))
    story.lead(c.EditPrecondition, precondition="p1", theme="policy")
    machine = c.PlaceByMachine(actor=MACHINE, at=AT, placements=(("p1", e.Placed("legal")),))
    assert story.do(machine) == ()
    with pytest.raises(Refusal, match="placed_by_facilitator"):
        story.by("ada", c.EditPrecondition, precondition="p1", theme="legal")
    assert story.room.preconditions["p1"].placed.theme == "policy"


def test_the_machine_may_think_again_until_somebody_touched_the_card() -> None:
    story = at_work("ada")
    submit(
        story,
        "ada",
        "i1",
        pre("p1"),
    )
    story.do(c.PlaceByMachine(actor=MACHINE, at=AT, placements=(("p1", e.Placed("legal")),)))
    assert story.room.preconditions["p1"].placed.theme == "legal"
    story.by("ada", c.EditPrecondition, precondition="p1", theme="policy")
    assert story.do(c.PlaceByMachine(actor=MACHINE, at=AT, placements=(("p1", e.Placed("legal")),))) == ()


def test_the_author_changes_words_and_the_machine_places_them_anew() -> None:
    story = at_work("ada")
    submit(story, "ada", "i1", pre("p1"))
    story.by("ada", c.EditPrecondition, precondition="p1", text="een wet", suggested=e.Placed("legal"))
    card = story.room.preconditions["p1"]
    assert (card.text, card.placed.theme) == ("een wet", "legal")


def test_new_words_do_not_move_a_card_that_a_hand_placed() -> None:
    story = at_work("ada")
    submit(story, "ada", "i1", pre("p1"))
    story.lead(c.EditPrecondition, precondition="p1", theme="policy")
    story.by("ada", c.EditPrecondition, precondition="p1", text="een wet", suggested=e.Placed("legal"))
    assert story.room.preconditions["p1"].placed.theme == "policy"


def test_nobody_edits_the_words_of_another() -> None:
    story = at_work("ada", "bo")
    submit(story, "ada", "i1", pre("p1"))
    refused("not_yours", story, c.EditPrecondition(actor=person("bo"), at=AT, precondition="p1", text="x"))


def test_hiding_an_intervention_takes_its_preconditions_off_the_wall_and_undo_brings_them_back() -> None:
    story = at_work("ada")
    submit(story, "ada", "i1", pre("p1"), pre("p2"), levers=("trust",))
    story.lead(c.HideCard, card="i1")
    assert story.room.total == 0
    assert story.room.lever_tally["trust"] == 0
    story.lead(c.Undo)
    assert story.room.total == 2
    assert story.room.lever_tally["trust"] == 1


def test_undo_walks_back_through_the_desks_actions_in_order() -> None:
    story = at_work("ada")
    submit(story, "ada", "i1", pre("p1"), pre("p2"))
    before = story.room
    story.lead(c.EditPrecondition, precondition="p1", theme="policy")
    story.lead(c.HideCard, card="p2")
    story.lead(c.Spotlight, card="p1")
    story.lead(c.Pause)
    story.lead(c.ChangeRoom, moderation="hold")
    for _ in range(5):
        story.lead(c.Undo)
    after = story.room
    assert after.preconditions["p1"].placed == before.preconditions["p1"].placed
    assert (after.total, after.spotlight, after.paused, after.moderation) == (2, None, False, "open")
    assert len(after.undo) == len(before.undo)


def test_there_is_an_end_to_undo() -> None:
    story = opened()
    refused("nothing_to_undo", story, c.Undo(actor=Actor("facilitator", "owner"), at=AT))


def test_what_is_held_waits_for_the_facilitator() -> None:
    story = at_work("ada")
    story.lead(c.ChangeRoom, moderation="hold")
    submit(story, "ada", "i1", pre("p1"))
    assert story.room.total == 0
    story.lead(c.ShowCard, card="i1")
    assert story.room.total == 1


def test_withdrawn_words_are_gone_from_room_and_state_P9() -> None:
    story = at_work("ada")
    submit(story, "ada", "i1", pre("p1", text="geheim"), pre("p2"), title="Verborgen")
    story.by("ada", c.WithdrawCard, card="i1")
    assert "geheim" not in str(public_state(story.room, "nl"))
    assert story.room.preconditions["p1"].text == ""
    assert story.room.interventions["i1"].title == ""
    assert story.room.total == 0
    refused("card_withdrawn", story, c.HideCard(actor=Actor("facilitator", "owner"), at=AT, card="p1"))


def test_a_revoked_link_may_do_nothing_more() -> None:
    story = at_work("ada")
    submit(story, "ada", "i1", pre("p1"))
    story.lead(c.CreateLink, link="l1", role="moderator")
    helper = Actor("moderator", "l1")
    assert story.do(c.HideCard(actor=helper, at=AT, card="p1"))
    story.lead(c.RevokeLink, link="l1")
    refused("link_revoked", story, c.ShowCard(actor=helper, at=AT, card="p1"))


def test_merged_cards_count_once_and_split_again() -> None:
    story = at_work("ada", "bo")
    submit(story, "ada", "i1", pre("p1"))
    submit(story, "bo", "i2", pre("p2"))
    story.lead(c.MergeCard, card="p2", into="p1")
    assert story.room.total == 1
    refused("into_itself", story, c.MergeCard(actor=Actor("facilitator", "owner"), at=AT, card="p1", into="p2"))
    story.lead(c.SplitCard, card="p2")
    assert story.room.total == 2


def test_a_table_adds_to_its_own_interventions_and_to_no_others() -> None:
    story = at_work("ada", "bo")
    story.do(c.Join(actor=person("cas"), at=AT, participant="cas", table=1))
    submit(story, "ada", "i1")
    assert story.by("cas", c.AddPrecondition, intervention="i1", precondition=pre("p1"))
    refused(
        "not_your_table", story, c.AddPrecondition(actor=person("bo"), at=AT, intervention="i1", precondition=pre("p2"))
    )


def test_dots_stay_within_their_budget_and_replace_earlier_ones() -> None:
    story = at_work("ada")
    story.lead(c.EnterStage, stage="weigh")
    budget = story.room.the_method.dots.themes
    story.by("ada", c.SpendDots, themes={"policy": budget}, characteristics={})
    story.by("ada", c.SpendDots, themes={"legal": 1}, characteristics={})
    assert dict(story.room.dots["ada"].themes) == {"legal": 1}
    refused(
        "too_many", story, c.SpendDots(actor=person("ada"), at=AT, themes={"policy": budget + 1}, characteristics={})
    )


def test_every_visible_statement_stands_in_exactly_one_theme_P5() -> None:
    story = at_work("ada")
    submit(story, "ada", "i1", pre("p1"), pre("p2", theme="legal"), pre("p3", theme="other"))
    story.lead(c.HideCard, card="p2")
    state = public_state(story.room, "fr")
    where = [s["id"] for theme in state["themes"] for s in theme["statements"]]
    assert sorted(where) == ["p1", "p3"]
    assert state["themes"][-1]["id"] == "other"
    assert state["counts"]["preconditions"] == 2


def test_the_log_tells_the_same_room_again_P5() -> None:
    story = at_work("ada", "bo")
    submit(story, "ada", "i1", pre("p1"), levers=("trust",))
    story.lead(c.EditPrecondition, precondition="p1", theme="policy")
    story.lead(c.Undo)
    story.by("ada", c.WithdrawCard, card="p1")
    assert fold(story.log) == story.room
    assert [r.seq for r in story.log] == list(range(1, len(story.log) + 1))
