"""A rehearsed hall of thirty tables in three languages, grouped at the desk, and counted again from its bare events.

The count below knows the log and nothing else: no code of lotuses, groups or views. State, groups, the board and the
exports must say what it says.
"""

from __future__ import annotations

import html
import random
import re
from collections import defaultdict
from typing import Any

import pytest

from app.rehearsal.run import Plan, rehearse
from tests.app.running import running

pytestmark = pytest.mark.slow
PLAN = Plan(
    phones=60, minutes=0, seed=11, tables=30, interventions=1, preconditions=0, petals=26,
    stages=("interventions", "lotus"),
)  # fmt: skip


class Recount:
    """What a log of events (as the API gives them) amounts to."""

    def __init__(self, events: list[dict[str, Any]]) -> None:
        self.table_of: dict[str, int] = {}
        self.nodes: dict[str, dict[str, Any]] = {}
        self.groups: dict[str, dict[str, Any]] = {}
        self.hidden: set[str] = set()
        for event in events:
            self.seq = event["seq"]
            self.tell(event["kind"], event["data"])

    def tell(self, kind: str, d: dict[str, Any]) -> None:
        if kind == "undone":
            d = dict(d["inverse"])
            kind = d.pop("kind")
        getattr(self, kind, lambda d: None)(d)

    def lotus_opened(self, d: dict[str, Any]) -> None:
        self.table_of[d["lotus"]] = d["table"]

    def petal_put(self, d: dict[str, Any]) -> None:
        self.nodes[d["node"]] = {
            "table": self.table_of[d["of"]], "author": d["author"], "text": d["text"], "parent": d.get("parent"),
            "slot": d.get("slot"), "ingredient": d.get("ingredient"), "strongest": False, "open": False,
            "kind": "undecided", "seq": self.seq,
        }  # fmt: skip

    def petal_changed(self, d: dict[str, Any]) -> None:
        node = self.nodes[d["node"]]
        node.update({name: d[name] for name in ("text", "strongest", "open") if d.get(name) is not None})
        if d.get("nature") is not None:
            node["kind"] = d["nature"]
        if d.get("slot") is not None:
            node["slot"] = d["slot"] or None

    def kinds_settled(self, d: dict[str, Any]) -> None:
        for node, kind in d["kinds"].items():
            self.nodes[node]["kind"] = kind

    def group_made(self, d: dict[str, Any]) -> None:
        self.groups[d["group"]] = {"names": d["names"], "family": d.get("family"), "in": set(), "also": set()}
        self.move(d["members"], d["group"])

    def move(self, members: list[str], group: str) -> None:
        for each in self.groups.values():
            each["in"] -= set(members)
        self.groups[group]["also"] -= set(members)
        self.groups[group]["in"] |= set(members)

    def group_changed(self, d: dict[str, Any]) -> None:
        group = self.groups[d["group"]]
        group["names"] = {**group["names"], **d.get("names", {})}
        if d.get("family") is not None:
            group["family"] = d["family"] or None
        for node in d.get("remove", ()):
            group["in"].discard(node)
        self.move(d.get("add", []), d["group"])
        for node in d.get("also", ()):
            for each in self.groups.values():
                each["also"].discard(node)
            group["also"].add(node)

    def group_split(self, d: dict[str, Any]) -> None:
        family = self.groups[d["group"]]["family"]
        self.groups[d["new"]] = {"names": d["names"], "family": family, "in": set(), "also": set()}
        self.move(d["members"], d["new"])

    def group_merged(self, d: dict[str, Any]) -> None:
        gone = self.groups.pop(d["group"])
        self.groups[d["into"]]["family"] = self.groups[d["into"]]["family"] or gone["family"]
        self.move(list(gone["in"]), d["into"])

    def group_dissolved(self, d: dict[str, Any]) -> None:
        del self.groups[d["group"]]

    def groups_restored(self, d: dict[str, Any]) -> None:
        for id in d.get("dropped", ()):
            self.groups.pop(id, None)
        for then in d.get("groups", ()):
            for each in self.groups.values():
                each["in"] -= set(then.get("members", ()))
            self.groups[then["group"]] = {
                "names": then["names"], "family": then.get("family"),
                "in": set(then.get("members", ())), "also": set(then.get("also", ())),
            }  # fmt: skip

    def card_hidden(self, d: dict[str, Any]) -> None:
        self.hidden.add(d["card"])

    def card_shown(self, d: dict[str, Any]) -> None:
        self.hidden.discard(d["card"])

    def card_withdrawn(self, d: dict[str, Any]) -> None:
        if self.nodes.pop(d["card"], None):
            for each in self.groups.values():
                each["in"].discard(d["card"])
            for node in self.nodes.values():
                if node["parent"] == d["card"]:
                    node.update(parent=None, slot=None)

    def ranked(self) -> list[dict[str, Any]]:
        """The groups that have visible petals, in order of importance."""
        rows = []
        for id, group in self.groups.items():
            some = [n for i, n in self.nodes.items() if i in group["in"] and i not in self.hidden]
            if some:
                row = {
                    "id": id, "names": group["names"], "members": {i for i in group["in"] if i not in self.hidden},
                    "tables": len({n["table"] for n in some}), "people": len({n["author"] for n in some}),
                    "marks": sum(n["strongest"] or n["open"] for n in some), "count": len(some),
                    "kinds": [n["kind"] for n in some], "family": group["family"], "first": min(n["seq"] for n in some),
                }  # fmt: skip
                row["level"] = (-row["tables"], -row["people"], -row["marks"])
                rows.append(row)
        rows.sort(key=lambda row: (row["level"], row["first"]))
        for row in rows:
            row["place"] = 1 + sum(other["level"] < row["level"] for other in rows)
        return rows

    def path(self, id: str) -> str:
        node = self.nodes[id]
        if node["slot"] is None:
            return ""
        above = self.path(node["parent"]) if node["parent"] else "-"
        return "" if not above else f"{above}.{node['slot']}".removeprefix("-.")


