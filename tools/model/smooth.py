"""Makes an encoder easier to put in eight bits: what is loud in a channel of the input becomes loud in its weights.

One scale serves a whole tensor of activations in eight bits, and a few channels are far louder than the rest, so the
rest is left with a handful of steps. Each input channel is divided by a number and its weights are multiplied by it:
the answer stays the same, the rounding gets finer (SmoothQuant, Xiao et al. 2023).
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from network import Encoder

ALPHA = 0.75  # how much of the loudness moves into the weights


@torch.no_grad()
def smooth(encoder: Encoder, batches: Iterable[tuple[torch.Tensor, torch.Tensor]]) -> None:
    """Rescales every layer in place, by what its inputs reach on `batches` of (ids, mask)."""
    loud: dict[tuple[int, str], torch.Tensor] = {}
    hooks = []
    for number, layer in enumerate(encoder.layers):
        for name in ("q", "ao", "fi", "fo"):

            def hear(_module: object, given: tuple[torch.Tensor, ...], at: tuple[int, str] = (number, name)) -> None:
                peak = given[0].abs().amax(dim=(0, 1))
                loud[at] = torch.maximum(loud[at], peak) if at in loud else peak

            hooks.append(getattr(layer, name).register_forward_pre_hook(hear))
    encoder.eval()
    for ids, mask in batches:
        encoder(ids, mask)
    for hook in hooks:
        hook.remove()
    for number, layer in enumerate(encoder.layers):
        for name, parts in (("q", ("q", "k", "v")), ("ao", ("ao",)), ("fi", ("fi",)), ("fo", ("fo",))):
            weight = torch.stack([getattr(layer, part).weight.abs().amax(dim=0) for part in parts]).amax(dim=0)
            loudness = loud[number, name].clamp(min=1e-5) ** ALPHA
            scale = (loudness / weight.clamp(min=1e-5) ** (1 - ALPHA)).clamp(min=1e-4)
            for part in parts:
                getattr(layer, part).weight.mul_(scale)
            if name == "ao":  # its input is what v gives: the scale goes there for nothing
                layer.v.weight.div_(scale[:, None])
                layer.v.bias.div_(scale)
            else:
                getattr(layer, f"ease_{name}").div_(scale)
