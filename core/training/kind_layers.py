"""DoRA and LoKr inside PEFT's layers, without ever building a change as large as the weight.

PEFT computes both by way of the whole matrix of the change, kept for the backward pass. Here DoRA's
length is ||W + s B A||^2 = ||W||^2 + 2 s <W A^T, B> + s^2 <B A A^T, B>, row by row, and a Kronecker
product is applied one factor after the other. Nothing waits for the device.

Sources: DoRA arXiv 2402.09353, section 4.3 for the length without a gradient; LoKr arXiv
2309.14859.
"""

from __future__ import annotations

from types import MethodType
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from core.families.held.frozen import matrix_of, rows_before
from core.families.held.quantised import QuantisedLinear

_NAME = "default"


class Lengths(nn.Module):
    """DoRA's m of one layer.

    Attributes:
        weight: fp32 [O], trained; at first the length of each row of W.
        squared: fp32 [O], ||W||^2 of each row as it is held.
        before: fp32 [O], how much longer rows were before they were packed.
    """

    squared: torch.Tensor
    before: torch.Tensor

    def __init__(self, matrix: torch.Tensor, before: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("squared", matrix.square().sum(dim=1), persistent=False)
        self.register_buffer("before", before, persistent=False)
        self.weight = nn.Parameter(self._length(self.squared))

    def _length(self, squared: torch.Tensor) -> torch.Tensor:
        """Of rows by their square as they are held, never zero."""
        return squared.clamp_min(torch.finfo(torch.float32).tiny).sqrt() * self.before

    def gain(
        self, base: nn.Linear, down: torch.Tensor, up: torch.Tensor, scale: float
    ) -> torch.Tensor:
        """m / ||W + s B A|| - 1 of each row, fp32 [O]; exactly 0 at the start."""
        with torch.no_grad(), torch.autocast(down.device.type, enabled=False):
            weight = base.dense() if isinstance(base, QuantisedLinear) else base.weight
            crossed = functional.linear(down.to(weight.dtype), weight).float()  # [R, O]
            rows = 2.0 * scale * crossed.t() + scale * scale * (up @ (down @ down.t()))
            length = self._length(self.squared + (rows * up).sum(dim=1))
        return self.weight / length - 1.0


def give_lengths(network: nn.Module) -> int:
    """Make DoRA layers of PEFT's plain LoRA layers; returns how many."""
    from peft.tuners.lora import LoraLayer

    layers = [module for module in network.modules() if isinstance(module, LoraLayer)]
    for module in layers:
        layer: Any = module
        base = layer.get_base_layer()
        matrix = matrix_of(network, base)
        layer.lora_magnitude_vector[_NAME] = Lengths(matrix, rows_before(base, matrix))
        layer.forward = MethodType(_dora_forward, module)
    return len(layers)


def _dora_forward(layer: Any, x: torch.Tensor) -> torch.Tensor:
    """y + g (y - b) + (1 + g) s B A x, with y = W x + b and g the gain of each row."""
    base = layer.get_base_layer()
    x = x.to(_dtype(base))
    made: torch.Tensor = base(x)
    if layer.disable_adapters:
        return made
    down, up = layer.lora_A[_NAME].weight, layer.lora_B[_NAME].weight
    scale = layer.scaling[_NAME]
    gain = layer.lora_magnitude_vector[_NAME].gain(base, down, up, scale).to(made.dtype)
    inner = functional.linear(layer.lora_dropout[_NAME](x), down.to(x.dtype))
    out = made + functional.linear(inner, up.to(x.dtype)) * scale
    out = torch.addcmul(out, out, gain)
    return out if base.bias is None else out - gain * base.bias


def give_products(network: nn.Module, dropout: float) -> int:
    """Let PEFT's LoKr layers of matrices apply one factor after the other; returns how many."""
    from peft.tuners.lokr import LoKrLayer

    layers = [module for module in network.modules() if isinstance(module, LoKrLayer)]
    for module in layers:
        layer: Any = module
        layer.signet_dropout = nn.Dropout(dropout) if dropout else nn.Identity()
        layer.forward = MethodType(_product_forward, module)
    return len(layers)


def _product_forward(layer: Any, x: torch.Tensor) -> torch.Tensor:
    """y + s kron(w1, w2) x on x as b pieces: w2 on each piece, then w1 across them."""
    base = layer.get_base_layer()
    x = x.to(_dtype(base))
    made: torch.Tensor = base(x)
    if layer.disable_adapters:
        return made
    left = layer.lokr_w1[_NAME].to(x.dtype)
    inner = layer.signet_dropout(x).unflatten(-1, (left.shape[1], -1))
    whole = _NAME in layer.lokr_w2
    down = (layer.lokr_w2 if whole else layer.lokr_w2_b)[_NAME]
    inner = torch.matmul(left, functional.linear(inner, down.to(x.dtype)))
    if not whole:
        inner = functional.linear(inner, layer.lokr_w2_a[_NAME].to(x.dtype))
    out: torch.Tensor = made + inner.flatten(-2) * layer.scaling[_NAME]
    return out


def _dtype(base: Any) -> torch.dtype:
    """What a frozen layer computes in: what autocast does for PEFT's own."""
    found: torch.dtype = base.dtype if isinstance(base, QuantisedLinear) else base.weight.dtype
    return found
