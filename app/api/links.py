"""Links for helpers: each with a role of its own, and taken back one by one."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.answers import created, reply
from app.api.deps import Body, WriteCall
from sessions import commands as c
from sessions.watching import REFUSED

router = APIRouter(tags=["rooms"])


class LinkBody(Body):
    role: str
    table: int | None = None


@router.post("/rooms/{code}/links", status_code=201)
async def post_link(request: Request, call: WriteCall, body: LinkBody) -> Response:
    """A link for a helper, with a role of its own; it can be taken back at any moment."""
    link = secrets.token_hex(6)
    outcome = await call.context.service.do(
        call.code, c.CreateLink(**call.common, link=link, role=body.role, table=body.table)
    )
    event = outcome.records[0].event
    link, role, table = event.link, event.role, event.table  # type: ignore[attr-defined]
    token = call.context.tokens.sign(call.code, role, link, table)
    page = {"harvest": "harvest", "observer": "board", "host": "console"}.get(role, "console")
    url = f"{call.context.base_url(request)}/r/{call.code}/{page}?key={token}"
    return created({"id": link, "seq": outcome.seq, "token": token, "url": url}, outcome)


@router.delete("/rooms/{code}/links/{link}")
async def delete_link(call: WriteCall, link: str) -> Response:
    """The link stops working at once, its open pages too."""
    outcome = await call.context.service.do(call.code, c.RevokeLink(**call.common, link=link))
    call.context.hub.let_go(call.code, REFUSED, link)
    return reply({"seq": outcome.seq})
