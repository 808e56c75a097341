"""Everything that one person brought in, for that person alone: to read, to take home, to take back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from sessions.cards import Card, Commitment, Finding, Heart, Intervention, Petal, Precondition
from sessions.state import Participant, Room

KINDS: dict[type[Card], str] = {
    Intervention: "intervention",
    Precondition: "precondition",
    Finding: "finding",
    Commitment: "commitment",
    Petal: "petal",
    Heart: "lotus",
}
FIELDS = (
    "description", "formality", "existence", "origin", "place", "reach", "levers", "who", "what", "by", "sector",
    "initiative", "intervention", "lotus",
)  # fmt: skip


class OwnEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. `theme` is an id, of preconditions only; `flag` what its author said was not meant, None without;
    `at` in milliseconds since the epoch; `more` its other fields as they were sent.
    """

    id: str
    kind: str
    text: str
    language: str
    theme: str
    seq: int
    at: int
    visible: bool
    flag: str | None
    more: dict[str, Any]


def own_entries(room: Room, person: Participant) -> list[OwnEntry]:
    """In the order in which they came; what was taken back is not in it."""
    cards = sorted(_cards(room, person.id), key=lambda card: (card.seq, not isinstance(card, Intervention)))
    return [_entry(room, card) for card in cards if not card.withdrawn]


def _cards(room: Room, author: str) -> Iterator[Card]:
    came: tuple[tuple[Iterable[str], Mapping[str, Card]], ...] = (
        (room.intervention_order, room.interventions), (room.order, room.preconditions),
        (room.finding_order, room.findings), (room.commitment_order, room.commitments),
    )  # fmt: skip
    for order, cards in came:
        yield from (cards[id] for id in order if cards[id].author == author)
    for lotus in room.lotuses.values():
        heart = room.card(lotus.id)
        if heart is not None and lotus.author == author and not lotus.intervention:
            yield heart
        for node in lotus.blossom.nodes.values():
            petal = room.card(node.id) if node.author == author else None
            if petal is not None:
                yield petal


def _entry(room: Room, card: Card) -> OwnEntry:
    text = getattr(card, "text", "") or getattr(card, "title", "")
    if isinstance(card, Commitment):
        text = f"{card.who}: {card.what}"
    return OwnEntry(
        id=card.id, kind=KINDS[type(card)], text=text, language=card.language,
        theme=card.placed.theme if isinstance(card, Precondition) else "", seq=card.seq, at=card.at,
        visible=room.visible(card), flag=room.flags.get(card.id),
        more={name: value for name in FIELDS if (value := getattr(card, name, None))},
    )  # fmt: skip


def own_document(room: Room, person: Participant) -> dict[str, Any]:
    """What a person takes home as data: who they were here, their dots, and every entry."""
    dots = room.dots.get(person.id)
    return {
        "format": "bloesem-own",
        "version": 1,
        "room": {"code": room.code, "title": room.title, "date": room.date, "place": room.place},
        "you": {
            "participant": person.id, "table": person.table, "language": person.language, "name": person.name,
            "sector": person.sector, "actor": person.actor,
        },
        "dots": {"themes": dict(dots.themes), "characteristics": dict(dots.characteristics)} if dots else {},
        "entries": msgspec.to_builtins(own_entries(room, person)),
    }  # fmt: skip
