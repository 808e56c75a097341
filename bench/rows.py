"""A row of the benchmark's table: what was measured, beside what, against which goal, and what limited it."""

from __future__ import annotations

import json
import os
import platform
import time
from dataclasses import asdict, dataclass
from pathlib import Path

LATEST = Path(__file__).parent / "latest.json"


@dataclass
class Row:
    """`goal` with `most` True is a ceiling, else a floor; without a goal the row is there to be read."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    most: bool = True
    id: str = ""
    baseline: float | None = None
    ratio: float | None = None
    judged: str = "value"  # what the goal is about: value or ratio
    limited: str = ""

    @property
    def met(self) -> bool | None:
        measured = self.ratio if self.judged == "ratio" else self.value
        if self.goal is None or measured is None:
            return None
        return measured <= self.goal if self.most else measured >= self.goal


def number(value: float | None) -> str:
    if value is None:
        return "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def show(rows: list[Row]) -> str:
    """The table, one line a row."""
    head = ("", "what", "measured", "", "baseline", "ratio", "goal", "met?", "what limited it")
    lines = [head]
    for row in rows:
        goal = f"{'≤' if row.most else '≥'} {number(row.goal)}{'×' if row.judged == 'ratio' else ''}"
        met = {True: "yes", False: "NO", None: ""}[row.met]
        lines.append(
            (
                row.id, row.name, number(row.value), row.unit, number(row.baseline), number(row.ratio),
                goal if row.goal is not None else "", met, row.limited,
            )
        )  # fmt: skip
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    right = {2, 4, 5}
    return "\n".join(
        "  ".join(
            c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def save(rows: list[Row], took: float, quick: bool) -> None:
    LATEST.write_text(
        json.dumps(
            {
                "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                "seconds": round(took, 1),
                "quick": quick,
                "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
                "load_before": os.getloadavg(),
                "rows": [{**asdict(row), "met": row.met} for row in rows],
            },
            indent=1,
            ensure_ascii=False,
        )
        + "\n",
        "utf-8",
    )


def percentile(values: list[float], p: float) -> float:
    """The value below which `p` (0-1) of them lie; nan of none."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(p * len(ranked)))] if ranked else float("nan")
