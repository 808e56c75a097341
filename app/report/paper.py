"""Makes the paper: the synthesis of a room in one language, with what a human changed in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from babel.dates import format_datetime

from app.i18n import gettext, ngettext
from app.report import figures, parts, tail
from app.report.blocks import Block, Figure, Paper, Section
from app.report.near import near_for
from app.report.source import Source
from facilitation.synthesis import SECTIONS, synthesise
from sessions.meeting import meeting_of
from sessions.rules.reporting import key
from sessions.state import Room


def paper_of(room: Room, language: str, at: int) -> Paper:
    """The report of a room at its number, as of `at` (milliseconds since the epoch)."""
    return paper_from(source_of(room, language), at)


def source_of(room: Room, language: str) -> Source:
    """What a paper is made from; takes a second for a full day, so never on the event loop."""
    meeting = meeting_of(room)
    return Source(room, meeting, synthesise(meeting, near_for(room.the_method.id)), language)


BLOCKS: dict[str, Callable[[Source], tuple[Block, ...]]] = {
    "asked": parts.asked,
    "took_part": parts.took_part,
    "summary": lambda source: (),
    "findings": parts.findings,
    "themes": parts.themes,
    "practices": parts.practices,
    "others": parts.others,
    "characteristics": parts.characteristics,
    "kinds": parts.kinds,
    "votes": tail.votes,
    "promises": tail.promises,
    "cross": tail.cross,
    "outliers": tail.outliers,
    "counting": tail.counting,
    "annex": tail.annex,
}


def titles(language: str) -> dict[str, str]:
    """The headings of the sections, in their order."""
    _ = partial(gettext, language)
    said = {
        "asked": _("What was asked"),
        "took_part": _("Who took part"),
        "summary": _("In short"),
        "findings": _("What the tables found"),
        "themes": _("What it takes, in order of importance"),
        "practices": _("The practices"),
        "others": _("None of these"),
        "characteristics": _("Why does this work?"),
        "kinds": _("Goals and preconditions"),
        "votes": _("The dots"),
        "promises": _("Next steps"),
        "cross": _("Themes beside levers and sectors"),
        "outliers": _("The odd ones out"),
        "counting": _("How this was counted"),
        "annex": _("Every statement"),
    }
    return {name: said[name] for name in SECTIONS}


def paper_from(source: Source, at: int) -> Paper:
    """The words of a source whose counting is done."""
    room, language, made = source.room, source.language, source.made
    _ = partial(gettext, language)
    report, headings = room.report, titles(language)
    part, practices = made.participation, made.practices
    sections = tuple(
        Section(
            id=name,
            title=headings[name],
            blocks=BLOCKS[name](source),
            note=str(report.get(key("note", name, language), "")),
            on=report.get(key("section", name), True) is not False,
        )
        for name in made.sections
    )
    moment = format_datetime(datetime.fromtimestamp(at / 1000).astimezone(), "d MMMM y, HH:mm", locale=source.language)
    facts = [
        (part.people, _("participant") if part.people == 1 else _("participants")),
        (part.tables, _("table") if part.tables == 1 else _("tables")),
        (practices.total, _("intervention") if practices.total == 1 else _("interventions")),
        (made.statements, _("precondition") if made.statements == 1 else _("preconditions")),
    ]
    grouped = len(made.characteristics.petals) + len(made.characteristics.also)
    if grouped:
        facts.append((grouped, _("key characteristic") if grouped == 1 else _("key characteristics")))
    elif made.characteristics.entries:
        entries = made.characteristics.entries
        facts.append((entries, _("active ingredient") if entries == 1 else _("active ingredients")))
    lead = ", ".join(f"{number} {what}" for number, what in facts if number) + "."
    if min(part.people, part.tables, practices.total) > 1:
        lead = _(
            "{people} participants at {tables} tables brought {practices} practices together and named what makes them "
            "work."
        ).format(people=part.people, tables=part.tables, practices=practices.total)
    elif not part.people:
        lead = _("Nothing was brought in yet.")
    flower = flower_of(source)
    own = str(report.get(key("title", "", language), ""))
    return Paper(
        language=language,
        code=room.code,
        room=room.title,
        title=own or _("What promising practices need"),
        own_title=own,
        kicker=_("Synthesis of the day"),
        lead=lead,
        when=room.date,
        place=room.place,
        seq=room.seq,
        moment=moment,
        snapshot=_("Room {code}, log up to number {seq}, {moment}.").format(
            code=room.code, seq=room.seq, moment=moment
        ),
        facts=tuple(facts),
        flower=flower,
        summary=str(report.get(key("summary", "", language), "")),
        machine_summary=parts.summary(source),
        sections=sections,
        figures=tuple(figure for section in sections for figure in section.blocks if isinstance(figure, Figure)),
    )


def flower_of(source: Source) -> Figure:
    """The flower of themes in the method's order, as the hall saw it; the lotus where that is all there is."""
    _ = partial(gettext, source.language)
    if not source.made.statements and source.made.characteristics.petals:
        return replace(parts.shared_lotus(source), id="flower", beside=False)
    by_theme = {t.theme: t.count.entries for t in source.made.themes}
    counts = [by_theme.get(t.id, 0) for t in source.method.themes][:8]
    labels = [source.label(t) for t in source.method.themes][:8]
    said = ", ".join(f"{label} {n}" for label, n in zip(labels, counts, strict=True))
    total, loose = source.made.statements, len(source.made.others)
    note = _("{n} without a theme").format(n=loose) if loose else ""
    alt = _("Flower of themes: {numbers}").format(numbers=", ".join(filter(None, (said, note))))
    # The drawing seats eight petals; a method with fewer themes leaves seats empty.
    while len(counts) < 8:
        counts.append(0)
        labels.append("")
    unit = ngettext(source.language, "statement", "statements", total)
    return Figure("flower", figures.flower_svg(counts, labels, unit, alt, total, note), alt)
