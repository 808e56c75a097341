"""Who joins a room and what they say of themselves; the links that the room hands out."""

from __future__ import annotations

from typing import Any

from sessions import commands as c
from sessions import events as e
from sessions.changing import change, touch
from sessions.commands import Events, Refusal
from sessions.rules.checks import must_be_in, must_be_open, must_lead, one_of
from sessions.state import Link, Participant, Room

LINK_ROLES = ("facilitator", "moderator", "harvest", "host", "observer")


def join(room: Room, cmd: c.Join) -> Events:
    must_be_open(room, cmd.at)
    if cmd.participant in room.participants:
        return ()
    _check_person(room, cmd.table, cmd.sector, cmd.actor_group)
    return (
        e.ParticipantJoined(
            participant=cmd.participant,
            table=cmd.table,
            name=cmd.name,
            language=cmd.language or room.language,
            sector=cmd.sector,
            actor=cmd.actor_group,
        ),
    )


def _check_person(room: Room, table: int | None, sector: str | None, actor: str | None) -> None:
    if table is not None and not 1 <= table <= room.tables:
        raise Refusal("unknown_table", "table", high=room.tables)
    one_of(sector or "", {s.id for s in room.the_method.sectors}, "sector")
    one_of(actor or "", {a.id for a in room.the_method.actors}, "actor")


def joined(room: Room, event: e.ParticipantJoined, record: e.Record) -> Room:
    person = Participant(
        id=event.participant,
        table=event.table,
        name=event.name,
        language=event.language,
        sector=event.sector,
        actor=event.actor,
        seq=record.seq,
    )
    return change(room, participants=room.participants.set(person.id, person), present=room.present + 1)


def change_participant(room: Room, cmd: c.ChangeParticipant) -> Events:
    person = must_be_in(room, cmd.actor)
    _check_person(room, cmd.table, cmd.sector, cmd.actor_group)
    wanted: dict[str, Any] = {
        "table": cmd.table,
        "name": cmd.name,
        "language": cmd.language,
        "sector": cmd.sector,
        "actor": cmd.actor_group,
    }
    changed = {k: v for k, v in wanted.items() if v is not None and v != getattr(person, k)}
    return (e.ParticipantChanged(participant=person.id, **changed),) if changed else ()


def participant_changed(room: Room, event: e.ParticipantChanged, record: e.Record) -> Room:
    person = room.participants[event.participant]
    names = ("table", "name", "language", "sector", "actor")
    changed = {n: v for n in names if (v := getattr(event, n)) is not None}
    room = change(room, participants=room.participants.set(person.id, change(person, **changed)))
    return touch(room, person.id)


def create_link(room: Room, cmd: c.CreateLink) -> Events:
    must_lead(room, cmd.actor)
    if cmd.role not in LINK_ROLES:
        raise Refusal("unknown_choice", "role", value=cmd.role[:60])
    _check_person(room, cmd.table, None, None)
    return (e.LinkCreated(link=cmd.link, role=cmd.role, table=cmd.table),)


def link_created(room: Room, event: e.LinkCreated, record: e.Record) -> Room:
    link = Link(id=event.link, role=event.role, table=event.table)
    return change(room, links=room.links.set(link.id, link))


def revoke_link(room: Room, cmd: c.RevokeLink) -> Events:
    must_lead(room, cmd.actor)
    link = room.links.get(cmd.link)
    if link is None:
        raise Refusal("unknown_link")
    return () if link.revoked else (e.LinkRevoked(link=cmd.link),)


def link_revoked(room: Room, event: e.LinkRevoked, record: e.Record) -> Room:
    return change(room, links=room.links.set(event.link, change(room.links[event.link], revoked=True)))


DECIDE = {
    c.Join: join,
    c.ChangeParticipant: change_participant,
    c.CreateLink: create_link,
    c.RevokeLink: revoke_link,
}
EVOLVE = {
    e.ParticipantJoined: joined,
    e.ParticipantChanged: participant_changed,
    e.LinkCreated: link_created,
    e.LinkRevoked: link_revoked,
}
