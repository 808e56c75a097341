"""Makes any document of a room from its log: the one list of formats and who writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from app.report.blocks import Paper
from app.report.paper import paper_from, source_of
from app.report.source import Source
from sessions.events import Record
from sessions.room import Room, fold

Progress = Callable[[int, str], None]


class Making:
    """One room at one moment in one language; folds, counts and words it once for as many documents as are asked."""

    def __init__(
        self,
        records: Sequence[Record],
        language: str,
        at: int,
        progress: Progress,
        made: Mapping[str, bytes] | None = None,
    ) -> None:
        """`made`: documents of this very room, number and language that are there already."""
        self.made = made or {}
        self.records = records
        self.language = language
        self.at = at
        self.progress = progress

    @cached_property
    def room(self) -> Room:
        return fold(self.records)

    @cached_property
    def source(self) -> Source:
        self.progress(5, "counting")
        return source_of(self.room, self.language)

    @cached_property
    def paper(self) -> Paper:
        paper = paper_from(self.source, self.at)
        self.progress(20, "words")
        return paper

    def make(self, format: str) -> bytes:
        """The document. KeyError for a format that nobody writes."""
        return self.made[format] if format in self.made else _WRITERS[format](self)


def _json(making: Making) -> bytes:
    from app.exporting import json_export

    return json_export(making.room, making.records, making.language)


def _csv(making: Making) -> bytes:
    from app.exporting import csv_export

    return csv_export(making.room, making.records, making.language)


def _html(making: Making) -> bytes:
    from app.report.html import body

    return body(making.paper).encode()


def _html_edit(making: Making) -> bytes:
    from app.report.html import body

    return body(making.paper, edit=True).encode()


def _html_result(making: Making) -> bytes:
    from app.report.html import body
    from app.report.public import public_paper

    return body(public_paper(making.paper)).encode()


def _pdf(making: Making) -> bytes:
    from app.documents.pdf import pdf

    return pdf(making.paper, making.progress)


def _docx(making: Making) -> bytes:
    from app.documents.word import docx

    return docx(making.paper, making.progress)


def _xlsx(making: Making) -> bytes:
    from app.documents.sheets import xlsx

    return xlsx(making.source, making.progress)


def _pptx(making: Making) -> bytes:
    from app.documents.slides import pptx

    made: bytes = pptx(making.paper, making.progress)
    return made


def _zip(making: Making) -> bytes:
    from app.documents.archive import archive

    return archive(making)


_WRITERS: dict[str, Callable[[Making], bytes]] = {
    "json": _json,
    "csv": _csv,
    "html": _html,
    "html-edit": _html_edit,
    "html-result": _html_result,
    "pdf": _pdf,
    "docx": _docx,
    "xlsx": _xlsx,
    "pptx": _pptx,
    "zip": _zip,
}
