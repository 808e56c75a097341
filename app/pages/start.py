"""The first page: for everybody a field for the room's code; for the organiser the rooms and a form for a new one.

Also what an organiser prints or shows: a card for each table and the QR on a full page.
"""

from __future__ import annotations

import uuid
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.api import rooms as api
from app.api.deps import key_of, same_origin
from app.context import Context, context_of
from app.i18n import LANGUAGES, NAMES
from app.identity import ORGANISER_COOKIE, cookies
from app.pages.common import html, reader_language, room_for
from app.problems import Problem, problem_of, sentence, status_of
from app.qr import svg
from facilitation.method import available_methods
from facilitation.text import CODE_LETTERS, room_code
from sessions.commands import Refusal
from sessions.loop import UnknownRoom
from sessions.store import RoomRow

router = APIRouter()
WEEK = 7 * 24 * 3600
SHOWN = 200  # rooms on the list
COUNTED = 20  # rooms whose counts are read from the log when nobody is in them
LONG = 5_000  # events beyond which a sleeping room is not read for its counts


def is_organiser(context: Context, request: Request) -> bool:
    held = cookies(request.headers).get(ORGANISER_COOKIE)
    return held is not None and context.tokens.is_organiser(held)


def must_organise_here(context: Context, request: Request) -> None:
    """The organiser by cookie, from our own page."""
    if not is_organiser(context, request):
        raise Problem("not_allowed")
    same_origin(request, context)


@router.get("/")
async def start(request: Request) -> Response:
    context = context_of(request)
    asked = request.query_params
    if "key" in asked:
        return sign_in(context, request, asked["key"])
    if "code" in asked:
        return await to_room(context, request, asked["code"])
    if is_organiser(context, request):
        return await organiser_page(context, request, delete=asked.get("delete", ""), opened=asked.get("opened", ""))
    return code_page(context, request)


def sign_in(context: Context, request: Request, key: str) -> Response:
    """The sign-in link: the token moves from the address to a cookie."""
    if not context.tokens.is_organiser(key):
        return code_page(context, request, status=403, why="key")
    response = RedirectResponse("/", status_code=303, headers={"Cache-Control": "no-store"})
    secure = context.base_url(request).startswith("https:")
    response.set_cookie(ORGANISER_COOKIE, key, max_age=WEEK, httponly=True, samesite="lax", secure=secure)
    return response


@router.post("/signout")
async def sign_out(request: Request) -> Response:
    same_origin(request, context_of(request))
    response = RedirectResponse("/", status_code=303)
    response.delete_cookie(ORGANISER_COOKIE)
    return response


def code_page(context: Context, request: Request, typed: str = "", why: str = "", status: int = 200) -> Response:
    language = reader_language(request)
    return html(context, request, "start/code.html.j2", language, status=status, typed=typed[:40], why=why, path="/")


async def to_room(context: Context, request: Request, typed: str) -> Response:
    """From a typed code to its room; says what is wrong with one that is none."""
    code = room_code(typed)
    if code and await context.service.store.row(code) is not None:
        return RedirectResponse(f"/r/{code}", status_code=303)
    return code_page(context, request, typed, why_not(typed, code), 404 if code else 422)


def why_not(typed: str, code: str) -> str:
    """`empty`, `letters` (look-alikes that no code has), `length` or `unknown`."""
    letters = [ch for ch in typed.upper() if ch.isalnum()]
    if code:
        return "unknown"
    if not letters:
        return "empty"
    return "letters" if any(ch not in CODE_LETTERS for ch in letters) else "length"


async def organiser_page(
    context: Context,
    request: Request,
    status: int = 200,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    delete: str = "",
    opened: str = "",
) -> Response:
    language = reader_language(request)
    rows = await context.service.store.rows()
    methods = available_methods()
    first = {"language": language, "method": methods[0].id, "tables": str(methods[0].tables), "key": str(uuid.uuid4())}
    return html(
        context,
        request,
        "start/organiser.html.j2",
        language,
        status=status,
        rooms=[await room_line(context, row, i) for i, row in enumerate(rows[:SHOWN])],
        more=max(0, len(rows) - SHOWN),
        methods=methods,
        room_languages=[(code, NAMES[code]) for code in LANGUAGES],
        typed=typed or first,
        errors=errors or {},
        delete=delete,
        opened=opened,
        path="/",
    )


