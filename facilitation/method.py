"""The method as data: what is asked, when, and with which levers, themes, families and ingredients.

Organisers copy and edit the files in `methods/`; a room keeps a frozen copy (`Method.to_dict`) from the
moment it opens, so that a later edit never changes a past day.
"""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from immutables import Map

from facilitation.method_parts import (
    ACCEPTS,
    IDENT,
    OPENING,
    VIEWS,
    Dots,
    Family,
    HasId,
    Ingredient,
    Lever,
    Limits,
    LotusSettings,
    Option,
    Phase,
    Relation,
    Stage,
    Theme,
    Timing,
    Vision,
    find,
)
from facilitation.schema import MethodError, Text, plain, read

__all__ = [
    "ACCEPTS",
    "NO_THEME",
    "OPENING",
    "SHIPPED",
    "VIEWS",
    "Dots",
    "Family",
    "Ingredient",
    "Lever",
    "Limits",
    "LotusSettings",
    "Method",
    "MethodError",
    "Option",
    "Phase",
    "Relation",
    "Stage",
    "Text",
    "Theme",
    "Timing",
    "Vision",
    "available_methods",
    "label",
    "load_method",
    "parse_method",
]

FOLDER = Path(__file__).parent / "methods"
SHIPPED = ("startmoment", "focusgroup", "followup", "deepening")
NO_THEME = "other"

# A frozen value may be shared; plain() leaves out what equals it.
_LOTUS, _LIMITS, _DOTS = LotusSettings(), Limits(), Dots()


@dataclass(frozen=True, slots=True)
class Method:
    """A whole meeting as data. `kind` is `live` (one hall, one clock) or `open` (asynchronous, for days)."""

    id: str = field(metadata=IDENT)
    version: int = field(metadata={"minimum": 1, "maximum": 10_000})
    languages: tuple[str, ...]
    kind: str = field(metadata={"one_of": ("live", "open")})
    title: Text
    intro: Text
    stages: tuple[Stage, ...]
    levers: tuple[Lever, ...]
    themes: tuple[Theme, ...]
    other: Text
    families: tuple[Family, ...]
    ingredients: tuple[Ingredient, ...]
    kinds: tuple[Option, ...]
    formality: tuple[Option, ...]
    existence: tuple[Option, ...]
    origin: tuple[Option, ...]
    reach: tuple[Option, ...]
    actors: tuple[Option, ...]
    sectors: tuple[Option, ...]
    relations: tuple[Relation, ...] = ()
    vision: Vision | None = None
    lotus: LotusSettings = _LOTUS
    limits: Limits = _LIMITS
    dots: Dots = _DOTS
    tables: int = field(default=12, metadata={"minimum": 0, "maximum": 200})
    people: int = field(default=0, metadata={"minimum": 0, "maximum": 5000})
    ends: str = field(default="", metadata={"clock": True})

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; `parse_method` of it gives an equal method."""
        return dict(plain(self))

    def stage(self, id: str) -> Stage:
        """The stage with this id; KeyError if there is none."""
        return find(self.stages, id)

    def theme(self, id: str) -> Theme:
        return find(self.themes, id)

    def lever(self, id: str) -> Lever:
        return find(self.levers, id)

    def family(self, id: str) -> Family:
        return find(self.families, id)

    def ingredient(self, id: str) -> Ingredient:
        return find(self.ingredients, id)


def label(thing: Any, language: str) -> str:
    """The words of a Text, or a thing's label or title, in `language`; else in nl; else in what there is."""
    words = thing if isinstance(thing, Map) else getattr(thing, "label", None) or thing.title
    return str(words.get(language) or words.get("nl") or words[min(words)])


def load_method(source: str | Path) -> Method:
    """A method from a path, from the id of a shipped one, or from the text of a TOML file.

    A file may name `based_on = "startmoment"` and leave out whatever it shares with that method.
    Raises MethodError (with the path of the wrong key) or OSError.
    """
    if isinstance(source, str) and source in SHIPPED:
        return _shipped(source)
    return parse_method(_toml(source.read_text("utf-8") if isinstance(source, Path) else source))


