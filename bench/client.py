"""The load client: a thousand sockets and a pool of HTTP connections in one event loop, with as little as possible
between the wire and the counters, so that it is the server that is measured.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

SEQ = re.compile(rb'\{"seq":(\d+)')
SWITCH = b"HTTP/1.1 101"


class Listener(asyncio.Protocol):
    """One page: counts frames and bytes; `on_frame(seq, payload)` sees each frame when given."""

    def __init__(self, request: bytes, on_frame: Callable[[int, bytes], None] | None = None) -> None:
        self.request = request
        self.on_frame = on_frame
        self.frames = 0
        self.bytes = 0
        self.buffer = b""
        self.open = False
        self.first: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.transport.write(self.request)  # type: ignore[union-attr]

    def data_received(self, data: bytes) -> None:
        self.bytes += len(data)
        data = self.buffer + data if self.buffer else data
        if not self.open:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self.buffer = head
                return
            if not head.startswith(SWITCH):
                self.fail(RuntimeError(head.decode("latin-1").splitlines()[0]))
                return
            self.open = True
        at = 0
        while len(data) - at >= 2:
            size, start = data[at + 1] & 127, at + 2
            if size == 126:
                if len(data) < at + 4:
                    break
                size, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                if len(data) < at + 10:
                    break
                size, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            if len(data) < start + size:
                break
            if data[at] == 0x81:
                self.frames += 1
                if not self.first.done():
                    self.first.set_result(time.perf_counter())
                if self.on_frame is not None:
                    found = SEQ.match(data, start)
                    self.on_frame(int(found[1]) if found else -1, data[start : start + size])
            elif data[at] == 0x89:
                mask = random.randbytes(4)
                body = bytes(b ^ mask[i % 4] for i, b in enumerate(data[start : start + size]))
                self.transport.write(b"\x8a" + bytes((0x80 | size,)) + mask + body)  # type: ignore[union-attr]
            at = start + size
        self.buffer = data[at:]

    def connection_lost(self, error: Exception | None) -> None:
        self.fail(ConnectionError("closed"))

    def fail(self, error: Exception) -> None:
        if not self.first.done():
            self.first.set_exception(error)

    def close(self) -> None:
        if self.transport is not None:
            self.transport.abort()


async def listen(
    port: int, path: str, token: str = "", on_frame: Callable[[int, bytes], None] | None = None, tries: int = 3
) -> Listener:
    """Opens a page's socket; its `first` resolves with the time of its first frame."""
    request = (
        f"GET {path}{f'&token={token}' if token else ''} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode()
    for attempt in range(tries):
        try:
            _, listener = await asyncio.get_running_loop().create_connection(
                lambda: Listener(request, on_frame), "127.0.0.1", port
            )
            return listener
        except OSError:
            if attempt + 1 == tries:
                raise
            await asyncio.sleep(0.1)
    raise AssertionError


class Answer:
    def __init__(self, status: int, headers: dict[bytes, bytes], body: bytes, size: int) -> None:
        self.status, self.headers, self.body, self.size = status, headers, body, size

    def json(self) -> Any:
        return json.loads(self.body)


class Connection(asyncio.Protocol):
    """One keep-alive HTTP connection, one request at a time."""

    def __init__(self) -> None:
        self.buffer = b""
        self.waiting: asyncio.Future[Answer] | None = None
        self.transport: asyncio.Transport | None = None
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(ConnectionError("closed"))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, end, body = self.buffer.partition(b"\r\n\r\n")
        if not end:
            return
        lines = head.split(b"\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(b":") for line in lines[1:])}
        length = int(headers.get(b"content-length", b"0"))
        if len(body) < length or self.waiting is None:
            return
        self.buffer = b""
        waiting, self.waiting = self.waiting, None
        if not waiting.done():
            waiting.set_result(Answer(int(lines[0].split()[1]), headers, body[:length], len(head) + 4 + length))

    async def send(self, request: bytes) -> Answer:
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)  # type: ignore[union-attr]
        return await self.waiting


class Http:
    """A pool of keep-alive connections that grows with what is under way."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.idle: list[Connection] = []

    async def request(
        self, method: str, path: str, body: Any = None, token: str = "", headers: dict[str, str] | None = None
    ) -> Answer:
        data = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Content-Length: {len(data)}"]
        if body is not None:
            lines.append("Content-Type: application/json")
        if token:
            lines.append(f"Authorization: Bearer {token}")
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        request = "\r\n".join(lines).encode() + b"\r\n\r\n" + data
        while self.idle:
            connection = self.idle.pop()
            if not connection.lost:
                break
        else:
            connection = await self.fresh()
        try:
            answer = await connection.send(request)
        except ConnectionError:  # closed for being idle just as we wrote
            connection = await self.fresh()
            answer = await connection.send(request)
        if answer.headers.get(b"connection") != b"close":
            self.idle.append(connection)
        return answer

    async def fresh(self) -> Connection:
        _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", self.port)
        return connection

    def close(self) -> None:
        for connection in self.idle:
            if connection.transport is not None:
                connection.transport.close()


async def at_rate(rate: float, seconds: float, act: Callable[[int], Awaitable[None]]) -> list[asyncio.Task[None]]:
    """Starts `act(i)` `rate` times a second, whether or not the earlier ones are done; waits for all."""
    start = time.perf_counter()
    tasks = []
    for i in range(int(rate * seconds)):
        wait = start + i / rate - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.ensure_future(act(i)))
    await asyncio.gather(*tasks)
    return tasks


async def in_waves(count: int, at_once: int, act: Callable[[int], Awaitable[Any]]) -> list[Any]:
    """`act(i)` for all i, at most `at_once` of them under way."""
    gate = asyncio.Semaphore(at_once)

    async def one(i: int) -> Any:
        async with gate:
            return await act(i)

    return await asyncio.gather(*(one(i) for i in range(count)))
