"""Paragraphs and table rows of a Word document as XML: thousands of them by way of objects would take minutes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from app.report.blocks import Voice

UI, SOFT = "Noto Sans", "4B4660"
RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
LOCALES = {"nl": "nl-BE", "fr": "fr-BE", "en": "en-GB", "ar": "ar-SA"}


def line_of(voice: Voice, style: str, source_first: bool) -> str:
    """A paragraph of somebody's words in the style with that id."""
    arabic = RTL.search(voice.text) is not None
    lang = f'<w:lang w:val="{LOCALES[voice.language]}"/>' if voice.language in LOCALES else ""
    runs = [_run(voice.text, "<w:rtl/>" if arabic else lang)]
    if voice.source:
        face = f'<w:rFonts w:ascii="{UI}" w:hAnsi="{UI}"/>'
        if source_first:
            runs.insert(0, _run(f"{voice.source}: ", f'{face}<w:sz w:val="18"/>'))
        else:
            runs.append(_run(f"  {voice.source}", f'{face}<w:color w:val="{SOFT}"/><w:sz w:val="16"/>'))
    side = "<w:bidi/>" if arabic else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{side}</w:pPr>{"".join(runs)}</w:p>'


def _run(text: str, look: str) -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def row_of(
    cells: Sequence[str | int],
    widths: Sequence[float],
    numbers: Sequence[int],
    words: Sequence[int],
    language: str,
    size: int,
    head: bool = False,
    keep: bool = False,
) -> str:
    """A table's row; `numbers` and `words` as in `Table`, `widths` in cm, `size` in half points.
    `keep`: on one page with the next.
    """
    parts = []
    for i, cell in enumerate(cells):
        text = str(cell)
        arabic = i in words and RTL.search(text) is not None
        paragraph = ("<w:keepNext/>" if keep else "") + ("<w:bidi/>" if arabic else "")
        paragraph += '<w:spacing w:after="0"/>' + ('<w:jc w:val="right"/>' if i in numbers else "")
        run = "<w:b/>" if head else ""
        run += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        if arabic:
            run += "<w:rtl/>"
        elif i in words and language in LOCALES:
            run += f'<w:lang w:val="{LOCALES[language]}"/>'
        parts.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{int(widths[i] * 567)}" w:type="dxa"/></w:tcPr><w:p><w:pPr>{paragraph}</w:pPr>'
            f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
        )
    once = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if head else "") + "</w:trPr>"
    return f"<w:tr>{once}{''.join(parts)}</w:tr>"
