"""The outline of one petal, and how seeds are packed into it: pure functions that return numbers.

A petal has its own frame: base at 0,0, tip at 0,-length, y downwards as on a screen.
"""

import bisect
import functools
import math
from collections.abc import Sequence

import numpy as np

Point = tuple[float, float]

# Half the outline of a unit petal, base (0,0) to tip (0,-1), as cubic segments: start, two handles, end.
_OUTLINE = (
    ((0.0, 0.0), (0.17, -0.02), (0.395, -0.28), (0.395, -0.55)),
    ((0.395, -0.55), (0.395, -0.80), (0.11, -0.855), (0.0, -1.0)),
)
_ROWS = 72
STEP = 45.0


@functools.lru_cache(maxsize=2048)
def petal_path(length: float, width: float = 1.0) -> str:
    """SVG path of a petal with its base at 0,0 and its tip at 0,-length."""

    def at(point: Point, side: int = 1) -> str:
        return f"{point[0] * side * length * width:.1f},{point[1] * length:.1f}"

    low, high = _OUTLINE
    right = f"C{at(low[1])} {at(low[2])} {at(low[3])}C{at(high[1])} {at(high[2])} {at(high[3])}"
    left = f"C{at(high[2], -1)} {at(high[1], -1)} {at(high[0], -1)}C{at(low[2], -1)} {at(low[1], -1)} 0,0Z"
    return f"M0,0{right}{left}"


def _profile() -> tuple[list[float], list[float]]:
    points: dict[float, float] = {}
    for a, b, c, d in _OUTLINE:
        for k in range(61):
            t = k / 60
            u = 1 - t
            x, y = (u**3 * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t**3 * d[i] for i in (0, 1))
            points[-y] = x
    ys = sorted(points)
    return ys, [points[y] for y in ys]


_YS, _XS = _profile()


def half_width(y: float, width: float = 1.0) -> float:
    """Half the width of the unit petal at distance y (0..1) from its base; 0 outside."""
    if y <= 0 or y >= 1:
        return 0.0
    i = bisect.bisect_left(_YS, y)
    y0, y1 = _YS[i - 1], _YS[i]
    return width * (_XS[i - 1] + (_XS[i] - _XS[i - 1]) * (y - y0) / (y1 - y0))


# The whole outline of a unit petal as a closed line: up its left side, down its right.
_SIDE = [(-x, y) for x, y in zip(_XS, _YS, strict=True)][::3]
_SHAPE = np.array([*_SIDE, *[(-x, y) for x, y in reversed(_SIDE)], _SIDE[0]]).T


# Half the width of a unit petal at _ROWS + 1 heights.
_OWN = np.interp(np.arange(_ROWS + 1) / _ROWS, _YS, _XS)


@functools.lru_cache(maxsize=512)
def _reach(length: float, heart: float, neighbour: float) -> tuple[float, ...]:
    """For _ROWS+1 heights in a petal: how far it goes to the right before its edge or the overprint begins.

    The neighbour, of length `neighbour`, is the same outline turned by 45 degrees.
    """
    own = _OWN * length
    if neighbour <= 0:
        return tuple(own.tolist())
    sin, cos = math.sin(math.radians(STEP)), math.cos(math.radians(STEP))
    # In our frame: x across, y outwards from our base.
    across, outwards = _SHAPE[0] * neighbour, heart + _SHAPE[1] * neighbour
    x, y = across * cos + outwards * sin, outwards * cos - across * sin - heart
    x0, y0, x1, y1 = x[:-1, None], y[:-1, None], x[1:, None], y[1:, None]
    rows = np.arange(_ROWS + 1)[None, :] * (length / _ROWS)
    crosses = (np.minimum(y0, y1) <= rows) & (rows <= np.maximum(y0, y1)) & (y0 != y1)
    part = (rows - y0) / np.where(y0 == y1, 1.0, y1 - y0)
    theirs = np.where(crosses, x0 + (x1 - x0) * part, np.inf).min(axis=0)
    # Between two heights the nearer counts, so that the line drawn between them never enters the overprint.
    theirs[1:-1] = np.minimum(theirs[1:-1], np.minimum(theirs[:-2], theirs[2:]))
    return tuple(np.minimum(own, theirs).tolist())


def _rows(
    length: float, right: Sequence[float], left: Sequence[float], pitch: float
) -> list[tuple[float, float, int, int]]:
    """(y, shift, first, last) of each row: seeds at x = (k + shift) * pitch for first <= k <= last."""
    rows = []
    inset, scale = pitch * 0.6, _ROWS / length
    y, shift = inset * 1.1, 0.0
    while y < length - inset:
        low = int(y * scale)
        part = y * scale - low
        most = right[low] + (right[low + 1] - right[low]) * part - inset
        least = inset - left[low] - (left[low + 1] - left[low]) * part
        if most >= least:
            first, last = math.ceil(least / pitch - shift), math.floor(most / pitch - shift)
            if last >= first:
                rows.append((y, shift, first, last))
        y += pitch * 0.866
        shift = 0.5 - shift
    return rows


@functools.lru_cache(maxsize=1024)
def seeds(
    count: int, length: float, heart: float, before: float = 0.0, after: float = 0.0
) -> tuple[tuple[Point, ...], float]:
    """(`count` seed positions, pitch) in a petal of this length its base `heart` from the flower's centre.

    Hexagonal rows at the coarsest pitch that seats them all, from the heart outwards, kept out of the
    overprint with the neighbours (of lengths `before` and `after`) so that each is read in one petal.
    """
    if count <= 0:
        return (), 0.0
    right, left = _reach(length, heart, after), _reach(length, heart, before)

    def room(pitch: float) -> int:
        return sum(last - first + 1 for _, _, first, last in _rows(length, right, left, pitch))

    # A petal covers about half its length squared; what the neighbours leave of it is less, never more.
    coarse = min(length * 0.6, 1.2 * math.sqrt(0.5 * length**2 / (count * 0.866)))
    fine = coarse / 2 if room(coarse / 2) >= count else 1.0
    while coarse - fine > 0.05:
        middle = (fine + coarse) / 2
        fine, coarse = (middle, coarse) if room(middle) >= count else (fine, middle)
    points: list[Point] = []
    for y, shift, first, last in _rows(length, right, left, fine):
        points += [((k + shift) * fine, -y) for k in range(first, last + 1)]
    points += [(0.0, -length * 0.5)] * (count - len(points))
    points.sort(key=lambda p: (round(math.hypot(p[0], heart - p[1])), abs(p[0]), p[0]))
    return tuple((round(x, 1), round(y, 1)) for x, y in points[:count]), fine
