"""A human's hand in the paper stays apart from the counts, and sections come by themselves once their events are there."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.report.blocks import Bars, Paper, Rank, Steps, Voices
from app.report.paper import paper_of
from sessions import codec
from sessions import commands as c
from sessions.events import Record
from sessions.room import fold
from tests.sessions.stories import AT, METHOD, Story, at_work, pre, submit


def paper(room: Any, language: str = "nl") -> Paper:
    return paper_of(room, language, AT)


def section(made: Paper, id: str) -> Any:
    return next(s for s in made.sections if s.id == id)


def quotes(made: Paper, theme: str) -> list[str]:
    (rank,) = [b for b in section(made, "themes").blocks if isinstance(b, Rank)]
    return [v.card for row in rank.rows if row.theme == theme for v in row.quotes]


def day() -> Story:
    story = at_work("ada", "bo", "cy", "di")
    for n, who in enumerate(("ada", "bo", "cy", "di")):
        submit(story, who, f"i{n}", pre(f"p{n}", f"Reden nummer {n}", "resources"))
    return story


def test_edits_survive_what_comes_in_later_and_touch_no_count() -> None:
    story = day()
    plain = paper(story.room)
    chosen = tuple(reversed(quotes(plain, "resources")))[:2]
    story.lead(c.EditReport, part="summary", language="nl", text="Een warme dag.\nMet koffie.")
    story.lead(c.EditReport, part="quotes", of="resources", cards=chosen)
    story.lead(c.EditReport, part="section", of="practices", on=False)
    story.lead(c.EditReport, part="note", of="themes", language="nl", text="Lees dit traag.")
    story.lead(c.EditReport, part="title", language="nl", text="Wat het vraagt")
    edited = paper(story.room)
    assert edited.facts == plain.facts
    assert edited.flower == plain.flower
    for made in (edited, paper(_later(story).room)):
        assert made.summary == "Een warme dag.\nMet koffie."
        assert made.title == "Wat het vraagt"
        assert quotes(made, "resources") == list(chosen)
        assert not section(made, "practices").on
        assert section(made, "themes").note == "Lees dit traag."
    assert paper(story.room).facts != plain.facts
    french = paper(story.room, "fr")
    assert (french.summary, section(french, "themes").note) == ("", "")
    assert quotes(french, "resources") == list(chosen)
    assert paper(fold(story.log)) == paper(story.room)


def _later(story: Story) -> Story:
    submit(story, "ada", "late", pre("late1", "Een late reden", "resources"), pre("late2", "Nog een", "policy"))
    return story


def test_a_chosen_quote_that_was_taken_back_makes_room_for_the_others() -> None:
    story = day()
    story.lead(c.EditReport, part="quotes", of="resources", cards=("p2", "p0"))
    story.by("cy", c.WithdrawCard, card="p2")
    assert quotes(paper(story.room), "resources") == ["p0"]
    story.by("ada", c.WithdrawCard, card="p0")
    assert sorted(quotes(paper(story.room), "resources")) == ["p1", "p3"]


def written_by_hand(*events: dict[str, Any]) -> list[Record]:
    """A log as somebody might have typed it: kinds and fields, no commands."""
    opened = {
        "kind": "room_opened", "code": "ABCD-2345", "title": "Proef", "language": "nl", "tables": 4, "method": METHOD,
    }  # fmt: skip
    people = [{"kind": "participant_joined", "participant": f"p{n}", "table": n, "language": "nl"} for n in (1, 2, 3)]
    return [
        Record(seq=n, id=f"r{n}", actor="participant:p1", at=AT + n, event=codec.decode(msgspec.json.encode(event)))
        for n, event in enumerate((opened, *people, *events), 1)
    ]


FINDING = {
    "kind": "finding_submitted",
    "finding": "f1",
    "text": "Alles hangt aan tijd.",
    "author": "p1",
    "language": "nl",
    "table": 1,
}
DOTS = [{"kind": "dots_spent", "author": f"p{n}", "themes": {"resources": n}} for n in (1, 2)]
PROMISE = {
    "kind": "commitment_made", "commitment": "c1", "who": "Stad Gent", "what": "Vrijwilligers betalen", "author": "p2",
    "language": "nl", "table": 2, "by": "juni",
}  # fmt: skip


@pytest.mark.parametrize(
    ("events", "there"),
    [
        ([], set()),
        ([FINDING], {"findings"}),
        (DOTS, {"votes"}),
        ([PROMISE], {"promises"}),
        ([FINDING, *DOTS, PROMISE], {"findings", "votes", "promises"}),
    ],
)
def test_sections_show_themselves_once_such_events_are_in_the_log(events: list[Any], there: set[str]) -> None:
    made = paper(fold(written_by_hand(*events)), "en")
    assert {s.id for s in made.sections} & {"findings", "votes", "promises"} == there


def test_findings_dots_and_commitments_say_what_the_log_says() -> None:
    made = paper(fold(written_by_hand(FINDING, *DOTS, PROMISE)), "en")
    (said,) = [v for b in section(made, "findings").blocks if isinstance(b, Voices) for v in b.rows]
    assert (said.text, said.source) == ("Alles hangt aan tijd.", "Table 1")
    (step,) = [r for b in section(made, "promises").blocks if isinstance(b, Steps) for r in b.rows]
    assert "Stad Gent" in step.title
    assert "Vrijwilligers betalen" in f"{step.title} {step.text}"
    assert "juni" in step.when
    votes = section(made, "votes").blocks
    assert any("2 people" in getattr(block, "text", "") for block in votes)
    (bars,) = [block for block in votes if isinstance(block, Bars)]
    assert [(row.label, row.number) for row in bars.rows] == [("Resources", 3)]
