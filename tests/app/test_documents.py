"""The documents of a day: every number against a recount of the bare events, and nothing that people typed comes alive."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

import openpyxl
import pypdf
import pytest
from docx import Document
from pptx import Presentation

from app.documents.making import Making
from app.documents.pdf import set_apart
from sessions import commands as c
from sessions.events import Record
from sessions.room import fold
from tests.sessions.stories import Story, pre, submit
from tests.sessions.test_meeting import a_day, recount

pytestmark = pytest.mark.slow
AT = 1_700_000_000_000
HOSTILE = (
    '=HYPERLINK("http://x")',
    "@SUM(A1)",
    "+1",
    "-2",
    "<b>&amp;</b>",
    "{{7*7}}",
    "يجب أن نثق ببعضنا",
    "👩‍👩‍👧 samen 🌸",
)


def day() -> Story:
    story = a_day(3)
    submit(story, "mens1", "hostile", *(pre(f"h{i}", text, "mindset") for i, text in enumerate(HOSTILE)), title="=1+1")
    story.lead(c.HideCard, card="h3")
    return story


@pytest.fixture(scope="module")
def story() -> Story:
    return day()


@pytest.fixture(scope="module")
def making(story: Story) -> Making:
    return Making(story.log, "en", AT, lambda percent, what: None)


@pytest.fixture(scope="module")
def told(story: Story) -> dict[str, object]:
    return recount(story.log)


def sheet(data: bytes, name: str) -> list[dict[str, object]]:
    rows = list(openpyxl.load_workbook(io.BytesIO(data))[name].values)
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def test_json_and_csv_hold_what_the_events_hold(making: Making, story: Story, told: dict[str, object]) -> None:
    document = json.loads(making.make("json"))
    assert {t["id"]: t["count"] for t in document["state"]["themes"] if t["count"]} == told["themes"]
    assert len(document["events"]) == len(story.log)
    text = making.make("csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sum(row["hidden"] == "" for row in rows) == told["statements"]
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@" and cell]


def test_every_number_of_the_sheets_equals_the_recount(making: Making, told: dict[str, object]) -> None:
    data = making.make("xlsx")
    themes = sheet(data, "Themes")
    assert {row["theme"]: row["statements"] for row in themes if row["statements"]} == told["themes"]
    assert {row["theme"]: row["tables"] for row in themes if row["statements"]} == told["tables"]
    assert {row["theme"]: row["people"] for row in themes if row["statements"]} == told["voices"]
    levers = {row["lever"]: row["interventions"] for row in sheet(data, "Levers") if row["interventions"]}
    assert levers == told["levers"]
    assert len(sheet(data, "Interventions")) == told["practices"]
    statements = sheet(data, "Preconditions")
    assert len(statements) == told["statements"]
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert not [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    texts = {row["text"] for row in statements}
    assert {h for i, h in enumerate(HOSTILE) if i != 3} <= texts
    assert HOSTILE[3] not in texts
    assert "Codebook" in book.sheetnames
    assert book["Preconditions"].freeze_panes == "A2"


def test_the_word_document_has_headings_figures_with_words_and_the_same_numbers(
    making: Making, told: dict[str, object]
) -> None:
    document = Document(io.BytesIO(making.make("docx")))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert "How this was counted" in headings
    ranked = {}
    for p in document.paragraphs:
        if p.style.name == "Heading 2" and (found := re.fullmatch(r"\d+\. (.+) (\d+)", p.text)):
            ranked[found[1]] = int(found[2])
    labels = {t.id: t.label["en"] for t in making.room.the_method.themes}
    wanted = {labels[t]: n for t, n in told["themes"].items() if t in labels}  # type: ignore[attr-defined]
    assert {label: n for label, n in ranked.items() if n} == wanted
    pictures = document.element.body.findall(".//{*}docPr")
    assert pictures
    assert all(picture.get("descr") for picture in pictures)
    annex = max(document.tables, key=lambda table: len(table.rows))
    assert len(annex.rows) == told["statements"] + 1  # type: ignore[operator]
    words = document.element.xml
    assert "يجب أن نثق ببعضنا" in words
    assert "👩‍👩‍👧" in words
    assert 'HYPERLINK "' not in "".join(t.text or "" for t in document.element.body.iter("{*}instrText"))


def test_the_pdf_is_tagged_has_its_fonts_inside_and_says_the_same(making: Making, told: dict[str, object]) -> None:
    data = making.make("pdf")
    reader = pypdf.PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    fonts = {
        font["/BaseFont"]: font
        for page in reader.pages
        for font in (f.get_object() for f in page["/Resources"].get("/Font", {}).values())
    }
    assert any("Radio-Canada" in str(name) for name in fonts)
    # Arabic and emoji too are drawn with what Bloesem brings, not with what the machine happens to have.
    families = {str(name).partition("+")[2] for name in fonts}
    assert {name for name in families if not name.startswith(("Radio-Canada", "Piazzolla", "Noto"))} == set()
    assert {"Noto-Sans-Arabic", "Noto-Emoji"} <= families
    for font in fonts.values():
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3", "/FontFile"} & set(descriptor)
    text = " ".join(page.extract_text() for page in reader.pages)
    plain = re.sub(r"\s+", " ", text)
    for theme in making.source.made.themes:
        assert making.source.counts(theme.count) in plain
    assert HOSTILE[0] in plain
    assert "{{7*7}}" in plain
    for page in reader.pages:
        assert not [a for a in page.get("/Annots", []) if "/URI" in str(a.get_object().get("/A", {}))]


def test_the_slides_have_a_titled_slide_a_theme(making: Making, told: dict[str, object]) -> None:
    deck = Presentation(io.BytesIO(making.make("pptx")))
    titles = [slide.shapes.title.text for slide in deck.slides]
    for theme in making.source.made.themes:
        if theme.count.entries:
            assert f"{theme.place}. {making.source.theme(theme.theme)}" in titles


def test_the_zip_holds_it_all_and_the_same_room_gives_the_same_readme(making: Making) -> None:
    pack = zipfile.ZipFile(io.BytesIO(making.make("zip")))
    names = {name.split("/", 1)[1] for name in pack.namelist()}
    code = making.room.code
    assert {f"bloesem-{code}.{f}" for f in ("json", "csv", "xlsx", "docx", "pptx", "pdf")} <= names
    assert {
        "README.txt",
        "csv/preconditions.csv",
        "csv/themes.csv",
        "figures/flower.svg",
        "figures/flower.png",
    } <= names
    sheet = pack.read(f"bloesem-{code}/csv/preconditions.csv").decode("utf-8-sig")
    assert not [cell for row in csv.reader(io.StringIO(sheet)) for cell in row if cell[:1] in ("=", "+", "-", "@")]
    assert pack.read(f"bloesem-{code}/figures/flower.png").startswith(b"\x89PNG")


def test_three_languages_have_the_same_sections_and_numbers(story: Story) -> None:
    made = [Making(story.log, language, AT, lambda percent, what: None).paper for language in ("nl", "fr", "en")]
    assert len({tuple(s.id for s in paper.sections) for paper in made}) == 1
    assert len({tuple(n for n, _ in paper.facts) for paper in made}) == 1
    assert len({paper.title for paper in made}) == 3


def test_a_room_with_nothing_in_it_still_makes_every_document() -> None:
    from tests.sessions.stories import opened

    making = Making(opened().log, "nl", AT, lambda percent, what: None)
    for format in ("json", "csv", "xlsx", "docx", "pdf", "pptx", "html-edit"):
        assert making.make(format)


def test_the_log_alone_gives_the_same_paper(story: Story) -> None:
    records: list[Record] = list(story.log)
    first = Making(records, "nl", AT, lambda percent, what: None).make("html")
    assert Making(records, "nl", AT, lambda percent, what: None).make("html") == first
    assert fold(records).seq == len(records)


def test_what_no_font_of_ours_can_draw_stands_apart() -> None:
    drawn = "<svg><title>共</title><text>共</text></svg>"
    said = f'<p title="共">共に é 👍 يجب <b>生</b> \u200d</p>{drawn}'
    apart = '<span class="rp-odd">{}</span>'.format
    assert set_apart(said) == f'<p title="共">{apart("共に")} é 👍 يجب <b>{apart("生")}</b> \u200d</p>{drawn}'
    assert set_apart("<p>gewoon</p>") == "<p>gewoon</p>"
