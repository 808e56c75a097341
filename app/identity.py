"""Who is asking: signed tokens for participants and links, the organiser's secret, and the cookies that carry them.

A token is a signed note of (room, role, id, table); what it may still do, the room says (links can be revoked).
"""

from __future__ import annotations

import hmac
from functools import lru_cache
from http.cookies import SimpleCookie

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.datastructures import Headers

from sessions.commands import Actor

PARTICIPANT = "participant"
DESK_ROLES = ("facilitator", "moderator", "harvest", "host", "observer")


class Tokens:
    """Signs and reads tokens. Several keys rotate: the first signs, all verify."""

    def __init__(self, keys: list[str], organiser_token: str) -> None:
        # itsdangerous tries the newest (last) first and signs with it
        self._serializer = URLSafeSerializer(list(reversed(keys)), salt="bloesem.token.1")
        self._organiser = organiser_token
        self._note = lru_cache(10_000)(self._serializer.loads)  # a phone shows the same token with every call

    def sign(self, room: str, role: str, id: str, table: int | None = None) -> str:
        note: list[str | int] = [room, role, id]
        return str(self._serializer.dumps(note if table is None else [*note, table]))

    def read(self, token: str, room: str) -> Actor | None:
        """The actor behind a token of this room; None for a wrong or foreign one."""
        if len(token) > 512:
            return None
        if self.is_organiser(token):
            return Actor("organiser", "organiser")
        try:
            note = self._note(token)
        except BadSignature:
            return None
        if not isinstance(note, list) or len(note) < 3 or note[0] != room:
            return None
        return Actor(str(note[1]), str(note[2]), note[3] if len(note) > 3 else None)

    def is_organiser(self, token: str) -> bool:
        return hmac.compare_digest(token.encode(), self._organiser.encode())


def bearer(headers: Headers) -> str | None:
    """The bearer token of a request, if it has one."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token else None


def cookie_name(room: str, role: str) -> str:
    """One cookie a room and a side: a facilitator may also be a participant in the same browser."""
    return f"bloesem_{'p' if role == PARTICIPANT else 'd'}_{room.replace('-', '')}"


ORGANISER_COOKIE = "bloesem_organiser"


def cookies(headers: Headers) -> dict[str, str]:
    """The request's cookies by name."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except Exception:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}
