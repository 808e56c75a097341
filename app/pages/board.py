"""The projected board."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.context import context_of
from app.live import viewer_of
from app.pages.common import html, room_for
from app.regions import draw

router = APIRouter()


@router.get("/r/{code}/board")
async def board(request: Request, code: str) -> Response:
    context = context_of(request)
    room = await room_for(context, code)
    viewer = viewer_of(context, room, "board", request)
    regions = draw(context.hub.pages["board"], room, viewer)
    return html(
        context, request, "board/page.html.j2", viewer.audience.language, room=room, regions=regions, seq=room.seq
    )
