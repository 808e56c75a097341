"""The synthesis of a meeting: a pure function of what was said, ready the moment the hall empties.

Nothing here writes prose: ids and numbers come out, words are put to them at the edge. Hidden, held and withdrawn
entries never come in (see `inputs`); how things are counted and ordered stands in `counting`.
"""

from __future__ import annotations

from collections.abc import Iterable

from facilitation.method import NO_THEME
from facilitation.synthesis.counting import Count, count, cross, in_order
from facilitation.synthesis.inputs import Meeting, Statement
from facilitation.synthesis.lotuses import characteristics
from facilitation.synthesis.results import (
    SECTIONS,
    Outliers,
    Participation,
    Petal,
    Placing,
    Practices,
    Share,
    Synthesis,
    TableShare,
    ThemeResult,
    Votes,
)
from facilitation.synthesis.subpoints import Near, quotes, subpoints

__all__ = ["SECTIONS", "Meeting", "Near", "Synthesis", "synthesise"]


def synthesise(meeting: Meeting, near: Near) -> Synthesis:
    """The synthesis of a meeting. `near` finds the pairs of texts that say nearly the same."""
    cards = [s for s in meeting.statements if s.merged_into is None]
    supporters = _supporters(meeting.statements)
    votes = _votes(meeting)
    themes = _themes(meeting, cards, supporters, near)
    others = [s for s in cards if s.theme not in meeting.themes]
    lotus = characteristics(meeting, {share.id: share.number for share in votes.characteristics})
    levers_of = {p.id: p.levers for p in meeting.practices}
    sector_of = {p.id: p.sector for p in meeting.people}
    rows = (*meeting.themes, NO_THEME)
    return Synthesis(
        seq=meeting.seq,
        participation=_participation(meeting),
        practices=_practices(meeting),
        themes=themes,
        others=tuple(s.id for s in others),
        other_count=_count(others, supporters),
        statements=len(cards),
        merged=len(meeting.statements) - len(cards),
        characteristics=lotus,
        outliers=_outliers(meeting, cards, others, themes, supporters, lotus.petals + lotus.also),
        themes_by_lever=cross(
            rows,
            meeting.levers,
            ((_theme(meeting, s), lever, s.author) for s in cards for lever in levers_of.get(s.practice, ())),
        ),
        themes_by_sector=cross(
            rows,
            meeting.sectors,
            ((_theme(meeting, s), sector, s.author) for s in cards if (sector := sector_of.get(s.author, ""))),
        ),
        findings=tuple(f.id for f in sorted(meeting.findings, key=lambda f: (f.table is None, f.table or 0, f.seq))),
        votes=votes,
        promises=tuple(p.id for p in meeting.promises),
        placing=_placing(cards),
        annex=tuple(s.id for s in meeting.statements),
    )


def _theme(meeting: Meeting, statement: Statement) -> str:
    return statement.theme if statement.theme in meeting.themes else NO_THEME


