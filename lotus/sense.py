"""Which entries mean the same in whatever language, read through a glossary and the longlist."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

import numpy as np

from lotus.entries import Entry
from lotus.glossary import Glossary, Reading
from lotus.likeness import Finder, Pair

# Words that many texts share without saying the same; turned around or not, they decide nothing by themselves.
LIGHT = frozenset(("all", "people", "each_other", "by_themselves", "together", "own", "good", "real", "enough"))
AGAINST = frozenset(("not", "never", "no_one"))
AT_LEAST = 2  # concepts that matter; of two texts that share no more than these, less may differ
LEAST, LEAST_OF_TWO = 0.6, 0.75
MOST_SHOWN = 6
Lines = Mapping[frozenset[str], str]


def lines_of(glossary: Glossary, labels: Mapping[str, Mapping[str, str]]) -> dict[frozenset[str], str]:
    """How the lines of a longlist read: concepts to ingredient; what two lines share belongs to neither.

    `labels` holds the words of each ingredient by language.
    """
    found: dict[frozenset[str], set[str]] = {}
    for ingredient, by_language in labels.items():
        for language, text in by_language.items():
            found.setdefault(glossary.read(text, language).concepts, set()).add(ingredient)
    return {concepts: next(iter(ids)) for concepts, ids in found.items() if len(ids) == 1 and concepts}


def same_sense(glossary: Glossary, lines: Lines) -> Finder:
    """Pairs that say a line of the longlist (`same_line`, `words` is the ingredient) or read as the same concepts
    (`same_sense`, `words` are `kennis = savoirs`).
    """

    def find(entries: Sequence[Entry]) -> Iterator[Pair]:
        first: dict[Hashable, Entry] = {}
        for entry in entries:
            reading = glossary.read(entry.text, entry.language)
            line = entry.ingredient or lines.get(reading.concepts)
            key: Hashable = line or reading.concepts
            if not key or (not line and reading.concepts <= AGAINST | LIGHT):
                continue
            known = first.setdefault(key, entry)
            if known is entry or (known.ingredient and entry.ingredient):
                continue
            if line:
                yield Pair(known.id, entry.id, "same_line", 1.0, (line,))
            else:
                ours = glossary.read(known.text, known.language)
                yield Pair(known.id, entry.id, "same_sense", 1.0, equals(ours, reading))

    return find


def overlap(ours: Reading, theirs: Reading) -> float:
    """The shared part of what two texts say, 0..1; 0 where one turns the other around."""
    if ours.concepts & AGAINST != theirs.concepts & AGAINST:
        return 0.0
    whole = sum(_weight(c) for c in ours.concepts | theirs.concepts)
    return sum(_weight(c) for c in ours.concepts & theirs.concepts) / whole if whole else 0.0


def near_sense(glossary: Glossary, fresh: Sequence[int] | None = None) -> Finder:
    """Pairs that share most of their concepts, two that matter at least. Score: the shared part of what both say;
    a word the glossary does not know weighs half between languages, where it cannot be compared.

    With `fresh` only pairs with an entry at one of these places: what is new beside what is known.
    """

    def find(entries: Sequence[Entry]) -> Iterator[Pair]:
        readings = [glossary.read(entry.text, entry.language) for entry in entries]
        some = [i for i, r in enumerate(readings) if sum(map(_matters, r.concepts)) >= AT_LEAST]
        ours = set(some if fresh is None else fresh)
        new = [i for i in some if i in ours]
        if not new:
            return
        # What no new text says cannot be shared with one.
        number = {c: n for n, c in enumerate(sorted({c for i in new for c in readings[i].concepts}))}
        news, all_ = (_Rows([readings[i] for i in these], number) for these in (new, some))
        codes = {code: n for n, code in enumerate(glossary.languages)}
        tongue, tongues = (np.array([codes.get(readings[i].language, -1) for i in these]) for these in (new, some))
        across = np.where(tongue[:, None] == tongues[None, :], 1.0, 0.5)
        both_known, both_strange = news.known @ all_.known.T, news.strange @ all_.strange.T
        whole = news.known_whole[:, None] + all_.known_whole[None, :] - both_known
        whole = whole + (news.strange_whole[:, None] + all_.strange_whole[None, :] - both_strange) * across
        score = (both_known + both_strange * across) / np.maximum(whole, 1e-6)
        shared = news.heavy @ all_.heavy.T
        fits = (score >= np.where(shared > AT_LEAST, LEAST, LEAST_OF_TWO)) & (shared >= AT_LEAST)
        for row, column in zip(*np.nonzero(fits), strict=True):
            i, j = new[row], some[column]
            mine, theirs = readings[i], readings[j]
            if i == j or (j in ours and j < i) or mine.concepts == theirs.concepts:
                continue
            if mine.concepts & AGAINST != theirs.concepts & AGAINST:
                continue
            a, b = sorted((i, j))
            words = equals(readings[a], readings[b])
            yield Pair(entries[a].id, entries[b].id, "near_sense", round(float(score[row, column]), 3), words)

    return find


class _Rows:
    """Readings as rows over some concepts, and the whole weight of each."""

    def __init__(self, readings: Sequence[Reading], number: Mapping[str, int]) -> None:
        self.known, self.strange, self.heavy = (np.zeros((len(readings), len(number)), np.float32) for _ in range(3))
        self.known_whole, self.strange_whole = (np.zeros(len(readings), np.float32) for _ in range(2))
        for row, reading in enumerate(readings):
            for concept in reading.concepts:
                at = number.get(concept)
                if concept.startswith("="):
                    self.strange_whole[row] += 1.0
                    if at is not None:
                        self.strange[row, at] = 1.0
                    continue
                self.known_whole[row] += _weight(concept)
                if at is not None:
                    self.known[row, at] = _weight(concept) ** 0.5  # a product of two is the weight again
                    self.heavy[row, at] = _matters(concept)


def equals(ours: Reading, theirs: Reading) -> tuple[str, ...]:
    """What two texts share, in both wordings: `kennis = savoirs`; once where they use the same word."""
    shared = sorted(ours.concepts & theirs.concepts, key=list(ours.spelled).index)
    pairs = ((ours.spelled[c], theirs.spelled[c]) for c in shared)
    return tuple(a if a == b else f"{a} = {b}" for a, b in pairs)[:MOST_SHOWN]


def _weight(concept: str) -> float:
    return 0.3 if concept in LIGHT else 1.0


def _matters(concept: str) -> bool:
    return not concept.startswith("=") and concept not in LIGHT and concept not in AGAINST
