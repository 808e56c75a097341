"""Opening exercise two in a full hall: how long until every phone, the board and the console show it."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.client import Listener, listen
from bench.hall import Hall
from bench.rows import Row, percentile
from bench.servers import product

MS, MOST_SECONDS = 1000, 10
PHASES = ("alone", "reveal", "choose", "open")


class Waiting:
    """When pages showed which number of the log."""

    def __init__(self) -> None:
        self.heard: dict[int, list[tuple[int, float]]] = {}

    def hear(self, page: int) -> Any:
        def heard(seq: int, payload: bytes) -> None:
            if not payload.endswith(b'"regions":{}}'):
                self.heard.setdefault(page, []).append((seq, time.perf_counter()))

        return heard

    def shown(self, seq: int) -> dict[int, float]:
        """For each page the first time at which it showed `seq` or what came later."""
        return {page: min(at) for page, some in self.heard.items() if (at := [t for n, t in some if n >= seq])}


async def measure(phones: int = 300) -> list[Row]:
    """Each phone has sent one practice; then the stage opens, and goes through its phases."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, product(Path(folder)) as server:
        hall, waiting = Hall(server), Waiting()
        await hall.open()
        await hall.join(phones)
        await hall.fill(phones * 3, 3)
        pages: list[Listener] = []
        for i, token in enumerate(hall.tokens):
            pages.append(await listen(server.port, f"/r/{hall.code}/live?as=phone", token, waiting.hear(i)))
        pages.append(await listen(server.port, f"/r/{hall.code}/live?as=board", on_frame=waiting.hear(phones)))
        await asyncio.gather(*(page.first for page in pages))
        await hall.http.request("PATCH", f"/api/rooms/{hall.code}", {"board": "lotus"}, hall.lead)
        await asyncio.sleep(2)
        for phase in PHASES:
            waiting.heard.clear()
            cpu, began = server.cpu(), time.perf_counter()
            body = {"stage": "lotus", "phase": phase}
            answer = await hall.http.request("POST", f"/api/rooms/{hall.code}/stage", body, hall.lead)
            acknowledged, seq = time.perf_counter() - began, answer.json()["seq"]
            while len(seen := waiting.shown(seq)) < len(pages) and time.perf_counter() - began < MOST_SECONDS:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            took = [seen.get(page, float("inf")) - began for page in range(phones)]
            board = (seen.get(phones, float("inf")) - began) * MS
            said = f"acknowledged {acknowledged * MS:.0f} ms, board {board:.0f} ms; server {server.cpu() - cpu:.2f} s"
            goal = 1000 if phase == PHASES[0] else None
            what = f"{phones} phones show the lotus, phase {phase}, p95"
            rows.append(Row(what, percentile(took, 0.95) * MS, "ms", goal, id="C", limited=said))
            await asyncio.sleep(1)
        for page in pages:
            page.close()
        hall.close()
    return rows
