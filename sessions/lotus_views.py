"""Who sees what of the lotuses: one lotus for its table, and the room's shared lotus for everyone.

What all lotuses hold together is gathered once for each change and shared by every screen that shows it.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from facilitation.method import label
from lotus.blossom import Blossom, Node
from lotus.entries import Entry
from lotus.outline import outline
from lotus.proposals import likely_family
from lotus.ranking import SharedLotus, Tally, kind_of, shared_lotus, tally
from lotus.words import fold
from sessions.commands import Actor
from sessions.lotuses import Lotus, entries
from sessions.rules.checks import PLACERS
from sessions.rules.lotus import sits_at
from sessions.state import Room


class Cluster(NamedTuple):
    """Entries that say the same: a named group, or loose petals with the same words or ingredient."""

    id: str
    group: bool
    place: int
    tally: Tally
    kind: str
    family: str
    members: tuple[str, ...]


class Gathered(NamedTuple):
    """All that counts, by seq, by id and by what it stands under; the shared lotus; clusters, groups first, each entry
    in exactly one; the groups among them by id.
    """

    entries: list[Entry]
    by_id: dict[str, Entry]
    under: dict[str, list[Entry]]
    shared: SharedLotus
    clusters: tuple[Cluster, ...]
    groups: dict[str, Cluster]

    def about(self, members: tuple[str, ...]) -> list[Entry]:
        """These entries, as far as they count, and what stands right under them, by seq."""
        found = {id: self.by_id[id] for id in members if id in self.by_id}
        for id in members:
            found.update((entry.id, entry) for entry in self.under.get(id, ()))
        return sorted(found.values(), key=lambda entry: (entry.seq, entry.id))


_kept: list[tuple[Any, Any, int | None, Gathered]] = []


def gathered(room: Room, until: int | None = None) -> Gathered:
    """What the room's lotuses hold together; made once a change (a room's maps never change in place). `until`: the seq
    of the last entry that counts, for a board that was frozen.
    """
    for lotuses, groups, last, known in _kept:
        if lotuses is room.lotuses and groups is room.groups and last == until:
            return known
    made = gather(room, until)
    _kept.append((room.lotuses, room.groups, until, made))
    del _kept[:-8]
    return made


def gather(room: Room, until: int | None = None) -> Gathered:
    """The same, made anew."""
    found = entries(room.lotuses)
    if until is not None:
        found = [entry for entry in found if entry.seq <= until]
    by_id = {entry.id: entry for entry in found}
    under: dict[str, list[Entry]] = {}
    for entry in found:
        if entry.parent is not None:
            under.setdefault(entry.parent, []).append(entry)
    shared = shared_lotus(room.groups, found)
    families = {i.id: i.family for i in room.the_method.ingredients}
    clusters = [
        Cluster(
            r.group, True, r.place, r.tally, r.kind, family_of(room, r.group, [by_id[m] for m in r.members], families),
            r.members,
        )
        for r in (*shared.petals, *shared.also)
    ]  # fmt: skip
    buckets: dict[str, list[Entry]] = {}
    for id in shared.loose:
        entry = by_id[id]
        buckets.setdefault(f"#{entry.ingredient}" if entry.ingredient else fold(entry.text) or entry.text, []).append(
            entry
        )
    loose = [(tally(some), some) for some in buckets.values()]
    loose.sort(key=lambda item: (item[0].level, item[0].earliest, item[1][0].id))
    for i, (count, some) in enumerate(loose):
        level = i > 0 and loose[i - 1][0].level == count.level
        place = clusters[-1].place if level else i + 1
        clusters.append(
            Cluster(
                some[0].id, False, place, count, kind_of(some), family_of(room, None, some, families),
                tuple(e.id for e in some),
            )
        )  # fmt: skip
    return Gathered(found, by_id, under, shared, tuple(clusters), {c.id: c for c in clusters if c.group})


def family_of(room: Room, group: str | None, some: list[Entry], families: dict[str, str]) -> str:
    """The family a person chose, else what the picks say, else what the machine hints most; "" where nothing does."""
    if group and (chosen := room.groups.get(group).family):
        return chosen
    if picked := likely_family(some, families):
        return picked
    hints = [room.lotuses[entry.lotus].hints.get(entry.id) for entry in some]
    votes = [hint.family for hint in hints if hint and hint.family]
    return votes[0] if len(set(votes)) == 1 else Counter(votes).most_common(1)[0][0] if votes else ""


def words(room: Room, entry: Entry | Node, language: str) -> str:
    """An entry as a reader of `language` reads it: a longlist pick in that language, own words as written."""
    if entry.ingredient:
        for ingredient in room.the_method.ingredients:
            if ingredient.id == entry.ingredient:
                return label(ingredient, language)
    return entry.text


def cluster_label(room: Room, cluster: Cluster, language: str) -> str:
    if cluster.group:
        return room.groups.get(cluster.id).name(language)
    return words(room, gathered(room).by_id[cluster.members[0]], language)


def clusters_data(room: Room, language: str) -> list[dict[str, Any]]:
    """The key characteristics as they grow: groups in order of importance, then what is not placed yet."""
    return [
        {
            "id": c.id,
            "label": cluster_label(room, c, language),
            "family": c.family or None,
            "kind": c.kind,
            "count": c.tally.count,
            "members": list(c.members),
            "group": c.group,
            "place": c.place,
            "tables": c.tally.tables,
            "people": c.tally.people,
            "marks": c.tally.marks,
            "longlist": c.tally.picks,
        }
        for c in gathered(room).clusters
    ]


def may_see_lotus(room: Room, actor: Actor, lotus: Lotus) -> bool:
    """Its table and the desk; another table's lotus is nobody's business."""
    return actor.role in PLACERS or sits_at(room, actor, lotus)


def reader_of(actor: Actor) -> str | None:
    """Whose wishes may be shown: while all write alone each sees their own, the desk none."""
    return actor.id if actor.role == "participant" else None


def readable(lotus: Lotus, actor: Actor) -> list[Node]:
    """The nodes this actor may read: settled ones, own wishes; hidden ones only for author and desk."""
    reader = reader_of(actor)
    return [
        node
        for node in lotus.blossom.seen_by(reader or "")
        if not node.hidden or node.author == reader or actor.role in PLACERS
    ]


def node_data(room: Room, lotus: Lotus, node: Node, reader: str | None, language: str) -> dict[str, Any]:
    """A petal as the API shows it."""
    hint = lotus.hints.get(node.id)
    return {
        "id": node.id,
        "parent": node.parent,
        "slot": node.slot,
        "path": lotus.blossom.path(node.id),
        "text": words(room, node, language),
        "language": language if node.ingredient else node.language,
        "kind": node.kind,
        "source": node.source,
        "ingredient": node.ingredient,
        "strongest": node.strongest,
        "open": node.open,
        "group": room.groups.primary.get(node.id),
        "also": room.groups.secondary.get(node.id),
        "mine": node.author == reader,
        "hidden": node.hidden or node.id in lotus.held,
        "wish": node.wish,
        "bumped_from": lotus.bumped.get(node.id),
        "precondition": lotus.linked.get(node.id),
        "suggested": {"family": hint.family, "kind": hint.kind, "because": list(hint.because)} if hint else None,
    }


def lotus_data(room: Room, lotus: Lotus, actor: Actor, language: str) -> dict[str, Any]:
    """A lotus for its table or the desk."""
    reader = reader_of(actor)
    return {
        "id": lotus.id,
        "seq": lotus.rev,
        "table": lotus.table,
        "phase": room.phase if lotus.blossom.alone or room.phase else "open",
        "alone": lotus.blossom.alone,
        "centre": room.centre(lotus),
        "intervention": lotus.intervention or None,
        "language": lotus.language,
        "rings": lotus.blossom.rings,
        "opening": lotus.blossom.opening,
        "marks": lotus.blossom.marks,
        "nodes": [node_data(room, lotus, node, reader, language) for node in readable(lotus, actor)],
    }


def opened_by(room: Room, table: int | None, person: str | None = None) -> list[Lotus]:
    """The lotuses of a table (or, without a table, of a person), oldest first."""
    found = [
        lotus
        for lotus in room.lotuses.values()
        if not lotus.withdrawn and (lotus.table == table if table is not None else lotus.author == person)
    ]
    return sorted(found, key=lambda lotus: (lotus.seq, lotus.id))


def reading(lotus: Lotus, actor: Actor) -> Blossom:
    """The blossom with only what this actor may read, for drawings and outlines."""
    seen = {node.id for node in readable(lotus, actor)}
    blossom = lotus.blossom
    for id in [id for id in blossom.nodes if id not in seen]:
        blossom = blossom.set_hidden(id).blossom
    return blossom


ROWS = (
    "id",
    "lotus",
    "table",
    "centre",
    "path",
    "depth",
    "text",
    "language",
    "kind",
    "source",
    "ingredient",
    "strongest",
    "open",
    "hidden",
    "group",
    "group_name",
    "also",
    "family",
    "author",
    "seq",
)


def petal_rows(room: Room, language: str) -> list[dict[str, Any]]:
    """Every settled petal of the room as a flat row (keys: ROWS), lotus by lotus, in reading order of its tree."""
    families = {i.id: i.family for i in room.the_method.ingredients}
    rows = []
    for lotus in sorted(room.lotuses.values(), key=lambda x: (x.table or 0, x.seq)):
        for line in outline(lotus.blossom, hidden=True):
            node, group = line.node, room.groups.primary.get(line.node.id)
            hint = lotus.hints.get(node.id)
            family = (group and room.groups.get(group).family) or families.get(node.ingredient or "") or ""
            rows.append(
                {
                    "id": node.id,
                    "lotus": lotus.id,
                    "table": lotus.table,
                    "centre": room.centre(lotus),
                    "path": line.path or "",
                    "depth": line.depth,
                    "text": words(room, node, language),
                    "language": language if node.ingredient else node.language,
                    "kind": node.kind,
                    "source": node.source,
                    "ingredient": node.ingredient or "",
                    "strongest": node.strongest,
                    "open": node.open,
                    "hidden": node.hidden or node.id in lotus.held,
                    "group": group or "",
                    "group_name": room.groups.get(group).name(language) if group else "",
                    "also": room.groups.secondary.get(node.id, ""),
                    "family": family or (hint.family if hint else ""),
                    "author": node.author,
                    "seq": node.seq,
                }
            )
    return rows
