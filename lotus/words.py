"""Short texts made comparable: folded letters, and the stems of the words that carry meaning."""

import functools
import re
import unicodedata

import snowballstemmer

_ALGORITHMS = {"nl": "dutch", "fr": "french", "en": "english"}
# Words that carry no meaning of their own. Negations are not among them: "geen drempel" is not "drempel".
_STOP = {
    "nl": """de het een en of van voor met in op aan bij te tot door om uit naar dat die dit deze is zijn
        wordt worden er ook hun haar zich als dan je ze we men wat wie heel zeer echt gewoon""",
    "fr": """le la les l un une des du de d et ou pour avec en dans sur à au aux par que qui ce cette ces est
        sont on il elle se s leur leurs ses son sa plus très""",
    "en": """the a an and or of for with in on at by to from that which this these is are be it its their
        they we you as very really just""",
}
NEGATIONS = frozenset(
    """geen niet niets niemand nooit zonder minder ne n pas sans jamais aucun aucune rien non moins
    no not nothing nobody never without less""".split()  # noqa: SIM905
)


@functools.lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Lower case, without accents and punctuation, single spaces: `Één op één!` is `een op een`."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare))


def keywords(text: str, language: str) -> list[str]:
    """The words of a text that carry meaning, in lower case, as written."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text.casefold()))
    return [word for word in words if word not in _stops(language)]


@functools.lru_cache(maxsize=16384)
def stems(text: str, language: str) -> frozenset[str]:
    """The stems of the words that carry meaning, without accents; Snowball for nl, fr, en, else the words."""
    return frozenset(stem(word, language) for word in keywords(text, language))


@functools.lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """One word without ending and accents."""
    if language in _ALGORITHMS:
        # A stemmer keeps its word in itself: one of our own, since pages render in several threads.
        word = snowballstemmer.stemmer(_ALGORITHMS[language]).stemWord(word)
    return fold(word)


def is_stop(word: str, language: str) -> bool:
    """Whether a word in lower case carries no meaning of its own."""
    return word in _stops(language)


@functools.cache
def _stops(language: str) -> frozenset[str]:
    return frozenset(_STOP.get(language, "").split())
