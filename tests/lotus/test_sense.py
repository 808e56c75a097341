"""Texts in three languages are read as concepts; what turns a text around, or only shares light words, is not the same."""

from lotus.entries import Entry
from lotus.glossary import Glossary
from lotus.sense import lines_of, near_sense, overlap, same_sense

ROWS = (
    ("~", {"nl": ["krijgen", "mag"], "fr": ["recevoir"], "en": ["get"]}),
    ("not", {"nl": ["geen", "niet"], "fr": ["pas", "sans"], "en": ["no", "not"]}),
    ("step", {"nl": ["stap voor stap"], "fr": ["pas à pas"], "en": ["step by step"]}),
    ("share", {"nl": ["delen"], "fr": ["partager"], "en": ["share", "sharing"]}),
    ("knowledge", {"nl": ["kennis"], "fr": ["savoir", "savoirs"], "en": ["knowledge"]}),
    ("knowledge+share", {"nl": ["kennisdeling"], "fr": [], "en": []}),
    ("experience", {"nl": ["ervaring"], "fr": ["expérience"], "en": ["experience"]}),
    ("experiment", {"nl": ["proberen"], "fr": ["essayer"], "en": ["experiment"]}),
    ("people", {"nl": ["mensen"], "fr": ["gens"], "en": ["people"]}),
    ("neighbours", {"nl": ["buren"], "fr": ["voisins"], "en": ["neighbours"]}),
)
GLOSSARY = Glossary(ROWS)


def said(*texts: tuple[str, str]) -> list[Entry]:
    return [Entry(id=str(i), text=text, language=language, seq=i) for i, (language, text) in enumerate(texts)]


def test_a_text_reads_as_its_concepts_whatever_form_order_and_language():
    known = {"knowledge", "share"}
    for language, text in (("nl", "Kennis delen"), ("nl", "kennisdeling"), ("fr", "partager les savoirs"), ("en", "get sharing of knowledge")):  # fmt: skip
        assert GLOSSARY.read(text, language).concepts == known
    assert GLOSSARY.read("pas à pas", "fr").concepts == {"step"}
    assert GLOSSARY.read("experiment", "en").concepts == {"experiment"}
    strange = GLOSSARY.read("kennis in de bib", "nl")
    assert (strange.concepts, strange.strange) == ({"knowledge", "=bib"}, 1)
    assert GLOSSARY.read("Partager les savoirs", "nl").language == "fr"  # written on a phone that speaks Dutch
    assert GLOSSARY.read("", "nl").concepts == GLOSSARY.read("!!!", "xx").concepts == frozenset()


def test_the_same_sense_and_a_line_of_the_longlist_are_evidence():
    labels = {"trying": {"nl": "Mag proberen", "fr": "Essayer"}, "both": {"nl": "buren"}, "too": {"nl": "Buren"}}
    lines = lines_of(GLOSSARY, labels)
    assert lines == {frozenset({"experiment"}): "trying"}
    entries = [
        *said(("nl", "Kennis delen"), ("fr", "partager les savoirs"), ("en", "Experiment!"), ("nl", "mensen")),
        Entry(id="pick", text="Essayer", language="fr", ingredient="trying"),
        *said(("fr", "les gens")),
    ]
    pairs = list(same_sense(GLOSSARY, lines)(entries))
    assert [(p.a, p.b, p.why, p.words) for p in pairs] == [
        ("0", "1", "same_sense", ("kennis = savoirs", "delen = partager")),
        ("2", "pick", "same_line", ("trying",)),
    ]


def test_near_needs_two_concepts_that_matter_and_no_turn():
    entries = said(
        ("nl", "kennis delen met buren"),
        ("fr", "partager les savoirs entre voisins au café"),
        ("nl", "kennis niet delen met buren"),
        ("nl", "kennis van mensen"),
        ("en", "knowledge of people"),
    )
    pairs = list(near_sense(GLOSSARY)(entries))
    assert [(p.a, p.b) for p in pairs] == [("0", "1")]
    assert 0.6 <= pairs[0].score < 1
    assert list(near_sense(GLOSSARY, fresh=[1])(entries)) == pairs
    assert list(near_sense(GLOSSARY, fresh=[0, 1])(entries)) == pairs
    assert list(near_sense(GLOSSARY, fresh=[3])(entries)) == []
    ours, turned, theirs = (GLOSSARY.read(entries[i].text, entries[i].language) for i in (0, 2, 3))
    assert overlap(ours, turned) == 0
    assert 0 < overlap(ours, theirs) < 0.5
