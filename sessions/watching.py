"""What it takes to look at a room: who looks, at which regions, and what travels to an open page."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import msgspec

from sessions.state import Room

REFUSED, GONE, SLOW = 4403, 4404, 4408  # close codes: may not look (any more), the room is gone, did not keep up
_encode = msgspec.json.Encoder().encode


class Audience(NamedTuple):
    """Everyone for whom a shared region looks the same."""

    page: str
    role: str
    table: int | None
    language: str


class Viewer(NamedTuple):
    """One who looks: an audience, and for personal regions the participant or link."""

    audience: Audience
    id: str | None = None


class Watcher(Protocol):
    """An open page. Neither method may block. `send` answers False when the page could not keep up or is gone."""

    viewer: Viewer

    def send(self, frame: Any) -> bool: ...

    def close(self, code: int) -> None: ...


class Region(Protocol):
    """A named part of a page. `view` gives its inputs: cheap to make, equal when nothing changed."""

    name: str
    personal: bool

    def view(self, room: Room, viewer: Viewer) -> Any: ...

    def render(self, view: Any, room: Room, viewer: Viewer) -> str: ...


def frame(seq: int, regions: dict[str, str], full: bool = False) -> bytes:
    """What travels: {"seq": N, "full": bool, "regions": {name: html}}. Without regions it is a sign of life."""
    return _encode({"seq": seq, "full": full, "regions": regions})
