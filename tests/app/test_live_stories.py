"""For random stories, every page that frames keep current equals the page drawn fresh, for every role and language."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from app.live import seat
from app.regions import page_regions
from app.rendering import Rendering
from sessions import channel
from sessions import commands as c
from sessions.hub import Hub
from sessions.state import Room
from sessions.watching import Audience, Viewer
from tests.sessions.stories import AT, Story, at_work
from tests.sessions.test_room_stories import PEOPLE, commands, give

REGIONS = page_regions(Rendering(clock=lambda: AT + 60_000))
DESK = ("facilitator", "moderator", "harvest", "host", "organiser")


def viewers() -> list[Viewer]:
    found = [Viewer(Audience("board", "board", None, language)) for language in ("nl", "fr", "en")]
    for page in REGIONS:
        if page == "phone":
            found += [Viewer(Audience(page, "participant", i, lang), who)
                      for i, (who, lang) in enumerate(zip(PEOPLE, ("nl", "fr", "en"), strict=True), start=1)]  # fmt: skip
        elif page != "board":
            found += [Viewer(Audience(page, role, None, "nl"), role) for role in DESK]
    return found


class Page:
    """What a browser has on its screen: regions replaced by name."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.seq = 0
        self.regions: dict[str, str] = {}

    def send(self, data: bytes) -> bool:
        frame = json.loads(data)
        self.seq = frame["seq"]
        self.regions = frame["regions"] if frame["full"] else self.regions | frame["regions"]
        return True

    def close(self, code: int) -> None:
        raise AssertionError(f"closed with {code}")


def fresh(room: Room, viewer: Viewer) -> dict[str, str]:
    now = seat(room, viewer)
    assert now is not None
    return {region.name: region.render(region.view(room, now), room, now) for region in REGIONS[viewer.audience.page]}


def steps() -> st.SearchStrategy[list[Any]]:
    turn = st.tuples(st.just("turn"), st.integers(0, 12))
    join = st.tuples(st.just("join"), st.integers(0, 20))
    sit = st.tuples(st.just("sit"), st.tuples(st.sampled_from(PEOPLE), st.integers(1, 12)))
    stage = st.tuples(st.just("stage"), st.sampled_from(("welcome", "interventions", "plenary", "closing")))
    board = st.tuples(st.just("look"), st.sampled_from(("themes", "levers", "findings", "qr", "black")))
    return st.lists(st.one_of(turn, join, sit, stage, board, commands(), commands()), max_size=40)


def tell(story: Story, name: str, value: Any) -> None:
    try:
        if name == "sit":
            story.by(value[0], c.ChangeParticipant, table=value[1])
        elif name == "stage":
            story.lead(c.EnterStage, stage=value)
        elif name == "look":
            story.lead(c.ChangeRoom, board=value)
        else:
            give(story, name, value)
    except c.Refusal:
        return


async def play(script: list[Any]) -> None:
    trouble: list[Exception] = []
    hub = Hub(REGIONS, trouble.append, seat=seat)
    story = at_work(*PEOPLE)
    pages = [Page(viewer) for viewer in viewers()]
    for page in pages[::2]:
        page.send(hub.join(story.room, page))
    for name, value in script:
        if name == "turn":
            for _ in range(value):
                await asyncio.sleep(0)
        elif name == "join":
            page = Page(pages[value % len(pages)].viewer)
            page.send(hub.join(story.room, page))
            pages.append(page)
        else:
            tell(story, name, value)
            hub.changed(story.room)
    for page in pages[1 : len(viewers()) : 2]:
        page.send(hub.join(story.room, page))
    for _ in range(40 * len(pages)):
        await asyncio.sleep(0)
    await hub.stop()
    assert trouble == []
    for page in pages:
        assert page.regions == fresh(story.room, page.viewer), page.viewer


@settings(max_examples=60, deadline=None)
@given(steps())
def test_a_page_kept_current_by_frames_equals_the_page_drawn_fresh(script: list[Any]) -> None:
    none = dict.fromkeys(REGIONS, 0.0)
    with mock.patch.multiple(channel, PACE=none, MOST=none, SLICE=0.0):
        asyncio.run(play(script))
