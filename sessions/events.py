"""The facts of a room: what happened, as it is kept in the log. Slugs, never labels; chance and time are
already inside.
"""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec


class Placed(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a precondition stands and why. `by`: machine, author, hand (a facilitator) or rule (a rule of
    the room).
    """

    theme: str
    second_theme: str | None = None
    confidence: float = 0.0
    sure: bool = False
    because: tuple[str, ...] = ()
    by: str = "machine"
    engine: str = ""
    suggestions: tuple[str, ...] = ()


class NewPrecondition(msgspec.Struct, frozen=True, omit_defaults=True):
    """A precondition as it comes in, with the placement it was given at the door."""

    id: str
    text: str
    language: str
    placed: Placed


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """Base of all facts. Subclasses carry their slug as tag."""

    kind: ClassVar[str] = ""


class RoomOpened(Event, frozen=True, kw_only=True, omit_defaults=True, tag="room_opened"):
    code: str
    title: str
    language: str
    tables: int
    method: dict[str, Any]
    date: str = ""
    place: str = ""
    rehearsal: bool = False


class RoomChanged(Event, frozen=True, kw_only=True, omit_defaults=True, tag="room_changed"):
    """Settings that were set; None means untouched. `focus` is what the lotus board has open."""

    title: str | None = None
    moderation: str | None = None
    board: str | None = None
    frozen: bool | None = None
    appearance: str | None = None
    tables: int | None = None
    focus: str | None = None


class StageEntered(Event, frozen=True, kw_only=True, omit_defaults=True, tag="stage_entered"):
    """`ends_at` in milliseconds since the epoch; None runs without a clock."""

    stage: str
    phase: str | None = None
    started_at: int = 0
    ends_at: int | None = None


class TimerMoved(Event, frozen=True, kw_only=True, omit_defaults=True, tag="timer_moved"):
    ends_at: int | None = None


class RoomPaused(Event, frozen=True, kw_only=True, tag="room_paused"):
    pass


class RoomResumed(Event, frozen=True, kw_only=True, tag="room_resumed"):
    pass


class RoomClosed(Event, frozen=True, kw_only=True, tag="room_closed"):
    pass


class RoomReopened(Event, frozen=True, kw_only=True, tag="room_reopened"):
    pass


class ParticipantJoined(Event, frozen=True, kw_only=True, omit_defaults=True, tag="participant_joined"):
    participant: str
    table: int | None = None
    name: str = ""
    language: str = "nl"
    sector: str = ""
    actor: str = ""


class ParticipantChanged(Event, frozen=True, kw_only=True, omit_defaults=True, tag="participant_changed"):
    participant: str
    table: int | None = None
    name: str | None = None
    language: str | None = None
    sector: str | None = None
    actor: str | None = None


class ParticipantErased(Event, frozen=True, kw_only=True, tag="participant_erased"):
    """All of one device's words were taken back just before this; its name, sector, actor and dots go with it."""

    participant: str


class AuthorsUnlinked(Event, frozen=True, kw_only=True, tag="authors_unlinked"):
    """From here on nobody can tell who wrote what: in the same transaction every person got another id in the whole
    log, drawn once and kept nowhere, and names and keys left it. Who wrote two things is still one person.
    """


class InterventionSubmitted(Event, frozen=True, kw_only=True, omit_defaults=True, tag="intervention_submitted"):
    intervention: str
    title: str
    author: str
    language: str
    table: int | None = None
    description: str = ""
    formality: str = ""
    existence: str = ""
    origin: str = ""
    place: str = ""
    reach: str = ""
    levers: tuple[str, ...] = ()
    preconditions: tuple[NewPrecondition, ...] = ()
    mark: str = ""


class InterventionEdited(Event, frozen=True, kw_only=True, omit_defaults=True, tag="intervention_edited"):
    intervention: str
    title: str
    description: str = ""
    formality: str = ""
    existence: str = ""
    origin: str = ""
    place: str = ""
    reach: str = ""
    levers: tuple[str, ...] = ()


class PreconditionAdded(Event, frozen=True, kw_only=True, omit_defaults=True, tag="precondition_added"):
    intervention: str
    author: str
    precondition: NewPrecondition
    table: int | None = None
    mark: str = ""


class PreconditionEdited(Event, frozen=True, kw_only=True, omit_defaults=True, tag="precondition_edited"):
    """New words; `placed` is the new placement, None when the old one stays."""

    precondition: str
    text: str
    placed: Placed | None = None


class Move(msgspec.Struct, frozen=True, omit_defaults=True):
    """One precondition and where it now stands."""

    precondition: str
    placed: Placed


class PreconditionsPlaced(Event, frozen=True, kw_only=True, omit_defaults=True, tag="preconditions_placed"):
    """One decision may move several cards (a card and its near-duplicates); they are undone together."""

    moves: tuple[Move, ...]


class RuleMade(Event, frozen=True, kw_only=True, omit_defaults=True, tag="rule_made"):
    """The room agreed that a word means a theme ("rolmodel" is resources); `moves`: the cards that follow."""

    rule: str
    pattern: str
    theme: str
    moves: tuple[Move, ...] = ()


class RuleSwitched(Event, frozen=True, kw_only=True, omit_defaults=True, tag="rule_switched"):
    """A rule of the room goes off (its cards go back to where the machine had them) or on again."""

    rule: str
    on: bool
    moves: tuple[Move, ...] = ()


class CardHidden(Event, frozen=True, kw_only=True, omit_defaults=True, tag="card_hidden"):
    card: str
    reason: str = ""


class CardShown(Event, frozen=True, kw_only=True, tag="card_shown"):
    card: str


class CardSpotlit(Event, frozen=True, kw_only=True, omit_defaults=True, tag="card_spotlit"):
    """The card in the spotlight; None takes it off."""

    card: str | None = None


class CardMerged(Event, frozen=True, kw_only=True, tag="card_merged"):
    card: str
    into: str


class CardSplit(Event, frozen=True, kw_only=True, tag="card_split"):
    """A merged card stands on its own again."""

    card: str


class CardWithdrawn(Event, frozen=True, kw_only=True, tag="card_withdrawn"):
    """Its author took it back; with it go the cards that hang on it. Its words leave the log in the same
    transaction.
    """

    card: str


class FindingSubmitted(Event, frozen=True, kw_only=True, omit_defaults=True, tag="finding_submitted"):
    finding: str
    text: str
    author: str
    language: str
    table: int | None = None


class CommitmentMade(Event, frozen=True, kw_only=True, omit_defaults=True, tag="commitment_made"):
    commitment: str
    who: str
    what: str
    author: str
    language: str
    table: int | None = None
    by: str = ""
    reach: str = ""
    sector: str = ""
    initiative: str = ""


class DotsSpent(Event, frozen=True, kw_only=True, omit_defaults=True, tag="dots_spent"):
    """One person's dots, all of them: a later event replaces the earlier one."""

    author: str
    themes: dict[str, int] = {}
    characteristics: dict[str, int] = {}


class LinkCreated(Event, frozen=True, kw_only=True, omit_defaults=True, tag="link_created"):
    link: str
    role: str
    table: int | None = None


class LinkRevoked(Event, frozen=True, kw_only=True, tag="link_revoked"):
    link: str


class Undone(Event, frozen=True, kw_only=True, tag="undone"):
    """A facilitator took back the action at `undoes`; `inverse` is the fact that did it, as data."""

    undoes: int
    inverse: dict[str, Any]


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event with its place in the log. `actor` is `role:id`; `key` the client's idempotency key,
    `fingerprint` of what it sent; `at` in milliseconds since the epoch."""

    seq: int
    id: str
    actor: str
    at: int
    event: Event
    key: str | None = None
    fingerprint: str | None = None
