"""Lotuses, petals and groups over the API, as CONTRACT.md says, and what is answered to what is wrong."""

from __future__ import annotations

import asyncio
import csv
import io
import xml.etree.ElementTree as ET

from openpyxl import load_workbook

from tests.app.lotus_room import new_key, tables


async def test_a_table_fills_a_lotus(tmp_path):
    async with tables(tmp_path) as room:
        ada, bo, dre = await room.join(1), await room.join(1, "fr"), await room.join(2)
        first = await room.call(ada, "POST", "/lotuses", {"centre": "Samen koken"}, key=new_key())
        assert first.status_code == 201
        again = await room.call(bo, "POST", "/lotuses", {"centre": "samen koken"}, key=new_key())
        assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
        petals = f"/lotuses/{first.json()['id']}/petals"
        key = new_key()
        made = await room.call(ada, "POST", petals, {"slot": 3, "text": "Iemand die het draagt"}, key=key)
        assert made.status_code == 201
        assert {k: made.json()[k] for k in ("slot", "path", "bumped")} == {"slot": 3, "path": "3", "bumped": False}
        resent = await room.call(ada, "POST", petals, {"slot": 3, "text": "Iemand die het draagt"}, key=key)
        assert (resent.status_code, resent.json()) == (200, made.json())
        pick = await room.ok(bo, "POST", petals, {"slot": 3, "ingredient": _ingredient(room)})
        assert (pick["slot"], pick["bumped"]) == (4, True)
        seen = await room.ok(bo, "GET", f"/lotuses/{first.json()['id']}")
        texts = {n["path"]: n for n in seen["nodes"]}
        assert (texts["4"]["source"], texts["4"]["language"], texts["4"]["bumped_from"]) == ("longlist", "fr", 3)
        node = texts["3"]["id"]
        await room.ok(bo, "PATCH", f"{petals}/{node}", {"strongest": True, "open": True, "kind": "goal"})
        below = await room.ok(ada, "POST", petals, {"parent": node, "slot": 5, "text": "Diep"})
        assert below["path"] == "3.5"
        moved = await room.ok(ada, "PATCH", f"{petals}/{below['node']}", {"slot": None})
        assert (moved["slot"], moved["path"]) == (None, None)
        await room.refused("not_your_table", dre, "GET", f"/lotuses/{first.json()['id']}")
        await room.refused("no_token", "", "GET", f"/lotuses/{first.json()['id']}")
        await room.refused("not_your_table", dre, "POST", petals, {"text": "x"})
        await room.refused("not_yours", bo, "PATCH", f"{petals}/{node}", {"text": "anders"})
        state = await room.state()
        assert state["counts"]["characteristics"] == 3
        assert sorted(c["label"] for c in state["lotus"]["clusters"])[0] == "Diep"


def _ingredient(room):
    return room.app.state.context.service.peek(room.code).the_method.ingredients[0].id


async def test_two_phones_on_one_slot_at_once(tmp_path):
    async with tables(tmp_path) as room:
        people = [await room.join(1) for _ in range(12)]
        lotus = (await room.ok(people[0], "POST", "/lotuses", {"centre": "x"}))["id"]
        answers = await asyncio.gather(
            *(
                room.ok(p, "POST", f"/lotuses/{lotus}/petals", {"slot": 3, "text": f"woord {i}"})
                for i, p in enumerate(people)
            )
        )
        answers.sort(key=lambda a: a["seq"])
        assert [a["slot"] for a in answers] == [3, 4, 5, 6, 7, 8, 1, 2, None, None, None, None]
        assert [a["bumped"] for a in answers] == [False] + [True] * 11


async def test_what_is_wrong_has_a_defined_answer(tmp_path):
    async with tables(tmp_path) as room:
        ada = await room.join(1)
        lotus = (await room.ok(ada, "POST", "/lotuses", {"centre": "x"}))["id"]
        petals = f"/lotuses/{lotus}/petals"
        await room.refused("empty", ada, "POST", "/lotuses", {})
        await room.refused("unknown_card", ada, "POST", "/lotuses", {"intervention": "nope"})
        await room.refused("not_your_table", ada, "POST", "/lotuses", {"centre": "y", "table": 2})
        await room.refused("empty", ada, "POST", petals, {"text": "  "})
        await room.refused("too_long", ada, "POST", petals, {"text": "x" * 300})
        await room.refused("unknown_choice", ada, "POST", petals, {"ingredient": "nope"})
        for slot in (0, 9, -1):
            await room.refused("out_of_range", ada, "POST", petals, {"text": "x", "slot": slot})
        await room.refused("bad_path", ada, "POST", petals, {"text": "x", "parent": "1.1.1"})
        await room.refused("unknown_petal", ada, "POST", petals, {"text": "x", "parent": "1"})
        await room.refused("unknown_lotus", ada, "POST", "/lotuses/nope/petals", {"text": "x"})
        node = (await room.ok(ada, "POST", petals, {"text": "x"}))["node"]
        await room.refused("unknown_choice", ada, "PATCH", f"{petals}/{node}", {"kind": "dream"})
        await room.refused("not_strongest", ada, "PATCH", f"{petals}/{node}", {"open": True})
        await room.refused("empty", ada, "PATCH", f"{petals}/{node}", {"text": ""})
        await room.ok(ada, "DELETE", f"{petals}/{node}")
        await room.refused("parent_withdrawn", ada, "POST", petals, {"text": "x", "parent": node})
        await room.refused("card_withdrawn", ada, "PATCH", f"{petals}/{node}", {"kind": "goal"})
        events = await room.ok(room.lead, "GET", "/events?since=0")
        assert all(e["data"].get("text") != "x" for e in events["events"])
        said = {}
        for language in ("nl", "fr", "en"):
            answer = await room.refused("unknown_lotus", ada, "GET", "/lotuses/nope", **{"Accept-Language": language})
            said[language] = answer["title"]
        assert said["nl"] == "Deze lotus bestaat niet in deze kamer."
        assert len(set(said.values())) == 3


