"""What the board shows of a room: every voice a mark, area that tells the truth, and nothing that is not for the hall."""

from __future__ import annotations

import re
import time

import pytest

from app.regions import draw, page_regions
from app.regions.board import BOARDS, board_of
from app.regions.board_flower import drawn, flower
from app.regions.board_said import cut, said
from app.rendering import Rendering
from sessions import commands as c
from sessions.watching import Audience, Viewer
from tests.rooms import THEMES, fill, finding, hall, opened_room, say

REGIONS = page_regions(Rendering())["board"]


def viewer(language="nl"):
    return Viewer(Audience("board", "board", None, language))


def shown(story, language="nl"):
    return draw(REGIONS, story.room, viewer(language))


def picture(story):
    return drawn(flower(story.room, viewer()), story.room)


def marks(petal):
    return petal.marks.count(",")


@pytest.mark.parametrize("total", [0, 1, 40, 312, 500, 1800])
def test_every_statement_has_a_mark_in_its_own_petal(total):
    story = hall(total)
    petals = picture(story).petals
    assert [marks(p) for p in petals] == [story.room.tally.get(t, 0) for t in THEMES]
    assert sum(marks(p) for p in petals) == total


def test_above_four_hundred_in_a_petal_the_board_says_how_much_a_mark_is():
    story = hall(0)
    fill(story, ["resources"] * 401)
    assert picture(story).stands_for == 5
    assert marks(picture(story).petals[0]) == 80
    assert "1 stip = 5 uitspraken" in shown(story)["stagearea"]
    assert "1 stip" not in shown(hall(40))["stagearea"]


def test_the_area_of_a_petal_is_its_count():
    petals = picture(hall(312)).petals
    first = petals[0]
    for petal in petals:
        assert (petal.length / first.length) ** 2 == pytest.approx(petal.count / first.count, abs=0.01)


def test_petals_and_labels_keep_their_place():
    few, many = shown(hall(40))["stagearea"], shown(hall(500))["stagearea"]
    places = [re.findall(r'<li class="(p\d)[^>]*data-t="(\d)"', html) for html in (few, many)]
    assert places[0] == places[1] == [(f"p{i}", str(i + 1)) for i in range(8)]
    assert re.findall(r'id="petals-\d"[^>]*data-turn="([\d.]+)"', many) == [f"{22.5 + 45 * i}" for i in range(8)]


def test_the_newest_statement_is_the_one_that_lands():
    story = hall(40)
    say(story, "Een vaste plek om elkaar te zien", "visibility")
    html = shown(story)
    assert f'id="new-{story.room.order.items[story.room.order.size - 1]}"' in html["stagearea"]
    assert html["aside"].index("Een vaste plek") < html["aside"].index("is-trail")


def test_nothing_hidden_stands_on_the_board():
    story = hall(40)
    card = say(story, "Iets wat niet op het bord hoort")
    before = shown(story)
    assert "Iets wat niet" in before["aside"]
    story.lead(c.HideCard, card=card)
    after = shown(story)
    assert "Iets wat niet" not in "".join(after.values())
    assert picture(story).petals[0].count == picture(hall(40)).petals[0].count


def test_what_is_typed_is_never_html():
    story = hall(1)
    say(story, "<script>alert(1)</script>")
    assert "<script" not in "".join(shown(story).values())


def test_none_of_these_is_counted_and_seen():
    html = shown(hall(40, other=3))["stagearea"]
    assert "3 nog zonder thema" in html
    assert ">43</text>" in html
    assert "zonder thema" not in shown(hall(40))["stagearea"]


def test_a_moved_statement_changes_petal():
    story = hall(40)
    card = story.room.order.items[story.room.order.size - 1]
    before = {p.theme: p.count for p in picture(story).petals}
    was = story.room.preconditions[card].placed.theme
    story.lead(c.EditPrecondition, precondition=card, theme="legal" if was != "legal" else "policy")
    after = {p.theme: p.count for p in picture(story).petals}
    assert after[was] == before[was] - 1


@pytest.mark.parametrize("board", sorted(BOARDS))
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_board_draws_an_empty_and_a_full_room(board, language):
    for story in (opened_room(language), hall(60, language, other=2)):
        if board in ("synthesis", "commitments"):
            story.lead(c.EnterStage, stage="closing")
        else:
            story.lead(c.ChangeRoom, board=board)
        html = shown(story, language)
        assert html.keys() == {"frame", "head", "stagearea", "aside", "foot", "people", "table"}
        for name, region in html.items():
            assert region.lstrip().startswith("<")
            assert f'id="r-{name}"' in region
            assert "style=" not in region


def test_a_board_without_a_drawing_of_its_own_shows_the_themes():
    story = hall(3, stage="lotus")
    kind = board_of(story.room)
    assert kind.stagearea(story.room, viewer()).part
    assert "r-stagearea" in shown(story)["stagearea"]


