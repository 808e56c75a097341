"""Brings the theming engines to the rooms: one pack a method, engines made once."""

from __future__ import annotations

from functools import cache

from facilitation.theming import Engine, PackError, Placement, core_engine, default_engine, load_pack
from sessions.events import Placed


class Theming:
    """Places statements with the core tier; methods without a pack of their own get no suggestion."""

    def __init__(self) -> None:
        self._core = cache(self._make_core)
        self._default = cache(self._make_default)

    def _make_core(self, method: str) -> Engine | None:
        try:
            return core_engine(load_pack(method))
        except (FileNotFoundError, PackError):
            return None

    def default(self, method: str) -> Engine | None:
        """The default tier's engine, None when this installation has no more than the core. Slow the first time."""
        return self._default(method)

    def _make_default(self, method: str) -> Engine | None:
        try:
            engine = default_engine(load_pack(method))
        except (FileNotFoundError, PackError):
            return None
        return None if engine.id == "core" else engine

    def where(self, method: str, texts: list[str], language: str) -> list[Placed]:
        engine = self._core(method)
        if engine is None:
            return [Placed("other", engine="none/0") for _ in texts]
        return [as_placed(p) for p in engine.place_many([(text, language) for text in texts])]


def as_placed(placement: Placement) -> Placed:
    """A machine's placement as it is written into the event."""
    return Placed(
        theme=placement.theme,
        second_theme=placement.second_theme,
        confidence=round(float(placement.confidence), 4),
        sure=placement.sure,
        because=tuple(placement.because),
        by="machine",
        engine=placement.engine,
    )