async def test_groups_from_proposals(tmp_path):
    async with tables(tmp_path) as room:
        nodes = {}
        for table, text in (
            (1, "Kennis delen"),
            (2, "delen van kennis"),
            (3, "Trekkers met vuur"),
            (4, "kennis DELEN!"),
        ):
            who = await room.join(table)
            lotus = (await room.ok(who, "POST", "/lotuses", {"centre": "x"}))["id"]
            nodes[table] = (await room.ok(who, "POST", f"/lotuses/{lotus}/petals", {"text": text}))["node"]
        ada = await room.join(1)
        await room.refused("not_allowed", ada, "GET", "/groups/proposals")
        await room.refused("not_allowed", ada, "POST", "/groups", {"name": "x", "members": [nodes[1]]})
        (proposal,) = (await room.ok(room.lead, "GET", "/groups/proposals"))["proposals"]
        assert set(proposal["members"]) == {nodes[1], nodes[2], nodes[4]}
        assert {b["why"] for b in proposal["because"]} == {"same_words", "same_stems"}
        group = await room.ok(
            room.lead,
            "POST",
            "/groups",
            {"members": proposal["members"], "names": proposal["names"], "family": "sharing"},
        )
        assert (group["name"], group["tables"], group["place"]) == ("Kennis delen", 3, 1)
        assert (await room.ok(room.lead, "GET", "/groups/proposals"))["proposals"] == []
        path = f"/groups/{group['id']}"
        await room.ok(room.lead, "PATCH", path, {"names": {"fr": "Partager le savoir"}, "add": [nodes[3]]})
        state = await room.state("fr")
        assert [(c["label"], c["count"], c["family"]) for c in state["lotus"]["clusters"]] == [
            ("Partager le savoir", 4, "sharing")
        ]
        await room.refused(
            "would_be_empty", room.lead, "POST", f"{path}/split", {"members": list(nodes.values()), "name": "y"}
        )
        split = await room.ok(room.lead, "POST", f"{path}/split", {"members": [nodes[3]], "name": "Trekkers"})
        await room.refused("name_taken", room.lead, "PATCH", path, {"name": "trekkers"})
        await room.refused("into_itself", room.lead, "POST", f"{path}/merge", {"into": group["id"]})
        await room.refused("unknown_choice", room.lead, "PATCH", path, {"family": "nope"})
        await room.refused("unknown_choice", room.lead, "PATCH", path, {"names": {"xx": "x"}})
        await room.refused("no_such_group", room.lead, "PATCH", "/groups/nope", {"name": "x"})
        await room.ok(room.lead, "POST", f"/groups/{split['id']}/merge", {"into": group["id"]})
        await room.ok(room.lead, "POST", "/undo")
        groups = (await room.ok(room.lead, "GET", "/groups"))["groups"]
        assert [(g["name"], len(g["members"])) for g in groups] == [("Kennis delen", 3), ("Trekkers", 1)]
        await room.ok(room.lead, "DELETE", f"/groups/{split['id']}")
        await room.ok(room.lead, "DELETE", path)
        await room.ok(room.lead, "POST", "/groups/apart", {"members": [nodes[1], nodes[2]]})
        (proposal,) = (await room.ok(room.lead, "GET", "/groups/proposals"))["proposals"]
        assert not {nodes[1], nodes[2]} <= set(proposal["members"])


