"""The documents of a full hall, made while a hundred phones go on writing: time, memory, and what the phones feel.

Processor time is what is judged: on a machine with a free core the clock says the same. The PDF stands beside the same
words as bare paragraphs, in the same library.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from app.rehearsal.run import Plan, rehearse
from bench.hall import Hall, statements
from bench.rows import Row, percentile
from bench.servers import ORGANISER, TICK, Process, product

HALL = Plan(phones=300, tables=30, interventions=3, preconditions=3, petals=5, minutes=0)
WRITERS, TAPS_A_SECOND = 100, 2
FORMATS = ("pdf", "docx", "xlsx", "pptx", "json", "csv")
LOOK_SECONDS = 0.05


@dataclass
class Cost:
    """What one document took: `cpu` and `seconds` in seconds, `peak` in bytes."""

    seconds: float = 0.0
    cpu: float = 0.0
    peak: int = 0


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _used(pid: int) -> tuple[int, float]:
    """(highest memory in bytes, processor seconds) of a process; zeros when it has just gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0, 0.0
    peak = next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)
    return peak, (int(fields[11]) + int(fields[12])) / TICK


async def _made(hall: Hall, format: str, language: str) -> Cost:
    """Asks for a document as the console does, and watches the process that makes it."""
    cost, start = Cost(), time.perf_counter()
    answer = asyncio.create_task(
        hall.http.request("GET", f"/api/rooms/{hall.code}/export.{format}?lang={language}", token=hall.lead)
    )
    while not answer.done():
        await asyncio.wait([answer], timeout=LOOK_SECONDS)
        for child in _children(hall.server.process.pid):
            peak, cpu = _used(child)
            cost.peak, cost.cpu = max(cost.peak, peak), max(cost.cpu, cpu)
    assert answer.result().status == 200, answer.result().body[:200]
    cost.seconds = time.perf_counter() - start
    return cost


async def _writing(hall: Hall, until: asyncio.Event) -> list[float]:
    """A hundred phones that go on writing; seconds to each answer."""
    took: list[float] = []

    async def phone(number: int) -> None:
        every = WRITERS / TAPS_A_SECOND
        await asyncio.sleep(every * number / WRITERS)
        while not until.is_set():
            began = time.perf_counter()
            path = f"/api/rooms/{hall.code}/interventions"
            answer = await hall.http.request("POST", path, hall.body(), hall.tokens[number])
            if answer.status == 201:
                took.append(time.perf_counter() - began)
            await asyncio.sleep(every)

    await asyncio.gather(*(phone(number) for number in range(WRITERS)))
    return took


def _bare() -> float:
    """Processor seconds for the same amount of words as bare paragraphs, with neither tags nor a style of ours."""
    import weasyprint

    words = [text for _language, text in statements()]
    said = "".join(f"<p>{words[i % len(words)]}</p>" for i in range(HALL.phones * HALL.interventions * 3))
    began = time.process_time()
    weasyprint.HTML(string=f"<!doctype html><html lang='nl'><title>.</title>{said}").write_pdf()
    return time.process_time() - began


async def _hall(server: Process) -> Hall:
    hall = Hall(server)
    code, tally = await rehearse(f"http://127.0.0.1:{server.port}", ORGANISER, "new", HALL, lambda line: None)
    assert (tally.interventions, tally.preconditions, tally.petals) == (900, 2700, 1500), tally
    hall.code, hall.lead = code, ORGANISER
    await hall.http.request("POST", f"/api/rooms/{code}/stage", {"stage": "interventions"}, hall.lead)
    for number in range(WRITERS):
        body = {"table": number % HALL.tables + 1, "language": ("nl", "fr", "en")[number % 3]}
        answer = await hall.http.request("POST", f"/api/rooms/{code}/participants", body)
        hall.tokens.append(str(answer.json()["token"]))
    return hall


async def measure() -> list[Row]:
    """A row a document, one for memory, one for the phones."""
    with tempfile.TemporaryDirectory() as folder, product(Path(folder)) as server:
        hall = await _hall(server)
        quiet, costs = asyncio.Event(), dict[str, Cost]()
        alone = asyncio.create_task(_writing(hall, quiet))
        await asyncio.sleep(10)
        quiet.set()
        before = percentile(await alone, 0.99)
        done = asyncio.Event()
        writing = asyncio.create_task(_writing(hall, done))
        for i, format in enumerate(FORMATS):
            costs[format] = await _made(hall, format, ("nl", "fr", "en")[i % 3])
        done.set()
        took = await writing
        hall.close()
    bare = await asyncio.to_thread(_bare)
    rows = []
    for format, cost in costs.items():
        said = f"{cost.seconds:.0f} s by the clock, {cost.peak / 2**20:.0f} MB; load {os.getloadavg()[0]:.1f}"
        base = bare if format == "pdf" else None
        rows.append(
            Row(f"{format} of a full hall", cost.cpu, "s CPU", 60 if format == "pdf" else 20, id="E", baseline=base,
                ratio=cost.cpu / bare if base else None, limited=said)
        )  # fmt: skip
    peak = max(cost.peak for cost in costs.values()) / 2**20
    rows.append(Row("peak memory of a document's making", peak, "MB", 600, id="E"))
    late = percentile(took, 0.99)
    rows.append(
        Row("acknowledge p99 while documents are made", late * 1000, "ms", 500, id="E", baseline=before * 1000,
            ratio=late / before, limited=f"{len(took)} taps of {WRITERS} phones; baseline: no document")
    )  # fmt: skip
    return rows
