"""Taking in a file at the desk: paper cards, or what was said in an earlier room."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.deps import Call, actor_of
from app.api.imports import take_in
from app.context import Context, context_of
from app.i18n import gettext
from app.pages.common import html, locked, reader_language, room_for
from app.pages.compare import names_of
from app.pages.report import LEADS, may_lead
from app.problems import Problem, told
from sessions.commands import Refusal
from sessions.state import Room

router = APIRouter()


@router.get("/r/{code}/import")
async def ask(request: Request, code: str) -> Response:
    """For the organiser and the facilitator."""
    context = context_of(request)
    room = await room_for(context, code)
    actor = actor_of(request, context, room, "d")
    if actor is None or actor.role not in LEADS:
        return locked(context, request, room, "no_token" if actor is None else "not_allowed")
    return page(context, request, room)


def page(context: Context, request: Request, room: Room, said: str = "", done: str = "", status: int = 200) -> Response:
    language = reader_language(request, room.language)
    return html(context, request, "report/import.html.j2", language, status=status, room=room, said=said, done=done)


@router.post("/r/{code}/import")
async def take(request: Request, code: str) -> Response:
    """Takes the file in, and says on the same page what came of it."""
    context = context_of(request)
    room = await room_for(context, code)
    language = reader_language(request, room.language)
    form = await request.form()
    actor = may_lead(context, request, room)
    try:
        came = await take_in(Call(context, room, actor, None, None), form.get("file"), None)
    except (Problem, Refusal) as error:
        said, status = told(error, language)
        return page(context, request, room, said=said, status=status)
    names = names_of(language)
    parts = [f"{n} {names[name]}" for name, n in came.items() if n and name in names]
    done = gettext(language, "Everything in this file was in the room already.")
    if parts:
        done = gettext(language, "Taken in: {what}.").format(what=", ".join(parts))
    return page(context, request, room, done=done)
