"""FIELD rules of one lotus, first as small stories, then over random ones."""

import pytest

from lotus.blossom import ANY, BENCH, Blossom, Node
from lotus.outline import as_text, outline
from lotus.refusals import Refused


def given_lotus(*puts, **setup):
    """A lotus with nodes: each put is (id, parent, slot)."""
    blossom = Blossom("buddy work", **setup)
    for seq, (id, parent, slot) in enumerate(puts, 1):
        blossom = blossom.put(Node(id, f"words of {id}", parent, author="ada", table=1, seq=seq), slot).blossom
    return blossom


def refused(slug, call, *args, **kw):
    with pytest.raises(Refused) as error:
        call(*args, **kw)
    assert error.value.slug == slug


def eight(**setup):
    return given_lotus(*((f"n{i}", None, i) for i in range(1, 9)), **setup)


def test_a_taken_slot_gives_the_next_free_one_and_says_so():
    blossom = given_lotus(("a", None, 3))
    change = blossom.put(Node("b", "b"), 3)
    assert (change.node.slot, change.bumped) == (4, True)
    assert (blossom.put(Node("b", "b"), 5).node.slot, blossom.put(Node("b", "b"), 5).bumped) == (5, False)


def test_the_next_free_slot_is_looked_for_all_the_way_round():
    blossom = given_lotus(("a", None, 7), ("b", None, 8))
    assert blossom.put(Node("c", "c"), 7).node.slot == 1


def test_without_a_slot_the_first_free_one_is_given():
    change = given_lotus(("a", None, 1), ("b", None, 3)).put(Node("c", "c"))
    assert (change.node.slot, change.bumped) == (2, False)


def test_the_ninth_goes_to_the_bench():
    change = eight().put(Node("n9", "nine"), 4)
    assert (change.node.slot, change.bumped) == (None, True)
    assert [n.id for n in change.blossom.benched()] == ["n9"]
    assert change.blossom.path("n9") is None


def test_a_method_without_a_bench_refuses_the_ninth():
    refused("petals_full", eight(bench=False).put, Node("n9", "nine"))


def test_a_petal_that_opens_is_the_node_that_becomes_a_centre():
    blossom = given_lotus(("a", None, 3)).mark("a").blossom.set_open("a").blossom
    blossom = blossom.put(Node("b", "below", "a"), 5).blossom.edit("a", "other words").blossom
    assert blossom.at("3") is blossom.node("a")
    assert blossom.at("3").text == "other words"
    assert blossom.path("b") == "3.5"
    assert blossom.at("3.5").id == "b"


def test_a_node_keeps_its_id_and_its_petals_when_it_moves():
    blossom = given_lotus(("a", None, 3)).mark("a").blossom.set_open("a").blossom
    blossom = blossom.put(Node("b", "below", "a"), 5).blossom.move("a", 7).blossom
    assert (blossom.path("a"), blossom.path("b")) == ("7", "7.5")
    benched = blossom.move("a", BENCH).blossom
    assert (benched.path("b"), benched.node("b").parent) == (None, "a")
    assert benched.move("a", 1).blossom.path("b") == "1.5"


def test_moving_to_a_taken_slot_never_costs_a_node_its_own():
    change = eight().move("n2", 3)
    assert (change.node.slot, change.bumped) == (2, True)


def test_only_the_strongest_open_where_the_method_says_chosen():
    blossom = given_lotus(("a", None, 1))
    refused("not_open", blossom.put, Node("b", "b", "a"))
    refused("not_strongest", blossom.set_open, "a")
    marked = blossom.mark("a").blossom
    assert marked.set_open("a").blossom.put(Node("b", "b", "a")).node.slot == 1
    assert marked.mark("a", False).node.strongest is False


@pytest.mark.parametrize("opening", ["all", "free"])
def test_elsewhere_a_petal_opens_when_somebody_writes_under_it(opening):
    blossom = given_lotus(("a", None, 1), opening=opening).put(Node("b", "b", "a")).blossom
    assert blossom.node("a").open
    assert blossom.set_open("b", False).node.open is False
    refused("has_petals", blossom.set_open, "a", False)


def test_three_are_the_strongest_and_a_fourth_is_refused():
    blossom = eight()
    for id in ("n1", "n2", "n3"):
        blossom = blossom.mark(id).blossom
    assert blossom.mark("n3").node.strongest
    refused("too_many_strongest", blossom.mark, "n4")
    assert blossom.move("n1", BENCH).blossom.mark("n4").node.strongest
    benched = blossom.put(Node("n9", "nine")).blossom
    refused("not_placed", benched.mark, "n9")


def test_rings_end_where_the_method_says():
    blossom = given_lotus(("a", None, 1), ("b", "a", 2), opening="free")
    refused("beyond_rings", blossom.put, Node("c", "c", "b"))
    refused("beyond_rings", blossom.set_open, "b")
    deeper = given_lotus(("a", None, 1), ("b", "a", 2), ("c", "b", 8), opening="free", rings=3)
    assert deeper.path("c") == "1.2.8"
    refused("bad_path", blossom.at, "1.2.8")
    refused("bad_path", blossom.at, "9")
    refused("bad_path", blossom.at, "")
    assert blossom.at("8.1") is None
    one = given_lotus(("a", None, 1), opening="free", rings=1)
    refused("beyond_rings", one.put, Node("b", "b", "a"))


