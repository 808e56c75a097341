"""What a facilitator's drags teach: a visible room rule after two like corrections, and nothing behind anyone's back.

A rule is one word that the corrected cards share, with the theme they were dragged to. With a glossary it also speaks
of the words for the same thing in the room's other languages (*vrijwilliger*, *bénévole*, *volunteer*). It is offered
with the cards it would move; until someone accepts it, nothing moves. Pure functions of the corrections so far, so
that a replay gives the same offers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from lotus.glossary import FILLER, Glossary
from lotus.sense import AGAINST, LIGHT
from lotus.words import stem

from .placement import Engine
from .text import STOPWORDS, clean, fold, words

LIKE = 2  # corrections that must agree before a rule is offered
_SHORTEST = 4  # letters of a stem; shorter ones match half the language
_SURE = 7  # letters from which a beginning is not met in other words by chance
_WHOLE = 0.65  # share of a word that its stem must keep: *commun* is not what *communication* says
_STEM = 0.6  # share of the longer word that two words must begin with to count as the same
_TOO_COMMON = 0.2  # a stem on more of the room's cards than this says nothing about a convention


class Card(NamedTuple):
    """A card as rules see it: its text, the theme it stands under now, and the language it was written in."""

    text: str
    theme: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A card dragged by hand: its text, the theme the machine gave, the theme it was given, and its language."""

    text: str
    origin: str
    to: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """*pattern → theme*: `pattern` is a folded word stem, `examples` the corrected cards that taught it."""

    pattern: str
    theme: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule to offer, and the cards (by id) that it would move."""

    rule: Rule
    moves: tuple[str, ...] = ()


class Matcher:
    """What a rule's word speaks of: words that begin with it or have it inside (Dutch compounds), and, with a
    glossary, the words of every language for the same concept.
    """

    def __init__(self, pattern: str, glossary: Glossary | None = None) -> None:
        self._glossary = glossary
        self._concepts = frozenset(_concepts_of(pattern, glossary)) if glossary and pattern else frozenset()
        self._pattern = pattern
        # A word of the table speaks for itself and, when it is long enough to be sure, for what is built on it.
        same = [known for known, concepts in _stems(glossary) if self._concepts & set(concepts)] if glossary else []
        self._beginnings = tuple(known for known in same if len(known) >= _SURE)

    def speaks_of(self, text: str, language: str = "") -> bool:
        """Whether the rule is about this text."""
        if not self._pattern:
            return False
        if any(_has(w.folded, self._pattern) or w.folded.startswith(self._beginnings) for w in words(clean(text))):
            return True
        if self._glossary is None or not self._concepts:
            return False
        return bool(self._concepts & self._glossary.read(clean(text), language).concepts)


@lru_cache(maxsize=256)
def matcher(pattern: str, glossary: Glossary | None = None) -> Matcher:
    """The matcher of a pattern, kept: making one looks through the whole table (27 ms), asking it does not."""
    return Matcher(pattern, glossary)


def propose(
    corrections: Sequence[Correction],
    cards: Mapping[str, Card],
    glossary: Glossary | None = None,
    known: Sequence[Rule] = (),
) -> list[Proposal]:
    """Rules worth offering after these corrections, the best founded first.

    `cards` are the room's cards that nobody placed by hand, by id. `known` are rules already accepted or turned down;
    they are not offered again. With a `glossary`, corrections in two languages can be like each other, and cards that
    say it in another language are offered too.
    """
    by_theme: dict[str, list[Correction]] = defaultdict(list)
    for correction in corrections:
        if correction.to != correction.origin:
            by_theme[correction.to].append(correction)
    turned = {(r.pattern, r.theme) for r in known}
    offers: list[Proposal] = []
    for theme, moved in by_theme.items():
        explained: set[str] = set()
        for pattern, behind in [*_shared_stems(moved), *(_shared_concepts(moved, glossary) if glossary else ())]:
            examples = tuple(dict.fromkeys(c.text for c in behind))
            if len(examples) < LIKE or explained >= set(examples):
                continue
            if glossary and pattern in _light_words(glossary):
                continue
            about = matcher(pattern, glossary)
            hits = [i for i, card in cards.items() if about.speaks_of(card.text, card.language)]
            if len(hits) > max(5, _TOO_COMMON * len(cards)):
                continue
            explained |= set(examples)
            if (pattern, theme) not in turned:
                moves = tuple(i for i in hits if cards[i].theme != theme)
                offers.append(Proposal(Rule(pattern, theme, examples), moves))
    return offers


def like_cards(text: str, cards: Mapping[str, Card], engine: Engine, threshold: float | None = None) -> list[str]:
    """Ids of cards that say nearly what `text` says, most alike first: they move along with a dragged card."""
    ids = list(cards)
    if not ids:
        return []
    vectors = engine.vector([text, *(cards[i].text for i in ids)])
    alike = vectors[1:] @ vectors[0]
    least = engine.near if threshold is None else threshold
    order = np.argsort(-alike, kind="stable")
    return [ids[int(i)] for i in order if alike[i] >= least]


def _shared_stems(moved: Sequence[Correction]) -> list[tuple[str, list[Correction]]]:
    """Stems that two or more corrections share, the one behind most cards first, then the longest."""
    found: dict[str, list[Correction]] = {}
    listed = [[_bare(w.folded, c.language) for w in words(clean(c.text)) if w.folded not in STOPWORDS] for c in moved]
    for a, mine in enumerate(listed):
        for theirs in listed[a + 1 :]:
            for one in mine:
                for two in theirs:
                    if stem := _common(one, two):
                        found.setdefault(stem, [])
    for stem, behind in found.items():
        behind += [c for c, mine in zip(moved, listed, strict=True) if any(_has(w, stem) for w in mine)]
    return sorted(found.items(), key=lambda item: (-len(item[1]), -len(item[0]), item[0]))


def _bare(word: str, language: str) -> str:
    """A word without its ending: *rolmodellen* speaks of *rolmodel*. The word itself where too little is left."""
    short = stem(word, language)
    return short if len(short) >= max(_SHORTEST, _WHOLE * len(word)) and word.startswith(short) else word


def _common(one: str, two: str) -> str:
    """The stem two words share: a common beginning, or one word inside the other (Dutch compounds); else nothing."""
    short, long = sorted((one, two), key=len)
    if len(short) >= _SHORTEST and short in long:
        return short
    length = 0
    while length < len(short) and short[length] == long[length]:
        length += 1
    enough = max(_SHORTEST, int(_STEM * len(long)))
    return one[:length] if length >= enough else ""


def _has(word: str, stem: str) -> bool:
    if word.startswith(stem):
        return True
    return len(stem) >= _SHORTEST + 1 and stem in word


@cache
def _light_words(glossary: Glossary) -> frozenset[str]:
    """Words that the table holds for fillers or light ones (*mensen*, *niet*) and for nothing that matters."""
    known: dict[str, set[str]] = defaultdict(set)
    for concept, spellings in glossary.terms():
        for word in spellings:
            known[word].add(concept)
    return frozenset(word for word, concepts in known.items() if concepts <= {FILLER} | LIGHT | AGAINST)


@cache
def _stems(glossary: Glossary) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The stems of a glossary's words with their concepts."""
    return tuple((stem(word, language), concepts) for language, word, concepts in glossary.words())


