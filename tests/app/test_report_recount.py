"""Every number in every document against a recount of the bare events that shares no code with the synthesis."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import openpyxl
import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from pptx import Presentation

from app.documents.making import Making
from tests.app.full_day import a_full_day
from tests.app.recounting import Numbers, Recount

pytestmark = pytest.mark.slow
AT = 1_700_000_000_000
Rows = list[tuple[str, ...]]


@pytest.fixture(scope="module", params=[1, 2])
def day(request: pytest.FixtureRequest) -> tuple[Making, Recount]:
    story = a_full_day(request.param)
    return Making(story.log, "en", AT, lambda percent, what: None), Recount(story.log)


def counts(n: Numbers) -> str:
    said = zip(n, (("table", "tables"), ("person", "people"), ("statement", "statements")), strict=True)
    return ", ".join(f"{x} {one if x == 1 else many}" for x, (one, many) in said)


def sentences(told: Recount) -> Iterator[str]:
    """The sentences of a report that hold numbers."""
    own, themes, placing = sum(bool(n) for n in told.by_table_seats), told.themes, told.placing
    statements, practices = told.seen("statement"), told.seen("practice")
    yield (
        f"{len(told.people)} people joined, {told.contributors} of them wrote something. "
        f"{own} of {told.set_tables} tables took part."
    )
    yield f"Tables without anybody: {told.set_tables}."
    first = max((t for t in themes if t != "other"), key=lambda t: themes[t])
    yield f"{themes[first][0]} of the {own} tables that took part."
    top = max(told.levers.values())
    yield f"({top} of {len(practices)})."
    yield f"{themes['other'][2]} statements fit none of the themes."
    yield f"{len(practices)} practices. A practice may move several levers"
    yield f"nobody has placed them yet: {counts(themes['other'])}."
    yield (
        f"{len(told.lotuses)} lotuses gave {len(told.petals)} active ingredients, gathered in {len(told.groups)} groups."
    )
    yield f"{told.voters} people spent dots."
    yield (
        f"Of the {len(statements)} statements, {placing['machine']} stand where the machine put them ({told.unsure} of "
        f"those it was not sure of), {placing['author']} where their author put them, {placing['hand']} where the "
        f"facilitation put them and {placing['rule']} where a rule of the room put them."
    )
    merged = len(told.seen("statement", True)) - len(statements)
    yield f"{merged} statements that said the same were merged with another"
    for engine, n in told.engines.items():
        yield f"{engine} ({n})"


def bars(told: Recount) -> Iterator[tuple[str, int]]:
    """Every bar of the report: its name and its number."""
    label = told.label
    languages = {"nl": "Dutch", "fr": "French", "en": "English"}
    for list_, of in (("actors", "actor"), ("sectors", "sector")):
        for id, n in told.shares(of).items():
            yield (label(list_, id) if id else "not said"), n
    for id, n in told.shares("language").items():
        yield languages[id], n
    for of in ("formality", "existence", "origin", "reach"):
        for id, n in told.ticked(of).items():
            yield (label(of, id) if id else "not said"), n
    for id, n in told.families.items():
        yield label("families", id), n
    for id, n in told.spent("themes").items():
        yield label("themes", id), n
    for id, n in told.spent("characteristics").items():
        yield told.groups[id]["names"]["en"], n


def crossed(told: Recount, by: str) -> set[tuple[str, ...]]:
    """A cross table's rows as words, columns in the method's order, without those that are empty."""
    cells = told.cross(by)
    used = [x["id"] for x in told.method[by] if any(column == x["id"] for _theme, column in cells)]
    found = set()
    for theme in {theme for theme, _column in cells}:
        row = (cells.get((theme, column), 0) for column in used)
        found.add((told.label("themes", theme), *("–" if n is None else str(n) for n in row)))
    return found


def sheet(data: bytes, name: str) -> list[dict[str, Any]]:
    rows = list(openpyxl.load_workbook(io.BytesIO(data))[name].values)
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def test_the_day_has_something_in_every_section(day: tuple[Making, Recount]) -> None:
    from facilitation.synthesis import SECTIONS

    making, told = day
    assert {s.id for s in making.paper.sections} == set(SECTIONS)
    assert None in told.cross("levers").values() or None in told.cross("sectors").values()
    assert any(n is not None for n in told.cross("sectors").values())
    assert told.loose
    assert told.rather("goal")


def test_the_sheets(day: tuple[Making, Recount]) -> None:
    making, told = day
    data = making.make("xlsx")
    rows = sheet(data, "Themes")
    spent = told.spent("themes")
    assert {r["theme"]: (r["tables"], r["people"], r["statements"]) for r in rows} == told.themes
    assert {r["theme"]: r["dots"] for r in rows} == {t: spent[t] for t in told.themes}
    levels = [told.themes[r["theme"]] for r in rows[:-1]]
    assert levels == sorted(levels, reverse=True)
    assert [r["place"] for r in rows[:-1]] == [levels.index(level) + 1 for level in levels]
    assert {r["lever"]: r["interventions"] for r in sheet(data, "Levers") if r["interventions"]} == told.levers
    assert {r["id"] for r in sheet(data, "Interventions")} == {c["intervention"] for c in told.seen("practice", True)}
    assert {r["id"]: r["theme_id"] for r in sheet(data, "Preconditions")} == {
        c["id"]: c["placed"]["theme"] for c in told.seen("statement", True)
    }
    points = sheet(data, "Sub-points")
    assert points
    for r in points:
        assert (r["tables"], r["people"], r["statements"]) == told.of_cards(r["members"].split())
    assert [r["id"] for r in sheet(data, "Findings")] == [c["finding"] for c in told.seen("finding")]
    assert [r["id"] for r in sheet(data, "Commitments")] == [c["commitment"] for c in told.seen("promise")]
    groups = sheet(data, "Key characteristics")
    dots = told.spent("characteristics")
    assert [r["group"] for r in groups] == told.ordered_groups
    for r in groups:
        g = r["group"]
        assert (r["tables"], r["people"], r["entries"]) == told.ranks[g]
        assert (r["marks"], r["dots"], r["picks"]) == (told.marks(g), dots[g], 0)
    assert {r["id"] for r in sheet(data, "Petals")} == set(told.petals)
    assert {(r["on"], r["id"]): r["dots"] for r in sheet(data, "Dots")} == {
        **{("theme", id): n for id, n in spent.items()},
        **{("characteristic", id): n for id, n in dots.items()},
    }
    assert {r["voters"] for r in sheet(data, "Dots")} == {told.voters}
    assert {
        r["table"]: (r["people"], r["interventions"], r["preconditions"], r["petals"]) for r in sheet(data, "Tables")
    } == told.by_table


def test_the_json(day: tuple[Making, Recount]) -> None:
    making, told = day
    state = json.loads(making.make("json"))["state"]
    assert {t["id"]: t["count"] for t in state["themes"]} == {
        t: n for t, (_tables, _people, n) in told.themes.items() if t in {x["id"] for x in state["themes"]}
    }
    assert state["counts"]["interventions"] == len(told.seen("practice"))
    assert state["counts"]["preconditions"] == len(told.seen("statement"))
    assert state["counts"]["participants"] == len(told.people)
    assert state["counts"]["characteristics"] == len(told.petals)


def facts(told: Recount) -> Iterator[tuple[str, str]]:
    """The numbers on the cover."""
    yield str(len(told.people)), "participants"
    yield str(sum(map(bool, told.by_table_seats))), "tables"
    yield str(len(told.seen("practice"))), "interventions"
    yield str(len(told.seen("statement"))), "preconditions"
    yield str(len(told.groups)), "key characteristics"


def test_the_word_document(day: tuple[Making, Recount]) -> None:
    making, told = day
    document = Document(io.BytesIO(making.make("docx")))
    text = "\n".join(p.text for p in document.paragraphs)
    for said in sentences(told):
        assert said in text
    tables = [[tuple(cell.text for cell in row.cells) for row in _rows(t)] for t in document.tables]
    assert set(zip(*tables[0], strict=True)) == set(facts(told))
    pairs = [row for table in tables for row in table if len(row) == 2]
    wanted = sorted((name, str(n)) for name, n in bars(told))
    named = {name for name, _n in wanted}
    assert sorted(row for row in pairs if row[1].isdigit() and row[0] in named and row[1] != "0") == wanted
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    small = [p.text for p in document.paragraphs if p.style.name == "Bloesem small"]
    for theme, n in told.themes.items():
        if theme != "other":
            assert any(re.fullmatch(rf"\d+\. {re.escape(told.label('themes', theme))} {n[2]}", head) for head in heads)
            assert counts(n) in small
    for letter, g in zip("ABCDEFGH", told.ordered_groups, strict=False):
        assert f"{letter}. {told.groups[g]['names']['en']} ({told.ranks[g][2]})" in heads
    also = next(table for table in tables if table[0][:2] == ("Characteristic", "Family"))
    assert [row[0] for row in also[1:]] == [told.groups[g]["names"]["en"] for g in told.ordered_groups[8:]]
    assert [tuple(map(int, row[2:5])) for row in also[1:]] == [told.ranks[g] for g in told.ordered_groups[8:]]
    for by in ("levers", "sectors"):
        assert any(set(table[1:]) == crossed(told, by) for table in tables)
    for kind, head in (("goal", "Rather a goal"), ("precondition", "Rather a precondition")):
        (listed,) = ({row[0] for row in table[1:]} for table in tables if table[0] == (head,))
        assert listed == told.rather(kind)
    annex = max(tables, key=len)
    assert {row[1] for row in annex[1:]} == {c["id"] for c in told.seen("statement", True)}
    assert [row[0] for row in annex[1:]] == [str(n) for n in range(1, len(annex))]
    steps = [p.text for p in document.paragraphs if p.style.name == "List Number"]
    assert len(steps) == len(told.seen("promise"))
    findings = [p.text for p in document.paragraphs if p.style.name == "Bloesem finding"]
    assert sorted(findings) == sorted(f"Table {c['table']}: {c['text']}" for c in told.seen("finding"))


def _rows(table: Any) -> list[Any]:
    return [_Row(row) for row in table._tbl.findall(qn("w:tr"))]


class _Row:
    """A table's row read at once: by way of the library a long annex takes a minute."""

    def __init__(self, row: Any) -> None:
        self.cells = [_Cell(cell) for cell in row.findall(qn("w:tc"))]


