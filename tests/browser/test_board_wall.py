"""The wall in a real browser: nothing clipped or overlapping at three sizes, in every state; arrivals, keys, axe."""

from __future__ import annotations

import io
import itertools
import time
from pathlib import Path

import pytest

from sessions import commands as c
from tests.browser.stage import axe
from tests.browser.walls import Walls
from tests.rooms import LEVERS, THEMES, finding, hall, opened_room, say
from tests.sessions.stories import FACILITATOR, person, pre

AUDIT = (Path(__file__).parent / "audit.js").read_text("utf-8")
SIZES = {"1920": (1920, 1080), "1280": (1280, 720), "1024": (1024, 768)}
CODES = (f"{a}{b}47-2345" for a, b in itertools.product("ABCDEFGHJKMN", repeat=2))
LONG = (
    ("Meertaligheidsondersteuningsmogelijkheden onvoorwaardelijk financieren, zonder telkens nieuwe dossiers", "legal"),
    (
        "Ik heb iets heel langs te zeggen dat over veel regels gaat en toch gelezen moet worden achteraan",
        "collaboration",
    ),
    ("Verantwoordelijkheidszin en gemeenschapsvormingsprocessen met buurtbewonersorganisaties samen", "commitment"),
)


@pytest.fixture(scope="module")
def walls(tmp_path_factory):
    running = Walls(tmp_path_factory.mktemp("walls")).start()
    yield running
    running.stop()


def at_once(**room):
    return {"code": next(CODES), "at": int(time.time() * 1000) - 20 * 60_000, **room}


def plenary(language):
    story = hall(312, language, stage="plenary", other=8, **at_once())
    for table, (text, _) in zip((3, 8, 14), LONG, strict=True):
        finding(story, text, table)
    return story


