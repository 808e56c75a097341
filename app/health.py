"""Whether the server lives, whether it can keep what it is given, and how it fares."""

from __future__ import annotations

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import PlainTextResponse, Response

from app.context import context_of
from sessions.store import Unavailable

router = APIRouter(tags=["operations"])


@router.get("/healthz")
async def healthz() -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
async def readyz(request: Request) -> PlainTextResponse:
    """Writes would be kept now."""
    context = context_of(request)
    try:
        await context.service.store.ping()
    except Unavailable:
        return PlainTextResponse("database away\n", status_code=503)
    if context.draining:
        return PlainTextResponse("stopping\n", status_code=503)
    return PlainTextResponse("ready\n")


@router.get("/metrics")
async def metrics() -> Response:
    """Prometheus text."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
