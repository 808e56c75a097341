"""Turns views into HTML: one Jinja2 environment a language, static addresses that never go stale."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app import i18n
from facilitation.method import label

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"


def release_of(folder: Path) -> str:
    """A name for the whole static tree: changes when any file does."""
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Rendering:
    """Renders templates by name. Every template knows `_`, `ngettext`, `lang`, `static(path)`, `said(text)` and `now()`
    (milliseconds); strings are escaped unless a template says otherwise."""

    def __init__(self, clock: Callable[[], int] | None = None) -> None:
        self.clock = clock or (lambda: int(time.time() * 1000))
        self.release = release_of(STATIC)
        self._environments = {language: self._make(language) for language in i18n.LANGUAGES}

    def _make(self, language: str) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=["jinja2.ext.i18n"],
        )
        environment.install_gettext_translations(i18n.translations(language), newstyle=True)  # type: ignore[attr-defined]
        environment.globals.update(
            lang=language,
            languages=i18n.NAMES,
            static=self.static,
            said=partial(said, language=language),
            label=partial(label, language=language),
            now=lambda: self.clock(),
        )
        return environment

    def static(self, path: str) -> str:
        return f"/static/{self.release}/{path}"

    def page(self, template: str, language: str, **values: Any) -> str:
        return self._environments[language].get_template(template).render(**values)


def said(text: Any, language: str) -> str:
    """A text of the method in the reader's language, else in Dutch."""
    return str(text.get(language) or text.get("nl") or next(iter(text.values())))
