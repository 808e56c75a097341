"""A *tafeltoestel*: one device, several people, each counted for themselves; with plain forms."""

from __future__ import annotations

import httpx

from app.device import MOST_PEOPLE
from tests.app.lotus_room import BASE, Tables, new_key, tables


async def on_one_device(room: Tables) -> httpx.AsyncClient:
    """A browser at table 1, with its own cookies."""
    transport = httpx.ASGITransport(room.app, raise_app_exceptions=False)
    browser = httpx.AsyncClient(transport=transport, base_url=BASE, headers={"Accept-Language": "nl"})
    joined = await browser.post(f"/r/{room.code}/join", data={"table": "1", "key": new_key()})
    assert joined.status_code == 303
    return browser


def number(text: str) -> str:
    return text.split('class="hand-over"')[1].split("<b>")[1].split("</b>")[0] if 'class="hand-over"' in text else ""


async def test_each_person_on_a_shared_device_counts_for_themselves(tmp_path):
    async with tables(tmp_path) as room:
        browser = await on_one_device(room)
        home = f"/r/{room.code}"
        assert "Met meer mensen op dit toestel" in (await browser.get(f"{home}?home")).text
        await browser.post(f"{home}/lotus", data={"centre": "Samen eten", "key": new_key()})
        lotus = (await room.ok(room.lead, "GET", "/lotuses"))["lotuses"][0]["id"]
        put = f"{home}/lotus/{lotus}/put"
        await browser.post(put, data={"text": "Ontmoeten", "key": new_key()})
        key = new_key()
        for _ in range(2):  # a double tap is one person
            handed = await browser.post(f"{home}/next", data={"key": key})
            assert handed.status_code == 303
        page = (await browser.get(f"{home}?home")).text
        assert number(page) == "Persoon 2"
        await browser.post(put, data={"text": "Ontmoeten", "key": new_key()})
        (cluster,) = (await room.state())["lotus"]["clusters"]
        assert (cluster["count"], cluster["people"], cluster["tables"]) == (2, 2, 1)
        first = page.split('name="person" value="')[1].split('"')[0]
        await browser.post(f"{home}/next", data={"person": first})
        page = (await browser.get(f"{home}?home")).text
        assert number(page) == "Persoon 1"
        assert page.split('id="r-mine"')[1].count("Ontmoeten") >= 1
        assert (await room.state())["counts"]["participants"] == 2
        assert "schrijft nu" in (await browser.get(f"{home}/device")).text


async def test_what_one_wrote_stays_theirs_after_the_device_was_handed_over(tmp_path):
    async with tables(tmp_path) as room:
        browser = await on_one_device(room)
        home, api = f"/r/{room.code}", f"/api/rooms/{room.code}"
        await browser.post(f"{home}/lotus", data={"centre": "Samen eten", "key": new_key()})
        lotus = (await room.ok(room.lead, "GET", "/lotuses"))["lotuses"][0]["id"]
        first = (await browser.get(f"{home}?home")).text.split('data-me="')[1].split('"')[0]
        await browser.post(f"{home}/next", data={"key": new_key()})
        headers = {"X-Bloesem-As": "participant", "X-Bloesem-Person": first, "Idempotency-Key": new_key()}
        late = await browser.post(f"{api}/lotuses/{lotus}/petals", json={"text": "van de eerste"}, headers=headers)
        assert late.status_code == 201
        events = (await room.ok(room.lead, "GET", "/events?since=0"))["events"]
        assert [e["data"]["author"] for e in events if e["kind"] == "petal_put"] == [first]
        stranger = await room.join(1)
        other = room.app.state.context.tokens.read(stranger, room.code).id
        refused = await browser.post(
            f"{api}/lotuses/{lotus}/petals", json={"text": "x"}, headers={**headers, "X-Bloesem-Person": other}
        )
        assert refused.status_code in (401, 403)  # nobody writes as somebody who never held this device


async def test_a_device_has_room_for_a_table_and_says_when_it_is_full(tmp_path):
    async with tables(tmp_path) as room:
        browser = await on_one_device(room)
        for _ in range(MOST_PEOPLE - 1):
            assert (await browser.post(f"/r/{room.code}/next", data={"key": new_key()})).status_code == 303
        full = await browser.post(f"/r/{room.code}/next", data={"key": new_key()})
        assert full.status_code == 409
        assert "hoogstens 12 mensen" in full.text
        nobody = httpx.AsyncClient(transport=httpx.ASGITransport(room.app), base_url=BASE)
        assert (await nobody.post(f"/r/{room.code}/next", data={})).status_code in (401, 403)
