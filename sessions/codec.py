"""Events as bytes and back, and the removal of words from facts that must stay countable.

The union of all event types is collected from `sessions.events` and the modules in `EVENT_MODULES`, so a
new event is known to the codec by being written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Union

import msgspec

from sessions import events as _events
from sessions import lotus_events as _lotus_events
from sessions import report_events as _report_events
from sessions.events import Event, Record

EVENT_MODULES = (_events, _lotus_events, _report_events)
EVENT_TYPES: tuple[type[Event], ...] = tuple(
    value
    for module in EVENT_MODULES
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, Event) and value is not Event
)
BY_KIND: dict[str, type[Event]] = {str(t.__struct_config__.tag): t for t in EVENT_TYPES}
_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Union[EVENT_TYPES])  # noqa: UP007
_encoder = msgspec.json.Encoder()

# Fields that hold people's words, by event kind; what a withdrawal or an erasure blanks.
_WORDS = (
    "title",
    "description",
    "place",
    "text",
    "name",
    "who",
    "what",
    "initiative",
    "reason",
    "centre",
    "ingredient",
)


def kind_of(event: Event) -> str:
    """The slug of an event."""
    return str(type(event).__struct_config__.tag)


def encode(event: Event) -> bytes:
    """The event as UTF-8 JSON, `kind` first."""
    return _encoder.encode(event)


def decode(data: bytes | str) -> Event:
    """The event behind JSON made by `encode`. Raises msgspec.ValidationError for what no version wrote."""
    event: Event = _decoder.decode(data)
    return event


def to_data(event: Event) -> dict[str, Any]:
    """The event as plain data (dicts, lists, str, numbers), the very same as it comes back from JSON."""
    data: dict[str, Any] = msgspec.json.decode(encode(event))
    return data


def from_data(data: dict[str, Any]) -> Event:
    """The event behind plain data."""
    event: Event = msgspec.convert(data, Union[EVENT_TYPES], strict=False)  # noqa: UP007
    return event


def record_data(record: Record) -> dict[str, Any]:
    """A record as the API and the JSON export show it: {seq, id, kind, actor, at, data}."""
    data = to_data(record.event)
    kind = data.pop("kind")
    return {
        "seq": record.seq,
        "id": record.id,
        "kind": kind,
        "actor": record.actor,
        "at": record.at,
        "data": data,
    }


def without_words(event: Event, ids: frozenset[str]) -> Event:
    """The same fact without the words of the cards in `ids` (and what explains them); numbering and counts
    stay sound.
    """
    blanked = _blank(to_data(event), ids)
    return from_data(blanked) if blanked is not None else event


def _blank(data: Any, ids: frozenset[str]) -> Any:
    """A copy of `data` in which every object that is about one of `ids` has lost its words; None when
    nothing was.
    """
    changed = False

    def walk(node: Any, inside: bool) -> Any:
        nonlocal changed
        if isinstance(node, dict):
            own = any(isinstance(node.get(k), str) and node[k] in ids for k in _ID_FIELDS if k in node)
            mine = own or (inside and "id" not in node)
            result: dict[str, Any] = {}
            for key, value in node.items():
                if mine and key in _WORDS and isinstance(value, str) and value:
                    result[key] = ""
                    changed = True
                elif key == "because" and value and (mine or _among(node.get("members"), ids)):
                    result[key] = []
                    changed = True
                else:
                    result[key] = walk(value, mine)
            return result
        if isinstance(node, list | tuple):
            return [walk(item, inside) for item in node]
        return node

    blanked = walk(data, False)
    return blanked if changed else None


def _among(members: Any, ids: frozenset[str]) -> bool:
    return isinstance(members, list | tuple) and any(isinstance(m, str) and m in ids for m in members)


def renamed(record: Record, names: Mapping[str, str]) -> Record:
    """The same fact with people under other ids (`names`: old to new), without what they are called and without the
    keys and fingerprints by which a device could be recognised.
    """
    role, _, who = record.actor.partition(":")
    own = role == "joining" or who in names
    return msgspec.structs.replace(
        record,
        actor=f"{role}:{names.get(who, '' if role == 'joining' else who)}",
        event=from_data(_rename(to_data(record.event), names)),
        key=None if own else record.key,
        fingerprint=None if own else record.fingerprint,
    )


def _rename(node: Any, names: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        nameless = node.get("participant") in names
        return {
            names.get(key, key): "" if nameless and key == "name" and value else _rename(value, names)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [_rename(item, names) for item in node]
    return names.get(node, node) if isinstance(node, str) else node


# Fields that say which card a fact (or a part of it) is about.
_ID_FIELDS = (
    "id",
    "intervention",
    "precondition",
    "finding",
    "commitment",
    "card",
    "node",
    "lotus",
    "participant",
)
