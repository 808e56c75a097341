"""The drawings of a report as SVG that carries its own colours: the same in page, PDF, DOCX and as a file.

No style sheet and no blend mode is asked for: where two petals overlap, the ink they make together is worked out here
and laid over them, so that every reader of SVG prints the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from lotus.geometry import Flower, Petal, flower, lotus
from lotus.petal import petal_path

INK, GHOST, BLOSSOM = "#17122B", "#B7B3C2", "#FFC7DC"
FILL = ("#FFD13B", "#2166EA", "#D61B80", "#066B43", "#F78436", "#351180", "#6CD0EE", "#5E0F2B")
ON = (INK, "#FFFFFF", "#FFFFFF", "#FFFFFF", INK, "#FFFFFF", INK, "#FFFFFF")
EDGE = ("#7A5600", "#1B59D3", "#C21373", "#066B43", "#A34600", "#351180", "#006A85", "#5E0F2B")
DISPLAY = "font-family=\"'Radio Canada Big', 'Noto Sans', sans-serif\" font-weight=\"700\""
UI = "font-family=\"'Radio Canada', 'Noto Sans', sans-serif\" font-weight=\"600\""
# The marks of templates/parts/marks.html.j2, one a theme, in a box of 24.
MARKS = (
    "M2.5 12a9.5 9.5 0 1 1 19 0a9.5 9.5 0 1 1 -19 0Z",
    "M12 9.9A5.7 5.7 0 1 1 12 14.1A5.7 5.7 0 1 1 12 9.9Z",
    "M1.8 17A10.2 10.2 0 0 1 22.2 17Z",
    "M3 3.2h18v4.6H3zM3 9.7h18v4.6H3zM3 16.2h18v4.6H3z",
    "M12 2.6 22.2 20.4H1.8Z",
    "M3 3h18v18H3zM8.2 8.2v7.6h7.6V8.2z",
    "M12 2a10 10 0 1 1 0 20a10 10 0 0 1 0-20zM12 6.2a5.8 5.8 0 1 0 0 11.6a5.8 5.8 0 0 0 0-11.6z"
    "M12 9.2a2.8 2.8 0 1 1 0 5.6a2.8 2.8 0 0 1 0-5.6z",
    "M8.8 2.2h6.4v6.6h6.6v6.4h-6.6v6.6H8.8v-6.6H2.2V8.8h6.6z",
)
MOST_SEEDS = 150
"""More marks than this in a petal print as grey; the drawing then lets one mark stand for more."""


def multiplied(a: str, b: str) -> str:
    """The ink two inks make where they overprint."""
    pairs = zip(bytes.fromhex(a[1:]), bytes.fromhex(b[1:]), strict=True)
    return "#" + "".join(f"{x * y // 255:02X}" for x, y in pairs)


def mark(number: int, size: float = 24) -> str:
    """One theme's mark by itself."""
    k = number - 1
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="{size}" height="{size}" '
        f'class="rp-mark" aria-hidden="true">'
        f'<path fill="{FILL[k]}" stroke="{EDGE[k]}" stroke-width="1" fill-rule="evenodd" d="{MARKS[k]}"/></svg>'
    )


def bar(share: float, fill: str = INK, edge: str = INK) -> str:
    """A bar whose width is its share of the longest, 0 to 1."""
    width = max(0.0, min(1.0, share)) * 1000
    if not width:
        return '<svg class="rp-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"></svg>'
    return (
        '<svg class="rp-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{max(width, 6):.0f}" height="10" fill="{fill}"/></svg>'
    )


def theme_bar(share: float, number: int) -> str:
    return bar(share, FILL[number - 1], EDGE[number - 1])


def flower_svg(counts: Sequence[int], labels: Sequence[str], unit: str, alt: str) -> str:
    """The flower of themes, one mark an entry, with its labels and the total in the heart."""
    drawn: Flower = flower(list(counts))
    petals = drawn.petals
    heart = drawn.heart
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-640 -390 1280 780" role="img" aria-label={quoteattr(alt)}>'
    ]
    frames = [f'transform="rotate({p.turn:g}) translate(0 {-heart:g})"' for p in petals]
    for frame in frames:
        parts.append(
            f'<path d="{drawn.ghost}" {frame} fill="none" stroke="{GHOST}" stroke-width="1.5" '
            'stroke-dasharray="1 7" stroke-linecap="round"/>'
        )
    for p, frame in zip(petals, frames, strict=True):
        if p.path:
            parts.append(f'<path d="{p.path}" {frame} fill="{FILL[p.index % 8]}"/>')
    parts.append(_overprint(petals, frames))
    for p, frame in zip(petals, frames, strict=True):
        if p.path:
            k = p.index % 8
            parts.append(f'<path d="{p.path}" {frame} fill="none" stroke="{EDGE[k]}" stroke-width="2"/>')
            parts.append(f"<g {frame}>{_seeds(p)}</g>")
    total = sum(counts)
    size = 84 if total < 1000 else 62
    parts.append(
        f'<text {DISPLAY} font-size="{size}" letter-spacing="-2.5" text-anchor="middle" y="18" fill="{INK}">'
        f"{total}</text>"
        f'<text {UI} font-size="26" text-anchor="middle" y="52" fill="{INK}">{escape(unit)}</text>'
    )
    for p, label in zip(petals, labels, strict=True):
        right = p.side == "r"
        x = p.label[0] if right else -p.label[0]
        parts.append(
            f'<g text-anchor="{"start" if right else "end"}" transform="translate({x:g} {p.label[1]:g})">'
            f'<text {DISPLAY} font-size="58" letter-spacing="-1.8" y="2" fill="{INK}">{p.count}</text>'
            f'<text {UI} font-size="33" y="38" fill="{INK}">{escape(label)}</text></g>'
        )
    parts.append("</svg>")
    return "".join(parts)


