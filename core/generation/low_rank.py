"""Low-rank products added to what a layer gives.

Shapes: x [..., I], output [..., O], down [R, I], up [O, R]; for a convolution x [B, I, h, w],
output [B, O, h', w'], down [R, I, kernel], up [O, R, 1, 1].
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional

Strength = float | torch.Tensor
"""A number, or [B, 1, 1] with one for each row of the batch."""


class Product(NamedTuple):
    """`scale * up @ down`, the change of a weight [O, I]."""

    down: torch.Tensor
    up: torch.Tensor
    scale: Strength


def add_product(output: torch.Tensor, x: torch.Tensor, product: Product) -> torch.Tensor:
    """output + scale * (x down^T) up^T, in the order in which PEFT's `Linear.forward` computes it,
    so that plain diffusers and PEFT give the same numbers."""
    down, up, scale = product
    changed: torch.Tensor = (
        output + functional.linear(functional.linear(x.to(down.dtype), down), up) * scale
    )
    return changed.to(output.dtype)


def add_product_within(output: torch.Tensor, x: torch.Tensor, product: Product) -> torch.Tensor:
    """The same inside one matrix product and in place: one pass over the output instead of three.

    In bf16 it rounds once where `add_product` rounds three times. `scale` must be a number and
    `output` no view of anything.
    """
    down, up, scale = product
    inner = functional.linear(x, down).reshape(-1, down.shape[0])
    output.view(-1, output.shape[-1]).addmm_(inner, up.t(), alpha=float(scale))
    return output


def add_convolved(
    output: torch.Tensor, x: torch.Tensor, product: Product, layer: nn.Conv2d
) -> torch.Tensor:
    """The same for a convolution: `down` moves over the picture as the layer's own kernel does."""
    down, up, scale = product
    inner = functional.conv2d(
        x.to(down.dtype), down, None, layer.stride, layer.padding, layer.dilation
    )
    factor = scale.unsqueeze(-1) if isinstance(scale, torch.Tensor) else scale
    changed: torch.Tensor = output + functional.conv2d(inner, up) * factor
    return changed.to(output.dtype)
