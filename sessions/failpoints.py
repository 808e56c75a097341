"""Named places where a test may let the server die, stumble or dawdle; without an order they do nothing.

Orders come in the environment when the process starts: `BLOESEM_FAILPOINTS=before_commit=kill:17` kills the
process the seventeenth time it comes by. `kill:N` is SIGKILL at the Nth time, `fail:N` raises OSError the
first N times, `sleep:MS` waits each time. Several orders are separated by commas. POINTS lists the places.
"""

from __future__ import annotations

import errno
import itertools
import os
import signal
import time
from collections.abc import Callable, Iterator

POINTS = (
    "before_begin",  # the store has taken a batch from its queue
    "mid_transaction",  # heads have moved, records are not yet inserted
    "before_commit",  # everything is written, nothing is kept
    "after_commit_before_answer",  # kept, but nobody knows
    "before_answer",  # the service knows, the caller does not
    "before_tell",  # the caller knows, the listeners do not
    "after_tell",
)


def _parse(orders: str) -> dict[str, Callable[[], None]]:
    armed: dict[str, Callable[[], None]] = {}
    for order in filter(None, (part.strip() for part in orders.split(","))):
        point, _, action = order.partition("=")
        verb, _, number = action.partition(":")
        if point not in POINTS or verb not in _ACTIONS:
            raise ValueError(f"BLOESEM_FAILPOINTS: {order!r} is not POINT=kill:N, POINT=fail:N or POINT=sleep:MS")
        armed[point] = _ACTIONS[verb](int(number or 1), itertools.count(1))
    return armed


def _kill(nth: int, times: Iterator[int]) -> Callable[[], None]:
    def act() -> None:
        if next(times) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return act


def _fail(first: int, times: Iterator[int]) -> Callable[[], None]:
    def act() -> None:
        if next(times) <= first:
            raise OSError(errno.ENOSPC, "failpoint")

    return act


def _sleep(milliseconds: int, times: Iterator[int]) -> Callable[[], None]:
    return lambda: time.sleep(milliseconds / 1000)


_ACTIONS = {"kill": _kill, "fail": _fail, "sleep": _sleep}
_armed: dict[str, Callable[[], None]] = {}


def arm(orders: str) -> None:
    """Replaces all orders; an empty string disarms."""
    _armed.clear()
    _armed.update(_parse(orders))


def hit(point: str) -> None:
    """The program comes by."""
    if _armed and (act := _armed.get(point)):
        act()


arm(os.environ.get("BLOESEM_FAILPOINTS", ""))