def _overprint(petals: Sequence[Petal], frames: Sequence[str]) -> str:
    """What neighbours make together: the neighbour's shape, cut to one's own, in the ink of both."""
    parts = []
    for i, p in enumerate(petals):
        j = (i + 1) % len(petals)
        q = petals[j]
        if p.path and q.path:
            ink = multiplied(FILL[i % 8], FILL[j % 8])
            parts.append(
                f'<clipPath id="rp-over-{i}"><path d="{p.path}" {frames[i]}/></clipPath>'
                f'<g clip-path="url(#rp-over-{i})"><path d="{q.path}" {frames[j]} fill="{ink}"/></g>'
            )
    return "".join(parts)


def _seeds(p: Petal) -> str:
    k = p.index % 8
    size = p.seed_size
    marks = []
    for x, y in p.seeds:
        place = f"translate({x:g} {y:g}) rotate({-p.turn:g}) scale({size / 24:.3f}) translate(-12 -12)"
        marks.append(f'<path d="{MARKS[k]}" transform="{place}"/>')
    return f'<g fill="{ON[k]}" fill-rule="evenodd">{"".join(marks)}</g>'


def lotus_svg(inner: Sequence[Sequence[int]], centre: str, alt: str) -> str:
    """The room's lotus: a petal a group with its letter, in it a little lotus of what it opens into."""
    drawn = lotus([list(counts) or [] for counts in inner])
    outline = petal_path(284.0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-410 -410 820 820" role="img" aria-label={quoteattr(alt)}>'
    ]
    frames = [f'transform="rotate({p.turn:g}) translate(0 {-drawn.heart:g})"' for p in drawn.petals]
    for frame in frames:
        parts.append(f'<path d="{outline}" {frame} fill="{BLOSSOM}"/>')
    both = multiplied(BLOSSOM, BLOSSOM)
    count = len(drawn.petals)
    for i in range(count if count == 8 else max(0, count - 1)):
        j = (i + 1) % count
        parts.append(
            f'<clipPath id="rp-lotus-{i}"><path d="{outline}" {frames[i]}/></clipPath>'
            f'<g clip-path="url(#rp-lotus-{i})"><path d="{outline}" {frames[j]} fill="{both}"/></g>'
        )
    parts.append(f'<circle r="{drawn.core:g}" fill="{INK}"/>')
    for i, p in enumerate(drawn.petals):
        minis = "".join(
            f'<path d="{m.path}" transform="rotate({m.turn:g}) translate(0 {-drawn.mini_heart:g})"/>' for m in p.minis
        )
        parts.append(
            f'<g transform="translate({p.inside[0]:g} {p.inside[1]:g})" fill="{INK}">{minis}'
            f'<text {DISPLAY} font-size="30" text-anchor="middle" y="10">{"ABCDEFGH"[i]}</text></g>'
        )
    lines = _lines(centre, 13)[:4]
    for n, line in enumerate(lines):
        y = 11 + (n - (len(lines) - 1) / 2) * 34
        parts.append(
            f'<text {DISPLAY} font-size="30" text-anchor="middle" y="{y:g}" fill="#FFFFFF">{escape(line)}</text>'
        )
    parts.append("</svg>")
    return "".join(parts)


def _lines(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word if len(word) <= width + 2 else f"{word[: width + 1]}…")
    return lines


def bars_svg(rows: Sequence[tuple[str, int, str]], alt: str) -> str:
    """Bars with their names and numbers: (label, number, colour)."""
    most = max((n for _, n, _ in rows), default=0) or 1
    height = 52 * len(rows) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 {height}" role="img" aria-label={quoteattr(alt)}>'
    ]
    for i, (label, number, colour) in enumerate(rows):
        y = 52 * i
        width = 560 * number / most
        parts.append(
            f'<path d="M0 {y + 2}h1200" stroke="{INK}" stroke-width="2.5"/>'
            f'<text {UI} font-size="25" x="0" y="{y + 36}" fill="{INK}">{escape(label)}</text>'
            f'<rect x="470" y="{y + 15}" width="{width:.1f}" height="24" fill="{colour}"/>'
            f'<text {DISPLAY} font-size="30" x="1192" y="{y + 38}" text-anchor="end" fill="{INK}">{number}</text>'
        )
    parts.append("</svg>")
    return "".join(parts)
