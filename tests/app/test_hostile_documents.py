"""Hostile words in every format: nothing comes alive, every file is well-formed, Arabic and emoji arrive whole."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import zipfile
from xml.etree import ElementTree

import openpyxl
import pypdf
import pytest

from app.documents.making import Making
from tests.app.desk import Desk, desk_at

pytestmark = pytest.mark.slow
ARABIC, FAMILY = "الوقت والثقة أولا", "👩‍👩‍👧‍👦 samen 🏳️‍🌈 👍🏽"
FORMULAS = ('=cmd|"/C calc"!A0', '=HYPERLINK("http://evil.example","x")', "+1+1", "-2+3", "@SUM(A1:A9)", "＝1+1")
MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg onload=alert(1)><foreignObject>",
    "]]></w:t></w:r><w:r><w:t>",
    '&xxe; <!ENTITY xxe SYSTEM "file:///etc/passwd">',
    "{{7*7}} {% for x in y %} ${7*7} %s {0}",
    "<a href='javascript:alert(1)'>klik</a>",
)
ODD = (
    "tab\tbinnenin",
    "\t=1+1",
    "regel\r\neen",
    "om\u202ekeren\u2066 x \u2069",
    "a\u0000b\u0007c\u001bd",
    "\ufeffmerk",
    "W" * 260,
    "e" + "\u0301" * 40,
    ARABIC,
    FAMILY,
)
SAFE = re.compile(r"^\s*[=+\-@]")


async def hostile(desk: Desk) -> list[str]:
    """A room in which everything hostile was said wherever words go; what of it came through the gate."""
    ada = await desk.join(table=1, name=FORMULAS[0])
    for n, text in enumerate((*FORMULAS, *MARKUP, *ODD)):
        body = {"title": text[:80], "description": f"{text}\n\t=2+2", "place": text[:60], "preconditions": [text]}
        headers = {"Authorization": f"Bearer {ada}"}
        answer = await desk.browser().post(f"/api/rooms/{desk.code}/interventions", json=body, headers=headers)
        assert answer.status_code in (201, 422), (n, answer.text)
    lone = b'{"title": "x", "preconditions": ["half \\ud83d teken"]}'
    sent = {"Authorization": f"Bearer {ada}", "Content-Type": "application/json"}
    answer = await desk.browser().post(f"/api/rooms/{desk.code}/interventions", content=lone, headers=sent)
    assert answer.status_code in (201, 400, 422)
    await desk.api("POST", f"/{desk.code}/stage", {"stage": "plenary"})
    for text in (FORMULAS[0], MARKUP[0], ARABIC):
        await desk.api("POST", f"/{desk.code}/findings", {"text": text}, ada)
    await desk.api("POST", f"/{desk.code}/stage", {"stage": "closing"})
    await desk.api("POST", f"/{desk.code}/commitments", {"who": FORMULAS[1], "what": MARKUP[1], "by": "@morgen"}, ada)
    await desk.api("POST", f"/{desk.code}/report", {"part": "summary", "language": "nl", "text": "\n".join(MARKUP)})
    room = await desk.app.state.context.service.room(desk.code)
    return [card.text for card in room.preconditions.values()]


class Made:
    """The room's log, what was said in it, and its zip, made once: a file of every format is in there."""

    def __init__(self, making: Making, said: list[str]) -> None:
        self.making, self.said = making, said
        self.pack = zipfile.ZipFile(io.BytesIO(making.make("zip")))

    def file(self, format: str) -> bytes:
        (name,) = [name for name in self.pack.namelist() if name.count("/") == 1 and name.endswith(f".{format}")]
        return self.pack.read(name)

    def files(self, ending: str) -> list[bytes]:
        return [self.pack.read(name) for name in self.pack.namelist() if name.endswith(ending)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    async def day() -> tuple[Making, list[str]]:
        async with desk_at(tmp_path_factory.mktemp("hall"), title="=1+1 <b>&", place="<i>") as desk:
            said = await hostile(desk)
            records = await desk.app.state.context.service.store.read(desk.code)
            return Making(records, "nl", 1_700_000_000_000, lambda percent, what: None), said

    return Made(*asyncio.run(day()))


def parts(data: bytes) -> dict[str, str]:
    """The XML of an office file; parsing is the test."""
    pack = zipfile.ZipFile(io.BytesIO(data))
    found = {name: pack.read(name) for name in pack.namelist() if name.endswith((".xml", ".rels"))}
    for xml in found.values():
        ElementTree.fromstring(xml)
    return {name: xml.decode() for name, xml in found.items()}


def words(xml: str) -> str:
    return "".join(ElementTree.fromstring(xml).itertext())


def test_the_gate_takes_out_what_is_no_text(made: Made) -> None:
    said = made.said
    everything = "".join(said)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", everything)
    assert ARABIC in said
    assert FAMILY in said


def test_no_table_holds_a_live_formula(made: Made) -> None:
    for sheet in made.files(".csv"):
        cells = [cell for row in csv.reader(io.StringIO(sheet.decode("utf-8-sig"), newline="")) for cell in row]
        assert [cell for cell in cells if SAFE.match(cell) and not re.fullmatch(r"-?\d+(\.\d+)?", cell)] == []
    data = made.file("xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert set(made.said) <= {str(cell.value) for cell in cells}
    names = parts(data)
    assert not [name for name, xml in names.items() if "externalLink" in name or 'TargetMode="External"' in xml]


@pytest.mark.parametrize("format", ["docx", "pptx"])
def test_office_files_are_well_formed_and_point_nowhere(made: Made, format: str) -> None:
    found = parts(made.file(format))
    assert not [name for name, xml in found.items() if 'TargetMode="External"' in xml or "vbaProject" in name]
    text = "".join(words(xml) for name, xml in found.items() if name.startswith(("word/document", "ppt/slides/")))
    assert "<script>alert(1)</script>" in text
    if format == "docx":
        assert ARABIC in text
        assert FAMILY in text
        fields = [xml for name, xml in found.items() if name == "word/document.xml"]
        assert not re.search(r"instrText[^>]*>[^<]*(HYPERLINK|INCLUDE|DDE)", fields[0])


def test_the_pdf_runs_nothing_and_reads_no_file(made: Made) -> None:
    data = made.file("pdf")
    reader = pypdf.PdfReader(io.BytesIO(data))
    for page in reader.pages:
        actions = [str(note.get_object().get("/A", "")) for note in page.get("/Annots", [])]
        assert not [action for action in actions if re.search("/URI|/JavaScript|/Launch", action)]
    assert "/OpenAction" not in reader.trailer["/Root"]
    assert "/JavaScript" not in str(reader.trailer["/Root"].get("/Names", ""))
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    assert "{{7*7}}" in text
    assert "root:x:0" not in text


def test_pictures_and_pages_hold_words_never_markup(made: Made) -> None:
    drawings = made.files(".svg")
    assert drawings
    for drawing in drawings:
        for element in ElementTree.fromstring(drawing).iter():
            assert element.tag.rpartition("}")[2] not in ("script", "foreignObject", "image", "a")
            assert not [name for name in element.attrib if name.lower().startswith("on") or "href" in name]
    for kind in ("html", "html-edit", "html-result"):
        page = made.making.make(kind).decode()
        for alive in ("<script", "<img src", "onerror=alert(1)>", "<svg onload", "<!ENTITY", "<b>&<"):
            assert alive not in page
        assert ARABIC in page


def test_data_comes_back_word_for_word(made: Made) -> None:
    document = json.loads(made.file("json"))
    texts = [p["text"] for i in document["content"]["interventions"] for p in i.get("preconditions", ())]
    assert sorted(texts) == sorted(made.said)
