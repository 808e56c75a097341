"""The parts by themselves, as rows: durable appends, the fold of a long day, placing one statement."""

from __future__ import annotations

import time

from bench import appends, fold
from bench.hall import statements
from bench.rows import Row, percentile


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
    """One statement at a time with the core engine, each text once, as new as they come."""
    from app.theming import Theming

    theming = Theming()
    words = statements()
    for language, text in words[count : count + 50]:
        theming.where("startmoment", [text], language)
    took = []
    for language, text in words[:count]:
        began = time.process_time()
        theming.where("startmoment", [text], language)
        took.append((time.process_time() - began) * 1000)
    return [Row("place a statement p95, core tier", percentile(took, 0.95), "ms CPU", 2, id="N15",
                limited=f"median {percentile(took, 0.5):.2f} ms")]  # fmt: skip
