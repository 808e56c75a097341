"""The facilitator's console: its page, the rows it asks for, the links it gives out, and its one form.

Everything that can be done is a submit button of one form (`do=hide:ID`). Without JavaScript the answer sends the
browser back to the page; with it the script posts the same form and reads JSON. What is done is done by the functions
of the JSON API.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.api.answers import reply
from app.api.deps import Call, actor_of, limit_rate
from app.context import Context, context_of
from app.i18n import gettext
from app.identity import ORGANISER_COOKIE, cookie_name
from app.live import viewer_of
from app.pages.common import html, locked, reader_language, room_for
from app.pages.console_acts import run
from app.pages.console_words import filters, keys, says
from app.pages.keeping import erased_on, unlinked_on
from app.problems import Problem, answer, problem_of, told
from app.qr import svg
from app.regions import draw
from app.regions.console import drops
from app.regions.console_rows import MOST, WINDOW, window
from sessions.commands import Refusal
from sessions.state import Room
from sessions.watching import Viewer

router = APIRouter()
WEEK = 7 * 24 * 3600
AT_DESK = ("facilitator", "organiser", "moderator", "host")
KEPT = ("f", "kind", "limit", "card", "edit", "merge", "dialog")


def to_desk(context: Context, request: Request, room: Room, token: str, path: str) -> Response:
    """Lets a link in: its token moves from the address to a cookie."""
    actor = context.tokens.read(token, room.code)
    if actor is None:
        raise Problem("bad_token")
    link = room.links.get(actor.id)
    if link is not None and link.revoked:
        raise Problem("link_revoked")
    if actor.role not in AT_DESK:
        raise Problem("not_allowed")
    response = RedirectResponse(path, status_code=303, headers={"Cache-Control": "no-store"})
    name = ORGANISER_COOKIE if actor.role == "organiser" else cookie_name(room.code, "desk")
    secure = context.base_url(request).startswith("https:")
    response.set_cookie(name, token, max_age=WEEK, httponly=True, samesite="lax", secure=secure)
    return response


def viewer_at_desk(context: Context, request: Request, room: Room) -> Viewer:
    """Who looks; Problem when this page is not theirs."""
    viewer = viewer_of(context, room, "console", request)
    if viewer.audience.role not in AT_DESK:
        raise Problem("not_allowed")
    return viewer


@router.get("/r/{code}/console")
async def console(request: Request, code: str) -> Response:
    context = context_of(request)
    room = await room_for(context, code)
    if token := request.query_params.get("key"):
        return to_desk(context, request, room, token, f"/r/{room.code}/console")
    try:
        viewer = viewer_at_desk(context, request, room)
    except Problem as problem:
        return locked(context, request, room, problem.slug)
    return page(context, request, room, viewer, dict(request.query_params))


def page(
    context: Context,
    request: Request,
    room: Room,
    viewer: Viewer,
    asked: dict[str, str],
    status: int = 200,
    **extra: Any,
) -> Response:
    """The whole console. `asked`: filter, window, chosen card, open dialog."""
    language = viewer.audience.language
    only, kind = asked.get("f", ""), asked.get("kind", "")
    limit = limit_of(asked)
    shown = window(room, viewer.audience.role, language, only, kind, limit)
    regions = draw(context.hub.pages["console"], room, viewer)
    choices = filters(room, language)
    name = dict(choices).get(only, choices[0][1])
    query = query_of(asked)
    values: dict[str, Any] = {
        "room": room,
        "viewer": viewer,
        "regions": regions,
        "window": shown,
        "only": only,
        "kind": kind,
        "card": asked.get("edit") or asked.get("merge") or asked.get("card", ""),
        "edit": asked.get("edit", ""),
        "merging": asked.get("merge", ""),
        "dialog": asked.get("dialog", ""),
        "filters": choices,
        "filter_name": gettext(language, "Interventions") if kind == "interventions" else name,
        "query": query,
        "more": urlencode({**parse(query), "limit": min(limit * 4, MOST)}),
        "drops": drops(room, viewer),
        "keys": keys(room, language),
        "says": says(language),
        "said": "",
        "problem": "",
        "typed": None,
        "erased": erased_on(context, room, language),
        "unlinked": unlinked_on(context, room, language),
        "retention_days": context.settings.retention_days,
    }
    return html(context, request, "console/page.html.j2", language, status=status, **{**values, **extra})


def limit_of(asked: dict[str, str]) -> int:
    try:
        return max(1, min(int(asked.get("limit", WINDOW)), MOST))
    except ValueError:
        return WINDOW


def parse(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query[:500]).items() if name in KEPT}


def query_of(asked: dict[str, str]) -> str:
    return urlencode({name: value[:60] for name in KEPT if (value := asked.get(name))})


@router.get("/r/{code}/console/rows")
async def rows(request: Request, code: str) -> Response:
    """The stream by filter and window, as the page's own list."""
    context = context_of(request)
    room = await room_for(context, code)
    viewer = viewer_at_desk(context, request, room)
    asked = dict(request.query_params)
    language = viewer.audience.language
    shown = window(room, viewer.audience.role, language, asked.get("f", ""), asked.get("kind", ""), limit_of(asked))
    return html(context, request, "console/stream.html.j2", language, v=shown, room=room, viewer=viewer)


