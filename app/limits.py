"""How often a device or a room may write. Never per address: three hundred phones in a hall share one."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

MAX_TRACKED = 50_000


class Bucket:
    """Token buckets by name. `burst` 0 switches off."""

    def __init__(self, burst: float, refill: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.burst = burst
        self.refill = refill
        self._clock = clock
        self._state: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str, cost: float = 1.0) -> float:
        """Takes `cost`; returns 0 when there was enough, else the seconds to wait."""
        if self.burst <= 0:
            return 0.0
        now = self._clock()
        left, at = self._state.get(name, (self.burst, now))
        left = min(self.burst, left + (now - at) * self.refill)
        if left < cost:
            wait = (cost - left) / self.refill if self.refill else 60.0
            self._state[name] = (left, now)
            return wait
        self._state[name] = (left - cost, now)
        self._state.move_to_end(name)
        if len(self._state) > MAX_TRACKED:
            self._state.popitem(last=False)
        return 0.0
