"""Which entries may be the same thing, and why: the evidence a person sees before confirming a group.

Each finder takes entries and yields pairs. Sure pairs (the same words, ingredient or stems) hold by
themselves; near pairs (spelling, meaning) only count where all of a cluster are near each other.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from lotus.entries import Entry
from lotus.words import NEGATIONS, fold, keywords, stems

SURE = ("same_ingredient", "same_words", "same_stems")


class Pair(NamedTuple):
    """Two entry ids that look alike. `why` is a slug; `score` 0..1; `words` what they share, if words."""

    a: str
    b: str
    why: str
    score: float = 1.0
    words: tuple[str, ...] = ()


Finder = Callable[[Sequence[Entry]], Iterable[Pair]]


def same_ingredient(entries: Sequence[Entry]) -> Iterator[Pair]:
    """Picked from the same line of the longlist."""
    return _alike(entries, "same_ingredient", lambda e: e.ingredient, lambda e: ())


def same_words(entries: Sequence[Entry]) -> Iterator[Pair]:
    """The same words but for capitals, accents and punctuation, in whatever language."""
    return _alike(entries, "same_words", lambda e: fold(e.text), lambda e: tuple(fold(e.text).split()))


def same_stems(entries: Sequence[Entry]) -> Iterator[Pair]:
    """The same words that carry meaning, in whatever form and order: `kennis delen`, `delen van kennis`."""

    def key(entry: Entry) -> Hashable:
        found = stems(entry.text, entry.language)
        return (entry.language, found) if found else None

    return _alike(entries, "same_stems", key, lambda e: tuple(keywords(e.text, e.language)))


def same_spelling(entries: Sequence[Entry], least: float = 0.9) -> Iterator[Pair]:
    """The same words but for slips of the thumb. Score: normalised Indel similarity (rapidfuzz)."""
    first: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if len(fold(entry.text)) >= 6:
            first.setdefault((entry.language, fold(entry.text)), entry)
    for language in sorted({key[0] for key in first}):
        some = [entry for key, entry in first.items() if key[0] == language]
        texts = [fold(entry.text) for entry in some]
        scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=least * 100, dtype=np.float32)
        for i, j in zip(*np.nonzero(np.triu(scores, 1)), strict=True):
            if _only_slips(texts[i], texts[j]):
                yield Pair(some[i].id, some[j].id, "same_spelling", round(float(scores[i, j]) / 100, 3))


def near_meaning(vectors: NDArray[Any], least: float) -> Finder:
    """A finder for a row of numbers an entry (a sentence embedding): pairs with at least that cosine."""

    def find(entries: Sequence[Entry]) -> Iterator[Pair]:
        if len(vectors) != len(entries):
            raise ValueError(f"{len(vectors)} vectors for {len(entries)} entries")
        if not len(entries):
            return
        rows = np.asarray(vectors, dtype=np.float32)
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        rows = rows / np.maximum(length, np.float32(1e-12))
        near = np.triu(rows @ rows.T, 1)
        for i, j in zip(*np.nonzero(near >= least), strict=True):
            a, b = entries[i], entries[j]
            # Vectors hardly see a "not"; a person does.
            if a.language != b.language or _refusing(fold(a.text)) == _refusing(fold(b.text)):
                yield Pair(a.id, b.id, "near_meaning", round(min(1.0, float(near[i, j])), 3))

    return find


def _alike(
    entries: Sequence[Entry],
    why: str,
    key: Callable[[Entry], Hashable],
    words: Callable[[Entry], tuple[str, ...]],
) -> Iterator[Pair]:
    first: dict[Hashable, Entry] = {}
    for entry in entries:
        found = key(entry)
        if not found:
            continue
        known = first.setdefault(found, entry)
        if known is not entry:
            yield Pair(known.id, entry.id, why, 1.0, words(entry))


def _only_slips(a: str, b: str) -> bool:
    """Whether two texts differ by slips only: as many words, none of them turned into its opposite."""
    ours, theirs = a.split(), b.split()
    if _refusing(a) != _refusing(b) or re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return False
    if len(ours) != len(theirs):
        return a.replace(" ", "") == b.replace(" ", "")
    return all(x == y or (fuzz.ratio(x, y) >= 80 and not _opposite(x, y)) for x, y in zip(ours, theirs, strict=True))


def _opposite(x: str, y: str) -> bool:
    short, long = sorted((x, y), key=len)
    return len(long) - len(short) in (2, 3) and long.endswith(short)


def _refusing(folded: str) -> frozenset[str]:
    return frozenset(folded.split()) & NEGATIONS
