"""From words to numbers: tf-idf over character 3-5-grams and words 1-2, and lexicon scores, with the word
each number came from.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from .lexicon import Hit, Lexicon
from .text import Word, clean, words

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

LEXICON_SCALE = 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement read once: its words, the n-grams of each, and the lexicon's hits.

    `grams` are hashes; `owners` and `partners` the word an n-gram stands in (two words for a pair, else twice
    the same); `pairs` counts how many of the last n-grams are words and word pairs rather than characters.
    """

    words: list[Word]
    grams: NDArray[np.uint32]
    owners: Ints
    partners: Ints
    pairs: int
    hits: list[Hit]


@dataclass(frozen=True, slots=True)
class Row:
    """One statement as a sparse row: column numbers, values, and the words behind each column's value."""

    columns: Ints
    values: Floats
    owners: Ints
    partners: Ints


@dataclass(slots=True)
class Vocabulary:
    """The n-grams the model knows (hashes in rising order), how rare each is, and the themes of the lexicon's
    columns.
    """

    grams: NDArray[np.uint32]
    rarity: Floats
    themes: tuple[str, ...]
    _place: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self._place = {theme: i for i, theme in enumerate(self.themes)}

    @property
    def width(self) -> int:
        """Number of columns of a row."""
        return len(self.grams) + len(self.themes)

    def row(self, reading: Reading) -> Row:
        """The sparse row of a reading; n-grams the model has never seen are left out."""
        blocks = [
            self._block(reading, slice(None, len(reading.grams) - reading.pairs)),
            self._block(reading, slice(len(reading.grams) - reading.pairs, None)),
            self._lexicon_block(reading.hits),
        ]
        columns, values, owners, partners = (np.concatenate(part) for part in zip(*blocks, strict=True))
        return Row(columns, values, owners, partners)

    def _block(self, reading: Reading, part: slice) -> tuple[Ints, Floats, Ints, Ints]:
        grams = reading.grams[part]
        if not len(grams) or not len(self.grams):
            none = np.zeros(0, np.int64)
            return none, np.zeros(0, np.float32), none, none
        at = np.minimum(np.searchsorted(self.grams, grams), len(self.grams) - 1)
        known = self.grams[at] == grams
        at = at[known].astype(np.int64)
        rising = np.sort(at)
        # sublinear: an n-gram seen n times weighs 1 + log n in all, shared out over its places
        times = (rising.searchsorted(at, "right") - rising.searchsorted(at, "left")).astype(np.float32)
        values = self.rarity[at] * (1 + np.log(times)) / times
        length = float(np.sqrt(np.sum(values * values * times))) or 1.0
        return (
            at,
            (values / length).astype(np.float32),
            reading.owners[part][known],
            reading.partners[part][known],
        )

    def _lexicon_block(self, hits: Sequence[Hit]) -> tuple[Ints, Floats, Ints, Ints]:
        mine = [h for h in hits if h.theme in self._place]
        columns = np.array([len(self.grams) + self._place[h.theme] for h in mine], np.int64)
        strengths = np.array([h.strength for h in mine], np.float32)
        firsts = np.array([h.first for h in mine], np.int64)
        lasts = np.array([h.last - 1 for h in mine], np.int64)
        totals = np.bincount(columns, strengths, minlength=1) if len(mine) else np.zeros(1)
        # many hits of one theme say little more than two: the square root keeps a long list from shouting
        scale = np.array([1 / np.sqrt(totals[c]) for c in columns], np.float32)
        return columns, LEXICON_SCALE * strengths * scale, firsts, lasts


class Reader:
    """Reads statements; keeps the n-grams of words it has met, because a hall uses the same words again and
    again.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._known: dict[str, NDArray[np.uint32]] = {}

    def read(self, text: str) -> Reading:
        """Read one statement as typed; hostile characters and length are dealt with here."""
        found = words(clean(text))
        chars = [self._chars(w.folded) for w in found]
        owners = np.repeat(np.arange(len(found)), [len(c) for c in chars])
        singles = [crc32(w.folded.encode()) for w in found]
        doubles = [crc32(f"{a.folded} {b.folded}".encode()) for a, b in itertools.pairwise(found)]
        order = np.arange(len(found))
        return Reading(
            words=found,
            grams=np.concatenate([*chars, np.array(singles + doubles, np.uint32)]),
            owners=np.concatenate([owners, order, order[:-1]]),
            partners=np.concatenate([owners, order, order[1:]]),
            pairs=len(singles) + len(doubles),
            hits=self._lexicon.hits(found),
        )

    def _chars(self, word: str) -> NDArray[np.uint32]:
        if (known := self._known.get(word)) is not None:
            return known
        padded = f" {word} "
        pieces = {
            "#" + padded[i : i + n] for n in (3, 4, 5) for i in range(max(1, len(padded) - n + 1))
        }  # '#' keeps them apart from whole words
        grams = np.array([crc32(piece.encode()) for piece in sorted(pieces)], np.uint32)
        if len(self._known) < 50_000:
            self._known[word] = grams
        return grams


def learn_vocabulary(readings: Sequence[Reading], themes: Sequence[str], least: int = 2) -> Vocabulary:
    """The n-grams that at least `least` statements share, with their smoothed inverse document frequency."""
    seen = [np.unique(r.grams) for r in readings]
    grams, counts = np.unique(np.concatenate(seen) if seen else np.zeros(0, np.uint32), return_counts=True)
    keep = counts >= least
    rarity = np.log((1 + len(readings)) / (1 + counts[keep])) + 1
    return Vocabulary(grams[keep], rarity.astype(np.float32), tuple(themes))
