"""The harvest desk: helpers place what the machine was not sure of, two keys a card, with or without script."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from app.api.deps import actor_of, same_origin
from app.context import Context, context_of
from app.harvest import Share, meter
from app.identity import cookie_name, cookies
from app.pages.common import YEAR, html, reader_language, room_for
from app.problems import Problem
from sessions import commands as c
from sessions.commands import Actor
from sessions.rules.checks import PLACERS
from sessions.state import Room

router = APIRouter()
HELPER_COOKIE = "bloesem_helper"


def helper_of(request: Request, context: Context, room: Room) -> Actor:
    actor = actor_of(request, context, room, "d")
    if actor is None:
        raise Problem("no_token")
    if actor.role not in PLACERS:
        raise Problem("not_allowed")
    return actor


def share_of(request: Request) -> Share:
    table = request.query_params.get("table", "")
    return Share(request.query_params.get("theme", "")[:40], int(table) if table.isdigit() and len(table) < 4 else 0)


def query_of(share: Share) -> str:
    parts = ([f"theme={share.theme}"] if share.theme else []) + ([f"table={share.table}"] if share.table else [])
    return f"?{'&'.join(parts)}" if parts else ""


@router.get("/r/{code}/harvest")
async def harvest(request: Request, code: str) -> Response:
    context = context_of(request)
    room = await room_for(context, code)
    key = request.query_params.get("key")
    if key:
        if context.tokens.read(key, room.code) is None:
            raise Problem("bad_token")
        there = RedirectResponse(f"/r/{room.code}/harvest", 303)
        there.set_cookie(cookie_name(room.code, "desk"), key, max_age=YEAR, httponly=True, samesite="lax")
        return there
    actor = helper_of(request, context, room)
    # One link may be shared by several helpers: the browser says which of them this is.
    helper = cookies(request.headers).get(HELPER_COOKIE) or context.service.new_id()
    share = share_of(request)
    card = context.leases.next(room, f"{actor}|{helper}", share, context.now())
    page = html(
        context,
        request,
        "harvest/page.html.j2",
        reader_language(request, room.language),
        room=room,
        card=card,
        intervention=room.interventions[card.intervention] if card else None,
        meter=meter(room),
        share=share,
        query=query_of(share),
    )
    page.set_cookie(HELPER_COOKIE, helper, max_age=YEAR, httponly=True, samesite="lax")
    return page


@router.post("/r/{code}/harvest")
async def place(
    request: Request, code: str, card: Annotated[str, Form()], theme: Annotated[str, Form()] = ""
) -> Response:
    """Places the card (or passes it over, without a theme) and goes on to the next."""
    context = context_of(request)
    room = await room_for(context, code)
    same_origin(request, context)
    actor = helper_of(request, context, room)
    if theme:
        command = c.EditPrecondition(actor=actor, at=context.now(), precondition=card, theme=theme)
        await context.service.do(room.code, command)
        context.leases.done(room, card)
    else:
        context.leases.skip(room, str(actor), card, context.now())
    return RedirectResponse(f"/r/{room.code}/harvest{query_of(share_of(request))}", 303)
