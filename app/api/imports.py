"""Taking in paper cards or an earlier export."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from app.api.answers import reply
from app.api.deps import Call, WriteCall
from app.importing import checked, content_from_csv, content_from_json, is_json, source_of
from app.problems import Problem
from sessions import events as e
from sessions import lotus_events as le
from sessions.content import ImportContent

router = APIRouter(tags=["imports"])


@router.post("/rooms/{code}/import", status_code=201)
async def post_import(request: Request, call: WriteCall, mark: str | None = None) -> Response:
    """A multipart `file`: a JSON export, our own CSV, or paper cards as CSV with the columns table, title and any
    number of precondition columns. `mark` is paper or import (CSV: paper unless said otherwise). Ids are kept, so the
    same file again adds nothing (200, all zero); authors are not linked to anybody. Answers how much came in.
    """
    form = await request.form()
    said = form.get("mark")
    wish = mark if mark is not None else said if isinstance(said, str) else None
    came = await take_in(call, form.get("file"), wish)
    return reply(came, 201 if any(n for name, n in came.items() if name != "seq") else 200)


async def take_in(call: Call, upload: Any, mark: str | None) -> dict[str, int]:
    """Takes an uploaded file into the room; how much of each kind came in, and the room's number after it."""
    if call.actor.role not in ("facilitator", "organiser"):
        raise Problem("not_allowed")
    if not isinstance(upload, UploadFile):
        raise Problem("bad_input", [("file", "missing", {})])
    data = await upload.read()
    method, placer = call.room.the_method.id, call.context.placer
    if is_json(data):
        content = await asyncio.to_thread(content_from_json, data)
        stamp = mark or ""
    else:
        stamp = mark or "paper"
        content = await asyncio.to_thread(
            content_from_csv,
            data,
            call.room.language,
            lambda texts, language: placer.where(method, texts, language),
            stamp,
        )
    command = ImportContent(**call.common, content=content, source=source_of(data), mark=stamp)
    await asyncio.to_thread(checked, call.room, command)
    outcome = await call.context.service.do(call.code, command)
    events = [record.event for record in outcome.records] if outcome.fresh else []
    return {
        "interventions": sum(isinstance(x, e.InterventionSubmitted) for x in events),
        "preconditions": sum(isinstance(x, e.PreconditionAdded) for x in events),
        "findings": sum(isinstance(x, e.FindingSubmitted) for x in events),
        "commitments": sum(isinstance(x, e.CommitmentMade) for x in events),
        "petals": sum(isinstance(x, le.PetalPut) for x in events),
        "groups": sum(isinstance(x, le.GroupMade) for x in events),
        "seq": outcome.seq,
    }
