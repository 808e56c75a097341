"""The room as flat tables, one an entity: what the sheets of XLSX and the files of the CSV zip hold.

Only what everybody may see: the same entries as the report counts. People are counted, never listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from app.i18n import gettext
from app.report.source import Source
from app.report.tail import placers
from sessions.lotus_views import petal_rows

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Column:
    """`kind`: text, number, share or yes."""

    id: str
    kind: str
    means: str
    wide: int = 14


@dataclass(frozen=True)
class Entity:
    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def entities(source: Source) -> tuple[Entity, ...]:
    """All entities that have rows, the counts first."""
    made = (
        _themes(source), _levers(source), _practices(source), _statements(source), _points(source), _findings(source),
        _characteristics(source), _lotus(source), _promises(source), _votes(source), _tables(source),
    )  # fmt: skip
    return tuple(entity for entity in made if entity.rows)


def _themes(source: Source) -> Entity:
    _ = partial(gettext, source.language)
    dots = {s.id: s.number for s in source.made.votes.themes}
    rows: list[tuple[Value, ...]] = [
        (t.place, t.theme, source.theme(t.theme), t.count.tables, t.count.people, t.count.entries, dots.get(t.theme, 0))
        for t in source.made.themes
    ]
    other = source.made.other_count
    rows.append((None, "other", source.theme("other"), other.tables, other.people, other.entries, 0))
    columns = (
        Column("place", "number", _("Place by tables, then people, then statements; ties share it"), 8),
        Column("theme", "text", _("Id of the theme"), 16),
        Column("label", "text", _("Name of the theme"), 22),
        Column("tables", "number", _("Distinct tables"), 9),
        Column("people", "number", _("Distinct people"), 9),
        Column("statements", "number", _("Statements that stand in it"), 12),
        Column("dots", "number", _("Dots spent on it"), 9),
    )
    return Entity("themes", _("Themes"), columns, tuple(rows))


def _levers(source: Source) -> Entity:
    _ = partial(gettext, source.language)
    rows = tuple((s.id, source.name(s.id), s.number) for s in source.made.practices.levers)
    columns = (
        Column("lever", "text", _("Id of the lever"), 16),
        Column("label", "text", _("Name of the lever"), 32),
        Column("interventions", "number", _("Interventions that move it"), 14),
    )
    return Entity("levers", _("Levers"), columns, rows)


def _practices(source: Source) -> Entity:
    _ = partial(gettext, source.language)
    rows = tuple(
        (
            p.id, p.title, p.description, p.language, p.table, source.name(p.formality) if p.formality else "",
            source.name(p.existence) if p.existence else "", source.name(p.origin) if p.origin else "", p.place,
            source.name(p.reach) if p.reach else "", "; ".join(source.name(x) for x in p.levers), p.mark,
            p.merged_into or "", p.seq,
        )
        for p in source.meeting.practices
    )  # fmt: skip
    columns = (
        Column("id", "text", _("Id of the intervention"), 18),
        Column("title", "text", _("Title"), 40),
        Column("description", "text", _("What it is"), 50),
        Column("language", "text", _("Language it was written in"), 9),
        Column("table", "number", _("Table"), 7),
        Column("formality", "text", _("Formal or informal")),
        Column("existence", "text", _("There already or wished for")),
        Column("origin", "text", _("At home or abroad")),
        Column("place", "text", _("Where")),
        Column("reach", "text", _("Reach")),
        Column("levers", "text", _("Levers it moves"), 40),
        Column("mark", "text", _("paper or import when it did not come from a phone"), 8),
        Column("merged_into", "text", _("Id of what it was merged into"), 18),
        Column("seq", "number", _("Number in the log"), 8),
    )
    return Entity("interventions", _("Interventions"), columns, rows)


def _statements(source: Source) -> Entity:
    _ = partial(gettext, source.language)
    by = placers(source.language)
    titles = {p.id: p.title for p in source.meeting.practices}
    rows = tuple(
        (
            s.id, s.text, s.language, s.table, source.theme(s.theme), s.theme,
            source.theme(s.second_theme) if s.second_theme else "", by.get(s.placed_by, s.placed_by), s.engine,
            round(s.confidence, 3), s.sure, s.practice, titles.get(s.practice, ""), s.mark, s.merged_into or "", s.seq,
        )
        for s in source.meeting.statements
    )  # fmt: skip
    columns = (
        Column("id", "text", _("Id of the precondition"), 18),
        Column("text", "text", _("The statement, verbatim"), 60),
        Column("language", "text", _("Language it was written in"), 9),
        Column("table", "number", _("Table"), 7),
        Column("theme", "text", _("Name of the theme"), 20),
        Column("theme_id", "text", _("Id of the theme")),
        Column("second_theme", "text", _("Second theme"), 20),
        Column("placed_by", "text", _("Who or what placed it"), 13),
        Column("engine", "text", _("Engine that spoke last"), 16),
        Column("confidence", "share", _("How likely the engine found it, 0 to 1"), 11),
        Column("sure", "yes", _("Whether the engine was sure"), 7),
        Column("intervention", "text", _("Id of the intervention"), 18),
        Column("intervention_title", "text", _("Title of the intervention"), 36),
        Column("mark", "text", _("paper or import when it did not come from a phone"), 8),
        Column("merged_into", "text", _("Id of what it was merged into"), 18),
        Column("seq", "number", _("Number in the log"), 8),
    )
    return Entity("preconditions", _("Preconditions"), columns, rows)


def _points(source: Source) -> Entity:
    _ = partial(gettext, source.language)
    rows = tuple(
        (
            source.theme(t.theme), p.place, source.statements[p.centre].text, p.count.tables, p.count.people,
            p.count.entries, " ".join(p.members),
        )
        for t in source.made.themes
        for p in t.points
    )  # fmt: skip
    columns = (
        Column("theme", "text", _("Name of the theme"), 20),
        Column("place", "number", _("Place within the theme"), 8),
        Column("name", "text", _("The most central statement names the sub-point"), 60),
        Column("tables", "number", _("Distinct tables"), 9),
        Column("people", "number", _("Distinct people"), 9),
        Column("statements", "number", _("Statements in it"), 12),
        Column("members", "text", _("Ids of its statements"), 40),
    )
    return Entity("subpoints", _("Sub-points"), columns, rows)


def _findings(source: Source) -> Entity:
    _ = partial(gettext, source.language)
    rows = tuple((f.id, f.table, f.text, f.language, f.seq) for f in source.meeting.findings)
    columns = (
        Column("id", "text", _("Id of the finding"), 18),
        Column("table", "number", _("Table"), 7),
        Column("text", "text", _("The finding, verbatim"), 70),
        Column("language", "text", _("Language it was written in"), 9),
        Column("seq", "number", _("Number in the log"), 8),
    )
    return Entity("findings", _("Findings"), columns, rows)


def _characteristics(source: Source) -> Entity:
    _ = partial(gettext, source.language)
    made = source.made.characteristics
    rows = tuple(
        (
            p.place, p.group, source.group(p.group), source.name(p.family) if p.family else "", source.name(p.kind),
            p.tables, p.people, p.entries, p.marks, p.picks, p.dots,
        )
        for p in (*made.petals, *made.also)
    )  # fmt: skip
    columns = (
        Column("place", "number", _("Place by tables, then people, then how often opened or marked strongest"), 8),
        Column("group", "text", _("Id of the group"), 18),
        Column("name", "text", _("Name of the group"), 40),
        Column("family", "text", _("Family"), 30),
        Column("kind", "text", _("Characteristic, goal or precondition"), 18),
        Column("tables", "number", _("Distinct tables"), 9),
        Column("people", "number", _("Distinct people"), 9),
        Column("entries", "number", _("Times it was named"), 9),
        Column("marks", "number", _("Times opened or marked strongest"), 9),
        Column("picks", "number", _("Of these, picked from the longlist"), 9),
        Column("dots", "number", _("Dots spent on it"), 9),
    )
    return Entity("characteristics", _("Key characteristics"), columns, rows)


def _lotus(source: Source) -> Entity:
    _ = partial(gettext, source.language)
    groups = source.meeting.groups
    centres = {x.id: x.centre for x in source.meeting.lotuses}
    more = {row["id"]: row for row in petal_rows(source.room, source.language)}
    rows = tuple(
        (
            e.id, e.lotus, centres.get(e.lotus, ""), more[e.id]["path"], e.parent or "", e.text, e.language, e.table,
            source.name(e.kind), e.source, e.ingredient or "", e.strong,
            source.group(groups.primary[e.id]) if e.id in groups.primary else "",
            source.group(groups.secondary[e.id]) if e.id in groups.secondary else "",
            source.name(more[e.id]["family"]) if more[e.id]["family"] else "", e.seq,
        )
        for e in source.meeting.entries
    )  # fmt: skip
    columns = (
        Column("id", "text", _("Id of the petal"), 18),
        Column("lotus", "text", _("Id of the lotus"), 18),
        Column("centre", "text", _("Centre of the lotus"), 30),
        Column("path", "text", _("Its slots from the centre, like 3.5; empty on the bench"), 8),
        Column("parent", "text", _("Id of the petal it opened from"), 18),
        Column("text", "text", _("The active ingredient, verbatim"), 40),
        Column("language", "text", _("Language it was written in"), 9),
        Column("table", "number", _("Table"), 7),
        Column("kind", "text", _("Characteristic, goal or precondition"), 18),
        Column("source", "text", _("own words or from the longlist"), 10),
        Column("ingredient", "text", _("Id of the longlist line it was picked from"), 18),
        Column("strong", "yes", _("Opened or marked as one of the strongest"), 8),
        Column("group", "text", _("Name of the group"), 30),
        Column("also", "text", _("Name of the second group, where it shows and does not count"), 30),
        Column("family", "text", _("Family"), 30),
        Column("seq", "number", _("Number in the log"), 8),
    )
    return Entity("petals", _("Petals"), columns, rows)


def _promises(source: Source) -> Entity:
    _ = partial(gettext, source.language)
    rows = tuple(
        (
            p.id, p.who, p.what, p.by, source.name(p.reach) if p.reach else "",
            source.name(p.sector) if p.sector else "", p.initiative, p.table, p.language, p.seq,
        )
        for p in source.meeting.promises
    )  # fmt: skip
    columns = (
        Column("id", "text", _("Id of the commitment"), 18),
        Column("who", "text", _("Who"), 30),
        Column("what", "text", _("What"), 60),
        Column("by", "text", _("By when")),
        Column("reach", "text", _("Reach")),
        Column("sector", "text", _("Sector")),
        Column("initiative", "text", _("Initiative"), 30),
        Column("table", "number", _("Table"), 7),
        Column("language", "text", _("Language it was written in"), 9),
        Column("seq", "number", _("Number in the log"), 8),
    )
    return Entity("commitments", _("Commitments"), columns, rows)


def _votes(source: Source) -> Entity:
    _ = partial(gettext, source.language)
    votes = source.made.votes
    rows = [("theme", s.id, source.theme(s.id), s.number, votes.voters) for s in votes.themes]
    rows += [("characteristic", s.id, source.group(s.id), s.number, votes.voters) for s in votes.characteristics]
    columns = (
        Column("on", "text", _("theme or characteristic"), 16),
        Column("id", "text", _("Id of what got the dots"), 18),
        Column("label", "text", _("Its name"), 30),
        Column("dots", "number", _("Dots"), 8),
        Column("voters", "number", _("People who spent any dots, in all"), 8),
    )
    return Entity("dots", _("Dots"), columns, tuple(rows))


def _tables(source: Source) -> Entity:
    _ = partial(gettext, source.language)
    rows = tuple((t.table, t.people, t.practices, t.statements, t.petals) for t in source.made.participation.by_table)
    columns = (
        Column("table", "number", _("Table"), 7),
        Column("people", "number", _("People who sat there"), 9),
        Column("interventions", "number", _("Interventions"), 14),
        Column("preconditions", "number", _("Preconditions"), 14),
        Column("petals", "number", _("Petals"), 9),
    )
    return Entity("tables", _("Tables"), columns, rows)
