"""Groups the machine would make, each with its evidence. A person confirms; nothing here changes a group."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lotus.entries import Entry
from lotus.likeness import SURE, Finder, Pair, same_ingredient, same_spelling, same_stems, same_words
from lotus.merging import Groups
from lotus.words import fold

FINDERS: tuple[Finder, ...] = (same_ingredient, same_words, same_stems, same_spelling)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`members` (by seq) look like one thing. With `group` they would join it, without be a new one.

    `merge` names groups that seem to be the same; there are then no loose members. `name` are the words most
    tables used, in `language`. `score` is that of the weakest evidence.
    """

    members: tuple[str, ...]
    because: tuple[Pair, ...]
    score: float
    name: str
    language: str
    group: str | None = None
    merge: tuple[str, ...] = ()


def propose(entries: Sequence[Entry], groups: Groups, finders: Iterable[Finder] = FINDERS) -> list[Proposal]:
    """What a person might confirm next: most tables first, then most entries, then earliest."""
    place = {entry.id: entry for entry in entries}
    order = {entry.id: i for i, entry in enumerate(entries)}
    pairs = [pair for finder in finders for pair in finder(entries) if pair.a in place and pair.b in place]
    found = []
    for cluster, because in _clusters(pairs, groups, order):
        members = sorted(cluster, key=order.__getitem__)
        proposal = _proposal([place[id] for id in members], because, groups)
        if proposal:
            found.append(proposal)

    def weight(proposal: Proposal) -> tuple[int, int, int]:
        some = [place[id] for id in proposal.members]
        return -len({e.table for e in some}), -len(some), order[min(proposal.members, key=order.__getitem__)]

    return sorted((p for p in found if p.members), key=weight) + [p for p in found if not p.members]


def likely_family(entries: Iterable[Entry], family_of: Mapping[str, str]) -> str | None:
    """The family most longlist picks among these belong to; None without picks or where two are level.

    `family_of` tells the family of an ingredient.
    """
    votes = [family_of[e.ingredient] for e in entries if e.ingredient and e.ingredient in family_of]
    if len(votes) < 2:
        return votes[0] if votes else None
    best = Counter(votes).most_common(2)
    return None if len(best) == 2 and best[0][1] == best[1][1] else best[0][0]


def _clusters(
    pairs: Sequence[Pair], groups: Groups, order: Mapping[str, int]
) -> list[tuple[set[str], tuple[Pair, ...]]]:
    """Clusters and the pairs that made them. Sure pairs chain; near ones need all parts near each other."""
    home: dict[str, int] = {}
    parts: dict[int, set[str]] = {}
    for id in order:
        home[id] = order[id]
        parts[order[id]] = {id}
    made: dict[int, list[Pair]] = {i: [] for i in parts}

    def join(pair: Pair) -> None:
        a, b = home[pair.a], home[pair.b]
        if a == b or _apart(parts[a], parts[b], groups):
            return
        if len(parts[a]) < len(parts[b]):
            a, b = b, a
        for id in parts[b]:
            home[id] = a
        parts[a] |= parts.pop(b)
        made[a] += [*made.pop(b), pair]

    for pair in pairs:
        if pair.why in SURE:
            join(pair)
    core = dict(home)
    near: dict[tuple[int, int], Pair] = {}
    for pair in pairs:
        if pair.why not in SURE and core[pair.a] != core[pair.b]:
            key = _key(core[pair.a], core[pair.b])
            if key not in near or near[key].score < pair.score:
                near[key] = pair
    cores = {i: {i} for i in parts}
    for pair in sorted(near.values(), key=lambda p: (-p.score, order[p.a], order[p.b])):
        a, b = home[pair.a], home[pair.b]
        if a != b and all(_key(x, y) in near for x in cores[a] for y in cores[b]):
            join(pair)
            if (both := home[pair.a]) == home[pair.b]:
                cores[both] = cores[a] | cores[b]
    return [(parts[i], tuple(made[i])) for i in sorted(parts) if len(parts[i]) > 1]


def _key(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _apart(ours: set[str], theirs: set[str], groups: Groups) -> bool:
    return bool(groups.apart) and any(((x, y) if x < y else (y, x)) in groups.apart for x in ours for y in theirs)


def _proposal(cluster: list[Entry], because: tuple[Pair, ...], groups: Groups) -> Proposal | None:
    loose = tuple(e.id for e in cluster if e.id not in groups.primary)
    homes = Counter(groups.primary[e.id] for e in cluster if e.id in groups.primary)
    ranked = sorted(homes, key=lambda id: (-homes[id], groups.groups[id].seq, id))
    if not loose and len(ranked) < 2:
        return None
    name = _name(cluster)
    score = min(pair.score for pair in because)
    if not loose:
        return Proposal((), because, score, name.text, name.language, merge=tuple(ranked))
    return Proposal(loose, because, score, name.text, name.language, group=ranked[0] if ranked else None)


def _name(cluster: Sequence[Entry]) -> Entry:
    """The wording most tables used; the earliest of those that are level."""
    tables: dict[str, set[int | None]] = {}
    for entry in cluster:
        tables.setdefault(fold(entry.text), set()).add(entry.table)
    return max(cluster, key=lambda e: len(tables[fold(e.text)]))  # the first of those that are level
