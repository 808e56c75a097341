"""Exercise two on phone and wall, as pages: plain forms, who sees what, and the wall that follows."""

from __future__ import annotations

import re

from app.identity import PARTICIPANT, cookie_name
from tests.app.lotus_room import Tables, tables


async def page(room: Tables, token: str, path: str = "", form: dict[str, str] | None = None, language: str = "nl"):
    headers = {"Cookie": f"{cookie_name(room.code, PARTICIPANT)}={token}", "Accept-Language": language}
    address = f"/r/{room.code}{path}"
    if form is None:
        return await room.http.get(address, headers=headers)
    return await room.http.post(address, data=form, headers=headers)


async def test_a_table_fills_its_lotus_with_plain_forms(tmp_path):
    async with tables(tmp_path) as room:
        ada, bo, dre = await room.join(1), await room.join(1), await room.join(2)
        assert "Welke praktijk komt in het hart?" not in (await page(room, ada)).text  # none came in yet
        empty = await page(room, ada, "/lotus", {"centre": " "})
        assert empty.status_code == 422
        begun = await page(room, ada, "/lotus", {"centre": "Samen <koken>"})
        assert begun.status_code == 303
        home = (await page(room, bo)).text
        assert "Samen &lt;koken&gt;" in home
        assert home.count('class="lp"') == 8
        put = re.search(r'href="(/r/[^"]+/put\?slot=3)"', home)
        assert put is not None
        lotus = put.group(1).split("/lotus/")[1].split("/")[0]
        assert (
            "Delen"
            in (
                await room.http.get(put.group(1), headers={"Cookie": f"{cookie_name(room.code, PARTICIPANT)}={bo}"})
            ).text
        )
        made = await page(room, ada, f"/lotus/{lotus}/put", {"text": "Iemand die het draagt", "slot": "3"})
        assert made.status_code == 303
        taken = await page(room, bo, f"/lotus/{lotus}/put", {"text": "Een vaste plek", "slot": "3"})
        there = await room.http.get(
            taken.headers["location"], headers={"Cookie": f"{cookie_name(room.code, PARTICIPANT)}={bo}"}
        )
        assert "was net voor jou bezet" in there.text
        assert "maar dat was bezet. Het staat nu bij D" in (await page(room, ada)).text  # both people see it
        node = made.headers["location"].rsplit("/", 1)[1]
        petal = f"/lotus/{lotus}/petal/{node}"
        early = await page(room, bo, petal, {"do": "open", "value": "1"})
        assert (early.status_code, "Duid dit blaadje eerst aan" in early.text) == (409, True)
        for what in ("strongest", "open"):
            assert (await page(room, bo, petal, {"do": what, "value": "1"})).status_code == 303
        assert (await page(room, bo, petal)).text.count('class="lp"') == 8
        assert (await page(room, bo, petal, {"do": "text", "text": "x"})).status_code == 403
        assert (await page(room, ada, petal, {"do": "kind", "value": "goal"})).status_code == 303
        deep = await page(room, bo, f"/lotus/{lotus}/put", {"text": "Diep", "parent": node})
        assert deep.status_code == 303
        assert (await page(room, dre, petal)).status_code == 403
        assert "Iemand die het draagt" not in (await page(room, dre)).text
        assert (await page(room, dre, "/lotus/nope/put")).status_code == 404
        withdrawn = await page(room, ada, petal, {"do": "withdraw"})
        assert withdrawn.status_code == 303
        assert (await page(room, ada, petal)).status_code == 410
        assert "Diep" in (await page(room, ada)).text


async def test_alone_shows_only_one_s_own(tmp_path):
    async with tables(tmp_path, "alone") as room:
        ada, bo = await room.join(1), await room.join(1)
        lotus = (await room.ok(ada, "POST", "/lotuses", {"centre": "x"}))["id"]
        node = (await room.ok(ada, "POST", f"/lotuses/{lotus}/petals", {"text": "geheim", "slot": 2}))["node"]
        assert "geheim" in (await page(room, ada)).text
        assert "geheim" not in (await page(room, bo)).text
        assert (await page(room, bo, f"/lotus/{lotus}/petal/{node}")).status_code == 404
        wall = (await room.http.get(f"/r/{room.code}/board")).text
        assert "geheim" not in wall
        await room.stage("lotus", "reveal")
        assert "geheim" in (await page(room, bo)).text
        assert "geheim" in (await room.http.get(f"/r/{room.code}/board")).text


