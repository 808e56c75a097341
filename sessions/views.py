"""What a viewer may see, decided in one place. Hidden, held, withdrawn and merged cards are in no public view.

Everything here is a pure function of (room, viewer, language) and gives plain data or frozen structs; labels are put
in here only where the API asks for them.
"""

from __future__ import annotations

from typing import Any

from facilitation.method import label
from sessions import codec
from sessions.cards import Card, Finding, Heart, Intervention, Precondition
from sessions.commands import Actor
from sessions.events import Placed, Record
from sessions.lotus_views import clusters_data, gathered
from sessions.state import OTHER, Room

# Who may see an event in the feed. An event that is not named here is shown to nobody.
_DESK = frozenset({"facilitator", "organiser"})
EVENT_VIEWERS: dict[str, frozenset[str]] = dict.fromkeys(codec.BY_KIND, _DESK)


def may_see_event(actor: Actor, record: Record) -> bool:
    """Whether this actor may read this record in the feed."""
    return actor.role in EVENT_VIEWERS.get(codec.kind_of(record.event), frozenset())


def visible_preconditions(room: Room) -> list[Precondition]:
    """In the order in which they came."""
    return [p for pid in room.order if room.visible(p := room.preconditions[pid])]


def visible_interventions(room: Room) -> list[Intervention]:
    return [i for iid in room.intervention_order if room.visible(i := room.interventions[iid])]


def visible_findings(room: Room) -> list[Finding]:
    return [f for fid in room.finding_order if room.visible(f := room.findings[fid])]


def placed_data(placed: Placed) -> dict[str, Any]:
    """A placement as the API shows it."""
    return {
        "theme": placed.theme,
        "second_theme": placed.second_theme,
        "confidence": round(placed.confidence, 3),
        "sure": placed.sure,
        "because": list(placed.because),
        "placed_by": placed.by,
        "engine": placed.engine,
        "suggestions": list(placed.suggestions),
    }


def precondition_data(card: Precondition) -> dict[str, Any]:
    """A precondition for its author and the desk."""
    return {
        "id": card.id,
        "text": card.text,
        "language": card.language,
        "intervention": card.intervention,
        "table": card.table,
        "hidden": card.hidden or card.held,
        **placed_data(card.placed),
    }


def intervention_data(room: Room, card: Intervention) -> dict[str, Any]:
    """An intervention for its author and the desk, with its preconditions that were not withdrawn."""
    mine = [room.preconditions[pid] for pid in card.preconditions]
    return {
        "id": card.id,
        "title": card.title,
        "description": card.description,
        "formality": card.formality,
        "existence": card.existence,
        "origin": card.origin,
        "place": card.place,
        "reach": card.reach,
        "levers": list(card.levers),
        "language": card.language,
        "table": card.table,
        "hidden": card.hidden or card.held,
        "preconditions": [precondition_data(p) for p in mine if not p.withdrawn],
    }


def room_data(room: Room) -> dict[str, Any]:
    """The room's settings as everyone who may see the board may know them."""
    return {
        "code": room.code,
        "title": room.title,
        "date": room.date,
        "place": room.place,
        "language": room.language,
        "tables": room.tables,
        "method": room.the_method.id,
        "moderation": room.moderation,
        "board": room.board,
        "frozen": room.frozen,
        "appearance": room.appearance,
        "focus": room.focus,
        "paused": room.paused,
        "closed": room.closed,
        "rehearsal": room.rehearsal,
    }


def stage_data(room: Room) -> dict[str, Any]:
    return {"stage": room.stage, "phase": room.phase, "started_at": room.started_at, "ends_at": room.ends_at}


def public_state(room: Room, language: str) -> dict[str, Any]:
    """CONTRACT.md's state: what anyone who may see the board sees, complete, at `seq`."""
    method = room.the_method
    shown = visible_preconditions(room)
    by_theme: dict[str, list[dict[str, Any]]] = {theme.id: [] for theme in method.themes}
    by_theme[OTHER] = []
    for card in shown:
        theme = card.placed.theme if card.placed.theme in by_theme else OTHER
        by_theme[theme].append({"id": card.id, "text": card.text, "intervention": card.intervention})
    findings = visible_findings(room)
    dots = _dots(room)
    labels = {theme.id: label(theme, language) for theme in method.themes}
    labels[OTHER] = str(method.other.get(language) or method.other["nl"])
    return {
        "seq": room.seq,
        "room": room_data(room),
        "stage": stage_data(room),
        "counts": {
            "participants": room.present,
            "interventions": room.shown_interventions,
            "preconditions": len(shown),
            "characteristics": len(gathered(room).entries),
            "findings": len(findings),
        },
        "themes": [
            {
                "id": theme,
                "label": labels[theme],
                "count": len(statements),
                "dots": dots.get(theme, 0),
                "statements": statements,
            }
            for theme, statements in by_theme.items()
        ],
        "levers": [
            {"id": lever.id, "label": label(lever, language), "count": room.lever_tally.get(lever.id, 0)}
            for lever in method.levers
        ],
        "lotus": {"clusters": clusters_data(room, language)},
        "findings": [{"id": f.id, "table": f.table, "text": f.text} for f in findings],
        "spotlight": _spotlight(room),
    }


def _dots(room: Room) -> dict[str, int]:
    total: dict[str, int] = {}
    for dots in room.dots.values():
        for theme, n in dots.themes.items():
            total[theme] = total.get(theme, 0) + n
    return total


def _spotlight(room: Room) -> dict[str, Any] | None:
    card = room.card(room.spotlight) if room.spotlight else None
    if card is None or not room.visible(card):
        return None
    text = room.centre(room.lotuses[card.id]) if isinstance(card, Heart) else words_of(card)
    return {"id": card.id, "text": text, "table": card.table}


def words_of(card: Card) -> str:
    """The one line that a card is known by."""
    for name in ("text", "title", "what"):
        if value := getattr(card, name, ""):
            return str(value)
    return ""
