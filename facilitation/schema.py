"""Reads plain data (TOML, JSON) into frozen dataclasses and back; errors name the path of the wrong key.

The annotation of each field is its rule: `Text` is a table of languages, `tuple[X, ...]` a list, another
dataclass a table. Field metadata narrows it: `one_of`, `minimum`, `maximum`, `ident` (a slug).
"""

import dataclasses
import functools
import re
import types
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from immutables import Map

Text = Map[str, str]
"""One sentence or label in several languages: language code to words. Hashable and picklable."""

T = TypeVar("T")
_hints = functools.cache(get_type_hints)
_IDENT = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")


class MethodError(ValueError):
    """A method file that cannot be used: `path` is where (like `stages[2].question.fr`), `reason` is why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}" if path else reason)
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[type["MethodError"], tuple[str, str]]:
        return type(self), (self.path, self.reason)


def read(kind: type[T], data: object, languages: Sequence[str], path: str = "") -> T:
    """`data` as a `kind` (a frozen dataclass). Raises MethodError at the first thing that is wrong."""
    if not isinstance(data, Mapping):
        raise MethodError(path, "should be a table of keys and values")
    fields = {f.name: f for f in dataclasses.fields(cast(Any, kind))}
    for key in data:
        if key not in fields:
            raise MethodError(_join(path, str(key)), f"unknown key; known are {', '.join(fields)}")
    hints = _hints(cast(Any, kind))
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name in data:
            values[name] = _value(hints[name], data[name], languages, _join(path, name), field.metadata)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise MethodError(_join(path, name), "is missing")
    return kind(**values)


def plain(value: Any) -> Any:
    """The reverse of `read`: only dicts, lists, strings, numbers; what stands at its default is left out."""
    if dataclasses.is_dataclass(value):
        out = {}
        for f in dataclasses.fields(value):
            item = getattr(value, f.name)
            if item != f.default:
                out[f.name] = plain(item)
        return out
    if isinstance(value, Map):
        return {key: plain(value[key]) for key in sorted(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _value(hint: Any, data: Any, languages: Sequence[str], path: str, rule: Mapping[str, Any]) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _value(next(a for a in args if a is not type(None)), data, languages, path, rule)
    if origin is tuple:
        if not isinstance(data, list | tuple):
            raise MethodError(path, "should be a list")
        return tuple(_value(args[0], item, languages, f"{path}[{i}]", rule) for i, item in enumerate(data))
    if hint == Text:
        return _text(data, languages, path)
    if origin is Map:
        if not isinstance(data, Mapping):
            raise MethodError(path, "should be a table of keys and values")
        return Map({str(k): _value(args[1], v, languages, _join(path, str(k)), rule) for k, v in data.items()})
    if dataclasses.is_dataclass(hint):
        return read(cast(type[Any], hint), data, languages, path)
    return _scalar(hint, data, path, rule)


def _text(data: Any, languages: Sequence[str], path: str) -> Text:
    if not isinstance(data, Mapping):
        raise MethodError(path, f"should be a text in each of {', '.join(languages)}")
    for language in data:
        if language not in languages:
            raise MethodError(_join(path, str(language)), f"is not one of the languages {', '.join(languages)}")
    for language in languages:
        words = data.get(language)
        if not isinstance(words, str) or not words.strip():
            raise MethodError(_join(path, language), "is missing or empty")
    return Map({language: data[language].strip() for language in languages})


def _scalar(hint: Any, data: Any, path: str, rule: Mapping[str, Any]) -> Any:
    # A TOML true is an int for Python; `minutes = true` is a slip, not one minute.
    if type(data) is not hint:
        names = {str: "a text", int: "a whole number", bool: "true or false"}
        raise MethodError(path, f"should be {names[hint]}, not {data!r:.60}")
    if rule.get("ident") and not _IDENT.match(data):
        raise MethodError(path, f"should be a short name of a-z, 0-9 and _, not {data!r:.60}")
    if rule.get("clock") and not _CLOCK.match(data):
        raise MethodError(path, f"should be a time like 09:30, not {data!r:.60}")
    if "one_of" in rule and data not in rule["one_of"]:
        raise MethodError(path, f"should be one of {', '.join(map(str, rule['one_of']))}, not {data!r:.60}")
    if data < rule.get("minimum", data) or data > rule.get("maximum", data):
        raise MethodError(path, f"should be from {rule.get('minimum')} to {rule.get('maximum')}, not {data}")
    return data