class _Cell:
    def __init__(self, cell: Any) -> None:
        self.text = "".join(t.text or "" for t in cell.iter(qn("w:t")))


def test_the_pdf(day: tuple[Making, Recount]) -> None:
    making, told = day
    reader = pypdf.PdfReader(io.BytesIO(making.make("pdf")))
    plain = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    for said in sentences(told):
        assert said in plain, said
    for n, what in facts(told):
        assert re.search(rf"\b{n} ?{what}", plain), what
    for name, n in bars(told):
        assert f"{name} {n} " in plain, (name, n)
    for theme, numbers in told.themes.items():
        if theme != "other":
            assert re.search(rf"\d+ {re.escape(told.label('themes', theme))} ?{numbers[2]} {counts(numbers)}", plain)
    for g in told.ordered_groups[:8]:
        assert re.search(
            rf"[A-H] {told.groups[g]['names']['en']} .*?{told.ranks[g][0]} tables?, {told.ranks[g][1]} ", plain
        )
    for by in ("levers", "sectors"):
        for row in crossed(told, by):
            assert " ".join(row) in plain
    for card in told.seen("statement", True):
        words = re.sub(r"\s+", " ", card["text"]).strip()
        assert f". {words} Table {card['table']} · " in plain
    for card in (*told.seen("finding"), *told.seen("promise")):
        assert card.get("what", card.get("text")) in plain


