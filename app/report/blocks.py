"""What a paper is built of. Page, PDF, DOCX and slides all render these, so that all of them say the same."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Para:
    """A paragraph. `machine`: made from a template by the machine, and marked so where a human may write instead."""

    text: str
    machine: bool = True


@dataclass(frozen=True)
class Bar:
    label: str
    number: int
    share: float


@dataclass(frozen=True)
class Bars:
    title: str
    rows: tuple[Bar, ...]


@dataclass(frozen=True)
class Table:
    """`numbers`: columns that hold numbers. `words`: columns that hold what people wrote. `quiet`: columns that nobody
    reads on paper."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    numbers: tuple[int, ...] = ()
    words: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    small: bool = False
    quiet: tuple[int, ...] = ()


@dataclass(frozen=True)
class Voice:
    """Somebody's words, verbatim. `source` says at which table; `card` is its id."""

    text: str
    language: str
    source: str = ""
    card: str = ""


@dataclass(frozen=True)
class Voices:
    rows: tuple[Voice, ...]
    large: bool = False
    title: str = ""


@dataclass(frozen=True)
class Ranked:
    """A theme in its place."""

    place: int
    theme: str
    mark: int
    label: str
    description: str
    counts: str
    number: int
    share: float
    quotes: tuple[Voice, ...]
    points: tuple[tuple[Voice, str], ...]
    more: int
    """Sub-points that are not printed."""


@dataclass(frozen=True)
class Rank:
    rows: tuple[Ranked, ...]


@dataclass(frozen=True)
class PetalRow:
    letter: str
    label: str
    detail: str
    counts: str
    number: int


@dataclass(frozen=True)
class Petals:
    rows: tuple[PetalRow, ...]


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    when: str
    language: str


@dataclass(frozen=True)
class Steps:
    rows: tuple[Step, ...]


@dataclass(frozen=True)
class Figure:
    """A drawing as SVG, with its words for who cannot see it."""

    id: str
    svg: str
    alt: str
    beside: bool = False


Block = Para | Bars | Table | Voices | Rank | Petals | Steps | Figure


@dataclass(frozen=True)
class Section:
    """`note`: what a human wrote beside it. `on` is False where the organiser switched it off."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    note: str = ""
    on: bool = True


@dataclass(frozen=True)
class Paper:
    """A whole report in one language. `seq` and `at` tell of which moment it is."""

    language: str
    code: str
    room: str
    title: str
    kicker: str
    lead: str
    when: str
    place: str
    seq: int
    moment: str
    snapshot: str
    facts: tuple[tuple[int, str], ...]
    flower: Figure
    summary: str
    machine_summary: tuple[str, ...]
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...] = field(default=())
    own_title: str = ""
