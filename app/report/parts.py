"""The first parts of a paper: what was asked, who came, findings, themes, practices, characteristics."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from app.i18n import gettext, ngettext
from app.report import figures
from app.report.blocks import Bar, Bars, Block, Figure, Para, PetalRow, Petals, Rank, Ranked, Table, Voice, Voices
from app.report.source import Source
from facilitation.synthesis.results import Petal, Share, ThemeResult
from lotus.entries import Entry
from lotus.ranking import tally
from lotus.words import fold
from sessions.rules.reporting import key

POINTS = 4
"""Sub-points printed a theme; the annex has every statement."""


def asked(source: Source) -> tuple[Block, ...]:
    """The questions verbatim, stage by stage."""
    _ = partial(gettext, source.language)
    rows = tuple((source.label(s), source.label(s.question)) for s in source.method.stages if s.question)
    return (Table("", (_("Stage"), _("Question")), rows),)


def took_part(source: Source) -> tuple[Block, ...]:
    _ = partial(gettext, source.language)
    part = source.made.participation
    blocks: list[Block] = [
        Para(
            (
                _("{people} person joined. Wrote something: {contributors}. {tables} of {set} tables took part.")
                if part.people == 1
                else _(
                    "{people} people joined, {contributors} of them wrote something. "
                    "{tables} of {set} tables took part."
                )
            ).format(people=part.people, contributors=part.contributors, tables=part.tables, set=part.tables_set)
        )
    ]
    for title, shares in (
        (_("Actors"), part.actors),
        (_("Sectors"), part.sectors),
    ):
        if any(share.number for share in shares if share.id):
            blocks.append(bars(source, title, [share for share in shares if share.number]))
    if len(part.languages) > 1:
        blocks.append(_languages(source, part.languages))
    missing = [
        (_("Actors who were not there: {names}."), [source.name(i) for i in part.missing_actors]),
        (_("Sectors that were not there: {names}."), [source.name(i) for i in part.missing_sectors]),
        (_("Tables without anybody: {names}."), [str(i) for i in part.missing_tables]),
    ]
    said_actor = any(s.id and s.number for s in part.actors)
    said_sector = any(s.id and s.number for s in part.sectors)
    for (sentence, names), asked_for in zip(missing, (said_actor, said_sector, True), strict=True):
        if names and asked_for:
            blocks.append(Para(sentence.format(names=", ".join(names))))
    return tuple(blocks)


def _languages(source: Source, shares: Sequence[Share]) -> Bars:
    _ = partial(gettext, source.language)
    known = {"nl": _("Dutch"), "fr": _("French"), "en": _("English")}
    most = max(s.number for s in shares)
    ordered = sorted(shares, key=lambda s: -s.number)
    return Bars(_("Languages"), tuple(Bar(known.get(s.id, s.id), s.number, s.number / most) for s in ordered))


def bars(source: Source, title: str, shares: Sequence[Share]) -> Bars:
    """Numbers beside each other, on the scale of the largest."""
    most = max((share.number for share in shares), default=0) or 1
    return Bars(title, tuple(Bar(source.name(s.id), s.number, s.number / most) for s in shares))


def summary(source: Source) -> tuple[str, ...]:
    """What the machine can say by itself, in whole sentences from templates; nobody's words but the themes' names."""
    _ = partial(gettext, source.language)
    made = source.made
    said: list[str] = []
    ranked = [t for t in made.themes if t.count.entries]
    if ranked:
        first = [source.theme(t.theme) for t in ranked if t.place == ranked[0].place]
        said.append(
            _("Named most: {themes}.").format(themes=_and(source, first))
            if made.participation.tables < 2
            else _("Most tables named {themes}: {tables} of the {all} tables that took part.").format(
                themes=_and(source, first), tables=ranked[0].count.tables, all=made.participation.tables
            )
        )
        after = [source.theme(t.theme) for t in ranked if t.place > ranked[0].place][:2]
        if after:
            said.append(_("After that came {themes}.").format(themes=_and(source, after)))
    levers = [s for s in made.practices.levers if s.number]
    if levers:
        top = [source.name(s.id) for s in levers if s.number == levers[0].number]
        said.append(
            _("Most practices move {levers} ({n} of {all}).").format(
                levers=_and(source, top), n=levers[0].number, all=made.practices.total
            )
        )
    if not ranked and made.characteristics.petals:
        names = [source.group(p.group) for p in made.characteristics.petals[:3]]
        said.append(_("Named at most tables as why it works: {names}.").format(names=_and(source, names)))
    if not made.statements and not made.practices.total and not said:
        said.append(_("There is nothing to count yet."))
    if made.others:
        n = len(made.others)
        said.append(
            ngettext(
                source.language, "{n} statement fits none of the themes.", "{n} statements fit none of the themes.", n
            ).format(n=n)
        )
    return tuple(said)


def _and(source: Source, names: Sequence[str]) -> str:
    _ = partial(gettext, source.language)
    if len(names) < 2:
        return "".join(names)
    return _("{first} and {last}").format(first=", ".join(names[:-1]), last=names[-1])


def findings(source: Source) -> tuple[Block, ...]:
    by_id = {f.id: f for f in source.meeting.findings}
    found = [by_id[id] for id in source.made.findings]
    return (Voices(tuple(Voice(f.text, f.language, source.table(f.table), f.id) for f in found), large=True),)


def themes(source: Source) -> tuple[Block, ...]:
    _ = partial(gettext, source.language)
    rule = Para(
        _(
            "In order: most distinct tables, then most distinct people, then most statements. What is level on all "
            "three shares a place; the one named first then stands first."
        )
    )
    most = max((t.count.entries for t in source.made.themes), default=0) or 1
    return (rule, Rank(tuple(_ranked(source, t, most) for t in source.made.themes)))


def _ranked(source: Source, theme: ThemeResult, most: int) -> Ranked:
    of = source.method.theme(theme.theme)
    chosen = source.room.report.get(key("quotes", theme.theme), ()) or theme.quotes
    standing = set(theme.statements)
    chosen = [card for card in chosen if card in standing] or list(theme.quotes)
    return Ranked(
        place=theme.place,
        theme=theme.theme,
        mark=of.mark,
        label=source.label(of),
        description=source.label(of.covers),
        counts=source.counts(theme.count),
        number=theme.count.entries,
        share=theme.count.entries / most,
        quotes=tuple(source.voice(card) for card in chosen),
        points=tuple((source.voice(p.centre), source.counts(p.count)) for p in theme.points[:POINTS]),
        more=max(0, len(theme.points) - POINTS),
    )


def practices(source: Source) -> tuple[Block, ...]:
    _ = partial(gettext, source.language)
    made = source.made.practices
    rows = [(source.name(s.id), s.number, figures.INK) for s in made.levers]
    alt = _("Practices by lever: {numbers}").format(numbers=", ".join(f"{name} {n}" for name, n, _c in rows))
    return (
        Para(
            (
                _("{n} practice. A practice may move several levers, so these numbers add up to more.")
                if made.total == 1
                else _("{n} practices. A practice may move several levers, so these numbers add up to more.")
            ).format(n=made.total)
        ),
        Figure("levers", figures.bars_svg(rows, alt), alt),
        *(
            bars(source, title, shares)
            for title, shares in (
                (_("Formal or informal"), made.formality),
                (_("There already or wished for"), made.existence),
                (_("At home or abroad"), made.origin),
                (_("Reach"), made.reach),
            )
            if any(share.id and share.number for share in shares)
        ),
    )


def others(source: Source) -> tuple[Block, ...]:
    _ = partial(gettext, source.language)
    count = source.counts(source.made.other_count)
    text = _("These statements fit none of the themes, or nobody has placed them yet: {counts}.").format(counts=count)
    return (Para(text), Voices(tuple(source.voice(id) for id in source.made.others)))


def characteristics(source: Source) -> tuple[Block, ...]:
    _ = partial(gettext, source.language)
    made = source.made.characteristics
    blocks: list[Block] = [
        Para(
            (
                _("{lotuses} lotus. Active ingredients: {entries}, groups: {groups}.")
                if made.lotuses == 1
                else _("{lotuses} lotuses gave {entries} active ingredients, gathered in {groups} groups.")
            ).format(lotuses=made.lotuses, entries=made.entries, groups=len(made.petals) + len(made.also))
        )
    ]
    if made.petals:
        blocks.append(shared_lotus(source))
        rows = (_petal(source, p, "ABCDEFGH"[i]) for i, p in enumerate(made.petals))
        blocks.append(Petals(tuple(rows)))
        blocks.append(
            Para(
                _(
                    "In order: most distinct tables, then most distinct people, then how often it was opened or marked "
                    "as strongest."
                )
            )
        )
    if made.shared is not None and made.shared.tied:
        blocks.append(Para(_("The last petal and the first also mentioned are level; the earliest stands first.")))
    if made.also:
        rows_also = tuple(
            (source.group(p.group), source.name(p.family or ""), p.tables, p.people, p.entries, p.picks)
            for p in made.also
        )
        blocks.append(Table(_("Also mentioned"), _petal_columns(source), rows_also, numbers=(2, 3, 4, 5)))
    if any(s.number for s in made.families):
        blocks.append(bars(source, _("Families"), [s for s in made.families if s.number]))
    if made.loose:
        blocks += [Para(_("Not in a group yet: {n}.").format(n=len(made.loose))), _loose(source)]
    return tuple(blocks)


def shared_lotus(source: Source) -> Figure:
    """The lotus of the room: a petal a group."""
    _ = partial(gettext, source.language)
    petals = source.made.characteristics.petals
    inner = [[w.tally.count for w in petal.wordings[:8]] or [petal.entries] for petal in petals]
    alt = _("The shared lotus: {numbers}").format(
        numbers=", ".join(f"{source.group(p.group)} {p.entries}" for p in petals)
    )
    return Figure("lotus", figures.lotus_svg(inner, source.room.title, alt), alt, beside=True)


def _loose(source: Source) -> Table:
    """What has no group, by the same words or the same line of the longlist, in the order of the rule."""
    _ = partial(gettext, source.language)
    buckets: dict[str, list[Entry]] = {}
    for id in source.made.characteristics.loose:
        entry = source.entries[id]
        buckets.setdefault(f"#{entry.ingredient}" if entry.ingredient else fold(entry.text) or entry.text, []).append(
            entry
        )
    counted = sorted(((tally(some), some[0]) for some in buckets.values()), key=lambda x: (x[0].level, x[0].earliest))
    rows = tuple((first.text, c.tables, c.people, c.count, c.picks) for c, first in counted)
    columns = _petal_columns(source)
    return Table(
        "",
        (columns[0], *columns[2:]),
        rows,
        numbers=(1, 2, 3, 4),
        words=(0,),
        languages=tuple(first.language for _c, first in counted),
    )


def _petal_columns(source: Source) -> tuple[str, ...]:
    _ = partial(gettext, source.language)
    return (_("Characteristic"), _("Family"), _("Tables"), _("People"), _("Times"), _("From the longlist"))


def _petal(source: Source, petal: Petal, letter: str) -> PetalRow:
    n = partial(ngettext, source.language)
    counts = ", ".join(
        (
            n("{n} table", "{n} tables", petal.tables).format(n=petal.tables),
            n("{n} person", "{n} people", petal.people).format(n=petal.people),
        )
    )
    detail = ", ".join(w.text for w in petal.wordings[:6])
    return PetalRow(letter, source.group(petal.group), detail, counts, petal.entries)


def kinds(source: Source) -> tuple[Block, ...]:
    """What was named as a characteristic but is rather a goal, or rather a precondition."""
    _ = partial(gettext, source.language)
    made = source.made.characteristics
    blocks: list[Block] = [
        Para(_("Not everything that was named is on the same level: some name a goal, some are rather a precondition."))
    ]
    for title, ids in ((_("Rather a goal"), made.goals), (_("Rather a precondition"), made.preconditions)):
        if ids:
            blocks.append(Table("", (title,), tuple((source.group(id),) for id in ids), words=(0,)))
    return tuple(blocks)
