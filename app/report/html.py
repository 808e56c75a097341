"""The paper as HTML: what the report page shows, the printer prints and the PDF is made of."""

from __future__ import annotations

from functools import cache, partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app import i18n
from app.rendering import TEMPLATES
from app.report import figures
from app.report.blocks import Paper, Table
from lotus.petal import petal_path

DRAWN = "bloesem-mark:"
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
    environment.globals["printed_line"] = printed_line
    return environment


SHOWN = {
    "bar": figures.bar,
    "theme_bar": figures.theme_bar,
    "mark": partial(figures.mark, size=24),
    "wordmark": WORDMARK,
}
# In a tagged PDF every drawing is a figure that must have words. What only decorates is a box or a background there.
PRINTED = {
    "bar": figures.printed_bar,
    "theme_bar": figures.printed_theme_bar,
    "mark": lambda number: f'<i class="rp-mark" style="background-image: url({DRAWN}{number})"></i>',
    "wordmark": f'<i class="rp-wm" style="background-image: url({DRAWN}0)"></i>',
}


def drawn(name: str) -> str:
    """The SVG behind an address that begins with `DRAWN`: 0 is the house's own mark, then one a theme."""
    number = int(name.removeprefix(DRAWN))
    return figures.mark(number) if number else WORDMARK


def printed_line(table: Table, row: tuple[str | int, ...]) -> tuple[str, str, str]:
    """A row of a long table as one line: its number or nothing, the words, and the rest with their columns' names."""
    words = table.words[0]
    lead = str(row[0]) if 0 in table.numbers else ""
    rest = []
    for i, cell in enumerate(row):
        if i == words or i in table.quiet or cell in ("", 0) or (i == 0 and lead):
            continue
        rest.append(f"{table.columns[i]} {cell}" if i in table.numbers else str(cell))
    return lead, str(row[words]), " · ".join(rest)


def body(paper: Paper, edit: bool = False, pdf: bool = False) -> str:
    """The `<main>` of the report; `edit` adds the organiser's forms."""
    return (
        _environment(paper.language)
        .get_template("report/body.html.j2")
        .render(paper=paper, edit=edit, pdf=pdf, **(PRINTED if pdf else SHOWN))
    )
