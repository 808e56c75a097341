"""The default tier speaks after the core: off the loop, in batches, and never over a hand."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from app.second_opinion import SecondOpinion, differs, to_look_at
from facilitation.theming import Placement
from sessions import commands as c
from sessions import events as e
from tests.sessions.stories import at_work, pre, submit

TEXT = "dat de burgemeester erin blijft geloven"


class Engine:
    """Says commitment of everything, and remembers how much it was asked at once."""

    id, version, near = "default", "1", 0.9

    def __init__(self) -> None:
        self.asked: list[int] = []

    def place_many(self, items: Sequence[tuple[str, str]]) -> list[Placement]:
        self.asked.append(len(items))
        return [Placement("commitment", None, 0.9, True, ("geloven",), "default/1") for _ in items]


async def test_a_burst_is_looked_at_together_and_what_changes_is_moved() -> None:
    story, engine, given = at_work("ada"), Engine(), asyncio.Queue[tuple[str, Any]]()

    async def do(code: str, command: c.Command) -> None:
        given.put_nowait((code, command))

    opinion = SecondOpinion(lambda method: engine, do, lambda: story.at)  # type: ignore[arg-type,return-value]
    submit(story, "ada", "i1", *(pre(f"p{i}", TEXT) for i in range(10)))
    opinion.heard(story.room, (story.log[-1],))
    opinion.start()
    code, command = await asyncio.wait_for(given.get(), 10)
    await opinion.stop()
    assert code == "ABCD-2345"
    assert isinstance(command, c.PlaceByMachine)
    assert [card for card, _ in command.placements] == [f"p{i}" for i in range(10)]
    assert engine.asked == [10]
    story.lead(c.EditPrecondition, precondition="p1", theme="legal")
    story.do(command)
    assert story.room.preconditions["p0"].placed.theme == "commitment"
    assert story.room.preconditions["p1"].placed.theme == "legal"


def test_only_what_a_machine_placed_is_looked_at() -> None:
    story = at_work("ada")
    submit(story, "ada", "i1", pre("p1", TEXT), pre("p2", TEXT, by="author"))
    assert [item.card for item in to_look_at(story.room, (story.log[-1],))] == ["p1"]


def test_the_same_word_twice_is_no_news() -> None:
    before = e.Placed("policy", confidence=0.4)
    assert not differs(before, e.Placed("policy", confidence=0.6, engine="default/1"))
    assert differs(before, e.Placed("policy", confidence=0.9, sure=True))
