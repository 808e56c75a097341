"""What PDF/UA asks beyond what WeasyPrint writes: languages of parts, scopes of header cells, words for links.

Kept apart from `pdf` because it leans on how WeasyPrint builds its tag tree; `tests/app/test_pdf_ua.py` notices when
a new version does that otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any


@cache
def speak_languages() -> None:
    """Has WeasyPrint say the language of every element with a `lang` of its own: quotes come in three and more."""
    import pydyf
    from weasyprint.pdf import tags

    build = tags._build_box_tree

    def with_language(box: Any, *arguments: Any) -> Iterator[Any]:
        element = getattr(getattr(box, "_box", box), "element", None)
        language = None if element is None or element.tag == "html" else element.attrib.get("lang")
        for tagged in build(box, *arguments):
            if language:
                tagged["Lang"] = pydyf.String(language)
            yield tagged

    tags._build_box_tree = with_language


def finish(pdf: Any, titles: Mapping[str, str]) -> None:
    """Gives header cells their scope and identifiers, and links the words of where they lead (`titles` by anchor)."""
    import pydyf

    named = []
    for thing in pdf.objects:
        if not isinstance(thing, pydyf.Dictionary):
            continue
        if thing.get("S") == "/TH" and "A" in thing:
            thing["A"]["Scope"] = "/Column"
            if "ID" in thing:
                named.append((thing["ID"].string, thing.reference))
        elif thing.get("Subtype") == "/Link" and "Dest" in thing:
            anchor = thing["Dest"].string
            thing["Contents"] = pydyf.String(titles.get(anchor, anchor))
    if named:
        root = next(
            thing for thing in pdf.objects if isinstance(thing, dict) and thing.get("Type") == "/StructTreeRoot"
        )
        names = pydyf.Array()
        for name, reference in sorted(named):
            names.extend((pydyf.String(name), reference))
        root["IDTree"] = pydyf.Dictionary({"Names": names})
