"""The default tier: core and the pack's own sentence encoder, each weighed as held-out rows taught."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from .core import FAINT, CoreEngine, Judged
from .explain import Span, candidates, shown, without
from .features import Floats
from .fusion import HEADS, Fusion
from .linear import Doubles
from .model import Encoded
from .pack import Pack
from .placement import OTHER, FamilyPlacement, Placement
from .text import Word, clean, readable, words
from .weights import OWN

BATCH = 16
_ROUNDS = 2  # further looks, at most, where no word pulls towards the answer


class _Fused(NamedTuple):
    """One text under one question: fused chances and how much each word pulls towards the likeliest answer."""

    judged: Judged
    chances: Doubles
    label: int
    weights: Floats


class Encoder(Protocol):
    """The pack's own sentence encoder, or heads on somebody else's vectors."""

    def run(self, texts: Sequence[str], words: Sequence[Sequence[Word]]) -> list[Encoded]:
        """Scores of all heads, vector and pulls for each cleaned text."""


class DefaultEngine:
    """Places statements with lexicon, linear model and sentence encoder together."""

    near = 0.72

    def __init__(self, core: CoreEngine, encoder: Encoder, fusion: dict[str, Fusion], id: str = "default") -> None:
        self.id = id
        self.version = core.version
        self.pack: Pack = core.pack
        self._core = core
        self._encoder = encoder
        self._fusion = fusion
        self._columns: dict[str, slice] = {}
        start = 0
        for name in (n for n in HEADS if n in fusion):
            width = len(core.labels(name))
            self._columns[name] = slice(start, start + width)
            start += width

    def place(self, text: str, language: str) -> Placement:
        """Place one statement."""
        return self.place_many([(text, language)])[0]

    def place_many(self, items: Sequence[tuple[str, str]]) -> list[Placement]:
        """Place several statements, sixteen of like length at a time."""
        texts = [clean(text) for text, _ in items]
        fused = self._ask(texts, "theme")
        because = self._because(texts, fused, "theme")
        rows = zip(texts, fused, because, strict=True)
        return [self._placement(f, why, readable(text)) for text, f, why in rows]

    def place_family(self, text: str, language: str) -> FamilyPlacement:
        """Suggest families and kind."""
        text = clean(text)
        encoded = self._encode([text])
        (family,) = self._ask([text], "family", encoded)
        (kind,) = self._ask([text], "kind", encoded)
        families, kinds = self._core.labels("family"), self._core.labels("kind")
        return FamilyPlacement(
            families=tuple((families[i], round(float(family.chances[i]), 4)) for i in np.argsort(-family.chances)),
            kind=kinds[kind.label],
            kind_confidence=round(float(kind.chances[kind.label]), 4),
            because=self._because([text], [family], "family")[0],
            engine=f"{self.id}/{self.version}",
        )

    def vector(self, texts: Sequence[str]) -> Floats:
        """Sentence vectors, shape (texts, 256): alike when the meaning is alike, also across nl, fr and en."""
        encoded = self._encode([clean(t) for t in texts])
        return np.stack([e.vector for e in encoded]) if encoded else np.zeros((0, 0), np.float32)

    def _placement(self, fused: _Fused, because: tuple[str, ...], readable: bool) -> Placement:
        labels = self._core.labels("theme")
        second = int(np.argsort(-fused.chances)[1])
        confidence = float(fused.chances[fused.label])
        read = bool(fused.judged.reading.words)
        return Placement(
            theme=labels[fused.label] if read else OTHER,
            second_theme=labels[second] if fused.chances[second] >= FAINT else None,
            confidence=round(confidence, 4),
            sure=read and readable and confidence >= self._fusion["theme"].sure,
            because=because,
            engine=f"{self.id}/{self.version}",
        )

    def _encode(self, texts: Sequence[str]) -> list[Encoded]:
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        found: dict[int, Encoded] = {}
        for start in range(0, len(order), BATCH):
            part = order[start : start + BATCH]
            batch = [texts[i] for i in part]
            found.update(zip(part, self._encoder.run(batch, [words(t) for t in batch]), strict=True))
        return [found[i] for i in range(len(texts))]

    def _ask(self, texts: Sequence[str], question: str, encoded: list[Encoded] | None = None) -> list[_Fused]:
        fusion, columns = self._fusion[question], self._columns[question]
        beside = OWN if question == "theme" and self._core.knows(OWN) else question
        answers = []
        for text, told in zip(texts, encoded or self._encode(texts), strict=True):
            judged = self._core.judge(text, beside)
            chances = fusion.chances(judged.chances, told.scores[columns].astype(np.float64))
            label = int(np.argmax(chances))
            spread = chances.astype(np.float32)
            pulls = told.pulls[:, columns]
            theirs = pulls[:, label] - pulls @ spread
            ours = self._core.pulls(judged, beside, label, spread)
            answers.append(
                _Fused(judged, chances, label, (fusion.core * ours + fusion.model * theirs).astype(np.float32))
            )
        return answers

    def _because(self, texts: Sequence[str], fused: Sequence[_Fused], question: str) -> list[tuple[str, ...]]:
        """For each text the words that decided.

        Pulls are exact for core and first order for the encoder: 98 in 100 hold when the words are struck out. A second
        pass through the encoder for every card would double its cost, so only words that do not pull are tried so.
        """
        labels = self._core.labels(question)
        ways = [candidates(f.judged.reading, labels[f.label], f.weights) for f in fused]
        chosen: list[tuple[Span, ...]] = [w[0] if w else () for w in ways]
        lowest = [1.0] * len(texts)
        open_ones = [n for n, f in enumerate(fused) if ways[n] and sum(f.weights[a:b].sum() for a, b in chosen[n]) <= 0]
        for look in range(_ROUNDS):
            asked = [n for n in open_ones if look < len(ways[n])]
            if not asked:
                break
            struck = [without(texts[n], fused[n].judged.reading.words, ways[n][look]) for n in asked]
            open_ones = []
            for n, again in zip(asked, self._ask(struck, question), strict=True):
                left = float(again.chances[fused[n].label])
                if left < lowest[n]:
                    lowest[n], chosen[n] = left, ways[n][look]
                if left >= fused[n].chances[fused[n].label]:
                    open_ones.append(n)
        return [shown(text, f.judged.reading.words, spans) for text, f, spans in zip(texts, fused, chosen, strict=True)]
