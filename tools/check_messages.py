"""Fails when a string of the interface is missing in one of the three languages, or a catalogue holds what nobody asks.

Messages are collected from Python (`_`, `gettext`, `ngettext`, `N_`) and from the templates; every one must stand,
translated and with the same placeholders, in some `locale/LANG/*.po` of every language.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("nl", "fr", "en")
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "ungettext": (1, 2)}
# `gettext(language, message)` of app.i18n passes the message second: calls with a literal there are found as well.
PYTHON_KEYWORDS = {**KEYWORDS, "gettext": (2,), "ngettext": (2, 3)}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def wanted() -> dict[str, str]:
    """Message id to where it is asked for."""
    found: dict[str, str] = {}
    sources = [("app", "python", PYTHON_KEYWORDS), ("templates", "jinja2", KEYWORDS)]
    for folder, method, keywords in sources:
        pattern = "**.py" if method == "python" else "**.j2"
        options = {pattern: {"silent": "false", "newstyle_gettext": "true", "trimmed": "true"}}
        for name, line, message, _, _ in extract_from_dir(
            ROOT / folder, method_map=[(pattern, method)], options_map=options, keywords=keywords
        ):
            for one in message[:1] if isinstance(message, tuple) else (message,):
                if one:
                    found.setdefault(one, f"{folder}/{name}:{line}")
    return found


def main() -> int:
    problems: list[str] = []
    asked = wanted()
    for language in LANGUAGES:
        known: dict[str, str] = {}
        for path in sorted((ROOT / "locale" / language).glob("*.po")):
            with path.open("rb") as file:
                catalog = read_po(file, locale=language, abort_invalid=True)
            for message in catalog:
                if not message.id:
                    continue
                one = message.id[0] if isinstance(message.id, tuple) else message.id
                texts = message.string if isinstance(message.string, tuple) else (message.string,)
                if message.fuzzy or not all(texts):
                    problems.append(f"{path.relative_to(ROOT)}: not translated: {one!r}")
                if one in known and known[one] != str(message.string):
                    problems.append(f"{path.relative_to(ROOT)}: said differently in another catalogue: {one!r}")
                known[one] = str(message.string)
                wants = _placeholders(one)
                for text in texts[-1:]:
                    if text and _placeholders(text) != wants:
                        problems.append(f"{path.relative_to(ROOT)}: other placeholders in {one!r}")
        problems += [f"{where}: not in locale/{language}: {one!r}" for one, where in asked.items() if one not in known]
    for problem in problems:
        print(problem)
    print(f"{len(asked)} messages in {len(LANGUAGES)} languages, {len(problems)} problems")
    return 1 if problems else 0


def _placeholders(text: str) -> set[str]:
    return {a or b for a, b in PLACEHOLDER.findall(text)}


if __name__ == "__main__":
    sys.exit(main())
