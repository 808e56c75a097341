"""A lotus as a room holds it: the blossom, whose it is, and what the room knows beside it."""

from __future__ import annotations

import msgspec
from immutables import Map

from lotus.blossom import Blossom
from lotus.entries import Entry, entries_of
from lotus.merging import Groups
from sessions.lotus_events import Hint

NO_GROUPS = Groups()


class Lotus(msgspec.Struct, frozen=True, kw_only=True):
    """One table's lotus; without a table it is its author's own.

    `rev` is the seq of its last change. `bumped` maps a node to the slot it asked for in vain, `hints` to the machine's
    word, `reasons` to why it is hidden, `linked` to the precondition it became as well;
    `held` waits for the facilitator: its table reads it, the board does not.
    """

    id: str
    blossom: Blossom
    author: str
    language: str
    table: int | None = None
    intervention: str = ""
    seq: int = 0
    rev: int = 0
    at: int = 0
    hidden: bool = False
    heart_held: bool = False
    withdrawn: bool = False
    reason: str = ""
    bumped: Map[str, int] = Map()
    hints: Map[str, Hint] = Map()
    reasons: Map[str, str] = Map()
    held: Map[str, bool] = Map()
    linked: Map[str, str] = Map()

    @property
    def key(self) -> str:
        """One lotus a table and heart."""
        whose = f"t{self.table}" if self.table is not None else f"p{self.author}"
        return lotus_key(whose, self.intervention, self.blossom.centre)


def lotus_key(whose: str, intervention: str, centre: str) -> str:
    return f"{whose}|{intervention or '=' + centre.casefold()}"


_made: dict[str, tuple[Lotus, list[Entry]]] = {}
_MOST = 4096


def entries(lotuses: Map[str, Lotus]) -> list[Entry]:
    """What of these lotuses may be counted and shown: settled, neither hidden nor held, by seq."""
    found = [entry for lotus in lotuses.values() for entry in _of_one(lotus)]
    found.sort(key=lambda entry: (entry.seq, entry.id))
    return found


def _of_one(lotus: Lotus) -> list[Entry]:
    """One lotus's entries, kept until it is another: an edit at one table makes no work for the others."""
    known = _made.get(lotus.id)
    if known is not None and known[0] is lotus:
        return known[1]
    found = [entry for entry in entries_of([(lotus.id, lotus.blossom)]) if entry.id not in lotus.held]
    if len(_made) >= _MOST:
        _made.clear()
    _made[lotus.id] = (lotus, found)
    return found
