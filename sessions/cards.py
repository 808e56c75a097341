"""What people write, as cards: every kind shares who wrote it, where, and whether it stands."""

from __future__ import annotations

import msgspec

from sessions.events import Placed


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What all cards share. `hidden` hides from everyone but author and facilitator; `held` waits for a
    facilitator.
    """

    id: str
    author: str
    language: str
    table: int | None
    seq: int
    at: int
    hidden: bool = False
    held: bool = False
    reason: str = ""
    withdrawn: bool = False
    merged_into: str | None = None
    mark: str = ""

    @property
    def standing(self) -> bool:
        """By itself fit to be seen; whether what it hangs on is, `Room.visible` says."""
        return not (self.hidden or self.held or self.withdrawn or self.merged_into)


class Intervention(Card, frozen=True, kw_only=True):
    title: str
    description: str = ""
    formality: str = ""
    existence: str = ""
    origin: str = ""
    place: str = ""
    reach: str = ""
    levers: tuple[str, ...] = ()
    preconditions: tuple[str, ...] = ()


class Precondition(Card, frozen=True, kw_only=True):
    """`machine_theme`: where the machine last had it, whatever people made of that."""

    intervention: str
    text: str
    placed: Placed
    machine_theme: str = ""


class Finding(Card, frozen=True, kw_only=True):
    text: str


class Commitment(Card, frozen=True, kw_only=True):
    who: str
    what: str
    by: str = ""
    reach: str = ""
    sector: str = ""
    initiative: str = ""


class Petal(Card, frozen=True, kw_only=True):
    """One node of a lotus as a card; made from its lotus whenever it is asked for."""

    text: str
    lotus: str
    kind: str = "undecided"


class Heart(Card, frozen=True, kw_only=True):
    """A lotus as a card: what stands in its heart. `title` is empty where that is an intervention."""

    title: str
    intervention: str = ""
