"""What one room says, another takes in: the same ids, the same places, nobody's name, and twice is once."""

from __future__ import annotations

import msgspec
import pytest

from sessions import codec
from sessions import commands as c
from sessions import lotus_commands as lc
from sessions.commands import Refusal
from sessions.content import Content, ImportContent, content_of
from sessions.meeting import meeting_of
from sessions.room import fold
from tests.sessions.lotus_stories import at_lotus, petal, put
from tests.sessions.stories import FACILITATOR, Story, at_work, opened, person, pre, submit
from tests.sessions.test_meeting import a_day


def taken_in(content: Content, story: Story | None = None, mark: str = "") -> Story:
    story = story or opened()
    story.do(ImportContent(actor=FACILITATOR, at=story.at, content=content, source="import-1", mark=mark))
    return story


def as_bytes(story: Story) -> bytes:
    return msgspec.json.encode(content_of(story.room))


@pytest.mark.parametrize("seed", range(6))
def test_export_import_export_gives_the_same_bytes(seed: int) -> None:
    first = a_day(seed)
    told = as_bytes(first)
    assert len(told) > 2000
    second = taken_in(msgspec.json.decode(told, type=Content))
    assert as_bytes(second) == told
    assert as_bytes(taken_in(content_of(second.room))) == told
    assert {t: n for t, n in second.room.tally.items() if n} == {t: n for t, n in first.room.tally.items() if n}
    assert fold(second.log).interventions == second.room.interventions


def test_lotuses_and_groups_come_along() -> None:
    story = at_lotus()
    put(story, "ada", "n1", 3)
    put(story, "ada", "n2", 3)  # taken: the next free one
    petal(story, "ada", "n1", kind="goal", strongest=True, open=True)
    put(story, "ada", "n3", parent="n1")
    story.lead(lc.MakeGroup, group="g1", names={"nl": "Ontmoeten"}, members=("n1", "n2"), family="encounter")
    told = as_bytes(story)
    again = taken_in(content_of(story.room))
    assert as_bytes(again) == told
    assert len(meeting_of(again.room).entries) == 3
    assert again.room.groups.get("g1").members == ("n1", "n2")


def test_the_same_file_twice_is_there_once() -> None:
    content = content_of(a_day(1).room)
    story = taken_in(content)
    seq = story.room.seq
    taken_in(content, story)
    assert story.room.seq == seq


def test_nobody_of_the_old_room_is_in_the_new_one() -> None:
    story = at_work("ada-lovelace")
    submit(story, "ada-lovelace", "i1", pre("p1", "blijft"), pre("p2", "weg ermee"))
    story.by("ada-lovelace", c.WithdrawCard, card="p2")
    new = taken_in(content_of(story.room), mark="import")
    log = b"".join(codec.encode(r.event) for r in new.log).decode()
    assert "blijft" in log
    assert "lovelace" not in log
    assert "weg ermee" not in log
    assert new.room.interventions["i1"].mark == "import"
    assert new.room.present == 0


def test_what_stood_in_the_room_is_left_alone() -> None:
    story = at_work("ada")
    submit(story, "ada", "i1", pre("p1", "eigen woorden"))
    other = at_work("bo")
    submit(other, "bo", "i1", pre("p1", "vreemde woorden"), pre("p9", "erbij"))
    taken_in(content_of(other.room), story)
    assert story.room.preconditions["p1"].text == "eigen woorden"
    assert story.room.preconditions["p9"].text == "erbij"


def test_a_participant_takes_nothing_in() -> None:
    story = at_work("ada")
    with pytest.raises(Refusal, match="not_allowed"):
        story.do(ImportContent(actor=person("ada"), at=story.at, content=Content(), source="x"))
