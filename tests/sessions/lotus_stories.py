"""Words for telling stories about lotuses in tests."""

from __future__ import annotations

from typing import Any

import pytest

from sessions import commands as c
from sessions import lotus_commands as lc
from sessions import lotus_events as le
from sessions.commands import Refusal
from sessions.lotuses import Lotus
from tests.sessions.stories import AT, FACILITATOR, Story, opened, person, submit

AT_ONE = ("ada", "bo", "cas")
AT_TWO = ("dre",)


def at_lotus(phase: str = "choose") -> Story:
    """Three people at table 1, one at table 2; table 1 has an intervention `i1` in the heart of lotus `L`."""
    story = opened()
    for who in AT_ONE:
        story.do(c.Join(actor=person(who), at=AT, participant=who, table=1))
    for who in AT_TWO:
        story.do(c.Join(actor=person(who), at=AT, participant=who, table=2))
    story.lead(c.EnterStage, stage="interventions")
    submit(story, "ada", "i1")
    story.lead(c.EnterStage, stage="lotus", phase=phase)
    story.by("ada", lc.OpenLotus, lotus="L", intervention="i1")
    return story


def put(story: Story, who: str, node: str, slot: int = 0, lotus: str = "L", **fields: Any) -> le.PetalPut:
    fields.setdefault("text", f"woorden van {node}")
    (event,) = story.by(who, lc.PutPetal, lotus=lotus, node=node, slot=slot, **fields)
    assert isinstance(event, le.PetalPut)
    return event


def petal(story: Story, who: str, node: str, lotus: str = "L", **fields: Any) -> tuple[Any, ...]:
    return story.do(lc.ChangePetal(actor=person(who), at=story.at, lotus=lotus, node=node, **fields))


def desk(story: Story, order: type[c.Command], **fields: Any) -> tuple[Any, ...]:
    return story.do(order(actor=FACILITATOR, at=story.at, **fields))


def the(story: Story, lotus: str = "L") -> Lotus:
    return story.room.lotuses[lotus]


def refused(story: Story, slug: str, act: object) -> Refusal:
    with pytest.raises(Refusal) as said:
        act()  # type: ignore[operator]
    assert said.value.slug == slug
    return said.value
