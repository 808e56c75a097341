"""One kind of page of one room: who has it open, what they have seen, and the beat in which they are told what is new.

A big hall is written to in slices, with the loop's other work in between.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sessions.state import Room
from sessions.watching import REFUSED, Audience, Viewer, Watcher, frame

if TYPE_CHECKING:
    from sessions.hub import Hub

SLICE = 0.002  # seconds of drawing and sending before other work gets its turn
ALIVE = 15.0  # seconds between signs of life
PACE = {"board": 0.02, "console": 0.1, "phone": 0.25}  # seconds between two flushes at least
MOST = {"board": 0.08, "phone": 0.25}  # and at most, when drawing is slow
SHARE = 3.0  # a channel rests this many times as long as its last flush took
_NOBODY_HAS_IT = object()


class Turns:
    """Cuts long work on the loop into slices."""

    __slots__ = ("_until",)

    def __init__(self) -> None:
        self._until = perf_counter() + SLICE

    def over(self) -> bool:
        return perf_counter() >= self._until

    async def rest(self) -> None:
        await asyncio.sleep(0)
        self._until = perf_counter() + SLICE


class Channel:
    """One room's watchers of one kind of page, and what they were last shown."""

    def __init__(self, hub: Hub, code: str, page: str) -> None:
        self.hub = hub
        self.code = code
        self.page = page
        self.shared = [region for region in hub.pages[page] if not region.personal]
        self.own = [region for region in hub.pages[page] if region.personal]
        self.audiences: dict[Audience, set[Watcher]] = {}
        self.seen: dict[Watcher, dict[str, Any]] = {}  # the personal views each watcher has
        self.has: dict[tuple[Audience, str], Any] = {}  # the view that all of an audience have
        self.dirty = asyncio.Event()
        self.task = asyncio.create_task(self.run(), name=f"hub {code} {page}")

    # ---- drawing

    def full(self, room: Room, watcher: Watcher) -> Any:
        """The complete current view as a frame; notes what the watcher has from then on."""
        regions: dict[str, str] = {}
        seen = self.seen[watcher]
        audience = watcher.viewer.audience
        for region in self.hub.pages[self.page]:
            view, html = self.hub.html(region, room, watcher.viewer)
            regions[region.name] = html
            if region.personal:
                seen[region.name] = view
                continue
            key = (audience, region.name)
            if key not in self.has:
                self.has[key] = view
            elif self.has[key] != view:
                # The newcomer is ahead of the others. Should the room go back to what those have, the newcomer must
                # hear of it too: so the next flush tells everyone, whatever it finds.
                self.has[key] = _NOBODY_HAS_IT
                self.dirty.set()
        return self.hub.pack(frame(room.seq, regions, full=True))

    # ---- who is here

    def add(self, watcher: Watcher) -> None:
        self.seen[watcher] = {}
        self.audiences.setdefault(watcher.viewer.audience, set()).add(watcher)

    def drop(self, watcher: Watcher) -> None:
        self.seen.pop(watcher, None)
        audience = watcher.viewer.audience
        watchers = self.audiences.get(audience)
        if watchers is None:
            return
        watchers.discard(watcher)
        if not watchers:
            del self.audiences[audience]
            for region in self.shared:
                self.has.pop((audience, region.name), None)

    def reseat(self, room: Room, watcher: Watcher) -> None:
        """Follows somebody who changed tables, lets somebody go who may no longer look."""
        viewer = self.hub.seat(room, watcher.viewer)
        if viewer is None:
            self.hub.drop(self.code, watcher, REFUSED)
            return
        self.drop(watcher)
        watcher.viewer = viewer
        self.add(watcher)
        self.hub.send(self.code, watcher, self.full(room, watcher))

    # ---- telling

    async def flush(self, room: Room) -> None:
        """Brings everyone up to `room`, a slice at a time."""
        turn = Turns()
        for audience in list(self.audiences):
            if audience not in self.audiences:
                continue
            room = self.hub.latest.get(self.code, room)  # never behind those who joined meanwhile
            changed = await self.changes(room, audience, turn)
            if audience in self.audiences:
                common = self.hub.pack(frame(room.seq, changed)) if changed else None
                await self.tell(list(self.audiences[audience]), room, changed, common, turn)

    async def changes(self, room: Room, audience: Audience, turn: Turns) -> dict[str, str]:
        viewer = Viewer(audience)
        changed: dict[str, str] = {}
        for region in self.shared:
            if turn.over():
                await turn.rest()
            view, html = self.hub.html(region, room, viewer)
            key = (audience, region.name)
            if self.has.get(key, _NOBODY_HAS_IT) != view:
                self.has[key] = view
                changed[region.name] = html
        return changed

    async def tell(
        self, watchers: Sequence[Watcher], room: Room, changed: dict[str, str], common: Any, turn: Turns
    ) -> None:
        here, seat, own = self.seen, self.hub.seat, self.own
        sent = 0
        for watcher in watchers:
            if turn.over():
                await turn.rest()
            if watcher not in here:
                continue  # left meanwhile
            try:
                if seat(room, watcher.viewer) is not watcher.viewer:
                    self.reseat(room, watcher)
                    continue
                if own and (mine := self.news(room, watcher)):
                    self.hub.send(self.code, watcher, self.hub.pack(frame(room.seq, changed | mine)))
                    continue
            except Exception as problem:  # one person's page must not stop the others'
                self.hub.report(problem)
            if common is None:
                continue
            try:
                if watcher.send(common):
                    sent += 1
                    continue
            except Exception as problem:
                self.hub.report(problem)
            self.hub.let_slow_go(self.code, watcher)
        if sent:
            self.hub.tally.frames += sent
            self.hub.tally.bytes += sent * len(common)

    def news(self, room: Room, watcher: Watcher) -> dict[str, str] | None:
        """The personal regions that changed for this watcher."""
        seen = self.seen[watcher]
        viewer = watcher.viewer
        mine: dict[str, str] | None = None
        for region in self.own:
            view = region.view(room, viewer)
            if seen.get(region.name, _NOBODY_HAS_IT) != view:
                html = region.render(view, room, viewer)
                self.hub.tally.renders += 1
                seen[region.name] = view
                mine = mine or {}
                mine[region.name] = html
        return mine

    async def breathe(self) -> None:
        """A sign of life to everyone, so that pages know they are current and dead lines are found."""
        room = self.hub.latest.get(self.code)
        if room is not None:
            life = self.hub.pack(frame(room.seq, {}))
            turn = Turns()
            for watcher in list(self.seen):
                if turn.over():
                    await turn.rest()
                if watcher in self.seen:
                    self.hub.send(self.code, watcher, life)

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        least = PACE.get(self.page, 0.1)
        breath = loop.time() + ALIVE
        while True:
            timer = loop.call_at(breath, self.dirty.set)
            await self.dirty.wait()
            timer.cancel()
            self.dirty.clear()
            began = loop.time()
            try:
                room = self.hub.latest.get(self.code)
                if room is not None:
                    await self.flush(room)
                if began >= breath:
                    breath = began + ALIVE
                    await self.breathe()
            except Exception as problem:  # the channel outlives what goes wrong with one flush
                self.hub.report(problem)
            took = loop.time() - began
            await asyncio.sleep(min(max(least, SHARE * took), max(least, MOST.get(self.page, 0.25))))
