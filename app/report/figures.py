"""The drawings of a report as SVG that carries its own colours: the same in page, PDF, DOCX and as a file.

No style sheet and no blend mode is asked for: where two petals overlap, the ink they make together is worked out here
and laid over them, so that every reader of SVG prints the same.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from lotus.geometry import Flower, Petal, flower, lotus
from lotus.petal import petal_path

INK, QUIET, GHOST, BLOSSOM = "#17122B", "#4B4660", "#B7B3C2", "#FFC7DC"
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
STROKE = re.compile(r"([A-Za-z])([^A-Za-z]*)")
NUMBER = re.compile(r"-?(?:\d+\.\d+|\.\d+|\d+)")


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


def printed_bar(share: float, fill: str = INK) -> str:
    """A bar as the PDF draws it: plain boxes, which are no figure that would ask for words of its own."""
    width = max(0.6, min(1.0, share) * 100) if share > 0 else 0.0
    inside = f'<div style="width: {width:.1f}%; height: 100%; background: {fill}"></div>' if width else ""
    return f'<div class="rp-bar">{inside}</div>'


def printed_theme_bar(share: float, number: int) -> str:
    return printed_bar(share, FILL[number - 1])


def _open(view: str, alt: str) -> str:
    """A drawing's first tag with its words: as a label for browsers, as a title for who prints it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" role="img" aria-label={quoteattr(alt)}>'
        f"<title>{escape(alt)}</title>"
    )


def flower_svg(counts: Sequence[int], labels: Sequence[str], unit: str, alt: str, total: int, note: str = "") -> str:
    """The flower of themes, one mark an entry, with its labels. In the heart `total`, as on the wall: it
    counts the entries without a theme too; `note` says below how many those are."""
    drawn: Flower = flower(list(counts))
    petals = drawn.petals
    heart = drawn.heart
    parts = [_open("-640 -390 1280 780", alt)]
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
    size = 84 if total < 1000 else 62
    parts.append(
        f'<text {DISPLAY} font-size="{size}" letter-spacing="-2.5" text-anchor="middle" y="18" fill="{INK}">'
        f"{total}</text>"
        f'<text {UI} font-size="26" text-anchor="middle" y="52" fill="{INK}">{escape(unit)}</text>'
    )
    if note:
        parts.append(
            f'<text {UI} font-size="24" text-anchor="end" x="612" y="378" fill="{QUIET}">{escape(note)}</text>'
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
    """All marks of a petal as one path, upright: one by one they take as long to print as all else together."""
    k = p.index % 8
    turn = math.radians(p.turn)
    sin, cos = math.sin(turn), math.cos(turn)
    places = ((x * cos - y * sin, x * sin + y * cos) for x, y in p.seeds)
    marks = "".join(_mark_at(k, x, y, p.seed_size / 24) for x, y in places)
    return f'<path fill="{ON[k]}" fill-rule="evenodd" transform="rotate({-p.turn:g})" d="{marks}"/>'


@cache
def _strokes(k: int) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """A mark's path taken apart: letters and numbers."""
    return tuple((letter, tuple(map(float, NUMBER.findall(rest)))) for letter, rest in STROKE.findall(MARKS[k]))


def _mark_at(k: int, x: float, y: float, scale: float) -> str:
    """A mark's path with its middle at x, y; `scale` times its box of 24."""
    said = []
    for letter, numbers in _strokes(k):
        moved = []
        for i, n in enumerate(numbers):
            if letter in "Aa":
                i %= 7
                if 2 <= i <= 4:  # the arc's turn and its two flags have no size
                    moved.append(f"{n:g}")
                    continue
                if i < 2:
                    moved.append(f"{n * scale:.2f}")
                    continue
                across = i == 5
            else:
                across = letter in "Hh" or (letter not in "Vv" and i % 2 == 0)
            away = 0.0 if letter.islower() else (x if across else y) - 12 * scale
            moved.append(f"{n * scale + away:.2f}")
        said.append(letter + " ".join(moved))
    return "".join(said)


def lotus_svg(inner: Sequence[Sequence[int]], centre: str, alt: str) -> str:
    """The room's lotus: a petal a group with its letter, in it a little lotus of what it opens into."""
    drawn = lotus([list(counts) or [] for counts in inner])
    outline = petal_path(284.0)
    parts = [_open("-410 -410 820 820", alt)]
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
    parts = [_open(f"0 0 1200 {height}", alt)]
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
