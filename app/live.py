"""The live socket and its polling twin: `WS /r/CODE/live?as=phone|board|console` and `GET /r/CODE/frames`.

Frames only go out; what a phone writes goes by HTTP. A page of another site may not listen (Origin check), and a
watcher that does not read is let go.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from fastapi import APIRouter, Request, WebSocket
from starlette.responses import Response
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from app.context import Context, context_of
from app.i18n import negotiate
from app.identity import ORGANISER_COOKIE, PARTICIPANT, bearer, cookie_name, cookies
from app.problems import Problem, answer
from app.wire import EXTENSION, MOST_WAITING, LiveProtocol, Packed
from facilitation.text import room_code
from sessions.commands import Actor
from sessions.loop import UnknownRoom
from sessions.state import Room
from sessions.watching import REFUSED, SLOW, Audience, Viewer, frame

router = APIRouter(include_in_schema=False)
PAGES = ("phone", "board", "console", "harvest")
QUEUE = 64


class Direct:
    """One open page whose transport we write to ourselves."""

    __slots__ = ("_transport", "_wire", "viewer")

    def __init__(self, viewer: Viewer, wire: LiveProtocol) -> None:
        self.viewer = viewer
        self._wire = wire
        self._transport = wire.transport

    def send(self, data: Packed) -> bool:
        transport = self._transport
        if transport.is_closing() or self._wire.close_sent or transport.get_write_buffer_size() > MOST_WAITING:
            return False
        transport.write(data.wire)
        return True

    def close(self, code: int) -> None:
        if code == SLOW:
            self._wire.abort()
        else:
            self._wire.end(code)


class Queued:
    """One open page on the plain ASGI path: a bounded queue between hub and socket."""

    def __init__(self, viewer: Viewer, socket: WebSocket) -> None:
        self.viewer = viewer
        self._socket = socket
        self._queue: asyncio.Queue[Packed | int] = asyncio.Queue(QUEUE)
        self._task = asyncio.create_task(self._run())

    def send(self, data: Packed) -> bool:
        try:
            self._queue.put_nowait(data)
        except asyncio.QueueFull:
            return False
        return True

    def close(self, code: int) -> None:
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(code)

    async def stop(self) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):
            while True:
                data = await self._queue.get()
                if isinstance(data, int):
                    await self._socket.close(data)
                    return
                await self._socket.send_text(data.text.decode())


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


async def live(socket: WebSocket) -> None:
    """The live socket. Who may not listen is refused in the handshake, with the status the page would get."""
    context = context_of(socket)
    page = socket.query_params.get("as", "board")
    try:
        if not origin_ok(socket, context):
            raise Problem("bad_origin")
        if page not in context.hub.pages:
            raise Problem("not_found")
        room = await context.service.room(room_code(socket.path_params["code"]) or "")
        viewer = viewer_of(context, room, page, socket)
    except UnknownRoom:
        await refuse(socket, Problem("unknown_room"))
        return
    except Problem as problem:
        await refuse(socket, problem)
        return
    await socket.accept()
    wire = socket.scope.get("extensions", {}).get(EXTENSION)
    watcher = Direct(viewer, wire["protocol"]) if wire else Queued(viewer, socket)
    # The room may have moved on while the handshake was sent; from `join` on the hub tells of every change.
    room = context.service.peek(room.code) or room
    try:
        watcher.send(context.hub.join(room, watcher))
        while (await socket.receive())["type"] != "websocket.disconnect":
            pass  # what a page sends here is not read: writing goes by HTTP
    except RuntimeError:
        pass
    finally:
        context.hub.leave(room.code, watcher)
        if isinstance(watcher, Queued):
            await watcher.stop()


# Tried before all others: a whole hall comes back at once.
ROUTE = WebSocketRoute("/r/{code}/live", live, name="live")


async def refuse(socket: WebSocket, problem: Problem) -> None:
    """Answers the handshake with the problem; a server that cannot do that closes with 403."""
    if "websocket.http.response" in socket.scope.get("extensions", {}):
        language = negotiate(header=socket.headers.get("accept-language", ""))
        await socket.send_denial_response(answer(problem, language))
    else:
        await socket.close(REFUSED)


def seat(room: Room, viewer: Viewer) -> Viewer | None:
    """Who a viewer is by now: at another table perhaps, or nobody any more."""
    audience, id = viewer
    if audience.page == "phone":
        person = room.participants.get(id or "")
        if person is None:
            return None
        return viewer if person.table == audience.table else Viewer(audience._replace(table=person.table), id)
    link = room.links.get(id) if id else None
    return None if link is not None and link.revoked else viewer


@router.get("/r/{code}/frames")
async def frames(request: Request, code: str, since: int = -1) -> Response:
    """Where sockets are blocked: the complete view when the room is past `since`, else a sign of life."""
    context = context_of(request)
    page = request.query_params.get("as", "board")
    if page not in context.hub.pages:
        raise Problem("not_found")
    room = await context.service.room(room_code(code) or "")
    viewer = viewer_of(context, room, page, request)
    regions = context.hub.draw(room, viewer) if room.seq > since else {}
    return Response(
        frame(room.seq, regions, full=bool(regions)),
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
