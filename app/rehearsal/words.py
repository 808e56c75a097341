"""What simulated participants write: practices and reasons of our own, preconditions more reasons from the training
texts, and longlist lines. Every reason knows what it stems from, so a test can tell whether two are the same thing.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, replace
from pathlib import Path

from facilitation.method import label, load_method
from lotus.words import fold
from sessions.state import OTHER

PRACTICES = Path(__file__).parent / "practices.tsv"
REASONS = Path(__file__).parent / "reasons.tsv"
CORPUS = Path(__file__).parent.parent.parent / "facilitation" / "packs" / "startmoment" / "corpus"
OTHERS = 3  # one in so many of what fits no theme: the corpus holds more of it than a hall says, to learn from
SHARE = {"nl": 0.62, "fr": 0.22, "en": 0.16}
FINDINGS = {
    "nl": (
        "We willen elkaar blijven ontmoeten om goede praktijken uit te wisselen.",
        "Het hoeft niet altijd veel te kosten om veel impact te hebben.",
        "Er is te weinig continuïteit, door gebrek aan visie en aan middelen.",
        "Wat werkt, vertrekt van wat mensen zelf kunnen en willen.",
        "Veel goede praktijken zijn lokaal en kennen elkaar niet.",
    ),
    "fr": (
        "Nous voulons continuer à nous rencontrer pour échanger de bonnes pratiques.",
        "Il manque une vision à long terme et les moyens qui vont avec.",
        "Ce qui marche part de ce que les gens savent faire.",
    ),
    "en": (
        "We want to keep meeting and learn from each other's practices.",
        "What works starts from what people can and want to do.",
        "Good practices are local and do not know of each other.",
    ),
}


@dataclass(frozen=True)
class Reason:
    """A petal to write. `stem` is what it stems from: an idea, whatever its wording and language; a line of the
    longlist, then also `ingredient`; or a training text.
    """

    text: str
    language: str
    stem: str
    ingredient: str = ""


@dataclass(frozen=True)
class Words:
    """Texts by language. `practices` rows have the API's field names."""

    practices: dict[str, list[dict[str, str]]]
    preconditions: dict[str, list[str]]
    reasons: dict[str, list[Reason]]
    ideas: dict[str, list[Reason]]
    longlist: dict[str, list[Reason]]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def load_words() -> Words:
    """All texts; needs only files that come with Bloesem."""
    practices: dict[str, list[dict[str, str]]] = {lang: [] for lang in SHARE}
    for row in _rows(PRACTICES):
        practices[row["lang"]].append(row)
    preconditions: dict[str, list[str]] = {lang: [] for lang in SHARE}
    reasons: dict[str, list[Reason]] = {lang: [] for lang in SHARE}
    others = 0
    for path in sorted(CORPUS.glob("*.tsv")):
        for row in _rows(path):
            if row.get("lang") in SHARE and row.get("text"):
                if path.name.startswith("characteristics"):
                    reason = Reason(row["text"], row["lang"], f"text:{row['lang']}:{fold(row['text'])}")
                    reasons[row["lang"]].append(reason)
                elif row["theme"] != OTHER or (others := others + 1) % OTHERS == 0:
                    preconditions[row["lang"]].append(row["text"])
    ideas: dict[str, list[Reason]] = {lang: [] for lang in SHARE}
    for row in _rows(REASONS):
        ideas[row["lang"]].append(Reason(row["text"], row["lang"], f"idea:{row['idea']}"))
    longlist = {
        lang: [
            Reason(label(i, lang), lang, f"line:{i.id}", ingredient=i.id)
            for i in load_method("startmoment").ingredients
        ]
        for lang in SHARE
    }
    return Words(practices, preconditions, reasons, ideas, longlist)


def language_for(dice: random.Random) -> str:
    return dice.choices(list(SHARE), list(SHARE.values()))[0]


def practice_for(words: Words, language: str, count: int, dice: random.Random) -> dict[str, object]:
    """An intervention as the API takes it, with `count` preconditions."""
    row = dice.choice(words.practices[language])
    return {
        "title": row["title"],
        "description": row["description"],
        "formality": row["formality"],
        "existence": row["existence"],
        "origin": row["origin"],
        "reach": row["reach"],
        "levers": row["levers"].split(","),
        "language": language,
        "preconditions": dice.sample(words.preconditions[language], count),
    }


def reason_for(words: Words, language: str, dice: random.Random) -> Reason:
    """Three in ten from the longlist, four one of our ideas in some wording, the rest a training text; own words with
    the haste of a thumb.
    """
    source = dice.choices((words.longlist, words.ideas, words.reasons), (3, 4, 3))[0]
    reason = dice.choice(source[language])
    return reason if reason.ingredient else replace(reason, text=in_haste(reason.text, dice)[:80])


def in_haste(text: str, dice: random.Random) -> str:
    """Now and then without capital, with a mark at its end, or with two letters of a long word swapped."""
    if dice.random() < 0.3:
        text = text[:1].lower() + text[1:]
    if dice.random() < 0.15:
        text += dice.choice((" !", ".", "!!", " :)"))
    long = [word for word in text.split() if len(word) >= 8 and word.isalpha()]
    if long and dice.random() < 0.12:
        word = dice.choice(long)
        at = dice.randrange(2, len(word) - 3)
        text = text.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :], 1)
    return text
