"""Whatever a table does with its lotus, in any order, every rule holds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lotus.blossom import Blossom, Node
from lotus.outline import outline
from lotus.refusals import Refused

IDS = [f"n{i}" for i in range(14)]
id_ = st.sampled_from(IDS)
step = st.one_of(
    st.tuples(st.just("put"), id_, st.none() | id_, st.sampled_from([None, *range(9)])),
    st.tuples(st.just("put"), id_, st.none(), st.integers(0, 8)),
    st.tuples(st.just("move"), id_, st.sampled_from([None, *range(9)])),
    st.tuples(st.just("edit"), id_, st.text("ab ", min_size=1, max_size=3)),
    st.tuples(st.just("mark"), id_, st.booleans()),
    st.tuples(st.just("open"), id_, st.booleans()),
    st.tuples(st.just("withdraw"), id_),
    st.tuples(st.just("alone")),
    st.tuples(st.just("reveal")),
)
setup = st.fixed_dictionaries(
    {
        "rings": st.integers(1, 3),
        "opening": st.sampled_from(["chosen", "all", "free"]),
        "bench": st.booleans(),
    }
)


def tell(blossom, action, seq):
    kind, *rest = action
    if kind == "put":
        id, parent, slot = rest
        author = "ada" if seq % 2 else "bo"
        return blossom.put(Node(id, f"w{seq}", parent, author=author, seq=seq), slot).blossom
    if kind == "alone":
        return blossom.write_alone()
    if kind == "reveal":
        return blossom.reveal()[0]
    if kind == "withdraw":
        return blossom.withdraw(*rest)
    return {
        "move": blossom.move, "edit": blossom.edit, "mark": blossom.mark, "open": blossom.set_open,
    }[kind](*rest).blossom  # fmt: skip


def check(b):
    for key in ["", *b.nodes]:
        slots = [n.slot for n in b.under(key or None) if n.slot]
        assert len(slots) == len(set(slots)) <= 8
        assert all(1 <= s <= 8 for s in slots)
        assert sum(n.strongest for n in b.under(key or None)) <= b.marks
    assert sorted(id for kids in b.children.values() for id in kids) == sorted(b.nodes)
    assert not set(b.nodes) & set(b.gone)
    for id, node in b.nodes.items():
        assert 1 <= b.ring(id) <= b.rings
        assert id in b.children.get(node.parent or "", ())
        path = b.path(id)
        if path is not None:
            assert b.at(path) is node
        if node.strongest:
            assert node.slot
        assert node.wish is None or node.slot is None
        if b.opening == "chosen" and b.children.get(id):
            assert node.open
    assert {line.node.id for line in outline(b, "ada", hidden=True)} <= set(b.nodes)


@settings(max_examples=300, deadline=None)
@given(setup, st.lists(step, max_size=40))
def test_whatever_a_table_does_every_rule_holds(settings_, story):
    b = Blossom("centre", **settings_)
    done, put, gone = [], set(), set()
    for seq, action in enumerate(story, 1):
        before = b
        try:
            after = tell(b, action, seq)
        except Refused:
            continue
        check(after)
        # Nothing is lost: what was put is there until its own author takes it back, the words too.
        put |= {action[1]} if action[0] == "put" else set()
        gone |= {action[1]} if action[0] == "withdraw" else set()
        assert set(after.nodes) == put - gone
        for id, node in before.nodes.items():
            if id in after.nodes and action[:2] != ("edit", id):
                assert (after.nodes[id].text, after.nodes[id].seq) == (node.text, node.seq)
        done.append((seq, action))
        b = after
    again = Blossom("centre", **settings_)
    for seq, action in done:
        again = tell(again, action, seq)
    assert again == b
    revealed, _ = b.reveal()
    check(revealed)
    seen = {n.id for n in revealed.nodes.values() if n.slot} | {
        n.id for key in ["", *revealed.nodes] for n in revealed.benched(key or None)
    }
    assert seen == set(b.nodes)


@given(st.permutations(range(5)), st.integers(1, 8))
def test_whoever_has_the_lower_seq_has_the_slot(order, slot):
    """Alone, arrival order does not matter, seq does; afterwards, arrival is seq."""
    b = Blossom("x").write_alone()
    for seq in order:
        b = b.put(Node(f"n{seq}", "w", author=str(seq), seq=seq + 1), slot).blossom
    b, changes = b.reveal()
    assert [c.node.id for c in changes] == ["n0", "n1", "n2", "n3", "n4"]
    assert [c.node.slot for c in changes] == [(slot - 1 + i) % 8 + 1 for i in range(5)]
    assert [c.bumped for c in changes] == [False, True, True, True, True]
