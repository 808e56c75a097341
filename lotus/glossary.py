"""Words of several languages that mean the same: what makes `kennis delen` and `partager les savoirs` one thing.

A glossary is a table of concepts with the words for each in every language. A text is read as the set of its concepts;
words it does not know stay themselves, so a text with a strange word is only like a text with that word.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from lotus.words import fold, is_stop, stem

Terms = dict[tuple[str, ...], tuple[str, ...]]
FILLER = "~"  # the concept of words that add nothing
MOST_WORDS = 40  # a petal longer than this is read no further


class Reading(NamedTuple):
    """A text as concepts, in the language that explains most of it. `spelled` tells by which words of the text;
    `strange` counts the words the glossary does not know, which stand among the concepts as `=stem`.
    """

    concepts: frozenset[str]
    spelled: Mapping[str, str]
    language: str
    strange: int


class Glossary:
    """Concepts by language. `rows` are (concept, {language: terms}); `a+b` as concept says two things at once."""

    def __init__(self, rows: Iterable[tuple[str, Mapping[str, Iterable[str]]]]) -> None:
        # As written goes before its stem: `experience` and `experiment` share one.
        self._written: dict[str, Terms] = {}
        self._stemmed: dict[str, Terms] = {}
        for concept, by_language in rows:
            for language, terms in by_language.items():
                written, stemmed = (some.setdefault(language, {}) for some in (self._written, self._stemmed))
                for words in map(tokens, terms):
                    if words:
                        written.setdefault(tuple(words), tuple(concept.split("+")))
                        stemmed.setdefault(tuple(stem(w, language) for w in words), tuple(concept.split("+")))
        self._longest = {language: max(map(len, known), default=0) for language, known in self._written.items()}
        self._read = functools.lru_cache(maxsize=16384)(self._read_anew)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._written)

    def words(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Every term of one word: (language, word, concepts), without fillers."""
        for language, terms in self._written.items():
            for term, concepts in terms.items():
                if len(term) == 1 and FILLER not in concepts:
                    yield language, term[0], concepts

    def terms(self) -> Iterator[tuple[str, frozenset[str]]]:
        """Every concept of a term of one word, fillers too, with that word folded as written and as its stem."""
        for language, terms in self._written.items():
            for term, concepts in terms.items():
                if len(term) == 1:
                    for concept in concepts:
                        yield concept, frozenset((fold(term[0]), stem(term[0], language)))

    def read(self, text: str, language: str) -> Reading:
        """The text read as `language`, or as another one where that knows more of its words."""
        return self._read(text, language)

    def _read_anew(self, text: str, language: str) -> Reading:
        words = tokens(text)[:MOST_WORDS]
        first = self._as(words, language)
        if not first.strange:
            return first
        others = [self._as(words, code) for code in self._written if code != language]
        # People write in another language than their phone's: only a reading that leaves less open may say so.
        return min([first, *others], key=lambda reading: reading.strange)

    def _as(self, words: list[str], language: str) -> Reading:
        written, stemmed = self._written.get(language, {}), self._stemmed.get(language, {})
        stems = [stem(word, language) for word in words]
        spelled: dict[str, str] = {}
        strange = i = 0
        while i < len(words):
            for length in range(min(self._longest.get(language, 0), len(words) - i), 0, -1):
                end = i + length
                concepts = written.get(tuple(words[i:end])) or stemmed.get(tuple(stems[i:end]))
                if concepts is not None:
                    for concept in concepts:
                        if concept != FILLER:
                            spelled.setdefault(concept, " ".join(words[i:end]))
                    i = end
                    break
            else:
                if not is_stop(words[i], language):
                    spelled.setdefault(f"={fold(words[i])}", words[i])
                    strange += 1
                i += 1
        return Reading(frozenset(spelled), spelled, language, strange)


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, as written."""
    return re.findall(r"\w+", unicodedata.normalize("NFC", text.casefold()))


def terms_of(cell: str) -> list[str]:
    """The terms of a cell of the table: `kennis, lange termijn`."""
    return [term.strip() for term in cell.split(",") if term.strip()]
