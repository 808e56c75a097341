"""The room as JSON (everything, importable again) and as CSV (a row a precondition, or a row a petal, for counting)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import msgspec

from facilitation.method import label
from sessions.codec import record_data
from sessions.content import content_of
from sessions.events import Record
from sessions.lotus_views import ROWS, petal_rows
from sessions.state import OTHER, Room
from sessions.views import public_state

CSV_COLUMNS = (
    "id", "text", "language", "theme", "theme_label", "second_theme", "confidence", "placed_by", "engine", "because",
    "hidden", "merged_into", "table", "intervention_id", "intervention", "levers", "formality", "existence", "origin",
    "reach", "seq",
)  # fmt: skip


def json_export(room: Room, records: Sequence[Record], language: str) -> bytes:
    """Format `bloesem-room`, version 1: the public state, what was said (`content`, which another room takes in), every
    petal with path, kind, source, group and family, and the whole log.
    """
    document = {
        "format": "bloesem-room",
        "version": 1,
        "code": room.code,
        "seq": room.seq,
        "state": public_state(room, language),
        "content": content_of(room),
        "petals": petal_rows(room, language),
        "events": [record_data(r) for r in records],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1)


def csv_export(room: Room, records: Sequence[Record], language: str) -> bytes:
    """UTF-8 with a byte order mark (spreadsheets ask for it); no cell begins like a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    labels = {t.id: label(t, language) for t in room.the_method.themes}
    labels[OTHER] = str(room.the_method.other.get(language) or room.the_method.other["nl"])
    for pid in room.order:
        card = room.preconditions[pid]
        parent = room.interventions[card.intervention]
        if card.withdrawn:
            continue
        placed = card.placed
        writer.writerow(
            [
                card.id, safe(card.text), card.language, placed.theme, labels.get(placed.theme, placed.theme),
                placed.second_theme or "", f"{placed.confidence:.3f}", placed.by, placed.engine,
                safe("; ".join(placed.because)), "yes" if not room.visible(card) else "", card.merged_into or "",
                card.table or "", parent.id, safe(parent.title), " ".join(parent.levers), parent.formality,
                parent.existence, parent.origin, parent.reach, card.seq,
            ]
        )  # fmt: skip
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def petals_export(room: Room, records: Sequence[Record], language: str) -> bytes:
    """CSV, one row a settled petal (columns: `sessions.lotus_views.ROWS`); picks and groups named in `language`."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ROWS, lineterminator="\r\n")
    writer.writeheader()
    for row in petal_rows(room, language):
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "1" if value else ""
    return safe(value) if isinstance(value, str) else "" if value is None else value


def safe(text: str) -> str:
    """Text that a spreadsheet reads as text: what could begin a formula gets an apostrophe before it."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
