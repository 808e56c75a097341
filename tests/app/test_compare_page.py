"""Comparing two moments of the report: by name or number, in three languages, for the desk alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.desk import Desk, desk_at


async def kept(desk: Desk) -> str:
    """A room with a snapshot, after which things changed; Ada's token."""
    ada = await desk.join(table=1)
    one, two = await desk.say(ada, "Tijd <i>", "Geheim woord")
    await desk.api("POST", f"/{desk.code}/snapshots", {"name": "Voor <b>de pauze"})
    await desk.say(ada, "Later gekomen")
    await desk.api("PATCH", f"/{desk.code}/preconditions/{one}", {"theme": "policy"})
    await desk.api("DELETE", f"/{desk.code}/cards/{two}", token=ada)
    return ada


async def test_the_page_tells_what_changed_since_the_last_snapshot(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        await kept(desk)
        path = f"/r/{desk.code}/report/compare"
        assert (await desk.browser().get(path)).status_code == 403
        await desk.enter()
        for language, words in (
            ("nl", ("Wat er veranderde", "1 teruggenomen", "De woorden zijn weg.")),
            ("fr", ("Ce qui a changé", "1 retiré", "Les mots ont disparu.")),
            ("en", ("What changed", "1 taken back", "The words are gone.")),
        ):
            page = await desk.http.get(path, params={"lang": language})
            assert page.status_code == 200
            assert all(word in page.text for word in words)
            assert "Voor &lt;b&gt;de pauze" in page.text
            assert "Tijd &lt;i&gt;" in page.text
            assert "Geheim woord" not in page.text
            assert " style=" not in page.text
        wrong = await desk.http.get(path, params={"from": "1", "to": "99999"})
        assert wrong.status_code == 422


async def test_the_desk_keeps_a_moment_from_the_page_and_takes_any_two(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        ada = await kept(desk)
        await desk.enter()
        done = await desk.http.post(f"/r/{desk.code}/report/snapshots", data={"name": "Na de pauze"})
        assert done.status_code == 303
        listed = (await desk.api("GET", f"/{desk.code}/snapshots"))["snapshots"]
        assert [s["name"] for s in listed] == ["Voor <b>de pauze", "Na de pauze"]
        same = await desk.http.get(f"/r/{desk.code}/report/compare?from={listed[1]['seq']}&to={listed[1]['seq']}")
        assert "Tussen deze momenten veranderde er niets." in same.text
        made = await desk.api("GET", f"/{desk.code}/compare?from={listed[0]['seq']}")
        assert [d["kind"] for d in made["added"]] == ["intervention", "precondition"]
        assert [d["text"] for d in made["withdrawn"]] == [""]
        back = await desk.api("GET", f"/{desk.code}/compare?from={made['after']}&to={listed[0]['seq']}")
        assert back["before"] == listed[0]["seq"]
        with pytest.raises(Exception, match="403"):
            await desk.api("GET", f"/{desk.code}/compare?from=1", token=ada)
        with pytest.raises(Exception, match="422"):
            await desk.api("GET", f"/{desk.code}/compare?from=0")


async def test_the_report_of_a_kept_moment_is_read_and_taken_home_without_what_was_taken_back(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        await kept(desk)
        (moment,) = (await desk.api("GET", f"/{desk.code}/snapshots"))["snapshots"]
        path = f"/r/{desk.code}/report?at={moment['seq']}"
        assert (await desk.browser().get(path)).status_code == 403
        await desk.enter()
        compare = (await desk.http.get(f"/r/{desk.code}/report/compare")).text
        assert f"report?at={moment['seq']}" in compare
        old, now = (await desk.http.get(path)).text, (await desk.http.get(f"/r/{desk.code}/report")).text
        assert "zoals ze was op “Voor &lt;b&gt;de pauze”" in old
        assert "Tijd &lt;i&gt;" in old
        for word in ("Later gekomen", "Geheim woord", "<form"):
            assert word not in old
        assert "Later gekomen" in now
        headers = {"Authorization": f"Bearer {desk.room['facilitator_token']}"}
        file = f"/api/rooms/{desk.code}/export."
        csv = (await desk.http.get(f"{file}csv?at={moment['seq']}", headers=headers)).text
        assert [line.split(",")[1] for line in csv.splitlines()[1:]] == ["Tijd <i>"]
        whole = (await desk.http.get(f"{file}json?at={moment['seq']}", headers=headers)).json()
        assert [event["seq"] for event in whole["events"]] == list(range(1, moment["seq"] + 1))
        assert whole["seq"] == moment["seq"]
        book = await desk.http.get(f"{file}xlsx?at={moment['seq']}", headers=headers)
        assert book.status_code == 200
        assert (await desk.http.get(f"{file}csv?at=99999", headers=headers)).status_code == 422
        assert (await desk.http.get(f"/r/{desk.code}/report?at=x")).status_code == 422
