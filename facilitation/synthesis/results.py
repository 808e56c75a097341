"""What a synthesis says: frozen values with ids and numbers, in no language. Sections without input are empty."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.synthesis.counting import Count, CrossTable
from facilitation.synthesis.subpoints import SubPoint
from lotus.ranking import SharedLotus, Wording


@dataclass(frozen=True, slots=True)
class Share:
    """How many people or entries carry an id; `id` is empty for what was not said."""

    id: str
    number: int


@dataclass(frozen=True, slots=True)
class TableShare:
    """What came from one table."""

    table: int
    people: int
    practices: int
    statements: int
    petals: int


@dataclass(frozen=True, slots=True)
class Participation:
    """Who took part and who did not. `tables` counts tables where somebody sat or something came from."""

    people: int
    tables: int
    tables_set: int
    contributors: int
    by_table: tuple[TableShare, ...]
    actors: tuple[Share, ...]
    sectors: tuple[Share, ...]
    languages: tuple[Share, ...]
    missing_actors: tuple[str, ...]
    missing_sectors: tuple[str, ...]
    missing_tables: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Practices:
    """Interventions by what was ticked. A lever's number is of interventions; one may move several levers."""

    total: int
    levers: tuple[Share, ...]
    formality: tuple[Share, ...]
    existence: tuple[Share, ...]
    origin: tuple[Share, ...]
    reach: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class ThemeResult:
    """One theme in its place. `statements` are ids in order of arrival, `quotes` ids to print."""

    theme: str
    place: int
    count: Count
    statements: tuple[str, ...]
    points: tuple[SubPoint, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Petal:
    """A petal of the shared lotus or one of the also mentioned, with what it opens into."""

    group: str
    family: str | None
    kind: str
    place: int
    tables: int
    people: int
    marks: int
    entries: int
    picks: int
    wordings: tuple[Wording, ...]
    dots: int = 0


@dataclass(frozen=True, slots=True)
class Characteristics:
    """The active ingredients. `goals` and `preconditions` hold ids of groups and of entries without a group."""

    entries: int
    lotuses: int
    shared: SharedLotus | None
    petals: tuple[Petal, ...]
    also: tuple[Petal, ...]
    families: tuple[Share, ...]
    goals: tuple[str, ...]
    preconditions: tuple[str, ...]
    loose: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outliers:
    """What a single table brought, and what has no place yet; ids in order of arrival."""

    unplaced: tuple[str, ...]
    single: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Votes:
    """Dots by theme and by characteristic, most first, and how many people spent any."""

    voters: int
    themes: tuple[Share, ...]
    characteristics: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Placing:
    """Who or what placed the statements, and which engines spoke. `unsure`: by machine, and it was not sure."""

    machine: int
    author: int
    hand: int
    rule: int
    unsure: int
    engines: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Synthesis:
    """A whole report at `seq`, without words of its own."""

    seq: int
    participation: Participation
    practices: Practices
    themes: tuple[ThemeResult, ...]
    others: tuple[str, ...]
    other_count: Count
    statements: int
    merged: int
    characteristics: Characteristics
    outliers: Outliers
    themes_by_lever: CrossTable
    themes_by_sector: CrossTable
    findings: tuple[str, ...]
    votes: Votes
    promises: tuple[str, ...]
    placing: Placing
    annex: tuple[str, ...]

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections that have something to say, in order."""
        has = {
            "asked": True,
            "took_part": True,
            "summary": True,
            "findings": bool(self.findings),
            "themes": self.statements > 0,
            "practices": self.practices.total > 0,
            "others": bool(self.others),
            "characteristics": self.characteristics.entries > 0,
            "kinds": bool(self.characteristics.goals or self.characteristics.preconditions),
            "votes": self.votes.voters > 0,
            "promises": bool(self.promises),
            "cross": self.statements > 0,
            "outliers": bool(self.outliers.unplaced or self.outliers.single or self.outliers.groups),
            "counting": True,
            "annex": bool(self.annex),
        }
        return tuple(name for name, there in has.items() if there)


SECTIONS = (
    "asked", "took_part", "summary", "findings", "themes", "practices", "others", "characteristics", "kinds", "votes",
    "promises", "cross", "outliers", "counting", "annex",
)  # fmt: skip
