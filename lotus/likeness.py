"""Which entries may be the same thing, and why: the evidence a person sees before confirming a group.

Each finder takes entries and yields pairs. Sure pairs (the same words, ingredient, stems or sense) hold by
themselves; near pairs (spelling, meaning) only count where all of a cluster are near each other.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from lotus.entries import Entry
from lotus.words import NEGATIONS, fold, keywords, stems

SURE = ("same_ingredient", "same_words", "same_line", "same_stems", "same_sense")


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


def same_spelling(entries: Sequence[Entry], least: float = 0.9, fresh: Sequence[int] | None = None) -> Iterator[Pair]:
    """The same words but for slips of the thumb. Score: normalised Indel similarity (rapidfuzz).

    With `fresh` only pairs with an entry at one of these places: what is new beside what is known.
    """
    ours = set(range(len(entries)) if fresh is None else fresh)
    first: dict[tuple[str, str], int] = {}
    for i, entry in enumerate(entries):
        if len(fold(entry.text)) >= 6:
            first.setdefault((entry.language, fold(entry.text)), i)
    for language in sorted({key[0] for key in first}):
        some = [i for key, i in first.items() if key[0] == language]
        new = [i for i in some if i in ours]
        texts, news = ([fold(entries[i].text) for i in these] for these in (some, new))
        scores = process.cdist(news, texts, scorer=fuzz.ratio, score_cutoff=least * 100, dtype=np.float32)
        for row, column in zip(*np.nonzero(scores), strict=True):
            i, j = new[row], some[column]
            if _once(i, j, ours) and _only_slips(news[row], texts[column]):
                yield _pair(entries, i, j, "same_spelling", float(scores[row, column]) / 100)


def near_meaning(
    vectors: NDArray[Any],
    least: float,
    fresh: Sequence[int] | None = None,
    agrees: Callable[[Entry, Entry], bool] = lambda a, b: True,
) -> Finder:
    """A finder for a row of numbers an entry (a sentence embedding): pairs with at least that cosine that `agrees`.

    With `fresh` only pairs with an entry at one of these places.
    """

    def find(entries: Sequence[Entry]) -> Iterator[Pair]:
        if len(vectors) != len(entries):
            raise ValueError(f"{len(vectors)} vectors for {len(entries)} entries")
        new = list(range(len(entries)) if fresh is None else fresh)
        if not new:
            return
        ours = set(new)
        rows = np.asarray(vectors, dtype=np.float32)
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        rows = rows / np.maximum(length, np.float32(1e-12))
        near = rows[new] @ rows.T
        for row, j in zip(*np.nonzero(near >= least), strict=True):
            i = new[row]
            a, b = entries[i], entries[j]
            # Vectors hardly see a "not"; a person does.
            turned = a.language == b.language and _refusing(fold(a.text)) != _refusing(fold(b.text))
            if _once(i, int(j), ours) and not turned and agrees(a, b):
                yield _pair(entries, i, int(j), "near_meaning", float(near[row, j]))

    return find


def _once(i: int, j: int, ours: AbstractSet[int]) -> bool:
    """Whether a pair, found from both ends where both are new, is to be told from this end."""
    return i != j and (j not in ours or i < j)


def _pair(entries: Sequence[Entry], i: int, j: int, why: str, score: float, words: tuple[str, ...] = ()) -> Pair:
    a, b = sorted((i, j))
    return Pair(entries[a].id, entries[b].id, why, round(min(1.0, score), 3), words)


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