async def room_line(context: Context, row: RoomRow, place: int) -> dict[str, Any]:
    """A room of the list; counts where they cost little."""
    room = context.service.peek(row.code)
    if room is None and place < COUNTED and 0 < row.head <= LONG:
        try:
            room = await context.service.room(row.code)
        except UnknownRoom:
            room = None
    return {
        "code": row.code,
        "title": room.title if room else row.title,
        "date": row.date,
        "rehearsal": row.rehearsal,
        "closed": bool(row.closed_at),
        "place": room.place if room else "",
        "present": room.present if room else None,
        "shown": room.total if room else None,
        "tables": room.tables if room else 0,
    }


@router.post("/rooms")
async def open_room(request: Request) -> Response:
    """A new room from the form; what is wrong is said beside its field and nothing typed is lost."""
    context = context_of(request)
    must_organise_here(context, request)
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    try:
        body = api.NewRoom(
            title=form.get("title", "")[:10_000],
            method=form.get("method", "startmoment"),
            language=form.get("language", "nl"),
            tables=number(form.get("tables", "")),
            date=form.get("date", "")[:200],
            place=form.get("place", "")[:200],
            rehearsal=form.get("rehearsal") == "1",
        )
        outcome = await api.open_room(context, body, key_of(form.get("key") or None))
    except (Problem, Refusal) as error:
        problem = error if isinstance(error, Problem) else problem_of(error)
        language = reader_language(request)
        errors = {field: sentence(slug, language, **details) for field, slug, details in problem.errors}
        errors = errors or {"title": sentence(problem.slug, language, **problem.details)}
        return await organiser_page(context, request, status_of(problem.slug), form, errors)
    return RedirectResponse(f"/?opened={outcome.room.code}", status_code=303)


def number(text: str) -> int:
    try:
        return int(text.strip() or 0)
    except ValueError:
        raise Problem("bad_input", [("tables", "out_of_range", {"low": 0, "high": 200})]) from None


@router.post("/rooms/delete")
async def delete_room(request: Request) -> Response:
    """After the question whether it is meant: everything of the room is gone."""
    context = context_of(request)
    must_organise_here(context, request)
    form = await request.form()
    if form.get("sure") == "1":
        await api.delete_room(request, str(form.get("code", "")), context)
    return RedirectResponse("/", status_code=303)


def join_address(context: Context, request: Request, code: str, table: int | None = None) -> str:
    """What a QR carries: capitals, so that it stays small."""
    base = context.base_url(request)
    base = base.upper() if base.count("/") == 2 else base
    return f"{base}/R/{code}" + (f"/T/{table}" if table else "")


@router.get("/r/{code}/cards")
async def cards(request: Request, code: str) -> Response:
    """A card for every table: its QR leads straight to that table."""
    context = context_of(request)
    room = await room_for(context, code)
    language = reader_language(request, room.language)
    numbers: list[int | None] = [*range(1, room.tables + 1)] or [None]
    shown = [(n, svg(join_address(context, request, room.code, n), room.code)) for n in numbers]
    host = context.base_url(request).partition("//")[2]
    return html(
        context, request, "start/cards.html.j2", language, room=room, cards=shown, host=host, path=request.url.path
    )


@router.get("/r/{code}/qr")
async def qr_page(request: Request, code: str) -> Response:
    """The QR and the code, as large as the screen."""
    context = context_of(request)
    room = await room_for(context, code)
    language = reader_language(request, room.language)
    return html(
        context,
        request,
        "start/qr.html.j2",
        language,
        room=room,
        qr=svg(join_address(context, request, room.code), room.code),
        host=context.base_url(request).partition("//")[2],
    )
