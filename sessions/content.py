"""What was said in a room as a document of its own: what a JSON export holds and another room takes in.

Ids are kept; authors are only told apart (`p1`, `p2` … in order of appearance), never linked to anybody. Withdrawn
cards are not in it, nor are dots: they belong to the people who were there.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sessions.commands import Command
from sessions.events import Placed
from sessions.lotuses import Lotus
from sessions.state import Room


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What all entries share."""

    id: str
    author: str = ""
    table: int | None = None
    language: str = "nl"
    mark: str = ""
    hidden: bool = False
    merged_into: str = ""


class SaidPrecondition(Said, frozen=True, kw_only=True, omit_defaults=True):
    text: str
    placed: Placed


class SaidIntervention(Said, frozen=True, kw_only=True, omit_defaults=True):
    title: str
    description: str = ""
    formality: str = ""
    existence: str = ""
    origin: str = ""
    place: str = ""
    reach: str = ""
    levers: tuple[str, ...] = ()
    preconditions: tuple[SaidPrecondition, ...] = ()


class SaidFinding(Said, frozen=True, kw_only=True, omit_defaults=True):
    text: str


class SaidCommitment(Said, frozen=True, kw_only=True, omit_defaults=True):
    who: str
    what: str
    by: str = ""
    reach: str = ""
    sector: str = ""
    initiative: str = ""


class SaidPetal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`kind` as decided so far; `slot` None is the bench. A parent stands before what opens from it."""

    id: str
    text: str
    author: str = ""
    language: str = "nl"
    parent: str | None = None
    slot: int | None = None
    kind: str = "undecided"
    ingredient: str | None = None
    strongest: bool = False
    open: bool = False
    hidden: bool = False


class SaidLotus(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    author: str = ""
    table: int | None = None
    language: str = "nl"
    intervention: str = ""
    centre: str = ""
    petals: tuple[SaidPetal, ...] = ()


class SaidGroup(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    names: dict[str, str]
    family: str = ""
    members: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class Content(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything, in order of arrival."""

    interventions: tuple[SaidIntervention, ...] = ()
    findings: tuple[SaidFinding, ...] = ()
    commitments: tuple[SaidCommitment, ...] = ()
    lotuses: tuple[SaidLotus, ...] = ()
    groups: tuple[SaidGroup, ...] = ()


class ImportContent(Command, frozen=True, kw_only=True):
    """Takes content in. `source` names where it came from, so that authors of two imports are not taken for one person;
    `mark` says how it came (paper, import), empty keeps what each card says of itself.
    """

    content: Content
    source: str
    mark: str = ""


class _Names:
    """Authors by order of appearance."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, author: str) -> str:
        return self._known.setdefault(author, f"p{len(self._known) + 1}")


def content_of(room: Room) -> Content:
    """What was said in this room and not withdrawn; hidden and held entries are marked hidden."""
    names = _Names()
    return Content(
        interventions=tuple(_interventions(room, names)),
        findings=tuple(
            SaidFinding(
                id=f.id, author=names.of(f.author), table=f.table, language=f.language, mark=f.mark,
                hidden=f.hidden or f.held, merged_into=f.merged_into or "", text=f.text,
            )
            for id in room.finding_order
            if not (f := room.findings[id]).withdrawn
        ),
        commitments=tuple(
            SaidCommitment(
                id=c.id, author=names.of(c.author), table=c.table, language=c.language, mark=c.mark,
                hidden=c.hidden or c.held, merged_into=c.merged_into or "", who=c.who, what=c.what, by=c.by,
                reach=c.reach, sector=c.sector, initiative=c.initiative,
            )
            for id in room.commitment_order
            if not (c := room.commitments[id]).withdrawn
        ),
        lotuses=tuple(
            SaidLotus(
                id=x.id, author=names.of(x.author), table=x.table, language=x.language, intervention=x.intervention,
                centre="" if x.intervention else x.blossom.centre, petals=tuple(_petals(x, names)),
            )
            for x in sorted(room.lotuses.values(), key=lambda x: x.seq)
            if not x.withdrawn
        ),
        groups=tuple(
            SaidGroup(
                id=g.id, names=dict(sorted(g.names.items())), family=g.family or "", members=g.members, also=g.also
            )
            for g in room.groups.listed()
        ),
    )  # fmt: skip


def _interventions(room: Room, names: _Names) -> Iterator[SaidIntervention]:
    for id in room.intervention_order:
        i = room.interventions[id]
        if i.withdrawn:
            continue
        author = names.of(i.author)
        preconditions = tuple(
            SaidPrecondition(
                id=p.id, author=names.of(p.author), table=p.table, language=p.language, mark=p.mark,
                hidden=p.hidden or p.held, merged_into=p.merged_into or "", text=p.text, placed=p.placed,
            )
            for pid in i.preconditions
            if not (p := room.preconditions[pid]).withdrawn
        )  # fmt: skip
        yield SaidIntervention(
            id=i.id, author=author, table=i.table, language=i.language, mark=i.mark, hidden=i.hidden or i.held,
            merged_into=i.merged_into or "", title=i.title, description=i.description, formality=i.formality,
            existence=i.existence, origin=i.origin, place=i.place, reach=i.reach, levers=i.levers,
            preconditions=preconditions,
        )  # fmt: skip


def _petals(lotus: Lotus, names: _Names) -> Iterator[SaidPetal]:
    """Settled petals, ring by ring, so that a parent is known before its own."""
    blossom = lotus.blossom
    todo: list[str | None] = [None]
    while todo:
        parent = todo.pop(0)
        for node in blossom.under(parent):
            if node.wish is not None:
                continue
            todo.append(node.id)
            yield SaidPetal(
                id=node.id, text=node.text, author=names.of(node.author), language=node.language, parent=node.parent,
                slot=node.slot, kind=node.kind, ingredient=node.ingredient, strongest=node.strongest, open=node.open,
                hidden=node.hidden or node.id in lotus.held,
            )  # fmt: skip
