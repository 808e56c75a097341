"""Theming: which theme a statement belongs to, how sure that is, and which words decided."""

from __future__ import annotations

from .core import CoreEngine
from .default import DefaultEngine
from .frozen import FrozenEncoder, load_frozen
from .fusion import load_fusion
from .model import SentenceEncoder
from .near import near_duplicates
from .pack import Pack, PackError, load_pack
from .placement import KINDS, OTHER, Engine, FamilyPlacement, Placement
from .weights import load_weights

__all__ = [
    "KINDS",
    "OTHER",
    "CoreEngine",
    "DefaultEngine",
    "Engine",
    "FamilyPlacement",
    "Pack",
    "PackError",
    "Placement",
    "core_engine",
    "default_engine",
    "load_pack",
    "near_duplicates",
]


def core_engine(pack: Pack) -> CoreEngine:
    """The engine without a model. Raises PackError when the pack was never trained."""
    try:
        weights = load_weights(pack.weights_path)
    except FileNotFoundError as error:
        raise PackError(f"pack {pack.name} has no weights yet: run `bloesem themes train {pack.path}`") from error
    return CoreEngine(pack, weights)


def default_engine(pack: Pack) -> Engine:
    """The best engine this installation can run: with the pack's sentence encoder, else core."""
    core = core_engine(pack)
    try:
        encoder = SentenceEncoder(pack.model_path)
        if not pack.encoder:
            return DefaultEngine(core, encoder, load_fusion(pack.model_path / "fusion.npz"))
        heads = load_frozen(pack.frozen_path)
    except (ImportError, OSError):
        return core
    if heads.embedder != encoder.id:
        return core  # trained on another encoder's vectors: `bloesem themes train` makes new ones
    return DefaultEngine(core, FrozenEncoder(encoder, heads), heads.fusion)
