"""Reading a room: its public state, its events; `exports` takes it home."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.answers import reply
from app.api.deps import ReadCall
from app.problems import Problem, language_of
from sessions.codec import record_data
from sessions.views import may_see_event, public_state

router = APIRouter(tags=["reading"])


@router.get("/rooms/{code}/state")
async def get_state(request: Request, call: ReadCall) -> Response:
    """What the board shows, complete, at `seq`; labels in the language of Accept-Language."""
    return reply(public_state(call.room, language_of(request)))


@router.get("/rooms/{code}/events")
async def get_events(call: ReadCall, since: int = 0, limit: int = 100_000) -> Response:
    """The log from `since` on, in order, without gaps. Facilitator only."""
    if call.actor.role not in ("facilitator", "organiser"):
        raise Problem("no_token" if call.actor.role == "anyone" else "not_allowed")
    records = await call.context.service.store.read(call.code, since=max(0, since), limit=max(1, min(limit, 100_000)))
    shown = [record_data(r) for r in records if may_see_event(call.actor, r)]
    return reply({"seq": records[-1].seq if records else max(since, 0), "events": shown})
