"""Finds the words that decided, so that a facilitator can read them out and be telling the truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .features import Floats, Ints, Reading, Row
from .text import STOPWORDS, Word

MOST = 3  # words named at most
_NEARLY = 0.5  # a second word is named when it weighs at least this share of the first

Span = tuple[int, int]  # first word, one past the last


def word_weights(row: Row, pull: Floats, count: int) -> Floats:
    """How much each word pulls towards the answer, from what each column pulls (`pull`, one a row entry)."""
    share = row.values * pull / 2
    return (np.bincount(row.owners, share, minlength=count) + np.bincount(row.partners, share, minlength=count)).astype(
        np.float32
    )


def candidates(reading: Reading, label: str, weights: Floats) -> list[tuple[Span, ...]]:
    """Ways to explain `label`, best first: each is a set of word spans."""
    if not reading.words:
        return []
    from_lexicon = sorted(
        {(h.first, h.last) for h in reading.hits if h.theme == label}, key=lambda s: -_weight(weights, s)
    )
    named = [s for s in from_lexicon if _weight(weights, s) > 0]
    singles = _by_weight(reading.words, weights)
    pool = [*named, *(s for s in singles if not any(_within(s, n) for n in named))]
    pool.sort(key=lambda s: -_weight(weights, s) * (1.5 if s in named else 1.0))
    first = pool[0]
    strong = [s for s in pool[1:] if _weight(weights, s) >= _NEARLY * _weight(weights, first) > 0]
    chosen: list[Span] = [first]
    for span in strong:
        if len(chosen) < MOST and not any(_within(span, c) or _within(c, span) for c in chosen):
            chosen.append(span)
    # when the short explanation turns out untrue: fewer words, then others, then all that pull the right way
    rest: list[tuple[Span, ...]] = [
        (first,),
        *((s,) for s in singles[:3] if s != first),
        tuple(singles[:MOST]),
    ]
    return [tuple(sorted(chosen)), *rest]


def without(text: str, words: Sequence[Word], spans: Sequence[Span]) -> str:
    """The (cleaned) statement with those words struck out."""
    kept = list(text)
    for first, last in spans:
        for at in range(words[first].start, words[last - 1].end):
            kept[at] = " "
    return "".join(kept)


def shown(text: str, words: Sequence[Word], spans: Sequence[Span]) -> tuple[str, ...]:
    """The words as typed, each once."""
    return tuple(dict.fromkeys(text[words[f].start : words[last - 1].end] for f, last in spans))


def explain(
    text: str,
    reading: Reading,
    label: str,
    weights: Floats,
    confidence: float,
    confidence_of: Callable[[str], float],
) -> tuple[str, ...]:
    """The first candidate whose removal really lowers the confidence in `label`; else the one that lowers it
    most.

    `confidence_of(text)` asks the engine how much it believes in `label` for a changed statement.
    """
    best: tuple[float, tuple[Span, ...]] | None = None
    for spans in candidates(reading, label, weights):
        left = confidence_of(without(text, reading.words, spans))
        if left < confidence:
            return shown(text, reading.words, spans)
        if best is None or left < best[0]:
            best = left, spans
    return shown(text, reading.words, best[1]) if best else ()


def _by_weight(words: Sequence[Word], weights: Floats) -> list[Span]:
    order: Ints = np.argsort(-weights, kind="stable")
    telling = [int(i) for i in order if words[i].folded not in STOPWORDS and len(words[i].folded) > 1]
    return [(i, i + 1) for i in (telling or [int(i) for i in order])]


def _weight(weights: Floats, span: Span) -> float:
    return float(weights[span[0] : span[1]].sum())


def _within(a: Span, b: Span) -> bool:
    return b[0] <= a[0] and a[1] <= b[1]
