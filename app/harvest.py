"""The tray "still to place", split over helpers: each card is with one person at a time, for a minute.

Leases live in memory: losing them costs a second look at a card, never a word.
"""

from __future__ import annotations

from collections import Counter

import msgspec

from sessions.cards import Precondition
from sessions.state import Room

LEASE_MS = 60_000


class Share(msgspec.Struct, frozen=True):
    """Which part of the tray a helper takes: all of it, one theme's suggestions, or one table's cards."""

    theme: str = ""
    table: int = 0

    def takes(self, card: Precondition) -> bool:
        if self.theme and card.placed.theme != self.theme:
            return False
        return not self.table or card.table == self.table


class Meter(msgspec.Struct, frozen=True):
    """How far the reading is. `agreed` of `judged`: hand placements in which the machine had been right."""

    waiting: int
    read: int
    total: int
    agreed: int
    judged: int


def in_tray(room: Room, card: Precondition) -> bool:
    """Unsure, and no human has placed it."""
    return card.placed.by == "machine" and not card.placed.sure and room.visible(card)


def tray(room: Room) -> list[Precondition]:
    """Oldest first."""
    return [card for pid in room.order if in_tray(room, card := room.preconditions[pid])]


def meter(room: Room) -> Meter:
    """Counted over the visible cards."""
    count: Counter[str] = Counter()
    for card in room.preconditions.values():
        if not room.visible(card):
            continue
        count["total"] += 1
        if in_tray(room, card):
            count["waiting"] += 1
        if card.placed.by == "hand":
            count["read"] += 1
            if card.machine_theme:
                count["judged"] += 1
                count["agreed"] += card.machine_theme == card.placed.theme
    return Meter(count["waiting"], count["read"], count["total"], count["agreed"], count["judged"])


class Leases:
    """Who is looking at which card of which room, until when."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], tuple[str, int]] = {}

    def next(self, room: Room, helper: str, share: Share, now: int) -> Precondition | None:
        """The helper's own card if it still waits, else the first that nobody holds; it is theirs for a minute."""
        self._held = {key: held for key, held in self._held.items() if held[1] > now}
        cards = [card for card in tray(room) if share.takes(card)]
        mine = [c for c in cards if self._held.get((room.code, c.id), ("", 0))[0] == helper]
        free = [c for c in cards if (room.code, c.id) not in self._held]
        chosen = next(iter(mine or free), None)
        if chosen is not None:
            self._held[(room.code, chosen.id)] = (helper, now + LEASE_MS)
        return chosen

    def skip(self, room: Room, helper: str, card: str, now: int) -> None:
        """Passed over: nobody gets it for a while, then it comes round again."""
        self._held[(room.code, card)] = (f"skipped by {helper}", now + LEASE_MS * 5)

    def done(self, room: Room, card: str) -> None:
        self._held.pop((room.code, card), None)
