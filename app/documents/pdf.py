"""The report as PDF: the report page's own HTML and style, tagged (PDF/UA-1), with its fonts inside."""

from __future__ import annotations

import html
import logging
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
        f'<meta name="generator" content="Bloesem"></head><body>{body(paper, pdf=True)}</body></html>'
    )
    progress(35, "pages")
    css = (STATIC / "css" / "report.css").read_text("utf-8")
    return to_pdf(markup, css + footers(paper), titles={f"s-{s.id}": s.title for s in paper.sections})
