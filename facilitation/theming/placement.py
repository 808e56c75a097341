"""What an engine answers, and what every engine can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

OTHER = "other"
KINDS = ("characteristic", "goal", "precondition")


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a statement belongs, as far as the machine can tell.

    `second_theme` is the next best suggestion (None when nothing else comes near), `confidence` the
    calibrated chance that `theme` is right, `sure` whether it is high enough to place without asking,
    `because` the words of the statement that decided, verbatim, and `engine` which engine said so
    (id/version), for the log.
    """

    theme: str
    second_theme: str | None
    confidence: float
    sure: bool
    because: tuple[str, ...]
    engine: str


@dataclass(frozen=True, slots=True)
class FamilyPlacement:
    """Which families a characteristic may belong to, most likely first, and whether it is really a goal or a
    precondition.
    """

    families: tuple[tuple[str, float], ...]
    kind: str
    kind_confidence: float
    because: tuple[str, ...]
    engine: str


class Engine(Protocol):
    """One tier of theming. Engines hold no state that an answer depends on: the same text always gets the
    same answer.
    """

    id: str
    version: str
    near: float  # similarity from which two texts are offered as "looks like"

    def place(self, text: str, language: str) -> Placement:
        """Place one statement; `language` is a hint (nl, fr, en) and may be wrong."""

    def place_many(self, items: Sequence[tuple[str, str]]) -> list[Placement]:
        """Place (text, language) pairs; the same answers as one by one, faster."""

    def place_family(self, text: str, language: str) -> FamilyPlacement:
        """Suggest the family and kind of a characteristic."""

    def vector(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector of length one for each text: their dot product says how alike two texts are."""
