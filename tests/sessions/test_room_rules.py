"""Rules of the room: a word means a theme, until somebody switches it off."""

from __future__ import annotations

import pytest

from sessions import commands as c
from sessions import events as e
from sessions.commands import Refusal
from sessions.room import fold
from tests.sessions.stories import Story, at_work, pre, submit


def themes(story: Story) -> dict[str, str]:
    return {pid: card.placed.theme for pid, card in story.room.preconditions.items()}


def with_rule() -> Story:
    story = at_work("ada", "bo")
    submit(story, "ada", "i1", pre("p1", "rolmodellen", "visibility"), pre("p2", "een rolmodel", "visibility"))
    submit(story, "bo", "i2", pre("p3", "rolmodel", "mindset"), pre("p4", "geld", "resources"))
    story.lead(c.EditPrecondition, precondition="p1", theme="collaboration")
    story.lead(c.MakeRule, rule="r1", pattern="rolmodel*", theme="resources", cards=("p1", "p2", "p3"))
    return story


def test_a_rule_moves_its_cards_but_not_one_that_a_hand_placed() -> None:
    story = with_rule()
    assert themes(story) == {"p1": "collaboration", "p2": "resources", "p3": "resources", "p4": "resources"}
    placed = story.room.preconditions["p2"].placed
    assert (placed.by, placed.because, placed.suggestions) == ("rule", ("rolmodel*",), ("visibility",))
    assert story.room.tally["resources"] == 3


def test_a_rule_that_is_switched_off_puts_its_cards_back() -> None:
    story = with_rule()
    story.lead(c.SwitchRule, rule="r1", on=False)
    assert themes(story) == {"p1": "collaboration", "p2": "visibility", "p3": "mindset", "p4": "resources"}
    story.lead(c.SwitchRule, rule="r1", on=True, cards=("p2",))
    assert themes(story)["p2"] == "resources"
    assert themes(story)["p3"] == "mindset"


def test_making_and_switching_are_undone() -> None:
    story = with_rule()
    story.lead(c.SwitchRule, rule="r1", on=False)
    story.lead(c.Undo)
    assert themes(story)["p2"] == themes(story)["p3"] == "resources"
    story.lead(c.Undo)
    assert themes(story) == {"p1": "collaboration", "p2": "visibility", "p3": "mindset", "p4": "resources"}


def test_a_card_touched_since_stays_where_the_hand_put_it() -> None:
    story = with_rule()
    story.lead(c.EditPrecondition, precondition="p2", theme="legal")
    story.lead(c.SwitchRule, rule="r1", on=False)
    assert themes(story)["p2"] == "legal"


def test_one_word_has_one_rule() -> None:
    story = with_rule()
    with pytest.raises(Refusal, match="rule_exists"):
        story.lead(c.MakeRule, rule="r2", pattern="Rolmodel*", theme="policy")


def test_the_log_tells_the_same_rules_again_P5() -> None:
    story = with_rule()
    story.lead(c.SwitchRule, rule="r1", on=False)
    story.lead(c.Undo)
    assert fold(story.log) == story.room
    assert [type(r.event) for r in story.log[-3:]] == [e.RuleMade, e.RuleSwitched, e.Undone]
