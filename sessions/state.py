"""What a room is at a sequence number: one immutable value, cheap to change and safe to hold on to.

Maps are persistent (`immutables.Map`), so an older room stays whole while the next one is made from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from immutables import Map

from facilitation.method import Method, Stage
from lotus.merging import Groups
from sessions.cards import Card, Commitment, Finding, Heart, Intervention, Petal, Precondition
from sessions.events import Event, Placed
from sessions.lotuses import NO_GROUPS, Lotus

OTHER = "other"


class Roll(msgspec.Struct, frozen=True):
    """An append-only list whose older versions stay valid. `items` maps 0..size-1 to ids."""

    items: Map[int, str] = Map()
    size: int = 0

    def add(self, *added: str) -> Roll:
        items = self.items
        for i, item in enumerate(added, start=self.size):
            items = items.set(i, item)
        return Roll(items, self.size + len(added))

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[str]:
        return (self.items[i] for i in range(self.size))

    def newest(self) -> Iterator[str]:
        """From the last one backwards."""
        return (self.items[i] for i in range(self.size - 1, -1, -1))


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in the room. `rev` counts every change that this person's own page shows."""

    id: str
    table: int | None
    name: str = ""
    language: str = "nl"
    sector: str = ""
    actor: str = ""
    seq: int = 0
    rev: int = 0
    mine: tuple[str, ...] = ()


class Dots(msgspec.Struct, frozen=True):
    themes: Map[str, int] = Map()
    characteristics: Map[str, int] = Map()


