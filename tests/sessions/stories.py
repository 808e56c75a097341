"""Words for telling stories about rooms in tests: given these commands, the room is this."""

from __future__ import annotations

from typing import Any

from facilitation.method import load_method
from sessions import commands as c
from sessions import events as e
from sessions.commands import Actor, Command
from sessions.room import Room, decide, evolve

FACILITATOR = Actor("facilitator", "owner")
MACHINE = Actor("machine", "core/1")
METHOD = load_method("startmoment").to_dict()
AT = 1_700_000_000_000


def person(id: str) -> Actor:
    return Actor("participant", id)


class Story:
    """A room with its log; gives commands their time and records their numbers. Refused set-up fails loudly."""

    def __init__(self) -> None:
        self.room = Room()
        self.log: list[e.Record] = []
        self.at = AT

    def do(self, command: Command) -> tuple[e.Event, ...]:
        events = decide(self.room, command)
        for i, event in enumerate(events):
            record = e.Record(
                seq=self.room.seq + 1,
                id=f"r{self.room.seq + 1}",
                actor=str(command.actor),
                at=command.at,
                event=event,
                key=command.key if i == 0 else None,
                fingerprint=command.fingerprint if i == 0 else None,
            )
            self.log.append(record)
            self.room = evolve(self.room, record)
        return events

    def lead(self, kind: type[Command], **fields: Any) -> tuple[e.Event, ...]:
        return self.do(kind(actor=FACILITATOR, at=self.at, **fields))

    def by(self, who: str, kind: type[Command], **fields: Any) -> tuple[e.Event, ...]:
        return self.do(kind(actor=person(who), at=self.at, **fields))


def opened(tables: int = 12, **fields: Any) -> Story:
    """A room that is open, in its first stage."""
    story = Story()
    story.do(
        c.OpenRoom(
            actor=Actor("organiser", "organiser"),
            at=AT,
            code="ABCD-2345",
            title="Proef",
            language="nl",
            tables=tables,
            method=METHOD,
            **fields,
        )
    )
    return story


def at_work(*people: str) -> Story:
    """A room in its first exercise, with people at tables 1, 2, 3 …"""
    story = opened()
    for i, who in enumerate(people, start=1):
        story.do(c.Join(actor=person(who), at=AT, participant=who, table=i))
    story.lead(c.EnterStage, stage="interventions")
    return story


def pre(id: str, text: str = "tijd", theme: str = "resources", by: str = "machine") -> e.NewPrecondition:
    return e.NewPrecondition(id=id, text=text, language="nl", placed=e.Placed(theme, confidence=0.9, by=by))


def submit(story: Story, who: str, id: str, *preconditions: e.NewPrecondition, **fields: Any) -> tuple[e.Event, ...]:
    fields.setdefault("title", f"Praktijk {id}")
    return story.by(who, c.SubmitIntervention, intervention=id, preconditions=preconditions, **fields)
