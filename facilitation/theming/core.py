"""The engine that is always there: lexicon and a linear model, numpy only, well under two milliseconds a
statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .explain import explain, word_weights
from .features import Floats, Reader, Reading, Row
from .linear import Doubles, softmax
from .pack import Pack
from .placement import OTHER, FamilyPlacement, Placement
from .text import clean, readable
from .weights import Weights

VECTOR = 1024  # hashed n-grams a core vector has
FAINT = 0.01  # a second theme less likely than this is not worth a suggestion


class Judged(NamedTuple):
    """A statement as read by one head: chances over its labels, and what is needed to explain them."""

    reading: Reading
    row: Row
    scores: Floats
    chances: Doubles


class CoreEngine:
    """Places statements with a pack's lexicon and linear weights."""

    id = "core"
    near = 0.6

    def __init__(self, pack: Pack, weights: Weights) -> None:
        self.version = pack.version
        self.pack = pack
        self._weights = weights
        self._reader = Reader(pack.lexicon)

    def place(self, text: str, language: str) -> Placement:
        """Place one statement."""
        head = self._weights.heads["theme"]
        text = clean(text)
        judged = self.judge(text, "theme")
        order = np.argsort(-judged.chances)
        theme, second = head.labels[order[0]], int(order[1])
        confidence = float(judged.chances[order[0]])
        return Placement(
            theme=theme if judged.reading.words else OTHER,
            second_theme=head.labels[second] if judged.chances[second] >= FAINT else None,
            confidence=round(confidence, 4),
            sure=bool(judged.reading.words) and readable(text) and confidence >= head.sure,
            because=self.because(text, judged, "theme", int(order[0])),
            engine=f"{self.id}/{self.version}",
        )

    def place_many(self, items: Sequence[tuple[str, str]]) -> list[Placement]:
        """Place several statements."""
        return [self.place(text, language) for text, language in items]

    def place_family(self, text: str, language: str) -> FamilyPlacement:
        """Suggest families and kind. Raises KeyError when the pack has no characteristics."""
        text = clean(text)
        judged, kinds = self.judge(text, "family"), self.judge(text, "kind")
        labels, kind_labels = self._weights.heads["family"].labels, self._weights.heads["kind"].labels
        order = np.argsort(-judged.chances)
        kind = int(np.argmax(kinds.chances))
        return FamilyPlacement(
            families=tuple((labels[i], round(float(judged.chances[i]), 4)) for i in order),
            kind=kind_labels[kind],
            kind_confidence=round(float(kinds.chances[kind]), 4),
            because=self.because(text, judged, "family", int(order[0])),
            engine=f"{self.id}/{self.version}",
        )

    def vector(self, texts: Sequence[str]) -> Floats:
        """Hashed tf-idf vectors, shape (texts, 1024): alike when the spelling is alike."""
        vocabulary = self._weights.vocabulary
        out = np.zeros((len(texts), VECTOR), np.float32)
        for row, text in zip(out, texts, strict=True):
            grams = np.unique(self._reader.read(text).grams)
            at = np.minimum(np.searchsorted(vocabulary.grams, grams), len(vocabulary.grams) - 1)
            rare = np.where(vocabulary.grams[at] == grams, vocabulary.rarity[at], vocabulary.rarity.max())
            signs = np.where(grams & 1024, 1.0, -1.0)
            np.add.at(row, grams % VECTOR, rare * signs)
        lengths = np.linalg.norm(out, axis=1, keepdims=True)
        result: Floats = out / np.maximum(lengths, 1e-9)
        return result

    def judge(self, text: str, question: str) -> Judged:
        """What one head (theme, family, kind) makes of a text."""
        head = self._weights.heads[question]
        reading = self._reader.read(text)
        row = self._weights.vocabulary.row(reading)
        scores: Floats = row.values @ head.weights[row.columns] + head.bias
        return Judged(reading, row, scores, softmax(scores.astype(np.float64) / head.temperature))

    def because(self, text: str, judged: Judged, question: str, label: int) -> tuple[str, ...]:
        """The words that decided for label number `label`, checked by striking them out."""
        head = self._weights.heads[question]
        weights = self.pulls(judged, question, label, judged.chances.astype(np.float32))
        return explain(
            text,
            judged.reading,
            head.labels[label],
            weights,
            float(judged.chances[label]),
            lambda changed: float(self.judge(changed, question).chances[label]),
        )

    def pulls(self, judged: Judged, question: str, label: int, spread: Floats) -> Floats:
        """How much each word raises the log chance of a label (first order) where chances are `spread`."""
        head = self._weights.heads[question]
        grid = head.weights[judged.row.columns]
        pull: Floats = ((grid[:, label] - grid @ spread) / head.temperature).astype(np.float32)
        return word_weights(judged.row, pull, len(judged.reading.words))

    def knows(self, question: str) -> bool:
        """Whether there is a head for it."""
        return question in self._weights.heads

    def labels(self, question: str) -> tuple[str, ...]:
        """The answers a head can give, in the order of its chances."""
        return self._weights.heads[question].labels
