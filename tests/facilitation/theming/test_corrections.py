"""Two like corrections make an offer that everyone can see; one does not, and unlike ones do not."""

import itertools
import math
import os
from pathlib import Path

import pytest

from facilitation.theming import core_engine, default_engine, load_pack
from facilitation.theming.corrections import Correction, Rule, like_cards, propose, rule_matches

CARDS = {
    "a": ("nood aan een rolmodel voor meisjes", "visibility"),
    "b": ("rolmodelwerking uitbouwen", "resources"),
    "c": ("de wet moet veranderen", "legal"),
    "d": ("Rolmodellen!", "visibility"),
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
    room = {str(n): (f"mensen doen iets {n}", "other") for n in range(20)}
    moved = [Correction("mensen helpen", "other", "resources"), Correction("mensen vinden", "other", "resources")]
    assert propose(moved, room) == []


def test_a_rule_finds_inflections_and_compounds_and_leaves_the_rest():
    rule = Rule("rolmodel", "resources")
    assert rule_matches(rule, "Rolmodellen")
    assert rule_matches(rule, "onze buurtrolmodellen")
    assert not rule_matches(rule, "de rol van een model")
    assert not rule_matches(Rule("", "resources"), "")


def test_cards_that_say_the_same_move_along_with_a_dragged_card():
    engine = core_engine(load_pack("startmoment"))
    assert like_cards("rolmodellen", CARDS, engine) == ["d"]
    assert like_cards("rolmodellen", {}, engine) == []


DATA = Path(os.environ.get("BLOESEM_THEME_DATA", Path(__file__).parents[4] / "shared" / "data"))


@pytest.mark.slow
@pytest.mark.skipif(
    not (DATA / "conventions.tsv").exists(), reason="the convention test lies beside a checkout, not in it"
)
def test_after_two_corrections_the_rest_of_a_convention_is_offered_and_hardly_anything_else():
    engine = default_engine(load_pack("startmoment"))
    lines = (DATA / "conventions.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    strangers = {
        f"s{n}": line.split("\t")[2]
        for n, line in enumerate((DATA / "statements.tsv").read_text("utf-8").splitlines()[1:])
    }
    offered = others = moved = unrelated = 0
    for convention, group in itertools.groupby(rows, key=lambda r: r[0]):
        texts = [r[3] for r in group]
        cards = {f"{r[0]}{n}": (r[3], "elsewhere") for n, r in enumerate(rows) if r[3] not in texts[:2]}
        cards |= {i: (text, "elsewhere") for i, text in strangers.items()}
        moves = {
            i for p in propose([Correction(t, "elsewhere", "here") for t in texts[:2]], cards, engine) for i in p.moves
        }
        mine = {i for i in cards if i.startswith(convention)}
        offered, others = offered + len(moves & mine), others + len(mine)
        moved, unrelated = moved + len(moves - mine), unrelated + len(cards) - len(mine)
    print(f"offered {offered / others:.3f} of the convention, {moved / unrelated:.4f} of unrelated cards")
    assert not math.isnan(offered / others)
