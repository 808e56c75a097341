"""Taking in a file at the desk: paper cards, or what was said in an earlier room."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.deps import Call, actor_of
from app.api.imports import take_in
from app.context import Context, context_of
from app.i18n import gettext
from app.pages.common import html, reader_language, room_for
from app.pages.compare import names_of
from app.pages.report import LEADS, may_lead
from app.problems import Problem, problem_of, sentence, status_of
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
        language = reader_language(request, room.language)
        said = sentence("no_token" if actor is None else "not_allowed", language)
        return html(context, request, "console/locked.html.j2", language, status=403, room=room, said=said)
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
        problem = error if isinstance(error, Problem) else problem_of(error)
        said = sentence(problem.slug, language, **problem.details)
        if problem.errors:
            said = " ".join(sentence(slug, language, **details) for _field, slug, details in problem.errors)
        return page(context, request, room, said=said, status=status_of(problem.slug))
    names = names_of(language)
    parts = [f"{n} {names[name]}" for name, n in came.items() if n and name in names]
    done = gettext(language, "Everything in this file was in the room already.")
    if parts:
        done = gettext(language, "Taken in: {what}.").format(what=", ".join(parts))
    return page(context, request, room, done=done)
