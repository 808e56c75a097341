"""Plays a room: opens it when asked, walks it through its stages, sends the phones in, and says how it went."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx

from app.rehearsal.phones import Phone, Tally
from app.rehearsal.words import load_words

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What a rehearsal does. `minutes` is the whole of it; 0 writes as fast as answers come."""

    phones: int = 40
    minutes: float = 2.0
    seed: int = 1
    tables: int = 12
    interventions: int = 3
    preconditions: int = 3
    petals: int = 5
    language: str = "nl"
    stages: tuple[str, ...] = ("interventions", "plenary", "lotus")


class RehearsalError(Exception):
    """It could not be played; the message says why."""


async def rehearse(base: str, organiser: str, room: str, plan: Plan, say: Say) -> tuple[str, Tally]:
    """Plays `plan` in `room` (a code, or `new`). Returns the code and what was done. Raises RehearsalError."""
    async with httpx.AsyncClient(timeout=30) as http:
        desk = {"Authorization": f"Bearer {organiser}"}
        code = await _open(http, base, desk, plan, say) if room == "new" else room.upper()
        tally = Tally()
        words = load_words()
        dice = random.Random(plan.seed)
        phones = [
            Phone(base, code, i % plan.tables + 1, words, random.Random(dice.getrandbits(64)), tally)
            for i in range(plan.phones)
        ]
        seconds = plan.minutes * 60
        await _gather([phone.join() for phone in phones])
        if not tally.joined:
            raise RehearsalError("nobody could join: is the room open, and the code right?")
        say(f"{tally.joined} phones are in")
        state = (await http.get(f"{base}/api/rooms/{code}/state", headers=desk)).json()
        for phone in phones:
            phone.lines = state.get("room", {}).get("method") == "startmoment"
        ears = [asyncio.create_task(phone.listen()) for phone in phones if phone.token]
        try:
            await _play(http, base, code, desk, phones, plan, seconds, tally, say)
        finally:
            for ear in ears:
                ear.cancel()
            await asyncio.gather(*ears, *(phone.http.aclose() for phone in phones), return_exceptions=True)
        return code, tally


async def _open(http: httpx.AsyncClient, base: str, desk: dict[str, str], plan: Plan, say: Say) -> str:
    body = {"title": "Repetitie", "tables": plan.tables, "language": plan.language, "rehearsal": True}
    try:
        answer = await http.post(f"{base}/api/rooms", json=body, headers=desk)
    except httpx.TransportError:
        raise RehearsalError(f"there is no server at {base}: start it with `make run`") from None
    if answer.status_code != 201:
        raise RehearsalError(f"the room could not be opened: {answer.json().get('title', answer.status_code)}")
    made = answer.json()
    say(f"board    {made['board_url']}\nconsole  {made['console_url']}\nphones   {made['join_url']}")
    return str(made["code"])


async def _play(
    http: httpx.AsyncClient,
    base: str,
    code: str,
    desk: dict[str, str],
    phones: list[Phone],
    plan: Plan,
    seconds: float,
    tally: Tally,
    say: Say,
) -> None:
    share = {"interventions": 0.7, "plenary": 0.05, "lotus": 0.25}
    total = sum(share[s] for s in plan.stages)
    for stage in plan.stages:
        length = seconds * share[stage] / total
        minutes = max(1.0, length / 60)
        body = {"stage": stage, "minutes": minutes} | ({"phase": "choose"} if stage == "lotus" else {})
        try:
            answer = await http.post(f"{base}/api/rooms/{code}/stage", json=body, headers=desk)
        except httpx.TransportError:
            raise RehearsalError("the server went away") from None
        if not answer.is_success:
            say(f"stage {stage}: {answer.json().get('title')}")
            continue
        say(f"stage {stage}")
        if stage == "interventions":
            await _gather(
                [p.write_interventions(plan.interventions, plan.preconditions, length) for p in phones],
            )
        elif stage == "plenary":
            heads = {p.table: p for p in phones}
            await _gather([p.write_finding() for p in heads.values()])
        else:
            heads = {p.table: p for p in phones}
            for phone in phones:  # a table works on one intervention together
                phone.interventions = heads[phone.table].interventions
            opened: dict[int, list[str]] = {table: [] for table in heads}
            await _gather([p.write_petals(plan.petals, length, opened[p.table], p is heads[p.table]) for p in phones])


async def _gather(jobs: list[Coroutine[Any, Any, None]]) -> None:
    """All at once; one phone that fails does not stop the hall, but is told."""
    results = await asyncio.gather(*jobs, return_exceptions=True)
    for problem in results:
        if isinstance(problem, Exception) and not isinstance(problem, httpx.TransportError):
            raise problem


def summary(tally: Tally) -> str:
    """One paragraph for the terminal."""
    delays = sorted(tally.delays) or [0.0]
    middle, late = delays[len(delays) // 2], delays[min(len(delays) - 1, int(len(delays) * 0.95))]
    lines = [
        f"{tally.joined} phones, {tally.interventions} interventions, {tally.preconditions} preconditions, "
        f"{tally.findings} findings, {tally.petals} petals",
        f"answered in {middle * 1000:.0f} ms (middle), {late * 1000:.0f} ms (95 of 100); "
        f"{tally.resent} sent again, {tally.refused} refused, {tally.frames} live frames",
    ]
    return "\n".join(lines)


def play(base: str, organiser: str, room: str, plan: Plan, say: Say) -> tuple[str, Tally]:
    """`rehearse` for a command line; Ctrl-C ends it quietly."""
    with suppress(KeyboardInterrupt):
        return asyncio.run(rehearse(base, organiser, room, plan, say))
    return room, Tally()
