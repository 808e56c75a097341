"""Answers as JSON: 201 for what was made now, 200 for what was made before by the same key."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.responses import Response

from sessions import events as e
from sessions.loop import Outcome
from sessions.views import placed_data

_encode = msgspec.json.Encoder().encode


def reply(data: Any, status: int = 200) -> Response:
    return Response(_encode(data), status_code=status, media_type="application/json", headers=NO_STORE)


NO_STORE = {"Cache-Control": "no-store"}


def created(data: Any, outcome: Outcome) -> Response:
    return reply(data, 201 if outcome.fresh else 200)


def new_precondition(pre: e.NewPrecondition) -> dict[str, Any]:
    """A precondition as its submission is answered."""
    return {"id": pre.id, "text": pre.text, **placed_data(pre.placed)}
