"""What is kept, for how long, who sees it, and how to take it back."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.context import context_of
from app.pages.common import html, reader_language

router = APIRouter()


@router.get("/about/privacy")
async def privacy(request: Request) -> Response:
    context = context_of(request)
    settings = context.settings
    return html(
        context, request, "start/privacy.html.j2", reader_language(request), days=settings.retention_days,
        unlink=settings.unlink_days, outside=settings.outside_host, path="/about/privacy",
    )  # fmt: skip