def available_methods() -> list[Method]:
    """The methods that come with Bloesem, in the order in which a trajectory meets them most."""
    return [_shipped(id) for id in SHIPPED]


def parse_method(data: Mapping[str, Any]) -> Method:
    """A method from plain data. Raises MethodError that names the path of the wrong key."""
    base = data.get("based_on")
    if base is not None:
        if base not in SHIPPED or base == data.get("id"):
            raise MethodError("based_on", f"should be another one of {', '.join(SHIPPED)}, not {base!r:.60}")
        own = {key: value for key, value in data.items() if key != "based_on"}
        inherited = _shipped(str(base)).to_dict()
        # Stages are what makes a meeting: they are never inherited, nor is its clock.
        data = {k: v for k, v in inherited.items() if k not in ("stages", "ends", "people", "tables")} | own
    method = read(Method, data, languages_of(data))
    _check(method)
    return method


def languages_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages in which every text of a file stands; nl is among them, for we fall back on it."""
    languages = data.get("languages")
    if not isinstance(languages, list | tuple) or not all(isinstance(code, str) for code in languages):
        raise MethodError("languages", 'should be a list like ["nl", "fr", "en"]')
    if "nl" not in languages:
        raise MethodError("languages", "should hold nl")
    return tuple(languages)


@functools.cache
def _shipped(id: str) -> Method:
    return parse_method(_toml((FOLDER / f"{id}.toml").read_text("utf-8")))


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MethodError("", f"is not a TOML file: {error}") from error


def _check(method: Method) -> None:
    """What one field alone cannot tell: ids are unique and point to something."""
    lists = "stages levers themes families ingredients kinds formality existence origin reach actors sectors"
    for name in lists.split():
        unique(getattr(method, name), name)
    for name in ("stages", "themes", "levers", "families"):
        if not getattr(method, name):
            raise MethodError(name, "should hold at least one")
    for i, theme in enumerate(method.themes):
        if theme.id == NO_THEME:
            raise MethodError(f"themes[{i}].id", f"{NO_THEME} is kept for none of these")
        if theme.mark in [other.mark for other in method.themes[:i]]:
            raise MethodError(f"themes[{i}].mark", f"mark {theme.mark} already stands for another theme")
    levers, families = {x.id for x in method.levers}, {x.id for x in method.families}
    for i, relation in enumerate(method.relations):
        for end in ("source", "target"):
            known(f"relations[{i}].{end}", getattr(relation, end), levers)
        if relation.source == relation.target:
            raise MethodError(f"relations[{i}].target", "points to the lever it starts from")
    for i, ingredient in enumerate(method.ingredients):
        known(f"ingredients[{i}].family", ingredient.family, families)
    for i, stage in enumerate(method.stages):
        _check_stage(stage, f"stages[{i}]")
    starts = [stage.starts for stage in method.stages if stage.starts] + ([method.ends] if method.ends else [])
    if starts != sorted(starts):
        raise MethodError("stages", "start times do not follow each other")


def _check_stage(stage: Stage, path: str) -> None:
    unique(stage.phases, f"{path}.phases")
    unique(stage.timings, f"{path}.timings")
    phases = {phase.id for phase in stage.phases}
    for i, timing in enumerate(stage.timings):
        if set(timing.minutes) != phases:
            raise MethodError(f"{path}.timings[{i}].minutes", f"should give minutes for {', '.join(sorted(phases))}")
    if stage.timings:
        known(f"{path}.timing", stage.timing, {timing.id for timing in stage.timings})
        total = next(t.total for t in stage.timings if t.id == stage.timing)
        if stage.minutes != total:
            raise MethodError(f"{path}.minutes", f"should be the {total} minutes of timing {stage.timing}")


def unique(things: Iterable[HasId], path: str) -> None:
    seen: set[str] = set()
    for i, thing in enumerate(things):
        if thing.id in seen:
            raise MethodError(f"{path}[{i}].id", f"{thing.id} is there twice")
        seen.add(thing.id)


def known(path: str, id: str, ids: set[str]) -> None:
    if id not in ids:
        raise MethodError(path, f"points to {id!r:.60}, which is none of {', '.join(sorted(ids))}")
