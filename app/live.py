"""The live socket and its polling twin: `WS /r/CODE/live?as=phone|board|console` and `GET /r/CODE/frames`.

Frames only go out; what a phone writes goes by HTTP. A page of another site may not listen (Origin check), and a
watcher that does not read is let go.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from fastapi import APIRouter, Request, WebSocket
from starlette.responses import Response
from starlette.websockets import WebSocketDisconnect

from app.context import Context, context_of
from app.i18n import negotiate
from app.identity import ORGANISER_COOKIE, PARTICIPANT, bearer, cookie_name, cookies
from app.problems import Problem
from app.regions import draw
from facilitation.text import room_code
from sessions.commands import Actor
from sessions.hub import Audience, Viewer, frame
from sessions.service import UnknownRoom
from sessions.state import Room

router = APIRouter(include_in_schema=False)
PAGES = ("phone", "board", "console", "harvest")
QUEUE = 64
ALIVE_SECONDS = 15
GONE, REFUSED = 4404, 4403


class Socket:
    """One open page on the ASGI path: a bounded queue between hub and socket."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUE)

    def send(self, data: bytes) -> bool:
        try:
            self.queue.put_nowait(data)
        except asyncio.QueueFull:
            self.close()
            return False
        return True

    def close(self) -> None:
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


def viewer_of(context: Context, room: Room, page: str, connection: Request | WebSocket) -> Viewer:
    """Who looks at a page, from token or cookie. Problem when they may not."""
    actor = _actor(context, room, page, connection)
    person = room.participants.get(actor.id) if actor.role == PARTICIPANT else None
    link = room.links.get(actor.id)
    if link is not None and link.revoked:
        raise Problem("link_revoked")
    if page in ("console", "harvest") and actor.role not in (
        "facilitator", "organiser", "moderator", "harvest", "host",
    ):  # fmt: skip
        raise Problem("no_token")
    if page == "phone" and person is None:
        raise Problem("not_joined")
    language = negotiate(
        connection.query_params.get("lang"),
        cookies(connection.headers).get("bloesem_lang"),
        person.language if person else None,
        header=connection.headers.get("accept-language", ""),
        default=room.language,
    )
    if page == "board":
        language = negotiate(connection.query_params.get("lang"), room.language)
    role = {"phone": PARTICIPANT, "board": "board"}.get(page, actor.role)
    table = person.table if person else actor.table
    return Viewer(Audience(page, role, table if page == "phone" else None, language), actor.id or None)


def _actor(context: Context, room: Room, page: str, connection: Request | WebSocket) -> Actor:
    token = bearer(connection.headers) or connection.query_params.get("token")
    if token:
        actor = context.tokens.read(token, room.code)
        if actor is None:
            raise Problem("bad_token")
        return actor
    jar = cookies(connection.headers)
    names = [cookie_name(room.code, PARTICIPANT)] if page == "phone" else [cookie_name(room.code, "desk")]
    for name in [*names, *([] if page == "phone" else [ORGANISER_COOKIE])]:
        if name in jar and (actor := context.tokens.read(jar[name], room.code)):
            return actor
    return Actor("anyone", "")


def origin_ok(socket: WebSocket, context: Context) -> bool:
    """Browsers send Origin; a page of another site may not open our sockets. Other clients send none."""
    origin = socket.headers.get("origin")
    if not origin:
        return True
    host = socket.headers.get("host", "")
    return origin in {f"http://{host}", f"https://{host}", context.base_url(socket), context.settings.public_url}


@router.websocket("/r/{code}/live")
async def live(socket: WebSocket, code: str) -> None:
    context = context_of(socket)
    page = socket.query_params.get("as", "board")
    if page not in context.hub.pages or not origin_ok(socket, context):
        await socket.close(REFUSED)
        return
    try:
        room = await context.service.room(room_code(code) or code)
        viewer = viewer_of(context, room, page, socket)
    except UnknownRoom:
        await socket.close(GONE)
        return
    except Problem:
        await socket.close(REFUSED)
        return
    await socket.accept()
    watcher = Socket(viewer)
    first = context.hub.join(room, watcher)
    sender = asyncio.create_task(_send(socket, watcher, room.code, context, first))
    try:
        while True:
            await socket.receive_text()
    except (WebSocketDisconnect, RuntimeError):
        pass
    finally:
        context.hub.leave(room.code, watcher)
        sender.cancel()
        with suppress(asyncio.CancelledError):
            await sender


async def _send(socket: WebSocket, watcher: Socket, code: str, context: Context, first: bytes) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        await socket.send_text(first.decode())
        while True:
            try:
                data = await asyncio.wait_for(watcher.queue.get(), ALIVE_SECONDS)
            except TimeoutError:
                room = context.service.peek(code)
                data = frame(room.seq if room else 0, {})
            if data is None:
                await socket.close(4408)
                return
            await socket.send_text(data.decode())


@router.get("/r/{code}/frames")
async def frames(request: Request, code: str, since: int = -1) -> Response:
    """Where sockets are blocked: the complete view when the room is past `since`, else a sign of life."""
    context = context_of(request)
    page = request.query_params.get("as", "board")
    if page not in context.hub.pages:
        raise Problem("not_found")
    room = await context.service.room(room_code(code) or code)
    viewer = viewer_of(context, room, page, request)
    regions = draw(context.hub.pages[page], room, viewer) if room.seq > since else {}
    return Response(
        frame(room.seq, regions, full=bool(regions)),
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
