"""Who looks at a room, and what they are sent: regions of pages, rendered once for all who may see the same.

After a commit a room is dirty. Each page's channel then renders the regions whose inputs changed, once per audience
(page, role, table, language), and the same frame goes to everyone in it: a board at once, phones four times a second.
A watcher joins before its first view is rendered, so nothing falls between the two. A big hall is written to in
slices, with the loop's other work in between; nobody waits for a slow one: it is let go and comes back.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from sessions.channel import Channel
from sessions.state import Room
from sessions.watching import SLOW, Audience, Region, Viewer, Watcher

MAX_DRAWN = 2000  # drawings kept, over all rooms


class Tally(msgspec.Struct):
    """What the hub has done since it started."""

    frames: int = 0  # handed to watchers
    bytes: int = 0
    renders: int = 0
    let_go: int = 0


def _same(room: Room, viewer: Viewer) -> Viewer | None:
    return viewer


def _plain(data: bytes) -> Any:
    return data


class Hub:
    """All channels of all rooms. `pages` gives the regions of each kind of page; `seat(room, viewer)` says who a viewer
    now is (None: may no longer look); `pack` turns a frame's bytes into what watchers take, once for all of them."""

    def __init__(
        self,
        pages: dict[str, Sequence[Region]],
        report: Callable[[Exception], None],
        seat: Callable[[Room, Viewer], Viewer | None] = _same,
        pack: Callable[[bytes], Any] = _plain,
    ) -> None:
        self.pages = pages
        self.report = report
        self.seat = seat
        self.pack = pack
        self.tally = Tally()
        self.latest: dict[str, Room] = {}
        self._channels: dict[str, dict[str, Channel]] = {}
        self._drawn: OrderedDict[tuple[str, Audience, str], tuple[Any, str]] = OrderedDict()

    def html(self, region: Region, room: Room, viewer: Viewer) -> tuple[Any, str]:
        """A region's view and its HTML as this viewer sees it; shared ones are rendered once an audience."""
        view = region.view(room, viewer)
        if region.personal:
            self.tally.renders += 1
            return view, region.render(view, room, viewer)
        key = (room.code, viewer.audience, region.name)
        known = self._drawn.get(key)
        if known is not None and known[0] == view:
            return known
        self.tally.renders += 1
        known = self._drawn[key] = (view, region.render(view, room, viewer))
        self._drawn.move_to_end(key)
        if len(self._drawn) > MAX_DRAWN:
            self._drawn.popitem(last=False)
        return known

    def draw(self, room: Room, viewer: Viewer) -> dict[str, str]:
        """Every region of a page as HTML, for who does not watch: a first load, or a page that polls."""
        return {region.name: self.html(region, room, viewer)[1] for region in self.pages[viewer.audience.page]}

    def changed(self, room: Room) -> None:
        """A commit was made: everyone who looks will see it. Does not block."""
        channels = self._channels.get(room.code)
        if channels:
            known = self.latest.get(room.code)
            if known is None or known.seq < room.seq:
                self.latest[room.code] = room
            for channel in channels.values():
                channel.dirty.set()

    def join(self, room: Room, watcher: Watcher) -> Any:
        """Starts to watch and returns the first frame, the complete current view."""
        page = watcher.viewer.audience.page
        channels = self._channels.setdefault(room.code, {})
        channel = channels.get(page)
        if channel is None:
            channel = channels[page] = Channel(self, room.code, page)
        known = self.latest.get(room.code)
        if known is None or known.seq < room.seq:
            known = self.latest[room.code] = room
            for other in channels.values():
                other.dirty.set()
        # Whoever comes may have changed tables while the handshake was sent.
        watcher.viewer = self.seat(known, watcher.viewer) or watcher.viewer
        channel.add(watcher)
        try:
            return channel.full(known, watcher)
        except Exception:
            self.leave(room.code, watcher)
            raise

    def leave(self, code: str, watcher: Watcher) -> None:
        channels = self._channels.get(code, {})
        page = watcher.viewer.audience.page
        channel = channels.get(page)
        if channel is None:
            return
        channel.drop(watcher)
        if not channel.seen:
            channel.task.cancel()
            del channels[page]
            if not channels:
                self._channels.pop(code, None)
                self.latest.pop(code, None)

    def send(self, code: str, watcher: Watcher, data: Any) -> None:
        """Hands a frame to a watcher; one that does not keep up is let go."""
        try:
            kept_up = watcher.send(data)
        except Exception as problem:
            self.report(problem)
            kept_up = False
        if kept_up:
            self.tally.frames += 1
            self.tally.bytes += len(data)
        else:
            self.let_slow_go(code, watcher)

    def let_slow_go(self, code: str, watcher: Watcher) -> None:
        self.tally.let_go += 1
        self.drop(code, watcher, SLOW)

    def drop(self, code: str, watcher: Watcher, why: int) -> None:
        """Closes a page from our side; from now on it is sent nothing."""
        self.leave(code, watcher)
        try:
            watcher.close(why)
        except Exception as problem:
            self.report(problem)

    def let_go(self, code: str, why: int, id: str | None = None) -> None:
        """Closes all of a room's pages, or those of one participant or link."""
        if id is None:
            for key in [key for key in self._drawn if key[0] == code]:
                del self._drawn[key]
        for watcher in self.watching(code):
            if id is None or watcher.viewer.id == id:
                self.drop(code, watcher, why)

    def watching(self, code: str) -> list[Watcher]:
        """Everyone who looks at a room now."""
        return [watcher for channel in self._channels.get(code, {}).values() for watcher in channel.seen]

    def count(self, code: str, page: str) -> int:
        channel = self._channels.get(code, {}).get(page)
        return len(channel.seen) if channel else 0

    def counts(self) -> dict[str, int]:
        """Open pages by kind, over all rooms."""
        return {page: sum(len(c[page].seen) for c in self._channels.values() if page in c) for page in self.pages}

    async def stop(self) -> None:
        tasks: Iterable[asyncio.Task[None]] = [c.task for room in self._channels.values() for c in room.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._channels.clear()
