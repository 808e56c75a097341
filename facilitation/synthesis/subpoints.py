"""Sub-points inside a theme, and its most telling quotes: who said nearly the same, and whose words say it best.

A sub-point is a star: one card and the cards near it. The card with most near cards names it, so every member is near
the name that is printed; chains of cards that only resemble their neighbour do not become one point.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from facilitation.synthesis.counting import Count, count, in_order
from facilitation.synthesis.inputs import Statement

Near = Callable[[Sequence[str]], Iterable[tuple[int, int, float]]]
"""Texts to pairs (i, j, similarity) that say nearly the same."""

PRIVATE = re.compile(r"[\w.+-]+@[\w-]+\.\w|(?:\+|00)?\d[\d .()/-]{7,}\d")
"""What looks like a mail address or a telephone or national number: never quoted up front."""


@dataclass(frozen=True, slots=True)
class SubPoint:
    """A group of near-duplicates. `centre` is the most central card, whose words name the group."""

    centre: str
    members: tuple[str, ...]
    place: int
    count: Count

    @property
    def single_table(self) -> bool:
        return self.count.tables <= 1


def subpoints(cards: Sequence[Statement], near: Near, supporters: dict[str, list[Statement]]) -> list[SubPoint]:
    """Groups of two or more of these cards, by the rule of order. `supporters`: card id to what was merged into it."""
    closeness: dict[int, dict[int, float]] = {i: {} for i in range(len(cards))}
    for i, j, similarity in near([card.text for card in cards]):
        closeness[i][j] = closeness[j][i] = similarity
    free = {i for i in closeness if closeness[i]}
    stars: list[tuple[int, list[int]]] = []
    degree = {i: sum(closeness[i].values()) for i in free}
    while free:
        centre = min(free, key=lambda i: (-degree[i], cards[i].seq, cards[i].id))
        around = sorted(j for j in closeness[centre] if j in free)
        free.discard(centre)
        if not around or degree[centre] <= 0:
            continue
        for j in around:
            free.discard(j)
        for gone in (centre, *around):
            for k, similarity in closeness[gone].items():
                if k in free:
                    degree[k] -= similarity
        stars.append((centre, around))
    counted = []
    for centre, around in stars:
        members = [cards[centre], *(cards[j] for j in around)]
        voices = [voice for card in members for voice in (card, *supporters.get(card.id, ()))]
        counted.append(((members[0].id, tuple(m.id for m in members)), count(voices)))
    return [SubPoint(centre, members, place, c) for place, (centre, members), c in in_order(counted)]


def quotes(cards: Sequence[Statement], points: Sequence[SubPoint], most: int | None = None) -> list[str]:
    """Ids of three to five cards to print word for word.

    Taken one by one: the card whose sub-point has most tables behind it, from a table, a language and a sub-point not
    heard yet where there is one; never the same person twice, never what looks like somebody's address or number.
    """
    wanted = most if most is not None else 3 + (len(cards) >= 20) + (len(cards) >= 40)
    point_of = {member: i for i, point in enumerate(points) for member in point.members}
    centres = {point.centre for point in points}
    left = [card for card in cards if not PRIVATE.search(card.text)]
    taken: list[Statement] = []
    while left and len(taken) < wanted:
        languages = {card.language for card in taken}
        tables = {card.table for card in taken}
        heard = {point_of.get(card.id, -1) for card in taken} - {-1}

        def telling(card: Statement) -> tuple[int, ...]:
            point = point_of.get(card.id)
            return (
                point is not None and point in heard,  # noqa: B023  used within its round only
                card.table in tables,  # noqa: B023
                -(len(languages) > 0 and card.language not in languages),  # noqa: B023
                -(points[point].count.tables if point is not None else 1),
                card.id not in centres,
                not 12 <= len(card.text) <= 160,
                card.seq,
            )

        best = min(left, key=telling)
        taken.append(best)
        said = best.text.casefold().strip()
        left = [card for card in left if card.author != best.author and card.text.casefold().strip() != said]
    return [card.id for card in taken]
