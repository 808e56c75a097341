"""Two services on one store: what one commits, the other's listeners are told after a ring."""

from __future__ import annotations

import asyncio

from sessions import commands as c
from sessions.bus import LocalBus
from sessions.service import Service
from sessions.state import Room
from sessions.store import RoomRow
from sessions.store.memory import MemoryStore
from tests.sessions.stories import AT, FACILITATOR, METHOD

CODE = "ABCD-2345"


async def test_a_ring_brings_the_other_service_up_to_date() -> None:
    store, bus = MemoryStore(), LocalBus()
    here, there = Service(store), Service(store)
    tasks: list[asyncio.Task[None]] = []
    told: list[Room] = []
    for service in (here, there):
        bus.listen(lambda room, head, s=service: tasks.append(asyncio.ensure_future(s.heard(room, head))))  # type: ignore[misc]
        service.listen(lambda room, records: bus.ring(room.code, room.seq))
    there.listen(lambda room, records: told.append(room))
    order = c.OpenRoom(
        actor=FACILITATOR, at=AT, code=CODE, title="Proef", language="nl", tables=4, method=METHOD
    )  # fmt: skip
    await here.open(RoomRow(code=CODE, title="Proef", created_at=AT), order)
    assert (await there.room(CODE)).seq == 1
    await here.do(CODE, c.EnterStage(actor=FACILITATOR, at=AT, stage="interventions"))
    while tasks:
        await tasks.pop()
    assert [room.stage for room in told] == ["interventions"]
    assert (await there.room(CODE)).seq == 2
    await here.stop()
    await there.stop()
