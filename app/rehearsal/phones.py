"""One simulated participant: joins, listens on the socket, writes at a human pace, resends what got no answer."""

from __future__ import annotations

import asyncio
import random
import ssl
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import websockets

from app.rehearsal.words import FINDINGS, Reason, Words, language_for, practice_for, reason_for

SSL = ssl.create_default_context()


@dataclass
class Tally:
    """What all phones together did; `delays` are seconds from sending to the answer."""

    joined: int = 0
    interventions: int = 0
    preconditions: int = 0
    petals: int = 0
    findings: int = 0
    refused: int = 0
    resent: int = 0
    frames: int = 0
    delays: list[float] = field(default_factory=list)
    wrote: dict[str, Reason] = field(default_factory=dict)  # by petal: what it stems from


class Phone:
    """A participant at `table`; `dice` decides what it writes and when."""

    def __init__(self, base: str, code: str, table: int, words: Words, dice: random.Random, tally: Tally) -> None:
        self.base, self.code, self.table = base, code, table
        self.words, self.dice, self.tally = words, dice, tally
        self.language = language_for(dice)
        self.token = ""
        self.interventions: list[str] = []
        self.lines = True  # the room has the longlist of the startmoment
        # A client each: one pool for hundreds of connections spends its time looking for a free one.
        self.http = httpx.AsyncClient(timeout=30, verify=SSL)

    @property
    def room(self) -> str:
        return f"{self.base}/api/rooms/{self.code}"

    async def join(self) -> None:
        answer = await self.send("/participants", {"table": self.table, "language": self.language})
        self.token = answer.get("token", "")
        self.tally.joined += bool(self.token)

    async def send(self, path: str, body: dict[str, Any], method: str = "POST") -> dict[str, Any]:
        """Sends with a key of its own until there is an answer; empty when the room refused."""
        headers = {"Idempotency-Key": str(uuid.UUID(int=self.dice.getrandbits(128))), "Accept-Language": self.language}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        clock = asyncio.get_running_loop().time
        for attempt in range(12):
            started = clock()
            try:
                answer = await self.http.request(method, self.room + path, json=body, headers=headers)
            except httpx.TransportError:
                self.tally.resent += 1
                await asyncio.sleep(min(8.0, 0.3 * 2**attempt) * (0.5 + self.dice.random()))
                continue
            if answer.status_code in (429, 503):
                self.tally.resent += 1
                await asyncio.sleep(float(answer.headers.get("retry-after", 1)) * (0.7 + self.dice.random()))
                continue
            self.tally.delays.append(clock() - started)
            if answer.is_success:
                data: dict[str, Any] = answer.json()
                return data
            self.tally.refused += 1
            return {}
        return {}

    async def listen(self) -> None:
        """Holds the live socket open and counts frames, as a real page would."""
        address = f"{self.base.replace('http', 'ws', 1)}/r/{self.code}/live?as=phone"
        headers = {"Authorization": f"Bearer {self.token}"}
        while True:
            with suppress(OSError, websockets.WebSocketException):
                async with websockets.connect(address, additional_headers=headers, compression=None) as socket:
                    async for _ in socket:
                        self.tally.frames += 1
            await asyncio.sleep(0.5 + self.dice.random())

    async def write_interventions(self, count: int, per: int, seconds: float) -> None:
        """`count` interventions with about `per` preconditions each, spread over `seconds`; some come later."""
        for moment in sorted(self.dice.random() * seconds for _ in range(count)):
            await self._until(moment)
            at_once = per if self.dice.random() < 0.7 else max(0, per - 1)
            answer = await self.send("/interventions", practice_for(self.words, self.language, at_once, self.dice))
            if not answer:
                continue
            self.interventions.append(answer["id"])
            self.tally.interventions += 1
            self.tally.preconditions += len(answer["preconditions"])
            for _ in range(per - at_once):
                text = self.dice.choice(self.words.preconditions[self.language])
                if await self.send(f"/interventions/{answer['id']}/preconditions", {"text": text}):
                    self.tally.preconditions += 1

    async def _until(self, moment: float) -> None:
        now = asyncio.get_running_loop().time()
        self._start = getattr(self, "_start", now)
        await asyncio.sleep(max(0.0, self._start + moment - now))

    async def write_finding(self) -> None:
        text = self.dice.choice(FINDINGS[self.language])
        if await self.send("/findings", {"text": text}):
            self.tally.findings += 1

    async def write_petals(self, count: int, seconds: float, parents: list[str], opens: bool) -> None:
        """`count` petals in the lotus of the phone's table, some of them from the longlist.

        `parents` are the petals the table has opened, known to all its phones; the one that `opens` opens the first
        three it places.
        """
        if not self.interventions and count:
            self.interventions = [""]
        body = {"intervention": self.interventions[0]} if self.interventions[0] else {"centre": f"Tafel {self.table}"}
        lotus = await self.send("/lotuses", body)
        if not lotus:
            return
        for _ in range(count):
            await asyncio.sleep(self.dice.random() * 2 * seconds / max(1, count))
            reason = reason_for(self.words, self.language, self.dice)
            petal: dict[str, Any] = {"text": reason.text}
            if reason.ingredient and self.lines:
                petal = {"ingredient": reason.ingredient}
            if parents and self.dice.random() < 0.8:
                petal["parent"] = self.dice.choice(parents)
            path = f"/lotuses/{lotus['id']}/petals"
            answer = await self.send(path, petal)
            if not answer:
                continue
            self.tally.petals += 1
            self.tally.wrote[answer["node"]] = reason
            if opens and len(parents) < 3 and answer["slot"] and "parent" not in petal:
                marked = await self.send(f"{path}/{answer['node']}", {"strongest": True, "open": True}, "PATCH")
                parents += [answer["node"]] if marked else []