def _concepts_of(pattern: str, glossary: Glossary) -> Iterator[str]:
    """Concepts for which some language has a word that the pattern is, or is the better part of."""
    for language, word, concepts in glossary.words():
        folded = fold(word)
        if pattern == stem(word, language) or (folded.startswith(pattern) and len(pattern) >= _STEM * len(folded)):
            yield from concepts
    reading = glossary.read(pattern, "")
    if " " in pattern and not reading.strange:
        yield from reading.concepts


def _shared_concepts(moved: Sequence[Correction], glossary: Glossary) -> list[tuple[str, list[Correction]]]:
    """Words for a concept that two or more corrections share in whatever language, most cards first."""
    behind: dict[str, list[Correction]] = defaultdict(list)
    spelled: dict[str, str] = {}
    for correction in moved:
        for concept, word in _meant(correction, glossary):
            behind[concept].append(correction)
            spelled[concept] = min(spelled.get(concept, word), word, key=lambda w: (" " in w, len(w)))
    found = [(spelled[concept], cards) for concept, cards in behind.items() if len(cards) >= LIKE]
    return sorted(found, key=lambda item: (-len(item[1]), -len(item[0]), item[0]))


def _meant(correction: Correction, glossary: Glossary) -> list[tuple[str, str]]:
    """The concepts a text names, each with the word for it; a compound also names what it begins with."""
    text = clean(correction.text)
    reading = glossary.read(text, correction.language)
    found = {c: fold(w) for c, w in reading.spelled.items() if not c.startswith("=")}
    for word in words(text):
        for known, concepts in _stems(glossary):
            if len(known) >= _SHORTEST and len(word.folded) >= len(known) + _SHORTEST and word.folded.startswith(known):
                for concept in concepts:
                    found.setdefault(concept, known)
    return sorted((c, w) for c, w in found.items() if len(w) >= _SHORTEST and w not in STOPWORDS)
