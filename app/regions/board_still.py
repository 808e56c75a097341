"""A board that was frozen: what came in since then is kept, but not on the wall until it is let go.

Hiding still works at once: what is left out is only what is newer than the freeze, so a frozen board costs no more than
the number of cards that wait.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice, takewhile
from typing import TypeVar

from sessions.cards import Card, Commitment, Finding, Intervention, Precondition
from sessions.state import Roll, Room

T = TypeVar("T", bound=Card)


def on_the_wall(room: Room, card: Card) -> bool:
    """Whether a card may stand on the board: everybody may see it, and it was there before a freeze."""
    return room.visible(card) and (room.frozen_at is None or card.seq <= room.frozen_at)


def newest(room: Room, count: int) -> list[Precondition]:
    """The last `count` statements on the wall, newest first; looks at no more of them than needed."""
    return list(islice(_on_the_wall(room, room.order, room.preconditions), count))


def findings(room: Room) -> list[Finding]:
    """Newest first."""
    return list(_on_the_wall(room, room.finding_order, room.findings))


def commitments(room: Room) -> list[Commitment]:
    """Newest first."""
    return list(_on_the_wall(room, room.commitment_order, room.commitments))


def _on_the_wall(room: Room, order: Roll, cards: Mapping[str, T]) -> Iterator[T]:
    return (card for id in order.newest() if on_the_wall(room, card := cards[id]))


def counts(room: Room) -> Mapping[str, int]:
    """Statements on the wall by theme."""
    waiting = Counter(card.placed.theme for card in _waiting(room, room.order, room.preconditions))
    return {theme: n - waiting[theme] for theme, n in room.tally.items()}


def lever_counts(room: Room) -> Mapping[str, int]:
    """Interventions on the wall by lever."""
    waiting = Counter(lever for card in _waiting_interventions(room) for lever in card.levers)
    return {lever: n - waiting[lever] for lever, n in room.lever_tally.items()}


def interventions(room: Room) -> int:
    """How many interventions stand behind what is on the wall."""
    return room.shown_interventions - len(_waiting_interventions(room))


def _waiting_interventions(room: Room) -> list[Intervention]:
    return _waiting(room, room.intervention_order, room.interventions)


def _waiting(room: Room, order: Roll, cards: Mapping[str, T]) -> list[T]:
    """Visible cards that came after the freeze."""
    since = room.frozen_at
    if since is None:
        return []
    newer = takewhile(lambda card: card.seq > since, (cards[id] for id in order.newest()))
    return [card for card in newer if room.visible(card)]
