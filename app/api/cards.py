"""What the desk does with cards, and what an author takes back."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from app.api.answers import reply
from app.api.deps import Body, WriteCall, texts
from sessions import commands as c

router = APIRouter(tags=["cards"])


class HideBody(Body):
    reason: str | None = None


@router.post("/rooms/{code}/cards/{card}/hide")
async def post_hide(call: WriteCall, card: str, body: HideBody | None = None) -> Response:
    """Off the wall and out of the public state; undone with `show` or `undo`."""
    said = texts({"reason": (body.reason if body else "", 120)})
    outcome = await call.context.service.do(call.code, c.HideCard(**call.common, card=card, reason=said["reason"]))
    return reply({"id": card, "hidden": True, "seq": outcome.seq})


@router.post("/rooms/{code}/cards/{card}/show")
async def post_show(call: WriteCall, card: str) -> Response:
    outcome = await call.context.service.do(call.code, c.ShowCard(**call.common, card=card))
    return reply({"id": card, "hidden": False, "seq": outcome.seq})


class SpotBody(Body):
    on: bool = True


@router.post("/rooms/{code}/cards/{card}/spotlight")
async def post_spotlight(call: WriteCall, card: str, body: SpotBody | None = None) -> Response:
    """Large on the board until another takes its place; `{"on": false}` takes it off."""
    on = body.on if body else True
    outcome = await call.context.service.do(call.code, c.Spotlight(**call.common, card=card if on else None))
    return reply({"spotlight": outcome.room.spotlight, "seq": outcome.seq})


class MergeBody(Body):
    into: str


@router.post("/rooms/{code}/cards/{card}/merge")
async def post_merge(call: WriteCall, card: str, body: MergeBody) -> Response:
    """Two cards say the same: the first is counted with the second and stays readable in the report."""
    outcome = await call.context.service.do(call.code, c.MergeCard(**call.common, card=card, into=body.into))
    found = outcome.room.card(card)
    return reply({"id": card, "into": found.merged_into if found else None, "seq": outcome.seq})


@router.post("/rooms/{code}/cards/{card}/split")
async def post_split(call: WriteCall, card: str) -> Response:
    """A merged card stands on its own again."""
    outcome = await call.context.service.do(call.code, c.SplitCard(**call.common, card=card))
    return reply({"id": card, "into": None, "seq": outcome.seq})


@router.delete("/rooms/{code}/cards/{card}")
async def delete_card(call: WriteCall, card: str) -> Response:
    """Withdrawn by its author: its words leave the log, counts and numbering stay sound."""
    outcome = await call.context.service.do(call.code, c.WithdrawCard(**call.common, card=card))
    return reply({"id": card, "withdrawn": True, "seq": outcome.seq})


@router.post("/rooms/{code}/undo")
async def post_undo(call: WriteCall, of: int = 0) -> Response:
    """Takes back the last action of the desk; with `of` only if that is still the one with this seq. A helper takes
    back their own.
    """
    outcome = await call.context.service.do(call.code, c.Undo(**call.common, of=of))
    return reply({"seq": outcome.seq, "left": len(outcome.room.undo)})
