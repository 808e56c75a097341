"""QR codes as SVG: dark modules as one path, a quiet zone of four modules, readable from a screenshot."""

from __future__ import annotations

import qrcode
from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_M


def svg(text: str, title: str = "") -> Markup:
    """`text` as an SVG element with class `qr-code`. Upper-case text without other marks than `:/.-$%*+` makes the
    smallest code."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    size = len(rows)
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    name = Markup('role="img" aria-label="{}"').format(title or "QR")
    return Markup(
        '<svg class="qr-code" viewBox="0 0 {0} {0}" shape-rendering="crispEdges" {1}>'
        '<rect width="{0}" height="{0}" fill="#fff"/><path d="{2}" fill="#17122B"/></svg>'
    ).format(size, name, path)
