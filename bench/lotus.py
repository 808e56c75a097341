"""What the flower of 3,000 statements and the shared lotus of 2,000 nodes cost, in milliseconds."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from lotus import petal
from lotus.entries import Entry
from lotus.geometry import flower
from lotus.merging import Groups
from lotus.ranking import opened, shared_lotus

COUNTS = [600, 570, 490, 410, 360, 250, 210, 110]


def best_ms(job: Callable[[], object], rounds: int = 5) -> float:
    """The quickest of some rounds: the others were somebody else's work."""
    best = 1e9
    for _ in range(rounds):
        started = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - started)
    return best * 1000


def packed_cold() -> None:
    petal.seeds.cache_clear()
    flower(COUNTS)


def measure() -> dict[str, float]:
    """`flower_cold_ms` (all seeds packed anew), `flower_warm_ms`, `lotus_ms` (one regrouping at 2,000 nodes)."""
    dice = random.Random(7)
    entries = [_entry(i, dice) for i in range(2000)]
    groups = Groups()
    for g in range(54):
        groups = groups.create(f"g{g}", {"nl": f"groep {g}"}, [f"n{i}" for i in range(g, 1800, 54)])

    def regroup() -> None:
        shared = shared_lotus(groups.add("g3", ["n1900"]), entries)
        opened(groups, entries, shared.petals[0].group)

    return {
        "flower_cold_ms": best_ms(packed_cold),
        "flower_warm_ms": best_ms(lambda: flower(COUNTS)),
        "lotus_ms": best_ms(regroup),
    }


def _entry(i: int, dice: random.Random) -> Entry:
    table, author = dice.randrange(30), f"p{dice.randrange(300)}"
    return Entry(f"n{i}", f"n{i}", table=table, author=author, seq=i, strong=dice.random() < 0.1)
