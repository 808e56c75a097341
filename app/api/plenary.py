"""What the hall sends in together: findings, commitments, dots."""

from __future__ import annotations

import secrets

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from app.api.answers import created, reply
from app.api.contributions import TextBody, own_language
from app.api.deps import Body, WriteCall, texts
from sessions import commands as c
from sessions import events as e

router = APIRouter(tags=["contributions"])


@router.post("/rooms/{code}/findings", status_code=201)
async def post_finding(call: WriteCall, body: TextBody) -> Response:
    """A table's finding, in one sentence."""
    said = texts({"text": (body.text, call.room.the_method.limits.finding)})
    command = c.SubmitFinding(
        **call.common, finding=secrets.token_hex(8), text=said["text"], language=own_language(call, body.language)
    )
    outcome = await call.context.service.do(call.code, command)
    event = outcome.records[0].event
    assert isinstance(event, e.FindingSubmitted)
    return created({"id": event.finding, "seq": outcome.records[0].seq}, outcome)


class CommitmentBody(Body):
    who: str
    what: str
    by: str | None = None
    reach: str | None = None
    sector: str | None = None
    initiative: str | None = None


@router.post("/rooms/{code}/commitments", status_code=201)
async def post_commitment(call: WriteCall, body: CommitmentBody) -> Response:
    """An engagement intention: who, what, by when, at which level."""
    limits = call.room.the_method.limits
    said = texts(
        {
            "who": (body.who, limits.title),
            "what": (body.what, limits.commitment),
            "by": (body.by, limits.name),
            "initiative": (body.initiative, limits.title),
        }
    )
    command = c.MakeCommitment(
        **call.common,
        commitment=secrets.token_hex(8),
        language=own_language(call, None),
        reach=body.reach or "",
        sector=body.sector or "",
        who=said["who"],
        what=said["what"],
        by=said["by"],
        initiative=said["initiative"],
    )
    outcome = await call.context.service.do(call.code, command)
    event = outcome.records[0].event
    assert isinstance(event, e.CommitmentMade)
    return created({"id": event.commitment, "seq": outcome.records[0].seq}, outcome)


class DotsBody(Body):
    themes: dict[str, int] = Field({}, examples=[{"resources": 2}])
    characteristics: dict[str, int] = Field({})


@router.put("/rooms/{code}/dots")
async def put_dots(call: WriteCall, body: DotsBody) -> Response:
    """All of one's dots at once, within the budget; a later call replaces the earlier."""
    command = c.SpendDots(**call.common, themes=body.themes, characteristics=body.characteristics)
    outcome = await call.context.service.do(call.code, command)
    budget = call.room.the_method.dots
    return reply(
        {
            "left": {
                "themes": budget.themes - sum(body.themes.values()),
                "characteristics": budget.characteristics - sum(body.characteristics.values()),
            },
            "seq": outcome.seq,
        }
    )
