"""Some days after closing nobody can tell who wrote what: not the log, not the files, not the phone itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.retention import DAY_MS, sweep
from sessions import commands as c
from sessions.commands import Actor
from sessions.room import fold
from tests.app.desk import Desk
from tests.app.test_erasing import in_files, on_disk


async def day(desk: Desk) -> tuple[str, str, dict[str, Any]]:
    """Ada and Bo wrote, the room is closed; Ada's token, her id, and the state as everybody sees it."""
    ada, bo = await desk.join(table=1, name="Ada Achternaam"), await desk.join(table=2)
    await desk.say(ada, "Tijd om te groeien", "Geld")
    await desk.say(ada, "Nog iets van dezelfde hand")
    await desk.say(bo, "Vertrouwen")
    mine = (await desk.api("GET", f"/{desk.code}/mine", token=ada))["participant"]
    await desk.api("POST", f"/{desk.code}/close")
    return ada, mine, await desk.state()


async def test_after_its_days_the_room_lets_go_of_who_wrote_what(tmp_path: Path) -> None:
    async with on_disk(tmp_path) as desk:
        ada, mine, before = await day(desk)
        context = desk.app.state.context
        closed = (await context.service.room(desk.code)).closed_at
        context.now = lambda: closed + 14 * DAY_MS - 1
        await sweep(context)
        assert in_files(tmp_path, mine)
        assert (await desk.api("GET", f"/{desk.code}/mine", token=ada))["interventions"]
        context.now = lambda: closed + 14 * DAY_MS
        await sweep(context)
        for gone in (mine, "Ada Achternaam"):
            assert in_files(tmp_path, gone) == []
        with pytest.raises(Exception, match="401"):
            await desk.api("GET", f"/{desk.code}/mine", token=ada)
        after = await desk.state()
        assert after["themes"] == before["themes"]
        assert after["counts"] == before["counts"]
        room = await context.service.room(desk.code)
        assert mine not in room.participants
        assert room == fold(await context.service.store.read(desk.code))
        # Who wrote two things is still one person: tables and people count as before.
        assert len({card.author for card in room.interventions.values()}) == 2
        log = await desk.api("GET", f"/{desk.code}/events")
        assert mine not in json.dumps(log)
        assert [event["seq"] for event in log["events"]] == list(range(1, log["seq"] + 1))
        head = room.seq
        await sweep(context)
        assert (await context.service.room(desk.code)).seq == head
    for gone in (mine, "Ada Achternaam"):
        assert in_files(tmp_path, gone) == []
    assert in_files(tmp_path, "Tijd om te groeien")


async def test_an_open_room_and_one_opened_again_keep_their_people(tmp_path: Path) -> None:
    async with on_disk(tmp_path, unlink_days=0) as desk:
        ada, mine, _ = await day(desk)
        await desk.api("POST", f"/{desk.code}/reopen")
        await sweep(desk.app.state.context)
        assert (await desk.api("GET", f"/{desk.code}/mine", token=ada))["participant"] == mine
        await desk.api("POST", f"/{desk.code}/close")
        await sweep(desk.app.state.context)
        assert in_files(tmp_path, mine) == []
        await desk.api("POST", f"/{desk.code}/reopen")
        late = await desk.join(table=3)
        (await desk.say(late, "Later gekomen"))
        await desk.api("POST", f"/{desk.code}/close")
        await sweep(desk.app.state.context)
        with pytest.raises(Exception, match="401"):
            await desk.api("GET", f"/{desk.code}/mine", token=late)


async def test_a_worker_that_was_elsewhere_learns_the_new_names(tmp_path: Path) -> None:
    from sessions.service import Service

    async with on_disk(tmp_path) as desk:
        _, mine, _ = await day(desk)
        store = desk.app.state.context.service.store
        other = Service(store)
        assert mine in (await other.room(desk.code)).participants
        command = c.UnlinkAuthors(actor=Actor("machine", "retention"), at=desk.app.state.context.now())
        outcome = await desk.app.state.context.service.do(desk.code, command)
        await other.heard(desk.code, outcome.seq)
        room = await other.room(desk.code)
        assert mine not in room.participants
        assert room == await desk.app.state.context.service.room(desk.code)
        await other.stop()


async def test_the_desk_and_the_result_page_say_the_day_beforehand(tmp_path: Path) -> None:
    async with on_disk(tmp_path, retention_days=30) as desk:
        await desk.enter()
        assert "30 dagen bewaard" in (await desk.page()).text
        await day(desk)
        context = desk.app.state.context
        row = (await context.service.store.rows())[0]
        await context.service.store.update(desk.code, closed_at=row.closed_at)
        page = (await desk.page()).text
        assert "Deze kamer wordt gewist op" in page
        assert "weet niemand nog wie wat schreef" in page
        await desk.api("POST", f"/{desk.code}/result", {"on": True})
        for language, words in (("nl", "worden gewist op"), ("fr", "seront effacées le"), ("en", "will be erased on")):
            shown = await desk.browser(language).get(f"/r/{desk.code}/result")
            assert words in shown.text


async def test_words_that_leave_in_the_commit_they_came_in_never_reach_the_disk(tmp_path: Path) -> None:
    import asyncio

    async with on_disk(tmp_path) as desk:
        ada = await desk.join(table=1)
        (card,) = await desk.say(ada, "Eerste woorden")
        mine = (await desk.api("GET", f"/{desk.code}/mine", token=ada))["participant"]
        context = desk.app.state.context
        me = Actor("participant", mine)
        edit = c.EditPrecondition(actor=me, at=context.now(), precondition=card, text="Woorden onderweg")
        await asyncio.gather(
            context.service.do(desk.code, edit),
            context.service.do(desk.code, c.WithdrawCard(actor=me, at=context.now(), card=card)),
        )
        assert [type(r.event).__name__ for r in await context.service.store.read(desk.code)][-2:] == [
            "PreconditionEdited",
            "CardWithdrawn",
        ]
    for gone in ("Eerste woorden", "Woorden onderweg"):
        assert in_files(tmp_path, gone) == []
