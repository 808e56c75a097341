"""Taking in what was said elsewhere: paper cards, an earlier meeting. Ids are kept, so that twice is once; nobody in
the room wrote it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from facilitation.method_parts import Option
from lotus.refusals import Refused
from sessions import events as e
from sessions import lotus_events as le
from sessions.commands import Events, Refusal
from sessions.content import Content, ImportContent, Said, SaidIntervention, SaidLotus, SaidPetal
from sessions.lotuses import lotus_key
from sessions.rules.checks import must_lead
from sessions.rules.contributing import MAX_PRECONDITIONS
from sessions.rules.lotus import writes_alone
from sessions.state import OTHER, Room

MARKS = ("", "paper", "import")
MOST = 20_000


def take_in(room: Room, cmd: ImportContent) -> Events:
    must_lead(room, cmd.actor)
    if cmd.mark not in MARKS:
        raise Refusal("unknown_choice", "mark", value=cmd.mark[:60])
    events = tuple(_events(room, cmd.content, cmd.mark, cmd.source))
    if len(events) > MOST:
        raise Refusal("too_many", "file", high=MOST)
    return events


def _events(room: Room, content: Content, mark: str, source: str) -> Iterator[e.Event]:
    themes = {t.id for t in room.the_method.themes} | {OTHER}
    fresh: dict[str, type[Said]] = {}

    def is_new(said: Said) -> bool:
        if not said.id or said.id in fresh or room.card(said.id) is not None:
            return False
        fresh[said.id] = type(said)
        return True

    after: list[e.Event] = []

    def settle(said: Said) -> None:
        if said.hidden:
            after.append(e.CardHidden(card=said.id, reason="import"))

    for i in content.interventions:
        new = is_new(i)
        if new:
            yield _intervention(room, i, mark, source)
            settle(i)
        elif i.id not in room.interventions or room.interventions[i.id].withdrawn:
            continue
        known = 0 if new else len(room.interventions[i.id].preconditions)
        for p in i.preconditions:
            if known >= MAX_PRECONDITIONS or not is_new(p):
                continue
            known += 1
            placed = p.placed if p.placed.theme in themes else e.Placed(OTHER, by=p.placed.by, engine=p.placed.engine)
            yield e.PreconditionAdded(
                intervention=i.id, author=_author(source, p.author), table=p.table, mark=mark or p.mark,
                precondition=e.NewPrecondition(id=p.id, text=p.text, language=p.language, placed=placed),
            )  # fmt: skip
            settle(p)
    for f in content.findings:
        if is_new(f):
            yield e.FindingSubmitted(
                finding=f.id, text=f.text, author=_author(source, f.author), language=f.language, table=f.table
            )
            settle(f)
    for m in content.commitments:
        if is_new(m):
            yield e.CommitmentMade(
                commitment=m.id, who=m.who, what=m.what, author=_author(source, m.author), language=m.language,
                table=m.table, by=m.by, reach=m.reach, sector=m.sector, initiative=m.initiative,
            )  # fmt: skip
            settle(m)
    yield from after
    yield from _merges(content, fresh)
    if not writes_alone(room):
        yield from _lotuses(room, content, source, fresh)


def _merges(content: Content, fresh: dict[str, type[Said]]) -> Iterator[e.Event]:
    """Only between cards of a kind that came in now: what stood here already was sorted by people here. A file that
    merges in a ring merges all but the last.
    """
    preconditions = [p for i in content.interventions for p in i.preconditions]
    for cards in (content.interventions, content.findings, content.commitments, preconditions):
        known = {said.id for said in cards if fresh.get(said.id) is type(said)}
        into: dict[str, str] = {}
        for said in cards:
            end = said.merged_into
            while end in into:
                end = into[end]
            if said.id in known and said.merged_into in known and said.id not in into and end != said.id:
                into[said.id] = said.merged_into
                yield e.CardMerged(card=said.id, into=said.merged_into)


def _author(source: str, author: str) -> str:
    return f"{source}:{author or '0'}"


def _intervention(room: Room, i: SaidIntervention, mark: str, source: str) -> e.InterventionSubmitted:
    method = room.the_method
    levers = {x.id for x in method.levers}

    def known(value: str, choices: Iterable[Option]) -> str:
        return value if value in {choice.id for choice in choices} else ""

    return e.InterventionSubmitted(
        intervention=i.id, title=i.title, author=_author(source, i.author), language=i.language, table=i.table,
        description=i.description, formality=known(i.formality, method.formality),
        existence=known(i.existence, method.existence), origin=known(i.origin, method.origin), place=i.place,
        reach=known(i.reach, method.reach), levers=tuple(x for x in i.levers if x in levers), mark=mark or i.mark,
    )  # fmt: skip


def _lotuses(room: Room, content: Content, source: str, fresh: Container[str]) -> Iterator[e.Event]:
    """Lotuses whose heart is known here, with their petals, then the groups of what came in."""
    petals: set[str] = set()
    for x in content.lotuses:
        whose = f"t{x.table}" if x.table is not None else f"p{_author(source, x.author)}"
        key = lotus_key(whose, x.intervention, x.centre)
        heart = x.intervention in room.interventions or x.intervention in fresh if x.intervention else bool(x.centre)
        if not heart or x.id in room.lotuses or key in room.lotus_keys:
            continue
        yield le.LotusOpened(
            lotus=x.id, author=_author(source, x.author), language=x.language, table=x.table,
            intervention=x.intervention, centre=x.centre,
        )  # fmt: skip
        for petal in _settled(x):
            if petal.id in room.petals or petal.id in petals:
                continue
            petals.add(petal.id)
            yield from _petal(x, petal, source)
    families = {f.id for f in room.the_method.families}
    taken: set[str] = set()
    for g in content.groups:
        members = tuple(m for m in g.members if m in petals and m not in taken)
        taken.update(members)
        if members and g.id not in room.groups.groups and not _named(room, g.names):
            family = g.family if g.family in families else None
            yield le.GroupMade(group=g.id, names=dict(g.names), members=members, family=family)
    for g in content.groups:
        also = tuple(m for m in g.also if m in petals)
        if also and g.id not in room.groups.groups:
            yield le.GroupChanged(group=g.id, also=also)


def _named(room: Room, names: dict[str, str]) -> bool:
    """Whether a group here already goes by one of these names."""
    try:
        room.groups.create("import", names, ["import"])
    except Refused:
        return True
    return False


def _settled(lotus: SaidLotus) -> Iterator[SaidPetal]:
    """Its petals as far as they hang on one another and share no slot."""
    known: set[str | None] = {None}
    seats: set[tuple[str | None, int]] = set()
    for petal in lotus.petals:
        seat = (petal.parent, petal.slot or 0)
        if petal.parent not in known or petal.id in known or (petal.slot and seat in seats):
            continue
        if petal.slot is not None and not 1 <= petal.slot <= 8:
            continue
        known.add(petal.id)
        seats.add(seat)
        yield petal


def _petal(lotus: SaidLotus, petal: SaidPetal, source: str) -> Iterator[e.Event]:
    yield le.PetalPut(
        of=lotus.id, node=petal.id, text=petal.text, author=_author(source, petal.author), language=petal.language,
        parent=petal.parent, asked=petal.slot or 0, slot=petal.slot, ingredient=petal.ingredient,
    )  # fmt: skip
    if petal.kind != "undecided" or petal.strongest or petal.open:
        yield le.PetalChanged(of=lotus.id, node=petal.id, nature=petal.kind, strongest=petal.strongest, open=petal.open)
    if petal.hidden:
        yield e.CardHidden(card=petal.id, reason="import")


DECIDE = {ImportContent: take_in}
EVOLVE: dict[type[e.Event], object] = {}
