"""How a room is opened, set, walked through its stages, paused, closed."""

from __future__ import annotations

from typing import Any

from immutables import Map

from facilitation.method import parse_method
from sessions import commands as c
from sessions import events as e
from sessions.changing import change
from sessions.commands import Events, Refusal
from sessions.rules.checks import must_have, must_lead, one_of
from sessions.rules.lotus import phase_turned
from sessions.state import Room

BOARDS = ("themes", "lotus", "levers", "findings", "weigh", "qr", "black")
FOCUS = ("list", "tables")
MODERATIONS = ("open", "hold")
APPEARANCES = ("light", "dark")
MAX_TABLES = 200
MAX_MINUTES = 24 * 60


def open_room(room: Room, cmd: c.OpenRoom) -> Events:
    if room.seq:
        raise Refusal("already_open")
    must_have(cmd.title, "title")
    if not 0 <= cmd.tables <= MAX_TABLES:
        raise Refusal("out_of_range", "tables", low=0, high=MAX_TABLES)
    return (
        e.RoomOpened(
            code=cmd.code,
            title=cmd.title,
            language=cmd.language,
            tables=cmd.tables,
            method=cmd.method,
            date=cmd.date,
            place=cmd.place,
            rehearsal=cmd.rehearsal,
        ),
    )


def room_opened(room: Room, event: e.RoomOpened, record: e.Record) -> Room:
    method = parse_method(event.method)
    first = method.stages[0]
    return change(
        room,
        code=event.code,
        title=event.title,
        language=event.language,
        tables=event.tables,
        method=method,
        date=event.date,
        place=event.place,
        rehearsal=event.rehearsal,
        opened_at=record.at,
        stage=first.id,
        board=first.view,
        started_at=record.at,
        tally=Map({theme.id: 0 for theme in method.themes}),
    )


def change_room(room: Room, cmd: c.ChangeRoom) -> Events:
    must_lead(room, cmd.actor)
    if cmd.title is not None:
        must_have(cmd.title, "title")
    one_of(cmd.moderation or "", MODERATIONS, "moderation")
    one_of(cmd.board or "", BOARDS, "board")
    one_of(cmd.appearance or "", APPEARANCES, "appearance")
    if cmd.tables is not None and not 0 <= cmd.tables <= MAX_TABLES:
        raise Refusal("out_of_range", "tables", low=0, high=MAX_TABLES)
    if cmd.focus and not _can_be_open(room, cmd.focus):
        raise Refusal("unknown_choice", "focus", value=cmd.focus[:60])
    wanted = {
        name: value
        for name in ("title", "moderation", "board", "frozen", "appearance", "tables", "focus")
        if (value := getattr(cmd, name)) is not None and value != getattr(room, name)
    }
    return (e.RoomChanged(**wanted),) if wanted else ()


def _can_be_open(room: Room, focus: str) -> bool:
    """A petal or group of the room, the list of key characteristics, or the tables in turn."""
    return focus in FOCUS or focus in room.petals or any(group.id == focus for group in room.groups.listed())


def room_changed(room: Room, event: e.RoomChanged, record: e.Record) -> Room:
    names = ("title", "moderation", "board", "frozen", "appearance", "tables", "focus")
    changed = {name: value for name in names if (value := getattr(event, name)) is not None}
    if event.frozen is not None and event.frozen != room.frozen:
        changed["frozen_at"] = record.seq if event.frozen else None
    if event.focus is not None and room.spotlight in room.lotuses:
        changed["spotlight"] = None  # who asks for something else wants to see it
    return change(room, **changed)


def enter_stage(room: Room, cmd: c.EnterStage) -> Events:
    must_lead(room, cmd.actor)
    stage = room.stage_of(cmd.stage)
    if stage is None:
        raise Refusal("unknown_choice", "stage", value=cmd.stage[:60])
    phase = cmd.phase
    if stage.phases:
        phases = [p.id for p in stage.phases]
        phase = phase or phases[0]
        one_of(phase, phases, "phase")
    elif phase:
        raise Refusal("unknown_choice", "phase", value=phase[:60])
    own = stage.phase_minutes(phase) if phase else stage.minutes
    minutes = own if cmd.minutes is None else cmd.minutes
    if minutes is not None and not 0 <= minutes <= MAX_MINUTES:
        raise Refusal("out_of_range", "minutes", low=0, high=MAX_MINUTES)
    ends_at = cmd.at + round(minutes * 60_000) if minutes else None
    return (e.StageEntered(stage=stage.id, phase=phase, started_at=cmd.at, ends_at=ends_at),)


def stage_entered(room: Room, event: e.StageEntered, record: e.Record) -> Room:
    stage = room.stage_of(event.stage)
    left: dict[str, Any] = {}
    if event.stage != room.stage:
        left = {"left_stage": room.stage, "left_at": record.at}
        if stage is not None:
            left["board"] = stage.view
    after = change(
        room,
        stage=event.stage,
        phase=event.phase,
        started_at=event.started_at,
        ends_at=event.ends_at,
        paused=False,
        **left,
    )
    return phase_turned(room, after)


def move_timer(room: Room, cmd: c.MoveTimer) -> Events:
    must_lead(room, cmd.actor)
    if abs(cmd.seconds) > MAX_MINUTES * 60:
        raise Refusal("out_of_range", "seconds", low=-MAX_MINUTES * 60, high=MAX_MINUTES * 60)
    base = max(room.ends_at or cmd.at, cmd.at)
    return (e.TimerMoved(ends_at=max(cmd.at, base + cmd.seconds * 1000)),)


def timer_moved(room: Room, event: e.TimerMoved, record: e.Record) -> Room:
    return change(room, ends_at=event.ends_at)


def pause(room: Room, cmd: c.Pause) -> Events:
    must_lead(room, cmd.actor)
    return () if room.paused else (e.RoomPaused(),)


def resume(room: Room, cmd: c.Resume) -> Events:
    must_lead(room, cmd.actor)
    return (e.RoomResumed(),) if room.paused else ()


def close(room: Room, cmd: c.Close) -> Events:
    must_lead(room, cmd.actor)
    return () if room.closed else (e.RoomClosed(),)


def reopen(room: Room, cmd: c.Reopen) -> Events:
    must_lead(room, cmd.actor)
    return (e.RoomReopened(),) if room.closed else ()


def room_paused(room: Room, event: e.RoomPaused, record: e.Record) -> Room:
    return change(room, paused=True)


def room_resumed(room: Room, event: e.RoomResumed, record: e.Record) -> Room:
    return change(room, paused=False)


def room_closed(room: Room, event: e.RoomClosed, record: e.Record) -> Room:
    return change(room, closed=True, closed_at=record.at)


def room_reopened(room: Room, event: e.RoomReopened, record: e.Record) -> Room:
    return change(room, closed=False, closed_at=None)


DECIDE = {
    c.OpenRoom: open_room,
    c.ChangeRoom: change_room,
    c.EnterStage: enter_stage,
    c.MoveTimer: move_timer,
    c.Pause: pause,
    c.Resume: resume,
    c.Close: close,
    c.Reopen: reopen,
}
EVOLVE = {
    e.RoomOpened: room_opened,
    e.RoomChanged: room_changed,
    e.StageEntered: stage_entered,
    e.TimerMoved: timer_moved,
    e.RoomPaused: room_paused,
    e.RoomResumed: room_resumed,
    e.RoomClosed: room_closed,
    e.RoomReopened: room_reopened,
}