def _supporters(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    """Card id to the statements that were merged into it."""
    found: dict[str, list[Statement]] = {}
    for statement in statements:
        if statement.merged_into is not None:
            found.setdefault(statement.merged_into, []).append(statement)
    return found


def _count(cards: Iterable[Statement], supporters: dict[str, list[Statement]]) -> Count:
    return count(voice for card in cards for voice in (card, *supporters.get(card.id, ())))


def _themes(
    meeting: Meeting, cards: list[Statement], supporters: dict[str, list[Statement]], near: Near
) -> tuple[ThemeResult, ...]:
    by_theme: dict[str, list[Statement]] = {theme: [] for theme in meeting.themes}
    for card in cards:
        if card.theme in by_theme:
            by_theme[card.theme].append(card)
    results = []
    for place, theme, counted in in_order((t, _count(some, supporters)) for t, some in by_theme.items()):
        mine = by_theme[theme]
        points = subpoints(mine, near, supporters)
        results.append(
            ThemeResult(
                theme=theme,
                place=place,
                count=counted,
                statements=tuple(card.id for card in mine),
                points=tuple(points),
                quotes=tuple(quotes(mine, points)),
            )
        )
    return tuple(results)


def _participation(meeting: Meeting) -> Participation:
    seats: dict[int, list[int]] = {table: [0, 0, 0, 0] for table in range(1, meeting.tables + 1)}

    def add(table: int | None, column: int) -> None:
        if table is not None:
            seats.setdefault(table, [0, 0, 0, 0])[column] += 1

    for person in meeting.people:
        add(person.table, 0)
    for practice in meeting.practices:
        add(practice.table, 1)
    for statement in meeting.statements:
        add(statement.table, 2)
    for entry in meeting.entries:
        add(entry.table, 3)
    authors = {p.author for p in meeting.practices}
    authors |= {s.author for s in meeting.statements}
    authors |= {f.author for f in meeting.findings}
    authors |= {n.author for n in meeting.entries}
    actors = _shares(meeting.actors, (p.actor for p in meeting.people))
    sectors = _shares(meeting.sectors, (p.sector for p in meeting.people))
    return Participation(
        people=len(meeting.people),
        tables=sum(any(row) for row in seats.values()),
        tables_set=meeting.tables,
        contributors=len(authors),
        by_table=tuple(TableShare(table, *row) for table, row in sorted(seats.items())),
        actors=actors,
        sectors=sectors,
        languages=_shares((), (p.language for p in meeting.people)),
        missing_actors=tuple(s.id for s in actors if s.id and not s.number),
        missing_sectors=tuple(s.id for s in sectors if s.id and not s.number),
        missing_tables=tuple(table for table, row in sorted(seats.items()) if not any(row)),
    )


def _shares(known: Iterable[str], carried: Iterable[str]) -> tuple[Share, ...]:
    """Numbers of the known ids in their order, then of others, then of nothing said where there is any."""
    numbers = dict.fromkeys(known, 0)
    for id in carried:
        numbers[id] = numbers.get(id, 0) + 1
    unsaid = numbers.pop("", 0)
    shares = [Share(id, n) for id, n in numbers.items()]
    return (*shares, Share("", unsaid)) if unsaid else tuple(shares)


def _practices(meeting: Meeting) -> Practices:
    shown = [p for p in meeting.practices if p.merged_into is None]
    levers = _shares(meeting.levers, (lever for p in shown for lever in p.levers))
    return Practices(
        total=len(shown),
        levers=tuple(sorted(levers, key=lambda share: -share.number)),
        formality=_shares(("formal", "informal"), (p.formality for p in shown)),
        existence=_shares(("existing", "desired"), (p.existence for p in shown)),
        origin=_shares(("home", "abroad"), (p.origin for p in shown)),
        reach=_shares(("local", "regional", "federal", "national", "international"), (p.reach for p in shown)),
    )


def _outliers(
    meeting: Meeting,
    cards: list[Statement],
    others: list[Statement],
    themes: tuple[ThemeResult, ...],
    supporters: dict[str, list[Statement]],
    petals: tuple[Petal, ...],
) -> Outliers:
    """A statement is single when no other table said nearly the same, within its theme."""
    echoed = {m for theme in themes for point in theme.points if not point.single_table for m in point.members}
    unplaced = {s.id for s in others}
    single = [
        s.id for s in cards if s.id not in echoed and s.id not in unplaced and _count([s], supporters).tables <= 1
    ]
    groups = tuple(p.group for p in petals if p.tables <= 1)
    return Outliers(tuple(s.id for s in others), tuple(single), groups)


def _votes(meeting: Meeting) -> Votes:
    themes: dict[str, int] = {}
    characters: dict[str, int] = {}
    voters = 0
    for ballot in meeting.ballots:
        spent = 0
        for total, some in ((themes, ballot.themes), (characters, ballot.characteristics)):
            for id, n in some.items():
                total[id] = total.get(id, 0) + n
                spent += n
        voters += spent > 0
    return Votes(voters, _most_first(themes), _most_first(characters))


def _most_first(numbers: dict[str, int]) -> tuple[Share, ...]:
    return tuple(Share(id, n) for id, n in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])) if n)


def _placing(cards: list[Statement]) -> Placing:
    by = {name: sum(s.placed_by == name for s in cards) for name in ("machine", "author", "hand", "rule")}
    return Placing(
        **by,
        unsure=sum(s.placed_by == "machine" and not s.sure for s in cards),
        engines=_shares((), (s.engine for s in cards if s.placed_by == "machine" and s.engine)),
    )
