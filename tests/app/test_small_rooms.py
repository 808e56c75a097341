"""Rooms that are hardly used: every document is still made, in every language, and says so in good grammar."""

from __future__ import annotations

import io
import re

import openpyxl
import pypdf
import pytest
from docx import Document
from pptx import Presentation

from app.documents.making import Making
from sessions import commands as c
from sessions import lotus_commands as lc
from tests.sessions.lotus_stories import put
from tests.sessions.stories import AT, FACILITATOR, Story, at_work, opened, person, pre, submit

pytestmark = pytest.mark.slow


def one() -> Story:
    story = at_work("ada")
    submit(story, "ada", "i1", pre("p1", "Meer tijd om elkaar te leren kennen"), levers=("trust",))
    return story


def only_lotus(grouped: bool) -> Story:
    story = opened()
    story.do(c.Join(actor=person("ada"), at=AT, participant="ada", table=1))
    story.lead(c.EnterStage, stage="lotus", phase="choose")
    story.by("ada", lc.OpenLotus, lotus="L", centre="Buddywerking")
    for i, text in enumerate(("Samen eten", "Een vaste plek", "Op maat")):
        put(story, "ada", f"n{i}", text=text)
    if grouped:
        desk = {"actor": FACILITATOR, "at": AT}
        story.do(lc.MakeGroup(**desk, group="g", names={"nl": "Ontmoeten", "fr": "Rencontre"}, members=("n0", "n1")))
    return story


ROOMS = {"empty": opened, "one": one, "lotus": lambda: only_lotus(False), "grouped": lambda: only_lotus(True)}
PLURAL_OF_ONE = re.compile(
    r"\b1 (participants|tables|interventions|preconditions|practices|people|lotuses|statements|deelnemers|tafels|"
    r"interventies|randvoorwaarden|praktijken|mensen|uitspraken|personnes|pratiques|conditions|énoncés|apports)\b"
)


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
@pytest.mark.parametrize("name", ROOMS)
def test_every_document_is_made_and_reads_well(name: str, language: str) -> None:
    making = Making(ROOMS[name]().log, language, AT, lambda percent, what: None)
    pages = pypdf.PdfReader(io.BytesIO(making.make("pdf"))).pages
    texts = [page.extract_text().strip() for page in pages]
    assert all(len(text) > 40 for text in texts)
    assert len(pages) <= 7
    word = Document(io.BytesIO(making.make("docx")))
    words = "\n".join(p.text for p in word.paragraphs)
    slides = Presentation(io.BytesIO(making.make("pptx"))).slides
    assert all(slide.shapes.title.text for slide in slides)
    assert openpyxl.load_workbook(io.BytesIO(making.make("xlsx"))).sheetnames
    assert making.make("json")
    assert making.make("csv")
    assert "<main" in making.make("html-result").decode()
    drawn = " ".join(re.sub("<[^>]+>", " ", making.paper.flower.svg).split())
    for text in (*texts, words, drawn):
        assert not PLURAL_OF_ONE.search(text), text
        assert "{" not in text
    assert making.paper.machine_summary
    assert all(section.blocks or section.id == "summary" for section in making.paper.sections)


def test_a_room_of_only_lotuses_shows_its_lotus_on_the_cover() -> None:
    paper = Making(only_lotus(True).log, "nl", AT, lambda percent, what: None).paper
    assert "Ontmoeten 2" in paper.flower.alt
    assert paper.machine_summary == ("Aan de meeste tafels genoemd als reden waarom het werkt: Ontmoeten.",)
    assert Making(opened().log, "nl", AT, lambda p, w: None).paper.lead == "Er is nog niets ingebracht."
