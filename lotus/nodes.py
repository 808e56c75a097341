"""One petal of a lotus, and the words its fields may hold."""

from dataclasses import dataclass

SLOTS = 8
BENCH: None = None
ANY = 0
"""As an asked slot: the first free one."""
KINDS = ("undecided", "characteristic", "goal", "precondition")
SOURCES = ("own", "longlist")
OPENINGS = ("chosen", "all", "free")


@dataclass(frozen=True, slots=True)
class Node:
    """One petal, on whatever ring. `parent` None is the centre; `slot` None is the bench.

    `wish` is the slot its author asked for while everybody wrote alone (`ANY` for no matter which); it is
    None as soon as the node is settled. `seq` is the log's number for its arrival.
    """

    id: str
    text: str
    parent: str | None = None
    slot: int | None = BENCH
    language: str = "nl"
    kind: str = "undecided"
    source: str = "own"
    ingredient: str | None = None
    strongest: bool = False
    open: bool = False
    hidden: bool = False
    author: str = ""
    table: int | None = None
    seq: int = 0
    wish: int | None = None

    @property
    def letter(self) -> str:
        """A-H for slots 1-8, empty on the bench."""
        return "ABCDEFGH"[self.slot - 1] if self.slot else ""
