"""What the hall brings in together after the tables: findings, commitments, dots."""

from __future__ import annotations

from immutables import Map

from sessions import commands as c
from sessions import events as e
from sessions.cards import Commitment, Finding
from sessions.changing import change, touch, with_card
from sessions.commands import Events, Refusal
from sessions.rules.checks import must_be_in, must_have, must_take, one_of
from sessions.rules.contributing import came_in
from sessions.state import Dots, Room


def submit_finding(room: Room, cmd: c.SubmitFinding) -> Events:
    person = must_be_in(room, cmd.actor)
    must_take(room, "finding", cmd.at)
    must_have(cmd.text, "text")
    return (
        e.FindingSubmitted(
            finding=cmd.finding,
            text=cmd.text,
            author=person.id,
            language=cmd.language or person.language,
            table=person.table,
        ),
    )


def finding_submitted(room: Room, event: e.FindingSubmitted, record: e.Record) -> Room:
    card = Finding(
        id=event.finding,
        author=event.author,
        language=event.language,
        table=event.table,
        seq=record.seq,
        at=record.at,
        held=room.moderation == "hold",
        text=event.text,
    )
    room = change(with_card(room, card), finding_order=room.finding_order.add(card.id))
    return came_in(room, event.author, card.id, record.at, 1)


def make_commitment(room: Room, cmd: c.MakeCommitment) -> Events:
    person = must_be_in(room, cmd.actor)
    must_take(room, "commitment", cmd.at)
    must_have(cmd.who, "who")
    must_have(cmd.what, "what")
    one_of(cmd.sector, {s.id for s in room.the_method.sectors}, "sector")
    one_of(cmd.reach, ("local", "regional", "federal", "national", "international"), "reach")
    return (
        e.CommitmentMade(
            commitment=cmd.commitment,
            who=cmd.who,
            what=cmd.what,
            author=person.id,
            language=cmd.language or person.language,
            table=person.table,
            by=cmd.by,
            reach=cmd.reach,
            sector=cmd.sector,
            initiative=cmd.initiative,
        ),
    )


def commitment_made(room: Room, event: e.CommitmentMade, record: e.Record) -> Room:
    card = Commitment(
        id=event.commitment,
        author=event.author,
        language=event.language,
        table=event.table,
        seq=record.seq,
        at=record.at,
        held=room.moderation == "hold",
        who=event.who,
        what=event.what,
        by=event.by,
        reach=event.reach,
        sector=event.sector,
        initiative=event.initiative,
    )
    room = change(with_card(room, card), commitment_order=room.commitment_order.add(card.id))
    return came_in(room, event.author, card.id, record.at, 1)


def spend_dots(room: Room, cmd: c.SpendDots) -> Events:
    person = must_be_in(room, cmd.actor)
    must_take(room, "dots", cmd.at)
    method = room.the_method
    themes = {theme.id for theme in method.themes}
    for field, spent, budget in (
        ("themes", cmd.themes, method.dots.themes),
        ("characteristics", cmd.characteristics, method.dots.characteristics),
    ):
        if any(n < 0 for n in spent.values()):
            raise Refusal("out_of_range", field, low=0, high=budget)
        if sum(spent.values()) > budget:
            raise Refusal("too_many", field, high=budget)
    for theme in cmd.themes:
        one_of(theme, themes, f"themes.{theme[:40]}")
    return (e.DotsSpent(author=person.id, themes=dict(cmd.themes), characteristics=dict(cmd.characteristics)),)


def dots_spent(room: Room, event: e.DotsSpent, record: e.Record) -> Room:
    dots = Dots(Map(event.themes), Map(event.characteristics))
    return touch(change(room, dots=room.dots.set(event.author, dots)), event.author)


DECIDE = {
    c.SubmitFinding: submit_finding,
    c.MakeCommitment: make_commitment,
    c.SpendDots: spend_dots,
}
EVOLVE = {
    e.FindingSubmitted: finding_submitted,
    e.CommitmentMade: commitment_made,
    e.DotsSpent: dots_spent,
}
