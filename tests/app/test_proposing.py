"""Which characteristics of the corpus are proposed as the same thing, judged by reading every pair."""

from __future__ import annotations

import csv
from pathlib import Path

from app.theming import Theming
from lotus.entries import Entry
from lotus.likeness import near_meaning, same_ingredient, same_spelling, same_stems, same_words
from lotus.merging import Groups
from lotus.proposals import propose

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "facilitation/packs/startmoment/corpus/characteristics.tsv"
# Pairs that come near in spelling or words, of which a reader says that they are two things.
DIFFERENT = (
    {"La justice sociale", "La justice climatique"},
    {"La justice sociale", "justice for all"},
    {"werkgevers die een kans geven", "werkgevers die stageplaatsen geven"},
    {"moslims en katholieken vasten en eten samen", "Moslims en katholieken in hetzelfde moestuintje"},
    {"geen computer nodig", "Geen cv nodig"},
    {"op maat van elk gezin", "Op maat van elke straat"},
    {"gelijke kansen voor elk kind", "Gelijke kansen op promotie"},
    {"kinderen zien een juf die op mama lijkt", "Kinderen zien een trainster die op hen lijkt"},
    {"meerjarenplan van de stad", "vaste plek in het meerjarenplan"},
    {"zelfvertrouwen", "Zelfvertrouwen groeit met elke bestelling"},
    {"It happens in the launderette", "held in the launderette"},
    {"révéler ce que chacun sait faire", "On mise sur ce que chacun sait faire"},
)


def proposed(path: Path) -> list[set[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    entries = [Entry(id=str(i), text=r["text"], language=r["lang"], seq=i) for i, r in enumerate(rows)]
    vectors = Theming().vectors("startmoment", [e.text for e in entries])
    assert vectors is not None
    finders = (same_ingredient, same_words, same_stems, same_spelling, near_meaning(*vectors))
    place = {e.id: e.text for e in entries}
    return [{place[p.a], place[p.b]} for proposal in propose(entries, Groups(), finders) for p in proposal.because]


def test_nine_in_ten_proposals_are_the_same_thing() -> None:
    pairs = proposed(PACK)
    assert len(pairs) >= 12
    wrong = [pair for pair in pairs if pair in DIFFERENT]
    assert len(wrong) <= 0.1 * len(pairs), wrong


def test_every_proposal_of_the_corpus_has_been_read() -> None:
    """A new pair is a reason to read the list again: it is either the same thing, or it belongs in DIFFERENT."""
    read = {
        frozenset(pair)
        for pair in (
            ("duurzame verandering",),
            ("Kinderen mogen mee", "kinderen mogen mee"),
            ("de ploeg lijkt op de straat", "De ploeg lijkt op de straat"),
            ("le vivre-ensemble", "vivre ensemble"),
            ("van elkaars geloof leren", "leren van elkaars geloof"),
            ("du sur mesure", "Sur mesure"),
            ("gratuit, au pied de l'immeuble", "au pied de l'immeuble"),
            ("Je leert mensen kennen buiten je eigen kring", "Je leert volk kennen buiten je eigen kring"),
            ("sociale cohesie in de blokken", "sociale cohesie"),
            ("vrijwilligers met vuur in hun lijf", "vrijwilligers met vuur"),
            ("nood was hoog, iedereen voelde het", "De nood was er echt, iedereen voelde het"),
            ("kijken naar wat iemand kan", "Ze kijken naar wat je kan"),
            ("On mise sur ce que chacun sait faire", "on mise sur ce qu'elle sait faire"),
        )
    }
    assert {frozenset(pair) for pair in proposed(PACK)} <= read
