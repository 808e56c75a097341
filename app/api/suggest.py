"""Where the machine would put a precondition, asked while somebody is still writing."""

from __future__ import annotations

import math

from fastapi import APIRouter
from starlette.responses import Response

from app.api.answers import reply
from app.api.contributions import TextBody, own_language
from app.api.deps import ReadCall, texts
from app.problems import Problem
from sessions.views import placed_data

router = APIRouter(tags=["contributions"])


@router.post("/rooms/{code}/suggest")
async def post_suggest(call: ReadCall, body: TextBody) -> Response:
    """Where the machine would put a precondition, before it is sent. Changes nothing."""
    if call.actor.role == "anyone":
        raise Problem("no_token")
    wait = call.context.device_bucket.take(f"suggest|{call.code}|{call.actor}")
    if wait:
        raise Problem("too_fast", headers={"Retry-After": str(max(1, math.ceil(wait)))})
    text = texts({"text": (body.text, call.room.the_method.limits.precondition)})["text"]
    if not text:
        raise Problem("bad_input", [("text", "empty", {})])
    return reply(
        placed_data(call.context.placer.where(call.room.the_method.id, [text], own_language(call, body.language))[0])
    )