def test_the_board_speaks_the_language_of_its_room():
    assert "doen mee" in shown(hall(1))["people"]
    assert "participent" in shown(hall(1, "fr"), "fr")["people"]
    assert "Cadre<br>juridique" in shown(hall(1, "fr"), "fr")["stagearea"]


def test_paused_closed_spotlight_and_empty_have_their_own_words():
    story = hall(40)
    story.lead(c.Pause)
    assert "Even pauze" in shown(story)["aside"]
    story.lead(c.Spotlight, card="s3")
    assert story.room.preconditions["s3"].text in shown(story)["aside"]
    story.lead(c.Spotlight, card=None)
    story.lead(c.Close)
    assert "40 uitspraken van" in shown(story)["aside"]
    assert 'data-state="closed"' in shown(story)["frame"]
    assert 'data-state="empty"' in shown(hall(0))["frame"]


def test_a_frozen_board_stands_still_but_what_is_hidden_goes_at_once():
    story = hall(40)
    before = shown(story)
    story.lead(c.ChangeRoom, frozen=True)
    late = say(story, "Dit komt te laat voor het bord", "policy")
    assert shown(story) == before
    story.lead(c.HideCard, card="s39")
    assert 's-s39"' in before["aside"]
    assert 's-s39"' not in shown(story)["aside"]
    assert ">39</text>" in shown(story)["stagearea"]
    story.lead(c.ChangeRoom, frozen=False)
    assert f's-{late}"' in shown(story)["aside"]
    assert ">40</text>" in shown(story)["stagearea"]


@pytest.mark.parametrize("board", ["levers", "findings"])
def test_the_other_boards_stand_still_too(board):
    story = hall(9)
    story.lead(c.EnterStage, stage="plenary")
    finding(story, "Eén zin", 1)
    story.lead(c.ChangeRoom, board=board)
    before = shown(story)
    story.lead(c.ChangeRoom, frozen=True)
    finding(story, "Nog één zin", 2)
    assert shown(story) == before
    story.lead(c.ChangeRoom, frozen=False)
    assert shown(story) != before


def test_findings_stand_table_by_table():
    story = hall(3, stage="plenary")
    for table, text in ((3, "Wat werkt blijft vaak onbekend."), (8, "Er is te weinig continuïteit.")):
        finding(story, text, table)
    html = shown(story)
    assert "Tafel 8" in html["stagearea"]
    assert "2 van 24 tafels" in html["stagearea"]
    assert "Wat werkt" in html["aside"]
    story.lead(c.Spotlight, card="f0")
    assert "Tafel 3" in shown(story)["stagearea"]


def test_an_intervention_counts_once_a_cell_of_the_matrix():
    story = hall(0)
    fill(story, ["resources", "resources", "policy"])
    lever = next(iter(story.room.interventions.values())).levers[0]
    story.lead(c.ChangeRoom, board="levers")
    view = board_of(story.room).stagearea(story.room, viewer())
    column = [name for name, _ in view.levers].index(lever)
    assert {theme: cells[column] for theme, cells in view.rows if cells[column]} == {"resources": 1, "policy": 1}
    story.lead(c.HideCard, card="s2")
    view = board_of(story.room).stagearea(story.room, viewer())
    assert {theme: cells[column] for theme, cells in view.rows if cells[column]} == {"resources": 1}


def test_dots_are_added_up_and_kept_secret():
    story = hall(8, stage="weigh")
    for who, theme in (("p1", "policy"), ("p2", "policy"), ("p3", "legal")):
        story.by(who, c.SpendDots, themes={theme: 3}, characteristics={})
    view = board_of(story.room).stagearea(story.room, viewer())
    assert dict(view.dots)["policy"] == 6
    assert view.total == 9
    html = shown(story)
    assert html["stagearea"].count("h0") == 9
    assert "p1" not in re.findall(r'id="(p\d+)"', html["stagearea"])


def test_words_are_cut_whole_and_say_so():
    text = "woord " * 40
    short = cut(text.strip())
    assert len(short) <= 91
    assert short.endswith("woord…")
    assert cut("kort") == "kort"
    assert len(cut("x" * 300)) <= 91


def test_a_change_elsewhere_leaves_the_picture_alone():
    story = hall(40)
    views = [region.view(story.room, viewer()) for region in REGIONS]
    story.do(c.Join(actor=c.Actor("participant", "new"), at=story.at, participant="new", table=1))
    changed = [r.name for r, was in zip(REGIONS, views, strict=True) if r.view(story.room, viewer()) != was]
    assert changed == ["people"]


def test_a_full_flower_is_drawn_in_time():
    story = hall(3000)
    region = next(r for r in REGIONS if r.name == "stagearea")
    best = 1.0
    for _ in range(8):
        say(story, "nog een")
        start = time.process_time()
        region.render(region.view(story.room, viewer()), story.room, viewer())
        best = min(best, time.process_time() - start)
    assert best < 0.015


def test_hearing_the_newest_does_not_walk_through_the_room():
    story = hall(3000)
    start = time.process_time()
    for _ in range(20):
        said(story.room, viewer())
    assert (time.process_time() - start) / 20 < 0.003
