"""The grouping desk at 2,000 petals answers in a blink; only what was done there, by oneself, is taken back there."""

from __future__ import annotations

import time

import pytest

from bench.lotus import day, records
from sessions.store import Append
from tests.app.lotus_room import tables


async def full(room):
    """The room with 2,010 petals at 30 tables and 54 groups."""
    service = room.app.state.context.service
    head = (await service.store.read(room.code))[-1].seq
    batch = tuple(records(list(day())[2:], head + 1))
    await service.store.append(Append(room=room.code, expected=head, records=batch))
    await service.heard(room.code, head + len(batch))


@pytest.mark.slow
async def test_desk_and_proposals_answer_within_200_ms_at_2000_petals(tmp_path):
    async with tables(tmp_path) as room:
        await full(room)
        who = await room.join(1)
        await room.http.get(f"/r/{room.code}/groups?key={room.lead}")
        first = (await room.call(room.lead, "GET", "/groups/proposals")).json()
        assert first["total"] > 200
        took: dict[str, list[float]] = {}

        async def timed(what, *asked):
            started = time.process_time()
            answer = await (room.http.get(*asked) if len(asked) == 1 else room.call(*asked))
            took.setdefault(what, []).append(time.process_time() - started)
            assert answer.status_code == 200
            return answer

        for i in range(3):
            await room.ok(who, "POST", "/lotuses/L1/petals", {"text": f"Iets nieuws {i}"})
            page = await timed("page after a petal", f"/r/{room.code}/groups?g=g1")
            assert len(page.content) < 120_000
            await room.ok(who, "POST", "/lotuses/L1/petals", {"text": f"Nog iets {i}"})
            data = (await timed("proposals after a petal", room.lead, "GET", "/groups/proposals")).json()
            chosen = next(p for p in data["proposals"] if not p["merge"])
            change = {"add": chosen["members"]}
            await room.ok(room.lead, "PATCH", f"/groups/{chosen['group'] or 'g1'}", change)
            await timed("page after an action", f"/r/{room.code}/groups")
            await timed("groups", room.lead, "GET", "/groups")
        assert {what: min(times) for what, times in took.items() if min(times) > 0.2} == {}


async def test_proposals_are_compared_while_tables_write(tmp_path):
    async with tables(tmp_path) as room:
        proposing = room.app.state.context.proposing
        proposing.pause = 0.0
        who = await room.join(1)
        lotus = (await room.ok(who, "POST", "/lotuses", {"centre": "x"}))["id"]
        await room.ok(who, "POST", f"/lotuses/{lotus}/petals", {"text": "Kennis delen"})
        await proposing.idle()
        assert proposing.compared(room.code) == 1


async def test_a_helper_takes_back_their_own_last_action_and_no_other(tmp_path):
    async with tables(tmp_path) as room:
        who = await room.join(1)
        lotus = (await room.ok(who, "POST", "/lotuses", {"centre": "x"}))["id"]
        put = f"/lotuses/{lotus}/petals"
        nodes = [(await room.ok(who, "POST", put, {"text": text}))["node"] for text in ("een", "twee", "drie")]
        link = (await room.ok(room.lead, "POST", "/links", {"role": "harvest"}))["token"]
        made = (await room.ok(link, "POST", "/groups", {"members": nodes, "name": "Alles"}))["id"]
        await room.ok(link, "POST", "/groups/kinds", {"members": nodes[:2], "kind": "goal"})
        kinds = {n["id"]: n["kind"] for n in (await room.ok(who, "GET", f"/lotuses/{lotus}"))["nodes"]}
        assert [kinds[id] for id in nodes] == ["goal", "goal", "undecided"]
        desk = (await room.ok(room.lead, "PATCH", "", {"title": "Anders"})) and room.lead
        await room.refused("not_yours_to_undo", link, "POST", "/undo")
        await room.refused("changed_since", desk, "POST", "/undo?of=3")
        await room.ok(desk, "POST", "/undo")
        await room.ok(link, "POST", "/undo")
        assert (await room.ok(room.lead, "GET", "/groups"))["groups"][0]["kind"] == "undecided"
        await room.ok(link, "POST", "/undo")
        assert made not in [g["id"] for g in (await room.ok(room.lead, "GET", "/groups"))["groups"]]
        await room.refused("unknown_choice", link, "POST", "/groups/kinds", {"members": nodes, "kind": "nice"})
        await room.refused("unknown_choice", link, "POST", "/groups/kinds", {"members": ["no"], "kind": "goal"})
        await room.refused("no_members", link, "POST", "/groups/kinds", {"members": [], "kind": "goal"})
        await room.refused("not_allowed", who, "POST", "/groups/kinds", {"members": nodes, "kind": "goal"})
