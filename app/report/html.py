"""The paper as HTML: what the report page shows, the printer prints and the PDF is made of."""

from __future__ import annotations

from functools import cache, partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app import i18n
from app.rendering import TEMPLATES
from app.report import figures
from app.report.blocks import Paper
from lotus.petal import petal_path

WORDMARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" aria-hidden="true" class="rp-wm">'
    + "".join(
        f'<path d="{petal_path(10.2, 1.0)}" transform="translate(12 12) rotate({k * 45}) translate(0 -1.7)" '
        f'fill="{figures.INK}"/>'
        for k in range(8)
    )
    + "</svg>"
)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(i18n.translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        bar=figures.bar, theme_bar=figures.theme_bar, mark=partial(figures.mark, size=24), wordmark=WORDMARK
    )
    return environment


def body(paper: Paper, edit: bool = False, pdf: bool = False) -> str:
    """The `<main>` of the report; `edit` adds the organiser's forms."""
    return _environment(paper.language).get_template("report/body.html.j2").render(paper=paper, edit=edit, pdf=pdf)
