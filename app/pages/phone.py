"""The participant's phone: its addresses. What stands on the pages is in phone_views, what the forms do in phone_forms.

Addresses are read in any case and with or without the dash; the page itself stands under the room's own spelling.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, RedirectResponse, Response

from app.pages import join, own, phone_forms, phone_lotus, phone_views
from app.pages.visit import canonical, visit
from app.rendering import STATIC
from facilitation.text import room_code
from sessions.loop import UnknownRoom

router = APIRouter()


@router.get("/sw.js")
async def service_worker() -> Response:
    """At the root, so that its scope holds the phone pages; only secure origins ever ask for it."""
    return FileResponse(
        STATIC / "js" / "service_worker.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


@router.get("/R/{code}")
@router.get("/R/{code}/T/{table}")
@router.get("/r/{code}/t/{table}")
async def short(request: Request, code: str, table: str = "") -> Response:
    """The QR's capitals and the table link: on to the page itself."""
    query = f"?table={table}" if table.isascii() and table.isdigit() else ""
    return RedirectResponse(f"/r/{room_code(code) or code[:40]}{query}", status_code=302)


@router.get("/r/{code}")
async def phone(request: Request, code: str) -> Response:
    try:
        v = await visit(request, code)
    except UnknownRoom:
        return join.no_room(request, code)
    if elsewhere := canonical(request, code, v.room):
        return elsewhere
    if v.person is None:
        return join.join_page(v)
    return phone_views.home(v, phone_views.first_screen(v))


router.include_router(own.router)  # before the cards: `mine/erase` is none of them


@router.get("/r/{code}/mine/{card}")
async def mine(request: Request, code: str, card: str) -> Response:
    v = await visit(request, code)
    return phone_views.card_page(v, phone_views.own_card(v, card))


@router.get("/r/{code}/mine/{card}/withdraw")
async def withdraw(request: Request, code: str, card: str) -> Response:
    return phone_views.withdraw_page(await visit(request, code), card)


@router.get("/r/{code}/mine/{card}/theme")
async def theme(request: Request, code: str, card: str) -> Response:
    return phone_views.theme_page(await visit(request, code), card)


@router.get("/r/{code}/mine/{card}/add")
async def add(request: Request, code: str, card: str) -> Response:
    return phone_views.add_page(await visit(request, code), card)


@router.get("/r/{code}/mine/{card}/sent")
async def sent(request: Request, code: str, card: str) -> Response:
    return phone_views.sent_page(await visit(request, code), card)


router.include_router(join.router)
router.include_router(phone_forms.router)
router.include_router(phone_lotus.router)
