"""Fan-out through the real app to a thousand sockets, beside bare `websockets.broadcast()` in the same run, and beside
the floor: one `send` a socket and nothing else.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.client import Http, Listener, listen
from bench.hall import Hall
from bench.rows import Row, percentile
from bench.servers import Process

SERVER = "bench.fanout_server"
NAMES = ("product", "bare", "floor")
BLOCKS = 5


async def measure(sockets: int = 1000, rounds: int = 150) -> list[Row]:
    """Deliveries a second and processor seconds a million deliveries, of the median round. The three take turns."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in NAMES}
    with ExitStack() as stack:
        runs = []
        for name in NAMES:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = stack.enter_context(Process(["-m", SERVER, name, "{port}"], folder))
            runs.append((name, server.port, *await _pages(name, server, sockets)))
        for _ in range(BLOCKS):
            for name, port, pages, query in runs:
                before = [page.frames for page in pages]
                answer = await Http(port).request("GET", f"/go?{query}rounds={rounds // BLOCKS}")
                await asyncio.sleep(0.2)
                got = min(page.frames - start for page, start in zip(pages, before, strict=True))
                if got < rounds // BLOCKS:
                    raise RuntimeError(f"{name}: of {rounds // BLOCKS} frames a phone got {got}")
                taken[name] += json.loads(answer.body)
        for _, _, pages, _ in runs:
            for page in pages:
                page.close()
    rate = {name: sockets / percentile([wall for wall, _ in rounds], 0.5) for name, rounds in taken.items()}
    cost = {name: percentile([cpu for _, cpu in rounds], 0.5) * 1e6 / sockets for name, rounds in taken.items()}
    kernel = f"the kernel's send alone: {rate['floor']:,.0f}/s, {cost['floor']:.1f} s a million"
    return [
        Row(f"fan-out, {sockets} phones, deliveries a second", rate["product"], "/s", 1.2, most=False, id="N1",
            baseline=rate["bare"], ratio=rate["product"] / rate["bare"], judged="ratio", limited=kernel),
        Row("fan-out, processor seconds a million deliveries", cost["product"], "s", baseline=cost["bare"],
            ratio=cost["product"] / cost["bare"], limited="below 1× is cheaper"),
    ]  # fmt: skip


async def _pages(name: str, server: Process, sockets: int) -> tuple[list[Listener], str]:
    if name == "product":
        hall = Hall(server)
        await hall.open()
        await hall.join(sockets)
        await hall.connect()
        return hall.sockets, f"code={hall.code}&"
    pages = list(await asyncio.gather(*(listen(server.port, "/live?x") for _ in range(sockets))))
    await asyncio.gather(*(page.first for page in pages))
    return pages, ""
