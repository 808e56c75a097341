"""What every answer carries and what no request may exceed, as plain ASGI (wrapped middleware halves speed)."""

from __future__ import annotations

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.i18n import negotiate
from app.problems import sentence

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; frame-src 'self'; "
    "manifest-src 'self'; worker-src 'self'"
)
HEADERS = [
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]
MAX_BODY = 256 * 1024
MAX_IMPORT = 64 * 1024 * 1024


class TooLarge(Exception):
    pass


class Edge:
    """Security headers on every HTTP answer; bodies over the limit are refused before they are read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = MAX_IMPORT if scope["path"].endswith("/import") else MAX_BODY
        headers = dict(scope["headers"])
        declared = headers.get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > limit:
            await self._refuse(headers, send)
            return
        started = False
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                if taken > limit:
                    raise TooLarge
            return message

        async def sealed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                own = message["headers"] = list(message.get("headers", []))
                have = {name for name, _ in own}
                own.extend(header for header in HEADERS if header[0] not in have)
            await send(message)

        try:
            await self.app(scope, counted, sealed)
        except TooLarge:
            if not started:
                await self._refuse(headers, send)

    async def _refuse(self, headers: dict[bytes, bytes], send: Send) -> None:
        language = negotiate(header=headers.get(b"accept-language", b"").decode("latin-1"))
        text = sentence("too_large", language)
        body = msgspec.json.encode(
            {"type": "/problems/too_large", "title": text, "status": 413, "detail": text, "slug": "too_large"}
        )
        own = [(b"content-type", b"application/problem+json"), (b"connection", b"close"), *HEADERS]
        await send({"type": "http.response.start", "status": 413, "headers": own})
        await send({"type": "http.response.body", "body": body})
