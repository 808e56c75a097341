"""The parts by themselves, as rows: durable appends, the fold of a long day, placing one statement."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from bench import appends, fold
from bench.hall import statements
from bench.rows import Row, percentile

BURST = 16


async def durable() -> list[Row]:
    found = await appends.measure()
    rows = []
    for label in ("", ", fsync + 5 ms"):
        ours, plain = (
            found[f"appends a second, group commit{label}"],
            found[f"appends a second, one a transaction{label}"],
        )
        rows.append(Row(f"durable appends a second{label}", ours, "/s", baseline=plain, ratio=ours / plain,
                        limited="beside one a transaction"))  # fmt: skip
    return rows


async def long_day() -> list[Row]:
    found = await fold.measure()
    took = next(value for name, value in found.items() if name.startswith("fold"))
    read = next(value for name, value in found.items() if name.startswith("read"))
    return [Row("fold of 10,000 events", took, "ms", 300, id="N12", limited=f"reading them: {read:.0f} ms")]


async def placing(count: int = 400) -> list[Row]:
    """One statement at a time with either tier and a burst with the default one; each text as new as they come."""
    from app.theming import Theming

    theming = Theming()
    words = statements()
    for language, text in words[count : count + 50]:
        theming.where("startmoment", [text], language)
    rows = [
        _one_by_one(
            "core tier", lambda text, language: theming.where("startmoment", [text], language), words[:count], 2
        )
    ]
    engine = theming.default("startmoment")
    if engine is None:  # this installation has no more than the core
        return rows
    for language, text in words[count : count + 50]:
        engine.place(text, language)
    rows.append(_one_by_one("default tier", engine.place, words[:count], 8))
    began = time.process_time()
    for at in range(0, count, BURST):
        engine.place_many([(text, language) for language, text in words[at : at + BURST]])
    each = (time.process_time() - began) * 1000 / count
    rows.append(Row(f"place a statement in a batch of {BURST}, default tier", each, "ms CPU", 3, id="N15"))
    return rows


def _one_by_one(tier: str, place: Callable[[str, str], object], words: Sequence[tuple[str, str]], most: float) -> Row:
    took = []
    for language, text in words:
        began = time.process_time()
        place(text, language)
        took.append((time.process_time() - began) * 1000)
    return Row(f"place a statement p95, {tier}", percentile(took, 0.95), "ms CPU", most, id="N15",
               limited=f"median {percentile(took, 0.5):.2f} ms")  # fmt: skip
