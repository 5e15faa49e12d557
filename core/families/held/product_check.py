"""Whether the frozen model's products in 8 bits are close enough to its wide ones.

Activations are rounded token by token; a model in which single numbers of a token tower over all
others would lose the rest of them. So who uses such products looks once at what the network gives
either way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from core.families.held.quantised import in_blocks, multiply_codes

TOLERANCE = 0.1
"""Largest relative distance of what the network gives. Measured on the starter model: 0.008 in bf16
alone, 0.012 with products in 8 bits, with which 100 steps came to the same loss of held-out photos
within 0.0001 (tests/benchmarks/RESULTS.md); a matrix in 4 bits is about 0.1 from the plain one."""


def apart_in_8_bits(network: nn.Module, call: Callable[[], Any]) -> float:
    """Relative distance of what the network gives with products in 8 bits from the wide ones;
    afterwards they are on. No gradient must be asked for.

    Args:
        call: makes the network run once, on the same input each time.
    """
    given = []
    for wanted in (False, True):
        multiply_codes(network, wanted)
        given.append(last_output(network, call))
    wide, narrow = given
    return float((narrow - wide).norm() / wide.norm().clamp(min=1e-12))


def last_output(network: nn.Module, call: Callable[[], Any]) -> torch.Tensor:
    """What the network's last layer gives, in fp32, when `call` makes the network run once."""
    seen: list[torch.Tensor] = []

    def keep(_layer: nn.Module, _inputs: Any, output: torch.Tensor) -> None:
        seen[:] = [output.detach()]

    # Families call their networks in different ways, but the last layer is always a layer.
    handles = [
        layer.register_forward_hook(keep)
        for name, layer in network.named_modules()
        if isinstance(layer, nn.Linear | nn.Conv2d) and not in_blocks(network, name)
    ]
    try:
        call()
    finally:
        for handle in handles:
            handle.remove()
    return seen[-1].float()
