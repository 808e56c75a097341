"""Places a table of statements from one text stream to another: what `bloesem themes FILE` does."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from typing import Literal, TextIO

from .placement import Engine, Placement

COLUMNS = ("id", "theme", "second_theme", "confidence", "because")


class TableError(ValueError):
    """A table that cannot be read; the message says what is missing."""


def read_statements(source: TextIO) -> list[tuple[str, str, str]]:
    """(id, lang, text) of each row of a comma- or tab-separated table with a header line.

    Columns are found by name in any order and case; `id` defaults to the row's number and `lang` to nothing;
    others are ignored. Raises TableError when there is no `text` column.
    """
    content = source.read().removeprefix("\ufeff")
    header, _, _ = content.partition("\n")
    tabs = "\t" in header
    # tab-separated tables carry quotes as typed; comma-separated ones need them for commas
    lines = content.splitlines(keepends=True)
    rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if tabs else csv.reader(lines)
    try:
        names = [n.strip().casefold() for n in next(rows, [])]
        if "text" not in names:
            raise TableError("the first line must name a column called text (and id, lang)")
        place = {name: names.index(name) for name in ("id", "lang", "text") if name in names}
        table = []
        for number, row in enumerate(rows, 1):
            if not any(cell.strip() for cell in row):
                continue
            cell = {name: row[at] if at < len(row) else "" for name, at in place.items()}
            table.append((cell.get("id") or str(number), cell.get("lang", ""), cell["text"]))
    except csv.Error as error:
        raise TableError(f"not a table: {error}") from error
    return table


def place_table(source: TextIO, target: TextIO, engine: Engine, format: Literal["tsv", "json"] = "tsv") -> int:
    """Place every row of `source` and write the answers to `target`; returns how many. Raises TableError.

    One by one: rounded to eight bits, a statement's answer depends a little on its company, and a table's order should
    change nothing.
    """
    statements = read_statements(source)
    placements = [engine.place(text, lang) for _, lang, text in statements]
    ids = [row_id for row_id, _, _ in statements]
    if format == "json":
        _write_json(ids, placements, target)
    else:
        _write_tsv(ids, placements, target)
    return len(statements)


def _write_tsv(ids: Sequence[str], placements: Iterable[Placement], target: TextIO) -> None:
    target.write("\t".join(COLUMNS) + "\n")
    for row_id, p in zip(ids, placements, strict=True):
        cells = (row_id, p.theme, p.second_theme or "", f"{p.confidence:.4f}", ", ".join(p.because))
        target.write("\t".join(" ".join(cell.split()) for cell in cells) + "\n")


def _write_json(ids: Sequence[str], placements: Iterable[Placement], target: TextIO) -> None:
    rows = [
        {
            "id": row_id,
            "theme": p.theme,
            "second_theme": p.second_theme,
            "confidence": p.confidence,
            "because": list(p.because),
        }
        for row_id, p in zip(ids, placements, strict=True)
    ]
    json.dump(rows, target, ensure_ascii=False, indent=1)
    target.write("\n")
