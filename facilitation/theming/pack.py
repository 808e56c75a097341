"""A pack is a folder that teaches the engines one method's themes: the only place where theming reads files.

- `pack.toml`: name, version, languages, themes, families, encoder
- `lexicon.tsv`: theme, strength, patterns
- `corpus/*.tsv`: id, lang, text, theme, second_theme; `characteristics*.tsv`: id, lang, text, family, kind
- `weights.npz`: made by `bloesem themes train PACK`
- `frozen.npz`: made by the same, where pack.toml borrows another pack's encoder
- `model/`: optional; encoder.onnx, tokenizer.json, fusion.npz
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .lexicon import Lexicon, parse_lexicon
from .placement import KINDS, OTHER

PACKS = Path(__file__).resolve().parent.parent / "packs"


class PackError(ValueError):
    """A pack that cannot be read; the message says which file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled row: `label` is a theme or family, `second` the second theme or the kind, empty when there
    is none.
    """

    id: str
    language: str
    text: str
    label: str
    second: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack's contents. `themes` and `families` end with `other`."""

    name: str
    version: str
    path: Path
    languages: tuple[str, ...]
    themes: tuple[str, ...]
    families: tuple[str, ...]
    lexicon: Lexicon
    lexicon_text: str
    encoder: str = ""  # name of the pack whose sentence encoder this one borrows

    @property
    def weights_path(self) -> Path:
        """Where training leaves the weights of the core engine."""
        return self.path / "weights.npz"

    @property
    def model_path(self) -> Path:
        """The folder of the sentence encoder; it need not exist."""
        return (PACKS / self.encoder if self.encoder else self.path) / "model"

    @property
    def frozen_path(self) -> Path:
        """Heads on a borrowed encoder's vectors."""
        return self.path / "frozen.npz"

    def statements(self) -> list[Example]:
        """All labelled statements, in order of file and line."""
        files = [f for f in self._corpus() if not f.name.startswith("characteristics")]
        return list(_examples(files, "theme", "second_theme", self.themes, self.themes))

    def characteristics(self) -> list[Example]:
        """All labelled characteristics."""
        files = [f for f in self._corpus() if f.name.startswith("characteristics")]
        return list(_examples(files, "family", "kind", self.families, KINDS))

    def data_hash(self) -> str:
        """Says whether the weights still belong to the lexicon and corpus: sha256 over them, twelve hex
        digits.
        """
        digest = hashlib.sha256(self.lexicon_text.encode())
        for file in self._corpus():
            digest.update(file.read_bytes())
        return digest.hexdigest()[:12]

    def _corpus(self) -> list[Path]:
        return sorted((self.path / "corpus").glob("*.tsv"))


def load_pack(name_or_path: str | Path) -> Pack:
    """A pack that ships with Bloesem by its name, or any folder. Raises PackError when it is not one."""
    path = Path(name_or_path)
    if not (path / "pack.toml").is_file():
        path = PACKS / path
    try:
        told = tomllib.loads((path / "pack.toml").read_text("utf-8"))
    except FileNotFoundError as error:
        raise PackError(f"no pack called {name_or_path}: {path / 'pack.toml'} does not exist") from error
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{path / 'pack.toml'}: {error}") from error
    try:
        themes = tuple(told["themes"])
        families = tuple(told.get("families", {}))
        name, version, languages = told["name"], str(told["version"]), tuple(told["languages"])
    except KeyError as error:
        raise PackError(f"{path / 'pack.toml'}: {error.args[0]} is missing") from error
    if OTHER in themes or OTHER in families:
        raise PackError(f"{path / 'pack.toml'}: {OTHER} is always there and must not be listed")
    lexicon_file = path / "lexicon.tsv"
    lexicon_text = lexicon_file.read_text("utf-8") if lexicon_file.is_file() else ""
    try:
        lexicon = parse_lexicon(lexicon_text)
    except ValueError as error:
        raise PackError(f"{lexicon_file}: {error}") from error
    return Pack(
        name=name,
        version=version,
        path=path,
        languages=languages,
        themes=(*themes, OTHER),
        families=(*families, OTHER) if families else (),
        lexicon=lexicon,
        lexicon_text=lexicon_text,
        encoder=str(told.get("encoder", "")),
    )


def _examples(
    files: list[Path], label: str, second: str, labels: tuple[str, ...], seconds: tuple[str, ...]
) -> Iterator[Example]:
    for file in files:
        lines = file.read_text("utf-8").splitlines()
        header = lines[0].split("\t") if lines else []
        for number, line in enumerate(lines[1:], 2):
            if not line.strip():
                continue
            row = dict(zip(header, line.split("\t"), strict=False))
            try:
                example = Example(row["id"], row["lang"], row["text"], row[label], row.get(second, ""))
            except KeyError as error:
                raise PackError(f"{file}:{number}: column {error.args[0]} is missing") from error
            if example.label not in labels or (example.second and example.second not in seconds):
                raise PackError(f"{file}:{number}: {example.label} {example.second} is not in pack.toml")
            yield example
