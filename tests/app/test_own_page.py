"""A participant's own page by their own link: read, take home, flag, take back, all without a script."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.report.paper import paper_of
from app.report.public import public_paper
from sessions.rules.reporting import DAY_MS
from tests.app.desk import BASE, Desk, desk_at

WORDS = ("Tijd <b>nodig</b>", "Geld")


async def phone(desk: Desk, token: str, language: str = "nl") -> httpx.AsyncClient:
    """A browser that came in by the person's own link."""
    browser = desk.browser(language)
    answer = await browser.get(f"/r/{desk.code}/mine", params={"key": token})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/r/{desk.code}/mine")
    return browser


async def written(desk: Desk) -> tuple[str, str]:
    ada, bo = await desk.join(table=1, name="Ada"), await desk.join(table=1)
    await desk.say(ada, *WORDS)
    await desk.say(bo, "Van Bo")
    return ada, bo


async def test_the_own_link_shows_what_is_theirs_and_nothing_else_in_three_languages(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        ada, _bo = await written(desk)
        for language, words in (
            ("nl", "Alles wat je schreef"),
            ("fr", "Tout ce que vous"),
            ("en", "Everything you wrote"),
        ):
            page = await (await phone(desk, ada)).get(f"/r/{desk.code}/mine?lang={language}")
            assert page.status_code == 200
            assert words in page.text
            assert "Tijd &lt;b&gt;nodig&lt;/b&gt;" in page.text
            assert "Van Bo" not in page.text
            assert f"{BASE}/r/{desk.code}/mine?key=" in page.text


@pytest.mark.parametrize("key", ["nix", "", "desk"])
async def test_a_link_that_is_nobody_s_leads_to_nobody_s_words(tmp_path: Path, key: str) -> None:
    async with desk_at(tmp_path) as desk:
        await written(desk)
        token = desk.room["facilitator_token"] if key == "desk" else key
        for path in ("mine", "mine.json", "mine.txt", "mine/erase"):
            page = await desk.browser().get(f"/r/{desk.code}/{path}", params={"key": token} if token else {})
            assert page.status_code == 404
            assert "welke woorden van jou zijn" in page.text
            assert "Geld" not in page.text


async def test_it_is_taken_home_as_text_and_as_data(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        ada, _bo = await written(desk)
        browser = await phone(desk, ada)
        text = await browser.get(f"/r/{desk.code}/mine.txt")
        assert "attachment" in text.headers["content-disposition"]
        assert "Tijd <b>nodig</b>" in text.text
        data: Any = json.loads((await browser.get(f"/r/{desk.code}/mine.json")).content)
        assert data["you"]["name"] == "Ada"
        assert [(e["kind"], e["text"]) for e in data["entries"]] == [
            ("intervention", "Buddywerking"), ("precondition", WORDS[0]), ("precondition", WORDS[1]),
        ]  # fmt: skip
        assert "Van Bo" not in json.dumps(data)


async def test_a_flag_without_script_reaches_the_desk_for_fourteen_days(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        ada, bo = await written(desk)
        browser = await phone(desk, ada)
        cards = json.loads((await browser.get(f"/r/{desk.code}/mine.json")).content)["entries"]
        path = f"/r/{desk.code}/mine/{cards[2]['id']}/flag"
        foreign = await (await phone(desk, bo)).post(path, data={"text": "nee"})
        assert foreign.status_code == 403
        await desk.api("POST", f"/{desk.code}/close")
        done = await browser.post(path, data={"text": "Ik bedoelde <i>tijd"})
        assert done.status_code == 303
        assert "Ik bedoelde &lt;i&gt;tijd" in (await browser.get(f"/r/{desk.code}/mine")).text
        too_long = await browser.post(path, data={"text": "x" * 5000})
        assert too_long.status_code == 422
        assert "te lang" in too_long.text
        await desk.enter()
        assert "1 melding" in (await desk.page()).text
        report = await desk.http.get(f"/r/{desk.code}/report")
        assert "Ik bedoelde &lt;i&gt;tijd" in report.text
        context = desk.app.state.context
        closed = (await context.service.room(desk.code)).closed_at
        context.now = lambda: closed + 14 * DAY_MS + 1
        assert "Dit is niet wat ik bedoelde" not in (await browser.get(f"/r/{desk.code}/mine")).text
        late = await browser.post(path, data={"text": "nog iets"})
        assert late.status_code == 409


async def test_everything_of_one_person_is_erased_after_one_more_question(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        ada, _bo = await written(desk)
        browser = await phone(desk, ada)
        await desk.api("POST", f"/{desk.code}/close")
        assert "3 bijdragen gaan weg" in (await browser.get(f"/r/{desk.code}/mine/erase")).text
        done = await browser.post(f"/r/{desk.code}/mine/erase")
        assert (done.status_code, done.headers["location"]) == (303, f"/r/{desk.code}/mine")
        assert "Er staat niets van jou" in (await browser.get(f"/r/{desk.code}/mine")).text
        assert await desk.on_board() == ["Van Bo"]
        shy = desk.browser()
        assert (await shy.post(f"/r/{desk.code}/mine/erase")).status_code in (401, 403, 404)


async def test_a_form_on_another_site_erases_nothing(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        ada, _bo = await written(desk)
        browser = await phone(desk, ada)
        answer = await browser.post(f"/r/{desk.code}/mine/erase", headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403
        assert len(await desk.on_board()) == 3


async def test_the_given_back_result_names_nobody_and_holds_no_address(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        ada = await desk.join(table=1)
        cards = await desk.say(ada, "Bel 0470 12 34 56", "Tijd", "Mail ada@example.org", "Tijd!")
        for card in cards:
            await desk.api("PATCH", f"/{desk.code}/preconditions/{card}", {"theme": "resources"})
        await desk.api("POST", f"/{desk.code}/report", {"part": "quotes", "of": "resources", "cards": cards})
        await desk.api("POST", f"/{desk.code}/stage", {"stage": "closing"})
        await desk.api("POST", f"/{desk.code}/commitments", {"who": "Ada Achternaam", "what": "Bellen"}, ada)
        room = await desk.app.state.context.service.room(desk.code)
        whole, given = repr(paper_of(room, "nl", 0)), repr(public_paper(paper_of(room, "nl", 0)).sections)
        for private in ("0470 12 34 56", "ada@example.org", "Ada Achternaam"):
            assert private in whole
            assert private not in given
        assert "Bellen" in given
        assert "Tafel 1" not in given
