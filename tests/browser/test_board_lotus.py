"""The lotus on the wall in a real browser: every state, size, light and language can be read; what the console opens."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pytest

from sessions import commands as c
from sessions import lotus_commands as lc
from sessions.lotus_views import gathered
from tests.browser.stage import axe
from tests.browser.walls import Walls
from tests.lotus_rooms import TABLES, blossoming, grouped
from tests.sessions.stories import FACILITATOR, person

AUDIT = (Path(__file__).parent / "audit.js").read_text("utf-8")
SIZES = {"1920": (1920, 1080), "1280": (1280, 720), "3840": (3840, 2160), "1024": (1024, 768)}
CODES = (f"{a}{b}47-6789" for a, b in itertools.product("ABCDEFGHJKMN", repeat=2))
STATES = (
    "0", "1", "40", "500", "loose", "long", "petal", "also", "list", "tables", "table", "empty table", "paused",
    "closed", "alone",
)  # fmt: skip


@pytest.fixture(scope="module")
def walls(tmp_path_factory):
    running = Walls(tmp_path_factory.mktemp("walls")).start()
    yield running
    running.stop()


def at_once():
    return {"code": next(CODES), "at": int(time.time() * 1000) - 20 * 60_000}


def in_state(name, language):
    if name.isdigit():
        story = blossoming(int(name), language, **at_once())
        return grouped(story) if int(name) >= 40 else story
    if name in ("loose", "alone"):
        return blossoming(200, language, "alone" if name == "alone" else "choose", **at_once())
    story = grouped(blossoming(300, language, long=name == "long", **at_once()))
    if name in ("list", "tables"):
        story.lead(c.ChangeRoom, focus=name)
    elif name in ("petal", "also"):
        story.lead(c.ChangeRoom, focus="g3" if name == "petal" else "g9")
    elif name == "table":
        story.lead(c.Spotlight, card="L3")
    elif name == "empty table":
        story = blossoming(1, language, **at_once())
        story.by("p0", c.WithdrawCard, card="n0")
        story.lead(c.Spotlight, card="L1")
    elif name in ("paused", "closed"):
        story.lead({"paused": c.Pause, "closed": c.Close}[name])
    return story


def opened(new_page, url, **options):
    page = new_page(
        viewport={"width": 1920, "height": 1080}, device_scale_factor=1, is_mobile=False, has_touch=False, **options
    )
    page.goto(url)
    page.evaluate("document.fonts.ready.then(() => true)")
    return page


@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize("name", STATES)
def test_everything_of_the_lotus_can_be_read(walls, new_page, name, language):
    page = opened(new_page, walls.show(in_state(name, language)))
    for theme, size in itertools.product(("light", "dark"), SIZES):
        page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        assert page.evaluate(AUDIT) is None, (size, theme)
        fills = page.evaluate(
            """() => { const box = document.querySelector('#r-aside').getBoundingClientRect();
                 const low = Math.max(...[...document.querySelectorAll('#r-aside *')].map((e) => e.getBoundingClientRect().bottom));
                 return (low - box.top) / box.height }"""
        )
        assert 0.4 < fills <= 1, (size, theme)  # never an empty pane, never cut off


@pytest.mark.parametrize("name", ["0", "40", "list", "table", "tables"])
def test_axe_has_nothing_to_say(walls, new_page, name):
    page = opened(new_page, walls.show(in_state(name, "nl")), reduced_motion="reduce")
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        assert axe(page) == []
    page.keyboard.press("t")
    assert page.locator("#r-table").is_visible()
    assert axe(page) == []


def test_the_console_opens_petals_the_list_and_the_tables_in_turn(walls, new_page):
    story = grouped(blossoming(300, **at_once()))
    code = story.room.code
    page = opened(new_page, walls.show(story))
    page.locator("html[data-live='live']").wait_for(state="attached")
    first = page.locator("#r-aside h2 span").inner_text()

    def focus(what):
        walls.do(code, c.ChangeRoom(actor=FACILITATOR, at=int(time.time() * 1000), focus=what))

    fourth = gathered(story.room).clusters[3].id
    focus(fourth)
    page.locator(".lab.is-open").filter(has_text=story.room.groups.get(fourth).name("nl")).wait_for()
    assert page.locator("#r-aside h2 span").inner_text() != first
    focus("list")
    page.locator(".keylist li").first.wait_for()
    walls.do(code, c.Spotlight(actor=FACILITATOR, at=0, card="L5"))
    page.locator(".is-lotus_table_aside h2", has_text="Tafel 5").wait_for()
    focus("tables")  # what is asked for last is what is seen
    page.locator(".turn .lotus-rule", has_text="Tafel 1").wait_for()
    walls.do(code, c.Undo(actor=FACILITATOR, at=0))
    page.locator(".keylist li").first.wait_for()
    focus("")
    page.locator("#r-aside h2 span", has_text=first).wait_for()


def test_the_tables_come_in_turn_until_somebody_stops_them(walls, new_page):
    story = blossoming(100, **at_once())
    story.lead(c.ChangeRoom, focus="tables")
    url = walls.show(story)
    page = new_page(viewport={"width": 1920, "height": 1080}, device_scale_factor=1, is_mobile=False, has_touch=False)
    page.add_init_script(
        "new MutationObserver(() => { if (document.documentElement) document.documentElement.dataset.every = 300 })"
        ".observe(document, {childList: true})"
    )
    page.goto(url)
    for table in (1, 2, 3, TABLES, 1):
        page.locator(".turn .lotus-rule b", has_text=f"Tafel {table}").wait_for(timeout=60_000)
    page.keyboard.press("p")
    page.wait_for_timeout(400)  # one that was on its way
    stands = page.locator(".turn .lotus-rule").inner_text()
    page.wait_for_timeout(900)
    assert page.locator(".turn .lotus-rule").inner_text() == stands
    page.keyboard.press("p")
    page.locator(".turn .lotus-rule").filter(has_not_text=stands).wait_for()


def test_a_petal_that_comes_in_is_on_the_wall_at_once(walls, new_page):
    story = blossoming(1, **at_once())
    page = opened(new_page, walls.show(story), reduced_motion="reduce")
    page.locator("html[data-live='live']").wait_for(state="attached")
    assert page.locator(".core-n").text_content() == "1"
    assert page.locator("#r-aside h2 span").inner_text() == "Ontmoeten"
    walls.do(
        story.room.code, lc.PutPetal(actor=person("p0"), at=int(time.time() * 1000), lotus="L1", node="x", text="Nieuw")
    )
    page.locator(".core-n").get_by_text("2", exact=True).wait_for()
    assert page.locator(".lab").count() == 2
