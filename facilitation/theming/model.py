"""Runs the pack's own sentence encoder with onnxruntime, on one thread and with little memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from .features import Floats
from .text import Word

LONGEST = 64  # word pieces read of one statement; more would cost milliseconds and hardly change a theme
TOGETHER = 6  # statements through the encoder at once
_PAD = 1


class Encoded(NamedTuple):
    """One statement through the encoder: scores of all heads together, its vector, and what each word pulls."""

    scores: Floats
    vector: Floats
    pulls: Floats  # (words, labels of all heads)


class SentenceEncoder:
    """Loads `encoder.onnx` and `tokenizer.json` from a folder. Raises ImportError or OSError when it cannot."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime as ort
        from tokenizers import Tokenizer

        for name in ("encoder.onnx", "tokenizer.json"):
            if not (folder / name).is_file():
                raise FileNotFoundError(folder / name)
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # texts have all lengths
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        # An arena that grows by what is asked: fresh pages for every layer cost more than the layer.
        self._session: Any = ort.InferenceSession(
            str(folder / "encoder.onnx"),
            options,
            providers=[("CPUExecutionProvider", {"arena_extend_strategy": "kSameAsRequested"})],
            disabled_optimizers=["SkipLayerNormFusion"],  # slower here than what it puts together
        )
        # which encoder this is, so that heads trained on another's vectors are not put on top of it
        self.id = f"encoder-{crc32((folder / 'encoder.onnx').read_bytes()):08x}"
        self._tokens: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokens.enable_truncation(LONGEST)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Sentence vectors only, shape (texts, 256), sixteen texts at a time."""
        found = [self.run(texts[at : at + 16], [()] * len(texts[at : at + 16])) for at in range(0, len(texts), 16)]
        return np.stack([e.vector for batch in found for e in batch])

    def run(self, texts: Sequence[str], words: Sequence[Sequence[Word]]) -> list[Encoded]:
        """Encode cleaned statements; `words` are theirs, so that pulls can be given per word."""
        encoded = self._tokens.encode_batch(list(texts))
        found: list[Encoded | None] = [None] * len(encoded)
        # Padding costs as much as words: statements of about one length go together.
        order = sorted(range(len(encoded)), key=lambda n: len(encoded[n].ids))
        for start in range(0, len(order), TOGETHER):
            some = order[start : start + TOGETHER]
            longest = len(encoded[some[-1]].ids)
            ids = np.full((len(some), longest), _PAD, np.int64)
            mask = np.zeros((len(some), longest), np.float32)
            for row, n in enumerate(some):
                ids[row, : len(encoded[n].ids)] = encoded[n].ids
                mask[row, : len(encoded[n].ids)] = 1
            scores, vectors, pulls = self._session.run(None, {"ids": ids, "mask": mask})
            for row, n in enumerate(some):
                found[n] = Encoded(scores[row], vectors[row], _by_word(encoded[n].offsets, pulls[row], words[n]))
        return [one for one in found if one is not None]


def _by_word(offsets: Sequence[tuple[int, int]], pulls: Floats, words: Sequence[Word]) -> Floats:
    """Add up what the pieces of each word pull; pieces between words (commas, ends) belong to nobody."""
    total = np.zeros((len(words), pulls.shape[1]), np.float32)
    at = 0
    for (start, end), pull in zip(offsets, pulls, strict=False):
        if end <= start:
            continue
        while at < len(words) and words[at].end <= start:
            at += 1
        if at < len(words) and end > words[at].start:
            total[at] += pull
    return total
