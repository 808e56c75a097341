"""What every page needs: the room, the reader's language, and an HTML answer."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from app.context import Context
from app.i18n import LANGUAGES, negotiate
from app.identity import cookies
from app.problems import sentence
from facilitation.text import room_code
from sessions.loop import UnknownRoom
from sessions.state import Room

LANGUAGE_COOKIE = "bloesem_lang"
APPEARANCE_COOKIE = "bloesem_appearance"
APPEARANCES = ("light", "dark")
YEAR = 365 * 24 * 3600


async def room_for(context: Context, code: str) -> Room:
    """The room of a page's address. Raises UnknownRoom."""
    canonical = room_code(code)
    if not canonical:
        raise UnknownRoom(code)
    return await context.service.room(canonical)


def reader_language(request: Request, default: str = "nl") -> str:
    """Chosen on the page, else remembered, else the browser's, else the room's."""
    return negotiate(
        request.query_params.get("lang"),
        cookies(request.headers).get(LANGUAGE_COOKIE),
        header=request.headers.get("accept-language", ""),
        default=default,
    )


def desk_appearance(request: Request) -> str:
    """How this browser shows the desks, `light` or `dark`: chosen in the address, else remembered, else light."""
    asked = (request.query_params.get("appearance"), cookies(request.headers).get(APPEARANCE_COOKIE))
    return next((one for one in asked if one in APPEARANCES), "light")


def locked(context: Context, request: Request, room: Room, slug: str) -> Response:
    """The page that says how to get in, instead of one that is not for this reader."""
    language = reader_language(request, room.language)
    said = sentence(slug, language)
    return html(context, request, "console/locked.html.j2", language, status=403, room=room, said=said)


def html(
    context: Context, request: Request, template: str, language: str, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page; a language or an appearance chosen in the address is remembered."""
    appearance = desk_appearance(request)
    text = context.rendering.page(template, language, request=request, appearance=appearance, **values)
    response = HTMLResponse(
        text, status_code=status, headers={"Cache-Control": "no-store", "Content-Language": language}
    )
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR, samesite="lax", httponly=True)
    if request.query_params.get("appearance") in APPEARANCES:
        response.set_cookie(APPEARANCE_COOKIE, appearance, max_age=YEAR, samesite="lax", httponly=True)
    return response
