"""The words of a method's domain that mean the same in its languages: `alike.tsv` of its pack."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from lotus.glossary import Glossary, terms_of

PACKS = Path(__file__).parent / "packs"


@cache
def glossary_of(method: str) -> Glossary | None:
    """The glossary of a method's pack, None where it has none. Columns: `concept`, then one a language."""
    path = PACKS / method / "alike.tsv"
    if "/" in method or not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return Glossary(
        (row["concept"], {code: terms_of(cell or "") for code, cell in row.items() if code != "concept"})
        for row in rows
    )
