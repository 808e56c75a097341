"""`make themes-eval`: prints what the theming tiers can do, on a labelled table or on held-out parts of the corpus.

python -m tools.themes_eval --test statements.tsv --families characteristics.tsv
python -m tools.themes_eval                       core in cross-validation on the pack's own corpus
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np

from facilitation.theming import Engine, Pack, Placement, core_engine, default_engine, load_pack
from facilitation.theming.evaluate import Quality, family_among_two, judge, measure
from facilitation.theming.pack import Example
from facilitation.theming.train import train


def main() -> None:
    """Measure each tier and print it."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--pack", default="startmoment")
    ask.add_argument("--test", type=Path, help="table with id, lang, text, theme, second_theme")
    ask.add_argument("--families", type=Path, help="table with id, lang, text, family")
    ask.add_argument("--json", action="store_true")
    args = ask.parse_args()
    pack = load_pack(args.pack)
    if args.test is None:
        figures = {"core, cross-validation on the corpus": held_out(pack)}
    else:
        statements = read(args.test, "theme")
        traits = read(args.families, "family") if args.families else []
        figures = {}
        for tier in ("core", "default"):
            engine = make(pack, tier)
            if tier == "default" and engine.id == "core":
                print("default tier: not installed here (no model or no onnxruntime)", file=sys.stderr)
                continue
            figures[tier] = measure(engine, statements, time.thread_time)
            if traits:
                first, two = family_among_two(engine, traits)
                print(f"{tier}: family first {first:.3f}, among two {two:.3f} of {len(traits)}")
            print(f"{tier}: {memory(args.pack, tier)}")
    if args.json:
        print(json.dumps({tier: asdict(q) for tier, q in figures.items()}, indent=1))
        return
    for tier, quality in figures.items():
        show(tier, quality)


def make(pack: Pack, tier: str) -> Engine:
    """An engine by the name of its tier."""
    return core_engine(pack) if tier == "core" else default_engine(pack)


def read(file: Path, label: str) -> list[Example]:
    """A labelled table."""
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Example(r["id"], r["lang"], r["text"], r[label], r.get("second_theme") or "") for r in rows]


def held_out(pack: Pack) -> Quality:
    """Core in five-fold cross-validation: each statement placed by weights that have not seen it."""
    trained = train(pack)
    sure = trained.weights.heads["theme"].sure
    placements = []
    for row in trained.held_out["theme"]:
        order = np.argsort(-row)
        best = float(row[order[0]])
        placements.append(
            Placement(pack.themes[order[0]], pack.themes[order[1]], best, best >= sure, (), "core/held-out")
        )
    return judge(pack.statements(), placements)


def memory(pack: str, tier: str) -> str:
    """Resident memory and start-up time of a fresh process that has the engine loaded and has placed a batch."""
    code = (
        "import resource,sys,time;t=time.perf_counter();from tools.themes_eval import make,load_pack;"
        f"e=make(load_pack({pack!r}),{tier!r});s=time.perf_counter()-t;e.place_many([('meer geld en tijd','nl')]*16);"
        "print(f'{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/1024:.0f} MB, ready in {s:.2f} s')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def show(tier: str, q: Quality) -> None:
    """Print one tier's figures."""
    found, others = q.other_found
    print(f"\n== {tier}: {q.count} statements")
    print(
        f"accuracy@1 {q.first:.3f}   @2 {q.two:.3f}   macro-F1 {q.macro_f1:.3f}   calibration error {q.calibration:.3f}"
    )
    print(f"sure {q.sure_share:.3f} of all, of those right {q.sure_right:.3f};  other found {found}/{others}")
    print("language  " + "  ".join(f"{k} {right:.3f} ({n})" for k, (n, right) in q.by_language.items()))
    print("theme           rows  precision  recall")
    for theme, (rows, precision, recall) in q.by_theme.items():
        print(f"{theme:15s} {rows:4d}  {precision:9.3f}  {recall:6.3f}")
    print("confused  " + ", ".join(f"{a}→{b} {n}" for a, b, n in q.confusions))
    if not np.isnan(q.reasons_true):
        print(f"reasons that hold {q.reasons_true:.3f}")
        print(f"one at a time {q.one_ms[0]:.2f} ms (p95 {q.one_ms[1]:.2f}); in batches of 16 {q.batch_ms:.2f} ms")


if __name__ == "__main__":
    main()
