"""Joining a room and changing where one sits."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from starlette.responses import Response

from app.api.answers import created, reply
from app.api.deps import Body, Ctx, WriteCall, fingerprint_of, key_of, limit_rate, room_of, texts
from app.identity import PARTICIPANT
from sessions import commands as c
from sessions.commands import Actor
from sessions.events import ParticipantJoined

router = APIRouter(tags=["people"])


class JoinBody(Body):
    table: int | None = None
    name: str | None = None
    language: str | None = None
    sector: str | None = None
    actor: str | None = None


@router.post("/rooms/{code}/participants", status_code=201)
async def post_participant(
    request: Request, code: str, body: JoinBody, context: Ctx, idempotency_key: Annotated[str | None, Header()] = None
) -> Response:
    """Joins the room: no account, no name needed. The token is the phone's to keep."""
    room = await room_of(code, context)
    key = key_of(idempotency_key)
    limit_rate(context, room.code, f"join {key or secrets.token_hex(4)}")
    said = texts({"name": (body.name, room.the_method.limits.name)})
    participant = secrets.token_hex(8)
    command = c.Join(
        actor=Actor("joining", key) if key else Actor(PARTICIPANT, participant),
        at=context.now(),
        key=key,
        fingerprint=await fingerprint_of(request),
        participant=participant,
        table=body.table,
        name=said["name"],
        language=body.language if body.language in room.the_method.languages else "",
        sector=body.sector or "",
        actor_group=body.actor or "",
    )
    outcome = await context.service.do(room.code, command)
    event = outcome.records[0].event
    assert isinstance(event, ParticipantJoined)
    token = context.tokens.sign(room.code, PARTICIPANT, event.participant)
    answer: dict[str, Any] = {
        "participant": event.participant,
        "token": token,
        "table": event.table,
        "seq": outcome.seq,
    }
    return created(answer, outcome)


@router.delete("/rooms/{code}/participants/{participant}")
async def delete_participant(call: WriteCall, participant: str) -> Response:
    """Everything that one device brought in is gone, from the log too; `me` with one's own token, any id for the
    facilitator and the organiser.
    """
    who = call.actor.id if participant == "me" else participant
    outcome = await call.context.service.do(call.code, c.EraseParticipant(**call.common, participant=who))
    return reply({"participant": who, "seq": outcome.seq})


@router.patch("/rooms/{code}/participants/me")
async def patch_me(call: WriteCall, body: JoinBody) -> Response:
    """Another table, language, sector or actor."""
    name = texts({"name": (body.name, call.room.the_method.limits.name)})["name"] if body.name is not None else None
    command = c.ChangeParticipant(
        **call.common,
        table=body.table,
        name=name,
        language=body.language if body.language in call.room.the_method.languages else None,
        sector=body.sector,
        actor_group=body.actor,
    )
    outcome = await call.context.service.do(call.code, command)
    person = outcome.room.participants[call.actor.id]
    return reply({"participant": person.id, "table": person.table, "language": person.language, "seq": outcome.seq})
