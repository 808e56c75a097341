"""Exercise two over the API: a table's lotus, its petals, its drawing; and every petal of the room as a table."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from app.api.answers import NO_STORE, created, reply
from app.api.contributions import new_preconditions
from app.api.deps import Body, Call, ReadCall, WriteCall, texts
from app.context import context_of
from app.exporting import petals_export
from app.i18n import negotiate
from app.problems import Problem
from facilitation.method import label
from sessions import lotus_commands as lc
from sessions import lotus_events as le
from sessions.lotus_views import lotus_data, may_see_lotus, node_data, petal_rows, reader_of
from sessions.lotuses import Lotus
from sessions.rules.lotus import existing
from sessions.state import Room

router = APIRouter(tags=["lotus"])


def language_of(call: Call, request: Request) -> str:
    """The reader's language: asked for, else as they joined, else what their browser reads."""
    person = call.room.participants.get(call.actor.id)
    own = person.language if person else call.room.language
    return negotiate(request.query_params.get("lang"), header=request.headers.get("accept-language", ""), default=own)


def own_language(call: Call, asked: str | None) -> str:
    if asked in call.room.the_method.languages:
        return str(asked)
    person = call.room.participants.get(call.actor.id)
    return person.language if person else call.room.language


class LotusBody(Body):
    intervention: str | None = None
    centre: str | None = Field(default=None, examples=["Buddywerking op de werkvloer"])
    table: int | None = None
    language: str | None = None


@router.post("/rooms/{code}/lotuses", status_code=201)
async def post_lotus(call: WriteCall, body: LotusBody) -> Response:
    """A lotus for the caller's table around an intervention or free words; asked again it is the same one."""
    said = texts({"centre": (body.centre, call.room.the_method.limits.title)})
    intervention = (body.intervention or "").strip()[:60]
    command = lc.OpenLotus(
        **call.common,
        lotus=secrets.token_hex(8),
        intervention=intervention,
        centre=said["centre"],
        language=own_language(call, body.language),
        table=body.table,
    )
    outcome = await call.context.service.do(call.code, command)
    if outcome.records:
        event = outcome.records[0].event
        assert isinstance(event, le.LotusOpened)
        return created({"id": event.lotus, "seq": outcome.records[0].seq, "table": event.table}, outcome)
    lotus = existing(outcome.room, whose(call, outcome.room), intervention, said["centre"])
    if lotus is None:
        raise Problem("unknown_lotus")
    return created({"id": lotus.id, "seq": lotus.seq, "table": lotus.table}, outcome)


def whose(call: Call, room: Room) -> str:
    person = room.participants[call.actor.id]
    return f"t{person.table}" if person.table is not None else f"p{person.id}"


def readable_lotus(call: Call, lotus: str) -> Lotus:
    """A lotus that this caller may read. Problem when there is none or it is another table's."""
    found = call.room.lotuses.get(lotus)
    if found is None:
        raise Problem("unknown_lotus")
    if call.actor.role == "anyone":
        raise Problem("no_token", headers={"WWW-Authenticate": "Bearer"})
    if not may_see_lotus(call.room, call.actor, found):
        raise Problem("not_your_table")
    return found


@router.get("/rooms/{code}/lotuses")
async def get_lotuses(call: ReadCall, request: Request) -> Response:
    """The lotuses that the caller may read: a table its own, the desk all."""
    language = language_of(call, request)
    found = [x for x in call.room.lotuses.values() if may_see_lotus(call.room, call.actor, x)]
    found.sort(key=lambda x: (x.table or 0, x.seq))
    return reply({"seq": call.room.seq, "lotuses": [lotus_data(call.room, x, call.actor, language) for x in found]})


