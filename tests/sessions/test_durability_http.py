"""The same promise through the front door: a phone that got a 2xx finds its words after the server was killed."""

from __future__ import annotations

import asyncio
import signal
import uuid
from pathlib import Path

import httpx
import pytest

from tests.browser.stage import RoomApi, Server

pytestmark = pytest.mark.slow
PHONES, EACH = 16, 20


class Hall:
    """PHONES phones that send their interventions one after the other, and again what was not acknowledged."""

    def __init__(self, folder: Path) -> None:
        self.server = Server(folder).start()
        self.room = RoomApi(self.server)
        self.room.stage("interventions")
        tokens = [self.room.join(table=n % 24 + 1) for n in range(PHONES)]
        self.work = {token: [str(uuid.uuid4()) for _ in range(EACH)] for token in tokens}
        self.answers: dict[str, tuple[int, dict]] = {}

    def restart(self, failpoints: str = "", how: int = signal.SIGKILL) -> None:
        self.server.settings = {"FAILPOINTS": failpoints}
        self.server.restart(how)

    async def send(self, then: int | None = None, how: int = signal.SIGKILL) -> int:
        """Returns how many answers came; with `then`, the server gets the signal `how` after so many."""
        before = len(self.answers)
        async with httpx.AsyncClient(base_url=self.room.api, timeout=20) as client:

            async def phone(token: str, keys: list[str]) -> None:
                for key in [key for key in keys if key not in self.answers]:
                    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
                    body = {"title": f"words of {key}", "preconditions": [f"time for {key}"]}
                    try:
                        answer = await client.post("/interventions", json=body, headers=headers)
                    except httpx.TransportError:
                        return  # the server is gone; the outbox keeps the rest
                    assert answer.status_code in (200, 201), answer.text
                    self.answers[key] = (answer.status_code, answer.json())
                    if then is not None and len(self.answers) - before == then:
                        self.server.process.send_signal(how)

            await asyncio.gather(*(phone(*work) for work in self.work.items()))
        return len(self.answers) - before

    def check(self) -> int:
        """What was answered is in the log under that number, once; nothing is missing. Returns how many came in."""
        events = self.room.events()
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
        came_in = [event for event in events if event["kind"] == "intervention_submitted"]
        kept = {event["data"]["title"].removeprefix("words of "): event for event in came_in}
        assert len(kept) == len(came_in)
        for key, (_, answer) in self.answers.items():
            assert (kept[key]["seq"], kept[key]["data"]["intervention"]) == (answer["seq"], answer["id"])
        return len(came_in)


@pytest.fixture
def hall(tmp_path):
    hall = Hall(tmp_path)
    yield hall
    hall.server.stop()


async def test_a_killed_server_keeps_what_it_answered_and_takes_nothing_twice(hall):
    assert 40 <= await hall.send(then=40) < PHONES * EACH
    hall.restart("after_commit_before_answer=kill:4")
    hall.check()
    answered = await hall.send()
    assert hall.server.process.wait(10) == -signal.SIGKILL
    hall.restart()
    kept, heard = hall.check(), len(hall.answers)
    assert kept > heard >= 40 + answered  # some were kept whose answer nobody heard
    await hall.send()
    assert len(hall.answers) == PHONES * EACH == hall.check()
    assert sum(status == 200 for status, _ in hall.answers.values()) >= kept - heard  # those hear it now
    assert len(hall.room.statements()) == PHONES * EACH


async def test_a_server_that_is_asked_to_stop_answers_what_it_has_and_keeps_it(hall):
    await hall.send(then=60, how=signal.SIGTERM)
    assert hall.server.process.wait(20) in (0, -signal.SIGTERM)  # uvicorn ends by the signal, after its work
    assert 60 <= len(hall.answers) < PHONES * EACH
    hall.restart()
    assert hall.check() == len(hall.answers)  # drained: nothing was kept without an answer
