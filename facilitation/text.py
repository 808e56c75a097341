"""The one gate for what people type: normalised, without control and direction tricks, capped in graphemes.

Everything behind it (log, board, documents) may trust that a text is NFC, holds no NUL, no lone surrogate, no other
control character, no bidirectional override, and is no longer than asked.
"""

from __future__ import annotations

import unicodedata

import regex

# Bidi embeddings, overrides and isolates reorder a neighbour's words on the wall; zero-width and other format
# characters that scripts and emoji need (ZWJ, ZWNJ, variation selectors, tags) stay.
_DROPPED = regex.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0001]"
)
_SPACES = regex.compile(r"[^\S\n]+")
_LINES = regex.compile(r"\n{3,}")
_GRAPHEME = regex.compile(r"\X")
_MAX_MARKS = regex.compile(r"(\p{M}{4})\p{M}+")  # towers of accents climb over other people's words
HARD_CAP = 20_000  # characters looked at before counting: nobody types more, a script does


class TooLong(ValueError):
    """The text has `length` graphemes where `limit` are allowed (at least: counting stops at a hard cap)."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} > {limit}")
        self.length = length
        self.limit = limit


class BadText(ValueError):
    """Not text at all: a lone surrogate."""


def clean(text: str, limit: int, lines: bool = False) -> str:
    """The text as it may be kept. `limit` in graphemes; `lines` keeps line breaks (else they become spaces).

    Raises TooLong, BadText.
    """
    if len(text) > HARD_CAP:
        raise TooLong(len(text), limit)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BadText("lone surrogate") from None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _DROPPED.sub("", text)
    text = _MAX_MARKS.sub(r"\1", text)
    if not lines:
        text = text.replace("\n", " ")
    text = _LINES.sub("\n\n", _SPACES.sub(" ", text)).strip()
    length = graphemes(text)
    if length > limit:
        raise TooLong(length, limit)
    return text


def graphemes(text: str) -> int:
    """How many characters a reader sees."""
    return len(text) if text.isascii() else sum(1 for _ in _GRAPHEME.finditer(text))


CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def room_code(typed: str) -> str:
    """A typed code in its canonical form (XXXX-XXXX), in any case, with or without dash or spaces; '' when it cannot
    be one. Look-alikes are not in the alphabet, so O, 0, I, 1, L are misreadings and make no code."""
    letters = regex.sub(r"[\s\-–—.]", "", typed[:40]).upper()
    if len(letters) != 8 or any(ch not in CODE_LETTERS for ch in letters):
        return ""
    return f"{letters[:4]}-{letters[4:]}"
