"""What a statement is made of: its words, folded so that case, accents and phone habits do not matter."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

CAP = 600  # characters read of one statement; the rest cannot change its theme and would cost seconds

_WORD = re.compile(r"[^\W_]+")
_LONG_RUN = re.compile(r"(.)\1{2,}")

# Function words carry no theme of their own, so they explain nothing while another word can.
STOPWORDS = frozenset(
    """
    de het een en of maar want dus als dan dat die dit deze er hier daar waar wie wat hoe is zijn was waren
    wordt worden ben bent heb hebt heeft hebben had ik je jij u we wij ze zij hij hem haar hun ons onze mijn
    jouw uw me mij te om aan op in uit van voor met door bij naar over onder tot per als ook nog niet geen
    wel al maar meer veel zo zoals dan toch eens iets iemand niemand alle alles elk elke ander andere zelf
    kan kunnen moet moeten mag mogen wil willen zal zou ni nie da ge gij zeg le la les un une des du de d l
    et ou mais donc car que qui quoi dont ce cet cette ces il elle ils elles on nous vous je tu me te se s y
    en est sont etait etre ont a as ai au aux avec par pour dans sur sous sans entre chez vers plus moins
    tres pas ne n c j m t qu si aussi tout tous toute toutes leur leurs notre nos votre vos son sa ses mon
    ma mes faut doit doivent peut the a an and or but so if then that this these those there here where who
    what how is are was were be been am has have had i you he she it we they them him her his our your my
    their me us to of at on in out from for with by about over under up as also not no yes do does did can
    could must should may might will would just more most very all every each any some
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a statement: `shown` as it was typed, `folded` for comparing, and where it stands."""

    shown: str
    folded: str
    start: int
    end: int


def clean(text: str) -> str:
    """The statement as the engines read it: composed, capped, and without characters no encoder takes."""
    capped = text[:CAP].encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFC", capped)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Lower case without accents; three or more of the same letter become two."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    return _LONG_RUN.sub(r"\1\1", bare)


def words(text: str) -> list[Word]:
    """The words of a cleaned statement in order; apostrophes and hyphens part words (*l'école*: *école*)."""
    return [Word(m.group(), fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


LEAST_LETTERS = 4  # "abc" or "ok" may mean anything


def readable(text: str) -> bool:
    """Whether an engine may be sure of it: some letters, and most of the script of nl, fr and en; of other scripts it
    never learnt a word.
    """
    letters = [ch for ch in text if ch.isalpha()]
    return len(letters) >= LEAST_LETTERS and 2 * sum(ch < "\u0250" for ch in letters) >= len(letters)
