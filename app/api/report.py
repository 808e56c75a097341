"""A human's hand in the report, the result that is given back, and what authors say was not meant."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from app.api.answers import created, reply
from app.api.deps import Body, ReadCall, WriteCall, texts
from app.api.exports import must_lead
from app.comparing import compared
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


class SnapshotBody(Body):
    name: str = Field("", examples=["Voor de pauze"])


@router.post("/rooms/{code}/snapshots", status_code=201)
async def post_snapshot(call: WriteCall, body: SnapshotBody) -> Response:
    """Keeps this moment by its number, to compare with another. Facilitator and organiser only."""
    name = texts({"name": (body.name, 80)})["name"]
    outcome = await call.context.service.do(call.code, c.KeepSnapshot(**call.common, name=name))
    seq = outcome.records[0].seq if outcome.records else outcome.room.snapshots[-1].seq
    kept = next(s for s in outcome.room.snapshots if s.seq == seq)
    return created({"seq": kept.seq, "name": kept.name, "at": kept.at}, outcome)


@router.get("/rooms/{code}/snapshots")
async def get_snapshots(call: ReadCall) -> Response:
    """The moments that were kept, in order."""
    must_lead(call)
    kept = [{"seq": s.seq, "name": s.name, "at": s.at} for s in call.room.snapshots]
    return reply({"seq": call.room.seq, "snapshots": kept})


@router.get("/rooms/{code}/compare")
async def get_comparison(call: ReadCall, since: Annotated[int, Query(alias="from")], to: int | None = None) -> Response:
    """Two moments of the room by their numbers (`to` is now when left out): counts before and after, what was added,
    moved, reworded, merged, hidden and taken back. Words that were taken back are not in it.
    """
    must_lead(call)
    return reply(msgspec.to_builtins(await compared(call.context, call.room, since, to)))


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
    must_lead(call)
    room = call.room
    flags = [{"card": c, "text": text, "settled": c in room.settled} for c, text in sorted(room.flags.items())]
    return reply({"seq": room.seq, "flags": flags})


class SettleBody(Body):
    settled: bool


@router.patch("/rooms/{code}/flags/{card}")
async def patch_flag(call: WriteCall, card: str, body: SettleBody) -> Response:
    """Dealt with, or not after all. It stays in the list; new words of the author's ask for attention again."""
    outcome = await call.context.service.do(call.code, c.SettleFlag(**call.common, card=card, on=body.settled))
    return reply({"seq": outcome.seq, "card": card, "settled": card in outcome.room.settled})
