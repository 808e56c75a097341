"""Finds cards that say nearly the same, so that a person can merge them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .placement import Engine


def near_duplicates(
    engine: Engine, texts: Sequence[str], threshold: float | None = None
) -> list[tuple[int, int, float]]:
    """Pairs (i, j, similarity) with i < j, most alike first; `threshold` defaults to the engine's own."""
    if len(texts) < 2:
        return []
    vectors = engine.vector(texts)
    alike = np.triu(vectors @ vectors.T, k=1)
    first, second = np.nonzero(alike >= (engine.near if threshold is None else threshold))
    pairs = [(int(i), int(j), round(float(alike[i, j]), 4)) for i, j in zip(first, second, strict=True)]
    return sorted(pairs, key=lambda p: (-p[2], p[0], p[1]))
