"""Rooms: opening one, walking it through its stages, its settings, pause and close, erasing it."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from pydantic import Field
from starlette.responses import Response

from app.api.answers import created, reply
from app.api.deps import Body, Ctx, WriteCall, key_of, room_of, same_origin, texts
from app.context import Context
from app.identity import ORGANISER_COOKIE, bearer, cookies
from app.problems import Problem, language_of
from app.retention import erase_room, erased_at
from facilitation.method import Method, available_methods, label, load_method
from facilitation.text import CODE_LETTERS
from sessions import commands as c
from sessions.commands import Actor, Refusal
from sessions.loop import Outcome
from sessions.room import Room, decide
from sessions.store import RoomRow
from sessions.views import room_data, stage_data

router = APIRouter(tags=["rooms"])
ORGANISER = Actor("organiser", "organiser")


class NewRoom(Body):
    title: str = Field(examples=["Startmoment Integratiepact"])
    method: str = "startmoment"
    language: str = "nl"
    tables: int = 12
    date: str = ""
    place: str = ""
    rehearsal: bool = False


def must_organise(request: Request, context: Context) -> None:
    """The organiser by bearer token, or by the cookie of the sign-in link on our own pages."""
    token = bearer(request.headers)
    if token is not None:
        if not context.tokens.is_organiser(token):
            raise Problem("bad_token", headers={"WWW-Authenticate": "Bearer"})
        return
    held = cookies(request.headers).get(ORGANISER_COOKIE)
    if held is None or not context.tokens.is_organiser(held):
        raise Problem("no_token", headers={"WWW-Authenticate": "Bearer"})
    if request.method not in ("GET", "HEAD"):
        same_origin(request, context)


def find_method(method_id: str) -> Method:
    if method_id not in {m.id for m in available_methods()}:
        raise Refusal("unknown_choice", "method", value=method_id[:60])
    return load_method(method_id)


async def open_room(context: Context, body: NewRoom, key: str | None = None) -> Outcome:
    """Opens a room and returns its first outcome. The same key opens the same room again (and makes none)."""
    method = find_method(body.method)
    said = texts({"title": (body.title, method.limits.title), "date": (body.date, 60), "place": (body.place, 80)})
    if body.language not in method.languages:
        raise Refusal("unknown_choice", "language", value=body.language[:20])
    if key is not None:
        for row in await context.service.store.rows():
            if row.opened_by == key:
                return Outcome(await context.service.room(row.code), (), fresh=False)
    for _ in range(20):
        letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
        code = f"{letters[:4]}-{letters[4:]}"
        command = c.OpenRoom(
            actor=ORGANISER,
            at=context.now(),
            code=code,
            title=said["title"],
            language=body.language,
            tables=body.tables,
            method=method.to_dict(),
            date=said["date"],
            place=said["place"],
            rehearsal=body.rehearsal,
        )
        c_row = RoomRow(
            code=code,
            title=said["title"],
            created_at=command.at,
            rehearsal=body.rehearsal,
            method=method.id,
            date=said["date"],
            opened_by=key or "",
        )
        check_new(command)
        try:
            return await context.service.open(c_row, command)
        except KeyError:
            continue
    raise Problem("server_error")


def check_new(command: c.OpenRoom) -> None:
    """What the rules would refuse is refused before a row is made."""
    decide(Room(), command)


def room_links(context: Context, request: Request, code: str) -> dict[str, str]:
    base = context.base_url(request)
    token = context.tokens.sign(code, "facilitator", "owner")
    return {
        "join_url": f"{base.upper() if base.count('/') == 2 else base}/R/{code}",
        "board_url": f"{base}/r/{code}/board",
        "console_url": f"{base}/r/{code}/console?key={token}",
        "facilitator_token": token,
    }


@router.post("/rooms", status_code=201)
async def post_room(
    request: Request, body: NewRoom, context: Ctx, idempotency_key: Annotated[str | None, Header()] = None
) -> Response:
    """Opens a room. Organiser only."""
    must_organise(request, context)
    outcome = await open_room(context, body, key_of(idempotency_key))
    room = outcome.room
    return created({"code": room.code, "title": room.title, **room_links(context, request, room.code)}, outcome)


@router.get("/rooms")
async def list_rooms(request: Request, context: Ctx) -> Response:
    """All rooms, newest first. Organiser only."""
    must_organise(request, context)
    rows = await context.service.store.rows()
    return reply(
        {
            "rooms": [
                {
                    "code": r.code,
                    "title": r.title,
                    "created_at": r.created_at,
                    "seq": r.head,
                    "rehearsal": r.rehearsal,
                    "closed_at": r.closed_at,
                    "erased_at": erased_at(r.closed_at, context.settings.retention_days),
                }
                for r in rows
            ]
        }
    )


@router.get("/methods")
async def get_methods(request: Request) -> Response:
    """The methods with their stages, levers and themes in the asked language."""
    language = language_of(request)

    def said(text: Any) -> str:
        return str(text.get(language) or text["nl"])

    return reply(
        [
            {
                "id": m.id,
                "title": label(m, language),
                "intro": said(m.intro),
                "languages": list(m.languages),
                "stages": [
                    {
                        "id": s.id,
                        "title": label(s, language),
                        "question": said(s.question),
                        "minutes": s.minutes,
                        "accepts": list(s.accepts),
                        "phases": [p.id for p in s.phases],
                    }
                    for s in m.stages
                ],
                "levers": [{"id": x.id, "label": label(x, language)} for x in m.levers],
                "themes": [
                    {"id": t.id, "label": label(t, language), "definition": said(t.definition)} for t in m.themes
                ],
                "families": [{"id": f.id, "label": label(f, language)} for f in m.families],
            }
            for m in available_methods()
        ]
    )


class StageBody(Body):
    stage: str
    phase: str | None = None
    minutes: float | None = None


@router.post("/rooms/{code}/stage")
async def post_stage(call: WriteCall, body: StageBody) -> Response:
    """Enters a stage: any stage, any order, again."""
    command = c.EnterStage(**call.common, stage=body.stage, phase=body.phase, minutes=body.minutes)
    outcome = await call.context.service.do(call.code, command)
    return reply({"seq": outcome.seq, **stage_data(outcome.room)})


class TimerBody(Body):
    seconds: int = Field(examples=[60])


@router.post("/rooms/{code}/timer")
async def post_timer(call: WriteCall, body: TimerBody) -> Response:
    """Moves the end of the running stage by some seconds, earlier or later."""
    outcome = await call.context.service.do(call.code, c.MoveTimer(**call.common, seconds=body.seconds))
    return reply({"seq": outcome.seq, **stage_data(outcome.room)})


class RoomPatch(Body):
    title: str | None = None
    moderation: str | None = None
    board: str | None = None
    frozen: bool | None = None
    appearance: str | None = None
    tables: int | None = None
    focus: str | None = Field(
        None,
        description="what the lotus board has open: a cluster's id, `list`, `tables`, or empty for its first petal",
    )


@router.patch("/rooms/{code}")
async def patch_room(call: WriteCall, body: RoomPatch) -> Response:
    """Sets what is given, leaves the rest."""
    title = texts({"title": (body.title, call.room.the_method.limits.title)})["title"] if body.title else body.title
    command = c.ChangeRoom(
        **call.common,
        title=title,
        moderation=body.moderation,
        board=body.board,
        frozen=body.frozen,
        appearance=body.appearance,
        tables=body.tables,
        focus=body.focus,
    )
    outcome = await call.context.service.do(call.code, command)
    if title:
        await call.context.service.store.update(call.code, title=outcome.room.title)
    return reply({"seq": outcome.seq, **room_data(outcome.room)})


_SWITCHES = {"pause": c.Pause, "resume": c.Resume, "close": c.Close, "reopen": c.Reopen}


async def _switch(call: WriteCall, name: str) -> Response:
    outcome = await call.context.service.do(call.code, _SWITCHES[name](**call.common))
    if name in ("close", "reopen"):
        await call.context.service.store.update(call.code, closed_at=outcome.room.closed_at)
    return reply({"seq": outcome.seq, "paused": outcome.room.paused, "closed": outcome.room.closed})


@router.post("/rooms/{code}/pause")
async def post_pause(call: WriteCall) -> Response:
    """The board stands still and says so; writing goes on."""
    return await _switch(call, "pause")


@router.post("/rooms/{code}/resume")
async def post_resume(call: WriteCall) -> Response:
    return await _switch(call, "resume")


@router.post("/rooms/{code}/close")
async def post_close(call: WriteCall) -> Response:
    """Nothing new comes in, after 20 seconds for what is still on its way from phones."""
    return await _switch(call, "close")


@router.post("/rooms/{code}/reopen")
async def post_reopen(call: WriteCall) -> Response:
    return await _switch(call, "reopen")


@router.delete("/rooms/{code}")
async def delete_room(request: Request, code: str, context: Ctx) -> Response:
    """Everything of the room is gone, from disk too. Organiser only."""
    must_organise(request, context)
    room = await room_of(code, context)
    await erase_room(context, room.code)
    return Response(status_code=204)
