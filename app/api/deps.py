"""What every call asks first: which room, who is it, may it write now, is the text text."""

from __future__ import annotations

import hashlib
import math
import uuid
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from pydantic import BaseModel, ConfigDict

from app.context import Context, context_of
from app.device import PERSON, asked_for
from app.identity import ORGANISER_COOKIE, PARTICIPANT, bearer, cookie_name, cookies
from app.problems import Problem
from facilitation.text import BadText, TooLong, clean, room_code
from sessions.commands import Actor
from sessions.loop import UnknownRoom
from sessions.state import Room


async def _context(request: Request) -> Context:
    """`async`, because FastAPI sends a plain function to a thread: two switches a request for one look-up."""
    return context_of(request)


Ctx = Annotated[Context, Depends(_context)]


class Body(BaseModel):
    """Base of all bodies: unknown fields are ignored, strings come through the text gate in the route."""

    model_config = ConfigDict(extra="ignore", str_max_length=20_000)


class Call:
    """One call to a room: its code, the room, the caller, and the key it came with."""

    def __init__(self, context: Context, room: Room, actor: Actor, key: str | None, fingerprint: str | None) -> None:
        self.context = context
        self.room = room
        self.actor = actor
        self.key = key
        self.fingerprint = fingerprint
        self.at = context.now()

    @property
    def code(self) -> str:
        return self.room.code

    @property
    def common(self) -> dict[str, Any]:
        """What every command carries."""
        return {"actor": self.actor, "at": self.at, "key": self.key, "fingerprint": self.fingerprint}


async def room_of(code: str, context: Context) -> Room:
    canonical = room_code(code)
    if not canonical:
        raise UnknownRoom(code)
    return await context.service.room(canonical)


def actor_of(request: Request, context: Context, room: Room, side: str = "") -> Actor | None:
    """The caller by bearer token, else by cookie (`side` p: as participant, d: at the desk; '' tries the desk first).
    A cookie counts only when the request comes from our own page."""
    token = bearer(request.headers)
    if token is not None:
        actor = context.tokens.read(token, room.code)
        if actor is None:
            raise Problem("bad_token", headers={"WWW-Authenticate": "Bearer"})
        return check_actor(actor, room)
    if side == "p" and PERSON in request.headers:
        # Several people may share a device: what waited in one's outbox is theirs, whoever holds the device now.
        person = asked_for(request.headers, context, room)
        if person is None:
            raise Problem("not_joined")
        same_origin(request, context)
        return person
    jar = cookies(request.headers)
    wanted = {"p": [PARTICIPANT], "d": ["desk"]}.get(side, ["desk", PARTICIPANT])
    names = [cookie_name(room.code, role) for role in wanted]
    if side != "p":
        names.append(ORGANISER_COOKIE)
    for name in names:
        actor = context.tokens.read(jar[name], room.code) if name in jar else None
        if actor is not None:
            if request.method not in ("GET", "HEAD"):
                same_origin(request, context)
            return check_actor(actor, room)
    return None


def check_actor(actor: Actor, room: Room) -> Actor:
    link = room.links.get(actor.id)
    if link is not None and link.revoked:
        raise Problem("link_revoked")
    return actor


def same_origin(request: Request, context: Context) -> None:
    """A write that rides on a cookie must come from our own page."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise Problem("bad_origin")
    origin = request.headers.get("origin")
    if origin and origin != "null":
        allowed = {context.base_url(request), f"{request.url.scheme}://{request.headers.get('host', '')}"}
        if origin not in allowed:
            raise Problem("bad_origin")


async def read_call(request: Request, code: str, context: Ctx) -> Call:
    """A call that only reads; anyone may make it, the route decides what they see."""
    room = await room_of(code, context)
    actor = actor_of(request, context, room) or Actor("anyone", "")
    return Call(context, room, actor, None, None)


async def write_call(
    request: Request,
    code: str,
    context: Ctx,
    idempotency_key: Annotated[str | None, Header(description="A UUID you choose; a resend is answered again")] = None,
) -> Call:
    """A call that changes the room: known caller, within its rate, with its idempotency key."""
    room = await room_of(code, context)
    side = "p" if request.headers.get("x-bloesem-as") == PARTICIPANT else ""
    actor = actor_of(request, context, room, side)
    if actor is None:
        raise Problem("no_token", headers={"WWW-Authenticate": "Bearer"})
    limit_rate(context, room.code, str(actor))
    return Call(context, room, actor, key_of(idempotency_key), await fingerprint_of(request))


def limit_rate(context: Context, code: str, device: str) -> None:
    wait = context.device_bucket.take(f"{code}|{device}") or context.room_bucket.take(code)
    if wait:
        raise Problem("too_fast", headers={"Retry-After": str(max(1, math.ceil(wait)))})


def key_of(header: str | None) -> str | None:
    if header is None:
        return None
    try:
        return str(uuid.UUID(header.strip()))
    except ValueError:
        raise Problem("bad_key") from None


async def fingerprint_of(request: Request) -> str:
    """Tells whether a key comes back with the same words: method, path and body."""
    body = await request.body()
    digest = hashlib.blake2b(digest_size=12)
    digest.update(f"{request.method} {request.url.path}\n".encode())
    digest.update(body)
    return digest.hexdigest()


ReadCall = Annotated[Call, Depends(read_call)]
WriteCall = Annotated[Call, Depends(write_call)]


def texts(fields: dict[str, tuple[str | None, int]], lines: tuple[str, ...] = ()) -> dict[str, str]:
    """Puts fields through the text gate: {name: (text, limit)} to {name: text}; all mistakes are told at once."""
    errors: list[tuple[str, str, dict[str, Any]]] = []
    cleaned: dict[str, str] = {}
    for name, (text, limit) in fields.items():
        try:
            cleaned[name] = clean(text or "", limit, lines=name in lines)
        except TooLong as error:
            errors.append((name, "too_long", {"length": error.length, "limit": error.limit}))
        except BadText:
            errors.append((name, "bad_text", {}))
    if errors:
        raise Problem("bad_input", errors)
    return cleaned
