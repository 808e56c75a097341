"""The projected board as regions in fixed places. What stands in a place depends on the board that is on.

Places: `frame` (which board, in which state, light or dark), `head` (question and clock), `stagearea` (the picture),
`aside` (the words beside it), `foot`, `people` (in the join block) and `table` (the same data as tables). A board kind
says what stands in `stagearea`, `aside` and `foot`: a view whose `part` names its template, `board/PART.html.j2`.
To add a kind, write its views and name them in BOARDS; numbers that only a new drawing needs come from DRAWINGS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import msgspec

from app.regions import Part, board_still
from app.regions.board_findings import findings_aside, findings_stage
from app.regions.board_flower import drawn, flower
from app.regions.board_lotus import drawn_lotus, drawn_table, lotus_stage, on_wall
from app.regions.board_lotus_words import drawn_bars, drawn_turn, lotus_aside
from app.regions.board_matrix import drawn_matrix, matrix
from app.regions.board_said import commitments_aside, said
from app.regions.board_strips import levers, tables_of
from app.regions.board_weigh import drawn_dots, weigh_aside, weighed
from sessions.state import Room
from sessions.watching import Viewer

Show = Callable[[Room, Viewer], Any]


class Nothing(msgspec.Struct, frozen=True):
    """An empty place."""

    part: str = ""


def nothing(room: Room, viewer: Viewer) -> Nothing:
    return Nothing()


@dataclass(frozen=True)
class Board:
    """What a kind of board has in each place."""

    stagearea: Show
    aside: Show
    foot: Show = nothing


THEMES = Board(flower, said, levers)
BOARDS: Mapping[str, Board] = MappingProxyType(
    {
        "themes": THEMES,
        "qr": THEMES,  # the join block covers the themes
        "black": THEMES,
        "lotus": Board(lotus_stage, lotus_aside),
        "levers": Board(matrix, findings_aside),
        "findings": Board(findings_stage, findings_aside),
        "weigh": Board(weighed, weigh_aside),
        "commitments": Board(flower, commitments_aside, levers),
        "synthesis": Board(flower, commitments_aside, levers),
    }
)


def board_of(room: Room) -> Board:
    """The kind of board that is on; one that has no drawing of its own shows the themes."""
    return BOARDS.get(room.board, THEMES)


class Frame(msgspec.Struct, frozen=True):
    """What the whole page follows: the kind of board, `state` (empty, live, paused or closed) and the light."""

    board: str
    state: str
    theme: str


def state_of(room: Room) -> str:
    if room.closed:
        return "closed"
    if room.paused:
        return "paused"
    lotus = room.board == "lotus" and on_wall(room).entries
    return "live" if lotus or board_still.newest(room, 1) else "empty"


def frame(room: Room, viewer: Viewer) -> Frame:
    return Frame(room.board if room.board in BOARDS else "themes", state_of(room), room.appearance)


class Head(msgspec.Struct, frozen=True):
    """The stage with its clock: milliseconds since the epoch, no `ends_at` where no clock runs."""

    stage: str
    phase: str | None
    started_at: int
    ends_at: int | None
    closed: bool
    board: str


def head(room: Room, viewer: Viewer) -> Head:
    return Head(room.stage, room.phase, room.started_at, room.ends_at, room.closed, room.board)


def people(room: Room, viewer: Viewer) -> int:
    return room.present


DRAWINGS: Mapping[str, Callable[[Any, Room], Any]] = MappingProxyType(
    {
        "flower": drawn,
        "matrix": drawn_matrix,
        "weigh": drawn_dots,
        "lotus": drawn_lotus,
        "lotus_table": drawn_table,
        "lotus_aside": drawn_bars,
        "lotus_turns": drawn_turn,
    }
)


def drawing(view: Any, room: Room) -> Any:
    """The numbers of the picture that `view` asks for, None where its template needs none."""
    draw = DRAWINGS.get(view.part)
    return draw(view, room) if draw else None


REGIONS = [
    Part("frame", frame),
    Part("head", head),
    Part("stagearea", lambda room, viewer: board_of(room).stagearea(room, viewer), drawing=drawing),
    Part("aside", lambda room, viewer: board_of(room).aside(room, viewer), drawing=drawing),
    Part("foot", lambda room, viewer: board_of(room).foot(room, viewer)),
    Part("people", people),
    Part("table", tables_of),
]
