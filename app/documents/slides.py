"""The closing as PPTX: the flower, a slide a theme with its quotes, the shared lotus, findings and next steps.

Text is text and can be edited; only the drawings are pictures, with alt text.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Emu, Inches, Pt

from app.documents.pictures import png, size_of
from app.i18n import gettext
from app.report.blocks import Figure, Paper, Petals, Rank, Ranked, Steps, Voices
from app.report.figures import FILL

WIDE, HIGH = 13.333, 7.5
INK, SOFT = "17122B", "4B4660"
DISPLAY, VOICE = "Noto Sans", "Noto Serif"
LONGEST = 190
"""A quote longer than this does not fit a slide; the report has it whole."""


def pptx(paper: Paper, progress: Callable[[int, str], None] = lambda percent, what: None) -> bytes:
    """The slides' bytes, 16:9."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    deck.core_properties.title, deck.core_properties.author = paper.title, "Bloesem"
    _cover(deck, paper)
    blocks = [(s, block) for s in paper.sections if s.on for block in s.blocks]
    for done, (section, block) in enumerate(blocks):
        match block:
            case Rank():
                for row in block.rows:
                    if row.number:
                        _theme(deck, paper, row)
            case Figure() if block.id == "lotus":
                petals = next((b for s, b in blocks if s.id == section.id and isinstance(b, Petals)), Petals(()))
                _lotus(deck, section.title, block, petals)
            case Voices() if block.large:
                for start in range(0, len(block.rows), 6):
                    lines = [(v.source, v.text) for v in block.rows[start : start + 6]]
                    _list(deck, section.title, lines, VOICE)
            case Steps():
                for start in range(0, len(block.rows), 6):
                    steps = block.rows[start : start + 6]
                    _list(deck, section.title, [(s.when, f"{s.title}: {s.text}") for s in steps], DISPLAY)
            case _:
                pass
        progress(25 + 70 * (done + 1) // len(blocks), section.id)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _colour(hex: str) -> Any:
    return RGBColor(*bytes.fromhex(hex))  # type: ignore[no-untyped-call]


def _slide(deck: Any, title: str, size: float = 36, left: float = 0.6, wide: float = WIDE - 1.2) -> Any:
    """A slide with a real title, so that outline view and screen readers find it."""
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    place = slide.shapes.title
    place.left, place.top, place.width, place.height = Inches(left), Inches(0.4), Inches(wide), Inches(1.0)
    frame = place.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_top = 0
    frame.text = title
    _look(frame.paragraphs[0], size, DISPLAY, bold=True)
    return slide


def _look(paragraph: Any, size: float, font: str, bold: bool = False, colour: str = INK) -> None:
    from pptx.enum.text import PP_ALIGN

    paragraph.alignment = PP_ALIGN.LEFT
    for run in paragraph.runs:
        run.font.size, run.font.name, run.font.bold = Pt(size), font, bold
        run.font.color.rgb = _colour(colour)


def _text(slide: Any, left: float, top: float, wide: float, high: float) -> Any:
    frame = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(wide), Inches(high)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    return frame


def _write(
    frame: Any, text: str, size: float, font: str, bold: bool = False, colour: str = INK, after: float = 6
) -> None:
    first = frame.paragraphs[0]
    paragraph = first if not first.runs and len(frame.paragraphs) == 1 else frame.add_paragraph()
    paragraph.add_run().text = text
    paragraph.space_after = Pt(after)
    _look(paragraph, size, font, bold, colour)


def _picture(slide: Any, figure: Figure, left: float, top: float, wide: float) -> None:
    across, down = size_of(figure.svg)
    picture = slide.shapes.add_picture(
        io.BytesIO(png(figure.svg)), Inches(left), Inches(top), Inches(wide), Inches(wide * down / across)
    )
    picture._element.nvPicPr.cNvPr.set("descr", figure.alt)


def _cover(deck: Any, paper: Paper) -> None:
    slide = _slide(deck, paper.title, 36, wide=4.6)
    slide.shapes.title.height = Inches(2.6)
    frame = _text(slide, 0.6, 3.2, 4.2, 3.6)
    where = ", ".join(part for part in (paper.room, paper.when, paper.place) if part)
    _write(frame, where, 16, DISPLAY, bold=True)
    _write(frame, paper.lead, 16, DISPLAY)
    _write(frame, paper.snapshot, 10, DISPLAY, colour=SOFT)
    _picture(slide, paper.flower, 5.0, 1.25, 8.1)


def _theme(deck: Any, paper: Paper, row: Ranked) -> None:
    _ = partial(gettext, paper.language)
    slide = _slide(deck, f"{row.place}. {row.label}", 40, left=0.95)
    block = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, Inches(0.45), Inches(HIGH))
    block.fill.solid()
    block.fill.fore_color.rgb = _colour(FILL[row.mark - 1][1:])
    block.line.fill.background()
    block.shadow.inherit = False
    frame = _text(slide, 0.95, 1.45, 3.4, 5.4)
    _write(frame, str(row.number), 80, DISPLAY, bold=True, after=0)
    _write(frame, row.counts, 15, DISPLAY, colour=SOFT, after=14)
    _write(frame, row.description, 15, DISPLAY)
    quotes = _text(slide, 4.9, 1.55, 7.8, 5.4)
    for number, voice in enumerate(row.quotes[:4]):
        _write(quotes, _short(voice.text), 26 if number == 0 else 20, VOICE, bold=number == 0, after=16)


def _lotus(deck: Any, title: str, figure: Figure, petals: Petals) -> None:
    slide = _slide(deck, title, 36)
    _picture(slide, figure, 0.4, 1.35, 5.9)
    frame = _text(slide, 6.7, 1.6, 6.1, 5.4)
    for row in petals.rows:
        _write(frame, f"{row.letter}  {row.label}  ({row.number})", 17, DISPLAY, bold=True, after=1)
        if row.detail:
            _write(frame, _short(row.detail, 64), 11, DISPLAY, colour=SOFT, after=5)


def _short(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"


def _list(deck: Any, title: str, lines: list[tuple[str, str]], font: str) -> None:
    slide = _slide(deck, title, 36)
    frame = _text(slide, 0.6, 1.5, WIDE - 1.2, 5.5)
    for label, text in lines:
        if label:
            _write(frame, label, 13, DISPLAY, bold=True, colour=SOFT, after=1)
        _write(frame, _short(text), 20, font, after=11)
