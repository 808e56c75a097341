"""The facilitator's console: what each of its regions is made of."""

from __future__ import annotations

import msgspec

from app.regions import Part
from app.regions.board_lotus import in_turn, lit
from app.regions.board_lotus import shown as petals_on_wall
from app.regions.console_rows import WINDOW, Row, Window, reads_hidden, row_of
from facilitation.method import label
from sessions.lotus_views import cluster_label
from sessions.rules.running import BOARDS
from sessions.state import OTHER, Room
from sessions.watching import Viewer

TEMPO_MINUTES = 18


class Top(msgspec.Struct, frozen=True):
    title: str
    date: str
    place: str
    present: int
    tables: int
    board: str
    back: str  # the board that comes back after the QR
    paused: bool
    closed: bool
    frozen: bool
    rehearsal: bool


def own_board(room: Room) -> str:
    """The board of the running stage."""
    stage = room.stage_of(room.stage)
    view = stage.view if stage else "themes"
    return view if view in BOARDS and view != "qr" else "themes"


def top(room: Room, viewer: Viewer) -> Top:
    return Top(
        room.title,
        room.date,
        room.place,
        room.present,
        room.tables,
        room.board,
        own_board(room),
        room.paused,
        room.closed,
        room.frozen,
        room.rehearsal,
    )


class Step(msgspec.Struct, frozen=True):
    """One stage of the day. `at`: when it is expected to begin, None when no clock tells."""

    id: str
    name: str
    minutes: int
    state: str
    at: int | None
    phases: tuple[tuple[str, str], ...] = ()


class Agenda(msgspec.Struct, frozen=True):
    steps: tuple[Step, ...]
    phase: str | None
    started_at: int
    ends_at: int | None
    next: str | None
    number: int
    closed: bool


def agenda(room: Room, viewer: Viewer) -> Agenda:
    language = viewer.audience.language
    stages = room.the_method.stages
    running = next((i for i, stage in enumerate(stages) if stage.id == room.stage), 0)
    steps: list[Step] = []
    at = room.ends_at
    for i, stage in enumerate(stages):
        name, kicker = label(stage, language), label(stage.kicker, language)
        if kicker and kicker != name:
            name = f"{kicker} · {name}"
        state = "done" if i < running else "now" if i == running else "next"
        phases = tuple((p.id, label(p, language)) for p in stage.phases) if state == "now" else ()
        steps.append(Step(stage.id, name, stage.minutes, state, at if i > running else None, phases))
        if i > running and at is not None:
            at += stage.minutes * 60_000
    after = stages[running + 1].id if running + 1 < len(stages) else None
    return Agenda(tuple(steps), room.phase, room.started_at, room.ends_at, after, running + 1, room.closed)


class Drop(msgspec.Struct, frozen=True):
    id: str
    name: str
    mark: int
    count: int


def drops(room: Room, viewer: Viewer) -> tuple[Drop, ...]:
    language = viewer.audience.language
    themes = [Drop(t.id, label(t, language), t.mark, room.tally.get(t.id, 0)) for t in room.the_method.themes]
    return (*themes, Drop(OTHER, label(room.the_method.other, language), 0, room.tally.get(OTHER, 0)))


class Counts(msgspec.Struct, frozen=True):
    stage: str
    shown: int
    hidden: int
    held: int
    other: int
    interventions: int
    moderation: str


def counts(room: Room, viewer: Viewer) -> Counts:
    stage = room.stage_of(room.stage)
    return Counts(
        label(stage, viewer.audience.language) if stage else "",
        room.total,
        room.hidden_cards,
        room.held_cards,
        room.tally.get(OTHER, 0),
        len(room.intervention_order),
        room.moderation,
    )


def stream(room: Room, viewer: Viewer) -> Window:
    """The newest rows; what lies further back a console asks for itself."""
    found: list[Row] = []
    desk = reads_hidden(viewer.audience.role)
    for pid in room.order.newest():
        card = room.preconditions[pid]
        if card.withdrawn or not (desk or room.visible(card)):
            continue
        found.append(row_of(room, card, viewer.audience.language))
        if len(found) == WINDOW:
            break
    return Window(tuple(found), len(room.order))


class Board(msgspec.Struct, frozen=True):
    board: str
    appearance: str
    choices: tuple[str, ...]
    paused: bool
    frozen: bool
    focus: str = ""
    petals: tuple[tuple[str, str], ...] = ()  # what the lotus board can open: (cluster, name)
    lotuses: tuple[tuple[str, int | None, str], ...] = ()  # (lotus, table, heart)
    lit: str | None = None


def board(room: Room, viewer: Viewer) -> Board:
    shown = Board(room.board, room.appearance, BOARDS, room.paused, room.frozen)
    if room.board != "lotus":
        return shown
    return msgspec.structs.replace(
        shown,
        focus=room.focus,
        petals=tuple((c.id, cluster_label(room, c, viewer.audience.language)) for c in petals_on_wall(room)),
        lotuses=tuple((x.id, x.table, room.centre(x)) for x in in_turn(room)),
        lit=lit(room),
    )


class Tables(msgspec.Struct, frozen=True):
    """`tables`: (number, contributions, when the last one came). `since`: from when a silent table counts as quiet;
    None while the stage takes nothing in."""

    tables: tuple[tuple[int, int, int], ...]
    most: int
    active: int
    since: int | None


def tables(room: Room, viewer: Viewer) -> Tables:
    rows = tuple((k, room.by_table.get(k, 0), room.table_at.get(k, 0)) for k in range(1, room.tables + 1))
    stage = room.stage_of(room.stage)
    takes = bool(stage and stage.accepts) and not room.closed and room.present > 0
    most = max((n for _, n, _ in rows), default=0)
    return Tables(rows, most, sum(1 for _, n, _ in rows if n), room.started_at if takes else None)


def tempo(room: Room, viewer: Viewer) -> tuple[tuple[int, int], ...]:
    """(minute, contributions) of the last minutes in which something came."""
    last = max(room.pace, default=0)
    return tuple(sorted((m, n) for m, n in room.pace.items() if m > last - TEMPO_MINUTES))


def status(room: Room, viewer: Viewer) -> int:
    return room.last_contribution_at


def links(room: Room, viewer: Viewer) -> tuple[tuple[str, str, int | None], ...]:
    """Helper links that still work, newest last: (id, role, table). Only who leads sees them."""
    if viewer.audience.role not in ("facilitator", "organiser"):
        return ()
    return tuple((x.id, x.role, x.table) for x in room.links.values() if not x.revoked)


def settings(room: Room, viewer: Viewer) -> tuple[str, bool]:
    return (room.moderation, room.frozen)


REGIONS = [
    Part("top", top),
    Part("agenda", agenda),
    Part("counts", counts),
    Part("drops", drops),
    Part("stream", stream),
    Part("board", board),
    Part("tables", tables),
    Part("tempo", tempo),
    Part("status", status),
    Part("links", links),
    Part("settings", settings),
]
