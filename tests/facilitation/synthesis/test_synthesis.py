"""What a synthesis says of a meeting: who, in what order, in whose words, and what it keeps to itself."""

from __future__ import annotations

from collections.abc import Sequence

from facilitation.method import load_method
from facilitation.synthesis import Meeting, synthesise
from facilitation.synthesis.counting import Count, cross, in_order
from facilitation.synthesis.inputs import Ballot, Observation, Person, Practice, Statement
from facilitation.synthesis.subpoints import quotes, subpoints
from lotus.entries import Entry
from lotus.merging import Groups

METHOD = load_method("startmoment")


def same_first_word(texts: Sequence[str]) -> list[tuple[int, int, float]]:
    return [
        (i, j, 0.9)
        for i, a in enumerate(texts)
        for j in range(i + 1, len(texts))
        if a.split()[0] == texts[j].split()[0]
    ]


def say(id: str, text: str, author: str, table: int, theme: str = "resources", **more: object) -> Statement:
    more.setdefault("seq", int(id[1:]))
    return Statement(id=id, text=text, practice="i1", author=author, table=table, theme=theme, **more)  # type: ignore[arg-type]


def meeting(*statements: Statement, **more: object) -> Meeting:
    fields: dict[str, object] = {
        "seq": 99,
        "tables": 3,
        "themes": tuple(t.id for t in METHOD.themes),
        "levers": tuple(x.id for x in METHOD.levers),
        "sectors": ("work", "care"),
        "actors": ("state", "market"),
        "practices": (
            Practice(id="i1", title="Buddies", author="ada", table=1, levers=("trust",), formality="formal"),
        ),
        "statements": statements,
    }
    return Meeting(**{**fields, **more})  # type: ignore[arg-type]


def test_a_table_that_repeats_itself_does_not_outrank_two_tables() -> None:
    loud = [say(f"p{i}", f"geld {i}", "ada", 1, "resources") for i in range(1, 9)]
    wide = [say("p20", "samen", "bo", 2, "collaboration"), say("p21", "samen", "cas", 3, "collaboration")]
    first, second, *_ = synthesise(meeting(*loud, *wide), same_first_word).themes
    assert (first.theme, first.place, first.count.tables, first.count.entries) == ("collaboration", 1, 2, 2)
    assert (second.theme, second.place, second.count.tables, second.count.entries) == ("resources", 2, 1, 8)


def test_what_is_level_shares_a_place_and_the_earliest_stands_first() -> None:
    order = in_order([("late", Count(2, 2, 2, 9)), ("early", Count(2, 2, 2, 3)), ("less", Count(1, 2, 5, 1))])
    assert [(place, name) for place, name, _ in order] == [(1, "early"), (1, "late"), (3, "less")]


def test_a_merged_statement_lends_its_table_and_person_but_no_entry() -> None:
    cards = [say("p1", "tijd", "ada", 1), say("p2", "meer tijd", "bo", 2, merged_into="p1")]
    result = synthesise(meeting(*cards), same_first_word)
    theme = next(t for t in result.themes if t.theme == "resources")
    assert (theme.count.tables, theme.count.people, theme.count.entries) == (2, 2, 1)
    assert (result.statements, result.merged) == (1, 1)
    assert result.annex == ("p1", "p2")


def test_a_sub_point_is_named_by_the_card_that_most_others_are_near() -> None:
    near = [(0, 1, 0.8), (1, 2, 0.8), (1, 3, 0.8)]  # p1-p2, p2-p3, p2-p4: p2 is in the middle
    cards = [say(f"p{i}", f"tekst {i}", f"a{i}", i) for i in range(1, 6)]
    (point,) = subpoints(cards, lambda texts: near, {})
    assert point.centre == "p2"
    assert set(point.members) == {"p1", "p2", "p3", "p4"}
    assert point.count.tables == 4


