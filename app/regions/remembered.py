"""Remembers what was counted from maps of a room until one of them is another: a room's maps never change in place."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from sessions.state import Room

T = TypeVar("T")
ROOMS = 64


def remembered(inputs: Callable[[Room], tuple[Any, ...]]) -> Callable[[Callable[[Room], T]], Callable[[Room], T]]:
    """For a function of (room) that reads nothing but `inputs(room)`, which are immutable."""

    def wrap(function: Callable[[Room], T]) -> Callable[[Room], T]:
        known: dict[str, tuple[tuple[Any, ...], T]] = {}

        @wraps(function)
        def with_memory(room: Room) -> T:
            now = inputs(room)
            before = known.get(room.code)
            if before is not None and all(a is b for a, b in zip(before[0], now, strict=True)):
                return before[1]
            if len(known) >= ROOMS:
                known.clear()
            answer = function(room)
            known[room.code] = (now, answer)
            return answer

        return with_memory

    return wrap
