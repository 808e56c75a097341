"""Figures as files: SVG as drawn, PNG for programs that show no SVG."""

from __future__ import annotations

import io
import re

from app.documents.pdf import to_pdf

VIEW = re.compile(r'viewBox="(-?[\d.]+) (-?[\d.]+) ([\d.]+) ([\d.]+)"')


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of a drawing in its own units."""
    found = VIEW.search(svg)
    if found is None:
        raise ValueError("a drawing without a view box")
    return float(found[3]), float(found[4])


def png(svg: str, width: int = 1600) -> bytes:
    """The drawing as PNG, `width` pixels wide on white, with our own fonts."""
    import pypdfium2

    wide, high = size_of(svg)
    height = 600 * high / wide
    css = (
        f"@page {{ size: 600pt {height:.2f}pt; margin: 0 }} html, body {{ margin: 0 }} "
        f"svg {{ display: block; width: 600pt; height: {height:.2f}pt }}"
    )
    page = pypdfium2.PdfDocument(
        to_pdf(f'<!doctype html><html lang="en"><meta charset="utf-8"><title>.</title><body>{svg}', css, None)
    )[0]
    picture = page.render(scale=width / 600).to_pil()
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    return out.getvalue()


def svg_file(svg: str) -> bytes:
    """The drawing as a file of its own."""
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + svg.encode("utf-8")