class Link(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    role: str
    table: int | None = None
    revoked: bool = False


class RoomRule(msgspec.Struct, frozen=True, kw_only=True):
    """What the room agreed a word means. `before` holds where its cards stood before it moved them."""

    id: str
    pattern: str
    theme: str
    seq: int
    on: bool = True
    before: Map[str, Placed] = Map()


class Snapshot(msgspec.Struct, frozen=True):
    """A moment that the desk wants to find back."""

    seq: int
    at: int
    name: str = ""


class Undoable(msgspec.Struct, frozen=True):
    """A facilitator's action and the fact that takes it back."""

    seq: int
    inverse: Event
    actor: str = ""


class KeyUse(msgspec.Struct, frozen=True):
    """Where an idempotency key was used: the record's seq and the fingerprint of what came with it."""

    seq: int
    fingerprint: str | None


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """The fold of a room's log up to `seq`. `tally` counts visible preconditions by theme, `lever_tally`
    visible interventions by lever; both are kept by the rules and checked against a recount by the tests."""

    seq: int = 0
    code: str = ""
    title: str = ""
    date: str = ""
    place: str = ""
    language: str = "nl"
    tables: int = 0
    rehearsal: bool = False
    method: Method | None = None
    opened_at: int = 0

    moderation: str = "open"
    board: str = "qr"
    frozen: bool = False
    frozen_at: int | None = None  # the number at which the board was made to stand still
    appearance: str = "light"
    focus: str = ""  # what the lotus board has open: a group or petal, `list`, `tables`, or its first petal
    paused: bool = False
    closed: bool = False
    closed_at: int | None = None
    unlinked: int = 0  # the number at which authors were last unlinked: who joined before has another id since

    stage: str = "welcome"
    phase: str | None = None
    started_at: int = 0
    ends_at: int | None = None
    left_stage: str | None = None
    left_at: int = 0

    participants: Map[str, Participant] = Map()
    interventions: Map[str, Intervention] = Map()
    preconditions: Map[str, Precondition] = Map()
    findings: Map[str, Finding] = Map()
    commitments: Map[str, Commitment] = Map()
    dots: Map[str, Dots] = Map()
    lotuses: Map[str, Lotus] = Map()
    lotus_keys: Map[str, str] = Map()  # table and heart to lotus
    petals: Map[str, str] = Map()  # node to lotus, withdrawn ones too
    groups: Groups = NO_GROUPS
    groups_rev: int = 0
    report: Map[str, Any] = Map()  # what a human changed in the report, by `rules.reporting.key`
    snapshots: tuple[Snapshot, ...] = ()
    result_shared: bool = False
    flags: Map[str, str] = Map()  # card id to what its author said was not meant
    settled: Map[str, bool] = Map()  # those of `flags` that the desk has dealt with
    links: Map[str, Link] = Map()
    rules: Map[str, RoomRule] = Map()
    hand_moves: Roll = Roll()  # preconditions that a hand moved to another theme, in order; what rules are offered from
    spotlight: str | None = None

    order: Roll = Roll()  # preconditions as they came
    intervention_order: Roll = Roll()
    finding_order: Roll = Roll()
    commitment_order: Roll = Roll()

    tally: Map[str, int] = Map()
    lever_tally: Map[str, int] = Map()
    shown_interventions: int = 0
    hidden_cards: int = 0  # preconditions and interventions that a hand hid, withdrawn ones not counted
    held_cards: int = 0  # and those that wait to be shown
    by_table: Map[int, int] = Map()  # contributions a table, withdrawn ones not counted
    table_at: Map[int, int] = Map()  # when a table last sent something in
    pace: Map[int, int] = Map()  # contributions a minute, by minutes since the epoch
    present: int = 0
    last_contribution_at: int = 0

    keys: Map[str, KeyUse] = Map()
    undo: tuple[Undoable, ...] = ()

    @property
    def total(self) -> int:
        """Visible preconditions."""
        return sum(self.tally.values())

    @property
    def the_method(self) -> Method:
        """The frozen method; a room that is open always has one."""
        if self.method is None:
            raise ValueError("the room is not open yet")
        return self.method

    def stage_of(self, stage_id: str | None) -> Stage | None:
        """The method's stage with this id, None when there is none."""
        return next((s for s in self.the_method.stages if s.id == stage_id), None)

    def card(self, card_id: str) -> Card | None:
        """Any card by id, whatever it is."""
        for cards in (self.preconditions, self.interventions, self.findings, self.commitments):
            found = cards.get(card_id)
            if found is not None:
                return found
        if card_id in self.petals:
            return self._petal(self.lotuses[self.petals[card_id]], card_id)
        return self._heart(self.lotuses[card_id]) if card_id in self.lotuses else None

    def _petal(self, lotus: Lotus, id: str) -> Petal:
        node = lotus.blossom.nodes.get(id)
        if node is None:
            return Petal(
                id=id, author="", language=lotus.language, table=lotus.table, seq=0, at=0, withdrawn=True, text="",
                lotus=lotus.id,
            )  # fmt: skip
        return Petal(
            id=id,
            author=node.author,
            language=node.language,
            table=node.table,
            seq=node.seq,
            at=lotus.at,
            hidden=node.hidden,
            held=id in lotus.held or node.wish is not None,
            reason=lotus.reasons.get(id, ""),
            text=node.text,
            lotus=lotus.id,
            kind=node.kind,
        )

    def _heart(self, lotus: Lotus) -> Heart:
        return Heart(
            id=lotus.id,
            author=lotus.author,
            language=lotus.language,
            table=lotus.table,
            seq=lotus.seq,
            at=lotus.at,
            hidden=lotus.hidden,
            held=lotus.heart_held,
            withdrawn=lotus.withdrawn,
            reason=lotus.reason,
            title=lotus.blossom.centre,
            intervention=lotus.intervention,
        )

    def centre(self, lotus: Lotus) -> str:
        """The words in a lotus's heart: its intervention's title, else its own; empty once taken back."""
        card = self.interventions.get(lotus.intervention)
        return card.title if card else lotus.blossom.centre

    def visible(self, card: Card) -> bool:
        """Whether everybody may see it: it stands, and so does the intervention it hangs on."""
        if not card.standing:
            return False
        if isinstance(card, Precondition):
            parent = self.interventions.get(card.intervention)
            return parent is not None and not (parent.hidden or parent.held or parent.withdrawn)
        if isinstance(card, Heart) and card.intervention:
            return self.interventions[card.intervention].standing
        return True
