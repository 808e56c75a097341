"""The parts of a method as frozen dataclasses: stages, levers, themes, families, ingredients, settings."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from immutables import Map

from facilitation.schema import Text

ACCEPTS = (
    "intervention",
    "precondition",
    "finding",
    "petal",
    "dots",
    "commitment",
    "statement",
    "term",
    "initiative",
)
"""What a stage may take in."""
VIEWS = (
    "themes",
    "lotus",
    "levers",
    "findings",
    "weigh",
    "qr",
    "black",
    "statements",
    "commitments",
    "synthesis",
)
"""What the board may show."""
OPENING = ("chosen", "all", "free")

IDENT = {"ident": True}
_SIZE = {"minimum": 20, "maximum": 4000}


class HasId(Protocol):
    @property
    def id(self) -> str: ...


Thing = TypeVar("Thing", bound=HasId)


def find(things: Iterable[Thing], id: str) -> Thing:
    """The thing with this id; KeyError if there is none."""
    for thing in things:
        if thing.id == id:
            return thing
    raise KeyError(id)


@dataclass(frozen=True, slots=True)
class Option:
    """A choice with nothing but a name: a reach, a sector, an actor, a kind."""

    id: str = field(metadata=IDENT)
    label: Text


@dataclass(frozen=True, slots=True)
class Phase:
    """A step inside a stage, with the sentence that tells the table what to do."""

    id: str = field(metadata=IDENT)
    title: Text
    hint: Text


@dataclass(frozen=True, slots=True)
class Timing:
    """How many minutes each phase takes when the facilitator picks this length."""

    id: str = field(metadata=IDENT)
    label: Text
    minutes: Map[str, int] = field(metadata={"minimum": 0, "maximum": 240})

    @property
    def total(self) -> int:
        return sum(self.minutes.values())


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of the day. `minutes` is 0 where no clock runs; `starts` is its time in a fixed programme."""

    id: str = field(metadata=IDENT)
    title: Text
    kicker: Text
    question: Text
    headline: Text
    phone_question: Text
    note: Text
    minutes: int = field(metadata={"minimum": 0, "maximum": 60 * 24})
    view: str = field(metadata={"one_of": VIEWS})
    accepts: tuple[str, ...] = field(default=(), metadata={"one_of": ACCEPTS})
    phases: tuple[Phase, ...] = ()
    timings: tuple[Timing, ...] = ()
    timing: str = ""
    starts: str = field(default="", metadata={"clock": True})
    pause: bool = False

    def phase(self, id: str) -> Phase:
        return find(self.phases, id)

    def phase_minutes(self, phase: str, timing: str = "") -> int:
        """Minutes of `phase` in a timing (the stage's default one if none is named); 0 if it has none."""
        chosen = timing or self.timing
        return next((t.minutes.get(phase, 0) for t in self.timings if t.id == chosen), 0)


@dataclass(frozen=True, slots=True)
class Lever:
    """An activity society puts its energy into. `short` fits the board's strip, `board` its column head."""

    id: str = field(metadata=IDENT)
    label: Text
    short: Text
    board: Text
    brief: Text


@dataclass(frozen=True, slots=True)
class Relation:
    """An arrow between two levers. Suggestive, never proven: no screen may present it as fact."""

    source: str
    target: str
    verb: Text


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of preconditions. `mark` 1-8 picks its drawn mark and ink; `board` may break the line."""

    id: str = field(metadata=IDENT)
    mark: int = field(metadata={"minimum": 1, "maximum": 8})
    label: Text
    board: Text
    definition: Text
    covers: Text


@dataclass(frozen=True, slots=True)
class Family:
    """A family of key characteristics; `also` marks those the 2017 day named beside its seven."""

    id: str = field(metadata=IDENT)
    label: Text
    short: Text
    examples: Text
    also: bool = False


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One entry of the longlist that a table may pick into its lotus."""

    id: str = field(metadata=IDENT)
    family: str
    label: Text


@dataclass(frozen=True, slots=True)
class Vision:
    """The vision (streefbeeld): a tree and the winds around it."""

    statement: Text
    roots: Text
    trunk: Text
    branches: Text
    winds: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class LotusSettings:
    """How a lotus grows: rings around the centre, which petals may open, how many strongest a table marks."""

    rings: int = field(default=2, metadata={"minimum": 1, "maximum": 3})
    opening: str = field(default="chosen", metadata={"one_of": OPENING})
    marks: int = field(default=3, metadata={"minimum": 0, "maximum": 8})
    bench: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a text may be, in graphemes, and how many lines one send may bring."""

    title: int = field(default=120, metadata=_SIZE)
    description: int = field(default=280, metadata=_SIZE)
    precondition: int = field(default=280, metadata=_SIZE)
    finding: int = field(default=280, metadata=_SIZE)
    statement: int = field(default=280, metadata=_SIZE)
    commitment: int = field(default=280, metadata=_SIZE)
    label: int = field(default=80, metadata=_SIZE)
    name: int = field(default=60, metadata=_SIZE)
    place: int = field(default=80, metadata=_SIZE)
    preconditions_at_once: int = field(default=24, metadata={"minimum": 1, "maximum": 200})


@dataclass(frozen=True, slots=True)
class Dots:
    """Dots each participant may spend when weighing."""

    themes: int = field(default=3, metadata={"minimum": 0, "maximum": 20})
    characteristics: int = field(default=5, metadata={"minimum": 0, "maximum": 20})
