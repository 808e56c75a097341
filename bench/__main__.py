"""`python -m bench [--quick] [NAME …]`: measures, prints one table, writes bench/latest.json."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bench import documents, fanout, join, lotus, saturate, single, stage, taps
from bench.rows import Row, save, show

Measure = Callable[[], Awaitable[list[Row]]]
FULL: dict[str, Measure] = {
    "fanout": lambda: fanout.measure(),
    "taps": lambda: taps.latency(1000, 100, 10),
    "taps300": lambda: taps.latency(300, 100, 6),
    "slowdisk": lambda: taps.latency(1000, 100, 6, slow_disk=True),
    "peers": lambda: taps.peers_run(),
    "growth": lambda: taps.growth(),
    "join": lambda: join.wave(),
    "saturate": lambda: saturate.measure(),
    "appends": single.durable,
    "fold": single.long_day,
    "placing": single.placing,
    "lotus": lotus.measure,
    "stage": stage.measure,
    "documents": documents.measure,
}
QUICK: dict[str, Measure] = {
    "fanout": lambda: fanout.measure(rounds=60),
    "taps": lambda: taps.latency(1000, 100, 4),
    "fold": single.long_day,
    "placing": single.placing,
    "lotus": lotus.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fan-out and taps only, in half a minute")
    parser.add_argument("names", nargs="*", help=f"only these: {' '.join(FULL)}")
    asked = parser.parse_args()
    with suppress(ImportError):
        import uvloop

        uvloop.install()
    measures = QUICK if asked.quick else FULL
    rows: list[Row] = []
    start = time.perf_counter()
    for name, measure in measures.items():
        if asked.names and name not in asked.names:
            continue
        began = time.perf_counter()
        try:
            rows += asyncio.run(measure())
        except Exception as problem:  # one row that cannot be measured must not hide the others
            rows.append(Row(f"{name} could not be measured", float("nan"), "", limited=f"{problem!r}"[:100]))
        print(f"{name}: {time.perf_counter() - began:.0f} s", file=sys.stderr)
    save(rows, time.perf_counter() - start, asked.quick)
    print(show(rows))
    missed = [row for row in rows if row.met is False]
    print(f"\n{len(missed)} goals missed." if missed else "\nEvery goal measured here is met.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
