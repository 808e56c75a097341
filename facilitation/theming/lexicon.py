"""The word list of a method: which words and phrases point at which theme, inside Dutch compounds as well.

A line of `lexicon.tsv` is `theme <tab> strength 1-3 <tab> patterns`. A pattern is a whole word (`geld`), a
beginning (`subsid*`), an ending (`*lokaal`), a stem inside a word of six letters or more (`*netwerk*`, for
compounds such as *buurtnetwerkje*), or a quoted phrase whose words match as beginnings and where `...` leaves
room for up to two words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

from .text import Word, fold

_TOKEN = re.compile(r'"[^"]*"|\S+')
_LETTERS = re.compile(r"[^\W_]+")
_CLASS = re.compile(r"\[([^\]]+)\]")
_MIN_COMPOUND = 6
_GAP = 2  # words a phrase may skip where it says so


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found: the theme it points at, how strongly, and which words (first, one past the last)."""

    theme: str
    strength: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    theme: str
    strength: int
    parts: tuple[str, ...]
    gaps: tuple[int, ...]  # words that may be skipped before each part but the first


@dataclass(slots=True)
class Lexicon:
    """All patterns, laid out so that a word is looked up rather than tried against each of them."""

    whole: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    beginning: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    ending: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    inside: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    phrases: dict[str, list[_Phrase]] = field(default_factory=dict)
    _seen: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)

    def hits(self, words: Sequence[Word]) -> list[Hit]:
        """Every pattern found in the statement, in the order of its words."""
        found: list[Hit] = []
        folded = [w.folded for w in words]
        for i, word in enumerate(folded):
            found += [Hit(theme, strength, i, i + 1) for theme, strength in self._single(word)]
            for phrase in self.phrases.get(word[:2], ()):
                end = _match(phrase, folded, i)
                if end:
                    found.append(Hit(phrase.theme, phrase.strength, i, end))
        return found

    def _single(self, word: str) -> tuple[tuple[str, int], ...]:
        if (known := self._seen.get(word)) is not None:
            return known
        best: dict[str, int] = {}

        def note(entries: list[tuple[str, int]] | None) -> None:
            for theme, strength in entries or ():
                best[theme] = max(best.get(theme, 0), strength)

        note(self.whole.get(word))
        for cut in range(2, len(word) + 1):
            note(self.beginning.get(word[:cut]))
            note(self.ending.get(word[-cut:]))
        if len(word) >= _MIN_COMPOUND:
            for start in range(len(word) - 2):
                for end in range(start + 3, len(word) + 1):
                    note(self.inside.get(word[start:end]))
        result = tuple(best.items())
        if len(self._seen) < 50_000:
            self._seen[word] = result
        return result


def parse_lexicon(text: str) -> Lexicon:
    """Read the lines of a `lexicon.tsv`. Raises ValueError naming the line that is not theme, strength,
    patterns.
    """
    lexicon = Lexicon()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 3 or cells[1] not in {"1", "2", "3"}:
            raise ValueError(f"lexicon line {number}: expected theme, strength 1-3 and patterns, parted by tabs")
        for pattern in _TOKEN.findall(cells[2]):
            for plain in _spelt_out(pattern):
                _add(lexicon, cells[0], int(cells[1]), plain)
    return lexicon


def _spelt_out(pattern: str) -> list[str]:
    """`licen[cs]e*` means `licence*` and `license*`."""
    pieces = _CLASS.split(pattern)
    choices = [[p] if i % 2 == 0 else list(p) for i, p in enumerate(pieces)]
    return ["".join(c) for c in product(*choices)]


def _add(lexicon: Lexicon, theme: str, strength: int, pattern: str) -> None:
    quoted = pattern.startswith('"')
    core = pattern.strip('"')
    inner = core.strip("*")
    parts = _LETTERS.findall(fold(inner))
    if not parts:
        return
    if quoted or len(parts) > 1:
        spans = _LETTERS.split(inner)[1:-1]
        gaps = tuple(_GAP if "..." in between or "*" in between else 0 for between in spans)
        phrase = _Phrase(theme, strength, tuple(parts), gaps)
        lexicon.phrases.setdefault(parts[0][:2], []).append(phrase)
        return
    before, after = core.startswith("*"), core.endswith("*")
    table = (
        lexicon.inside
        if before and after
        else lexicon.ending
        if before
        else lexicon.beginning
        if after
        else lexicon.whole
    )
    table.setdefault(parts[0], []).append((theme, strength))


def _match(phrase: _Phrase, folded: Sequence[str], start: int) -> int:
    """One past the last word when the phrase begins at `start`, else 0."""
    if not folded[start].startswith(phrase.parts[0]):
        return 0
    at = start
    for part, gap in zip(phrase.parts[1:], phrase.gaps, strict=True):
        for step in range(1, gap + 2):
            if at + step < len(folded) and folded[at + step].startswith(part):
                at += step
                break
        else:
            return 0
    return at + 1
