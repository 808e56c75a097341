"""Which statements say nearly the same, by the method's own engine, else by their words alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from facilitation.synthesis import Near
from facilitation.theming import Engine, PackError, core_engine, load_pack, near_duplicates
from lotus.words import fold


@cache
def _engine(method: str) -> Engine | None:
    try:
        return core_engine(load_pack(method))
    except (FileNotFoundError, PackError):
        return None


def near_for(method: str) -> Near:
    """The finder of near-duplicates for a method's statements."""
    engine = _engine(method)
    if engine is None:
        return same_words

    def near(texts: Sequence[str]) -> Iterable[tuple[int, int, float]]:
        return near_duplicates(engine, texts)

    return near


def same_words(texts: Sequence[str]) -> Iterable[tuple[int, int, float]]:
    """Pairs that read the same but for capitals, accents and punctuation."""
    seen: dict[str, list[int]] = {}
    for j, text in enumerate(texts):
        others = seen.setdefault(fold(text), [])
        yield from ((i, j, 1.0) for i in others)
        others.append(j)
