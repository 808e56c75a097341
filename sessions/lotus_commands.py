"""The orders of exercise two. Ids, texts of picked ingredients and machine hints are already inside."""

from __future__ import annotations

import msgspec

from sessions.commands import Command
from sessions.events import NewPrecondition
from sessions.lotus_events import Hint

UNSET = -1  # a slot nobody spoke of; None is the bench


class OpenLotus(Command, frozen=True, kw_only=True):
    """`table` only for the desk, or to be told that another table's is not ours."""

    lotus: str
    intervention: str = ""
    centre: str = ""
    language: str = ""
    table: int | None = None


class PutPetal(Command, frozen=True, kw_only=True):
    """`parent` is a node or a path like `3`; `slot` 1-8 or 0 for any. With `ingredient` the text is its label."""

    lotus: str
    node: str
    text: str
    language: str = ""
    parent: str | None = None
    slot: int = 0
    ingredient: str | None = None
    hint: Hint = Hint()


class ChangePetal(Command, frozen=True, kw_only=True):
    """None is untouched; `slot` UNSET is untouched and None is the bench."""

    lotus: str
    node: str
    text: str | None = None
    language: str | None = None
    kind: str | None = None
    strongest: bool | None = None
    open: bool | None = None
    slot: int | None = UNSET
    hint: Hint | None = None


class LinkPetal(Command, frozen=True, kw_only=True):
    """A precondition among the petals joins the preconditions of its practice; `on` False takes it out again.
    `intervention` is the id of the practice that free words in the heart become."""

    lotus: str
    node: str
    on: bool = True
    precondition: NewPrecondition | None = None
    intervention: str = ""


class MakeGroup(Command, frozen=True, kw_only=True):
    group: str
    names: dict[str, str]
    members: tuple[str, ...]
    family: str | None = None
    because: tuple[str, ...] = ()


class ChangeGroup(Command, frozen=True, kw_only=True):
    """`family` "" takes it off, None leaves it."""

    group: str
    names: dict[str, str] = msgspec.field(default_factory=dict)
    family: str | None = None
    add: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


class SplitGroup(Command, frozen=True, kw_only=True):
    group: str
    new: str
    names: dict[str, str]
    members: tuple[str, ...]


class MergeGroup(Command, frozen=True, kw_only=True):
    group: str
    into: str


class DissolveGroup(Command, frozen=True, kw_only=True):
    group: str


class KeepApart(Command, frozen=True, kw_only=True):
    members: tuple[str, ...]


class SettleKinds(Command, frozen=True, kw_only=True):
    """Says of some petals what they are, in one action that can be taken back."""

    members: tuple[str, ...]
    kind: str
