"""Facts about the report: a human's hand in it, moments kept, its sharing, and what authors say was not meant."""

from __future__ import annotations

from sessions.events import Event


class ReportEdited(Event, frozen=True, kw_only=True, omit_defaults=True, tag="report_edited"):
    """A human's hand in the report, apart from its counts. `part`: title, summary, note, section, quotes; `of` is the
    section or theme it is about; words are per `language`; None fields are untouched by this part.
    """

    part: str
    of: str = ""
    language: str = ""
    text: str | None = None
    on: bool | None = None
    cards: tuple[str, ...] | None = None


class SnapshotKept(Event, frozen=True, kw_only=True, omit_defaults=True, tag="snapshot_kept"):
    """The desk wants to find this moment back: its number is the snapshot."""

    name: str = ""


class ResultShared(Event, frozen=True, kw_only=True, tag="result_shared"):
    """The read-only result page is open to whoever has its address, or no longer."""

    on: bool


class CardFlagged(Event, frozen=True, kw_only=True, omit_defaults=True, tag="card_flagged"):
    """Its author says: this is not what I meant."""

    card: str
    author: str
    text: str = ""


class FlagSettled(Event, frozen=True, kw_only=True, tag="flag_settled"):
    """The desk has dealt with what an author said was not meant, or not after all."""

    card: str
    on: bool
