"""The short way to a socket: a frame is made into wire bytes once and written to each transport as it is.

uvicorn's WebSocket protocol builds every message anew for every socket. `LiveProtocol` gives the app its transport, as
the extension `bloesem.wire` in the connection's scope; on another server the plain ASGI way does the same, slower.
"""

from __future__ import annotations

import asyncio
import random
import socket
from contextlib import suppress
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState

EXTENSION = "bloesem.wire"
MOST_WAITING = 256 * 1024  # bytes a reader may have waiting before it is let go
SILENT_MS = 30_000  # how long sent bytes may go unacknowledged before the line counts as dead


class Packed:
    """One frame, ready for every watcher: its JSON and the unmasked WebSocket text message that carries it."""

    __slots__ = ("text", "wire")

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.wire = text_message(text)

    def __len__(self) -> int:
        return len(self.wire)


def text_message(payload: bytes) -> bytes:
    """RFC 6455 5.2: one final, unmasked text frame."""
    size = len(payload)
    if size < 126:
        head = bytes((0x81, size))
    elif size < 65536:
        head = b"\x81\x7e" + size.to_bytes(2, "big")
    else:
        head = b"\x81\x7f" + size.to_bytes(8, "big")
    return head + payload


def tune(sock: Any) -> None:
    """Small frames leave at once, and a peer that has gone silent is noticed by the kernel (Linux)."""
    with suppress(OSError, AttributeError):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with suppress(OSError, AttributeError):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENT_MS)


class LiveProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol, whose `transport` the app may write whole messages to. Tested against the locked version."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        tune(transport.get_extra_info("socket"))

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["extensions"][EXTENSION] = {"protocol": self}

    def schedule_ping(self) -> None:
        """As uvicorn's, but spread out: a hall that came back all at once must not be pinged all at once for ever."""
        interval = self.ping_interval or 20.0
        self.ping_timer = self.loop.call_later(interval * random.uniform(0.6, 1.2), self.send_keepalive_ping)

    def abort(self) -> None:
        """Lets go at once; what waits is thrown away."""
        self.transport.abort()

    def end(self, code: int) -> None:
        """Sends a close frame; does not wait for the peer's, and gives it `close_timeout` seconds."""
        if self.close_sent or self.transport.is_closing():
            return
        with suppress(InvalidState):
            self.conn.send_close(code)
            self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.close)
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
