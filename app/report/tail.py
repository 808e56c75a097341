"""The last parts of a paper: dots, next steps, cross tables, the odd ones out, how it was counted, every statement."""

from __future__ import annotations

from functools import partial

from app.i18n import gettext
from app.report.blocks import Block, Para, Step, Steps, Table, Voices
from app.report.parts import bars
from app.report.source import Source
from facilitation.synthesis.counting import FEWEST, CrossTable
from facilitation.synthesis.results import Share


def votes(source: Source) -> tuple[Block, ...]:
    _ = partial(gettext, source.language)
    made = source.made.votes
    blocks: list[Block] = [
        Para((_("{n} person spent dots.") if made.voters == 1 else _("{n} people spent dots.")).format(n=made.voters))
    ]
    if made.themes:
        blocks.append(bars(source, _("On themes"), _named(made.themes, source.themes)))
    if made.characteristics:
        names = {share.id: source.group(share.id) for share in made.characteristics}
        blocks.append(bars(source, _("On key characteristics"), _named(made.characteristics, names)))
    return tuple(blocks)


def _named(shares: tuple[Share, ...], names: dict[str, str]) -> list[Share]:
    """Shares whose id is already their name."""
    return [Share(names.get(share.id, share.id), share.number) for share in shares]


def promises(source: Source) -> tuple[Block, ...]:
    steps = []
    for promise in source.meeting.promises:
        where = [source.name(id) for id in (promise.reach, promise.sector) if id]
        text = ". ".join(part for part in (promise.what, promise.initiative, ", ".join(where)) if part)
        steps.append(Step(promise.who, text, promise.by, promise.language))
    return (Steps(tuple(steps)),)


def cross(source: Source) -> tuple[Block, ...]:
    _ = partial(gettext, source.language)
    made = source.made
    blocks: list[Block] = [
        Para(
            _(
                "How many statements of a theme hang on practices that move a lever, or come from people of a sector. "
                "A cell that rests on fewer than {fewest} people shows a dash, so that nobody can be recognised."
            ).format(fewest=FEWEST)
        )
    ]
    short = {lever.id: source.label(lever.short) for lever in source.method.levers}
    for title, table in (
        (_("Themes and levers"), made.themes_by_lever),
        (_("Themes and sectors"), made.themes_by_sector),
    ):
        shown = _crossed(source, title, table, short)
        if shown.rows:
            blocks.append(shown)
    return tuple(blocks)


def _crossed(source: Source, title: str, table: CrossTable, short: dict[str, str]) -> Table:
    _ = partial(gettext, source.language)
    used = [j for j in range(len(table.columns)) if any(row[j].entries != 0 for row in table.cells)]
    rows: list[tuple[str | int, ...]] = []
    for id, cells in zip(table.rows, table.cells, strict=True):
        if any(cell.entries != 0 for cell in cells):
            shown = (cells[j].entries for j in used)
            rows.append((source.theme(id), *("–" if n is None else n for n in shown)))
    columns = (_("Theme"), *(short.get(table.columns[j], source.name(table.columns[j])) for j in used))
    return Table(title, columns, tuple(rows), numbers=tuple(range(1, len(columns))), small=True)


def outliers(source: Source) -> tuple[Block, ...]:
    """In full: rare answers are not less true."""
    _ = partial(gettext, source.language)
    made = source.made.outliers
    blocks: list[Block] = [
        Para(_("What a single table said and no other table said nearly the same. Rare answers are not less true."))
    ]
    single = set(made.single)
    for theme in source.made.themes:
        mine = tuple(source.voice(id) for id in theme.statements if id in single)
        if mine:
            blocks.append(Voices(mine, title=source.theme(theme.theme)))
    if made.groups:
        rows = tuple((source.group(id),) for id in made.groups)
        blocks.append(Table("", (_("Characteristics that one table named"),), rows, words=(0,)))
    return tuple(blocks)


def counting(source: Source) -> tuple[Block, ...]:
    _ = partial(gettext, source.language)
    made, placing = source.made, source.made.placing
    sentences = [
        _(
            "Each mark in the flower is one statement of a participant. The area of a petal is in proportion to the "
            "number of its statements."
        ),
        _("A table counts once for a theme, however often it repeats itself. Ties stay ties."),
        made.statements > 1
        and _(
            "Of the {all} statements, {machine} stand where the machine put them ({unsure} of those it was not sure "
            "of), {author} where their author put them, {hand} where the facilitation put them and {rule} where a rule "
            "of the room put them."
        ).format(
            all=made.statements,
            machine=placing.machine,
            unsure=placing.unsure,
            author=placing.author,
            hand=placing.hand,
            rule=placing.rule,
        ),
        made.merged
        and _(
            "{merged} statements that said the same were merged with another: they lend it their table and their "
            "person, but are not counted twice."
        ).format(merged=made.merged),
        _(
            "Sub-points are statements that say nearly the same; the most central one names them. Quotes are verbatim, "
            "from different tables and languages where there are, and never twice from the same person in a theme."
        ),
        _("Statements that were hidden, wait for a facilitator or were withdrawn are not in this report."),
        _("No language model wrote any of this; sentences marked as made by the machine are templates with numbers."),
    ]
    if placing.engines:
        engines = ", ".join(f"{share.id} ({share.number})" for share in placing.engines)
        sentences.append(_("Engines that placed: {engines}.").format(engines=engines))
    return tuple(Para(sentence) for sentence in sentences if sentence)


def annex(source: Source) -> tuple[Block, ...]:
    """Every statement with where it came from, where it stands and who or what put it there."""
    _ = partial(gettext, source.language)
    by = placers(source.language)
    rows = []
    for number, id in enumerate(source.made.annex, 1):
        card = source.statements[id]
        placed = _("merged") if card.merged_into else by.get(card.placed_by, card.placed_by)
        rows.append((number, card.id, card.text, card.table or "", card.language, source.theme(card.theme), placed))
    columns = (_("No."), _("Id"), _("Statement"), _("Table"), _("Language"), _("Theme"), _("Placed by"))
    languages = tuple(source.statements[id].language for id in source.made.annex)
    return (Table("", columns, tuple(rows), numbers=(0, 3), words=(2,), languages=languages, small=True, quiet=(1,)),)


def placers(language: str) -> dict[str, str]:
    """Who or what may place a statement, in words."""
    _ = partial(gettext, language)
    return {"machine": _("machine"), "author": _("author"), "hand": _("facilitation"), "rule": _("rule")}
