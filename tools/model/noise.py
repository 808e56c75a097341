"""Makes a tidy sentence look as if it was typed on a phone in a full hall; used on training rows only."""

from __future__ import annotations

import unicodedata

import numpy as np

_BESIDE = {
    "a": "qzs", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo",
    "j": "hk", "k": "jl", "l": "km", "m": "nl", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et",
    "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "eq", "x": "zc", "y": "tu", "z": "xa",
}  # fmt: skip
_SHORT = {
    "nl": {"niet": "ni", "natuurlijk": "ntrlk", "iedereen": "ieder1", "mensen": "mnsn", "voor": "vr", "met": "mt",
           "ik": "k", "het": "t", "een": "n", "goed": "goe", "dat": "da", "zijn": "zyn", "altijd": "altyd"},
    "fr": {"pour": "pr", "que": "k", "qui": "ki", "pas": "pa", "avec": "avc", "vous": "vs", "nous": "ns",
           "beaucoup": "bcp", "quand": "qd", "c'est": "c", "parce": "pcq"},
    "en": {"you": "u", "are": "r", "for": "4", "people": "ppl", "with": "w/", "and": "&", "because": "bc",
           "to": "2", "please": "pls", "your": "ur"},
}  # fmt: skip


def noisy(text: str, language: str, dice: np.random.Generator, chance: float = 0.4) -> str:
    """The text, with probability `chance` roughened: typos, lost accents and capitals, chat spelling, lost words."""
    if dice.random() > chance:
        return text
    words = text.split()
    short = _SHORT.get(language, {})
    words = [short.get(w.casefold(), w) if dice.random() < 0.3 else w for w in words]
    if len(words) > 4 and dice.random() < 0.25:
        del words[int(dice.integers(len(words)))]
    rate = float(dice.choice([0.0, 0.06, 0.12, 0.2]))
    words = [_typo(w, dice) if len(w) > 3 and dice.random() < rate * 2 else w for w in words]
    text = " ".join(words)
    if dice.random() < 0.4:
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    if dice.random() < 0.3:
        text = text.translate(str.maketrans("", "", ".,;:!?'’\"")) or text
    if dice.random() < 0.1:
        text += str(dice.choice(["!!", "...", " :)", "?"]))
    return text


def _typo(word: str, dice: np.random.Generator) -> str:
    at = int(dice.integers(1, len(word) - 1))
    way = int(dice.integers(5))
    if way == 0:
        return word[:at] + word[at + 1 :]
    if way == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if way == 2:
        return word[:at] + word[at] + word[at:]
    beside = _BESIDE.get(word[at].lower(), "")
    if way == 3 and beside:
        return word[:at] + str(dice.choice(list(beside))) + word[at + 1 :]
    return word.replace("ij", "y").replace("dt", "d").replace("ei", "ij") if "ij" in word or "dt" in word else word
