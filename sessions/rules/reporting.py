"""What a human does to the report: words, sections, the order of quotes; whether its result is shared; what was not
meant. Counts are never touched.
"""

from __future__ import annotations

from typing import Any

from immutables import Map

from sessions import commands as c
from sessions import events as e
from sessions import report_events as rep
from sessions.changing import change, touch
from sessions.commands import Events, Refusal
from sessions.rules.checks import must_be_in, must_find, must_lead, one_of
from sessions.state import Room, Snapshot

PARTS = ("title", "summary", "note", "section", "quotes")
SECTIONS = (
    "asked", "took_part", "summary", "findings", "themes", "practices", "others", "characteristics", "kinds", "votes",
    "promises", "cross", "outliers", "counting", "annex",
)  # fmt: skip
MAX_QUOTES = 12
MAX_SNAPSHOTS = 100
FLAG_DAYS = 14
DAY_MS = 24 * 3600 * 1000


def key(part: str, of: str = "", language: str = "") -> str:
    """The name under which `Room.report` keeps an edit."""
    return ".".join(piece for piece in (part, of, language) if piece)


def edit_report(room: Room, cmd: c.EditReport) -> Events:
    must_lead(room, cmd.actor)
    if cmd.part not in PARTS:
        raise Refusal("unknown_choice", "part", value=cmd.part[:60])
    event: rep.ReportEdited
    if cmd.part in ("title", "summary", "note"):
        one_of(cmd.language or "?", room.the_method.languages, "language")
        if cmd.part == "note":
            one_of(cmd.of or "?", SECTIONS, "of")
        text = cmd.text or ""
        event = rep.ReportEdited(
            part=cmd.part, of=cmd.of if cmd.part == "note" else "", language=cmd.language, text=text
        )
    elif cmd.part == "section":
        one_of(cmd.of or "?", SECTIONS, "of")
        event = rep.ReportEdited(part="section", of=cmd.of, on=cmd.on is not False)
    else:
        one_of(cmd.of or "?", {t.id for t in room.the_method.themes}, "of")
        cards = cmd.cards or ()
        if len(cards) > MAX_QUOTES:
            raise Refusal("too_many", "cards", high=MAX_QUOTES)
        for card in cards:
            if card not in room.preconditions:
                raise Refusal("unknown_card", "cards")
        event = rep.ReportEdited(part="quotes", of=cmd.of, cards=tuple(dict.fromkeys(cards)))
    return () if room.report.get(_key(event), _BLANK.get(event.part)) == _value(event) else (event,)


_BLANK = {"title": "", "summary": "", "note": "", "section": True, "quotes": ()}


def _key(event: rep.ReportEdited) -> str:
    return key(event.part, event.of, event.language)


def _value(event: rep.ReportEdited) -> object:
    if event.part == "section":
        return event.on is not False
    return tuple(event.cards or ()) if event.part == "quotes" else event.text or ""


def report_edited(room: Room, event: rep.ReportEdited, record: e.Record) -> Room:
    return change(room, report=room.report.set(_key(event), _value(event)))


def before(room: Room, event: rep.ReportEdited) -> rep.ReportEdited:
    """The fact that takes an edit back."""
    was = room.report.get(_key(event), _BLANK[event.part])
    if event.part == "section":
        return rep.ReportEdited(part="section", of=event.of, on=bool(was))
    if event.part == "quotes":
        return rep.ReportEdited(part="quotes", of=event.of, cards=tuple(was))
    return rep.ReportEdited(part=event.part, of=event.of, language=event.language, text=str(was))


def keep_snapshot(room: Room, cmd: c.KeepSnapshot) -> Events:
    """Nothing new since the last one is no new one."""
    must_lead(room, cmd.actor)
    if len(room.snapshots) >= MAX_SNAPSHOTS:
        raise Refusal("too_many", "name", high=MAX_SNAPSHOTS)
    last = room.snapshots[-1] if room.snapshots else None
    if last is not None and last.seq == room.seq and last.name == cmd.name:
        return ()
    return (rep.SnapshotKept(name=cmd.name),)


def snapshot_kept(room: Room, event: rep.SnapshotKept, record: e.Record) -> Room:
    return change(room, snapshots=(*room.snapshots, Snapshot(record.seq, record.at, event.name)))


def share_result(room: Room, cmd: c.ShareResult) -> Events:
    must_lead(room, cmd.actor)
    return () if room.result_shared == cmd.on else (rep.ResultShared(on=cmd.on),)


def result_shared(room: Room, event: rep.ResultShared, record: e.Record) -> Room:
    return change(room, result_shared=event.on)


def may_flag(room: Room, at: int) -> bool:
    """Whether authors may still say what they did not mean."""
    return not room.closed or at - (room.closed_at or 0) <= FLAG_DAYS * DAY_MS


def flag(room: Room, cmd: c.FlagCard) -> Events:
    """Open until fourteen days after the room was closed."""
    person = must_be_in(room, cmd.actor)
    card = must_find(room, cmd.card)
    if card.author != person.id:
        raise Refusal("not_yours")
    if not may_flag(room, cmd.at):
        raise Refusal("room_closed")
    if room.flags.get(card.id) == cmd.text:
        return ()
    return (rep.CardFlagged(card=card.id, author=person.id, text=cmd.text),)


def card_flagged(room: Room, event: rep.CardFlagged, record: e.Record) -> Room:
    room = change(room, flags=room.flags.set(event.card, event.text), settled=without(room.settled, event.card))
    return touch(room, event.author)


def settle_flag(room: Room, cmd: c.SettleFlag) -> Events:
    """What the author said stays to be read; it no longer asks for attention. New words of theirs ask again."""
    must_lead(room, cmd.actor)
    if cmd.card not in room.flags:
        raise Refusal("unknown_card")
    return () if (cmd.card in room.settled) == cmd.on else (rep.FlagSettled(card=cmd.card, on=cmd.on),)


def flag_settled(room: Room, event: rep.FlagSettled, record: e.Record) -> Room:
    card = room.card(event.card)
    if card is None or event.card not in room.flags:
        return room
    settled = room.settled.set(event.card, True) if event.on else without(room.settled, event.card)
    return touch(change(room, settled=settled), card.author)


def without(some: Map[str, Any], name: str) -> Map[str, Any]:
    return some.delete(name) if name in some else some


DECIDE = {
    c.EditReport: edit_report,
    c.KeepSnapshot: keep_snapshot,
    c.ShareResult: share_result,
    c.FlagCard: flag,
    c.SettleFlag: settle_flag,
}
EVOLVE = {
    rep.ReportEdited: report_edited,
    rep.SnapshotKept: snapshot_kept,
    rep.ResultShared: result_shared,
    rep.CardFlagged: card_flagged,
    rep.FlagSettled: flag_settled,
}
