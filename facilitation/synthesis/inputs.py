"""What a synthesis is made of: plain facts of one meeting at one number of its log. It knows no rooms.

Only what everybody may see is put in here: hidden, held and withdrawn entries are left out by whoever fills it.
Ids of themes, levers, sectors, actors and families are those of the method.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lotus.entries import Entry
from lotus.merging import Groups

NO_GROUPS = Groups()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who joined. Empty sector or actor: not said."""

    id: str
    table: int | None = None
    language: str = "nl"
    sector: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """An intervention. Empty formality, existence, origin or reach: not said."""

    id: str
    title: str
    author: str
    table: int | None = None
    language: str = "nl"
    seq: int = 0
    description: str = ""
    formality: str = ""
    existence: str = ""
    origin: str = ""
    place: str = ""
    reach: str = ""
    levers: tuple[str, ...] = ()
    mark: str = ""
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A precondition and where it stands. `placed_by`: machine, author, hand or rule. A merged one is not counted as
    an entry; its table and person still count for what it was merged into.
    """

    id: str
    text: str
    practice: str
    author: str
    theme: str
    table: int | None = None
    language: str = "nl"
    seq: int = 0
    second_theme: str | None = None
    placed_by: str = "machine"
    engine: str = ""
    confidence: float = 0.0
    sure: bool = False
    mark: str = ""
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """A finding of a table."""

    id: str
    text: str
    author: str
    table: int | None = None
    language: str = "nl"
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment: who does what, by when."""

    id: str
    who: str
    what: str
    author: str
    table: int | None = None
    language: str = "nl"
    seq: int = 0
    by: str = ""
    reach: str = ""
    sector: str = ""
    initiative: str = ""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One person's dots."""

    author: str
    themes: Mapping[str, int] = field(default_factory=dict)
    characteristics: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableLotus:
    """One table's lotus: its centre and how many petals it has."""

    id: str
    centre: str
    table: int | None = None
    language: str = "nl"
    practice: str | None = None
    seq: int = 0
    petals: int = 0


@dataclass(frozen=True, slots=True)
class Meeting:
    """Everything a synthesis is a function of, in order of arrival. `themes`, `levers`, `sectors` and `actors` are the
    method's ids in its order; `tables` is how many tables were set.
    """

    seq: int
    tables: int
    themes: tuple[str, ...]
    levers: tuple[str, ...]
    sectors: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    practices: tuple[Practice, ...] = ()
    statements: tuple[Statement, ...] = ()
    findings: tuple[Observation, ...] = ()
    promises: tuple[Promise, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    lotuses: tuple[TableLotus, ...] = ()
    entries: tuple[Entry, ...] = ()
    groups: Groups = NO_GROUPS
