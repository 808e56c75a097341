"""Other people's sentence encoders behind the same interface: a folder on this machine, or an embeddings address.

Both give vectors only; heads on those vectors are trained once on the pack's corpus and kept beside the data. The
address is off by default: every statement of every room is sent to it, which no participant agreed to unless the
organiser told them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import structlog

from app.settings import Settings
from facilitation.theming import CoreEngine, DefaultEngine, Engine, FamilyPlacement, Pack, Placement, core_engine
from facilitation.theming.features import Floats
from facilitation.theming.frozen import Embedder, FrozenEncoder, load_frozen, save_frozen, train_frozen
from facilitation.theming.train import train

log = structlog.get_logger(__name__)

BATCH = 64
PRIVACY = (
    "BLOESEM theming sends every statement to {host}. Participants must know this before they write, and the organiser "
    "needs a processing agreement with whoever runs it."
)


class AdapterError(RuntimeError):
    """The encoder could not answer; the engine in front falls back to core."""


class LocalFolder:
    """A sentence-transformers or ONNX folder: `tokenizer.json`, `model.onnx` (or `onnx/model.onnx`); mean pooling."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime as ort
        from tokenizers import Tokenizer

        places = [folder / "model.onnx", folder / "onnx" / "model.onnx", folder / "encoder.onnx"]
        model = next((p for p in places if p.is_file()), None)
        if model is None or not (folder / "tokenizer.json").is_file():
            raise AdapterError(f"{folder} has no tokenizer.json and model.onnx")
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self.id = f"folder-{folder.name}-{model.stat().st_size}"
        self._session: Any = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._tokens: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokens.enable_truncation(128)
        self._tokens.enable_padding(pad_id=self._tokens.token_to_id("<pad>") or self._tokens.token_to_id("[PAD]") or 0)
        self._prefix = _prefix(folder)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Vectors of length one: a `vector` or `sentence_embedding` output as it is, else token states averaged."""
        parts = [self._batch(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)]
        return _unit(np.concatenate(parts))

    def _batch(self, texts: Sequence[str]) -> Floats:
        encoded = self._tokens.encode_batch([self._prefix + t for t in texts])
        ids = np.array([e.ids for e in encoded], np.int64)
        mask = np.array([e.attention_mask for e in encoded], np.int64)
        feed: dict[str, np.ndarray[Any, Any]] = {}
        for wanted in self._session.get_inputs():
            value = ids if "id" in wanted.name and "type" not in wanted.name else mask
            if "type" in wanted.name:
                value = np.zeros_like(ids)
            feed[wanted.name] = value.astype(np.float32) if "float" in wanted.type else value
        named = dict(zip((o.name for o in self._session.get_outputs()), self._session.run(None, feed), strict=True))
        for name in ("vector", "sentence_embedding"):
            if name in named:
                return np.asarray(named[name], np.float32)
        states = np.asarray(next(v for v in named.values() if v.ndim == 3), np.float32)
        weight = mask[:, :, None].astype(np.float32)
        result: Floats = (states * weight).sum(axis=1) / weight.sum(axis=1)
        return result


class Endpoint:
    """An OpenAI-compatible `POST {url}/embeddings`, with a time-out and a breaker that stops asking a dead server."""

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        timeout: float = 2.0,
        trips: int = 3,
        rest: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.id = f"endpoint-{model}"
        self._url, self._model = url.rstrip("/"), model
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(timeout=timeout, headers=headers, follow_redirects=False, trust_env=False)
        self._trips, self._rest, self._clock = trips, rest, clock
        self._failures, self._closed_until = 0, 0.0
        log.warning("theming_privacy", message=PRIVACY.format(host=httpx.URL(url).host))

    def embed(self, texts: Sequence[str]) -> Floats:
        """Vectors of length one. Raises AdapterError at once while the breaker is open."""
        if self._clock() < self._closed_until:
            raise AdapterError("resting after failures")
        try:
            parts = [self._ask(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)]
        except (httpx.HTTPError, KeyError, TypeError, ValueError) as error:
            self._failures += 1
            if self._failures >= self._trips:
                self._closed_until = self._clock() + self._rest
                self._failures = 0
            raise AdapterError(str(error)) from error
        self._failures = 0
        return _unit(np.concatenate(parts))

    def _ask(self, texts: Sequence[str]) -> Floats:
        answer = self._client.post(f"{self._url}/embeddings", json={"model": self._model, "input": list(texts)})
        answer.raise_for_status()
        rows = sorted(answer.json()["data"], key=lambda r: r["index"])
        if len(rows) != len(texts):
            raise ValueError(f"asked for {len(texts)} vectors, got {len(rows)}")
        return np.array([r["embedding"] for r in rows], np.float32)


class GuardedEngine:
    """Asks the adapter's engine and answers with core when it cannot, so that a dead server never stops a hall."""

    id = "adapter"

    def __init__(self, engine: DefaultEngine, core: CoreEngine) -> None:
        self.version, self.near = engine.version, engine.near
        self._engine, self._core = engine, core

    def place(self, text: str, language: str) -> Placement:
        """Place one statement."""
        return self.place_many([(text, language)])[0]

    def place_many(self, items: Sequence[tuple[str, str]]) -> list[Placement]:
        """Place several; the engine named in each placement says who did it."""
        try:
            return self._engine.place_many(items)
        except AdapterError as error:
            log.info("theming_adapter_down", error=str(error))
            return self._core.place_many(items)

    def place_family(self, text: str, language: str) -> FamilyPlacement:
        """Suggest families and kind."""
        try:
            return self._engine.place_family(text, language)
        except AdapterError:
            return self._core.place_family(text, language)

    def vector(self, texts: Sequence[str]) -> Floats:
        """Sentence vectors; core's while the adapter is down."""
        try:
            return self._engine.vector(texts)
        except AdapterError:
            return self._core.vector(texts)


