"""Whether the server lives, whether it can keep what it is given, and how it fares."""

from __future__ import annotations

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import PlainTextResponse, Response

from app.context import context_of
from app.identity import bearer
from app.metrics import exposition
from app.problems import Problem
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
async def metrics(request: Request) -> Response:
    """Prometheus text, for whoever holds the organiser's bearer token. A caller's address proves nothing: behind a
    proxy everybody comes from this machine."""
    context = context_of(request)
    token = bearer(request.headers)
    if token is None or not context.tokens.is_organiser(token):
        raise Problem("no_token", headers={"WWW-Authenticate": "Bearer"})
    return Response(exposition(context.hub), media_type=CONTENT_TYPE_LATEST)
