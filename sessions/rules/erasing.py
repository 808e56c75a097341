"""One device's entries leave the room, as if their author had taken each one back; authors are let go of after it."""

from __future__ import annotations

from collections.abc import Iterator

from sessions import commands as c
from sessions import events as e
from sessions.changing import change, touch
from sessions.commands import Events, Refusal
from sessions.rules.checks import must_be_in, must_lead
from sessions.rules.withdrawing import withdrawn_ids
from sessions.state import Room


def erase_participant(room: Room, cmd: c.EraseParticipant) -> Events:
    if cmd.actor.role == "participant":
        if must_be_in(room, cmd.actor).id != cmd.participant:
            raise Refusal("not_yours")
    else:
        must_lead(room, cmd.actor)
    person = room.participants.get(cmd.participant)
    if person is None:
        raise Refusal("not_joined")
    withdrawn = tuple(_withdrawals(room, cmd.participant))
    nothing_left = not (person.name or person.sector or person.actor or person.id in room.dots)
    if not withdrawn and nothing_left:
        return ()
    return (*withdrawn, e.ParticipantErased(participant=cmd.participant))


def _withdrawals(room: Room, author: str) -> Iterator[e.Event]:
    """Whole interventions first: what hangs on them goes with them and is not named again."""
    gone: set[str] = set()
    cards = (room.interventions, room.preconditions, room.findings, room.commitments)
    ids = [card.id for some in cards for card in some.values() if card.author == author]
    for lotus in room.lotuses.values():
        ids += [node.id for node in lotus.blossom.nodes.values() if node.author == author]
        if lotus.author == author and not lotus.intervention:
            ids.append(lotus.id)
    for id in ids:
        card = room.card(id)
        if id in gone or card is None or card.withdrawn:
            continue
        gone.update(withdrawn_ids(room, id))
        yield e.CardWithdrawn(card=id)


def participant_erased(room: Room, event: e.ParticipantErased, record: e.Record) -> Room:
    person = room.participants.get(event.participant)
    if person is None:
        return room
    bare = change(person, name="", sector="", actor="")
    room = change(room, participants=room.participants.set(person.id, bare))
    if person.id in room.dots:
        room = change(room, dots=room.dots.delete(person.id))
    return touch(room, person.id)


def unlink_authors(room: Room, cmd: c.UnlinkAuthors) -> Events:
    """Only in a closed room: while it is open, people look after their own words."""
    if cmd.actor.role != "machine":
        must_lead(room, cmd.actor)
    linked = any(p.seq > room.unlinked for p in room.participants.values())
    return (e.AuthorsUnlinked(),) if room.closed and linked else ()


def authors_unlinked(room: Room, event: e.AuthorsUnlinked, record: e.Record) -> Room:
    """Names go; the ids in the log itself were changed by the store, and a room is folded anew from there."""
    people = room.participants
    for person in room.participants.values():
        if person.name:
            people = people.set(person.id, change(person, name=""))
    return change(room, participants=people, unlinked=record.seq)


DECIDE = {c.EraseParticipant: erase_participant, c.UnlinkAuthors: unlink_authors}
EVOLVE = {e.ParticipantErased: participant_erased, e.AuthorsUnlinked: authors_unlinked}
