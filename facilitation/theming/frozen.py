"""Heads on sentence vectors that stay as they are: how any encoder learns a pack's themes without torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .features import Floats
from .fusion import HEADS, Fusion, fit_fusion
from .linear import Doubles, fit, softmax
from .model import Encoded
from .pack import Example, Pack
from .placement import KINDS
from .text import Word, clean
from .train import FOLDS, folds, soft, theme_targets

_COSTS = (0.3, 3.0, 30.0)


class Embedder(Protocol):
    """Anything that turns texts into vectors of length one."""

    id: str

    def embed(self, texts: Sequence[str]) -> Floats:
        """Vectors, shape (texts, width)."""


@dataclass(frozen=True, slots=True)
class Dense:
    """Vectors under each other, with the two products that training asks for."""

    values: Doubles

    @property
    def width(self) -> int:
        """Numbers in a vector."""
        return int(self.values.shape[1])

    def times(self, weights: Doubles) -> Doubles:
        """Rows × weights."""
        return self.values @ weights

    def transposed_times(self, errors: Doubles) -> Doubles:
        """The gradient."""
        return self.values.T @ errors


@dataclass(frozen=True, slots=True)
class FrozenHeads:
    """For each question weights (width + 1, labels; bias last) and the fusion with core; `mean` is taken off first."""

    embedder: str
    data_hash: str
    mean: Floats
    weights: dict[str, Floats]
    fusion: dict[str, Fusion]


class FrozenEncoder:
    """Answers like the pack's own encoder, from an embedder and heads on its vectors."""

    def __init__(self, embedder: Embedder, heads: FrozenHeads) -> None:
        self._embedder = embedder
        self._heads = heads
        self._grid = np.concatenate([heads.weights[n] for n in HEADS if n in heads.weights], axis=1)

    def run(self, texts: Sequence[str], words: Sequence[Sequence[Word]]) -> list[Encoded]:
        """Scores and vectors; a foreign vector does not say which word pulled, so pulls are nought."""
        vectors = _centred(self._embedder.embed(list(texts)), self._heads.mean)
        scores = vectors @ self._grid[:-1] + self._grid[-1]
        labels = self._grid.shape[1]
        return [
            Encoded(s, v, np.zeros((len(w), labels), np.float32))
            for s, v, w in zip(scores, vectors, words, strict=True)
        ]


def train_frozen(pack: Pack, embedder: Embedder, core: dict[str, Doubles]) -> FrozenHeads:
    """Fit heads on the embedder's vectors of the pack's corpus, and the fusion with `core` (its held-out chances)."""
    statements, traits = pack.statements(), pack.characteristics()
    questions: dict[str, tuple[list[Example], Doubles]] = {
        "theme": (statements, theme_targets(statements, pack.themes))
    }
    if traits:
        kinded = [e for e in traits if e.second]
        questions["family"] = traits, soft([e.label for e in traits], pack.families)
        questions["kind"] = kinded, soft([e.second for e in kinded], KINDS)
    rows = [*statements, *traits]
    vectors = embedder.embed([clean(e.text) for e in rows])
    mean = vectors.mean(axis=0)
    at = {e.id: v for e, v in zip(rows, _centred(vectors, mean), strict=True)}
    weights, fusion = {}, {}
    for name, (examples, targets) in questions.items():
        values = np.stack([at[e.id] for e in examples]).astype(np.float64)
        cost, held = min(
            ((c, _held_out(values, targets, examples, c)) for c in _COSTS), key=lambda p: _loss(p[1], targets)
        )
        weight, bias = fit(Dense(values), targets, cost)
        weights[name] = np.vstack([weight, bias]).astype(np.float32)
        fusion[name] = fit_fusion(core[name], held, targets, name)
    return FrozenHeads(embedder.id, pack.data_hash(), mean, weights, fusion)


def save_frozen(path: Path, heads: FrozenHeads) -> None:
    """Write heads, fusion and where they come from."""
    arrays: dict[str, NDArray[np.generic]] = {
        "embedder": np.array(heads.embedder),
        "data_hash": np.array(heads.data_hash),
        "mean": heads.mean.astype(np.float16),
    }
    for name, weight in heads.weights.items():
        f = heads.fusion[name]
        arrays[f"{name}_weights"] = weight.astype(np.float16)
        arrays[f"{name}_fusion"] = np.array([f.core, f.model, f.sure, f.right])
    np.savez_compressed(path, allow_pickle=False, **arrays)


def load_frozen(path: Path) -> FrozenHeads:
    """Read what `save_frozen` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        names = [n for n in HEADS if f"{n}_weights" in stored.files]
        return FrozenHeads(
            embedder=str(stored["embedder"]),
            data_hash=str(stored["data_hash"]),
            mean=stored["mean"].astype(np.float32),
            weights={n: stored[f"{n}_weights"].astype(np.float32) for n in names},
            fusion={n: Fusion(*map(float, stored[f"{n}_fusion"])) for n in names},
        )


def _centred(vectors: Floats, mean: Floats) -> Floats:
    apart = vectors - mean
    result: Floats = (apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return result


def _held_out(values: Doubles, targets: Doubles, examples: Sequence[Example], cost: float) -> Doubles:
    fold = folds(examples)
    scores = np.zeros_like(targets)
    for held in range(FOLDS):
        inside, outside = np.flatnonzero(fold != held), np.flatnonzero(fold == held)
        if len(inside) and len(outside):
            weight, bias = fit(Dense(values[inside]), targets[inside], cost)
            scores[outside] = values[outside] @ weight + bias
    return scores


def _loss(scores: Doubles, targets: Doubles) -> float:
    return -float(np.mean(np.sum(targets * np.log(np.maximum(softmax(scores), 1e-12)), axis=1)))