@router.get("/rooms/{code}/lotuses/{lotus}.svg")
async def get_lotus_svg(call: ReadCall, request: Request, lotus: str) -> Response:
    """The lotus as a drawing of its own, for slides and print."""
    found = readable_lotus(call, lotus)
    language = language_of(call, request)
    values = {"blossom": lotus_drawing(call.room, found, call, language), "room": call.room}
    svg = context_of(request).rendering.page("parts/lotus.svg.j2", language, **values)
    headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="lotus-{found.table or 0}-{found.id}.svg"'}
    return Response(svg, media_type="image/svg+xml", headers=headers)


def lotus_drawing(room: Room, lotus: Lotus, call: Call, language: str) -> Any:
    from app.regions.lotus_drawing import drawing_of

    return drawing_of(room, lotus, call.actor, language)


@router.get("/rooms/{code}/lotuses/{lotus}")
async def get_lotus(call: ReadCall, request: Request, lotus: str) -> Response:
    """A lotus with all that the caller may read of it; while all write alone only the caller's own entries."""
    found = readable_lotus(call, lotus)
    return reply(lotus_data(call.room, found, call.actor, language_of(call, request)))


class PetalBody(Body):
    parent: str | None = Field(default=None, description="A node, or a path like `3`")
    slot: int | None = Field(default=None, examples=[3])
    text: str | None = Field(default=None, examples=["Iemand die het draagt"])
    ingredient: str | None = Field(default=None, description="One from the method's longlist, in place of text")
    language: str | None = None


@router.post("/rooms/{code}/lotuses/{lotus}/petals", status_code=201)
async def post_petal(call: WriteCall, lotus: str, body: PetalBody) -> Response:
    """A petal. A taken slot gives the next free one, else the bench, and `bumped: true`."""
    method, language = call.room.the_method, own_language(call, body.language)
    text, family = texts({"text": (body.text, method.limits.label)})["text"], ""
    ingredient = body.ingredient or None
    if ingredient:
        found = next((i for i in method.ingredients if i.id == ingredient), None)
        if found is None:
            raise Problem("bad_input", [("ingredient", "unknown_choice", {})])
        text, family = label(found, language), found.family
    command = lc.PutPetal(
        **call.common,
        lotus=lotus,
        node=secrets.token_hex(8),
        text=text,
        language=language,
        parent=body.parent or None,
        slot=body.slot or 0,
        ingredient=ingredient,
        hint=hint_for(call, text, language, family),
    )
    if body.slot == 0:
        raise Problem("bad_input", [("slot", "out_of_range", {"low": 1, "high": 8})])
    outcome = await call.context.service.do(call.code, command)
    event = outcome.records[0].event
    assert isinstance(event, le.PetalPut)
    answer = {
        "node": event.node,
        "slot": event.slot,
        "path": event.path,
        "bumped": event.bumped,
        "wish": event.wish,
        "seq": outcome.records[0].seq,
        "suggested": {"family": event.hint.family, "kind": event.hint.kind, "because": list(event.hint.because)},
    }
    return created(answer, outcome)


def hint_for(call: Call, text: str, language: str, family: str = "") -> le.Hint:
    """The machine's word on a petal, made at the door; a longlist pick has the family of its line."""
    if not text:
        return le.Hint()
    hint = call.context.placer.hint(call.room.the_method.id, text, language)
    families = {f.id for f in call.room.the_method.families}
    family = family or (hint.family if hint.family in families else "")
    return le.Hint(family, hint.kind, hint.confidence, hint.because, hint.engine)


class PetalPatch(Body):
    text: str | None = None
    kind: str | None = Field(default=None, examples=["characteristic"])
    strongest: bool | None = None
    slot: int | None = Field(default=None, description="1-8; null puts it on the bench")
    open: bool | None = None
    language: str | None = None