def test_the_slides(day: tuple[Making, Recount]) -> None:
    making, told = day
    deck = Presentation(io.BytesIO(making.make("pptx")))
    slides = {
        slide.shapes.title.text: "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        for slide in deck.slides
    }
    for theme, n in told.themes.items():
        if theme != "other" and n[2]:
            (said,) = (text for title, text in slides.items() if title.endswith(f". {told.label('themes', theme)}"))
            assert str(n[2]) in said.split("\n")
            assert counts(n) in said
    lotus = slides["Why does this work?"]
    for letter, g in zip("ABCDEFGH", told.ordered_groups, strict=False):
        assert f"{letter}  {told.groups[g]['names']['en']}  ({told.ranks[g][2]})" in lotus


def test_the_drawings_say_the_same_numbers(day: tuple[Making, Recount]) -> None:
    making, told = day
    flower, *rest = making.paper.flower, *making.paper.figures
    figures: Mapping[str, str] = {figure.id: figure.alt for figure in (flower, *rest)}
    for theme, n in told.themes.items():
        if theme != "other":
            assert f"{told.label('themes', theme)} {n[2]}" in figures["flower"]
    # The heart counts what the wall counts: what found no theme is in it, and said.
    assert f">{sum(n[2] for n in told.themes.values())}</text>" in flower.svg
    assert told.themes["other"][2]
    assert f"{told.themes['other'][2]} without a theme" in figures["flower"]
    for lever, n in told.levers.items():
        assert f"{told.label('levers', lever)} {n}" in figures["levers"]