def in_state(name, language):
    if name.isdigit():
        story = hall(int(name), language, other=int(name) // 20, **at_once())
    elif name == "full":
        story = hall(3000, language, other=120, **at_once())
    elif name == "long":
        story = hall(40, language, **at_once())
        for text, theme in LONG:
            say(story, text, theme)
    elif name == "qr":
        story = opened_room(language, 38, **at_once())
    elif name in ("findings", "levers"):
        story = plenary(language)
        story.lead(c.ChangeRoom, board=name)
    elif name == "weigh":
        story = hall(40, language, stage="weigh", **at_once())
        for i in range(142):
            story.by(f"p{i}", c.SpendDots, themes={THEMES[i * i % 8]: 3}, characteristics={})
    else:
        story = hall(312, language, **at_once())
        story.lead({"paused": c.Pause, "closed": c.Close}[name])
    return story


def opened(new_page, url, size="1920", **options):
    width, height = SIZES[size]
    page = new_page(
        viewport={"width": width, "height": height}, device_scale_factor=1, is_mobile=False, has_touch=False, **options
    )
    page.goto(url)
    page.evaluate("document.fonts.ready.then(() => true)")
    return page


def followed(page):
    """Once the page is told of changes."""
    page.locator("html[data-live='live']").wait_for(state="attached")


@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize(
    "name", ["0", "1", "40", "500", "full", "long", "paused", "closed", "qr", "findings", "levers", "weigh"]
)
def test_everything_on_the_wall_can_be_read(walls, new_page, name, language):
    url = walls.show(in_state(name, language))
    page = opened(new_page, url)
    for theme, size in itertools.product(("light", "dark"), SIZES):
        page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        assert page.evaluate(AUDIT) is None, (size, theme)


@pytest.mark.parametrize("name", ["0", "40", "qr", "findings", "levers", "weigh", "closed"])
def test_axe_has_nothing_to_say(walls, new_page, name):
    page = opened(new_page, walls.show(in_state(name, "nl")), reduced_motion="reduce")
    assert axe(page) == []
    page.keyboard.press("t")
    assert page.locator("#r-table").is_visible()
    assert axe(page) == []


def test_the_code_on_the_wall_decodes_to_the_room(walls, new_page):
    zxing = pytest.importorskip("zxingcpp")
    image = pytest.importorskip("PIL.Image")
    for name in ("qr", "40"):
        url = walls.show(in_state(name, "nl"))
        page = opened(new_page, url)
        picture = image.open(io.BytesIO(page.screenshot()))
        assert [code.text for code in zxing.read_barcodes(picture)] == [url.removesuffix("/board").upper()]


def submit(walls, code, id, text, theme="policy", who="p10"):
    walls.do(
        code,
        c.SubmitIntervention(
            actor=person(who), at=int(time.time() * 1000), intervention=f"i-{id}", title="Praktijk", levers=LEVERS[:1],
            preconditions=(pre(id, text, theme),),
        ),
    )  # fmt: skip


def test_a_statement_arrives_and_leaves_at_once_when_it_is_hidden(walls, new_page):
    story = hall(40, **at_once())
    code = story.room.code
    page = opened(new_page, walls.show(story))
    followed(page)
    submit(walls, code, "new1", "Een vast loket in elke wijk")
    page.locator(".is-hero", has_text="Een vast loket in elke wijk").wait_for()
    page.locator("#label-3 b", has_text="6").wait_for()
    assert page.locator("#new-new1").count() == 1
    assert "Een vast loket" in page.locator("#news").inner_text()
    walls.do(code, c.HideCard(actor=FACILITATOR, at=0, card="new1"))
    page.locator(".is-hero", has_text="Een vast loket").wait_for(state="detached")
    page.locator("#label-3 b", has_text="5").wait_for()


def test_a_burst_passes_one_by_one_and_a_flood_shows_the_newest(walls, new_page):
    story = hall(40, **at_once())
    page = opened(new_page, walls.show(story), reduced_motion="reduce")
    followed(page)
    page.evaluate(
        """() => { window.heroes = []; new MutationObserver(() => {
             const text = document.querySelector('.is-hero .voice')?.textContent;
             if (text && window.heroes.at(-1) !== text) window.heroes.push(text);
           }).observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true}); }"""
    )
    for k in range(4):
        submit(walls, story.room.code, f"b{k}", f"Uitspraak {k}")
    page.locator(".is-hero", has_text="Uitspraak 3").wait_for()
    assert [h for h in page.evaluate("heroes") if h.startswith("Uitspraak")] == [f"Uitspraak {k}" for k in range(4)]
    for k in range(30):
        submit(walls, story.room.code, f"f{k}", f"Vloed {k}")
    page.locator(".is-hero", has_text="Vloed 29").wait_for(timeout=30_000)
    assert len({h for h in page.evaluate("heroes") if h.startswith("Vloed")}) < 20
    assert page.locator("#r-aside > .said:visible").count() == 3


def test_the_board_follows_the_facilitator(walls, new_page):
    story = hall(40, **at_once())
    code = story.room.code
    page = opened(new_page, walls.show(story))
    followed(page)
    for board, place in (("levers", ".is-matrix"), ("weigh", ".is-weigh"), ("findings", ".is-findings")):
        walls.do(code, c.ChangeRoom(actor=FACILITATOR, at=0, board=board))
        page.locator(f"#r-stagearea{place}").wait_for()
    walls.do(code, c.ChangeRoom(actor=FACILITATOR, at=0, board="qr"))
    page.locator("html[data-board='qr']").wait_for(state="attached")
    assert page.locator(".qr").bounding_box()["width"] > 900
    walls.do(code, c.ChangeRoom(actor=FACILITATOR, at=0, board="black"))
    page.locator("html[data-board='black']").wait_for(state="attached")
    assert not page.locator("#r-stagearea").is_visible()
    walls.do(code, c.ChangeRoom(actor=FACILITATOR, at=0, board="themes", appearance="dark"))
    page.locator("html[data-theme='dark']").wait_for(state="attached")
    assert page.locator(".is-flower").is_visible()


def test_the_wall_stays_as_it_was_when_the_line_is_cut(walls, new_page):
    story = hall(40, **at_once())
    say(story, "Tijd en vertrouwen")
    page = opened(new_page, walls.show(story))
    followed(page)
    assert not page.locator("#offline").is_visible()
    page.context.set_offline(True)
    page.locator("#offline", has_text="Stand van").wait_for()
    assert "Tijd en vertrouwen" in page.locator("#r-aside").inner_text()
    assert page.evaluate(AUDIT) is None
    submit(walls, story.room.code, "missed", "Dit kwam er intussen bij")
    page.context.set_offline(False)
    page.locator("#offline").wait_for(state="hidden", timeout=30_000)
    page.locator(".is-hero", has_text="Dit kwam er intussen bij").wait_for()


def test_without_script_the_board_is_there_and_so_is_the_table(walls, new_page):
    url = walls.show(in_state("40", "nl"))
    page = new_page(java_script_enabled=False)
    page.goto(f"{url}?view=table")
    assert page.locator("#r-table").is_visible()
    assert page.locator("#r-table td").first.inner_text() == "9"


def test_the_timer_runs(walls, new_page):
    page = opened(new_page, walls.show(in_state("1", "nl")))
    before = page.locator("#timer").inner_text()
    page.locator("#timer").filter(has_not_text=before).wait_for()
