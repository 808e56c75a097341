"""The doorbell: tells other workers that a room is now at some number. Nothing waits for it; whoever hears it reads the
log, and a ring that is lost costs at most the next poll.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Heard = Callable[[str, int], None]


class Bus(Protocol):
    """`ring` must not block and must not fail the caller; `heard(room, head)` is called on the event loop."""

    def listen(self, heard: Heard) -> None: ...

    def ring(self, room: str, head: int) -> None: ...


class LocalBus:
    """Between the services of one process. A listener hears its own rings too, and is at that number already."""

    def __init__(self) -> None:
        self._listeners: list[Heard] = []

    def listen(self, heard: Heard) -> None:
        self._listeners.append(heard)

    def ring(self, room: str, head: int) -> None:
        for heard in self._listeners:
            heard(room, head)
