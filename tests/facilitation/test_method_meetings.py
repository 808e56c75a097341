"""The meetings around the startmoment: focus group, follow-up, strategic deepening, and the trajectory over them."""

import json

import pytest

from facilitation.method import SHIPPED, MethodError, available_methods, load_method, parse_method
from facilitation.phases import parse_trajectory, the_trajectory


def minutes(clock):
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def test_all_meetings_come_with_bloesem_and_share_levers_and_themes():
    methods = available_methods()
    assert [m.id for m in methods] == list(SHIPPED) == ["startmoment", "focusgroup", "followup", "deepening"]
    assert len({m.themes for m in methods}) == len({m.levers for m in methods}) == 1
    assert len({m.title for m in methods}) == 4


def test_a_focus_group_is_open_for_days_and_asks_three_questions():
    group = load_method("focusgroup")
    assert (group.kind, group.tables, group.people) == ("open", 4, 20)
    assert [s.id for s in group.stages] == ["welcome", "interests", "system", "lexicon", "closing"]
    assert all(s.minutes == 0 for s in group.stages)
    assert group.stage("lexicon").accepts == ("term",)


def test_a_follow_up_turns_interventions_into_initiatives_and_intentions():
    meeting = load_method("followup")
    assert "initiative" in meeting.stage("initiatives").accepts
    assert meeting.stage("intentions").accepts == ("commitment",)


def test_the_deepening_runs_on_a_fixed_clock_with_a_lunch():
    day = load_method("deepening")
    assert (day.stages[0].starts, day.ends) == ("09:30", "16:30")
    assert [s.id for s in day.stages if s.pause] == ["lunch"]
    ends = [*[s.starts for s in day.stages[1:]], day.ends]
    assert [minutes(end) - minutes(s.starts) for s, end in zip(day.stages, ends, strict=True)] == [
        s.minutes for s in day.stages
    ]


def test_a_clock_that_runs_backwards_is_refused():
    data = load_method("deepening").to_dict()
    data["stages"][1]["starts"] = "09:00"
    with pytest.raises(MethodError, match="do not follow each other"):
        parse_method(data)
    data["stages"][1]["starts"] = "9.45"
    with pytest.raises(MethodError, match=r"stages\[1\]\.starts: should be a time like 09:30"):
        parse_method(data)


def test_the_trajectory_has_four_phases_with_tasks_and_result():
    trajectory = the_trajectory()
    assert [p.id for p in trajectory.phases] == ["prelab", "goals", "learning", "impact"]
    assert all(p.tasks and p.methods for p in trajectory.phases)
    assert {m for p in trajectory.phases for m in p.methods} == set(SHIPPED)
    assert [p.id for p in trajectory.progress] == ["planned", "running", "done"]
    assert trajectory.phase("learning").methods == ("followup",)
    for phase in trajectory.phases:
        for text in (phase.label, phase.question, phase.result, *phase.tasks):
            assert set(text) == {"nl", "fr", "en"}


def test_the_trajectory_survives_json_and_names_a_wrong_key():
    trajectory = the_trajectory()
    data = json.loads(json.dumps(trajectory.to_dict()))
    assert parse_trajectory(data) == trajectory
    data["phases"][2]["methods"] = ["picnic"]
    with pytest.raises(MethodError, match=r"phases\[2\]\.methods\[0\]: should be one of startmoment"):
        parse_trajectory(data)
    data["phases"][2] = data["phases"][1]
    with pytest.raises(MethodError, match=r"phases\[2\]\.id: goals is there twice"):
        parse_trajectory(data)
