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
from time import perf_counter
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
    """An open page. Neither method may block. `send` answers False when the page could not keep up or is gone."""

    viewer: Viewer

    def send(self, frame: Any) -> bool: ...

    def close(self, code: int) -> None: ...


class Region(Protocol):
    """A named part of a page. `view` gives its inputs: cheap to make, equal when nothing changed."""

    name: str
    personal: bool

    def view(self, room: Room, viewer: Viewer) -> Any: ...

    def render(self, view: Any, room: Room, viewer: Viewer) -> str: ...


class Tally(msgspec.Struct):
    """What the hub has done since it started."""

    frames: int = 0  # handed to watchers
    bytes: int = 0
    renders: int = 0
    let_go: int = 0


MAX_DRAWN = 2000  # drawings kept, over all rooms
SLICE = 0.002  # seconds of drawing and sending before other work gets its turn
ALIVE = 15.0  # seconds between signs of life
PACE = {"board": 0.02, "console": 0.1, "phone": 0.25}  # seconds between two flushes at least
MOST = {"board": 0.08, "phone": 0.25}  # and at most, when drawing is slow
SHARE = 3.0  # a channel rests this many times as long as its last flush took
REFUSED, GONE, SLOW = 4403, 4404, 4408  # close codes: may not look (any more), the room is gone, did not keep up
_encode = msgspec.json.Encoder().encode
_NOBODY_HAS_IT = object()


def frame(seq: int, regions: dict[str, str], full: bool = False) -> bytes:
    """What travels: {"seq": N, "full": bool, "regions": {name: html}}. Without regions it is a sign of life."""
    return _encode({"seq": seq, "full": full, "regions": regions})


class _Turns:
    """Cuts long work on the loop into slices."""

    __slots__ = ("_until",)

    def __init__(self) -> None:
        self._until = perf_counter() + SLICE

    def over(self) -> bool:
        return perf_counter() >= self._until

    async def rest(self) -> None:
        await asyncio.sleep(0)
        self._until = perf_counter() + SLICE


class _Channel:
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
        turn = _Turns()
        for audience in list(self.audiences):
            if audience not in self.audiences:
                continue
            room = self.hub.latest.get(self.code, room)  # never behind those who joined meanwhile
            changed = await self.changes(room, audience, turn)
            if audience in self.audiences:
                common = self.hub.pack(frame(room.seq, changed)) if changed else None
                await self.tell(list(self.audiences[audience]), room, changed, common, turn)

    async def changes(self, room: Room, audience: Audience, turn: _Turns) -> dict[str, str]:
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
        self, watchers: Sequence[Watcher], room: Room, changed: dict[str, str], common: Any, turn: _Turns
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
            turn = _Turns()
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
        self._channels: dict[str, dict[str, _Channel]] = {}
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
            channel = channels[page] = _Channel(self, room.code, page)
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
