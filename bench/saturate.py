"""Acknowledged durable submissions a second with 16 clients at full speed, beside a bare FastAPI and pydantic POST."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from pydantic import BaseModel

from bench.client import Http
from bench.hall import Hall
from bench.rows import Row
from bench.servers import Process, product

CLIENTS, SECONDS = 16, 3.0


async def measure() -> list[Row]:
    """Findings: the write path without theming."""
    with tempfile.TemporaryDirectory() as a, tempfile.TemporaryDirectory() as b:  # noqa: SIM117
        with product(Path(a)) as server, Process(["-m", "bench.saturate", "{port}"], Path(b)) as bare:
            hall = Hall(server)
            await hall.open("plenary")
            await hall.join(CLIENTS)
            path = f"/api/rooms/{hall.code}/findings"
            ours, cost = await _run(server, path, hall.tokens)
            plain, bare_cost = await _run(bare, "/", hall.tokens)
    return [
        Row("durable submissions a second, 16 clients", ours, "/s", 0.6, most=False, id="N9", baseline=plain,
            ratio=ours / plain, judged="ratio", limited=f"{cost:.2f} ms CPU each, bare {bare_cost:.2f}")
    ]  # fmt: skip


async def _run(server: Process, path: str, tokens: list[str]) -> tuple[float, float]:
    http, done = Http(server.port), 0
    body = {"text": "Zonder tijd en vertrouwen tussen de diensten komt er van dit plan niets terecht."}
    end = time.perf_counter() + SECONDS

    async def client(token: str) -> None:
        nonlocal done
        while time.perf_counter() < end:
            answer = await http.request("POST", path, body, token)
            assert answer.status == 201, answer.body
            done += 1

    cpu = server.cpu()
    await asyncio.gather(*(client(token) for token in tokens))
    cpu = server.cpu() - cpu
    http.close()
    return done / SECONDS, cpu / done * 1000


class Body(BaseModel):
    text: str


def bare(port: int) -> None:
    import uvicorn
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/healthz")
    async def healthz() -> str:
        return "ok"

    @app.post("/", status_code=201)
    async def post(body: Body) -> dict[str, int]:
        return {"seq": len(body.text)}

    uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_level="warning")


if __name__ == "__main__":
    bare(int(sys.argv[1]))
