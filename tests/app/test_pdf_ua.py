"""The PDF against what PDF/UA-1 asks and a machine can see; docs/accessibility.md lists the same checks."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdf
import pytest

from app.documents.making import Making
from app.report.blocks import Table
from app.report.html import printed_line
from tests.app.test_documents import AT, HOSTILE, day
from tests.sessions.stories import submit

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reader() -> pypdf.PdfReader:
    story = day()
    submit(story, "mens2", "frans", language="fr", title="Une pratique")
    making = Making(story.log, "en", AT, lambda percent, what: None)
    return pypdf.PdfReader(io.BytesIO(making.make("pdf")))


def walk(element: Any) -> Iterator[Any]:
    """Every structure element, parents first, in reading order."""
    element = element.get_object()
    if not isinstance(element, dict):
        return
    if "/S" in element:
        yield element
    kids = element.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        if not isinstance(kid, int):
            yield from walk(kid)


@pytest.fixture(scope="module")
def elements(reader: pypdf.PdfReader) -> list[Any]:
    return list(walk(reader.trailer["/Root"]["/StructTreeRoot"]))


def kinds(elements: list[Any], *wanted: str) -> list[Any]:
    return [e for e in elements if e["/S"] in wanted]


def test_it_says_what_it_is_and_in_which_language(reader: pypdf.PdfReader) -> None:
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title
    xmp = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part[^>]*>1<|pdfuaid:part=.1.", xmp)
    assert reader.metadata.title in xmp
    assert all(page.get("/Tabs") == "/S" for page in reader.pages if page.get("/Annots"))


def test_every_font_is_inside_and_can_be_read_back(reader: pypdf.PdfReader) -> None:
    fonts = [f.get_object() for page in reader.pages for f in page["/Resources"].get("/Font", {}).values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor), font["/BaseFont"]
        assert "/ToUnicode" in font


def test_every_figure_has_words_and_decoration_is_no_figure(elements: list[Any]) -> None:
    figures = kinds(elements, "/Figure")
    assert len(figures) == 2  # the flower and the levers: bars and marks only decorate
    assert all(len(figure["/Alt"]) > 20 for figure in figures)
    assert all("/BBox" in figure["/A"] for figure in figures)


def test_tables_have_headers_with_a_scope_that_their_cells_name(elements: list[Any], reader: pypdf.PdfReader) -> None:
    heads = kinds(elements, "/TH")
    assert heads
    assert all(head["/A"]["/Scope"] == "/Column" for head in heads)
    ids = {head["/ID"] for head in heads}
    cells = kinds(elements, "/TD")
    assert cells
    assert all(set(cell["/A"]["/Headers"]) <= ids for cell in cells)
    assert any(cell["/A"]["/Headers"] for cell in cells)
    names = reader.trailer["/Root"]["/StructTreeRoot"]["/IDTree"]["/Names"]
    assert set(names[::2]) == ids
    assert list(names[::2]) == sorted(names[::2])


def test_headings_begin_at_one_and_skip_no_level(elements: list[Any]) -> None:
    levels = [int(e["/S"][2]) for e in elements if re.fullmatch(r"/H\d", e["/S"])]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_lists_hold_items_and_items_have_a_body(elements: list[Any]) -> None:
    for some in kinds(elements, "/L"):
        assert {kid.get_object()["/S"] for kid in some["/K"]} <= {"/LI", "/Caption", "/L"}
    for item in kinds(elements, "/LI"):
        assert {kid.get_object()["/S"] for kid in item["/K"]} <= {"/Lbl", "/LBody"}


def test_words_in_another_language_say_so(elements: list[Any]) -> None:
    spoken = {str(e["/Lang"]) for e in elements if "/Lang" in e}
    assert {"nl", "en"} <= spoken


def test_bookmarks_and_the_contents_lead_to_every_section(reader: pypdf.PdfReader, elements: list[Any]) -> None:
    def names(outline: list[Any]) -> Iterator[str]:
        for item in outline:
            if isinstance(item, list):
                yield from names(item)
            else:
                yield str(item.title)

    marks = list(names(reader.outline))
    links = [
        a.get_object()
        for page in reader.pages
        for a in page.get("/Annots", [])
        if a.get_object()["/Subtype"] == "/Link"
    ]
    assert len(links) > 5
    assert {str(link["/Contents"]) for link in links} <= set(marks)
    assert all("/StructParent" in link for link in links)
    assert len(kinds(elements, "/Link")) == len(links)


def test_everything_drawn_is_tagged_or_an_artifact(reader: pypdf.PdfReader) -> None:
    paint = {b"f", b"f*", b"S", b"B", b"B*", b"Tj", b"TJ", b"Do", b"sh"}
    for page in reader.pages:
        depth, loose = 0, []
        for _operands, operator in pypdf.generic.ContentStream(page.get_contents(), reader).operations:
            if operator in (b"BDC", b"BMC"):
                depth += 1
            elif operator == b"EMC":
                depth -= 1
            elif operator in paint and not depth:
                loose.append(operator)
        assert not loose


def test_a_line_of_a_long_table_says_its_words_once() -> None:
    columns = ("No.", "Id", "Statement", "Table", "Theme")
    table = Table("", columns, ((7, "ab12", HOSTILE[0], 3, "Policy"),), (0, 3), (2,), ("nl",), quiet=(1,))
    assert printed_line(table, table.rows[0]) == ("7", HOSTILE[0], "Table 3 · Policy")
    counts = Table("", ("Characteristic", "Tables", "Longlist"), (("samen eten", 4, 0),), (1, 2), (0,), ("nl",))
    assert printed_line(counts, counts.rows[0]) == ("", "samen eten", "Tables 4")
