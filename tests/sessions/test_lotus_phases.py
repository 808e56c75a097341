"""The phases inside the lotus stage: the method's minutes, a timer that only advises, and a close that waits."""

from __future__ import annotations

import pytest

from sessions import commands as c
from sessions import lotus_commands as lc
from sessions.rules.checks import GRACE_MS
from tests.sessions.lotus_stories import at_lotus, put, refused, the

MINUTES = {"alone": 2, "reveal": 6, "choose": 7, "open": 20}  # the standard timing: 35 in all


@pytest.mark.parametrize("phase", MINUTES)
def test_each_phase_has_the_method_s_minutes_and_a_facilitator_may_give_others(phase):
    story = at_lotus()
    (event,) = story.lead(c.EnterStage, stage="lotus", phase=phase)
    assert event.ends_at - event.started_at == MINUTES[phase] * 60_000
    (event,) = story.lead(c.EnterStage, stage="lotus", phase=phase, minutes=1.5)
    assert event.ends_at - event.started_at == 90_000


def test_a_round_from_alone_to_open_as_a_table_lives_it():
    story = at_lotus("alone")
    assert story.room.phase == "alone"
    put(story, "ada", "a", 3)
    put(story, "bo", "b", 3)
    assert [n.slot for n in the(story).blossom.nodes.values()] == [None, None]  # wishes, each their own
    story.lead(c.EnterStage, stage="lotus", phase="reveal")
    assert {id: n.slot for id, n in the(story).blossom.nodes.items()} == {"a": 3, "b": 4}
    for phase in ("choose", "open"):
        story.lead(c.EnterStage, stage="lotus", phase=phase)
        assert {id: n.slot for id, n in the(story).blossom.nodes.items()} == {"a": 3, "b": 4}
    story.by("cas", lc.ChangePetal, lotus="L", node="a", strongest=True, open=True)
    assert put(story, "dre", "d", lotus=story.by("dre", lc.OpenLotus, lotus="D", centre="x")[0].lotus).slot == 1
    assert put(story, "cas", "deep", parent="a").path == "3.1"


def test_the_timer_advises_and_never_cuts():
    story = at_lotus("alone")
    story.at = story.room.ends_at + 10 * 60_000
    put(story, "ada", "late", 2)  # ten minutes over time
    assert "late" in the(story).blossom.nodes
    assert story.room.phase == "alone"  # nor does it turn the phase


@pytest.mark.parametrize("end", ["stage", "close"])
def test_closing_leaves_outboxes_twenty_seconds(end):
    story = at_lotus()
    if end == "stage":
        story.lead(c.EnterStage, stage="weigh")
    else:
        story.lead(c.Close)
    story.at += GRACE_MS
    put(story, "ada", "on-its-way", 1)
    story.at += 1
    refused(story, "stage_takes_none" if end == "stage" else "room_closed", lambda: put(story, "ada", "too-late"))
    assert GRACE_MS == 20_000
