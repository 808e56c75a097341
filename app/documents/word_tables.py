"""Tables of the DOCX."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm

from app.documents.word_xml import row_of

WIDE = 17.0
TOGETHER = 14
"""Tables with no more rows than this stay on one page."""


def table(
    document: Any,
    columns: Sequence[str],
    rows: Sequence[Sequence[str | int]],
    numbers: Sequence[int] = (),
    words: Sequence[int] = (),
    languages: Sequence[str] = (),
    small: bool = False,
    widths: Sequence[float] = (),
) -> None:
    """A table with a repeated head. Written as XML at once: a long annex cell by cell takes minutes."""
    widths = widths or widths_of(columns, numbers, words)
    made = document.add_table(rows=0, cols=len(columns))
    made.style = "Table Grid"
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = {side: "nil" if side in ("left", "right", "insideV") else "single" for side in sides}
    drawn = "".join(f'<w:{side} w:val="{line}" w:sz="4" w:space="0" w:color="B7B3C2"/>' for side, line in lines.items())
    borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{drawn}</w:tblBorders>")
    made._tbl.tblPr.append(borders)
    size = 15 if small else 19
    body = []
    if any(columns):
        body.append(row_of(columns, widths, numbers, (), "", size, head=True, keep=True))
    for i, cells in enumerate(rows):
        body.append(
            row_of(
                cells,
                widths,
                numbers,
                words,
                languages[i] if languages else "",
                size,
                keep=i + 1 < len(rows) <= TOGETHER,
            )
        )
    fragment = parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(body)}</w:tbl>")
    for row in list(fragment):
        made._tbl.append(row)
    document.add_paragraph(style="Bloesem small")


def widths_of(columns: Sequence[str], numbers: Sequence[int], words: Sequence[int]) -> list[float]:
    if len(columns) == 7 and words == (2,):
        return [1.1, 2.3, 5.9, 1.2, 1.5, 2.8, 2.2]
    rest = [i for i in range(len(columns)) if i not in numbers]
    narrow = min(2.4, (WIDE - 4.0) / len(numbers)) if numbers else 0.0
    left = WIDE - narrow * len(numbers)
    return [narrow if i in numbers else left / len(rest) for i in range(len(columns))]
