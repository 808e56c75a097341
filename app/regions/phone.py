"""The phone: what each of its regions is made of."""

from __future__ import annotations

from app.regions import Part
from sessions.hub import Viewer
from sessions.state import Room


def mine(room: Room, viewer: Viewer) -> int:
    person = room.participants.get(viewer.id or "")
    return person.rev if person else -1


REGIONS = [Part("mine", mine, personal=True)]
