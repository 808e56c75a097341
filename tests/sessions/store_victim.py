"""A process that gives one room work until it is done or killed: `python -m tests.sessions.store_victim PLAN.json`.

The plan: {"database", "room", "variant", "attempt", "work": {participant: [key, …]}}. Every participant sends its
keys one after the other, all participants at once. On standard output stands what the world outside heard: `ack KEY SEQ`
when a command was answered, `told SEQ ID` when a listener was told, `error KEY WHAT`. Written at once, unbuffered.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import structlog

from sessions import commands as c
from sessions.service import Service
from tests.sessions.store_mutants import MUTANTS


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


async def participant(service: Service, plan: dict, name: str, keys: list[str]) -> None:
    actor = c.Actor("participant", name)
    for key in keys:
        command = c.SubmitIntervention(
            actor=actor,
            at=1,
            key=key,
            fingerprint=key,
            intervention=f"{key}.{plan['attempt']}",  # the server makes a new id each time it is asked
            title=f"words of {key}",
        )
        try:
            outcome = await service.do(plan["room"], command)
        except Exception as problem:
            say("error", key, repr(problem))
        else:
            say("ack", key, outcome.records[0].seq)


async def main(plan: dict) -> None:
    service = MUTANTS[plan["variant"]](Path(plan["database"]))
    service.listen(lambda room, records: [say("told", record.seq, record.id) for record in records])
    await service.store.start()
    await asyncio.gather(*(participant(service, plan, *work) for work in plan["work"].items()))
    await service.stop()
    await service.store.stop()


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text())))
