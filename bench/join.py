"""Phones that come in: what the first load weighs, and a hall that joins within half a minute."""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from pathlib import Path

from bench.client import Answer, Http, at_rate, listen
from bench.hall import Hall
from bench.rows import Row, percentile
from bench.servers import product

ASSET = re.compile(rb"""(?:src|href)=["'](/static/[^"'#]+)""")
IMPORT = re.compile(rb"""(?:from|import)\s*["'](\.{1,2}/[^"']+\.js)["']""")
PACKED = {"Accept-Encoding": "gzip"}


async def first_load(http: Http, path: str, packed: bool = True) -> tuple[int, int, list[str], int]:
    """Bytes over the wire of a page with what it names (scripts with their imports, styles; fonts come later), the
    number of requests, their addresses, and the page's status."""
    import gzip

    headers = PACKED if packed else {}

    def text(answer: Answer) -> bytes:
        return gzip.decompress(answer.body) if answer.headers.get(b"content-encoding") == b"gzip" else answer.body

    page = await http.request("GET", path, headers=headers)
    size, seen = page.size, []
    queue = [found.decode() for found in dict.fromkeys(ASSET.findall(text(page)))]
    while queue:
        address = queue.pop(0)
        if address in seen or address.endswith((".woff2", ".png", ".webmanifest")):
            continue
        seen.append(address)
        answer = await http.request("GET", address, headers=headers)
        size += answer.size
        if address.endswith(".js"):
            base = address.rsplit("/", 1)[0]
            for found in IMPORT.findall(text(answer)):
                parts = f"{base}/{found.decode()}".split("/")
                kept: list[str] = []
                for part in parts:
                    if part == "..":
                        kept.pop()
                    elif part != ".":
                        kept.append(part)
                queue.append("/".join(kept))
    return size, len(seen) + 1, seen, page.status


async def wave(phones: int = 1000, seconds: float = 30) -> list[Row]:
    """`phones` open the page cold, fetch its assets, join and listen, spread over `seconds`."""
    steps: dict[str, list[float]] = {"page": [], "assets": [], "token": [], "view": []}
    rows = []
    with tempfile.TemporaryDirectory() as folder, product(Path(folder)) as server:
        hall = Hall(server)
        await hall.open()
        await hall.join(1)
        await hall.fill(300)
        for name, path, goal in (("phone page", f"/r/{hall.code}", 100), ("board", f"/r/{hall.code}/board", 350)):
            size, requests, assets, status = await first_load(hall.http, path)
            if name == "phone page":
                fetched = assets
            note = f"{requests} requests, fonts aside" if status == 200 else f"answers {status}"
            rows.append(Row(f"first load of the {name}", size / 1024, "kB", goal, id="N13", limited=note))
        sockets = []

        async def phone(i: int) -> None:
            http = Http(server.port)
            began = time.perf_counter()

            def step(name: str) -> None:
                nonlocal began
                now = time.perf_counter()
                steps[name].append(now - began)
                began = now

            await http.request("GET", f"/r/{hall.code}", headers=PACKED)
            step("page")
            for address in fetched:
                await http.request("GET", address, headers=PACKED)
            step("assets")
            answer = await http.request("POST", f"/api/rooms/{hall.code}/participants", {"table": i % 40 + 1})
            step("token")
            socket = await listen(server.port, f"/r/{hall.code}/live?as=phone", answer.json()["token"])
            await socket.first
            step("view")
            sockets.append(socket)
            http.close()

        cpu, start = server.cpu(), time.perf_counter()
        await at_rate(phones / seconds, seconds, phone)
        used = (server.cpu() - cpu) / (time.perf_counter() - start)
        for socket in sockets:
            socket.close()
        hall.close()
    await asyncio.sleep(0)
    parts = ", ".join(f"{name} {percentile(took, 0.95) * 1000:.0f}" for name, took in steps.items())
    whole = [sum(took) for took in zip(*steps.values(), strict=True)]
    rows.append(Row(f"{phones} phones join within {seconds:.0f} s, cold: whole join p95", percentile(whole, 0.95), "s",
                    1, id="N7", limited=f"p95 ms: {parts}; server {used:.2f} core"))  # fmt: skip
    return rows
