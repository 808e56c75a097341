"""From one room to another: nothing is lost on the way, nobody is linked, and a bad file is told what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app import cli
from sessions import commands as c
from sessions import lotus_commands as lc
from sessions.store import Append, RoomRow
from tests.app.desk import ORGANISER, desk_at
from tests.app.running import running
from tests.app.test_imports import exported, send
from tests.sessions.lotus_stories import petal, put
from tests.sessions.stories import Story, person
from tests.sessions.test_meeting import a_day


def whole_day() -> Story:
    """A day with everything in it: moved, hidden, merged and withdrawn cards, findings, commitments, lotuses, groups."""
    story = a_day(3)
    standing = [p.id for p in story.room.preconditions.values() if p.standing and story.room.visible(p)]
    story.lead(c.MergeCard, card=standing[0], into=standing[1])
    story.lead(c.EnterStage, stage="plenary")
    story.by("mens1", c.SubmitFinding, finding="f1", text="Alles hangt aan tijd 🌸")
    story.lead(c.EnterStage, stage="lotus", phase="choose")
    story.by(
        "mens1",
        lc.OpenLotus,
        lotus="L",
        intervention=next(i.id for i in story.room.interventions.values() if story.room.visible(i)),
    )
    for n in range(10):  # the last two have no slot: they go to the bench
        put(story, "mens1", f"n{n}", text=f"bestanddeel {n}")
    petal(story, "mens1", "n1", kind="goal", strongest=True)
    petal(story, "mens1", "n1", open=True)
    put(story, "mens1", "m1", parent="n1", text="dieper")
    story.lead(lc.MakeGroup, group="g1", names={"nl": "Samen"}, members=("n2", "n3"), family=None)
    story.lead(c.HideCard, card="n4")
    story.lead(c.EnterStage, stage="closing")
    promise = {"commitment": "c1", "who": "Stad Gent", "what": "Betalen", "by": "juni"}
    story.do(c.MakeCommitment(actor=person("mens2"), at=story.at, **promise))
    return story


async def kept(context: Any, story: Story) -> str:
    """A whole day of a room, with lotuses, groups, merged, hidden and withdrawn cards, in the store."""
    room = story.room
    row = RoomRow(code=room.code, title=room.title, method=room.the_method.id, created_at=story.at)
    await context.service.store.create(row)
    await context.service.store.append(Append(room=room.code, expected=0, records=tuple(story.log)))
    return room.code


async def test_a_whole_day_goes_through_another_room_and_comes_out_the_same(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        await kept(desk.app.state.context, whole_day())
        lead = {"Authorization": f"Bearer {ORGANISER}"}
        document = (await desk.browser().get("/api/rooms/ABCD-2345/export.json", headers=lead)).content
        first = json.loads(document)["content"]
        assert all(first[name] for name in ("interventions", "findings", "commitments", "lotuses", "groups"))
        came = (await send(desk, document)).json()
        assert came["preconditions"] == sum(len(i.get("preconditions", ())) for i in first["interventions"])
        assert json.dumps(json.loads(await exported(desk, "json"))["content"]) == json.dumps(first)
        again = await send(desk, document)
        assert (again.status_code, {n for name, n in again.json().items() if name != "seq"}) == (200, {0})
        room = await desk.app.state.context.service.room(desk.code)
        assert not room.participants
        old = whole_day().room
        assert not {card.author for card in room.preconditions.values()} & set(old.participants)


GOOD: dict[str, Any] = {
    "interventions": [
        {"id": "i1", "title": "Eén", "preconditions": [{"id": "p1", "text": "Tijd", "placed": {"theme": "resources"}}]}
    ]
}


def with_(path: str, value: Any) -> bytes:
    """The good file with one thing changed in its precondition, or its intervention."""
    document = json.loads(json.dumps(GOOD))
    where = document["interventions"][0]
    if path.startswith("p."):
        where, path = where["preconditions"][0], path[2:]
    where[path] = value
    return json.dumps({"format": "bloesem-room", "version": 1, "content": document}).encode()


BAD = {
    "an id that is a script": with_("id", '"><script>'),
    "an id without end": with_("id", "a" * 5000),
    "one id twice": with_("p.id", "i1"),
    "no words": with_("p.text", ""),
    "words without end": with_("p.text", "a" * 100_000),
    "a language that is markup": with_("p.language", '"><b>'),
    "a table below zero": with_("table", -3),
    "a table that is a word": with_("table", "drie"),
    "more than certain": with_("p.placed", {"theme": "resources", "confidence": 7}),
    "placed by somebody else": with_("p.placed", {"theme": "resources", "by": "<b>"}),
    "half a character": b'{"format": "bloesem-room", "content": {"interventions": [{"id": "i1", "title": "\\ud800"}]}}',
    "a file that goes down for ever": b'{"format": "bloesem-room", "content": ' + b"[" * 50_000,
    "another program's file": b'{"format": "other", "content": {}}',
    "bytes": b"{\xff\xfe\x00",
    "a ring of lotuses": json.dumps({"format": "bloesem-room", "content": {"lotuses": [{"id": "x", "centre": "a", "petals": [
        {"id": "n1", "text": "a", "parent": "n2"}, {"id": "n2", "text": "b", "parent": "n1", "slot": 99}]}]}}).encode(),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
async def test_a_broken_or_hostile_file_gets_a_clear_answer_and_changes_nothing(tmp_path: Path, what: str) -> None:
    async with desk_at(tmp_path) as desk:
        before = await desk.state()
        answer = await send(desk, BAD[what])
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert "bestand" in answer.json()["detail"]
        assert await desk.state() == before
        assert (await send(desk, with_("title", "Goed"))).status_code == 201


async def test_the_desk_takes_a_file_in_on_a_page_and_hears_what_came_of_it(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        path = f"/r/{desk.code}/import"
        assert (await desk.browser().get(path)).status_code == 403
        await desk.enter()
        assert (await desk.http.get(path)).status_code == 200
        for words in ("1 interventies, 1 randvoorwaarden", "stond al in de kamer"):
            done = await desk.http.post(path, files={"file": ("a.json", with_("title", "Eén"))})
            assert done.status_code == 200
            assert words in done.text
        refused = await desk.http.post(path, files={"file": ("a.json", BAD["an id that is a script"])})
        assert refused.status_code == 422
        assert "kan er niet in" in refused.text
        assert "<script>" not in refused.text
        nothing = await desk.http.post(path, data={"file": ""})
        assert nothing.status_code == 422


async def test_the_command_carries_a_room_over_twice_without_doubling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    async with running(tmp_path / "data", device_rate="0") as server:
        await kept(server.context, whole_day())
        target = await server.room()
        monkeypatch.setenv("BLOESEM_DATA_DIR", str(tmp_path / "data"))
        monkeypatch.setenv("NO_PROXY", "*")
        url = f"http://127.0.0.1:{server.port}"

        async def bloesem(*words: str) -> Any:
            return await asyncio.to_thread(CliRunner().invoke, cli.app, [*words, "--url", url])

        first, second = tmp_path / "first.json", tmp_path / "second.json"
        assert (await bloesem("export", "ABCD-2345", "--out", str(first))).exit_code == 0
        done = await bloesem("import", target.code, str(first))
        assert done.exit_code == 0, done.output
        assert "preconditions" in done.output
        assert "already" in (await bloesem("import", target.code, str(first))).output
        assert (await bloesem("export", target.code, "--out", str(second))).exit_code == 0
        before, after = (json.loads(file.read_bytes())["content"] for file in (first, second))
        assert json.dumps(after) == json.dumps(before)
        first.write_bytes(BAD["bytes"])
        wrong = await bloesem("import", target.code, str(first))
        assert wrong.exit_code == 1
        assert "Bloesem" in wrong.output
