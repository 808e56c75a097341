"""A human's hand in the report: who may, what is kept, that counts never change, and what authors may say after."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.synthesis import SECTIONS, synthesise
from sessions import commands as c
from sessions import events as e
from sessions.commands import Refusal
from sessions.meeting import meeting_of
from sessions.room import fold
from sessions.rules import reporting
from tests.sessions.stories import Story, at_work, pre, submit


def edited(story: Story, **fields: Any) -> tuple[e.Event, ...]:
    return story.lead(c.EditReport, **fields)


def test_the_rules_know_the_sections_of_the_synthesis() -> None:
    assert reporting.SECTIONS == SECTIONS


def test_a_summary_is_kept_by_language_and_saying_the_same_again_is_no_event() -> None:
    story = at_work("ada")
    edited(story, part="summary", language="nl", text="Een warme dag.")
    edited(story, part="summary", language="fr", text="Une belle journée.")
    assert edited(story, part="summary", language="nl", text="Een warme dag.") == ()
    assert story.room.report["summary.nl"] == "Een warme dag."
    assert story.room.report["summary.fr"] == "Une belle journée."
    assert fold(story.log).report == story.room.report


def test_edits_change_no_count_and_survive_new_entries() -> None:
    story = at_work("ada", "bo")
    submit(story, "ada", "i1", pre("p1"))
    before = synthesise(meeting_of(story.room), lambda t: [])
    edited(story, part="section", of="annex", on=False)
    edited(story, part="quotes", of="resources", cards=("p1",))
    after = synthesise(meeting_of(story.room), lambda t: [])
    assert (after.themes, after.practices, after.annex) == (before.themes, before.practices, before.annex)
    submit(story, "bo", "i2", pre("p2"))
    assert story.room.report["section.annex"] is False
    assert story.room.report["quotes.resources"] == ("p1",)


def test_an_edit_can_be_taken_back() -> None:
    story = at_work("ada")
    edited(story, part="note", of="themes", language="nl", text="Let op")
    edited(story, part="note", of="themes", language="nl", text="Let goed op")
    story.lead(c.Undo)
    assert story.room.report["note.themes.nl"] == "Let op"


@pytest.mark.parametrize(
    ("fields", "slug"),
    [
        ({"part": "counts"}, "unknown_choice"),
        ({"part": "note", "of": "nowhere", "language": "nl", "text": "x"}, "unknown_choice"),
        ({"part": "summary", "language": "xx", "text": "x"}, "unknown_choice"),
        ({"part": "quotes", "of": "resources", "cards": ("nix",)}, "unknown_card"),
    ],
)
def test_what_the_report_does_not_have_is_refused(fields: dict[str, Any], slug: str) -> None:
    story = at_work("ada")
    with pytest.raises(Refusal, match=slug):
        edited(story, **fields)


def test_participants_do_not_edit_the_report_nor_share_it() -> None:
    story = at_work("ada")
    for kind, fields in (
        (c.EditReport, {"part": "summary", "language": "nl", "text": "x"}),
        (c.ShareResult, {"on": True}),
    ):
        with pytest.raises(Refusal, match="not_allowed"):
            story.by("ada", kind, **fields)
    story.lead(c.ShareResult, on=True)
    assert story.room.result_shared
    story.lead(c.Undo)
    assert not story.room.result_shared


def test_an_author_says_what_was_not_meant_until_fourteen_days_after_closing() -> None:
    story = at_work("ada", "bo")
    submit(story, "ada", "i1", pre("p1"))
    with pytest.raises(Refusal, match="not_yours"):
        story.by("bo", c.FlagCard, card="p1")
    story.lead(c.Close)
    story.at += 13 * reporting.DAY_MS
    story.by("ada", c.FlagCard, card="p1", text="ik bedoelde geld")
    assert story.room.flags["p1"] == "ik bedoelde geld"
    story.at += 2 * reporting.DAY_MS
    with pytest.raises(Refusal, match="room_closed"):
        story.by("ada", c.FlagCard, card="p1", text="nog iets")
    story.by("ada", c.WithdrawCard, card="p1")
    assert "p1" not in story.room.flags


def test_a_flag_that_is_dealt_with_asks_again_when_its_author_says_more() -> None:
    story = at_work("ada", "bo")
    submit(story, "ada", "i1", pre("p1"))
    with pytest.raises(Refusal, match="unknown_card"):
        story.lead(c.SettleFlag, card="p1")
    story.by("ada", c.FlagCard, card="p1", text="ik bedoelde geld")
    with pytest.raises(Refusal, match="not_allowed"):
        story.by("ada", c.SettleFlag, card="p1")
    story.lead(c.SettleFlag, card="p1")
    assert list(story.room.settled) == ["p1"]
    assert story.lead(c.SettleFlag, card="p1") == ()  # a second tap adds nothing
    story.lead(c.Undo)
    assert not story.room.settled
    story.lead(c.SettleFlag, card="p1")
    story.by("ada", c.FlagCard, card="p1", text="neen, tijd")
    assert not story.room.settled
    story.lead(c.SettleFlag, card="p1")
    story.by("ada", c.WithdrawCard, card="p1")
    assert not story.room.settled
    assert not story.room.flags