@pytest.mark.parametrize(
    ("node", "slot", "slug"),
    [
        (Node("b", "b"), 9, "bad_slot"),
        (Node("b", "b"), -1, "bad_slot"),
        (Node("a", "b"), 2, "node_exists"),
        (Node("", "b"), 2, "node_exists"),
        (Node("b", "  "), 2, "no_text"),
        (Node("b", "b", kind="dream"), 2, "no_such_kind"),
        (Node("b", "b", source="air"), 2, "no_such_source"),
        (Node("b", "b", "nobody"), 2, "no_such_node"),
    ],
)
def test_a_node_that_does_not_fit_is_refused(node, slot, slug):
    blossom = given_lotus(("a", None, 1))
    assert blossom.put(Node("b", "b"), 2).node.slot == 2
    refused(slug, blossom.put, node, slot)


def test_there_is_no_lotus_of_four_rings():
    for wrong in ({"rings": 4}, {"rings": 0}, {"opening": "never"}, {"marks": -1}):
        with pytest.raises(ValueError, match="no such lotus"):
            Blossom("x", **wrong)


def test_what_was_put_under_a_withdrawn_petal_goes_to_the_bench():
    blossom = given_lotus(("a", None, 1), ("b", "a", 2), ("c", "b", 3), opening="free", rings=3).withdraw("a")
    assert blossom.node("b").parent is None
    assert [n.id for n in blossom.benched()] == ["b"]
    assert blossom.move("b", 4).blossom.path("c") == "4.3"
    refused("parent_withdrawn", blossom.put, Node("d", "d", "a"))
    refused("withdrawn", blossom.edit, "a", "back")
    refused("node_exists", blossom.put, Node("a", "again"))
    assert "words of a" not in repr(blossom)


def test_rewording_a_longlist_pick_makes_it_own():
    blossom = Blossom("x").put(Node("a", "Maatwerk", source="longlist", ingredient="tailored")).blossom
    assert blossom.edit("a", "Maatwerk").node.source == "longlist"
    change = blossom.edit("a", "Op maat van Samira", "nl")
    assert (change.node.source, change.node.ingredient) == ("own", None)
    refused("no_text", blossom.edit, "a", " ")


def test_alone_a_slot_is_a_wish_that_only_its_author_sees():
    blossom = Blossom("x").write_alone()
    blossom = blossom.put(Node("a", "a", author="ada", seq=1), 3).blossom
    change = blossom.put(Node("b", "b", author="bo", seq=2), 3)
    assert (change.node.slot, change.bumped) == (None, False)
    assert [n.id for n in change.blossom.seen_by("bo")] == ["b"]
    assert [line.node.id for line in outline(change.blossom, "ada")] == ["a"]
    assert outline(change.blossom) == []
    assert change.blossom.benched() == ()
    refused("not_placed", change.blossom.mark, "a")


def test_the_reveal_settles_wishes_in_the_order_of_their_seq():
    blossom = Blossom("x").write_alone()
    for id, seq, slot in (("late", 9, 3), ("early", 2, 3), ("any", 5, ANY)):
        blossom = blossom.put(Node(id, id, author=id, seq=seq), slot).blossom
    blossom = blossom.move("any", 4).blossom
    revealed, changes = blossom.reveal()
    assert [(c.node.id, c.node.slot, c.bumped) for c in changes] == [
        ("early", 3, False), ("any", 4, False), ("late", 5, True),
    ]  # fmt: skip
    assert {n.wish for n in revealed.nodes.values()} == {None}
    assert [n.id for n in revealed.seen_by("bo")] == ["early", "any", "late"]
    assert revealed.reveal() == (revealed, ())


def test_nine_wishes_at_a_table_without_a_bench_are_all_kept():
    blossom = Blossom("x", bench=False).write_alone()
    for i in range(9):
        blossom = blossom.put(Node(f"n{i}", "w", author="a", seq=i), 1).blossom
    revealed, _ = blossom.reveal()
    assert len(revealed.benched()) == 1


def test_nobody_writes_under_what_another_is_still_writing():
    blossom = Blossom("x", opening="free").write_alone().put(Node("a", "a", author="ada"), 1).blossom
    refused("no_such_node", blossom.put, Node("b", "b", "a", author="bo"))
    assert blossom.put(Node("b", "b", "a", author="ada"), 1).node.wish == 1


def test_kinds_hiding_and_the_heart_change_nothing_else():
    blossom = given_lotus(("a", None, 1), ("b", None, 2))
    refused("no_such_kind", blossom.set_kind, "a", "dream")
    assert blossom.set_kind("a", "goal").node.kind == "goal"
    hidden = blossom.set_hidden("a").blossom
    assert [line.node.id for line in outline(hidden)] == ["b"]
    assert [line.node.id for line in outline(hidden, hidden=True)] == ["a", "b"]
    assert hidden.put(Node("c", "c"), 1).node.slot == 3
    assert hidden.recentre("other", "fr").centre == "other"


def test_the_outline_reads_petals_with_their_own_then_the_bench():
    blossom = given_lotus(
        ("b", None, 2), ("a", None, 1), ("a2", "a", 2), ("a1", "a", 1), ("x", None, BENCH), opening="free"
    )
    lines = outline(blossom)
    assert [(line.node.id, line.path, line.depth) for line in lines] == [
        ("a", "1", 1), ("a1", "1.1", 2), ("a2", "1.2", 2), ("b", "2", 1), ("x", None, 1),
    ]  # fmt: skip
    assert [line.petals for line in lines] == [2, 0, 0, 0, 0]
    assert [line.last for line in lines] == [False, False, True, False, True]
    assert as_text(blossom) == (
        "buddy work\n  A words of a\n    A.A words of a1\n    A.B words of a2\n  B words of b\n  – words of x\n"
    )
