"""The hub: who is told what, once, in order, and who is let go."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from sessions import channel
from sessions.changing import change
from sessions.hub import Hub
from sessions.state import Room
from sessions.watching import REFUSED, SLOW, Audience, Viewer

ROOM = Room(seq=1, code="ABCD-2345", title="a")


class Title:
    name, personal = "title", False
    renders = 0

    def view(self, room: Room, viewer: Viewer) -> Any:
        return room.title

    def render(self, view: Any, room: Room, viewer: Viewer) -> str:
        Title.renders += 1
        if view == "broken":
            raise ValueError("a template that fails")
        return f"<i>{view}</i>"


class Mine:
    name, personal = "mine", True

    def view(self, room: Room, viewer: Viewer) -> Any:
        if room.place == f"trouble for {viewer.id}":
            raise ValueError(viewer.id)
        return room.date == viewer.id

    def render(self, view: Any, room: Room, viewer: Viewer) -> str:
        return f"<b>{viewer.id} {view}</b>"


class Page:
    """A page as a browser keeps it."""

    def __init__(self, page: str = "board", id: str | None = None, table: int | None = None) -> None:
        self.viewer = Viewer(Audience(page, "participant", table, "nl"), id)
        self.frames: list[dict[str, Any]] = []
        self.regions: dict[str, str] = {}
        self.closed: int | None = None
        self.keeps_up = True

    def send(self, frame: bytes) -> bool:
        assert self.closed is None, "a frame after the close"
        if self.keeps_up:
            self.frames.append(json.loads(frame))
            self.regions.update(self.frames[-1]["regions"])
        return self.keeps_up

    def close(self, code: int) -> None:
        self.closed = code


async def turns(n: int = 40) -> None:
    for _ in range(n):
        await asyncio.sleep(0)


@pytest.fixture
async def hub(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hub]:
    monkeypatch.setattr(channel, "PACE", dict.fromkeys(("board", "phone"), 0.0))
    monkeypatch.setattr(channel, "MOST", dict.fromkeys(("board", "phone"), 0.0))
    monkeypatch.setattr(channel, "SLICE", 0.0)
    Title.renders = 0
    problems: list[Exception] = []
    made = Hub({"board": [Title()], "phone": [Title(), Mine()]}, problems.append)
    made.problems = problems  # type: ignore[attr-defined]
    yield made
    await made.stop()


def joined(hub: Hub, page: Page, room: Room = ROOM) -> Page:
    page.send(hub.join(room, page))
    return page


async def test_the_first_frame_is_complete_and_later_ones_hold_what_changed(hub: Hub) -> None:
    phone = joined(hub, Page("phone", "ada"))
    assert phone.frames[0] == {"seq": 1, "full": True, "regions": {"title": "<i>a</i>", "mine": "<b>ada False</b>"}}
    hub.changed(change(ROOM, seq=2, title="b"))
    await turns()
    hub.changed(change(ROOM, seq=3, title="b", date="ada"))
    await turns()
    hub.changed(change(ROOM, seq=4, title="b", date="ada", place="nothing to see"))
    await turns()
    assert phone.frames[1:] == [
        {"seq": 2, "full": False, "regions": {"title": "<i>b</i>"}},
        {"seq": 3, "full": False, "regions": {"mine": "<b>ada True</b>"}},
    ]


async def test_a_region_is_rendered_once_for_all_who_may_see_the_same(hub: Hub) -> None:
    pages = [joined(hub, Page()) for _ in range(50)]
    hub.changed(change(ROOM, seq=2, title="b"))
    await turns(80)
    assert Title.renders == 2
    assert {page.regions["title"] for page in pages} == {"<i>b</i>"}
    assert hub.tally.frames == 50


async def test_a_newcomer_who_saw_more_than_the_others_hears_when_the_room_goes_back(hub: Hub) -> None:
    old = joined(hub, Page())
    hub.changed(change(ROOM, seq=2, title="b"))
    new = joined(hub, Page())  # before the others were told of b
    hub.changed(change(ROOM, seq=3, title="a"))
    await turns()
    assert (old.regions, new.regions) == ({"title": "<i>a</i>"}, {"title": "<i>a</i>"})


async def test_who_joins_with_an_older_room_gets_the_newest(hub: Hub) -> None:
    joined(hub, Page())
    hub.changed(change(ROOM, seq=2, title="b"))
    assert joined(hub, Page(), ROOM).frames[0]["seq"] == 2


async def test_one_who_does_not_keep_up_is_let_go_and_the_others_are_told(hub: Hub) -> None:
    slow, quick = joined(hub, Page()), joined(hub, Page())
    slow.keeps_up = False
    hub.changed(change(ROOM, seq=2, title="b"))
    await turns()
    hub.changed(change(ROOM, seq=3, title="c"))
    await turns()
    assert slow.closed == SLOW
    assert quick.regions == {"title": "<i>c</i>"}
    assert hub.count(ROOM.code, "board") == 1
    assert hub.tally.let_go == 1


async def test_who_may_no_longer_look_is_closed_and_who_moved_gets_the_other_view(hub: Hub) -> None:
    def seat(room: Room, viewer: Viewer) -> Viewer | None:
        if viewer.id == room.place:
            return None
        table = 7 if viewer.id == room.date else None
        return (
            viewer
            if viewer.audience.table == table
            else viewer._replace(audience=viewer.audience._replace(table=table))
        )

    hub.seat = seat
    gone, mover = joined(hub, Page("phone", "bo")), joined(hub, Page("phone", "ada"))
    hub.changed(change(ROOM, seq=2, place="bo", date="ada"))
    await turns()
    assert gone.closed == REFUSED
    assert mover.viewer.audience.table == 7
    assert mover.frames[-1]["full"]
    assert mover.regions["mine"] == "<b>ada True</b>"


async def test_a_region_that_fails_stops_nobody_else(hub: Hub) -> None:
    one, two = joined(hub, Page("phone", "ada")), joined(hub, Page("phone", "bo"))
    hub.changed(change(ROOM, seq=2, date="bo", place="trouble for ada"))
    await turns()
    assert two.regions["mine"] == "<b>bo True</b>"
    hub.changed(change(ROOM, seq=3, title="broken"))
    await turns()
    hub.changed(change(ROOM, seq=4, title="c"))
    await turns()
    assert one.regions["title"] == two.regions["title"] == "<i>c</i>"
    assert len(hub.problems) == 2  # type: ignore[attr-defined]


async def test_a_quiet_room_gives_signs_of_life(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "ALIVE", 0.02)
    page = joined(hub, Page())
    await asyncio.sleep(0.15)
    assert page.frames[1:]
    assert all(frame == {"seq": 1, "full": False, "regions": {}} for frame in page.frames[1:])


async def test_many_changes_become_few_frames(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(channel.PACE, "board", 0.05)
    monkeypatch.setitem(channel.MOST, "board", 0.05)
    page = joined(hub, Page())
    for i in range(100):
        hub.changed(change(ROOM, seq=2 + i, title=str(i)))
        await asyncio.sleep(0.001)
    await asyncio.sleep(0.06)
    assert page.regions == {"title": "<i>99</i>"}
    assert len(page.frames) <= 10


async def test_an_empty_room_costs_nothing(hub: Hub) -> None:
    page = joined(hub, Page())
    hub.leave(ROOM.code, page)
    hub.changed(change(ROOM, seq=2))
    assert hub.watching(ROOM.code) == []
    assert hub.latest == {}


async def test_who_left_during_a_flush_is_sent_nothing_more(hub: Hub) -> None:
    pages = [joined(hub, Page()) for _ in range(9)]
    hub.changed(change(ROOM, seq=2, title="b"))
    while all(len(page.frames) == 1 for page in pages):  # noqa: ASYNC110
        await asyncio.sleep(0)
    left = [page for page in pages if len(page.frames) == 1]
    assert left
    for page in left:
        hub.drop(ROOM.code, page, REFUSED)
    await turns()
    assert all(len(page.frames) == 1 for page in left)
