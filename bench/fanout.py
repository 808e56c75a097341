"""Fan-out through the real app to a thousand sockets, beside bare `websockets.broadcast()` in the same run."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from bench.client import Http, listen
from bench.hall import Hall
from bench.rows import Row, percentile
from bench.servers import Process

SERVER = "bench.fanout_server"


async def measure(sockets: int = 1000, rounds: int = 150) -> list[Row]:
    """Deliveries a second and processor seconds a million deliveries, of the median round. The two take turns."""
    taken: dict[str, list[tuple[float, float]]] = {"product": [], "bare": []}
    for _ in range(2):
        for name in taken:
            taken[name] += await _one(name, sockets, rounds // 2)
    rate = {name: sockets / percentile([wall for wall, _ in rounds], 0.5) for name, rounds in taken.items()}
    cost = {name: percentile([cpu for _, cpu in rounds], 0.5) * 1e6 / sockets for name, rounds in taken.items()}
    return [
        Row(f"fan-out, {sockets} phones, deliveries a second", rate["product"], "/s", 1.2, most=False, id="N1",
            baseline=rate["bare"], ratio=rate["product"] / rate["bare"], judged="ratio", limited="send calls, one a socket"),
        Row("fan-out, processor seconds a million deliveries", cost["product"], "s", baseline=cost["bare"],
            ratio=cost["product"] / cost["bare"], limited="below 1× is cheaper"),
    ]  # fmt: skip


async def _one(name: str, sockets: int, rounds: int) -> list[tuple[float, float]]:
    with tempfile.TemporaryDirectory() as folder, Process(["-m", SERVER, name, "{port}"], Path(folder)) as server:
        if name == "product":
            hall = Hall(server)
            await hall.open()
            await hall.join(sockets)
            await hall.connect()
            pages, query = hall.sockets, f"code={hall.code}&rounds={rounds}"
        else:
            pages = list(await asyncio.gather(*(listen(server.port, "/live?x") for _ in range(sockets))))
            await asyncio.gather(*(page.first for page in pages))
            query = f"rounds={rounds}"
        before = [page.frames for page in pages]
        answer = await Http(server.port).request("GET", f"/go?{query}")
        await asyncio.sleep(0.3)
        got = [page.frames - start for page, start in zip(pages, before, strict=True)]
        if min(got) < rounds:
            raise RuntimeError(f"{name}: of {rounds} frames a phone got {min(got)}")
        for page in pages:
            page.close()
        return [(wall, cpu) for wall, cpu in answer.json()]
