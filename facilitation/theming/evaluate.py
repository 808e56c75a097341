"""Measures an engine on labelled statements: how often right, where not, how sure, how true its reasons, how fast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .pack import Example
from .placement import OTHER, Engine, Placement

BINS = 10


@dataclass(frozen=True, slots=True)
class Quality:
    """Figures of one engine on one set of statements; shares are between 0 and 1, times in milliseconds."""

    count: int
    first: float  # accuracy@1
    two: float  # the label among theme and second theme
    macro_f1: float
    by_theme: dict[str, tuple[int, float, float]]  # rows, precision, recall
    by_language: dict[str, tuple[int, float]]
    sure_share: float
    sure_right: float
    other_found: tuple[int, int]
    calibration: float  # expected calibration error over ten bins
    confusions: list[tuple[str, str, int]]  # label, said, times
    reasons_true: float  # striking out the named words changes the theme or lowers the confidence
    one_ms: tuple[float, float]  # median and 95th percentile, one at a time
    batch_ms: float  # a statement in batches of sixteen


def measure(engine: Engine, examples: Sequence[Example], clock: Callable[[], float]) -> Quality:
    """Place every example and compare. `clock` gives seconds of processor time (this floor has no clock of its own)."""
    engine.place("warm up", "en")
    placements, taken = [], []
    for example in examples:
        start = clock()
        placements.append(engine.place(example.text, example.language))
        taken.append(1000 * (clock() - start))
    items = [(e.text, e.language) for e in examples]
    start = clock()
    for at in range(0, len(items), 16):
        engine.place_many(items[at : at + 16])
    batch = 1000 * (clock() - start) / max(1, len(items))
    return judge(examples, placements, _reasons(engine, examples, placements), taken, batch)


def judge(
    examples: Sequence[Example],
    placements: Sequence[Placement],
    reasons_true: float = float("nan"),
    taken: Sequence[float] = (0.0,),
    batch: float = float("nan"),
) -> Quality:
    """Compare placements with labels."""
    right = np.array([e.label == p.theme for e, p in zip(examples, placements, strict=True)])
    two = [e.label in (p.theme, p.second_theme) for e, p in zip(examples, placements, strict=True)]
    sure = np.array([p.sure for p in placements])
    confidence = np.array([p.confidence for p in placements])
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        float(np.mean(bins == b)) * abs(float(right[bins == b].mean() - confidence[bins == b].mean()))
        for b in range(BINS)
        if (bins == b).any()
    ]
    wrong = Counter((e.label, p.theme) for e, p in zip(examples, placements, strict=True) if e.label != p.theme)
    by_theme, scores = {}, []
    for theme in dict.fromkeys(e.label for e in examples):
        said = sum(p.theme == theme for p in placements)
        meant = sum(e.label == theme for e in examples)
        hit = sum(e.label == p.theme == theme for e, p in zip(examples, placements, strict=True))
        by_theme[theme] = (meant, hit / said if said else 0.0, hit / meant)
        scores.append(2 * hit / (said + meant))
    by_language = {}
    for language in dict.fromkeys(e.language for e in examples):
        here = np.array([e.language == language for e in examples])
        by_language[language] = (int(here.sum()), float(right[here].mean()))
    others = [p.theme == OTHER for e, p in zip(examples, placements, strict=True) if e.label == OTHER]
    return Quality(
        count=len(examples),
        first=float(right.mean()),
        two=float(np.mean(two)),
        macro_f1=float(np.mean(scores)),
        by_theme=by_theme,
        by_language=by_language,
        sure_share=float(sure.mean()),
        sure_right=float(right[sure].mean()) if sure.any() else float("nan"),
        other_found=(sum(others), len(others)),
        calibration=sum(gaps),
        confusions=[(a, b, n) for (a, b), n in wrong.most_common(10)],
        reasons_true=reasons_true,
        one_ms=(float(np.median(taken)), float(np.percentile(taken, 95))),
        batch_ms=batch,
    )


def family_among_two(engine: Engine, examples: Sequence[Example]) -> tuple[float, float]:
    """Share of characteristics whose family is suggested first, and among the first two."""
    ranked = [[f for f, _ in engine.place_family(e.text, e.language).families] for e in examples]
    first = [e.label == r[0] for e, r in zip(examples, ranked, strict=True)]
    two = [e.label in r[:2] for e, r in zip(examples, ranked, strict=True)]
    return float(np.mean(first)), float(np.mean(two))


def _reasons(engine: Engine, examples: Sequence[Example], placements: Sequence[Placement]) -> float:
    held = []
    for example, placement in zip(examples, placements, strict=True):
        rest = example.text
        for named in placement.because:
            rest = rest.replace(named, " ")
        again = engine.place(rest, example.language)
        held.append(again.theme != placement.theme or again.confidence < placement.confidence)
    return float(np.mean(held)) if held else float("nan")
