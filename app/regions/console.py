"""The facilitator's console: what each of its regions is made of."""

from __future__ import annotations

from app.regions import Part
from sessions.hub import Viewer
from sessions.state import Room


def people(room: Room, viewer: Viewer) -> int:
    return room.present


REGIONS = [Part("people", people)]
