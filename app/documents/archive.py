"""Everything of a room in one zip: all documents, a CSV an entity, every figure as SVG and PNG, and a README."""

from __future__ import annotations

import csv
import gc
import io
import zipfile
from functools import partial
from typing import TYPE_CHECKING

from app.documents.entities import Entity, Value, entities
from app.documents.pictures import png, svg_file
from app.exporting import safe
from app.i18n import gettext

if TYPE_CHECKING:
    from app.documents.making import Making

PLAIN = (1980, 1, 1, 0, 0, 0)


def archive(making: Making) -> bytes:
    """The zip's bytes; the same room at the same number gives the same files."""
    out = io.BytesIO()
    name = f"bloesem-{making.room.code}"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:

        def put(path: str, data: bytes) -> None:
            info = zipfile.ZipInfo(f"{name}/{path}", PLAIN)
            info.compress_type = zipfile.ZIP_DEFLATED
            pack.writestr(info, data)

        put("README.txt", readme(making).encode("utf-8"))
        # The PDF first: what it took is given back, and the others fit in it.
        for percent, format in ((20, "pdf"), (70, "docx"), (80, "pptx"), (90, "xlsx"), (92, "json"), (94, "csv")):
            making.progress(percent, format)
            put(f"{name}.{format}", making.make(format))
            gc.collect()
        for entity in entities(making.source):
            put(f"csv/{entity.id}.csv", csv_of(entity))
        making.progress(95, "figures")
        for figure in (making.paper.flower, *making.paper.figures):
            put(f"figures/{figure.id}.svg", svg_file(figure.svg))
            put(f"figures/{figure.id}.png", png(figure.svg, 2400))
    return out.getvalue()


def csv_of(entity: Entity) -> bytes:
    """One entity as CSV: UTF-8 with a byte order mark, no cell begins like a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.id for column in entity.columns])
    for row in entity.rows:
        writer.writerow([_cell(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _cell(value: Value) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    return safe(value) if isinstance(value, str) else value


def readme(making: Making) -> str:
    """What is in the zip."""
    _ = partial(gettext, making.language)
    room = making.room
    name = f"bloesem-{room.code}"
    lines = [
        f"{room.title}. {making.paper.snapshot}",
        "",
        f"{name}.pdf    {_('The report, to send')}",
        f"{name}.docx   {_('The report, to edit')}",
        f"{name}.pptx   {_('Slides for the closing')}",
        f"{name}.xlsx   {_('To count: a sheet an entity, with a codebook')}",
        f"{name}.csv    {_('One row a precondition')}",
        f"csv/          {_('One CSV an entity')}",
        f"{name}.json   {_('To keep: the whole room, can be imported again')}",
        f"figures/      {_('Every figure as SVG and PNG')}",
        "",
        _("The JSON and the first CSV also hold what was hidden; the other files hold what everybody may see."),
    ]
    return "\r\n".join(lines) + "\r\n"
