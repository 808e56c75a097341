"""Whatever stands in a file, a room either refuses it or can live with it; merges never run in a ring."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lotus.refusals import Refused
from sessions import content as k
from sessions.commands import Refusal
from sessions.content import ImportContent, content_of
from sessions.events import Placed
from sessions.meeting import meeting_of
from tests.sessions.stories import AT, FACILITATOR, Story, opened

ids = st.sampled_from(["a", "b", "c", "d", "e"])
words = st.sampled_from(["Tijd", "=1+1", "<b>", "الوقت"])
shared = {"id": ids, "author": ids, "hidden": st.booleans(), "merged_into": st.just("") | ids}
preconditions = st.builds(
    k.SaidPrecondition, **shared, text=words, placed=st.builds(Placed, st.sampled_from(["resources", "nix", "other"]))
)
interventions = st.builds(
    k.SaidIntervention, **shared, title=words, reach=st.sampled_from(["", "local", "the moon"]),
    formality=st.sampled_from(["formal", "x"]), preconditions=st.lists(preconditions, max_size=4).map(tuple),
)  # fmt: skip
petals = st.builds(
    k.SaidPetal, id=ids, text=words, author=ids, parent=st.none() | ids, slot=st.none() | st.integers(1, 8),
    kind=st.sampled_from(["undecided", "goal", "characteristic"]), strongest=st.booleans(), open=st.booleans(),
    hidden=st.booleans(),
)  # fmt: skip
lotuses = st.builds(
    k.SaidLotus, id=ids, author=ids, intervention=st.just("") | ids, centre=st.just("") | words,
    petals=st.lists(petals, max_size=5).map(tuple),
)  # fmt: skip
groups = st.builds(
    k.SaidGroup, id=ids, names=st.dictionaries(st.sampled_from(["nl", "fr"]), words, max_size=2),
    members=st.lists(ids, max_size=3).map(tuple), also=st.lists(ids, max_size=2).map(tuple),
)  # fmt: skip
contents = st.builds(
    k.Content,
    interventions=st.lists(interventions, max_size=4).map(tuple),
    findings=st.lists(st.builds(k.SaidFinding, **shared, text=words), max_size=3).map(tuple),
    commitments=st.lists(st.builds(k.SaidCommitment, **shared, who=words, what=words), max_size=2).map(tuple),
    lotuses=st.lists(lotuses, max_size=2).map(tuple),
    groups=st.lists(groups, max_size=2).map(tuple),
)


EMPTY = opened()


def taken_in(content: k.Content) -> Story | None:
    story = Story()
    story.room, story.log = EMPTY.room, list(EMPTY.log)
    try:
        story.do(ImportContent(actor=FACILITATOR, at=AT, content=content, source="file"))
    except (Refusal, Refused):
        return None
    return story


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=contents)
def test_what_is_taken_in_can_be_counted_exported_and_taken_in_once_more(content: k.Content) -> None:
    story = taken_in(content)
    if story is None:
        return
    meeting_of(story.room)  # ends: no ring of merges
    said = content_of(story.room)
    again = ImportContent(actor=FACILITATOR, at=AT, content=said, source="file")
    assert story.do(again) == ()
    other = taken_in(said)
    assert other is not None
    assert content_of(other.room) == said


def test_a_ring_of_merges_is_opened_and_kinds_are_not_mixed() -> None:
    here = Placed("resources")
    ring = tuple(
        k.SaidPrecondition(id=id, text="Tijd", placed=here, merged_into=into)
        for id, into in (("a", "b"), ("b", "c"), ("c", "a"), ("d", "f1"))
    )
    content = k.Content(
        interventions=(k.SaidIntervention(id="i", title="Eén", preconditions=ring, reach="the moon"),),
        findings=(k.SaidFinding(id="f1", text="Gezien"),),
    )
    story = taken_in(content)
    assert story is not None
    assert [p.merged_into for p in (story.room.preconditions[id] for id in "abcd")] == ["b", "c", None, None]
    assert story.room.interventions["i"].reach == ""
