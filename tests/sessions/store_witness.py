"""Runs a victim, remembers what was promised to the world, and checks the log against it."""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from facilitation.method import load_method
from sessions import commands as c
from sessions import events as e
from sessions.room import fold
from sessions.service import Service
from sessions.store.sqlite import SqliteStore
from tests.sessions.store_kit import room_row

ROOT = Path(__file__).resolve().parents[2]
ROOM = "HALL-0000"
PEOPLE = 24


class Witness:
    """One room in one database in `folder`, with `each` interventions to be sent by each of PEOPLE participants."""

    def __init__(self, folder: Path, each: int, variant: str = "as_it_is", seed: int = 1) -> None:
        self.folder = folder
        self.database = folder / "data" / "bloesem.sqlite3"
        self.variant = variant
        self.dice = random.Random(seed)
        self.work = {f"p{n}": [f"k{n}-{i}" for i in range(each)] for n in range(PEOPLE)}
        self.acknowledged: dict[str, int] = {}
        self.told: set[tuple[int, str]] = set()
        self.errors: list[str] = []
        self.rounds = 0
        asyncio.run(self._open())

    async def _open(self) -> None:
        service = Service(SqliteStore(self.database))
        await service.store.start()
        leader = c.Actor("facilitator", "owner")
        method = load_method("startmoment").to_dict()
        opening = c.OpenRoom(actor=leader, at=1, code=ROOM, title="A day", language="nl", tables=9, method=method)
        await service.open(room_row(ROOM), opening)
        await service.do(ROOM, c.EnterStage(actor=leader, at=1, stage="interventions"))
        for name in self.work:
            await service.do(ROOM, c.Join(actor=c.Actor("participant", name), at=1, participant=name, table=1))
        await service.stop()
        await service.store.stop()

    def round(
        self, failpoints: str = "", kill_after: int | None = None, environment: dict[str, str] | None = None
    ) -> int:
        """Runs the victim on all that is not acknowledged; kills it after so many acknowledgements if asked. Returns
        the exit code (-9: it was killed)."""
        self.rounds += 1
        todo = {name: [k for k in keys if k not in self.acknowledged] for name, keys in self.work.items()}
        plan = {
            "database": str(self.database),
            "room": ROOM,
            "variant": self.variant,
            "attempt": self.rounds,
            "work": todo,
        }
        (self.folder / "plan.json").write_text(json.dumps(plan))
        heard = self.folder / f"heard-{self.rounds}.txt"
        with heard.open("wb") as out:
            victim = subprocess.Popen(
                [sys.executable, "-m", "tests.sessions.store_victim", str(self.folder / "plan.json")],
                stdout=out,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env={**os.environ, "BLOESEM_FAILPOINTS": failpoints, **(environment or {})},
            )
            try:
                if kill_after is not None:
                    self._kill(victim, heard, kill_after)
                code = victim.wait(60)
            finally:
                victim.kill()
                victim.wait()
        self.hear(heard.read_bytes())
        return code

    def _kill(self, victim: subprocess.Popen, heard: Path, after: int) -> None:
        while victim.poll() is None and heard.read_bytes().count(b"ack ") < after:
            time.sleep(0.001)
        time.sleep(self.dice.random() / 100)
        victim.kill()

    def hear(self, said: bytes) -> None:
        for line in said.decode().splitlines():
            what, *words = line.split(" ", 2)
            if what == "ack":
                assert self.acknowledged.setdefault(words[0], int(words[1])) == int(words[1])
            elif what == "told":
                self.told.add((int(words[0]), words[1]))
            else:
                self.errors.append(line)

    @property
    def left(self) -> int:
        return sum(map(len, self.work.values())) - len(self.acknowledged)

    def check(self) -> None:
        """What was acknowledged or told is in the log, once, under the number that was said; no number is missing."""
        log = asyncio.run(self._log())
        check_log(log, self.acknowledged)
        kept = {(record.seq, record.id) for record in log}
        assert self.told <= kept, f"told, not kept: {sorted(self.told - kept)[:3]}"
        assert not self.errors, self.errors[0]

    def check_all_is_done(self) -> None:
        self.check()
        assert self.left == 0
        room = fold(asyncio.run(self._log()))
        assert len(room.interventions) == sum(map(len, self.work.values()))

    async def _log(self) -> list[e.Record]:
        store = SqliteStore(self.database)
        await store.start()
        try:
            return await store.read(ROOM)
        finally:
            await store.stop()


def check_log(log: list[e.Record], acknowledged: dict[str, int]) -> None:
    assert [record.seq for record in log] == list(range(1, len(log) + 1)), "the numbers have a hole"
    came_in = [record for record in log if isinstance(record.event, e.InterventionSubmitted)]
    twice = [title for title, times in Counter(r.event.title for r in came_in).items() if times > 1]
    assert not twice, f"stored twice: {twice[:3]}"
    at = {record.event.title.removeprefix("words of "): record.seq for record in came_in}
    lost = {key: seq for key, seq in acknowledged.items() if at.get(key) != seq}
    assert not lost, f"acknowledged, not kept: {dict(list(lost.items())[:3])}"
    assert fold(log).seq == len(log)