async def test_the_wall_shows_clusters_then_groups_then_one_table(tmp_path):
    async with tables(tmp_path) as room:
        wall = f"/r/{room.code}/board"
        assert "Wie begint?" in (await room.http.get(wall, headers={"Accept-Language": "nl"})).text
        nodes, lotuses = [], []
        for table in range(1, 12):
            who = await room.join(table)
            lotuses.append((await room.ok(who, "POST", "/lotuses", {"centre": f"Praktijk {table}"}))["id"])
            body = {"text": f"woord {table}" if table > 2 else "Delen"}
            nodes.append((await room.ok(who, "POST", f"/lotuses/{lotuses[-1]}/petals", body))["node"])
        text = (await room.http.get(wall, headers={"Accept-Language": "nl"})).text
        assert "Wat hetzelfde leest, staat samen" in text
        assert text.count('class="lp open loose"') + text.count('class="lp loose"') == 8
        for i, node in enumerate(nodes[1:11]):
            await room.ok(
                room.lead, "POST", "/groups", {"members": [node], "names": {"nl": f"Groep {i}", "fr": f"Groupe {i}"}}
            )
        text = (await room.http.get(wall, headers={"Accept-Language": "nl"})).text
        assert "Verder aangehaald" in text
        assert "1 nog te plaatsen" in text
        assert "De achtste plaats is gedeeld." in text
        assert "Groupe 0" in (await room.http.get(f"{wall}?lang=fr")).text
        await room.ok(room.lead, "POST", f"/cards/{lotuses[4]}/spotlight")
        assert "Praktijk 5" in (await room.http.get(wall)).text
        await room.ok(room.lead, "POST", f"/cards/{lotuses[4]}/hide")
        assert "Praktijk 5" not in (await room.http.get(wall)).text
        assert 'style="' not in text.split('id="r-stagearea"')[1].split('id="r-table"')[0]


async def test_a_frozen_wall_stands_still(tmp_path):
    async with tables(tmp_path) as room:
        ada = await room.join(1)
        lotus = (await room.ok(ada, "POST", "/lotuses", {"centre": "x"}))["id"]
        first = (await room.ok(ada, "POST", f"/lotuses/{lotus}/petals", {"text": "Eerste"}))["node"]
        await room.ok(room.lead, "PATCH", "", {"frozen": True})
        await room.ok(ada, "POST", f"/lotuses/{lotus}/petals", {"text": "Tweede"})
        for spot in (False, True):
            if spot:
                await room.ok(room.lead, "POST", f"/cards/{lotus}/spotlight")
            wall = (await room.http.get(f"/r/{room.code}/board")).text
            assert "Eerste" in wall
            assert "Tweede" not in wall
        await room.ok(room.lead, "POST", f"/cards/{first}/hide")
        assert "Eerste" not in (await room.http.get(f"/r/{room.code}/board")).text
        await room.ok(room.lead, "PATCH", "", {"frozen": False})
        assert "Tweede" in (await room.http.get(f"/r/{room.code}/board")).text


async def test_own_petals_stand_under_mine_with_plain_forms(tmp_path):
    async with tables(tmp_path) as room:
        ada, bo = await room.join(1), await room.join(1)
        lotus = (await room.ok(ada, "POST", "/lotuses", {"centre": "Samen <eten>"}))["id"]
        node = (await room.ok(ada, "POST", f"/lotuses/{lotus}/petals", {"text": "Een <b>vaste</b> plek"}))["node"]
        home = (await page(room, ada, "?home")).text
        mine = home.split('id="r-mine"')[1]
        assert "Een &lt;b&gt;vaste&lt;/b&gt; plek" in mine
        assert "Blaadje van “Samen &lt;eten&gt;”" in mine
        assert f"/mine/{node}" in mine
        assert f"/mine/{node}" not in (await page(room, bo, "?home")).text.split('id="r-mine"')[1]
        assert (await page(room, bo, f"/mine/{node}")).status_code == 403
        assert 'name="text"' in (await page(room, ada, f"/mine/{node}")).text
        empty = await page(room, ada, f"/mine/{node}", {"text": " "})
        assert (empty.status_code, 'aria-invalid="true"' in empty.text) == (422, True)
        assert (await page(room, ada, f"/mine/{node}", {"text": "Elke dinsdag"})).status_code == 303
        assert "Elke dinsdag" in (await page(room, bo, "?home")).text
        assert (await page(room, ada, f"/mine/{node}/withdraw", {"x": "1"})).status_code == 303
        assert "Elke dinsdag" not in (await page(room, bo, "?home")).text


async def test_a_table_puts_a_precondition_with_the_preconditions(tmp_path):
    async with tables(tmp_path) as room:
        ada, bo = await room.join(1), await room.join(1)
        lotus = (await room.ok(ada, "POST", "/lotuses", {"centre": "Samen eten"}))["id"]
        node = (await room.ok(ada, "POST", f"/lotuses/{lotus}/petals", {"text": "geld voor vrijwilligers"}))["node"]
        petal = f"/lotus/{lotus}/petal/{node}"
        assert "Zet het ook bij de randvoorwaarden" not in (await page(room, bo, petal)).text
        assert (await page(room, bo, petal, {"do": "link", "value": "1"})).status_code == 409
        await page(room, bo, petal, {"do": "kind", "value": "precondition"})
        assert "Zet het ook bij de randvoorwaarden" in (await page(room, bo, petal)).text
        assert (await page(room, bo, petal, {"do": "link", "value": "1"})).status_code == 303
        assert "Staat ook bij de randvoorwaarden" in (await page(room, bo, petal)).text
        texts = [s["text"] for theme in (await room.state())["themes"] for s in theme["statements"]]
        assert texts == ["geld voor vrijwilligers"]
        assert '<div class="kind"><h3>Randvoorwaarden' in (await page(room, bo, "?home")).text
        await page(room, bo, petal, {"do": "kind", "value": "goal"})
        assert '<div class="kind"><h3>Doelen' in (await page(room, bo, "?home")).text
        await page(room, bo, petal, {"do": "link", "value": "0"})
        assert (await room.state())["counts"]["preconditions"] == 0
        assert (await room.state())["counts"]["characteristics"] == 1
