"""The sentence encoder in torch: a BERT of twelve small layers with one pooled vector and a head for each question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from base import POSITIONS, Base
from torch import nn
from torch.nn import functional as fn

VECTOR = 256


@dataclass(frozen=True)
class Sizes:
    """What the network needs to know before weights are put in."""

    pieces: int
    hidden: int
    layers: int
    heads: int
    inner: int
    epsilon: float
    themes: int
    families: int
    kinds: int


class Layer(nn.Module):
    """Attention and feed-forward, each with its residual and norm after it (as in BERT)."""

    def __init__(self, s: Sizes) -> None:
        super().__init__()
        self.heads = s.heads
        self.q, self.k, self.v = (nn.Linear(s.hidden, s.hidden) for _ in range(3))
        self.ao = nn.Linear(s.hidden, s.hidden)
        self.aln = nn.LayerNorm(s.hidden, s.epsilon)
        self.fi = nn.Linear(s.hidden, s.inner)
        self.fo = nn.Linear(s.inner, s.hidden)
        self.oln = nn.LayerNorm(s.hidden, s.epsilon)
        # Ones, until `smooth` has moved loud channels into the weights.
        for name, width in (("q", s.hidden), ("fi", s.hidden), ("fo", s.inner)):
            self.register_buffer(f"ease_{name}", torch.ones(width), persistent=False)

    def forward(self, x: torch.Tensor, mask: torch.Tensor, drop: float) -> torch.Tensor:
        rows, length, hidden = x.shape
        apart = (rows, length, self.heads, hidden // self.heads)
        eased = x * self.ease_q
        q, k, v = (part(eased).view(apart).transpose(1, 2) for part in (self.q, self.k, self.v))
        weights = torch.softmax(q @ k.transpose(2, 3) * (hidden // self.heads) ** -0.5 + mask, dim=-1)
        if drop:
            weights = fn.dropout(weights, drop)
        mixed = (weights @ v).transpose(1, 2).reshape(rows, length, hidden)
        mixed, drop_out = self.ao(mixed), drop
        x = self.aln(x + (fn.dropout(mixed, drop_out) if drop else mixed))
        inner = self.fo(fn.gelu(self.fi(x * self.ease_fi)) * self.ease_fo)
        return self.oln(x + (fn.dropout(inner, drop_out) if drop else inner))


class Encoder(nn.Module):
    """Token ids and mask in; scores of every head, the sentence vector, and each token's pull on the scores out."""

    def __init__(self, s: Sizes) -> None:
        super().__init__()
        self.sizes = s
        self.word = nn.Embedding(s.pieces, s.hidden)
        self.word.weight.requires_grad = False  # a small corpus only spoils the word table
        self.position = nn.Embedding(POSITIONS, s.hidden)
        self.norm = nn.LayerNorm(s.hidden, s.epsilon)
        self.layers = nn.ModuleList(Layer(s) for _ in range(s.layers))
        self.answers = nn.Linear(s.hidden, s.themes + s.families + s.kinds)
        self.meaning = nn.Linear(s.hidden, VECTOR)
        self.drop = 0.1

    def hidden_states(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        places = torch.arange(ids.shape[1], device=ids.device)
        drop = self.drop if self.training else 0.0
        x = self.norm(self.word(ids) + self.position(places))
        if drop:
            x = fn.dropout(x, drop)
        blocked = (1.0 - mask)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, blocked, drop)
        return x

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        share = (mask / mask.sum(dim=1, keepdim=True))[:, :, None]
        states = self.hidden_states(ids, mask) * share
        # the mean is linear, so what each token adds to each score can be read off exactly
        pulls = states @ self.answers.weight.T
        pooled = states.sum(dim=1)
        vector = fn.normalize(self.meaning(pooled), dim=-1)
        return pulls.sum(dim=1) + self.answers.bias, vector, pulls


def load_base(base: Base, keep: list[int], themes: int, families: int, kinds: int) -> Encoder:
    """An encoder with the base's weights for the kept word pieces; heads start at nought."""
    sizes = Sizes(len(keep), base.hidden, base.layers, base.heads, base.inner, base.epsilon, themes, families, kinds)
    made = Encoder(sizes)
    t = {name: torch.from_numpy(value) for name, value in base.tensors.items()}
    with torch.no_grad():
        made.word.weight.copy_(t["emb.word"][keep])
        kinds_of_token = t["emb.type"].view(-1, base.hidden)[0]
        made.position.weight.copy_(t["emb.pos"].view(-1, base.hidden)[:POSITIONS] + kinds_of_token)
        made.norm.weight.copy_(t["emb.ln.w"])
        made.norm.bias.copy_(t["emb.ln.b"])
        for number, layer in enumerate(made.layers):
            for name in ("q", "k", "v", "ao", "aln", "fi", "fo", "oln"):
                part = getattr(layer, name)
                part.weight.copy_(t[f"l{number}.{name}.w"].view_as(part.weight))
                part.bias.copy_(t[f"l{number}.{name}.b"])
        nn.init.zeros_(made.answers.weight)
        nn.init.zeros_(made.answers.bias)
    return made


@torch.no_grad()
def frozen_vectors(made: Encoder, batches: list[tuple[torch.Tensor, torch.Tensor]]) -> np.ndarray:
    """Mean-pooled vectors of the untouched base: what the sentence vector is taught to keep."""
    made.eval()
    out = []
    for ids, mask in batches:
        states = made.hidden_states(ids, mask)
        out.append(((states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)).numpy())
    return np.concatenate(out)
