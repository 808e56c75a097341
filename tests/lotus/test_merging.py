"""Groups are made by people, hold every node once, and forget no name; proposals show why."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotus.blossom import Blossom, Node
from lotus.entries import Entry, entries_of
from lotus.likeness import near_meaning, same_spelling, same_stems
from lotus.merging import Groups
from lotus.proposals import FINDERS, likely_family, propose
from lotus.refusals import Refused
from lotus.words import fold, stems


def refused(slug, call, *args):
    with pytest.raises(Refused) as error:
        call(*args)
    assert error.value.slug == slug


def two_groups():
    groups = Groups().create("g1", {"nl": "Ontmoeten", "fr": "Rencontre"}, ["a", "b", "c"], "encounter", 1)
    return groups.create("g2", {"nl": "Delen"}, ["d", "e"], None, 2)


def test_a_node_that_is_added_leaves_the_group_where_it_was():
    groups = two_groups().add("g2", ["a"])
    assert groups.get("g1").members == ("b", "c")
    assert groups.get("g2").members == ("d", "e", "a")
    assert two_groups().get("g1").members == ("a", "b", "c")


def test_a_secondary_group_shows_a_node_without_taking_it():
    groups = two_groups().add_also("g2", ["a"])
    assert (groups.primary["a"], groups.secondary["a"], groups.get("g2").also) == ("g1", "g2", ("a",))
    refused("already_member", groups.add_also, "g1", ["a"])
    refused("not_grouped", groups.add_also, "g1", ["z"])
    third = groups.create("g3", {"nl": "Tijd"}, ["f"]).add_also("g3", ["a"])
    assert (third.secondary["a"], third.get("g2").also) == ("g3", ())
    assert groups.add("g2", ["a"]).secondary.get("a") is None


def test_out_of_its_primary_group_a_node_stands_in_its_secondary():
    groups = two_groups().add_also("g2", ["a"]).remove("g1", ["a"])
    assert (groups.primary["a"], groups.get("g2").also) == ("g2", ())
    assert "a" not in groups.remove("g2", ["a"]).primary
    assert two_groups().add_also("g2", ["a"]).remove("g2", ["a"]).primary["a"] == "g1"
    refused("not_a_member", two_groups().remove, "g1", ["d"])


def test_a_split_keeps_both_halves_and_the_family():
    groups = two_groups().split("g1", ["b"], "g3", {"nl": "Praten"}, 3)
    assert (groups.get("g1").members, groups.get("g3").members) == (("a", "c"), ("b",))
    assert groups.get("g3").family == "encounter"
    refused("would_be_empty", two_groups().split, "g1", ["c", "a", "b"], "g3", {"nl": "Praten"})
    refused("no_members", two_groups().split, "g1", [], "g3", {"nl": "Praten"})
    refused("not_a_member", two_groups().split, "g1", ["d"], "g3", {"nl": "Praten"})


def test_a_merge_keeps_members_and_names():
    groups = two_groups().add_also("g2", ["a"]).add_also("g1", ["e"]).merge("g1", "g2")
    assert [g.id for g in groups.listed()] == ["g2"]
    assert groups.get("g2").members == ("d", "e", "a", "b", "c")
    assert groups.get("g2").also == ()
    assert groups.get("g2").aliases == ("Rencontre", "Ontmoeten")
    assert groups.get("g2").family == "encounter"
    refused("into_itself", two_groups().merge, "g1", "g1")
    refused("no_such_group", two_groups().merge, "g1", "g9")


def test_no_two_groups_read_the_same():
    groups = two_groups()
    refused("name_taken", groups.create, "g3", {"fr": "ontmoeten!"}, ["f"])
    refused("name_taken", groups.rename, "g2", {"fr": "RENCONTRE"})
    refused("no_name", groups.rename, "g2", {"nl": "  "})
    refused("group_exists", groups.create, "g1", {"nl": "Nieuw"}, ["f"])
    refused("no_members", groups.create, "g3", {"nl": "Nieuw"}, [])
    renamed = groups.rename("g1", {"nl": "ONTMOETEN", "en": "Meeting"})
    assert [renamed.get("g1").name(x) for x in ("nl", "en", "ar")] == ["ONTMOETEN", "Meeting", "ONTMOETEN"]
    assert groups.rename("g1", {"nl": "🌸"}).create("g3", {"nl": "🌻"}, ["f"]).get("g3").name("fr") == "🌻"


def test_a_withdrawn_node_is_in_no_group():
    groups = two_groups().add_also("g2", ["a"]).forget("a").forget("nobody")
    assert not {"a"} & {*groups.primary, *groups.secondary}
    assert (groups.get("g1").members, groups.get("g2").also) == (("b", "c"), ())
    assert groups.set_family("g2", "sharing").get("g2").family == "sharing"


NODES = list("abcdefgh")
some = st.lists(st.sampled_from(NODES), max_size=4)
gid = st.sampled_from(["g1", "g2", "g3"])
action = st.one_of(
    st.tuples(st.just("create"), gid, some),
    st.tuples(st.just("add"), gid, some),
    st.tuples(st.just("add_also"), gid, some),
    st.tuples(st.just("remove"), gid, some),
    st.tuples(st.just("merge"), gid, gid),
    st.tuples(st.just("split"), gid, some, gid),
    st.tuples(st.just("forget"), st.sampled_from(NODES)),
)


def act(groups, kind, *rest):
    if kind == "create":
        return groups.create(rest[0], {"nl": rest[0]}, rest[1])
    if kind == "split":
        return groups.split(rest[0], rest[1], rest[2], {"nl": rest[2]})
    return getattr(groups, kind)(*rest)


@settings(max_examples=200, deadline=None)
@given(st.lists(action, max_size=25))
def test_whatever_people_do_a_node_has_one_group_and_at_most_one_more(story):
    groups, grouped = Groups(), set()
    for step in story:
        try:
            after = act(groups, *step)
        except Refused:
            continue
        listed = [m for g in after.listed() for m in g.members]
        also = [m for g in after.listed() for m in g.also]
        assert len(listed) == len(set(listed))
        assert len(also) == len(set(also))
        assert {m: g.id for g in after.listed() for m in g.members} == dict(after.primary)
        assert {m: g.id for g in after.listed() for m in g.also} == dict(after.secondary)
        assert all(after.primary[m] != after.secondary[m] for m in also)
        if step[0] not in ("remove", "forget"):
            assert grouped <= set(listed)
        groups, grouped = after, set(listed)


def said(*texts, language="nl"):
    return [Entry(f"e{i}", t, language=language, table=i, author=f"p{i}", seq=i) for i, t in enumerate(texts)]


def test_words_are_compared_without_dress_and_form():
    assert fold("Één op één!") == "een op een"
    assert stems("Delen van kennis", "nl") == stems("kennis delen", "nl")
    assert stems("le partage des savoirs", "fr") == stems("Partage de savoir", "fr")
    assert stems("geen drempel", "nl") != stems("drempel", "nl")
    assert stems("كلام", "ar") == {"كلام"}


def test_a_proposal_gathers_what_says_the_same_and_shows_why():
    entries = said("Kennis delen", "vertrouwen", "delen van kennis", "KENNIS DELEN!", "kennis dellen")
    (proposal,) = propose(entries, Groups())
    assert proposal.members == ("e0", "e2", "e3", "e4")
    assert (proposal.name, proposal.language, proposal.group) == ("Kennis delen", "nl", None)
    assert {pair.why for pair in proposal.because} == {"same_words", "same_stems", "same_spelling"}
    assert proposal.score == min(pair.score for pair in proposal.because) < 1
    assert next(p for p in proposal.because if p.why == "same_stems").words == ("delen", "kennis")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zichtbaar in de hele wijk", "onzichtbaar in de hele wijk"),
        ("een drempel voor mensen", "geen drempel voor mensen"),
        ("zonder inschrijving vooraf", "inschrijving vooraf"),
        ("elke week om 10 uur samen", "elke week om 11 uur samen"),
        ("vertrouwen bouwen", "huizen bouwen"),
    ],
)
def test_opposites_and_others_are_not_proposed(one, other):
    assert propose(said(one, other), Groups()) == []
    assert len(propose(said(one, one, other), Groups())) == 1


def test_the_same_line_of_the_longlist_is_the_same_thing_in_any_language():
    entries = [
        Entry("a", "Maatwerk", language="nl", ingredient="tailored", table=1, seq=1),
        Entry("b", "Sur mesure", language="fr", ingredient="tailored", table=2, seq=2),
    ]
    (proposal,) = propose(entries, Groups())
    assert [pair.why for pair in proposal.because] == ["same_ingredient"]
    assert likely_family(entries, {"tailored": "drivers"}) == "drivers"
    assert likely_family(said("eigen"), {"tailored": "drivers"}) is None
    level = [*entries[:1], Entry("c", "x", ingredient="local")]
    assert likely_family(level, {"tailored": "drivers", "local": "accessible"}) is None


def test_what_is_grouped_already_draws_the_rest_to_it():
    entries = said("samen eten", "samen eten", "Samen eten")
    groups = Groups().create("g1", {"nl": "Tafelen"}, ["e1"])
    (proposal,) = propose(entries, groups)
    assert (proposal.group, proposal.members) == ("g1", ("e0", "e2"))
    assert propose(entries, groups.add("g1", ["e0", "e2"])) == []
    both = groups.create("g2", {"nl": "Eten"}, ["e0", "e2"])
    (merge,) = propose(entries, both)
    assert (merge.members, merge.merge) == ((), ("g2", "g1"))


def test_what_a_person_turned_down_does_not_come_back():
    entries = said("samen eten", "samen eten", "samen koken", "samen koken")
    assert len(propose(entries, Groups())) == 2
    (left,) = propose(entries, Groups().keep_apart(["e0", "e1"]))
    assert left.members == ("e2", "e3")


def test_near_meanings_only_count_where_all_are_near():
    entries = said("a1", "a2", "b1")
    chain = np.array([[1.0, 0.0], [0.9, 0.436], [0.62, 0.785]])
    (proposal,) = propose(entries, Groups(), [near_meaning(chain, 0.85)])
    assert proposal.members == ("e0", "e1")
    assert proposal.because[0].why == "near_meaning"
    refusing = said("met drempel", "geen drempel")
    assert propose(refusing, Groups(), [near_meaning(np.ones((2, 2)), 0.9)]) == []
    assert list(near_meaning(np.zeros((0, 2)), 0.9)([])) == []
    assert list(near_meaning(np.zeros((3, 2)), 0.9)(entries)) == []
    with pytest.raises(ValueError, match="2 vectors for 3"):
        list(near_meaning(np.ones((2, 2)), 0.9)(entries))


def test_languages_are_not_mixed_by_their_letters():
    pair = [
        Entry("a", "participation citoyenne", language="fr"),
        Entry("b", "participation citoyennne", language="nl"),
    ]
    assert list(same_spelling(pair)) == []
    assert list(same_stems([Entry("a", "de het een"), Entry("b", "het de")])) == []


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(["kennis delen", "Kennis delen", "kennis deelen", "tijd", "geen tijd", ""]),
        max_size=12,
    )
)
def test_no_entry_is_proposed_twice(texts):
    found = propose(said(*texts), Groups(), FINDERS)
    members = [m for p in found for m in p.members]
    assert len(members) == len(set(members))
    assert all(p.because and len(p.members) > 1 for p in found)


def test_entries_are_what_is_settled_and_not_hidden():
    one = Blossom("x").put(Node("a", "a", seq=3)).blossom.put(Node("h", "h", seq=1)).blossom.set_hidden("h").blossom
    one = one.mark("a").blossom.write_alone().put(Node("w", "w", seq=4), 2).blossom
    two = Blossom("y", opening="all").put(Node("b", "b", seq=2), None).blossom
    assert [(e.id, e.lotus, e.strong) for e in entries_of([("l1", one), ("l2", two)])] == [
        ("b", "l2", False), ("a", "l1", True),
    ]  # fmt: skip