def test_quotes_never_give_one_person_two_turns_and_prefer_unheard_tables_and_languages() -> None:
    cards = [
        say("p1", "tijd voor de begeleiding", "ada", 1),
        say("p2", "geld voor de begeleiding", "ada", 2),
        say("p3", "tijd om te groeien samen", "bo", 1),
        say("p4", "du temps pour accompagner", "cas", 2, language="fr"),
        say("p5", "lokalen die open blijven", "dirk", 3),
    ]
    chosen = quotes(cards, [])
    assert chosen[0] == "p1"
    assert chosen[1] == "p4"  # another table, another language
    assert chosen[2] == "p5"
    assert "p2" not in chosen


def test_an_address_or_number_is_never_quoted() -> None:
    cards = [say("p1", "mail mij op jan@voorbeeld.be", "ada", 1), say("p2", "bel 0470 12 34 56", "bo", 2)]
    assert quotes(cards, []) == []


def test_cells_of_fewer_than_five_people_are_not_shown_nor_can_be_worked_out() -> None:
    marks = [("a", "x", f"p{i}") for i in range(6)] + [("a", "y", "p1")] * 7 + [("a", "z", f"p{i}") for i in range(9)]
    table = cross(("a", "b"), ("x", "y", "z"), marks)
    assert [c.entries for c in table.cells[0]] == [None, None, 9]  # y rests on one person; x would give it away
    assert [c.entries for c in table.cells[1]] == [0, 0, 0]


def test_who_was_missing_is_named() -> None:
    people = (Person("ada", 1, "nl", "work", "state"), Person("bo", 1, "fr", "", ""))
    part = synthesise(meeting(people=people), same_first_word).participation
    assert (part.people, part.tables, part.missing_tables) == (2, 1, (2, 3))
    assert part.missing_actors == ("market",)
    assert part.missing_sectors == ("care",)
    assert [(s.id, s.number) for s in part.sectors] == [("work", 1), ("care", 0), ("", 1)]


def test_a_statement_echoed_at_another_table_is_no_outlier() -> None:
    cards = [say("p1", "tijd nu", "ada", 1), say("p2", "tijd straks", "bo", 2), say("p3", "koffie", "cas", 3)]
    out = synthesise(meeting(*cards, say("p4", "iets anders", "cas", 3, "other")), same_first_word).outliers
    assert out.single == ("p3",)
    assert out.unplaced == ("p4",)


def test_sections_without_input_stay_out_by_themselves() -> None:
    empty = synthesise(meeting(practices=()), same_first_word)
    assert empty.sections == ("asked", "took_part", "summary", "counting")
    full = synthesise(
        meeting(
            say("p1", "tijd", "ada", 1),
            findings=(Observation("f1", "het werkt", "ada", 2, seq=5), Observation("f2", "lokaal", "bo", 1, seq=6)),
            ballots=(Ballot("ada", {"resources": 2, "policy": 1}), Ballot("bo", {}), Ballot("cas", {"policy": 3})),
        ),
        same_first_word,
    )
    assert {"findings", "themes", "practices", "votes", "annex"} <= set(full.sections)
    assert full.findings == ("f2", "f1")  # table by table
    assert full.votes.voters == 2  # who spent nothing did not vote
    assert [(s.id, s.number) for s in full.votes.themes] == [("policy", 4), ("resources", 2)]


def test_goals_and_preconditions_are_told_apart_from_characteristics() -> None:
    entries = (
        Entry("n1", "ontmoeten", table=1, author="ada", kind="characteristic", seq=1),
        Entry("n2", "ontmoeten", table=2, author="bo", kind="characteristic", seq=2),
        Entry("n3", "gelijkheid", table=1, author="ada", kind="goal", seq=3),
        Entry("n4", "subsidie", table=3, author="cas", kind="precondition", seq=4),
    )
    groups = (
        Groups()
        .create("g1", {"nl": "Ontmoeten"}, ["n1", "n2"], family="encounter")
        .create("g2", {"nl": "Gelijke kansen"}, ["n3"])
    )
    families = tuple(f.id for f in METHOD.families)
    got = synthesise(meeting(entries=entries, groups=groups, families=families), same_first_word).characteristics
    assert [(p.group, p.tables, p.entries) for p in got.petals] == [("g1", 2, 2), ("g2", 1, 1)]
    assert got.goals == ("g2",)
    assert got.preconditions == ("n4",)
    assert next(s.number for s in got.families if s.id == "encounter") == 2