@router.get("/r/{code}/console/links/{link}")
async def link_page(request: Request, code: str, link: str) -> Response:
    """One link to hand over, as address and QR; `self` is this desk on another device."""
    context = context_of(request)
    room = await room_for(context, code)
    viewer = viewer_at_desk(context, request, room)
    role, id, table = viewer.audience.role, viewer.id or "", None
    if link == "self":
        if role == "organiser":
            role, id = "facilitator", "owner"
        elif id in room.links:
            table = room.links[id].table
    else:
        if role not in ("facilitator", "organiser"):
            raise Problem("not_allowed")
        found = room.links.get(link)
        if found is None or found.revoked:
            raise Problem("unknown_link")
        role, id, table = found.role, found.id, found.table
    where = {"harvest": "harvest", "observer": "board"}.get(role, "console")
    token = context.tokens.sign(room.code, role, id, table)
    url = f"{context.base_url(request)}/r/{room.code}/{where}?key={token}"
    language = viewer.audience.language
    return html(
        context, request, "console/link.html.j2", language, room=room, url=url, role=role, table=table, qr=svg(url)
    )


@router.post("/r/{code}/console/act")
async def act(request: Request, code: str) -> Response:
    """Does one thing and goes back to where it was asked; a refusal is said on the page, with what was typed."""
    context = context_of(request)
    room = await room_for(context, code)
    form = {name: str(value) for name, value in (await request.form()).items() if isinstance(value, str)}
    as_json = "application/json" in request.headers.get("accept", "")
    asked = parse(form.get("back", ""))
    try:
        actor = actor_of(request, context, room, "d")
        if actor is None:
            raise Problem("no_token")
        limit_rate(context, room.code, str(actor))
        done = await run(Call(context, room, actor, None, None), request, form)
    except (Problem, Refusal) as error:
        problem = error if isinstance(error, Problem) else problem_of(error)
        language = reader_language(request, room.language)
        if as_json or problem.slug in ("no_token", "bad_token", "link_revoked", "bad_origin"):
            return answer(problem, language)
        return refused(context, request, room, problem, asked, form)
    if as_json:
        return reply(done)
    if done.get("link"):
        return RedirectResponse(f"/r/{room.code}/console/links/{done['link']}", status_code=303)
    for name in ("edit", "merge"):
        if name in asked:
            asked["card"] = asked.pop(name)
    if "f" in done:
        asked = {"f": done["f"]} if asked.get("f") != done["f"] else {}
    hash = f"#c-{asked['card']}" if asked.get("card") else ""
    query = urlencode(asked)
    return RedirectResponse(f"/r/{room.code}/console{'?' + query if query else ''}{hash}", status_code=303)


def refused(
    context: Context, request: Request, room: Room, problem: Problem, asked: dict[str, str], form: dict[str, str]
) -> Response:
    viewer = viewer_at_desk(context, request, room)
    language = viewer.audience.language
    said, status = told(problem, language)
    verb, _, card = form.get("do", "").partition(":")
    extra: dict[str, Any] = {"said": said}
    if verb == "edit":
        asked = {**asked, "edit": card[:60]}
        extra = {"said": said, "problem": said, "typed": form.get("text", "")}
    return page(context, request, room, viewer, asked, status=status, **extra)
