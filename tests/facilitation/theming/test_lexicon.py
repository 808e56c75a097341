"""The word list finds words, beginnings, endings, stems in compounds and phrases, and nothing else."""

import pytest

from facilitation.theming.lexicon import parse_lexicon
from facilitation.theming.text import words


def themes_in(lexicon, text):
    return {hit.theme for hit in lexicon.hits(words(text))}


@pytest.mark.parametrize(
    ("pattern", "found", "missed"),
    [
        ("geld", "er is geld", "geldig paspoort"),
        ("subsid*", "subsidies vragen", "een gesubsidieerde"),
        ("*lokaal", "een buurtlokaal", "lokaalverdeling"),
        ("*netwerk*", "ons buurtnetwerkje groeit", "ne net werk"),
        ('"voor en door"', "voor en door jongeren", "voor of door jongeren"),
        ('"rond ... tafel"', "rond dezelfde grote tafel", "rond een heel erg grote tafel"),
        ("licen[cs]e*", "a license", "a licenze"),
        ("évalu*", "EVALUATION du projet", "la valeur"),
        ("stand*van*zaken", "de stand van zaken", "de stand op de markt"),
    ],
)
def test_a_pattern_finds_what_it_means_and_no_more(pattern, found, missed):
    lexicon = parse_lexicon(f"money\t3\t{pattern}\n")
    assert themes_in(lexicon, found) == {"money"}
    assert themes_in(lexicon, missed) == set()


def test_a_hit_says_which_words_it_covers():
    lexicon = parse_lexicon('together\t2\t"hand in hand"\n')
    (hit,) = lexicon.hits(words("wij gaan hand in hand verder"))
    assert (hit.first, hit.last, hit.strength) == (2, 5, 2)


def test_a_bad_line_is_named():
    with pytest.raises(ValueError, match="line 2"):
        parse_lexicon("money\t1\tgeld\nmoney geld\n")
