"""Where petals, seeds and words of a lotus stand: pure functions that return numbers, for any screen or page.

Units are those of the drawing's own view box, y downwards, the flower's centre at 0,0. A petal is drawn in
its own frame, shifted outwards by the heart's radius and turned clockwise from the top.
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from lotus.petal import STEP, Point, half_width, petal_path, seeds

FULL_AT = 24
"""With fewer entries than this no petal is full: the flower visibly grows in the first minutes."""
BUD = 40.0
"""Shortest petal that has anything in it, so that one voice shows."""
MOST_MARKS = 400


@dataclass(frozen=True, slots=True)
class Petal:
    """One petal of the flower of themes. `turn` in degrees; seeds in its own frame; `label` is an anchor."""

    index: int
    count: int
    turn: float
    length: float
    path: str
    seeds: tuple[Point, ...]
    seed_size: float
    newest: Point | None
    label: Point
    side: str
    """`r` or `l`: on which side of the flower the label stands."""


@dataclass(frozen=True, slots=True)
class Flower:
    """The flower of themes. `mark_stands_for` is how many entries a seed is: over 1 only when very full."""

    petals: tuple[Petal, ...]
    ghost: str
    heart: float
    mark_stands_for: int


@dataclass(frozen=True, slots=True)
class Mini:
    """One petal of the little lotus inside a petal."""

    turn: float
    path: str


@dataclass(frozen=True, slots=True)
class LotusPetal:
    """One petal of a lotus: a little lotus around `inside`, its name anchored at `label`."""

    index: int
    turn: float
    inside: Point
    minis: tuple[Mini, ...]
    label: Point
    side: str


@dataclass(frozen=True, slots=True)
class LotusDrawing:
    """A lotus with its eight petals; `path` is the one outline they share; hearts are radii."""

    petals: tuple[LotusPetal, ...]
    path: str
    heart: float
    core: float
    mini_heart: float


@dataclass(frozen=True, slots=True)
class PhonePetal:
    """One petal on a phone: its name stands at `name`; `dots` are its eight, relative to the name."""

    index: int
    turn: float
    name: Point
    dots: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class PhoneDrawing:
    petals: tuple[PhonePetal, ...]
    path: str
    heart: float
    core: float
    view: tuple[float, float, float, float]


def turn(index: int) -> float:
    """Degrees clockwise from the top of petal 0-7: between the axes, so that labels form two columns."""
    return STEP / 2 + STEP * index


def scale_for(count: int, most: int, full_at: int = FULL_AT) -> float:
    """Share of the full length, so that a petal's area is proportional to its count."""
    return math.sqrt(count / max(full_at, most)) if count > 0 else 0.0


def petal_lengths(counts: Sequence[int], longest: float) -> tuple[float, ...]:
    """Length of each petal: 0 without entries, else at least a bud, its area in proportion to the count."""
    most = max(counts, default=0)
    # Whole units: a flower that changes by less than that looks the same and keeps its packed seeds.
    return tuple(float(max(round(longest * scale_for(n, most)), BUD)) if n > 0 else 0.0 for n in counts)


def flower(counts: Sequence[int], *, heart: float = 92.0, longest: float = 272.0, newest: int | None = None) -> Flower:
    """The flower of eight themes with a seed an entry. `newest` is the petal (0-7) whose last seed just came.

    Above MOST_MARKS in one petal a seed stands for 5, 25 … entries; the board must then say so.
    """
    lengths = petal_lengths(counts, longest)
    unit = 1
    while max(counts, default=0) / unit > MOST_MARKS:
        unit *= 5
    petals = []
    for i, (count, length) in enumerate(zip(counts, lengths, strict=True)):
        marks = max(1, round(count / unit)) if count > 0 else 0
        before, after = lengths[i - 1], lengths[(i + 1) % len(lengths)]
        points, pitch = seeds(marks, length, heart, before, after) if marks else ((), 0.0)
        petals.append(
            Petal(
                index=i,
                count=count,
                turn=turn(i),
                length=length,
                path=petal_path(length) if marks else "",
                seeds=points,
                seed_size=round(max(5.0, min(pitch * 0.56, 19.0)), 1),
                newest=_landing(points, length) if i == newest and points else None,
                label=_flower_label(i, heart + longest),
                side="r" if i < 4 else "l",
            )
        )
    return Flower(tuple(petals), petal_path(longest), heart, unit)


