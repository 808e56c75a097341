"""Counts a day again from its bare events as JSON, with no code of the room, the synthesis or the lotus."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sessions import codec
from sessions.events import Record

Numbers = tuple[int, int, int]
"""Tables, people, entries."""
FEWEST = 5


class Recount:
    """The day as plain dicts, and every number of a report worked out from them."""

    def __init__(self, log: Sequence[Record]) -> None:
        self.people: dict[str, dict[str, Any]] = {}
        self.cards: dict[str, dict[str, Any]] = {}
        self.nodes: dict[str, dict[str, Any]] = {}
        self.lotuses: dict[str, dict[str, Any]] = {}
        self.home: dict[str, str] = {}
        self.groups: dict[str, dict[str, Any]] = {}
        self.dots: dict[str, dict[str, Any]] = {}
        held = False
        events = [json.loads(codec.encode(record.event)) for record in log]
        undone = {data["undoes"] for data in events if data["kind"] == "undone"}
        for seq, d in enumerate(events, start=1):
            kind = d["kind"]
            if seq in undone or kind == "undone":
                continue
            if kind == "room_opened":
                self.method, self.set_tables = d["method"], d["tables"]
            elif kind == "room_changed" and "moderation" in d:
                held = d["moderation"] == "hold"
            elif kind == "participant_joined":
                self.people[d["participant"]] = d
            elif kind == "intervention_submitted":
                self.cards[d["intervention"]] = {**d, "type": "practice", "out": held, "seq": seq}
                for p in d.get("preconditions", []):
                    self.cards[p["id"]] = {
                        **p, "type": "statement", "out": False, "seq": seq, "author": d["author"],
                        "table": d.get("table"), "parent": d["intervention"],
                    }  # fmt: skip
            elif kind == "finding_submitted":
                self.cards[d["finding"]] = {**d, "type": "finding", "out": False, "seq": seq}
            elif kind == "commitment_made":
                self.cards[d["commitment"]] = {**d, "type": "promise", "out": False, "seq": seq}
            elif kind in ("preconditions_placed", "rule_made"):
                for move in d.get("moves", []):
                    self.cards[move["precondition"]]["placed"] = move["placed"]
            elif kind in ("card_hidden", "card_withdrawn"):
                (self.cards if d["card"] in self.cards else self.nodes)[d["card"]]["out"] = True
            elif kind == "card_merged":
                self.cards[d["card"]]["into"] = d["into"]
            elif kind == "card_split":
                del self.cards[d["card"]]["into"]
            elif kind == "lotus_opened":
                self.lotuses[d["lotus"]] = d
            elif kind == "petal_put":
                self.nodes[d["node"]] = {**d, "out": False, "table": self.lotuses[d["of"]]["table"]}
            elif kind == "petal_changed":
                self.nodes[d["node"]].update({k: d[k] for k in ("strongest", "nature") if k in d})
            elif kind == "group_made":
                self.groups[d["group"]] = d
                self.home.update(dict.fromkeys(d["members"], d["group"]))
            elif kind == "dots_spent":
                self.dots[d["author"]] = d

    def label(self, list_: str, id: str, language: str = "en") -> str:
        if id == "other":
            return str(self.method["other"][language])
        (found,) = (x for x in self.method[list_] if x["id"] == id)
        return str(found["label"][language])

    def _fit(self, card: dict[str, Any]) -> bool:
        return not card["out"] and ("parent" not in card or not self.cards[card["parent"]]["out"])

    def seen(self, type_: str, merged: bool = False) -> list[dict[str, Any]]:
        """The cards everybody may see; `merged` adds those that stand behind another."""
        return [
            card
            for card in self.cards.values()
            if card["type"] == type_ and self._fit(card)
            and ("into" not in card or (merged and self._fit(self.cards[card["into"]])))
        ]  # fmt: skip

    @property
    def petals(self) -> dict[str, dict[str, Any]]:
        return {id: n for id, n in self.nodes.items() if not n["out"]}

    @property
    def contributors(self) -> int:
        said = [*self.seen("practice"), *self.seen("statement", True), *self.seen("finding"), *self.petals.values()]
        return len({card["author"] for card in said})

    def shares(self, of: str) -> Counter[str]:
        """People by actor, sector or language."""
        return Counter(p.get(of, "nl" if of == "language" else "") for p in self.people.values())

    def ticked(self, of: str) -> Counter[str]:
        """Interventions by what was ticked."""
        return Counter(card.get(of, "") for card in self.seen("practice"))

    @property
    def levers(self) -> Counter[str]:
        return Counter(lever for card in self.seen("practice") for lever in card.get("levers", []))

    def _numbers(self, cards: Iterable[dict[str, Any]]) -> Numbers:
        some = list(cards)
        tables = {card["table"] for card in some if card.get("table") is not None}
        return len(tables), len({card["author"] for card in some}), sum("into" not in card for card in some)

    def of_cards(self, ids: Iterable[str]) -> Numbers:
        """Some statements with those merged into them."""
        wanted = set(ids)
        return self._numbers(
            card for card in self.seen("statement", True) if {self._id(card), card.get("into")} & wanted
        )

    def _id(self, card: dict[str, Any]) -> str:
        return str(card["id"])

    @property
    def themes(self) -> dict[str, Numbers]:
        """`other` too; themes that nobody named have zeros."""
        standing: dict[str, list[str]] = {t["id"]: [] for t in self.method["themes"]} | {"other": []}
        for card in self.seen("statement"):
            standing[card["placed"]["theme"]].append(card["id"])
        return {theme: self.of_cards(ids) for theme, ids in standing.items()}

    @property
    def ranks(self) -> dict[str, Numbers]:
        """Group to tables, people, entries."""
        return {g: self._numbers(self.members(g)) for g in self.groups}

    def members(self, group: str) -> list[dict[str, Any]]:
        return [node for id, node in self.petals.items() if self.home.get(id) == group]

    def marks(self, group: str) -> int:
        return sum(bool(node.get("strongest")) for node in self.members(group))

    @property
    def ordered_groups(self) -> list[str]:
        """By tables, people, marks; then the first that came."""
        first = {g: min(list(self.nodes).index(n["node"]) for n in self.members(g)) for g in self.groups}
        return sorted(self.groups, key=lambda g: (-self.ranks[g][0], -self.ranks[g][1], -self.marks(g), first[g]))

    @property
    def families(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for g, made in self.groups.items():
            if made.get("family"):
                found[made["family"]] += self.ranks[g][2]
        return found

    @property
    def loose(self) -> list[str]:
        return [id for id in self.petals if id not in self.home]

    def rather(self, kind: str) -> set[str]:
        """Names of the groups and words of the loose petals that are rather a goal or a precondition."""
        found = {self.nodes[id]["text"] for id in self.loose if self.nodes[id].get("nature") == kind}
        for g, made in self.groups.items():
            said = Counter(n["nature"] for n in self.members(g) if n.get("nature", "undecided") != "undecided")
            first = said.most_common(2)
            if first and first[0][0] == kind and (len(first) == 1 or first[0][1] > first[1][1]):
                found.add(made["names"]["en"])
        return found

    @property
    def voters(self) -> int:
        return sum(bool(d.get("themes") or d.get("characteristics")) for d in self.dots.values())

    def spent(self, on: str) -> Counter[str]:
        found: Counter[str] = Counter()
        for ballot in self.dots.values():
            found.update(ballot.get(on, {}))
        return found

    @property
    def placing(self) -> Counter[str]:
        return Counter(card["placed"].get("by", "machine") for card in self.seen("statement"))

    @property
    def unsure(self) -> int:
        placed = [card["placed"] for card in self.seen("statement")]
        return sum(p.get("by", "machine") == "machine" and not p.get("sure") for p in placed)

    @property
    def engines(self) -> Counter[str]:
        placed = [card["placed"] for card in self.seen("statement")]
        return Counter(p["engine"] for p in placed if p.get("by", "machine") == "machine" and p.get("engine"))

    def cross(self, by: str) -> dict[tuple[str, str], int | None]:
        """(theme, lever or sector) to statements; None where it may not be shown. Empty cells are left out."""
        cells: dict[tuple[str, str], list[str]] = defaultdict(list)
        for card in self.seen("statement"):
            sector = self.people[card["author"]].get("sector")
            columns = self.cards[card["parent"]].get("levers", []) if by == "levers" else [sector] if sector else []
            for column in columns:
                cells[card["placed"]["theme"], column].append(card["author"])
        shown: dict[tuple[str, str], int | None] = {
            key: len(authors) if len(set(authors)) >= FEWEST else None for key, authors in cells.items()
        }
        for theme in {theme for theme, _column in cells}:
            order = [x["id"] for x in self.method[by]]
            row = sorted((key for key in cells if key[0] == theme), key=lambda key: order.index(key[1]))
            if sum(shown[key] is None for key in row) == 1 and len(row) > 1:
                shown[min((k for k in row if shown[k] is not None), key=lambda k: len(cells[k]))] = None
        return shown

    @property
    def by_table(self) -> dict[int, tuple[int, int, int, int]]:
        """People, interventions, preconditions and petals of each table."""
        lists = (
            self.people.values(), self.seen("practice", True), self.seen("statement", True), self.petals.values()
        )  # fmt: skip
        return {
            table: tuple(sum(x.get("table") == table for x in some) for some in lists)  # type: ignore[misc]
            for table in range(1, self.set_tables + 1)
        }

    @property
    def by_table_seats(self) -> list[int]:
        """How much came from each table, people among it."""
        return [sum(row) for row in self.by_table.values()]
