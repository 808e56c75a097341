"""The projected board: what each of its regions is made of."""

from __future__ import annotations

import msgspec

from app.regions import Part
from sessions.hub import Viewer
from sessions.state import OTHER, Room


class Counts(msgspec.Struct, frozen=True):
    total: int
    other: int
    themes: tuple[tuple[str, int], ...]


def flower(room: Room, viewer: Viewer) -> Counts:
    themes = tuple((theme.id, room.tally.get(theme.id, 0)) for theme in room.the_method.themes)
    return Counts(room.total, room.tally.get(OTHER, 0), themes)


REGIONS = [Part("flower", flower)]
