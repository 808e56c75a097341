"""The one object that holds the running parts; made by the composition root, reached by every route."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from starlette.requests import HTTPConnection

from app.documents.job import Job, Press
from app.harvest import Leases
from app.identity import Tokens
from app.likeness import Likeness
from app.limits import Bucket
from app.proposing import Proposing
from app.rendering import Rendering
from app.second_opinion import SecondOpinion
from app.settings import Settings
from sessions.events import Placed
from sessions.hub import Hub
from sessions.lotus_events import Hint
from sessions.service import Service


class Placer(Protocol):
    """Places statements in the themes of a method. `where` is quick enough for the event loop (core tier)."""

    def where(self, method: str, texts: list[str], language: str) -> list[Placed]: ...

    def hint(self, method: str, text: str, language: str) -> Hint: ...

    def vectors(self, method: str, texts: list[str]) -> tuple[Any, float] | None: ...


@dataclass
class Context:
    settings: Settings
    service: Service
    hub: Hub
    tokens: Tokens
    placer: Placer
    rendering: Rendering
    device_bucket: Bucket
    room_bucket: Bucket
    likeness: Callable[[str], Likeness | None] = lambda method: None
    leases: Leases = field(default_factory=Leases)
    second_opinion: SecondOpinion | None = None
    press: Press = field(default_factory=Press)
    jobs: dict[str, dict[str, Job]] = field(default_factory=dict)
    unlinked: dict[str, int] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    started_at: float = field(default_factory=time.time)
    draining: bool = False

    def __post_init__(self) -> None:
        self.proposing = Proposing(self.placer)

    def now(self) -> int:
        """Milliseconds since the epoch."""
        return int(time.time() * 1000)

    def base_url(self, request: HTTPConnection) -> str:
        """What QR codes and links carry: the public address, else the one the request came to."""
        if self.settings.public_url:
            return self.settings.public_url
        scheme = {"ws": "http", "wss": "https"}.get(request.url.scheme, request.url.scheme)
        return f"{scheme}://{request.headers.get('host', request.url.netloc)}"


def context_of(connection: HTTPConnection) -> Context:
    context: Context = connection.app.state.context
    return context
