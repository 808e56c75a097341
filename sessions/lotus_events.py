"""The facts of exercise two: lotuses, their petals, and the groups that people make of them."""

from __future__ import annotations

import msgspec

from sessions.events import Event


class Hint(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the machine would say of a petal: family and kind, with the words that decided. Never a decision."""

    family: str = ""
    kind: str = ""
    confidence: float = 0.0
    because: tuple[str, ...] = ()
    engine: str = ""


class LotusOpened(Event, frozen=True, kw_only=True, omit_defaults=True, tag="lotus_opened"):
    """`centre` only where the heart is free words; with an intervention the heart reads its title."""

    lotus: str
    author: str
    language: str
    table: int | None = None
    intervention: str = ""
    centre: str = ""


class PetalPut(Event, frozen=True, kw_only=True, omit_defaults=True, tag="petal_put"):
    """`wish` is the slot asked for while all write alone (0: any), None once settled; `slot` None is the bench.
    `bumped`: not the slot that was `asked` for. `of` is the lotus: were it called that, withdrawing a heart would take
    the words of its petals along."""

    of: str
    node: str
    text: str
    author: str
    language: str
    parent: str | None = None
    asked: int = 0
    slot: int | None = None
    path: str | None = None
    wish: int | None = None
    bumped: bool = False
    ingredient: str | None = None
    hint: Hint = Hint()


class PetalChanged(Event, frozen=True, kw_only=True, omit_defaults=True, tag="petal_changed"):
    """What a petal became; None means untouched. `nature` is its kind. `slot` 0 is the
    bench; while alone `wish` moves instead. `linked` is the precondition that it became as well, "" when no longer."""

    of: str
    node: str
    text: str | None = None
    language: str | None = None
    source: str | None = None
    ingredient: str | None = None
    nature: str | None = None
    strongest: bool | None = None
    open: bool | None = None
    slot: int | None = None
    wish: int | None = None
    bumped: bool = False
    asked: int = 0
    hint: Hint | None = None
    linked: str | None = None


class KindsSettled(Event, frozen=True, kw_only=True, tag="kinds_settled"):
    """The desk said what some petals are: `kinds` maps a petal to characteristic, goal, precondition or undecided."""

    kinds: dict[str, str]


class GroupMade(Event, frozen=True, kw_only=True, omit_defaults=True, tag="group_made"):
    """A named group of petals; `because` are the slugs of the evidence when a proposal was confirmed."""

    group: str
    names: dict[str, str]
    members: tuple[str, ...]
    family: str | None = None
    because: tuple[str, ...] = ()


class GroupChanged(Event, frozen=True, kw_only=True, omit_defaults=True, tag="group_changed"):
    """New names, family (`""` is none) and members of a group; `also` show here but count elsewhere."""

    group: str
    names: dict[str, str] = msgspec.field(default_factory=dict)
    family: str | None = None
    add: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


class GroupSplit(Event, frozen=True, kw_only=True, tag="group_split"):
    group: str
    new: str
    names: dict[str, str]
    members: tuple[str, ...]


class GroupMerged(Event, frozen=True, kw_only=True, tag="group_merged"):
    group: str
    into: str


class GroupDissolved(Event, frozen=True, kw_only=True, tag="group_dissolved"):
    """The group is no more; its petals are to be placed again."""

    group: str


class PetalsKeptApart(Event, frozen=True, kw_only=True, tag="petals_kept_apart"):
    """A proposal was turned down: these are not the same thing."""

    members: tuple[str, ...]


class GroupThen(msgspec.Struct, frozen=True, omit_defaults=True):
    """A group as it was."""

    group: str
    names: dict[str, str]
    family: str | None = None
    members: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    seq: int = 0


class GroupsRestored(Event, frozen=True, kw_only=True, omit_defaults=True, tag="groups_restored"):
    """Takes a grouping action back: these groups as they were, without those in `dropped`; `together` are pairs that
    may be proposed again."""

    groups: tuple[GroupThen, ...] = ()
    dropped: tuple[str, ...] = ()
    together: tuple[tuple[str, str], ...] = ()
