"""A human's hand in the report, the result that is given back, and what authors say was not meant."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from app.api.answers import reply
from app.api.deps import Body, ReadCall, WriteCall, texts
from app.problems import Problem
from sessions import commands as c

router = APIRouter(tags=["report"])


class EditBody(Body):
    part: str = Field(examples=["summary"])
    of: str = ""
    language: str = Field("", examples=["nl"])
    text: str | None = None
    on: bool | None = None
    cards: list[str] | None = None


@router.post("/rooms/{code}/report")
async def post_report(call: WriteCall, body: EditBody) -> Response:
    """Changes one thing: title, summary or note (`text` in a `language`), a section (`on`), or the quotes of a theme
    (`cards`, in order). Counts are never touched. Facilitator and organiser only.
    """
    text = None
    if body.text is not None:
        text = texts({"text": (body.text, 4000)}, () if body.part == "title" else ("text",))["text"]
    command = c.EditReport(
        **call.common,
        part=body.part,
        of=body.of,
        language=body.language,
        text=text,
        on=body.on,
        cards=None if body.cards is None else tuple(body.cards),
    )
    outcome = await call.context.service.do(call.code, command)
    return reply({"seq": outcome.seq})


class ShareBody(Body):
    on: bool = True


@router.post("/rooms/{code}/result")
async def post_result(call: WriteCall, body: ShareBody) -> Response:
    """Opens or shuts the read-only result page at `/r/CODE/result`."""
    outcome = await call.context.service.do(call.code, c.ShareResult(**call.common, on=body.on))
    return reply({"seq": outcome.seq, "on": outcome.room.result_shared})


class FlagBody(Body):
    text: str = Field("", examples=["Ik bedoelde tijd, niet geld."])


@router.post("/rooms/{code}/cards/{card}/flag")
async def post_flag(call: WriteCall, card: str, body: FlagBody) -> Response:
    """Its author says: this is not what I meant. Until fourteen days after the room was closed."""
    said = texts({"text": (body.text, call.room.the_method.limits.statement)})["text"]
    outcome = await call.context.service.do(call.code, c.FlagCard(**call.common, card=card, text=said))
    return reply({"seq": outcome.seq, "card": card})


@router.get("/rooms/{code}/flags")
async def get_flags(call: ReadCall) -> Response:
    """What authors said was not meant. Facilitator and organiser only."""
    if call.actor.role not in ("facilitator", "organiser"):
        raise Problem("no_token" if call.actor.role == "anyone" else "not_allowed")
    flags = sorted(call.room.flags.items())
    return reply({"seq": call.room.seq, "flags": [{"card": card, "text": text} for card, text in flags]})
