"""What participants send in: interventions with preconditions; and changing those."""

from __future__ import annotations

import asyncio
import secrets
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from app.api.answers import created, new_precondition, reply
from app.api.deps import Body, Call, ReadCall, WriteCall, texts
from app.likeness import rule_for
from app.problems import Problem
from facilitation.method import Limits
from sessions import commands as c
from sessions import events as e
from sessions.cards import Precondition
from sessions.rules.checks import PLACERS
from sessions.rules.contributing import MAX_PRECONDITIONS
from sessions.rules.ruling import rule_placed
from sessions.state import OTHER, Room
from sessions.views import intervention_data, precondition_data

router = APIRouter(tags=["contributions"])


class InterventionBody(Body):
    title: str = Field(examples=["Buddywerking op de werkvloer"])
    description: str | None = None
    formality: str | None = Field(None, examples=["informal"])
    existence: str | None = Field(None, examples=["existing"])
    origin: str | None = Field(None, examples=["home"])
    place: str | None = None
    reach: str | None = Field(None, examples=["local"])
    levers: list[str] = Field([], examples=[["trust", "agency"]])
    preconditions: list[str] = Field([], examples=[["Tijd. Vertrouwen groeit niet in één projectjaar."]])
    themes: Annotated[
        tuple[str | None, ...],
        Field(description="the author's own theme for each precondition; null takes the suggestion"),
    ] = ()
    language: str | None = None


def own_language(call: Call, asked: str | None) -> str:
    if asked in call.room.the_method.languages:
        return str(asked)
    person = call.room.participants.get(call.actor.id)
    return person.language if person else call.room.language


def _intervention_texts(body: InterventionBody, limits: Limits) -> dict[str, str]:
    if len(body.preconditions) > MAX_PRECONDITIONS:
        raise Problem("bad_input", [("preconditions", "too_many", {"high": MAX_PRECONDITIONS})])
    fields: dict[str, tuple[str | None, int]] = {
        "title": (body.title, limits.title),
        "description": (body.description, limits.description),
        "place": (body.place, limits.place),
    }
    for i, text in enumerate(body.preconditions):
        fields[f"preconditions.{i}"] = (text, limits.precondition)
    return texts(fields, lines=("description",))


def _choices(body: InterventionBody) -> dict[str, Any]:
    return {
        "formality": body.formality or "",
        "existence": body.existence or "",
        "origin": body.origin or "",
        "reach": body.reach or "",
        "levers": tuple(body.levers),
    }


def new_preconditions(
    call: Call, said: list[str], language: str, chosen: list[str | None] | None = None
) -> tuple[e.NewPrecondition, ...]:
    """Preconditions with their first placement, made at the door; where the author chose a theme, that one stands."""
    if not said:
        return ()
    places = [
        placed
        if (rule := rule_for(call.room, text, language)) is None
        else rule_placed(rule.id, rule.pattern, rule.theme, placed)
        for text, placed in zip(said, call.context.placer.where(call.room.the_method.id, said, language), strict=True)
    ]
    known = {theme.id for theme in call.room.the_method.themes} | {OTHER}
    for i, theme in enumerate((chosen or [])[: len(said)]):
        if theme and theme not in known:
            raise Problem("bad_input", [(f"themes.{i}", "unknown_choice", {})])
        if theme:
            places[i] = e.Placed(theme, confidence=1.0, sure=True, by="author")
    return tuple(
        e.NewPrecondition(id=secrets.token_hex(8), text=text, language=language, placed=placed)
        for text, placed in zip(said, places, strict=True)
    )


@router.post("/rooms/{code}/interventions", status_code=201)
async def post_intervention(call: WriteCall, body: InterventionBody) -> Response:
    """An intervention with its preconditions. What comes back is on disk and has its number."""
    said = _intervention_texts(body, call.room.the_method.limits)
    language = own_language(call, body.language)
    own = [*body.themes, *[None] * len(body.preconditions)]
    lines = [(text, own[i]) for i in range(len(body.preconditions)) if (text := said[f"preconditions.{i}"])]
    wanted, chosen = [text for text, _ in lines], [theme for _, theme in lines]
    command = c.SubmitIntervention(
        **call.common,
        intervention=secrets.token_hex(8),
        title=said["title"],
        language=language,
        description=said["description"],
        place=said["place"],
        preconditions=new_preconditions(call, wanted, language, chosen),
        **_choices(body),
    )
    outcome = await call.context.service.do(call.code, command)
    event = outcome.records[0].event
    assert isinstance(event, e.InterventionSubmitted)
    answer = {
        "id": event.intervention,
        "seq": outcome.records[0].seq,
        "title": event.title,
        "preconditions": [
            {**new_precondition(p), "number": n}
            for p, n in zip(event.preconditions, _numbers(outcome.room, event), strict=True)
        ],
    }
    return created(answer, outcome)


