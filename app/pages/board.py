"""The projected board: a page that reads, and whose regions are kept current."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.context import context_of
from app.live import viewer_of
from app.pages.common import html, room_for
from app.qr import svg
from app.regions import board as parts
from app.regions import draw
from app.regions.board_lotus import characteristics
from app.regions.board_lotus_words import turn_at

router = APIRouter()
WIDE = frozenset("MW")


@router.get("/r/{code}/board")
async def board(request: Request, code: str) -> Response:
    """`?lang=` and `?theme=light|dark` are this screen's own; `?view=table` shows the same data as tables."""
    context = context_of(request)
    room = await room_for(context, code)
    viewer = viewer_of(context, room, "board", request)
    base = context.base_url(request)
    theme = request.query_params.get("theme", "")
    return html(
        context,
        request,
        "board/page.html.j2",
        viewer.audience.language,
        room=room,
        seq=room.seq,
        regions=draw(context.hub.pages["board"], room, viewer),
        frame=parts.frame(room, viewer),
        theme=theme if theme in ("light", "dark") else "",
        view=request.query_params.get("view", ""),
        code=svg(f"{base}/r/{room.code}".upper()),
        host=base.partition("://")[2],
        wide_code=sum(letter in WIDE for letter in room.code) > 2,
    )


@router.get("/r/{code}/board/turn")
async def turn(request: Request, code: str, of: str = "", at: int = 0) -> Response:
    """What comes up next on a board that shows the tables' lotuses, or a long list, in turn."""
    context = context_of(request)
    room = await room_for(context, code)
    viewer = viewer_of(context, room, "board", request)
    language = viewer.audience.language
    found = turn_at(room, "list" if of == "list" else "tables", max(0, at), language)
    if not found["part"] or not characteristics(room):
        return Response(status_code=204, headers={"Cache-Control": "no-store"})
    return html(context, request, f"board/{found['part']}.html.j2", language, room=room, viewer=viewer, **found)
