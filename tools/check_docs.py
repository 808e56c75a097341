"""Fails on dead links in the documentation, and on an event, setting or command that no page describes."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)


def anchors(text: str) -> set[str]:
    """Anchors as the usual renderers make them."""
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in HEADING.findall(text)}


def pages() -> list[Path]:
    return [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def dead_links() -> list[str]:
    problems = []
    for page in pages():
        text = page.read_text("utf-8")
        for target in LINK.findall(text):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            if not file.exists():
                problems.append(f"{page.relative_to(ROOT)}: dead link {target}")
            elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text("utf-8")):
                problems.append(f"{page.relative_to(ROOT)}: no heading for {target}")
    return problems


def undescribed() -> list[str]:
    sys.path.insert(0, str(ROOT))
    from app.settings import Settings
    from sessions.codec import BY_KIND

    problems = []
    protocol = (ROOT / "docs/protocol.md").read_text("utf-8")
    problems += [
        f"docs/protocol.md: event `{kind}` is not described" for kind in BY_KIND if f"`{kind}`" not in protocol
    ]
    operations = (ROOT / "docs/operations.md").read_text("utf-8")
    problems += [
        f"docs/operations.md: setting `{name.upper()}` is not described"
        for name in Settings.model_fields
        if f"`{name.upper()}`" not in operations
    ]
    return problems


def main() -> int:
    problems = dead_links() + undescribed()
    for problem in problems:
        print(problem)
    print(f"{len(pages())} pages, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
