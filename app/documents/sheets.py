"""The room as XLSX: one sheet an entity, typed columns, filters, a frozen head, and a codebook of the columns.

Every text is written as text: a cell that begins with = stays what somebody typed.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

import xlsxwriter

from app.documents.entities import Entity, entities
from app.i18n import gettext
from app.report.source import Source


def xlsx(source: Source, progress: Callable[[int, str], None] = lambda percent, what: None) -> bytes:
    """The workbook's bytes."""
    _ = partial(gettext, source.language)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": source.room.title, "author": "Bloesem", "comments": ""})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 2, "valign": "top", "text_wrap": True}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"num_format": "0", "valign": "top"}),
        "share": book.add_format({"num_format": "0.000", "valign": "top"}),
        "yes": book.add_format({"valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 16}),
    }
    about = book.add_worksheet(_sheet(_("About")))
    about.set_column(0, 0, 22)
    about.set_column(1, 1, 70)
    about.write_string(0, 0, source.room.title, formats["title"])
    lines = (
        (_("Room"), source.room.code),
        (_("Date"), source.room.date),
        (_("Place"), source.room.place),
        (_("Log up to number"), source.room.seq),
        (_("What is not here"), _("Statements that were hidden, wait for a facilitator or were withdrawn.")),
    )
    for row, (name, value) in enumerate(lines, 2):
        about.write_string(row, 0, name, formats["head"])
        if isinstance(value, int):
            about.write_number(row, 1, value, formats["number"])
        else:
            about.write_string(row, 1, value, formats["text"])
    tables = entities(source)
    for done, entity in enumerate(tables):
        _write(book, entity, formats)
        progress(20 + 70 * (done + 1) // len(tables), entity.id)
    _codebook(book, tables, formats, _sheet(_("Codebook")), (_("Sheet"), _("Column"), _("Kind"), _("Meaning")))
    book.close()
    return out.getvalue()


def _sheet(title: str) -> str:
    """A name that a spreadsheet takes for a sheet."""
    return "".join(" " if c in "[]:*?/\\'" else c for c in title)[:31]


def _write(book: xlsxwriter.Workbook, entity: Entity, formats: dict[str, object]) -> None:
    sheet = book.add_worksheet(_sheet(entity.title))
    for j, column in enumerate(entity.columns):
        sheet.set_column(j, j, column.wide)
        sheet.write_string(0, j, column.id, formats["head"])
    for i, row in enumerate(entity.rows, 1):
        for j, (column, value) in enumerate(zip(entity.columns, row, strict=True)):
            form = formats[column.kind]
            if value is None or value == "":
                sheet.write_blank(i, j, None, form)
            elif isinstance(value, bool):
                sheet.write_boolean(i, j, value, form)
            elif isinstance(value, int | float):
                sheet.write_number(i, j, value, form)
            else:
                sheet.write_string(i, j, value[:32767], form)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(entity.rows)), len(entity.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _codebook(
    book: xlsxwriter.Workbook,
    tables: tuple[Entity, ...],
    formats: dict[str, object],
    name: str,
    head: tuple[str, ...],
) -> None:
    sheet = book.add_worksheet(name)
    for j, (title, wide) in enumerate(zip(head, (24, 20, 10, 70), strict=True)):
        sheet.set_column(j, j, wide)
        sheet.write_string(0, j, title, formats["head"])
    row = 1
    for entity in tables:
        for column in entity.columns:
            for j, text in enumerate((entity.title, column.id, column.kind, column.means)):
                sheet.write_string(row, j, text, formats["text"])
            row += 1
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, row - 1), 3)
