"""What every answer carries and what no request may exceed, as plain ASGI (wrapped middleware halves speed)."""

from __future__ import annotations

import gzip

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.assets import takes_gzip
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


def packed(start: Message, body: Message) -> Message:
    """A page's start; the body is packed in place when it came whole and that is worth it."""
    if not body.get("more_body") and len(body.get("body", b"")) > 1000:
        body["body"] = gzip.compress(body["body"], 4, mtime=0)
        left = (b"content-length", b"vary")
        start["headers"] = [
            *(header for header in start["headers"] if header[0] not in left),
            (b"content-length", str(len(body["body"])).encode()),
            (b"content-encoding", b"gzip"),
            (b"vary", b"accept-encoding, cookie"),
        ]
    return start


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

        held: Message | None = None  # the start of a page that may be packed, until its body is there
        packs = scope["method"] == "GET" and takes_gzip(scope["headers"])

        async def sealed(message: Message) -> None:
            nonlocal started, held
            if message["type"] == "http.response.start":
                started = True
                own = message["headers"] = list(message.get("headers", []))
                have = dict(own)
                own.extend(header for header in HEADERS if header[0] not in have)
                kind = have.get(b"content-type", b"")
                if packs and kind.startswith(b"text/html") and b"content-encoding" not in have:
                    held = message
                    return
            elif held is not None:
                start, held = held, None
                await send(packed(start, message))
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
