"""The rule of the shared lotus: tables, then people, then marks; longlist picks apart; ties stay ties."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from lotus.entries import Entry
from lotus.merging import Groups
from lotus.ranking import kind_of, opened, rank, shared_lotus, tally


def entry(id, table, author, seq=0, **more):
    return Entry(id, more.pop("text", id), table=table, author=author, seq=seq, **more)


def grouped(**members):
    groups = Groups()
    for seq, (id, ids) in enumerate(members.items()):
        groups = groups.create(id, {"nl": id}, ids, seq=seq)
    return groups


def test_a_table_counts_once_however_often_it_repeats_itself():
    loud = [entry(f"l{i}", 1, "ada", i) for i in range(9)]
    wide = [entry("w1", 2, "bo", 20), entry("w2", 3, "cy", 21)]
    ranked = rank(grouped(loud=[e.id for e in loud], wide=["w1", "w2"]), [*loud, *wide])
    assert [(r.group, r.place, r.tally.tables, r.tally.count) for r in ranked] == [
        ("wide", 1, 2, 2),
        ("loud", 2, 1, 9),
    ]
    assert [r.outlier for r in ranked] == [False, True]


def test_people_decide_between_tables_and_marks_between_people():
    entries = [
        entry("a1", 1, "ada", 1), entry("b1", 1, "bo", 2), entry("b2", 1, "cy", 3),
        entry("c1", 2, "di", 4, strong=True),
    ]  # fmt: skip
    ranked = rank(grouped(a=["a1"], b=["b1", "b2"], c=["c1"]), entries)
    assert [(r.group, r.place) for r in ranked] == [("b", 1), ("c", 2), ("a", 3)]


def test_ties_stay_ties_and_the_earliest_stands_first():
    entries = [
        entry("a", 1, "ada", 9),
        entry("b", 2, "bo", 5),
        entry("c", 3, "cy", 7),
        entry("c2", 4, "di", 8),
    ]
    ranked = rank(grouped(a=["a"], b=["b"], c=["c", "c2"]), entries)
    assert [(r.group, r.place) for r in ranked] == [("c", 1), ("b", 2), ("a", 2)]


def test_longlist_picks_are_shown_apart():
    count = tally([entry("a", 1, "x", source="longlist"), entry("b", 1, "x"), entry("c", None, "y")])
    assert (count.count, count.picks, count.tables, count.people) == (3, 1, 1, 2)
    assert tally([]).count == 0


def test_the_shared_lotus_is_the_top_eight_then_the_rest_then_the_loose():
    entries = [entry(f"n{i}", i, f"p{i}", i) for i in range(12)] + [entry("more", 99, "z", 50)]
    groups = grouped(**{f"g{i}": [f"n{i}"] for i in range(10)}).add("g9", ["more"])
    shared = shared_lotus(groups, entries)
    assert [r.group for r in shared.petals] == ["g9", *(f"g{i}" for i in range(7))]
    assert [r.group for r in shared.also] == ["g7", "g8"]
    assert shared.loose == ("n10", "n11")
    assert shared.tied
    assert not shared_lotus(groups, entries, petals=1).tied
    assert not shared_lotus(Groups(), entries).tied


def test_a_secondary_member_does_not_count_and_an_empty_group_has_no_place():
    entries = [entry("a", 1, "ada"), entry("b", 2, "bo")]
    groups = grouped(g1=["a"], g2=["b"]).add_also("g2", ["a"]).forget("b")
    assert [(r.group, r.members) for r in rank(groups, entries)] == [("g1", ("a",))]


def test_a_group_is_what_most_of_its_decided_members_are():
    kinds = ["undecided", "undecided", "goal", "goal", "characteristic"]
    assert kind_of(entry(str(i), 1, "x", kind=k) for i, k in enumerate(kinds)) == "goal"
    assert kind_of([entry("a", 1, "x", kind="goal"), entry("b", 1, "x", kind="precondition")]) == "undecided"
    assert kind_of([]) == "undecided"


def test_a_petal_opens_into_its_wordings_and_what_stands_under_them():
    entries = [
        entry("m1", 1, "a", 1, text="Ontmoeten"),
        entry("m2", 2, "b", 2, text="samen eten"),
        entry("k1", 1, "a", 3, text="Samen eten!", parent="m1"),
        entry("k2", 1, "a", 4, text="Bruggen slaan", parent="m1", ingredient="bridging", source="longlist"),
        entry("k3", 3, "c", 5, text="Jeter des ponts", parent="m2", ingredient="bridging", source="longlist"),
        entry("k4", 1, "a", 6, text="elders", parent="m1"),
        entry("k5", 1, "a", 7, text="los", parent="other"),
    ]
    groups = grouped(ontmoeten=["m1", "m2"], other=["k4"])
    bars = opened(groups, entries, "ontmoeten")
    assert [(b.text, b.place, b.members) for b in bars] == [
        ("samen eten", 1, ("m2", "k1")), ("Bruggen slaan", 1, ("k2", "k3")),
    ]  # fmt: skip
    assert bars[1].tally.picks == 2


rows = st.lists(
    st.tuples(st.integers(0, 4), st.none() | st.integers(1, 4), st.sampled_from("xyz"), st.booleans()),
    max_size=30,
)


@settings(max_examples=100, deadline=None)
@given(rows)
def test_ranking_agrees_with_an_independent_recount(rows):
    entries = [entry(f"n{i}", t, a, i, strong=s) for i, (g, t, a, s) in enumerate(rows)]
    members = {}
    for i, (g, *_) in enumerate(rows):
        if g:
            members.setdefault(f"g{g}", []).append(f"n{i}")
    shared = shared_lotus(grouped(**members), entries, petals=2)
    assert sorted([*shared.loose, *(m for r in (*shared.petals, *shared.also) for m in r.members)]) == sorted(
        e.id for e in entries
    )
    scores = {}
    for id, ids in members.items():
        mine = [rows[int(m[1:])] for m in ids]
        scores[id] = (
            len({t for _, t, _, _ in mine} - {None}), len({a for _, _, a, _ in mine}), sum(s for *_, s in mine),
        )  # fmt: skip
    for r in (*shared.petals, *shared.also):
        assert (r.tally.tables, r.tally.people, r.tally.marks) == scores[r.group]
        assert r.place == 1 + sum(other > scores[r.group] for other in scores.values())


def test_two_thousand_nodes_are_all_counted():
    dice = random.Random(7)
    entries = [
        entry(f"n{i}", dice.randrange(30), f"p{dice.randrange(300)}", i, strong=dice.random() < 0.1)
        for i in range(2000)
    ]
    groups = Groups()
    for g in range(54):
        groups = groups.create(f"g{g}", {"nl": f"groep {g}"}, [f"n{i}" for i in range(g, 1800, 54)])
    shared = shared_lotus(groups.add("g3", ["n1900"]), entries)
    assert opened(groups, entries, shared.petals[0].group)
    assert len(shared.petals) == 8
    assert len(shared.loose) == 199
