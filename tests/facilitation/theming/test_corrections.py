"""Two like corrections make an offer that everyone can see; one does not, and unlike ones do not."""

import csv
import itertools
import os
from pathlib import Path

import pytest

from facilitation.alike import glossary_of
from facilitation.theming import core_engine, load_pack
from facilitation.theming.corrections import LIKE, Card, Correction, Matcher, Rule, like_cards, matcher, propose

CARDS = {
    "a": Card("nood aan een rolmodel voor meisjes", "visibility", "nl"),
    "b": Card("rolmodelwerking uitbouwen", "resources", "nl"),
    "c": Card("de wet moet veranderen", "legal", "nl"),
    "d": Card("Rolmodellen!", "visibility", "nl"),
}
TWO = [
    Correction("meer rolmodellen inzetten", "visibility", "resources"),
    Correction("een rolmodel uit de buurt", "visibility", "resources"),
]


def test_two_like_corrections_offer_a_rule_with_the_cards_it_would_move():
    (offer,) = propose(TWO, CARDS)
    assert offer.rule == Rule("rolmodel", "resources", tuple(c.text for c in TWO))
    assert offer.moves == ("a", "d")  # b stands there already


def test_one_correction_or_two_that_disagree_offer_nothing():
    assert propose(TWO[:1], CARDS) == []
    elsewhere = Correction(TWO[1].text, "visibility", "policy")
    assert propose([TWO[0], elsewhere], CARDS) == []


def test_the_same_card_dragged_twice_is_one_correction():
    assert propose([TWO[0], TWO[0]], CARDS) == []


def test_a_rule_already_answered_is_not_offered_again():
    assert propose(TWO, CARDS, known=[Rule("rolmodel", "resources")]) == []


def test_a_word_that_half_the_room_uses_is_no_convention():
    room = {str(n): Card(f"mensen doen iets {n}", "other") for n in range(20)}
    moved = [Correction("mensen helpen", "other", "resources"), Correction("mensen vinden", "other", "resources")]
    assert propose(moved, room) == []


def test_a_rule_finds_inflections_and_compounds_and_leaves_the_rest():
    rule = matcher("rolmodel")
    assert rule.speaks_of("Rolmodellen")
    assert rule.speaks_of("onze buurtrolmodellen")
    assert not rule.speaks_of("de rol van een model")
    assert not matcher("").speaks_of("")
    assert matcher("rolmodel") is rule


@pytest.mark.parametrize("word", ["iedereen", "goede", "samen"])
def test_a_word_that_says_nothing_by_itself_makes_no_rule(word):
    """*Iedereen*, *goede*, *samen*: two cards may share them and have nothing else in common."""
    two = [
        Correction(f"{word} parkeerplaats", "policy", "resources"),
        Correction(f"{word} fiets", "policy", "resources"),
    ]
    cards = {"a": Card(f"{word} muziek", "policy", "nl")}
    assert propose(two, cards, glossary_of("startmoment")) == []
    assert propose(two, cards)  # without a table nobody knows better


def test_cards_that_say_the_same_move_along_with_a_dragged_card():
    engine = core_engine(load_pack("startmoment"))
    assert like_cards("rolmodellen", CARDS, engine) == ["d"]
    assert like_cards("rolmodellen", {}, engine) == []


DATA = Path(os.environ.get("BLOESEM_THEME_DATA", Path(__file__).parents[4] / "shared" / "data"))


@pytest.mark.skipif(
    not (DATA / "conventions.tsv").exists(), reason="the convention test lies beside a checkout, not in it"
)
def test_after_two_corrections_the_rest_of_a_convention_is_offered_and_hardly_anything_else():
    """Every pair of cards of a convention is corrected once; what is then offered, among all cards of all conventions
    and the development test. A card that itself uses the convention's word is not unrelated."""
    lines = (DATA / "conventions.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    with (DATA / "statements.tsv").open(encoding="utf-8", newline="") as file:
        strangers = {
            row["id"]: Card(row["text"], "elsewhere", row["lang"])
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        }
    offered = others = moved = unrelated = 0
    for convention in dict.fromkeys(row[0] for row in rows):
        group = [n for n, row in enumerate(rows) if row[0] == convention]
        itself = Matcher(convention, glossary_of("startmoment"))
        for pair in itertools.combinations(group, LIKE):
            cards = strangers | {
                f"c{n}": Card(row[3], "elsewhere", row[2]) for n, row in enumerate(rows) if n not in pair
            }
            corrections = [Correction(rows[n][3], "elsewhere", "here", rows[n][2]) for n in pair]
            moves = {i for p in propose(corrections, cards, glossary_of("startmoment")) for i in p.moves}
            mine = {f"c{n}" for n in group} & set(cards)
            offered, others = offered + len(moves & mine), others + len(mine)
            rest = {
                id for id, card in cards.items() if id not in mine and not itself.speaks_of(card.text, card.language)
            }
            moved, unrelated = moved + len(moves & rest), unrelated + len(rest)
    print(f"offered {offered / others:.3f} of the convention, {moved / unrelated:.4f} of unrelated cards")
    assert offered >= 0.9 * others
    assert moved <= 0.01 * unrelated


def test_a_rule_speaks_the_room_s_other_languages_too():
    glossary = glossary_of("startmoment")
    cards = {
        "fr": Card("trouver des bénévoles", "commitment", "fr"),
        "en": Card("more volunteers, please", "commitment", "en"),
        "no": Card("trouver un local", "commitment", "fr"),
    }
    two = [
        Correction("vrijwilligers vinden", "commitment", "resources", "nl"),
        Correction("des bénévoles le samedi", "commitment", "resources", "fr"),
    ]
    (offer,) = propose(two, cards, glossary)
    assert set(offer.moves) == {"fr", "en"}
    assert propose(two, cards) == []
