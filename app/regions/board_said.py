"""What people said, beside the picture: the newest statements, the card in the spotlight, or a message to the hall."""

from __future__ import annotations

import msgspec

from app.regions import board_still
from facilitation.text import graphemes
from sessions.cards import Card, Precondition
from sessions.state import OTHER, Room
from sessions.views import words_of
from sessions.watching import Viewer

SHOWN = 12
"""So many of the newest wait on the page: a burst is shown one by one, above ten only the newest."""
LONGEST = 90
STEPS = ((44, "s"), (60, "m"))


class Words(msgspec.Struct, frozen=True):
    """One card's words as the hall may read them; `mark` 0 stands for none of the themes."""

    id: str
    text: str
    language: str
    table: int | None
    theme: str
    mark: int
    size: str


class Said(msgspec.Struct, frozen=True):
    """Newest first."""

    part: str
    cards: tuple[Words, ...]


class Spot(msgspec.Struct, frozen=True):
    part: str
    card: Words


class Message(msgspec.Struct, frozen=True):
    """A word to the hall. `kind`: empty, paused or closed."""

    part: str
    kind: str
    stage: str
    total: int
    tables: int


class Promise(msgspec.Struct, frozen=True):
    id: str
    who: str
    what: str
    by: str
    language: str


class Promises(msgspec.Struct, frozen=True):
    part: str
    cards: tuple[Promise, ...]
    count: int


def cut(text: str, most: int = LONGEST) -> str:
    """Whole words, at most about `most` characters; what is left off is shown as an ellipsis."""
    if graphemes(text) <= most:
        return text
    head = text[: most - 1]
    space = head.rfind(" ")
    return (head[:space] if space > most // 2 else head).rstrip(" ,;:.-") + "…"


def words(room: Room, card: Card) -> Words:
    theme = card.placed.theme if isinstance(card, Precondition) else ""
    marks = {t.id: t.mark for t in room.the_method.themes}
    text = cut(words_of(card))
    size = next((step for length, step in STEPS if graphemes(text) < length), "l")
    known = theme if theme in marks else (OTHER if theme else "")
    return Words(card.id, text, card.language, card.table, known, marks.get(theme, 0), size)


def spotlit(room: Room) -> Words | None:
    """The card the facilitator put in the spotlight, while everybody may see it."""
    card = room.card(room.spotlight) if room.spotlight else None
    return words(room, card) if card is not None and room.visible(card) else None


def message(room: Room, kind: str) -> Message:
    return Message("message", kind, room.stage, sum(board_still.counts(room).values()), len(room.by_table))


def said(room: Room, viewer: Viewer) -> Said | Spot | Message:
    spot = spotlit(room)
    if spot:
        return Spot("spot", spot)
    if room.closed or room.paused:
        return message(room, "closed" if room.closed else "paused")
    newest = board_still.newest(room, SHOWN)
    return Said("said", tuple(words(room, card) for card in newest)) if newest else message(room, "empty")


def commitments_aside(room: Room, viewer: Viewer) -> Promises | Spot | Message:
    spot = spotlit(room)
    if spot:
        return Spot("spot", spot)
    if room.closed or room.paused:
        return message(room, "closed" if room.closed else "paused")
    standing = board_still.commitments(room)
    cards = tuple(Promise(c.id, cut(c.who, 40), cut(c.what), cut(c.by, 30), c.language) for c in standing[:4])
    return Promises("promises", cards, len(standing))
