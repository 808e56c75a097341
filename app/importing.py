"""Reads what comes from elsewhere: a JSON export of a room, our own CSV, or a table of paper cards."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from app.problems import Problem
from facilitation.text import BadText, TooLong, clean
from lotus.refusals import Refused
from sessions.content import Content, ImportContent, SaidIntervention, SaidPetal, SaidPrecondition
from sessions.events import Placed, Record
from sessions.room import Room, decide, evolve

LONGEST = 4000
MOST_ROWS = 20_000
MOST_TABLES = 999
ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*", re.ASCII)
PLACED_BY = ("machine", "author", "hand", "rule")
SPLIT = re.compile(r"[\n|]")
# Heads of a table of paper cards, in the three languages; compared in lower case.
HEADS = {
    "id": ("id",),
    "table": ("table", "tafel"),
    "title": ("title", "titel", "titre", "intervention", "interventie", "practice", "praktijk", "pratique"),
    "description": ("description", "omschrijving", "beschrijving"),
    "formality": ("formality", "formaliteit"),
    "existence": ("existence",),
    "origin": ("origin",),
    "place": ("place", "plaats", "lieu"),
    "reach": ("reach", "niveau", "portée"),
    "levers": ("levers", "hefbomen", "leviers"),
    "language": ("language", "lang", "taal", "langue"),
}
CHOICES = {
    "formality": ("formal", "informal"),
    "existence": ("existing", "desired"),
    "origin": ("home", "abroad"),
    "reach": ("local", "regional", "federal", "national", "international"),
}
PRECONDITION = re.compile(r"(?:precondition|randvoorwaarde|condition)", re.IGNORECASE)
Place = Callable[[list[str], str], list[Placed]]


def source_of(data: bytes) -> str:
    """A short name for a file by what is in it: the same file again is the same source."""
    return f"import-{hashlib.blake2b(data, digest_size=5).hexdigest()}"


def is_json(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def content_from_json(data: bytes) -> Content:
    """The content of an export. Raises Problem for what is not one, or holds what is not text."""
    try:
        document = msgspec.json.decode(data.lstrip(b"\xef\xbb\xbf"))
        if not isinstance(document, dict) or document.get("format") != "bloesem-room" or "content" not in document:
            raise Problem("import_unreadable")
        return sound(msgspec.convert(_cleaned(document["content"]), Content))
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError):
        raise Problem("import_unreadable") from None


def sound(content: Content) -> Content:
    """The same content, when a room could have written it. Raises Problem that names the first entry that is not so."""
    seen: set[str] = set()
    for said in _said(content):
        words = [str(getattr(said, name)) for name in ("title", "text", "what", "who") if hasattr(said, name)]
        table = getattr(said, "table", None)
        if not ID.fullmatch(said.id) or said.id in seen:
            raise Problem("import_unsound", what=f"id {said.id[:40]}")
        seen.add(said.id)
        if not all(words) or not LANGUAGE.fullmatch(getattr(said, "language", "nl")):
            raise Problem("import_unsound", what=said.id)
        if table is not None and not 1 <= table <= MOST_TABLES:
            raise Problem("import_unsound", what=said.id)
        if isinstance(said, SaidPrecondition) and not _placed_well(said.placed):
            raise Problem("import_unsound", what=said.id)
        if isinstance(said, SaidPetal) and not (said.slot is None or 1 <= said.slot <= 8):
            raise Problem("import_unsound", what=said.id)
    return content


def _said(content: Content) -> Iterator[Any]:
    yield from content.interventions
    yield from (p for i in content.interventions for p in i.preconditions)
    yield from content.findings
    yield from content.commitments
    yield from content.lotuses
    yield from (petal for lotus in content.lotuses for petal in lotus.petals)
    yield from content.groups


def _placed_well(placed: Placed) -> bool:
    short = all(len(word) <= 200 for word in (placed.theme, placed.engine, *placed.because, *placed.suggestions))
    few = len(placed.because) <= 20 and len(placed.suggestions) <= 20
    return short and few and 0 <= placed.confidence <= 1 and placed.by in PLACED_BY


def checked(room: Room, command: ImportContent) -> None:
    """Tries the import on a copy. Raises Refusal, or Problem when the file asks for what cannot be."""
    events = decide(room, command)
    try:
        for event in events:
            room = evolve(room, Record(seq=room.seq + 1, id="", actor=str(command.actor), at=command.at, event=event))
    except Refused as refused:
        raise Problem("import_unsound", what=refused.about or refused.slug) from None


def _cleaned(node: Any) -> Any:
    """Every string through the text gate."""
    if isinstance(node, str):
        return _text(node)
    if isinstance(node, list):
        return [_cleaned(item) for item in node]
    if isinstance(node, dict):
        return {_text(key): _cleaned(value) for key, value in node.items()}
    return node


def _text(text: str) -> str:
    try:
        return clean(text, LONGEST, lines=True)
    except (BadText, TooLong):
        raise Problem("import_unreadable") from None


def content_from_csv(data: bytes, language: str, place: Place, mark: str) -> Content:
    """The content of a table: our own CSV (a row a precondition) or paper cards (a row a card). `place` gives the
    machine's word for statements in a language. Raises Problem.
    """
    rows = _rows(data)
    if not rows:
        raise Problem("import_unreadable")
    heads = {head.casefold().strip() for head in rows[0]}
    if {"intervention_id", "text"} <= heads:
        return sound(_own(rows))
    return sound(_paper(rows, language, place, mark))


def _rows(data: bytes) -> list[dict[str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        read = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restval=""))
    except csv.Error:
        raise Problem("import_unreadable") from None
    if len(read) > MOST_ROWS:
        raise Problem("too_large")
    return [{str(k): v if isinstance(v, str) else "" for k, v in row.items() if k is not None} for row in read]


def _own(rows: list[dict[str, str]]) -> Content:
    cards: dict[str, dict[str, Any]] = {}
    known: set[str] = set()
    for row in rows:
        home = row["intervention_id"].strip()
        if not home:
            continue
        card = cards.setdefault(
            home,
            {
                "id": home,
                "title": _text(_plain(row.get("intervention", ""))) or "–",
                "table": _number(row.get("table", "")),
                "language": row.get("language", "nl")[:8] or "nl",
                "levers": tuple(row.get("levers", "").split()),
                **{name: _choice(name, row.get(name, "")) for name in CHOICES},
                "preconditions": [],
            },
        )
        text = _text(_plain(row["text"]))
        id = row.get("id", "").strip() or _id(home, text)
        if text and id not in known:
            known.add(id)
            card["preconditions"].append(
                SaidPrecondition(
                    id=id,
                    text=text,
                    table=_number(row.get("table", "")),
                    language=row.get("language", "nl")[:8] or "nl",
                    hidden=row.get("hidden", "") == "yes" and not row.get("merged_into", ""),
                    merged_into=row.get("merged_into", "").strip(),
                    placed=_placed(row),
                )
            )
    return Content(
        interventions=tuple(
            SaidIntervention(**{**card, "preconditions": tuple(card["preconditions"])}) for card in cards.values()
        )
    )


def _placed(row: dict[str, str]) -> Placed:
    try:
        confidence = min(1.0, max(0.0, float(row.get("confidence", "0") or 0)))
    except ValueError:
        confidence = 0.0
    by = row.get("placed_by", "machine")
    return Placed(
        theme=row.get("theme", "") or "other",
        second_theme=row.get("second_theme", "") or None,
        confidence=confidence,
        by=by if by in ("machine", "author", "hand", "rule") else "machine",
        engine=row.get("engine", "")[:60],
    )


def _paper(rows: list[dict[str, str]], language: str, place: Place, mark: str) -> Content:
    columns = {name: next((h for h in rows[0] if h.casefold().strip() in names), "") for name, names in HEADS.items()}
    statements = [h for h in rows[0] if PRECONDITION.match(h.strip())]
    if not columns["title"]:
        raise Problem("import_unreadable")
    cards: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for row in rows:
        values = {name: row.get(column, "").strip() if column else "" for name, column in columns.items()}
        texts = [_text(_plain(part)) for head in statements for part in SPLIT.split(row.get(head, ""))]
        texts = [text for text in texts if text]
        title = _text(_plain(values["title"]))
        if not title:
            if texts and cards:  # a card that goes on in the next row
                cards[-1]["texts"] += texts
            continue
        said = f"{values['table']}|{title}|{values['description']}"
        seen[said] = seen.get(said, 0) + 1
        cards.append(
            {
                "id": values["id"] or _id(mark, said, str(seen[said])),
                "title": title,
                "description": _text(_plain(values["description"])),
                "place": _text(_plain(values["place"])),
                "table": _number(values["table"]),
                "language": values["language"].lower()
                if values["language"].lower() in ("nl", "fr", "en")
                else language,
                "levers": tuple(re.split(r"[\s,;]+", values["levers"])) if values["levers"] else (),
                **{name: _choice(name, values[name]) for name in CHOICES},
                "texts": texts,
            }
        )
    return Content(interventions=tuple(_cards(cards, place)))


def _cards(cards: list[dict[str, Any]], place: Place) -> list[SaidIntervention]:
    by_language: dict[str, list[str]] = {}
    for card in cards:
        by_language.setdefault(card["language"], []).extend(card["texts"])
    placed = {language: iter(place(texts, language) if texts else []) for language, texts in by_language.items()}
    made = []
    for card in cards:
        texts, author = card.pop("texts"), f"t{card['table'] or 0}"
        preconditions = tuple(
            SaidPrecondition(
                id=_id(card["id"], str(i), text), text=text, author=author, table=card["table"],
                language=card["language"], placed=next(placed[card["language"]]),
            )
            for i, text in enumerate(texts)
        )  # fmt: skip
        made.append(SaidIntervention(**card, author=author, preconditions=preconditions))
    return made


def _id(*parts: str) -> str:
    """The same words on the same card get the same id, so that a file taken in twice is there once."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def _plain(text: str) -> str:
    """A cell as it was before it was made safe for spreadsheets."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@", "\t", "\r") else text


def _choice(name: str, value: str) -> str:
    value = value.strip().lower()
    return value if value in CHOICES[name] else ""


def _number(value: str) -> int | None:
    found = re.search(r"\d{1,3}", value)
    return int(found[0]) if found else None