async def test_drawing_and_table_to_take_away(tmp_path):
    async with tables(tmp_path) as room:
        ada = await room.join(1)
        lotus = (await room.ok(ada, "POST", "/lotuses", {"centre": "Koken & <eten>"}))["id"]
        await room.ok(ada, "POST", f"/lotuses/{lotus}/petals", {"text": "=1+1", "slot": 2})
        await room.ok(ada, "POST", f"/lotuses/{lotus}/petals", {"text": "<script>alert(1)</script>"})
        answer = await room.call(ada, "GET", f"/lotuses/{lotus}.svg")
        assert answer.headers["content-type"] == "image/svg+xml"
        drawing = ET.fromstring(answer.content)
        assert "Koken & <eten>" in "".join(drawing.itertext())
        assert not [e for e in drawing.iter() if e.tag.endswith("script")]
        await room.refused("not_allowed", ada, "GET", "/petals.csv")
        sheet = (await room.call(room.lead, "GET", "/petals.csv")).content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(sheet)))
        assert [(r["path"], r["text"]) for r in rows] == [("1", "<script>alert(1)</script>"), ("2", "'=1+1")]
        assert (await room.ok(room.lead, "GET", "/petals"))["petals"][1]["text"] == "=1+1"


async def test_every_export_has_every_petal_with_path_kind_source_group_and_family(tmp_path):
    async with tables(tmp_path) as room:
        ada = await room.join(1)
        lotus = (await room.ok(ada, "POST", "/lotuses", {"centre": "Koken"}))["id"]
        put = f"/lotuses/{lotus}/petals"
        first = (await room.ok(ada, "POST", put, {"ingredient": _ingredient(room), "slot": 3}))["node"]
        await room.ok(ada, "PATCH", f"{put}/{first}", {"strongest": True, "open": True, "kind": "goal"})
        deep = (await room.ok(ada, "POST", put, {"parent": first, "slot": 5, "text": "=1+1"}))["node"]
        for i in range(8):
            bench = (await room.ok(ada, "POST", put, {"text": f"trekkers met vuur {i}"}))["node"]
        await room.ok(room.lead, "POST", "/groups", {"members": [deep], "name": "Som", "family": "talent"})
        wanted = {
            first: ("3", "goal", "longlist", "", "visibility"),
            deep: ("3.5", "undecided", "own", "Som", "talent"),
            bench: ("", "undecided", "own", "", "drivers"),  # what the machine takes it for
        }
        document = (await room.call(room.lead, "GET", "/export.json")).json()
        sheet = (await room.call(room.lead, "GET", "/export.csv?of=petals")).content.decode("utf-8-sig")
        book = load_workbook(io.BytesIO((await room.call(room.lead, "GET", "/export.xlsx?lang=nl")).content))
        petals = list(book["Bloembladen"].iter_rows(values_only=True))
        cells = [dict(zip(petals[0], ["" if v is None else v for v in row], strict=True)) for row in petals[1:]]
        listed = list(csv.DictReader(io.StringIO(sheet)))
        for rows in (document["petals"], listed):
            found = {r["id"]: (r["path"], r["kind"], r["source"], r["group_name"], r["family"]) for r in rows}
            assert len(found) == 10
            assert {id: found[id] for id in wanted} == wanted
        assert next(r["text"] for r in listed if r["id"] == deep) == "'=1+1"
        assert len(cells) == 10
        one = next(r for r in cells if r["id"] == deep)
        assert (one["path"], one["source"], one["group"], one["text"]) == ("3.5", "own", "Som", "=1+1")
        assert one["family"].startswith("Talenten")
        assert next(r for r in cells if r["id"] == first)["ingredient"] == _ingredient(room)


async def test_beyond_the_rings_and_a_heart_that_went_have_an_answer_too(tmp_path):
    async with tables(tmp_path) as room:
        await room.stage("interventions")
        ada, bo = await room.join(1), await room.join(1)
        title = {"title": "Samen koken", "preconditions": []}
        made = [(await room.ok(ada, "POST", "/interventions", title))["id"] for _ in range(2)]
        await room.stage("lotus", "choose")
        lotus = (await room.ok(ada, "POST", "/lotuses", {"intervention": made[0]}))["id"]
        put = f"/lotuses/{lotus}/petals"
        first = (await room.ok(ada, "POST", put, {"text": "a"}))["node"]
        await room.ok(ada, "PATCH", f"{put}/{first}", {"strongest": True, "open": True})
        await room.ok(ada, "POST", put, {"text": "b", "parent": "1"})
        await room.refused("beyond_rings", ada, "POST", put, {"text": "c", "parent": "1.1"})
        await room.ok(room.lead, "POST", f"/cards/{made[1]}/hide")
        await room.refused("centre_hidden", bo, "POST", "/lotuses", {"intervention": made[1]})
        await room.ok(room.lead, "POST", f"/cards/{made[0]}/hide")
        await room.ok(bo, "POST", put, {"text": "de tafel werkt voort"})
        assert "Samen koken" not in (await room.http.get(f"/r/{room.code}/board")).text
        await room.ok(ada, "DELETE", f"/cards/{made[0]}")
        await room.refused("centre_withdrawn", bo, "POST", put, {"text": "te laat"})
        assert (await room.call(room.lead, "GET", "/groups/proposals")).status_code == 200