def _landing(points: Sequence[Point], length: float) -> Point:
    """Where a newcomer's halo fits: the outermost seed with room around it, else the innermost."""
    fits = [p for p in points if half_width(-p[1] / length) * length - abs(p[0]) > 26 and length + p[1] > 52]
    return (fits or points[:1])[-1]


def _flower_label(index: int, radius: float) -> Point:
    angle = math.radians(turn(index))
    x, y = abs(math.sin(angle) * radius), -math.cos(angle) * radius
    if index in (0, 3, 4, 7):
        return round(x + 60, 1), round(y * 0.885, 1)
    return round(x + 16, 1), round(y * 0.98 - (12 if index in (2, 5) else 0), 1)


VOICES = ((8, 37.0), (12, 53.0), (17, 69.0), (22, 85.0))
"""Rings of marks around the letter of a petal: how many, and how far from it."""
VOICE = 6.5


def voices(count: int) -> tuple[Point, ...]:
    """A mark (of radius VOICE) for each voice around the letter of a petal, ring by ring clockwise from the top.

    A new one never moves the others. Past the last ring there are no more: the number beside says how many.
    """
    points: list[Point] = []
    for seats, radius in VOICES:
        for k in range(min(seats, count - len(points))):
            angle = 2 * math.pi * k / seats
            points.append((round(math.sin(angle) * radius, 1), round(-math.cos(angle) * radius, 1)))
    return tuple(points)


def lotus(
    inner: Sequence[Sequence[int]], *, heart: float = 112.0, length: float = 284.0, mini: float = 76.0
) -> LotusDrawing:
    """The room's lotus: per petal a little lotus of its own eight counts, in entry order, on one scale.

    `inner` holds up to eight lists of up to eight counts; a count of 0 leaves that little petal out.
    """
    most = max((n for counts in inner for n in counts), default=0)
    petals = []
    for i, counts in enumerate(inner):
        angle = math.radians(turn(i))
        at = heart + length * 0.535
        minis = tuple(
            Mini(STEP * k, petal_path(round(max(mini * math.sqrt(n / most), 14.0), 1), 0.94))
            for k, n in enumerate(counts)
            if n > 0
        )
        radius = heart + length
        x, y = abs(math.sin(angle) * radius), -math.cos(angle) * radius
        label = (round(x + 62, 1), round(y * 0.9, 1)) if i in (0, 3, 4, 7) else (round(x + 16, 1), round(y * 0.98, 1))
        inside = (round(math.sin(angle) * at, 1), round(-math.cos(angle) * at, 1))
        petals.append(LotusPetal(i, turn(i), inside, minis, label, "r" if i < 4 else "l"))
    return LotusDrawing(tuple(petals), petal_path(length), heart, heart + 10, 21.0)


@functools.lru_cache(maxsize=8)
def phone_lotus(heart: float = 52.0, length: float = 126.0) -> PhoneDrawing:
    """The lotus on a phone: eight petals to tap, in each a name and eight dots."""
    petals = []
    for i in range(8):
        angle, at = math.radians(turn(i)), heart + length * 0.53
        name = (round(math.sin(angle) * at, 1), round(-math.cos(angle) * at, 1))
        dots = tuple((round((k - 3.5) * 8, 1), 12.0) for k in range(8))
        petals.append(PhonePetal(i, turn(i), name, dots))
    return PhoneDrawing(tuple(petals), petal_path(length, 0.98), heart, heart + 5, (-195.0, -182.0, 390.0, 362.0))
