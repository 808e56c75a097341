"""One lotus as an immutable value: a centre, eight slots around every node, and a bench for what has no slot.

Every change returns a new blossom and leaves the old one whole. The same changes in the same order give
the same blossom: nothing here asks for a clock, dice or an id.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from immutables import Map

from lotus.nodes import ANY, BENCH, KINDS, OPENINGS, SLOTS, SOURCES, Node
from lotus.refusals import Refused

__all__ = ["ANY", "BENCH", "KINDS", "OPENINGS", "SLOTS", "SOURCES", "Blossom", "Change", "Node"]

_CENTRE = ""


class Change(NamedTuple):
    """What a change gave. `bumped`: the node did not get the slot that was asked for."""

    blossom: "Blossom"
    node: Node
    bumped: bool = False


@dataclass(frozen=True, slots=True)
class Blossom:
    """A lotus. `rings` 1-3; `marks`: how many strongest children a node may have; `alone` while all write alone."""

    centre: str
    language: str = "nl"
    rings: int = 2
    opening: str = "chosen"
    marks: int = 3
    bench: bool = True
    alone: bool = False
    nodes: Map[str, Node] = field(default_factory=Map)
    children: Map[str, tuple[str, ...]] = field(default_factory=Map)
    """Parent id ("" for the centre) to its children in the order in which they came."""
    gone: Map[str, bool] = field(default_factory=Map)

    def __post_init__(self) -> None:
        if not 1 <= self.rings <= 3 or self.opening not in OPENINGS or self.marks < 0:
            raise ValueError(f"no such lotus: {self.rings} rings, opening {self.opening}, {self.marks} marks")

    # -- reading

    def __len__(self) -> int:
        """How many petals there are, bench included, the centre not."""
        return len(self.nodes)

    def node(self, id: str) -> Node:
        """The node with this id. Refused `withdrawn` or `no_such_node`."""
        try:
            return self.nodes[id]
        except KeyError:
            raise Refused("withdrawn" if id in self.gone else "no_such_node", id) from None

    def under(self, parent: str | None = None) -> tuple[Node, ...]:
        """All children of a node (None: the centre), bench and wishes included, in order of arrival."""
        return tuple(self.nodes[id] for id in self.children.get(parent or _CENTRE, ()))

    def petals(self, parent: str | None = None) -> tuple[Node | None, ...]:
        """The eight slots around a node, 1 to 8; None where a petal is empty."""
        seats: list[Node | None] = [None] * SLOTS
        for node in self.under(parent):
            if node.slot:
                seats[node.slot - 1] = node
        return tuple(seats)

    def benched(self, parent: str | None = None) -> tuple[Node, ...]:
        """What waits beside a node without a slot. A wish is not on the bench: it is not settled yet."""
        return tuple(node for node in self.under(parent) if node.slot is None and node.wish is None)

    def seen_by(self, author: str) -> Iterator[Node]:
        """What one person may read, by seq: what is settled, and while all write alone their own wishes."""
        ordered = sorted(self.nodes.values(), key=lambda n: (n.seq, n.id))
        return (node for node in ordered if node.wish is None or node.author == author)

    def ring(self, id: str | None) -> int:
        """How far a node stands from the centre: 0 for the centre, 1 for its petals."""
        steps = 0
        while id:
            id, steps = self.node(id).parent, steps + 1
        return steps

    def path(self, id: str) -> str | None:
        """Slots from the centre, like `3` or `3.5`; None when the node or one above it has no slot."""
        slots: list[str] = []
        at: str | None = id
        while at:
            node = self.node(at)
            if not node.slot:
                return None
            slots.append(str(node.slot))
            at = node.parent
        return ".".join(reversed(slots))

    def at(self, path: str) -> Node | None:
        """The node at a path like `3.5`, or None if that petal is empty. Refused `bad_path`."""
        node: Node | None = None
        for depth, step in enumerate(path.split(".")):
            if step not in "12345678" or len(step) != 1 or depth >= self.rings:
                raise Refused("bad_path", path)
            if depth and node is None:
                return None
            node = self.petals(node.id if node else None)[int(step) - 1]
        return node

    def seat(self, parent: str | None, slot: int | None, mover: str = "") -> tuple[int | None, bool]:
        """(slot, bumped) that `slot` would give now: itself, the next free one after it, round, or the bench."""
        if slot is BENCH:
            return BENCH, False
        taken = {node.slot for node in self.under(parent) if node.slot and node.id != mover}
        first = slot or 1
        for step in range(SLOTS):
            free = (first - 1 + step) % SLOTS + 1
            if free not in taken:
                return free, bool(slot) and step > 0
        return BENCH, True

    # -- changing

    def put(self, node: Node, slot: int | None = ANY) -> Change:
        """Adds `node` under `node.parent` at `slot` (1-8, ANY, or BENCH); while alone the slot is only a
        wish.

        Refused `bad_slot`, `node_exists`, `no_text`, `no_such_kind`, `no_such_source`, `no_such_node`,
        `parent_withdrawn`, `beyond_rings`, `not_open`, `petals_full` (only where the method has no bench).
        """
        self._fit(node, slot)
        parent = self._parent(node)
        blossom = self
        if parent and not parent.open and self.opening != "chosen":
            blossom = self._with(replace(parent, open=True))
        node = replace(node, strongest=False, open=False, slot=BENCH, wish=None)
        if self.alone:
            node, bumped = replace(node, wish=ANY if slot is BENCH else slot), False
        else:
            node, bumped = blossom._seated(node, slot)
        siblings = (*self.children.get(node.parent or _CENTRE, ()), node.id)
        blossom = replace(blossom, children=self.children.set(node.parent or _CENTRE, siblings))
        return Change(blossom._with(node), node, bumped)

    def move(self, id: str, slot: int | None) -> Change:
        """Gives a node another slot among its siblings, or the bench. Its id, words and own petals stay.

        Refused `bad_slot`, `withdrawn`, `no_such_node`, `petals_full`.
        """
        node = self.node(id)
        if slot is not BENCH and not ANY <= slot <= SLOTS:
            raise Refused("bad_slot", id)
        if node.wish is not None:
            node = replace(node, wish=ANY if slot is BENCH else slot)
            return Change(self._with(node), node)
        node, bumped = self._seated(node, slot)
        if node.slot is BENCH and node.strongest:
            # A mark says "one of the strongest of this flower"; on the bench it would
            # hold one back unseen.
            node = replace(node, strongest=False)
        return Change(self._with(node), node, bumped)

    def edit(self, id: str, text: str, language: str | None = None) -> Change:
        """Other words for a node; a longlist pick that is reworded becomes the table's own. Refused
        `no_text`.
        """
        node = self.node(id)
        if not text.strip():
            raise Refused("no_text", id)
        if text != node.text:
            node = replace(node, text=text, source="own", ingredient=None)
        node = replace(node, language=language or node.language)
        return Change(self._with(node), node)

    def set_kind(self, id: str, kind: str) -> Change:
        """Tells characteristic, goal and precondition apart. Refused `no_such_kind`."""
        if kind not in KINDS:
            raise Refused("no_such_kind", id)
        node = replace(self.node(id), kind=kind)
        return Change(self._with(node), node)

    def mark(self, id: str, strongest: bool = True) -> Change:
        """Marks a petal as one of the strongest, or takes the mark back. Refused `too_many_strongest`,
        `not_placed`.
        """
        node = self.node(id)
        if strongest and not node.slot:
            raise Refused("not_placed", id)
        others = sum(n.strongest for n in self.under(node.parent) if n.id != id)
        if strongest and others >= self.marks:
            raise Refused("too_many_strongest", id)
        node = replace(node, strongest=strongest)
        return Change(self._with(node), node)

    def set_open(self, id: str, open: bool = True) -> Change:
        """Opens a petal into its own eight. Refused `beyond_rings`, `not_placed`, `not_strongest`,
        `has_petals`.
        """
        node = self.node(id)
        if not open:
            if self.children.get(id):
                raise Refused("has_petals", id)
        elif self.ring(id) >= self.rings:
            raise Refused("beyond_rings", id)
        elif not node.slot:
            raise Refused("not_placed", id)
        elif self.opening == "chosen" and not (node.strongest or node.open):
            raise Refused("not_strongest", id)
        node = replace(node, open=open)
        return Change(self._with(node), node)

    def set_hidden(self, id: str, hidden: bool = True) -> Change:
        """Keeps a node from everyone's eyes without giving up its slot."""
        node = replace(self.node(id), hidden=hidden)
        return Change(self._with(node), node)

    def withdraw(self, id: str) -> "Blossom":
        """Takes a node out, words and all. What others put under it is theirs: it goes to the bench one
        ring in.
        """
        node = self.node(id)
        nodes, heirs = self.nodes.delete(id), self.children.get(id, ())
        for heir in heirs:
            child = nodes[heir]
            nodes = nodes.set(heir, replace(child, parent=node.parent, slot=BENCH, strongest=False))
        key = node.parent or _CENTRE
        siblings = tuple(other for other in self.children[key] if other != id) + heirs
        children = self.children.set(key, siblings)
        if id in children:
            children = children.delete(id)
        return replace(self, nodes=nodes, children=children, gone=self.gone.set(id, True))

    def write_alone(self) -> "Blossom":
        """From now on a slot is a wish, seen by its author only. What is settled stays where it is."""
        return replace(self, alone=True)

    def reveal(self) -> tuple["Blossom", tuple[Change, ...]]:
        """Settles all wishes in the order of their seq. Each change says what a node asked for in vain."""
        blossom, changes = replace(self, alone=False), []
        for wish in sorted((n for n in self.nodes.values() if n.wish is not None), key=lambda n: (n.seq, n.id)):
            node, bumped = blossom._seated(replace(wish, wish=None), wish.wish, full=True)
            blossom = blossom._with(node)
            changes.append(Change(blossom, node, bumped))
        return blossom, tuple(changes)

    def restore(self, node: Node) -> "Blossom":
        """A node as it was, for taking a change back; a slot that is taken by now gives the next free one."""
        known = self.node(node.id)
        node = replace(node, parent=known.parent, wish=None if known.wish is None else node.wish)
        if node.wish is None:
            node = self._seated(node, node.slot, full=True)[0]
        if not node.open and self.children.get(node.id):
            node = replace(node, open=True)
        return self._with(node)

    def recentre(self, text: str, language: str | None = None) -> "Blossom":
        """Other words in the heart: the intervention was renamed."""
        return replace(self, centre=text, language=language or self.language)

    # -- parts

    def _with(self, node: Node) -> "Blossom":
        return replace(self, nodes=self.nodes.set(node.id, node))

    def _seated(self, node: Node, slot: int | None, full: bool = False) -> tuple[Node, bool]:
        seat, bumped = self.seat(node.parent, slot, node.id)
        # A wish was accepted when it was made, so revealing it may always use the bench.
        if seat is BENCH and not self.bench and not full:
            raise Refused("petals_full", node.id)
        return replace(node, slot=seat), bumped

    def _fit(self, node: Node, slot: int | None) -> None:
        if slot is not BENCH and not ANY <= slot <= SLOTS:
            raise Refused("bad_slot", node.id)
        if not node.id or node.id in self.nodes or node.id in self.gone:
            raise Refused("node_exists", node.id)
        if not node.text.strip():
            raise Refused("no_text", node.id)
        if node.kind not in KINDS:
            raise Refused("no_such_kind", node.id)
        if node.source not in SOURCES:
            raise Refused("no_such_source", node.id)

    def _parent(self, node: Node) -> Node | None:
        if node.parent is None:
            return None
        if node.parent in self.gone:
            raise Refused("parent_withdrawn", node.parent)
        parent = self.node(node.parent)
        if parent.wish is not None and parent.author != node.author:
            # To anybody else it is not there yet; saying so would tell what somebody is writing alone.
            raise Refused("no_such_node", node.parent)
        if self.ring(parent.id) >= self.rings:
            raise Refused("beyond_rings", parent.id)
        if self.opening == "chosen" and not parent.open:
            raise Refused("not_open", parent.id)
        return parent
