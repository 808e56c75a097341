"""The rows of the console's stream: what the desk reads of a card, newest first, by filter, a window at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from facilitation.method import label
from sessions.cards import Card, Intervention, Precondition
from sessions.rules.checks import MODERATORS
from sessions.state import OTHER, Room
from sessions.views import words_of

WINDOW = 60
MOST = 5_000
STATES = ("other", "unsure", "held", "hidden")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One card as the desk reads it. `mark` is the theme's drawn mark, 0 for none of these."""

    id: str
    text: str
    at: int
    table: int | None
    title: str = ""  # the intervention that a precondition hangs on
    theme: str = ""
    name: str = ""  # the theme in the reader's language
    mark: int = 0
    because: tuple[str, ...] = ()
    by: str = ""
    sure: bool = True
    hidden: bool = False
    held: bool = False
    under: bool = False  # its intervention is not on the board, so it is not either
    reason: str = ""
    lit: bool = False
    into: str = ""  # the words of the card that it is counted with
    under_it: tuple[tuple[str, str], ...] = ()  # an intervention's preconditions: (id, words)
    description: str = ""


class Window(msgspec.Struct, frozen=True):
    """The rows on show and how many there are in all."""

    rows: tuple[Row, ...]
    total: int
    kind: str = "preconditions"


def reads_hidden(role: str) -> bool:
    """Whether somebody of this role reads what is not on the board."""
    return role in MODERATORS


def window(room: Room, role: str, language: str, only: str = "", kind: str = "", limit: int = WINDOW) -> Window:
    """The newest `limit` rows that pass the filter. `only`: a theme's id or one of STATES; anything else is all."""
    limit = max(1, min(limit, MOST))
    cards = _interventions(room) if kind == "interventions" else _preconditions(room)
    wanted = only in STATES or any(only == theme.id for theme in room.the_method.themes)
    rows: list[Row] = []
    total = 0
    for card in cards:
        if card.withdrawn or not (reads_hidden(role) or room.visible(card)):
            continue
        if wanted and not _passes(card, only):
            continue
        total += 1
        if len(rows) < limit:
            rows.append(row_of(room, card, language))
    return Window(tuple(rows), total, kind or "preconditions")


def _preconditions(room: Room) -> Iterator[Card]:
    return (room.preconditions[pid] for pid in room.order.newest())


def _interventions(room: Room) -> Iterator[Card]:
    return (room.interventions[iid] for iid in room.intervention_order.newest())


def _passes(card: Card, only: str) -> bool:
    if only in ("hidden", "held"):
        return bool(getattr(card, only))
    if not isinstance(card, Precondition):
        return False
    if only == "unsure":
        return card.placed.by == "machine" and (not card.placed.sure or card.placed.theme == OTHER)
    return card.placed.theme == only


def row_of(room: Room, card: Card, language: str) -> Row:
    """One card as a row."""
    into = room.card(card.merged_into) if card.merged_into else None
    common: dict[str, Any] = {
        "id": card.id,
        "text": words_of(card),
        "at": card.at,
        "table": card.table,
        "hidden": card.hidden,
        "held": card.held,
        "reason": card.reason,
        "lit": room.spotlight == card.id,
        "into": words_of(into) if into else "",
    }
    if isinstance(card, Intervention):
        hanging = (room.preconditions[pid] for pid in card.preconditions)
        return Row(
            **common,
            description=card.description,
            under_it=tuple((p.id, p.text) for p in hanging if not p.withdrawn),
        )
    if not isinstance(card, Precondition):
        return Row(**common)
    parent = room.interventions[card.intervention]
    placed = card.placed
    theme = next((t for t in room.the_method.themes if t.id == placed.theme), None)
    return Row(
        **common,
        title=parent.title,
        under=parent.hidden or parent.held,
        theme=placed.theme,
        name=label(theme, language) if theme else "",
        mark=theme.mark if theme else 0,
        because=placed.because[:3],
        by=placed.by,
        sure=placed.sure,
    )