def adapter_engine(pack: Pack, embedder: Embedder, kept: Path) -> Engine:
    """An engine on an adapter's vectors; heads are trained the first time and kept in the folder `kept`."""
    core = core_engine(pack)
    file = kept / f"{pack.name}-{_plain(embedder.id)}.npz"
    heads = load_frozen(file) if file.is_file() else None
    if heads is None or (heads.embedder, heads.data_hash) != (embedder.id, pack.data_hash()):
        heads = train_frozen(pack, embedder, train(pack).held_out)
        kept.mkdir(parents=True, exist_ok=True)
        save_frozen(file, heads)
    engine = DefaultEngine(core, FrozenEncoder(embedder, heads), heads.fusion, id=f"adapter-{embedder.id}")
    return GuardedEngine(engine, core)


def adapted_by(settings: Settings) -> Callable[[Pack], Engine] | None:
    """What the settings choose instead of the default tier; None where they choose no adapter. Raises AdapterError for
    a folder without a model: that is known at the start, a server may come later.
    """
    embedder: Embedder
    if settings.theming == "folder" and settings.theming_folder is not None:
        embedder = LocalFolder(settings.theming_folder)
    elif settings.theming == "endpoint":
        embedder = Endpoint(settings.theming_url, settings.theming_model, settings.theming_key)
    else:
        return None
    return lambda pack: adapter_engine(pack, embedder, settings.data_dir / "theming")


def _prefix(folder: Path) -> str:
    """What the model wants in front of a text, as sentence-transformers folders say it."""
    file = folder / "config_sentence_transformers.json"
    if not file.is_file():
        return ""
    prompts = json.loads(file.read_text("utf-8")).get("prompts") or {}
    return str(prompts.get("query", ""))


def _unit(vectors: Floats) -> Floats:
    result: Floats = (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return result


def _plain(name: str) -> str:
    return "".join(ch if ch.isalnum() or ch in "-." else "_" for ch in name)
