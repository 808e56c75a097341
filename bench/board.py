"""How long the server draws a board of 3,000 statements, for each region and after a change (goal: 15 ms each)."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from app.regions import page_regions
from app.rendering import Rendering
from sessions.watching import Audience, Viewer
from tests.rooms import hall, say

STATEMENTS = 3000
ROUNDS = 15


def measure() -> dict[str, float]:
    """Median milliseconds, view and drawing together, after each of a few new statements; and bytes of all regions."""
    story = hall(STATEMENTS)
    viewer = Viewer(Audience("board", "board", None, "nl"))
    regions = page_regions(Rendering())["board"]
    times: dict[str, list[float]] = {region.name: [] for region in regions}
    for _ in range(ROUNDS):
        say(story, "Nog iets dat een praktijk nodig heeft")
        for region in regions:
            start = time.perf_counter()
            region.render(region.view(story.room, viewer), story.room, viewer)
            times[region.name].append((time.perf_counter() - start) * 1000)
    medians = {name: sorted(values)[len(values) // 2] for name, values in times.items()}
    size = sum(len(r.render(r.view(story.room, viewer), story.room, viewer)) for r in regions)
    return {
        "flower_ms": round(medians["stagearea"], 2),
        "slowest_other_ms": round(max(ms for name, ms in medians.items() if name != "stagearea"), 2),
        "all_regions_kb": round(size / 1000, 1),
    }


if __name__ == "__main__":
    print(measure())