async def at_the_desk(room: Any, dice: random.Random) -> None:
    """Confirms what the machine proposes, then moves, splits, merges, renames, hides, and takes things back."""

    async def do(method: str, path: str, body: Any = None) -> Any:
        answer = await room(method, path, body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    for number, proposal in enumerate((await do("GET", "/groups/proposals"))["proposals"][:30]):
        assert all(b["said"] for b in proposal["because"])
        names = {code: f"{name[:60]} {number}" for code, name in proposal["names"].items()}
        family = {"family": proposal["family"]} if proposal["family"] else {}
        await do("POST", "/groups", {"members": proposal["members"], "names": names, **family})
    said = await do("GET", "/groups")
    ids, loose = [g["id"] for g in said["groups"]], said["loose"]
    members = {g["id"]: g["members"] for g in said["groups"]}
    for node in dice.sample(loose, 40):
        await do("PATCH", f"/groups/{dice.choice(ids)}", {"add": [node]})
    await do("POST", f"/groups/{ids[0]}/split", {"members": members[ids[0]][:3], "name": "Gesplitst"})
    await do("POST", f"/groups/{ids[1]}/merge", {"into": ids[2]})
    await do("PATCH", f"/groups/{ids[3]}", {"name": "Anders genoemd", "also": members[ids[4]][:2]})
    await do("PATCH", f"/groups/{ids[5]}", {"remove": members[ids[5]][:2], "family": "talent"})
    await do("POST", "/groups/kinds", {"members": members[ids[6]], "kind": "goal"})
    await do("POST", f"/cards/{members[ids[7]][0]}/hide")
    await do("DELETE", f"/groups/{ids[8]}")
    for method, path, body in (
        ("DELETE", f"/groups/{ids[9]}", None),
        ("POST", f"/groups/{ids[10]}/merge", {"into": ids[11]}),
        ("POST", f"/groups/{ids[12]}/split", {"members": members[ids[12]][:1], "name": "Weg"}),
        ("PATCH", f"/groups/{ids[13]}", {"name": "Weer weg", "add": loose[:5], "family": "sharing"}),
        ("POST", "/groups/kinds", {"members": members[ids[14]], "kind": "precondition"}),
    ):
        await do(method, path, body)
        await do("POST", "/undo")


async def test_a_rehearsed_hall_counts_as_it_does_by_hand(tmp_path):
    async with running(tmp_path, device_rate="0", room_rate=0) as server:
        code, tally = await rehearse(
            str(server.http.base_url).rstrip("/"),
            server.context.settings.organiser_token,
            "new",
            PLAN,
            lambda text: None,
        )
        assert tally.petals >= 30 * 32 * 0.9
        lead = server.organiser

        async def room(method: str, path: str, body: Any = None, language: str = "nl") -> Any:
            headers = {**lead, "Accept-Language": language}
            return await server.http.request(method, f"/api/rooms/{code}{path}", json=body, headers=headers, timeout=60)

        await at_the_desk(room, random.Random(3))
        events: list[dict[str, Any]] = []
        while more := (await room("GET", f"/events?since={events[-1]['seq'] if events else 0}")).json()["events"]:
            events += more
        mine = Recount(events)
        by_table: dict[int, int] = defaultdict(int)
        for node in mine.nodes.values():
            by_table[node["table"]] += 1
        assert len(by_table) == 30
        assert min(by_table.values()) >= 32
        assert max(by_table.values()) <= 72
        ranked = mine.ranked()
        assert len(ranked) > 20
        grouped = set().union(*(g["in"] for g in mine.groups.values()))
        visible = set(mine.nodes) - mine.hidden
        for language in ("nl", "fr", "en"):
            await same_state(room, mine, ranked, visible, language)
        await same_groups(room, mine, ranked)
        await same_exports(room, mine)
        await room("PATCH", "", {"board": "lotus"})
        page = (await server.http.get(f"/r/{code}/board?lang=fr")).text
        same_board(page, ranked, len(visible), len(visible - grouped))


def name_of(row: dict[str, Any], language: str) -> str:
    names = row["names"]
    return names.get(language) or names.get("nl") or names[min(names)]


async def same_state(room: Any, mine: Recount, ranked: list[dict[str, Any]], visible: set[str], language: str) -> None:
    state = (await room("GET", "/state", None, language)).json()
    assert state["counts"]["characteristics"] == len(visible)
    clusters = state["lotus"]["clusters"]
    found = [k for k in clusters if k["group"]]
    assert [k["id"] for k in found] == [row["id"] for row in ranked]
    for row, k in zip(ranked, found, strict=True):
        for name in ("tables", "people", "marks", "count", "place"):
            assert k[name] == row[name], (name, row)
        assert set(k["members"]) == row["members"]
        assert k["label"] == name_of(row, language)
        assert row["family"] is None or k["family"] == row["family"]
        if len(set(row["kinds"])) == 1:
            assert k["kind"] == row["kinds"][0]
    loose = [m for k in clusters if not k["group"] for m in k["members"]]
    assert sorted(loose) == sorted(visible - set().union(*(g["in"] for g in mine.groups.values())))


async def same_groups(room: Any, mine: Recount, ranked: list[dict[str, Any]]) -> None:
    said = {g["id"]: g for g in (await room("GET", "/groups")).json()["groups"]}
    assert {id: (set(g["members"]), set(g["also"])) for id, g in said.items()} == {
        id: (g["in"], g["also"]) for id, g in mine.groups.items()
    }
    for row in ranked:
        assert {name: said[row["id"]][name] for name in ("tables", "people", "marks", "count", "place")} == {
            name: row[name] for name in ("tables", "people", "marks", "count", "place")
        }


async def same_exports(room: Any, mine: Recount) -> None:
    petals = {p["id"]: p for p in (await room("GET", "/export.json")).json()["petals"]}
    assert set(petals) == set(mine.nodes)
    home = {node: id for id, g in mine.groups.items() for node in g["in"]}
    for id, node in mine.nodes.items():
        row = petals[id]
        assert (row["path"], row["kind"], row["group"]) == (mine.path(id), node["kind"], home.get(id, ""))
        assert (row["source"], row["hidden"]) == ("longlist" if node["ingredient"] else "own", id in mine.hidden)
        family = mine.groups[home[id]]["family"] if id in home else None
        assert family is None or row["family"] == family


def same_board(page: str, ranked: list[dict[str, Any]], heart: int, loose: int) -> None:
    """The wall in French: eight petals with their counts, the heart, the rest, and what waits."""
    drawing = re.search(r'<svg class="lotus-svg".*?</svg>', page, re.S)
    assert drawing is not None
    label = html.unescape(re.search(r'aria-label="([^"]*)"', drawing[0])[1])  # type: ignore[index]
    assert label.endswith(", ".join(f"{name_of(row, 'fr')}: {row['count']}" for row in ranked[:8]))
    counts = re.findall(r'<text class="n"[^>]*>(\d+)</text>', drawing[0])
    assert [int(n) for n in counts] == [row["count"] for row in ranked[:8]]
    assert int(re.search(r'class="core-n"[^>]*>(\d+)<', drawing[0])[1]) == heart  # type: ignore[index]
    also = re.search(r'<section class="also">.*?</section>', page, re.S)[0]  # type: ignore[index]
    told = [int(n) for n in re.findall(r'<b class="num">(\d+)</b>', also)]
    assert len(told) >= 3  # as many as the column has room for
    assert told == [row["count"] for row in ranked[8 : 8 + len(told)]]
    rule = re.search(r'<p class="lotus-rule">.*?</p>', page, re.S)[0]  # type: ignore[index]
    waiting = re.search(r"</b>, (\d+)", rule)
    assert int(waiting[1] if waiting else 0) == loose
