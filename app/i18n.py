"""Three languages: the catalogues in `locale/`, and which one a request reads."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

FOLDER = Path(__file__).parent.parent / "locale"
LANGUAGES = ("nl", "fr", "en")
DEFAULT = "nl"
NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English"}


@cache
def translations(language: str) -> Translations:
    """All catalogues of a language as one. Read once; the .po files are the only source."""
    merged: Translations | None = None
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
        buffer = io.BytesIO()
        write_mo(buffer, catalog)
        buffer.seek(0)
        part = Translations(fp=buffer)
        merged = part if merged is None else merged.merge(part)
    return merged or Translations()


def gettext(language: str, message: str) -> str:
    """`message` in `language`."""
    return str(translations(language).ugettext(message))


def ngettext(language: str, one: str, many: str, n: int) -> str:
    return str(translations(language).ungettext(one, many, n))


def negotiate(*wishes: str | None, header: str = "", default: str = DEFAULT) -> str:
    """The first wish that is one of ours, else the best of an Accept-Language header, else `default`."""
    for wish in wishes:
        if wish in LANGUAGES:
            return wish
    best, best_q = default, 0.0
    for part in header[:200].split(","):
        tag, _, params = part.strip().partition(";")
        code = tag.strip().lower().partition("-")[0]
        try:
            q = float(params.strip().removeprefix("q=")) if params.strip().startswith("q=") else 1.0
        except ValueError:
            continue
        if code in LANGUAGES and q > best_q:
            best, best_q = code, q
    return best
