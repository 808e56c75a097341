"""What all lotuses of a room hold, as one flat list: the input of merging and ranking."""

from collections.abc import Iterable
from dataclasses import dataclass

from lotus.blossom import Blossom


@dataclass(frozen=True, slots=True)
class Entry:
    """One settled, visible node. `strong`: its table opened it or marked it as one of its strongest."""

    id: str
    text: str
    lotus: str = ""
    language: str = "nl"
    table: int | None = None
    author: str = ""
    kind: str = "undecided"
    source: str = "own"
    ingredient: str | None = None
    strong: bool = False
    parent: str | None = None
    seq: int = 0


def entries_of(lotuses: Iterable[tuple[str, Blossom]]) -> list[Entry]:
    """All that is settled and not hidden in these (id, blossom), by seq; the bench counts like the rest."""
    found = [
        Entry(
            id=node.id,
            text=node.text,
            lotus=lotus,
            language=node.language,
            table=node.table,
            author=node.author,
            kind=node.kind,
            source=node.source,
            ingredient=node.ingredient,
            strong=node.open or node.strongest,
            parent=node.parent,
            seq=node.seq,
        )
        for lotus, blossom in lotuses
        for node in blossom.nodes.values()
        if node.wish is None and not node.hidden
    ]
    found.sort(key=lambda entry: (entry.seq, entry.id))
    return found
