"""Tap to answer and tap to board in a full hall; what it costs the server; what a phone costs in memory; everybody back
at once; bytes to the phones in the run that peers were measured with.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from bench.client import at_rate
from bench.hall import Hall
from bench.rows import Row, percentile
from bench.servers import product

MS, KB, MB = 1000, 1024, 1024 * 1024


async def latency(
    phones: int, rate: float, seconds: float, statements: int = 300, slow_disk: bool = False
) -> list[Row]:
    """A hall of `phones` with `statements` there already and `rate` taps a second."""
    settings = {"FAILPOINTS": "before_commit=sleep:5"} if slow_disk else {}
    what = f"{phones} phones, {rate:.0f} taps/s" + (", fsync + 5 ms" if slow_disk else "")
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, product(Path(folder), **settings) as server:
        hall = Hall(server)
        await hall.open()
        await hall.join(1)
        await hall.fill(10)  # the theming engine is loaded from here on
        await asyncio.sleep(3)  # the better engine loads behind the scenes
        at_start = server.rss()
        await hall.join(phones - 1)
        await hall.connect()
        await asyncio.sleep(0.5)
        joined = server.rss()
        await hall.fill(statements)
        look = await hall.show()
        taps = await hall.taps(rate, seconds)
        limited = f"server {taps.cpu / taps.seconds:.2f} core" + (f", {taps.refused} refused" if taps.refused else "")
        if taps.others > 0.3 * taps.seconds:  # then the times are those of a busy machine
            limited += f"; other programs {taps.others / taps.seconds:.1f} core"
        main = phones == 1000 and not slow_disk
        ack_goal = 30.0 if slow_disk else 20.0
        board, acknowledged = taps.board, taps.acknowledged
        rows += [
            Row(f"tap to board p95, {what}", percentile(board, 0.95) * MS, "ms", 40 if main else None,
                id="N2" if main else "", limited=limited),
            Row(f"tap to board p99, {what}", percentile(board, 0.99) * MS, "ms", 100 if main else None,
                id="N2" if main else "", limited=limited),
            Row(f"acknowledge p50, {what}", percentile(acknowledged, 0.5) * MS, "ms"),
            Row(f"acknowledge p95, {what}", percentile(acknowledged, 0.95) * MS, "ms",
                ack_goal if phones == 1000 else None, id="N3" if phones == 1000 else "", limited=limited),
        ]  # fmt: skip
        if main:
            rows += [
                Row("server CPU, 1000 phones, 100 taps/s", taps.cpu / taps.seconds, "core", 0.6, id="N4",
                    limited=f"{taps.cpu / max(1, len(acknowledged)) * MS:.1f} ms a tap, theming included"),
                Row("bytes to 1000 phones at that load", taps.bytes / MB / taps.seconds, "MB/s"),
                Row("memory a joined phone with its socket", (joined - at_start) / phones / KB, "kB", 40, id="N8"),
                Row("memory at start, theming loaded", at_start / MB, "MB", 250, id="N8"),
            ]  # fmt: skip
            hall.disconnect()
            await asyncio.sleep(1)
            cpu = server.cpu()
            took = await hall.connect()
            rows.append(Row(f"{phones} phones reconnect at once, all have their view", took, "s", 1.5, id="N6",
                            limited=f"server used {server.cpu() - cpu:.2f} s"))  # fmt: skip
        for page in look:
            page.close()
        hall.close()
    return rows


async def peers_run(phones: int = 300) -> list[Row]:
    """Each phone sends one item within ten seconds; bytes that reach the phones."""
    with tempfile.TemporaryDirectory() as folder, product(Path(folder)) as server:
        hall = Hall(server)
        await hall.open()
        await hall.join(phones)
        await hall.fill(10)
        await hall.connect()
        await asyncio.sleep(0.5)
        before = sum(socket.bytes for socket in hall.sockets)
        began = time.perf_counter()
        await at_rate(phones / 10, 10, hall.tap)
        await asyncio.sleep(0.6)
        spent = sum(socket.bytes for socket in hall.sockets) - before
        frames = sum(socket.frames for socket in hall.sockets)
        hall.close()
    took = time.perf_counter() - began
    return [
        Row(f"bytes to {phones} phones while each sends one item in 10 s", spent / MB, "MB", 5, id="N5",
            limited=f"{frames / phones / took:.1f} frames a phone a second; peers 20 and 71-101 MB")
    ]  # fmt: skip


async def growth(small: int = 100, large: int = 10_000) -> list[Row]:
    """Server CPU a tap with few and with many statements there; board and console look on."""
    cost = []
    with tempfile.TemporaryDirectory() as folder, product(Path(folder)) as server:
        hall = Hall(server)
        await hall.open()
        await hall.join(300)
        look = await hall.show()
        there = 0
        for size in (small, large):
            for page in look:
                page.close()
            await hall.fill(size - there, 10 if size < 1000 else 40)
            look = await hall.show()
            taps = await hall.taps(50, 6)
            there = size
            cost.append(taps.cpu / max(1, len(taps.acknowledged)) * MS)
        for page in look:
            page.close()
        hall.close()
    return [
        Row(f"server CPU a tap at {large:,} statements, beside {small}", cost[1], "ms", 1.5, id="N11", baseline=cost[0],
            ratio=cost[1] / cost[0], judged="ratio", limited="board and console drawn at 50 taps/s")
    ]  # fmt: skip
