"""What simulated participants write: practices of our own, preconditions and reasons from the training texts."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from pathlib import Path

PRACTICES = Path(__file__).parent / "practices.tsv"
CORPUS = Path(__file__).parent.parent.parent / "facilitation" / "packs" / "startmoment" / "corpus"
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
class Words:
    """Texts by language. `practices` rows have the API's field names."""

    practices: dict[str, list[dict[str, str]]]
    preconditions: dict[str, list[str]]
    reasons: dict[str, list[str]]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def load_words() -> Words:
    """All texts; needs only files that come with Bloesem."""
    practices: dict[str, list[dict[str, str]]] = {lang: [] for lang in SHARE}
    for row in _rows(PRACTICES):
        practices[row["lang"]].append(row)
    preconditions: dict[str, list[str]] = {lang: [] for lang in SHARE}
    reasons: dict[str, list[str]] = {lang: [] for lang in SHARE}
    for path in sorted(CORPUS.glob("*.tsv")):
        target = reasons if path.name.startswith("characteristics") else preconditions
        for row in _rows(path):
            if row.get("lang") in target and row.get("text"):
                target[row["lang"]].append(row["text"])
    return Words(practices, preconditions, reasons)


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
