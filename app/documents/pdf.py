"""The report as PDF: the report page's own HTML and style, tagged (PDF/UA-1), with its fonts inside."""

from __future__ import annotations

import html
import logging
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from app.documents.tagging import finish, speak_languages
from app.i18n import gettext
from app.rendering import STATIC
from app.report.blocks import Paper
from app.report.html import DRAWN, body, drawn

FONTS = (
    ("Radio Canada Big", "radio-canada-big-latin-wght"),
    ("Radio Canada Big", "radio-canada-big-latin-ext-wght"),
    ("Radio Canada", "radio-canada-latin-standard"),
    ("Radio Canada", "radio-canada-latin-ext-standard"),
    ("Piazzolla", "piazzolla-latin-standard"),
    ("Piazzolla", "piazzolla-latin-ext-standard"),
    # What people write is drawn the same on a machine that has no fonts but these.
    ("Noto Sans", "noto-sans-greek-400"),
    ("Noto Sans", "noto-sans-cyrillic-400"),
    ("Noto Sans", "noto-sans-cyrillic-ext-400"),
    ("Noto Sans Arabic", "noto-sans-arabic-arabic-400"),
    ("Noto Emoji", "noto-emoji-emoji-400"),
)


def font_css() -> str:
    """The house's fonts as WeasyPrint reads them; one file a face, whatever its weights."""
    faces = []
    for family, name in FONTS:
        path = STATIC / "fonts" / f"{name}-normal.woff2"
        faces.append(f'@font-face {{ font-family: "{family}"; src: url("{path.as_uri()}"); }}')
    return "\n".join(faces)


@cache
def covered() -> frozenset[int]:
    """The characters that our own fonts can draw."""
    from fontTools.ttLib import TTFont

    files = [STATIC / "fonts" / f"{name}-normal.woff2" for _family, name in FONTS]
    return frozenset(code for file in files for code in TTFont(file, lazy=True).getBestCmap())


def set_apart(markup: str) -> str:
    """Characters that none of our fonts can draw in a span of their own. What is missing gets codes that some readers
    cannot turn back into text, for its whole font: so let that be a font that nothing else uses.
    """
    odd = {c for c in set(markup) if ord(c) not in covered() and unicodedata.category(c)[0] not in "CZ"}
    if not odd:
        return markup
    runs = re.compile(f"(<svg.*?</svg>|<title.*?</title>|<[^>]*>)|([{re.escape(''.join(sorted(odd)))}]+)", re.DOTALL)
    return runs.sub(lambda found: found[1] or f'<span class="rp-odd">{found[2]}</span>', markup)


def _css(text: str) -> str:
    """Text as the inside of a CSS string."""
    return "".join(f"\\{ord(c):06x} " if c in '"\\<>&' or ord(c) < 32 else c for c in text)


def footers(paper: Paper) -> str:
    """The running foot of each page: which meeting, which page of how many."""
    _ = partial(gettext, paper.language)
    name = f"{paper.room}, {paper.when}" if paper.when else paper.room
    before, _sep, after = _("{page} of {pages}").partition("{page}")
    middle = after.replace("{pages}", "")
    font = 'font: 8pt "Radio Canada", "Noto Sans", sans-serif; color: #4B4660;'
    return (
        "body { margin: 0 } "
        f'@page {{ @bottom-left {{ content: "{_css(name)}"; {font} width: 75%; white-space: nowrap }} '
        f'@bottom-right {{ content: "{_css(before)}" counter(page) "{_css(middle)}" counter(pages); {font} }} }}'
    )


@cache
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@cache
def _only_ours() -> Any:
    """Nothing that people typed may fetch a file or an address: only our own fonts and marks."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyOurs(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(DRAWN):
                return URLFetcherResponse(url, drawn(url), {"Content-Type": "image/svg+xml"})
            if not url.startswith(f"{STATIC.as_uri()}/fonts/"):
                raise ValueError(f"not fetched: {url[:80]}")
            return super().fetch(url, headers)

    return OnlyOurs(allowed_protocols=("file",))


def to_pdf(
    markup: str, css: str, variant: str | None = "pdf/ua-1", titles: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    """HTML to PDF bytes; `titles` says in words where a link to an anchor leads."""
    import weasyprint

    if variant is not None:
        speak_languages()

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    fonts, fetcher = _fonts(), _only_ours()
    sheets = [weasyprint.CSS(string=font_css() + css, font_config=fonts, url_fetcher=fetcher, base_url=STATIC.as_uri())]
    document = weasyprint.HTML(string=markup, url_fetcher=fetcher, base_url=STATIC.as_uri() + "/")
    return bytes(
        document.write_pdf(
            stylesheets=sheets,
            font_config=fonts,
            pdf_variant=variant,
            pdf_tags=variant is not None,
            optimize_images=False,
            finisher=None if variant is None else lambda document, made: finish(made, titles),
        )
    )


def pdf(paper: Paper, progress: Callable[[int, str], None] = lambda percent, what: None) -> bytes:
    """The paper as a tagged PDF."""
    title = html.escape(f"{paper.title}. {paper.room}")
    markup = (
        f'<!doctype html><html lang="{paper.language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="generator" content="Bloesem"></head><body>{set_apart(body(paper, pdf=True))}</body></html>'
    )
    progress(35, "pages")
    css = (STATIC / "css" / "report.css").read_text("utf-8") + '.rp-odd { font-family: "Noto Emoji", sans-serif }'
    return to_pdf(markup, css + footers(paper), titles={f"s-{s.id}": s.title for s in paper.sections})
