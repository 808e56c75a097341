"""The participant's pages as they are shown: the page of the running stage, and those of one's own cards."""

from __future__ import annotations

import uuid
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from app.device import people_on
from app.pages.visit import Visit, text_in, texts_in
from app.problems import Problem
from app.regions import draw
from app.regions.phone import stage
from app.regions.phone_lotus import takes_petals
from sessions.cards import Card, Intervention, Petal, Precondition
from sessions.state import Room

CHOICES = ("formality", "existence", "origin", "place", "reach")


def home(
    v: Visit,
    screen: str = "home",
    form: FormData | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
    at_fault: str = "",
) -> Response:
    """The page of the running stage. `screen`: `write` opens with the intervention form, `home` without.

    `at_fault`: the form of the stage that `errors` are about, with what it held in `values`."""
    return v.page(
        "page",
        status,
        regions=draw(v.context.hub.pages["phone"], v.room, v.viewer),
        stage_view=stage(v.room, v.viewer),
        recap=newcomer(v) and v.room.stage != "welcome",
        screen=screen,
        values=values_of(form),
        errors=errors or {},
        at_fault=at_fault,
        key=new_key(),
        longlist=whole_longlist(v.room),
        device=people_on(v.request.headers, v.context, v.room),
    )


def whole_longlist(room: Room) -> list[tuple[Any, list[Any]]]:
    """The method's ingredients by family while petals are asked for: an empty one is filled on the page itself."""
    if not takes_petals(room):
        return []
    method = room.the_method
    return [(f, some) for f in method.families if (some := [i for i in method.ingredients if i.family == f.id])]


def newcomer(v: Visit) -> bool:
    """In the room, and nothing sent yet."""
    return v.person is not None and not v.person.mine


def first_screen(v: Visit) -> str:
    """`write` when that is asked for, or when it is the obvious thing to do: the round runs, and nothing was sent."""
    query = v.request.query_params
    now = stage(v.room, v.viewer)
    if "write" in query:
        return "write"
    return (
        "write" if newcomer(v) and "intervention" in now.accepts and not now.paused and "home" not in query else "home"
    )


def new_key() -> str:
    return str(uuid.uuid4())


def values_of(form: FormData | None) -> dict[str, Any]:
    """What the forms hold: nothing, or what was sent."""
    names = ("title", "description", *CHOICES, "text", "who", "what", "by", "initiative")
    texts = texts_in(form, "preconditions") if form is not None else []
    return {
        **{name: text_in(form, name) for name in names},
        "levers": texts_in(form, "levers") if form is not None else [],
        "preconditions": [line for text in texts for line in text.splitlines() if line.strip()],
    }


def values_from(card: Intervention) -> dict[str, Any]:
    names = ("title", "description", *CHOICES)
    return {**values_of(None), **{name: getattr(card, name) for name in names}, "levers": list(card.levers)}


def own_card(v: Visit, card_id: str) -> Card:
    """A card of the visitor's own. Problem when it is somebody else's, unknown, or taken back."""
    person = v.must_be_in()
    card = v.room.card(card_id)
    if card is None:
        raise Problem("unknown_card")
    if card.author != person.id:
        raise Problem("not_yours")
    if card.withdrawn:
        raise Problem("card_withdrawn")
    return card


def card_page(
    v: Visit, card: Card, form: FormData | None = None, errors: dict[str, str] | None = None, status: int = 200
) -> Response:
    """Where a card is changed. What cannot be changed can still be taken back."""
    shared: dict[str, Any] = {"card": card, "errors": errors or {}, "key": new_key()}
    if isinstance(card, Intervention):
        values = values_of(form) if form is not None else values_from(card)
        return v.page("edit_intervention", status, values=values, **shared)
    if isinstance(card, Petal):
        text = text_in(form, "text") if form is not None else card.text
        return v.page("edit_petal", status, text=text, heart=v.room.centre(v.room.lotuses[card.lotus]), **shared)
    if isinstance(card, Precondition):
        text = text_in(form, "text") if form is not None else card.text
        return v.page("edit_precondition", status, text=text, **shared)
    return v.page("withdraw", status, **shared)


def card_again(v: Visit, card_id: str, form: FormData, errors: dict[str, str], status: int) -> Response:
    return card_page(v, own_card(v, card_id), form, errors, status)


def withdraw_page(v: Visit, card_id: str, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    return v.page("withdraw", status, card=own_card(v, card_id), errors=errors or {}, key=new_key())


def theme_page(v: Visit, card_id: str, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    card = own_card(v, card_id)
    if not isinstance(card, Precondition):
        raise Problem("unknown_card")
    return v.page("theme", status, card=card, errors=errors or {}, key=new_key())


def add_page(
    v: Visit, card_id: str, text: str = "", errors: dict[str, str] | None = None, status: int = 200
) -> Response:
    """One more precondition for an intervention of one's own or of one's table."""
    person = v.must_be_in()
    card = v.room.interventions.get(card_id)
    if card is None:
        raise Problem("unknown_card")
    if card.author != person.id and (card.table is None or card.table != person.table):
        raise Problem("not_your_table")
    return v.page("add", status, card=card, text=text, errors=errors or {}, key=new_key())


def sent_page(v: Visit, card_id: str) -> Response:
    """Right after sending: the words large in the colour of their theme, and which mark is theirs."""
    own = shown = own_card(v, card_id)
    if isinstance(own, Intervention):
        cards = [v.room.preconditions[pid] for pid in own.preconditions]
        shown = next((p for p in cards if not p.withdrawn), own)
    number = v.room.tally.get(shown.placed.theme, 0) if isinstance(shown, Precondition) else 0
    parent = shown.intervention if isinstance(shown, Precondition) else own.id
    return v.page("sent", card=shown, parent=parent, number=number, visible=v.room.visible(shown))
