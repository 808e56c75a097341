"""Brings the theming engines to the rooms: one pack a method, engines made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import structlog

from app.likeness import Likeness
from app.theming_adapters import AdapterError
from facilitation.theming import Engine, Pack, PackError, Placement, core_engine, default_engine, load_pack
from sessions.events import Placed
from sessions.lotus_events import Hint

log = structlog.get_logger()
Adapted = Callable[[Pack], Engine]
LEAST_FAMILY, LEAST_KIND = 0.4, 0.6
# Read off the corpus's own characteristics: of the pairs above it at least nine in ten say the same thing.
NEAR = {"core": 0.69}


class Theming:
    """Places statements with the core tier; methods without a pack of their own get no suggestion."""

    def __init__(self, adapted: Adapted | None = None) -> None:
        """`adapted` makes an engine on somebody else's vectors; it then speaks in the place of the default tier."""
        self._adapted = adapted
        self._made: dict[str, Engine] = {}
        self._core = cache(self._make_core)
        self._default = cache(self._make_default)
        self._likeness = cache(self._make_likeness)

    def _make_core(self, method: str) -> Engine | None:
        try:
            return core_engine(load_pack(method))
        except (FileNotFoundError, PackError):
            return None

    def default(self, method: str) -> Engine | None:
        """The default tier's engine, None when this installation has no more than the core. Slow the first time."""
        return self._default(method) if self._adapted is None else self._other(method)

    def _other(self, method: str) -> Engine | None:
        """The adapter's engine; asked for again when it could not be made, for its server may be back."""
        if method not in self._made and self._adapted is not None:
            try:
                self._made[method] = self._adapted(load_pack(method))
            except (FileNotFoundError, PackError):
                return None
            except AdapterError as problem:
                log.warning("theming_adapter_down", method=method, error=str(problem))
                return None
        return self._made.get(method)

    def _make_default(self, method: str) -> Engine | None:
        try:
            engine = default_engine(load_pack(method))
        except (FileNotFoundError, PackError):
            return None
        return None if engine.id == "core" else engine

    def likeness(self, method: str) -> Likeness | None:
        """What finds cards alike, by their words: the default tier's vectors were taught themes, and hold "more time"
        and "more money" for nearly the same."""
        return self._likeness(method)

    def _make_likeness(self, method: str) -> Likeness | None:
        engine = self._core(method)
        return Likeness(engine) if engine else None

    def where(self, method: str, texts: list[str], language: str) -> list[Placed]:
        engine = self._core(method)
        if engine is None:
            return [Placed("other", engine="none/0") for _ in texts]
        return [as_placed(p) for p in engine.place_many([(text, language) for text in texts])]

    def hint(self, method: str, text: str, language: str) -> Hint:
        """What family and kind a petal might be; nothing where the pack knows no characteristics."""
        engine = self._core(method)
        if engine is None:
            return Hint()
        try:
            said = engine.place_family(text, language)
        except KeyError:
            return Hint()
        family, chance = said.families[0] if said.families else ("", 0.0)
        sure = round(float(said.kind_confidence), 4)
        # A guess that is wrong as often as right only distracts a table.
        kind = said.kind if sure >= LEAST_KIND else ""
        return Hint(family if chance >= LEAST_FAMILY else "", kind, sure, tuple(said.because), said.engine)

    def vectors(self, method: str, texts: list[str]) -> tuple[Any, float] | None:
        """A row of numbers a text, and from which cosine two of them are proposed as the same thing."""
        likeness = self._likeness(method)
        if likeness is None or not texts:
            return None
        engine = likeness.engine
        return likeness.vectors(texts), NEAR.get(engine.id, engine.near)


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
