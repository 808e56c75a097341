"""The weights of the core engine as they lie on disk: eight bits a number, with what calibration found."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .features import Floats, Vocabulary

OWN = "theme_own"  # the theme head that learnt from labels alone, where the usual one learnt from the encoder too


@dataclass(frozen=True, slots=True)
class Head:
    """One question the engine answers (theme, family or kind): a linear map from rows to label scores.

    `weights` (width, labels), `bias` (labels). Scores are divided by `temperature` before they become
    chances; an answer whose chance is at least `sure` was right nine times in ten in cross-validation.
    """

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    temperature: float
    sure: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything the core engine needs besides the lexicon."""

    vocabulary: Vocabulary
    heads: dict[str, Head]
    data_hash: str


def save_weights(path: Path, weights: Weights) -> None:
    """Write atomically and reproducibly: the same weights give the same bytes."""
    arrays: dict[str, NDArray[np.generic]] = {
        "grams": weights.vocabulary.grams,
        "rarity": weights.vocabulary.rarity.astype(np.float16),
        "themes": np.array(weights.vocabulary.themes),
        "data_hash": np.array(weights.data_hash),
        "heads": np.array(list(weights.heads)),
    }
    for name, head in weights.heads.items():
        scale = np.maximum(np.abs(head.weights).max(axis=0), 1e-9) / 127
        arrays[f"{name}_labels"] = np.array(head.labels)
        arrays[f"{name}_weights"] = np.round(head.weights / scale).astype(np.int8)
        arrays[f"{name}_scale"] = scale.astype(np.float32)
        arrays[f"{name}_bias"] = head.bias.astype(np.float32)
        arrays[f"{name}_calibration"] = np.array([head.temperature, head.sure], np.float32)
    beside = path.with_suffix(".part")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.asarray(array), allow_pickle=False)
            # a fixed date, or the same training would give another file each time
            archive.writestr(zipfile.ZipInfo(f"{key}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue())
    beside.replace(path)


def load_weights(path: Path) -> Weights:
    """Read what `save_weights` wrote. Raises FileNotFoundError before the pack was trained."""
    with np.load(path, allow_pickle=False) as stored:
        vocabulary = Vocabulary(stored["grams"], stored["rarity"].astype(np.float32), tuple(map(str, stored["themes"])))
        heads = {}
        for name in map(str, stored["heads"]):
            temperature, sure = map(float, stored[f"{name}_calibration"])
            heads[name] = Head(
                labels=tuple(map(str, stored[f"{name}_labels"])),
                weights=stored[f"{name}_weights"].astype(np.float32) * stored[f"{name}_scale"],
                bias=stored[f"{name}_bias"],
                temperature=temperature,
                sure=sure,
            )
        return Weights(vocabulary, heads, str(stored["data_hash"]))
