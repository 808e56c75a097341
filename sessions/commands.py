"""The orders a room can be given. Time, ids, identity and machine suggestions are already inside: rules
ask for nothing.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sessions.events import Event, NewPrecondition, Placed


class Actor(msgspec.Struct, frozen=True):
    """Who gives the order. Roles: organiser, facilitator, moderator, harvest, host, observer, participant,
    machine.
    """

    role: str
    id: str
    table: int | None = None

    def __str__(self) -> str:
        return f"{self.role}:{self.id}"

    @property
    def leads(self) -> bool:
        return self.role in ("facilitator", "organiser")


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all orders. `at`: milliseconds since the epoch."""

    actor: Actor
    at: int
    key: str | None = None
    fingerprint: str | None = None


class Refusal(Exception):
    """The room says no. `slug` is translated at the edge; `field` names the input at fault."""

    def __init__(self, slug: str, field: str | None = None, **details: Any) -> None:
        super().__init__(slug)
        self.slug = slug
        self.field = field
        self.details = details


class OpenRoom(Command, frozen=True, kw_only=True):
    code: str
    title: str
    language: str
    tables: int
    method: dict[str, Any]
    date: str = ""
    place: str = ""
    rehearsal: bool = False


class ChangeRoom(Command, frozen=True, kw_only=True):
    title: str | None = None
    moderation: str | None = None
    board: str | None = None
    frozen: bool | None = None
    appearance: str | None = None
    tables: int | None = None
    focus: str | None = None


class EnterStage(Command, frozen=True, kw_only=True):
    """`minutes` None takes the method's own; 0 runs without a clock."""

    stage: str
    phase: str | None = None
    minutes: float | None = None


class MoveTimer(Command, frozen=True, kw_only=True):
    seconds: int


class Pause(Command, frozen=True, kw_only=True):
    pass


class Resume(Command, frozen=True, kw_only=True):
    pass


class Close(Command, frozen=True, kw_only=True):
    pass


class Reopen(Command, frozen=True, kw_only=True):
    pass


class Join(Command, frozen=True, kw_only=True):
    participant: str
    table: int | None = None
    name: str = ""
    language: str = ""
    sector: str = ""
    actor_group: str = ""


class ChangeParticipant(Command, frozen=True, kw_only=True):
    table: int | None = None
    name: str | None = None
    language: str | None = None
    sector: str | None = None
    actor_group: str | None = None


class EraseParticipant(Command, frozen=True, kw_only=True):
    """Takes back everything one device brought in; by the desk's lead, or by its own link."""

    participant: str


class SubmitIntervention(Command, frozen=True, kw_only=True):
    intervention: str
    title: str
    language: str = ""
    description: str = ""
    formality: str = ""
    existence: str = ""
    origin: str = ""
    place: str = ""
    reach: str = ""
    levers: tuple[str, ...] = ()
    preconditions: tuple[NewPrecondition, ...] = ()
    table: int | None = None
    mark: str = ""


class EditIntervention(Command, frozen=True, kw_only=True):
    intervention: str
    title: str
    description: str = ""
    formality: str = ""
    existence: str = ""
    origin: str = ""
    place: str = ""
    reach: str = ""
    levers: tuple[str, ...] = ()


class AddPrecondition(Command, frozen=True, kw_only=True):
    intervention: str
    precondition: NewPrecondition
    mark: str = ""


class EditPrecondition(Command, frozen=True, kw_only=True):
    """`text` None keeps the words; `theme` None keeps the place; `suggested` is where the machine would
    put new words. `also`: near-duplicates that move along with a hand-placed card."""

    precondition: str
    text: str | None = None
    theme: str | None = None
    second_theme: str | None = None
    set_second: bool = False
    suggested: Placed | None = None
    also: tuple[str, ...] = ()


class PlaceByMachine(Command, frozen=True, kw_only=True):
    """A better engine speaks; cards a human touched are left alone."""

    placements: tuple[tuple[str, Placed], ...]


class MakeRule(Command, frozen=True, kw_only=True):
    """`cards`: the cards in which the pattern was found; those that a hand placed stay where they are."""

    rule: str
    pattern: str
    theme: str
    cards: tuple[str, ...] = ()


class SwitchRule(Command, frozen=True, kw_only=True):
    rule: str
    on: bool
    cards: tuple[str, ...] = ()


class HideCard(Command, frozen=True, kw_only=True):
    card: str
    reason: str = ""


class ShowCard(Command, frozen=True, kw_only=True):
    card: str


class Spotlight(Command, frozen=True, kw_only=True):
    card: str | None


class MergeCard(Command, frozen=True, kw_only=True):
    card: str
    into: str


class SplitCard(Command, frozen=True, kw_only=True):
    card: str


class WithdrawCard(Command, frozen=True, kw_only=True):
    card: str


class SubmitFinding(Command, frozen=True, kw_only=True):
    finding: str
    text: str
    language: str = ""


class MakeCommitment(Command, frozen=True, kw_only=True):
    commitment: str
    who: str
    what: str
    language: str = ""
    by: str = ""
    reach: str = ""
    sector: str = ""
    initiative: str = ""


class UnlinkAuthors(Command, frozen=True, kw_only=True):
    """Lets go of who wrote what in a closed room."""


class SpendDots(Command, frozen=True, kw_only=True):
    themes: dict[str, int]
    characteristics: dict[str, int]


class EditReport(Command, frozen=True, kw_only=True):
    """See `ReportEdited`. Empty text takes the words back; no cards restores the machine's own order."""

    part: str
    of: str = ""
    language: str = ""
    text: str | None = None
    on: bool | None = None
    cards: tuple[str, ...] | None = None


class KeepSnapshot(Command, frozen=True, kw_only=True):
    name: str = ""


class ShareResult(Command, frozen=True, kw_only=True):
    on: bool


class FlagCard(Command, frozen=True, kw_only=True):
    card: str
    text: str = ""


class SettleFlag(Command, frozen=True, kw_only=True):
    card: str
    on: bool = True


class CreateLink(Command, frozen=True, kw_only=True):
    link: str
    role: str
    table: int | None = None


class RevokeLink(Command, frozen=True, kw_only=True):
    link: str


class Undo(Command, frozen=True, kw_only=True):
    """`of`: the seq of the action that is meant, where the page showed one; 0 takes back the last of all."""

    of: int = 0


Events = tuple[Event, ...]
