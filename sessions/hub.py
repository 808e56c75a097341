"""Who looks at a room, and what they are sent: regions of pages, rendered once for all who may see the same.

After a commit a room is dirty. At most every `interval` of a page, each region whose inputs changed is rendered once
per audience (page, role, table, language) and the same frame goes to everyone in it. A watcher joins before its first
view is rendered, so nothing falls between the two. Nobody waits for a slow one: it is let go and comes back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import msgspec

from sessions.state import Room


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
    """An open page. `send` must not block; False means it could not keep up and has been let go."""

    viewer: Viewer

    def send(self, frame: bytes) -> bool: ...


class Region(Protocol):
    """A named part of a page. `view` gives its inputs: cheap to make, equal when nothing changed."""

    name: str
    personal: bool

    def view(self, room: Room, viewer: Viewer) -> Any: ...

    def render(self, view: Any, room: Room, viewer: Viewer) -> str: ...


INTERVALS = {"board": 0.05, "console": 0.1, "phone": 0.25}
_encode = msgspec.json.Encoder().encode


def frame(seq: int, regions: dict[str, str], full: bool = False) -> bytes:
    """What travels: {"seq": N, "full": bool, "regions": {name: html}}. Without regions it is a sign of life."""
    return _encode({"seq": seq, "full": full, "regions": regions})


class _Channel:
    """One room's watchers of one kind of page, and what they were last shown."""

    def __init__(self, hub: Hub, code: str, page: str) -> None:
        self.hub = hub
        self.code = code
        self.page = page
        self.watchers: dict[Audience, set[Watcher]] = {}
        self.shown: dict[tuple[Audience, str], tuple[Any, str]] = {}  # the newest drawing
        self.sent: dict[tuple[Audience, str], Any] = {}  # what everyone in the audience has
        self.personal: dict[Watcher, dict[str, Any]] = {}
        self.dirty = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    @property
    def count(self) -> int:
        return len(self.personal)

    def regions(self) -> Sequence[Region]:
        return self.hub.pages[self.page]

    def html(self, region: Region, room: Room, viewer: Viewer) -> tuple[Any, str]:
        """The region as this viewer sees it; shared ones are rendered once an audience."""
        view = region.view(room, viewer)
        if region.personal:
            return view, region.render(view, room, viewer)
        key = (viewer.audience, region.name)
        known = self.shown.get(key)
        if known is None or known[0] != view:
            known = self.shown[key] = (view, region.render(view, room, viewer))
        return known

    def full(self, room: Room, watcher: Watcher) -> bytes:
        regions: dict[str, str] = {}
        seen = self.personal.setdefault(watcher, {})
        for region in self.regions():
            view, html = self.html(region, room, watcher.viewer)
            regions[region.name] = html
            if region.personal:
                seen[region.name] = view
            else:
                self.sent.setdefault((watcher.viewer.audience, region.name), view)
        return frame(room.seq, regions, full=True)

    def flush(self, room: Room) -> None:
        shared = [r for r in self.regions() if not r.personal]
        personal = [r for r in self.regions() if r.personal]
        for audience, watchers in list(self.watchers.items()):
            changed: dict[str, str] = {}
            viewer = Viewer(audience)
            for region in shared:
                view, html = self.html(region, room, viewer)
                if self.sent.get((audience, region.name)) != view:
                    self.sent[(audience, region.name)] = view
                    changed[region.name] = html
            common = frame(room.seq, changed) if changed else None
            for watcher in list(watchers):
                own = self._own(personal, room, watcher)
                if own:
                    self.hub.send(watcher, frame(room.seq, changed | own))
                elif common:
                    self.hub.send(watcher, common)

    def _own(self, personal: Sequence[Region], room: Room, watcher: Watcher) -> dict[str, str]:
        seen = self.personal[watcher]
        own: dict[str, str] = {}
        for region in personal:
            view = region.view(room, watcher.viewer)
            if seen.get(region.name) != view:
                seen[region.name] = view
                own[region.name] = region.render(view, room, watcher.viewer)
        return own

    async def run(self) -> None:
        interval = INTERVALS.get(self.page, 0.1)
        while True:
            await self.dirty.wait()
            self.dirty.clear()
            room = self.hub.latest.get(self.code)
            if room is not None:
                self.hub.guarded(self.flush, room)
            await asyncio.sleep(interval)


class Hub:
    """All channels of all rooms. `pages` gives the regions of each kind of page."""

    def __init__(self, pages: dict[str, Sequence[Region]], report: Callable[[Exception], None]) -> None:
        self.pages = pages
        self.report = report
        self.latest: dict[str, Room] = {}
        self._channels: dict[tuple[str, str], _Channel] = {}

    def changed(self, room: Room) -> None:
        """A commit was made: everyone who looks will see it. Does not block."""
        watched = False
        for page in self.pages:
            channel = self._channels.get((room.code, page))
            if channel is not None:
                watched = True
                channel.dirty.set()
        if watched:
            self.latest[room.code] = room

    def join(self, room: Room, watcher: Watcher) -> bytes:
        """Starts to watch and returns the first frame, the complete current view."""
        audience = watcher.viewer.audience
        key = (room.code, audience.page)
        channel = self._channels.get(key)
        if channel is None:
            channel = self._channels[key] = _Channel(self, *key)
            channel.task = asyncio.create_task(channel.run(), name=f"hub {key}")
        known = self.latest.get(room.code)
        if known is None or known.seq < room.seq:
            known = self.latest[room.code] = room
        channel.watchers.setdefault(audience, set()).add(watcher)
        channel.personal[watcher] = {}
        return channel.full(known, watcher)

    def leave(self, code: str, watcher: Watcher) -> None:
        audience = watcher.viewer.audience
        channel = self._channels.get((code, audience.page))
        if channel is None:
            return
        watchers = channel.watchers.get(audience)
        if watchers is not None:
            watchers.discard(watcher)
            if not watchers:
                del channel.watchers[audience]
                for key in [k for k in channel.shown if k[0] == audience]:
                    channel.shown.pop(key, None)
                    channel.sent.pop(key, None)
        channel.personal.pop(watcher, None)
        if not channel.personal:
            if channel.task:
                channel.task.cancel()
            del self._channels[(code, audience.page)]
            if not any(key[0] == code for key in self._channels):
                self.latest.pop(code, None)

    def send(self, watcher: Watcher, data: bytes) -> None:
        try:
            watcher.send(data)
        except Exception as problem:
            self.report(problem)

    def guarded(self, action: Callable[[Room], None], room: Room) -> None:
        try:
            action(room)
        except Exception as problem:
            self.report(problem)

    def watching(self, code: str) -> list[Watcher]:
        """Everyone who looks at a room now."""
        return [w for (room, _), c in self._channels.items() if room == code for w in c.personal]

    def count(self, code: str, page: str) -> int:
        channel = self._channels.get((code, page))
        return channel.count if channel else 0

    async def stop(self) -> None:
        tasks = [c.task for c in self._channels.values() if c.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._channels.clear()