@router.patch("/rooms/{code}/lotuses/{lotus}/petals/{node}")
async def patch_petal(call: WriteCall, request: Request, lotus: str, node: str, body: PetalPatch) -> Response:
    """Other words (its author), kind, mark, slot, open (its table); the facilitator all of these."""
    text, hint = None, None
    if body.text is not None:
        text = texts({"text": (body.text, call.room.the_method.limits.label)})["text"]
        if not text:
            raise Problem("bad_input", [("text", "empty", {})])
        hint = hint_for(call, text, own_language(call, body.language))
    if "slot" in body.model_fields_set and body.slot is not None and not 1 <= body.slot <= 8:
        raise Problem("bad_input", [("slot", "out_of_range", {"low": 1, "high": 8})])
    command = lc.ChangePetal(
        **call.common,
        lotus=lotus,
        node=node,
        text=text,
        language=body.language if body.language in call.room.the_method.languages else None,
        kind=body.kind,
        strongest=body.strongest,
        open=body.open,
        slot=body.slot if "slot" in body.model_fields_set else lc.UNSET,
        hint=hint,
    )
    outcome = await call.context.service.do(call.code, command)
    found = outcome.room.lotuses[lotus]
    data = node_data(outcome.room, found, found.blossom.node(node), reader_of(call.actor), language_of(call, request))
    event = outcome.records[0].event if outcome.records else None
    bumped = isinstance(event, le.PetalChanged) and event.bumped
    return reply({**data, "bumped": bumped, "seq": outcome.seq})


@router.post("/rooms/{code}/lotuses/{lotus}/petals/{node}/link", status_code=201)
async def post_link(call: WriteCall, lotus: str, node: str) -> Response:
    """A petal that is a precondition joins the board's preconditions; it keeps its place in the lotus."""
    found = call.room.lotuses.get(lotus)
    petal = found.blossom.nodes.get(node) if found else None
    language = petal.language if petal else call.room.language
    made = new_preconditions(call, [petal.text] if petal else [], language)
    command = lc.LinkPetal(
        **call.common, lotus=lotus, node=node, precondition=made[0] if made else None, intervention=secrets.token_hex(8)
    )
    outcome = await call.context.service.do(call.code, command)
    precondition = outcome.room.lotuses[lotus].linked.get(node)
    card = outcome.room.preconditions.get(precondition or "")
    return created({"precondition": precondition, "theme": card.placed.theme if card else None}, outcome)


@router.delete("/rooms/{code}/lotuses/{lotus}/petals/{node}/link")
async def delete_link(call: WriteCall, lotus: str, node: str) -> Response:
    """No longer among the preconditions; the petal stays as it is."""
    outcome = await call.context.service.do(call.code, lc.LinkPetal(**call.common, lotus=lotus, node=node, on=False))
    return reply({"precondition": None, "seq": outcome.seq})


@router.delete("/rooms/{code}/lotuses/{lotus}/petals/{node}")
async def delete_petal(call: WriteCall, lotus: str, node: str) -> Response:
    """Taken back by its author; what others put under it goes to the bench one ring in."""
    from app.api.cards import delete_card

    if call.room.petals.get(node) != lotus:
        raise Problem("unknown_petal")
    return await delete_card(call, node)


@router.get("/rooms/{code}/petals.csv")
async def get_petals_csv(
    call: ReadCall, lang: Annotated[str, Query(description="language of longlist picks and groups")] = ""
) -> Response:
    """Every settled petal of the room with its path, kind, source, group and family, for the desk."""
    if not call.actor.leads:
        raise Problem("not_allowed" if call.actor.role != "anyone" else "no_token")
    data = petals_export(call.room, (), lang or call.room.language)
    headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="petals-{call.code}.csv"'}
    return Response(data, media_type="text/csv", headers=headers)


@router.get("/rooms/{code}/petals")
async def get_petals(call: ReadCall, lang: str = "") -> Response:
    """The same rows as JSON."""
    if not call.actor.leads:
        raise Problem("not_allowed" if call.actor.role != "anyone" else "no_token")
    return reply({"seq": call.room.seq, "petals": petal_rows(call.room, lang or call.room.language)})
