"""The report page: who may read it, what an organiser changes in place, what is given back to the hall."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.app.desk import desk_at

pytestmark = pytest.mark.slow  # each view starts the process that makes documents


async def test_the_report_is_edited_in_place_and_keeps_its_counts(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        ada = await desk.join(table=1)
        await desk.say(ada, "Tijd <b>en</b> geld", "Meer tijd voor buddy's")
        shut = await desk.http.get(f"/r/{desk.code}/report")
        assert shut.status_code == 403
        await desk.enter()
        first = await desk.http.get(f"/r/{desk.code}/report")
        assert first.status_code == 200
        assert "Tijd &lt;b&gt;en&lt;/b&gt; geld" in first.text
        assert "Door de machine gemaakt" in first.text
        assert " style=" not in first.text
        assert "<script" not in first.text
        edit = {"part": "summary", "language": "nl", "text": "Een warme dag.\r\nMet veel koffie."}
        back = await desk.http.post(f"/r/{desk.code}/report/edit", data=edit)
        assert back.status_code == 303
        await desk.http.post(f"/r/{desk.code}/report/edit", data={"part": "section", "of": "annex", "on": "no"})
        after = (await desk.http.get(f"/r/{desk.code}/report")).text
        assert '<p class="rp-sum">Een warme dag.</p>' in after
        assert "Door de machine gemaakt" not in after
        assert 'id="s-annex"' in first.text
        assert 'id="s-annex"' not in after
        elsewhere = {"Origin": "http://elsewhere.test"}
        foreign = await desk.http.post(f"/r/{desk.code}/report/edit", data=edit, headers=elsewhere)
        assert foreign.status_code == 403
        refused = await desk.http.post(
            f"/r/{desk.code}/report/edit", data={"part": "note", "of": "nix", "language": "nl"}
        )
        assert refused.status_code == 422


async def test_the_result_is_read_only_while_it_is_open_and_holds_nothing_hidden(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        ada = await desk.join(table=1, name="Ada Achternaam")
        seen, hidden = await desk.say(ada, "Tijd om te groeien", "Iets kwetsends")
        await desk.enter()
        await desk.api("POST", f"/{desk.code}/cards/{hidden}/hide", {})
        anybody = desk.browser()
        assert (await anybody.get(f"/r/{desk.code}/result")).status_code == 404
        await desk.http.post(f"/r/{desk.code}/report/share", data={"on": "yes"})
        page = await anybody.get(f"/r/{desk.code}/result")
        assert page.status_code == 200
        assert "Tijd om te groeien" in page.text
        assert seen not in page.text
        for gone in ("Iets kwetsends", "Achternaam", "<form", "s-annex"):
            assert gone not in page.text
        await desk.http.post(f"/r/{desk.code}/report/share", data={"on": "no"})
        assert (await anybody.get(f"/r/{desk.code}/result")).status_code == 404


async def test_a_job_is_followed_fetched_and_stopped(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        ada = await desk.join(table=1)
        await desk.say(ada, "Tijd")
        made = await desk.api("POST", f"/{desk.code}/exports", {"format": "xlsx"})
        assert made["state"] in ("waiting", "making")
        for _ in range(400):
            now = await desk.api("GET", f"/{desk.code}/exports/{made['id']}")
            if now["state"] == "done":
                break
            await asyncio.sleep(0.1)
        assert (now["state"], now["percent"]) == ("done", 100)
        other = await desk.api("POST", f"/{desk.code}/exports", {"format": "pdf"})
        stopped = await desk.api("DELETE", f"/{desk.code}/exports/{other['id']}")
        assert stopped["state"] == "cancelled"


async def test_an_author_flags_their_own_card_and_the_desk_reads_it(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        ada, bo = await desk.join(table=1), await desk.join(table=1)
        (card,) = await desk.say(ada, "Geld")
        with pytest.raises(Exception, match="403"):
            await desk.api("POST", f"/{desk.code}/cards/{card}/flag", {"text": "nee"}, bo)
        await desk.api("POST", f"/{desk.code}/cards/{card}/flag", {"text": "Ik bedoelde tijd."}, ada)
        flags = (await desk.api("GET", f"/{desk.code}/flags"))["flags"]
        assert flags == [{"card": card, "text": "Ik bedoelde tijd.", "settled": False}]
        await desk.api("PATCH", f"/{desk.code}/flags/{card}", {"settled": True})
        assert (await desk.api("GET", f"/{desk.code}/flags"))["flags"][0]["settled"]
        with pytest.raises(Exception, match="403"):
            await desk.api("PATCH", f"/{desk.code}/flags/{card}", {"settled": False}, ada)
        await desk.api("POST", f"/{desk.code}/report", {"part": "title", "language": "nl", "text": "Wat het vraagt"})
        with pytest.raises(Exception, match="403"):
            await desk.api("POST", f"/{desk.code}/result", {"on": True}, ada)
        assert (await desk.api("POST", f"/{desk.code}/result", {"on": True}))["on"] is True
