"""How much encoder and core each weigh in the default tier: fitted on held-out rows, never by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .linear import Doubles, softmax
from .train import threshold

HEADS = ("theme", "family", "kind")


@dataclass(frozen=True, slots=True)
class Fusion:
    """Scores = core · log(core's chances) + model · log(encoder's chances); `sure` as in core, `right` as measured."""

    core: float
    model: float
    sure: float
    right: float

    def chances(self, core: Doubles, model: Doubles) -> Doubles:
        """Fused chances from core's chances and the encoder's scores, both (rows, labels)."""
        ours = np.log(np.maximum(core, 1e-9))
        theirs = np.log(np.maximum(softmax(model), 1e-9))
        return softmax(self.core * ours + self.model * theirs)


def fit_fusion(core: Doubles, model: Doubles, targets: Doubles, name: str) -> Fusion:
    """The two weights with the lowest log loss on held-out rows, on a fine grid; also sets temperature by their sum."""
    truth = targets.argmax(axis=1)
    best: tuple[float, float, float] | None = None
    for a in np.arange(0.0, 1.55, 0.05):
        for b in np.arange(0.0, 2.05, 0.05):
            chances = Fusion(float(a), float(b), 0, 0).chances(core, model)
            loss = -float(np.mean(np.log(np.maximum(chances[np.arange(len(truth)), truth], 1e-9))))
            if best is None or loss < best[0] - 1e-9:
                best = loss, float(a), float(b)
    if best is None:
        raise ValueError(f"no held-out rows for {name}")
    fused = Fusion(best[1], best[2], 0, 0).chances(core, model)
    right = float(np.mean(fused.argmax(1) == truth))
    return Fusion(round(best[1], 3), round(best[2], 3), threshold(fused, targets), right)


def save_fusion(path: Path, fusion: dict[str, Fusion]) -> None:
    """Write the fusion of each head."""
    rows = {name: np.array([f.core, f.model, f.sure, f.right]) for name, f in fusion.items()}
    np.savez(path, allow_pickle=False, **rows)


def load_fusion(path: Path) -> dict[str, Fusion]:
    """Read what `save_fusion` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        return {name: Fusion(*map(float, stored[name])) for name in stored.files}
