"""Kronecker products (LoKr) added to what a layer gives, one small factor after the other.

kron(left, right) x is computed on x as b pieces of d numbers: right turns each piece into c, left
mixes the b pieces into a. The whole matrix is never there.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn import functional

from core.adapters.kronecker import Kronecker
from core.generation.low_rank import Strength


class KroneckerProduct(NamedTuple):
    """`scale * kron(left, up @ down)`, or rows of it, the change of a weight [O, I].

    Shapes: left [a, b]; down [r, d], up [c, r], of a convolution with its kernel and [c, r, 1, 1];
    without `up`, `down` is the whole right factor [c, d].
    """

    left: torch.Tensor
    down: torch.Tensor
    up: torch.Tensor | None
    scale: Strength
    rows: slice
    before: torch.Tensor | None = None
    """DoRA's factor on each input, [I] or [I, 1, 1]."""
    after: torch.Tensor | None = None
    """DoRA's factor on each output, [O] or [O, 1, 1]."""


def kronecker_product(change: Kronecker, where: dict[str, Any]) -> KroneckerProduct:
    """The change of a layer on its device and in its number format.

    Args:
        where: "device" and "dtype", as for `torch.Tensor.to`.
    """
    begin, end = change.rows
    first = begin // change.height
    left = change.left[first : -(-end // change.height)]
    up, down = change.up, change.down
    if change.kernel:
        down = down.reshape(len(down), -1, *change.kernel)
        up = None if up is None else up[:, :, None, None]
    return KroneckerProduct(
        torch.from_numpy(left).to(**where),
        torch.from_numpy(down).to(**where),
        None if up is None else torch.from_numpy(up).to(**where),
        change.scale,
        slice(begin - first * change.height, end - first * change.height),
    )


def add_kronecker(
    output: torch.Tensor, x: torch.Tensor, product: KroneckerProduct, layer: nn.Module
) -> torch.Tensor:
    """output + scale * kron(left, up down) x."""
    x = x.to(product.left.dtype)
    if product.before is not None:
        x = x * product.before
    if isinstance(layer, nn.Conv2d):
        made = _convolved(x, product, layer)
        scale = product.scale
        factor = scale.unsqueeze(-1) if isinstance(scale, torch.Tensor) else scale
    else:
        made, factor = _multiplied(x, product), product.scale
    if product.after is not None:
        made = made * product.after
    return (output + made * factor).to(output.dtype)


def _multiplied(x: torch.Tensor, product: KroneckerProduct) -> torch.Tensor:
    left, down, up, *_ = product
    pieces = x.reshape(*x.shape[:-1], left.shape[1], down.shape[1])
    inner = torch.matmul(left, functional.linear(pieces, down))
    if up is not None:
        inner = functional.linear(inner, up)
    return inner.flatten(-2)[..., product.rows]


def _convolved(x: torch.Tensor, product: KroneckerProduct, layer: nn.Conv2d) -> torch.Tensor:
    """The pieces are channels that lie together, each convolved as a picture of its own."""
    left, down, up, *_ = product
    count, (mixed, pieces) = len(x), left.shape
    inner = functional.conv2d(
        x.reshape(count * pieces, down.shape[1], *x.shape[2:]),
        down,
        None,
        layer.stride,
        layer.padding,
        layer.dilation,
    )
    size = inner.shape[1:]
    inner = torch.matmul(left, inner.reshape(count, pieces, -1)).reshape(count * mixed, *size)
    if up is not None:
        inner = functional.conv2d(inner, up)
    return inner.reshape(count, -1, *size[1:])[:, product.rows]
