"""A hall on a real server: a room, phones that joined it, their sockets, and people who write."""

from __future__ import annotations

import asyncio
import csv
import random
import time
from dataclasses import dataclass, field
from typing import Any

from bench.client import Http, Listener, at_rate, in_waves, listen
from bench.servers import ORGANISER, ROOT, Process

CORPUS = ROOT / "facilitation" / "packs" / "startmoment" / "corpus" / "statements.tsv"
LONGEST, IDLE = 180, 0.05  # seconds to wait for a quiet server, and what is quiet: processor seconds in a second
LEVERS = ("rights", "agency", "redistribution", "value", "quality", "trust")


def statements() -> list[tuple[str, str]]:
    """(language, text) of the pack's statements, shuffled the same way each time."""
    with CORPUS.open(encoding="utf-8", newline="") as file:
        found = [(row["lang"], row["text"]) for row in csv.DictReader(file, delimiter="\t")]
    random.Random(7).shuffle(found)
    return found


@dataclass
class Taps:
    """What a stretch of writing gave: seconds from tap to answer and from tap to board."""

    acknowledged: list[float] = field(default_factory=list)
    board: list[float] = field(default_factory=list)
    refused: int = 0
    cpu: float = 0.0
    others: float = 0.0  # processor seconds of everything else on the machine
    seconds: float = 0.0
    bytes: int = 0


class Hall:
    """`phones` people in one room on `server`."""

    def __init__(self, server: Process) -> None:
        self.server = server
        self.http = Http(server.port)
        self.tokens: list[str] = []
        self.sockets: list[Listener] = []
        self.words = statements()
        self._tap = 0
        self._awaited: list[tuple[int, float]] = []
        self._taps = Taps()

    async def open(self, stage: str = "interventions") -> None:
        answer = await self.http.request("POST", "/api/rooms", {"title": "Bench", "tables": 40}, ORGANISER)
        opened = answer.json()
        self.code, self.lead = opened["code"], opened["facilitator_token"]
        await self.http.request("POST", f"/api/rooms/{self.code}/stage", {"stage": stage}, self.lead)
        await self.http.request("PATCH", f"/api/rooms/{self.code}", {"board": "themes"}, self.lead)

    async def join(self, phones: int) -> None:
        async def one(i: int) -> str:
            body = {"table": i % 40 + 1, "language": ("nl", "nl", "nl", "fr", "en")[i % 5]}
            answer = await self.http.request("POST", f"/api/rooms/{self.code}/participants", body)
            return str(answer.json()["token"])

        self.tokens += await in_waves(phones, 16, one)

    async def connect(self) -> float:
        """Every phone's socket at once; seconds until all have their complete view."""
        start = time.perf_counter()
        self.sockets = await asyncio.gather(
            *(listen(self.server.port, f"/r/{self.code}/live?as=phone", token) for token in self.tokens)
        )
        last = await asyncio.gather(*(socket.first for socket in self.sockets))
        return max(last) - start

    def disconnect(self) -> None:
        for socket in self.sockets:
            socket.close()
        self.sockets = []

    async def show(self) -> list[Listener]:
        """A board and a console that look on."""
        port = self.server.port
        board = await listen(port, f"/r/{self.code}/live?as=board", on_frame=self._seen)
        console = await listen(port, f"/r/{self.code}/live?as=console", self.lead)
        await asyncio.gather(board.first, console.first)
        return [board, console]

    def _seen(self, seq: int, payload: bytes) -> None:
        if len(payload) < 60 and payload.endswith(b'"regions":{}}'):
            return  # a sign of life shows nothing
        now = time.perf_counter()
        waiting = []
        for awaited, began in self._awaited:
            if awaited <= seq:
                self._taps.board.append(now - began)
            else:
                waiting.append((awaited, began))
        self._awaited = waiting
        self._newest = (seq, now)

    def body(self, preconditions: int = 1) -> dict[str, Any]:
        self._tap += 1
        said = [self.words[(self._tap * 7 + i) % len(self.words)] for i in range(preconditions)]
        return {
            "title": f"Praktijk {self._tap}",
            "levers": [LEVERS[self._tap % 6]],
            "language": said[0][0],
            "preconditions": [text for _, text in said],
        }

    async def fill(self, count: int, each: int = 10) -> None:
        """`count` statements that are there already, and that the default tier has read too: at this speed it runs
        behind, and what it catches up with is not the cost of the taps that come after."""

        async def one(i: int) -> None:
            token = self.tokens[i % len(self.tokens)]
            path = f"/api/rooms/{self.code}/interventions"
            answer = await self.http.request("POST", path, self.body(each), token)
            assert answer.status == 201, answer.body

        await in_waves(count // each, 4, one)
        for _ in range(LONGEST):
            before = self.server.cpu()
            await asyncio.sleep(1)
            if self.server.cpu() - before < IDLE:
                break

    async def tap(self, i: int) -> None:
        """One person sends one intervention with one precondition."""
        began = time.perf_counter()
        token = self.tokens[(i * 37) % len(self.tokens)]
        answer = await self.http.request("POST", f"/api/rooms/{self.code}/interventions", self.body(), token)
        now = time.perf_counter()
        if answer.status != 201:
            self._taps.refused += 1
            return
        self._taps.acknowledged.append(now - began)
        seq = answer.json()["seq"]
        if self._newest[0] >= seq:  # the board was quicker than the answer
            self._taps.board.append(max(0.0, self._newest[1] - began))
        else:
            self._awaited.append((seq, began))

    _newest: tuple[int, float] = (0, 0.0)

    async def taps(self, rate: float, seconds: float) -> Taps:
        """Writes at a steady rate; the taps of the first second warm up and do not count."""
        self._taps = Taps()
        await at_rate(rate, min(1.0, seconds / 5), self.tap)
        self._taps, self._awaited = Taps(), []
        heard = sum(socket.bytes for socket in self.sockets)
        cpu, others, start = self.server.cpu(), self.server.others(), time.perf_counter()
        await at_rate(rate, seconds, self.tap)
        self._taps.others = self.server.others() - others
        self._taps.seconds = time.perf_counter() - start
        self._taps.cpu = self.server.cpu() - cpu
        await asyncio.sleep(0.3)
        self._taps.bytes = sum(socket.bytes for socket in self.sockets) - heard
        self._taps.board += [float("inf")] * len(self._awaited)
        return self._taps

    def close(self) -> None:
        self.disconnect()
        self.http.close()
