"""The report as DOCX: real headings, lists, tables, styles that an organiser can restyle, figures with alt text."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from app.documents.pictures import png
from app.documents.word_tables import WIDE, table
from app.documents.word_xml import LOCALES, RTL, UI, line_of
from app.report.blocks import Bars, Block, Figure, Paper, Para, Petals, Rank, Ranked, Steps, Table, Voice, Voices

INK = RGBColor(0x17, 0x12, 0x2B)
SOFT = RGBColor(0x4B, 0x46, 0x60)
DISPLAY, VOICE = "Noto Sans", "Noto Serif"


def docx(paper: Paper, progress: Callable[[int, str], None] = lambda percent, what: None) -> bytes:
    """The paper as a Word document, A4, ready to edit."""
    document = Document()
    _page(document, paper)
    _styles(document, paper.language)
    _cover(document, paper)
    shown = [s for s in paper.sections if s.on]
    for done, section in enumerate(shown):
        document.add_heading(section.title, 1)
        if section.id == "summary":
            _summary(document, paper)
        for line in filter(str.strip, section.note.split("\n")):
            document.add_paragraph(line, style="Bloesem note")
        for block in section.blocks:
            _block(document, block)
        progress(25 + 70 * (done + 1) // len(shown), section.id)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(2)
    core = document.core_properties
    core.title, core.subject, core.author, core.language = paper.title, paper.room, "Bloesem", paper.language
    core.comments = ""
    foot = section.footer.paragraphs[0]
    foot.text = f"{paper.room}{', ' + paper.when if paper.when else ''}\t\t"
    run = foot.add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))
        else:
            run._r.append(parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve">{text}</w:instrText>'))


def _styles(document: Any, language: str) -> None:
    styles = document.styles
    _look(styles["Normal"], UI, 10)
    styles["Normal"].paragraph_format.space_after = Pt(4)
    for name, size, before in (
        ("Title", 34.0, 60),
        ("Heading 1", 22.0, 22),
        ("Heading 2", 14.0, 12),
        ("Heading 3", 11.0, 8),
    ):
        _look(styles[name], DISPLAY, size, bold=True)
        styles[name].paragraph_format.space_before = Pt(before)
        styles[name].paragraph_format.space_after = Pt(4)
        styles[name].paragraph_format.keep_with_next = True
    border = styles["Title"].element.find(qn("w:pPr")).find(qn("w:pBdr"))
    if border is not None:
        border.getparent().remove(border)
    for name, font, size, colour in (
        ("Bloesem quote", VOICE, 11, INK),
        ("Bloesem finding", VOICE, 13, INK),
        ("Bloesem note", UI, 10, INK),
        ("Bloesem small", UI, 8.5, SOFT),
        ("Bloesem lead", UI, 12, INK),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.quick_style = True
        _look(style, font, size)
        style.font.color.rgb = colour
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    lang = defaults.find(qn("w:lang"))
    if lang is None:
        lang = parse_xml(f"<w:lang {nsdecls('w')}/>")
        defaults.append(lang)
    lang.set(qn("w:val"), LOCALES.get(language, language))
    lang.set(qn("w:bidi"), "ar-SA")


def _look(style: Any, font: str, size: float, bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = font, Pt(size), bold, False
    style.font.color.rgb = INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(kind), font)
    fonts.set(qn("w:cs"), "Noto Sans Arabic")
    for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        if fonts.get(qn(kind)) is not None:
            del fonts.attrib[qn(kind)]


def _cover(document: Any, paper: Paper) -> None:
    document.add_paragraph(f"Bloesem. {paper.kicker}", style="Bloesem small")
    document.add_paragraph(paper.title, style="Title")
    where = ", ".join(part for part in (paper.room, paper.when, paper.place) if part)
    document.add_paragraph(f"{where}. {paper.lead}", style="Bloesem lead")
    _figure(document, paper.flower, WIDE)
    facts = document.add_table(rows=2, cols=len(paper.facts))
    for column, (number, what) in enumerate(paper.facts):
        cell = facts.cell(0, column).paragraphs[0]
        run = cell.add_run(str(number))
        run.bold, run.font.size = True, Pt(20)
        facts.cell(1, column).paragraphs[0].add_run(what)
    document.add_paragraph(paper.snapshot, style="Bloesem small")
    document.add_page_break()


def _summary(document: Any, paper: Paper) -> None:
    if paper.summary:
        for line in filter(str.strip, paper.summary.split("\n")):
            document.add_paragraph(line, style="Bloesem lead")
        return
    from functools import partial

    from app.i18n import gettext

    _ = partial(gettext, paper.language)
    document.add_paragraph(_("Made by the machine, from the counts"), style="Bloesem small")
    for line in paper.machine_summary:
        document.add_paragraph(line, style="Bloesem lead")


def _block(document: Any, block: Block) -> None:
    match block:
        case Para():
            document.add_paragraph(block.text)
        case Figure():
            _figure(document, block, 11.0 if block.beside else WIDE)
        case Bars():
            document.add_heading(block.title, 2)
            table(document, ("", ""), [(r.label, r.number) for r in block.rows], (1,), widths=(13.0, 4.0))
        case Voices():
            if block.title:
                document.add_heading(block.title, 2)
            _voices(document, block)
        case Rank():
            for row in block.rows:
                _ranked(document, row)
        case Petals():
            for petal in block.rows:
                document.add_heading(f"{petal.letter}. {petal.label} ({petal.number})", 2)
                if petal.detail:
                    document.add_paragraph(petal.detail)
                document.add_paragraph(petal.counts, style="Bloesem small")
        case Steps():
            for step in block.rows:
                paragraph = document.add_paragraph(style="List Number")
                paragraph.add_run(step.title).bold = True
                paragraph.add_run(f". {step.text}")
                if step.when:
                    paragraph.add_run(f" ({step.when})")
                _direction(paragraph, step.text, step.language)
        case Table():
            if block.title:
                document.add_heading(block.title, 2)
            table(document, block.columns, block.rows, block.numbers, block.words, block.languages, block.small)


def _ranked(document: Any, row: Ranked) -> None:
    from app.report.figures import FILL

    heading = document.add_heading(f"{row.place}. {row.label} ", 2)
    number = heading.add_run(str(row.number))
    number.font.color.rgb = SOFT
    colour = FILL[row.mark - 1][1:]
    borders = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="48" w:space="6" w:color="{colour}"/></w:pBdr>'
    )
    heading._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
    )
    document.add_paragraph(row.counts, style="Bloesem small")
    document.add_paragraph(row.description)
    for quote in row.quotes:
        _voice(document, quote, "Bloesem quote", False)
    for voice, counts in row.points:
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.add_run(voice.text)
        small = paragraph.add_run(f"  {counts}")
        small.font.size, small.font.color.rgb = Pt(8.5), SOFT
        _direction(paragraph, voice.text, voice.language)


def _voice(document: Any, voice: Voice, style: str, source_first: bool) -> None:
    paragraph = document.add_paragraph(style=style)
    if voice.source and source_first:
        source = paragraph.add_run(f"{voice.source}: ")
        source.font.size, source.font.name = Pt(9), UI
    paragraph.add_run(voice.text)
    if voice.source and not source_first:
        source = paragraph.add_run(f"  {voice.source}")
        source.font.size, source.font.color.rgb, source.font.name = Pt(8), SOFT, UI
    _direction(paragraph, voice.text, voice.language)


def _voices(document: Any, block: Voices) -> None:
    """Many at once, written as XML: one by one, a hall's words take as long as all else together."""
    style = document.styles["Bloesem finding" if block.large else "Bloesem quote"].style_id
    said = "".join(line_of(voice, style, block.large) for voice in block.rows)
    end = document.element.body.sectPr
    for paragraph in list(parse_xml(f"<w:body {nsdecls('w')}>{said}</w:body>")):
        end.addprevious(paragraph)


def _direction(paragraph: Any, text: str, language: str) -> None:
    """Says in which language and direction a text is, for spelling, hyphens and screen readers."""
    for run in paragraph.runs:
        properties = run._r.get_or_add_rPr()
        if RTL.search(run.text):
            properties.append(parse_xml(f"<w:rtl {nsdecls('w')}/>"))
        elif language in LOCALES:
            properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{LOCALES[language]}"/>'))
    if RTL.search(text):
        paragraph._p.get_or_add_pPr().insert_element_before(
            parse_xml(f"<w:bidi {nsdecls('w')}/>"), "w:adjustRightInd", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )


def _figure(document: Any, figure: Figure, width: float) -> None:
    document.add_picture(io.BytesIO(png(figure.svg)), width=Cm(width))
    picture = document.paragraphs[-1]._p.find(f".//{qn('wp:docPr')}")
    picture.set("descr", figure.alt)
    picture.set("title", figure.id)
