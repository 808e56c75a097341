"""Two moments of a room: the counts agree with a recount, and every way in which an entry changes is told once."""

from __future__ import annotations

from sessions import commands as c
from sessions.comparing import Comparison, compare
from sessions.room import fold
from tests.sessions.stories import Story, at_work, pre, submit


def day() -> tuple[Story, int]:
    story = at_work("ada", "bo", "cy")
    submit(
        story, "ada", "i1", pre("p1", "Tijd", "resources"), pre("p2", "Geld", "resources"), pre("p3", "Moed", "mindset")
    )
    submit(story, "bo", "i2", pre("p4", "Vertrouwen", "mindset"), pre("p5", "Tijd!", "resources"))
    story.lead(c.KeepSnapshot, name="Voor de pauze")
    return story, story.room.snapshots[-1].seq


def between(story: Story, seq: int) -> Comparison:
    return compare(fold(story.log[:seq]), story.room)


def ids(some: object) -> list[str]:
    return [d.id for d in some]  # type: ignore[attr-defined]


def test_each_change_stands_under_its_own_heading() -> None:
    story, seq = day()
    submit(story, "cy", "i3", pre("p6", "Beleid", "policy"))
    story.lead(c.EditPrecondition, precondition="p2", theme="policy")
    story.by("ada", c.EditPrecondition, precondition="p1", text="Veel tijd")
    story.lead(c.MergeCard, card="p5", into="p1")
    story.lead(c.HideCard, card="p4")
    story.by("ada", c.WithdrawCard, card="p3")
    made = between(story, seq)
    assert (made.before, made.after) == (seq, story.room.seq)
    assert ids(made.added) == ["i3", "p6"]
    assert [(d.id, d.was, d.now, d.by) for d in made.moved] == [("p2", "resources", "policy", "hand")]
    assert [(d.id, d.text) for d in made.reworded] == [("p1", "Veel tijd")]
    assert ids(made.merged) == ["p5"]
    assert [(d.id, d.text) for d in made.hidden] == [("p4", "Vertrouwen")]
    assert [(d.id, d.text, d.was, d.kind) for d in made.withdrawn] == [("p3", "", "mindset", "precondition")]


def test_the_counts_are_those_of_either_moment() -> None:
    story, seq = day()
    submit(story, "cy", "i3", pre("p6", "Nog meer tijd", "resources"))
    story.by("ada", c.WithdrawCard, card="p3")
    made = between(story, seq)
    numbers = {pair.name: (pair.before, pair.after) for pair in made.numbers}
    assert numbers == {"participants": (3, 3), "tables": (3, 3), "interventions": (2, 3), "preconditions": (5, 5)}
    resources, mindset = (next(t for t in made.themes if t.theme == id) for id in ("resources", "mindset"))
    assert (resources.before.entries, resources.after.entries) == (3, 4)
    assert (resources.before.tables, resources.after.tables) == (2, 3)
    assert (mindset.before.people, mindset.after.people) == (2, 1)


def test_nothing_happened_is_nothing_told() -> None:
    story, _ = day()
    made = compare(story.room, story.room)
    assert [made.added, made.moved, made.reworded, made.merged, made.hidden, made.withdrawn] == [()] * 6
    assert all(pair.before == pair.after for pair in made.numbers)


def test_only_the_desk_keeps_snapshots_and_the_log_gives_them_back() -> None:
    import pytest

    from sessions.commands import Refusal

    story, seq = day()
    with pytest.raises(Refusal, match="not_allowed"):
        story.by("ada", c.KeepSnapshot)
    assert story.lead(c.KeepSnapshot, name="Voor de pauze") == ()
    assert [(s.seq, s.name) for s in fold(story.log).snapshots] == [(seq, "Voor de pauze")]