def _numbers(room: Room, event: e.InterventionSubmitted) -> list[int | None]:
    """Which mark in its theme each new precondition is; None while the room does not show it."""
    left = dict(room.tally)
    numbers: list[int | None] = []
    for pre in reversed(event.preconditions):
        card = room.preconditions[pre.id]
        shown = room.visible(card)
        numbers.append(left.get(card.placed.theme, 0) if shown else None)
        if shown:
            left[card.placed.theme] = left.get(card.placed.theme, 0) - 1
    return numbers[::-1]


@router.patch("/rooms/{code}/interventions/{intervention}")
async def patch_intervention(call: WriteCall, intervention: str, body: InterventionBody) -> Response:
    """New words and choices for the whole card; its preconditions stay."""
    said = _intervention_texts(body, call.room.the_method.limits)
    command = c.EditIntervention(
        **call.common,
        intervention=intervention,
        title=said["title"],
        description=said["description"],
        place=said["place"],
        **_choices(body),
    )
    outcome = await call.context.service.do(call.code, command)
    card = outcome.room.interventions[intervention]
    return reply({"seq": outcome.seq, **intervention_data(outcome.room, card)})


class TextBody(Body):
    text: str = Field(examples=["Een directie die mee aan tafel zit, niet alleen tekent."])
    theme: Annotated[str | None, Field(description="the author's own choice; null takes the suggestion")] = None
    language: str | None = None


@router.post("/rooms/{code}/interventions/{intervention}/preconditions", status_code=201)
async def post_precondition(call: WriteCall, intervention: str, body: TextBody) -> Response:
    """One more precondition for an intervention of one's own or of one's table."""
    said = texts({"text": (body.text, call.room.the_method.limits.precondition)})
    if not said["text"]:
        raise Problem("bad_input", [("text", "empty", {})])
    language = own_language(call, body.language)
    (pre,) = new_preconditions(call, [said["text"]], language, [body.theme])
    command = c.AddPrecondition(**call.common, intervention=intervention, precondition=pre)
    outcome = await call.context.service.do(call.code, command)
    event = outcome.records[0].event
    assert isinstance(event, e.PreconditionAdded)
    return created({"seq": outcome.records[0].seq, **new_precondition(event.precondition)}, outcome)


class PreconditionPatch(Body):
    text: str | None = None
    theme: str | None = None
    second_theme: str | None = None


@router.patch("/rooms/{code}/preconditions/{precondition}")
async def patch_precondition(call: WriteCall, precondition: str, body: PreconditionPatch) -> Response:
    """Other words (its author) or another place (the desk, its author); a theme set by hand is the last word."""
    text, suggested = None, None
    if body.text is not None:
        text = texts({"text": (body.text, call.room.the_method.limits.precondition)})["text"]
        suggested = _suggest(call, call.room, precondition, text)
    command = c.EditPrecondition(
        **call.common,
        precondition=precondition,
        text=text,
        theme=body.theme,
        second_theme=body.second_theme,
        set_second="second_theme" in body.model_fields_set,
        suggested=suggested,
        also=await _along(call, precondition, body.theme),
    )
    outcome = await call.context.service.do(call.code, command)
    moved = [
        m.precondition for r in outcome.records if isinstance(r.event, e.PreconditionsPlaced) for m in r.event.moves
    ]
    card = outcome.room.preconditions[precondition]
    return reply({"seq": outcome.seq, **precondition_data(card), "moved": moved})


async def _along(call: Call, card_id: str, theme: str | None) -> tuple[str, ...]:
    """Near-duplicates that move along when the desk moves a card; they are undone together."""
    card = call.room.preconditions.get(card_id)
    likeness = call.context.likeness(call.room.the_method.id)
    if theme is None or card is None or likeness is None or call.actor.role not in PLACERS:
        return ()
    return await asyncio.to_thread(likeness.along, call.room, card, theme)


def _suggest(call: Call, room: Room, card_id: str, text: str) -> e.Placed | None:
    card = room.preconditions.get(card_id)
    if not isinstance(card, Precondition) or not text:
        return None
    return call.context.placer.where(room.the_method.id, [text], card.language)[0]


@router.get("/rooms/{code}/mine")
async def get_mine(call: ReadCall) -> Response:
    """The caller's own contributions that were not withdrawn."""
    person = call.room.participants.get(call.actor.id)
    if person is None:
        raise Problem("no_token")
    cards = [call.room.interventions[cid] for cid in person.mine if cid in call.room.interventions]
    return reply(
        {
            "seq": call.room.seq,
            "participant": person.id,
            "table": person.table,
            "interventions": [intervention_data(call.room, card) for card in cards if not card.withdrawn],
        }
    )
