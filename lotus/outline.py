"""A lotus as a nested, ordered outline: what a screen reader, a narrow phone, a text file and an export
walk through.
"""

from collections.abc import Iterator
from typing import NamedTuple

from lotus.blossom import Blossom, Node


class Line(NamedTuple):
    """One line of the outline. `depth` 1 is a petal of the centre; `path` is None on the bench."""

    node: Node
    depth: int
    path: str | None
    bench: bool
    petals: int
    """How many of its own eight are filled."""
    last: bool
    """Whether it closes its list, for a page that opens and closes lists as it goes."""


def outline(blossom: Blossom, reader: str | None = None, hidden: bool = False) -> list[Line]:
    """The lotus in reading order: slots 1-8, each followed by its own, then the bench.

    With `reader`, their own wishes stand where they asked; without, wishes are left out. `hidden` adds
    what is hidden.
    """
    return list(_lines(blossom, None, 1, reader, hidden))


def as_text(blossom: Blossom, bench: str = "–") -> str:
    """Plain text: the centre, then a line a node with its letters (`C`, `C.E`), two spaces a ring."""
    lines = [blossom.centre]
    for line in outline(blossom):
        letters = ".".join("ABCDEFGH"[int(step) - 1] for step in line.path.split(".")) if line.path else bench
        lines.append(f"{'  ' * line.depth}{letters} {line.node.text}")
    return "\n".join(lines) + "\n"


def _lines(blossom: Blossom, parent: str | None, depth: int, reader: str | None, hidden: bool) -> Iterator[Line]:
    shown = [n for n in blossom.under(parent) if _shown(n, reader, hidden)]
    shown.sort(key=lambda n: n.slot or n.wish or 9)
    for i, node in enumerate(shown):
        filled = sum(1 for n in blossom.under(node.id) if n.slot and _shown(n, reader, hidden))
        bench = node.slot is None and node.wish is None
        yield Line(node, depth, blossom.path(node.id), bench, filled, i == len(shown) - 1)
        yield from _lines(blossom, node.id, depth + 1, reader, hidden)


def _shown(node: Node, reader: str | None, hidden: bool) -> bool:
    if node.hidden and not hidden:
        return False
    return node.wish is None or (reader is not None and node.author == reader)
