"""What a facilitator's drags teach: a visible room rule after two like corrections, and nothing behind anyone's back.

A rule is one word stem that the corrected cards share, with the theme they were dragged to. It is offered with the
cards it would move; until someone accepts it, nothing moves. Pure functions of the corrections so far, so that a
replay gives the same offers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .placement import Engine
from .text import STOPWORDS, clean, words

LIKE = 2  # corrections that must agree before a rule is offered
_SHORTEST = 4  # letters of a stem; shorter ones match half the language
_STEM = 0.6  # share of the longer word that two words must begin with to count as the same
_TOO_COMMON = 0.2  # a stem on more of the room's cards than this says nothing about a convention


@dataclass(frozen=True, slots=True)
class Correction:
    """A card dragged by hand: its text, the theme the machine gave, and the theme it was given."""

    text: str
    origin: str
    to: str


@dataclass(frozen=True, slots=True)
class Rule:
    """*pattern → theme*: `pattern` is a folded word stem, `examples` the corrected cards that taught it.

    `pattern` is empty when the cards share no word but clearly a meaning (often in two languages); such a rule needs an
    engine.
    """

    pattern: str
    theme: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule to offer, and the cards (by id) that it would move."""

    rule: Rule
    moves: tuple[str, ...] = ()


def rule_matches(rule: Rule, text: str, engine: Engine | None = None) -> bool:
    """Whether the rule speaks about this text.

    Without an engine: some word begins with the stem, or is a compound that has it inside. With one, also when the text
    is close to what the rule's examples have in common, in whatever words or language.
    """
    if rule.pattern and any(_has(w.folded, rule.pattern) for w in words(clean(text))):
        return True
    return engine is not None and bool(_alike(rule.examples, {"it": (text, "")}, engine))


def propose(
    corrections: Sequence[Correction],
    cards: Mapping[str, tuple[str, str]],
    engine: Engine | None = None,
    known: Sequence[Rule] = (),
) -> list[Proposal]:
    """Rules worth offering after these corrections, the best founded first.

    `cards` are the room's cards that nobody placed by hand: id → (text, theme now). `known` are rules already accepted
    or turned down; they are not offered again. With an `engine`, cards that say the same in other words or another
    language are offered too.
    """
    by_theme: dict[str, list[Correction]] = defaultdict(list)
    for correction in corrections:
        if correction.to != correction.origin:
            by_theme[correction.to].append(correction)
    turned = {(r.pattern, r.theme) for r in known if r.pattern} | {(r.examples, r.theme) for r in known}
    offers: list[Proposal] = []
    for theme, moved in by_theme.items():
        explained: set[str] = set()
        for stem, behind in _shared_stems(moved):
            examples = tuple(dict.fromkeys(c.text for c in behind))
            rule = Rule(stem, theme, examples)
            hits = [i for i, (text, _) in cards.items() if rule_matches(rule, text)]
            if len(examples) < LIKE or explained >= set(examples) or len(hits) > max(5, _TOO_COMMON * len(cards)):
                continue
            explained |= set(examples)
            if (stem, theme) not in turned:
                offers.append(_proposal(rule, hits, cards, engine))
        if engine is not None:
            rest = [c.text for c in moved if c.text not in explained]
            for examples in _alike_pairs(rest, engine):
                if (examples, theme) not in turned:
                    offers.append(_proposal(Rule("", theme, examples), [], cards, engine))
    return offers


def like_cards(
    text: str, cards: Mapping[str, tuple[str, str]], engine: Engine, threshold: float | None = None
) -> list[str]:
    """Ids of cards that say nearly what `text` says, most alike first: they move along with a dragged card."""
    ids = list(cards)
    if not ids:
        return []
    vectors = engine.vector([text, *(cards[i][0] for i in ids)])
    alike = vectors[1:] @ vectors[0]
    least = engine.near if threshold is None else threshold
    order = np.argsort(-alike, kind="stable")
    return [ids[int(i)] for i in order if alike[i] >= least]


def _shared_stems(moved: Sequence[Correction]) -> list[tuple[str, list[Correction]]]:
    """Stems that two or more corrections share, the one behind most cards first, then the longest."""
    found: dict[str, list[Correction]] = {}
    listed = [[w.folded for w in words(clean(c.text)) if w.folded not in STOPWORDS] for c in moved]
    for a, mine in enumerate(listed):
        for theirs in listed[a + 1 :]:
            for one in mine:
                for two in theirs:
                    if stem := _common(one, two):
                        found.setdefault(stem, [])
    for stem, behind in found.items():
        behind += [c for c, mine in zip(moved, listed, strict=True) if any(_has(w, stem) for w in mine)]
    return sorted(found.items(), key=lambda item: (-len(item[1]), -len(item[0]), item[0]))


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


def _proposal(rule: Rule, hits: Sequence[str], cards: Mapping[str, tuple[str, str]], engine: Engine | None) -> Proposal:
    alike = _alike(rule.examples, cards, engine) if engine is not None else []
    return Proposal(rule, tuple(i for i in dict.fromkeys([*hits, *alike]) if cards[i][1] != rule.theme))


def _alike(examples: Sequence[str], cards: Mapping[str, tuple[str, str]], engine: Engine) -> list[str]:
    """Cards close to the middle of the examples: what these have in common, not what each says besides."""
    if not examples or not cards:
        return []
    vectors = engine.vector([*examples, *(text for text, _ in cards.values())])
    middle = vectors[: len(examples)].mean(axis=0)
    closeness = vectors[len(examples) :] @ (middle / max(float(np.linalg.norm(middle)), 1e-9))
    return [i for i, close in zip(cards, closeness, strict=True) if close >= engine.kin]


def _alike_pairs(texts: Sequence[str], engine: Engine) -> list[tuple[str, ...]]:
    """Pairs of corrected cards that share a meaning though no word."""
    if len(texts) < LIKE:
        return []
    vectors = engine.vector(texts)
    close = vectors @ vectors.T
    return [
        (texts[a], texts[b])
        for a in range(len(texts))
        for b in range(a + 1, len(texts))
        if close[a, b] >= engine.kin and texts[a] != texts[b]
    ]
