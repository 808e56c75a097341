"""A visit to a phone page: which room, who is it, in which language, and where to go instead."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from app.api.deps import Call, actor_of, limit_rate, same_origin
from app.context import Context, context_of
from app.identity import PARTICIPANT
from app.live import viewer_of
from app.pages.common import html, reader_language, room_for
from app.problems import Problem
from sessions.state import Participant, Room
from sessions.watching import Audience, Viewer

SEE_OTHER = 303


@dataclass
class Visit:
    """Somebody's request to a room's phone pages. `person` is None until they joined."""

    request: Request
    context: Context
    room: Room
    person: Participant | None
    viewer: Viewer

    @property
    def language(self) -> str:
        return self.viewer.audience.language

    @property
    def home(self) -> str:
        return f"/r/{self.room.code}"

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        return html(
            self.context,
            self.request,
            f"phone/{template}.html.j2",
            self.language,
            status=status,
            room=self.room,
            person=self.person,
            viewer=self.viewer,
            home=self.home,
            **values,
        )

    def must_be_in(self) -> Participant:
        if self.person is None:
            raise Problem("not_joined")
        return self.person

    def call(self, form: FormData | None = None, fingerprint: str | None = None) -> Call:
        """The visit as an API call, for commands; takes a write from the device's budget."""
        same_origin(self.request, self.context)
        actor = actor_of(self.request, self.context, self.room, "p")
        if actor is None or actor.role != PARTICIPANT:
            raise Problem("not_joined")
        limit_rate(self.context, self.room.code, str(actor))
        return Call(self.context, self.room, actor, key_in(form), fingerprint)


def key_in(form: FormData | None) -> str | None:
    """The idempotency key that the form was given when it was drawn."""
    try:
        return str(uuid.UUID(text_in(form, "key"))) if form is not None else None
    except ValueError:
        return None


def text_in(form: FormData | None, name: str) -> str:
    """One field of a form; files and absent fields are empty."""
    value = form.get(name, "") if form is not None else ""
    return "" if isinstance(value, UploadFile) else str(value)


def texts_in(form: FormData, name: str) -> list[str]:
    return [value for value in form.getlist(name) if isinstance(value, str)]


async def visit(request: Request, code: str) -> Visit:
    """Raises UnknownRoom."""
    context = context_of(request)
    room = await room_for(context, code)
    try:
        viewer = viewer_of(context, room, "phone", request)
    except Problem:
        viewer = Viewer(Audience("phone", PARTICIPANT, None, reader_language(request, room.language)))
    person = room.participants.get(viewer.id or "")
    return Visit(request, context, room, person, viewer)


def canonical(request: Request, code: str, room: Room) -> Response | None:
    """Where the same page stands under the room's own spelling; None when this is it."""
    if code == room.code:
        return None
    path = request.url.path.split("/")
    path[1], path[2] = "r", room.code
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse("/".join(path) + query, status_code=307 if request.method == "POST" else 302)


def go(path: str) -> Response:
    """After a form: to a page, by GET."""
    return RedirectResponse(path, status_code=SEE_OTHER)
