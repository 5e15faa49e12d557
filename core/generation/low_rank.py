"""What adapters do to one layer: low-rank products added to what the layer gives.

Shapes: x [..., I], output [..., O], down [R, I], up [O, R]; for a convolution x [B, I, h, w],
output [B, O, h', w'], down [R, I, kernel], up [O, R, 1, 1]. The layer itself is neither replaced
nor changed, whatever its number format is: the product is added after its call, and where no
adapter is active nothing at all happens.
"""

from __future__ import annotations

from typing import Any, NamedTuple

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


class Change:
    """The adapters of one layer; a forward hook of it."""

    def __init__(self, layer: nn.Linear | nn.Conv2d) -> None:
        self._kernel = tuple(layer.kernel_size) if isinstance(layer, nn.Conv2d) else ()
        self._device = layer.weight.device
        floating = layer.weight.is_floating_point()  # else a packed format: 4 or 8 bits
        self._dtype = layer.weight.dtype if floating else torch.float32
        self._handle = layer.register_forward_hook(self)
        self.loaded: dict[str, Product] = {}
        self.active: tuple[Product, ...] = ()

    def load(self, name: str, down: torch.Tensor, up: torch.Tensor, scale: float) -> None:
        """Keep one adapter's product for this layer, in the layer's own number format.

        Args:
            down: [R, I], of a convolution [R, I * area of the kernel].
            up: [O, R].
        """
        if self._kernel:
            down = down.reshape(down.shape[0], -1, *self._kernel)
            up = up[:, :, None, None]
        where: Any = {"device": self._device, "dtype": self._dtype, "copy": True}
        self.loaded[name] = Product(down.to(**where), up.to(**where), scale)

    def remove(self, name: str) -> None:
        """Forget one adapter."""
        self.loaded.pop(name, None)

    def detach(self) -> None:
        """Leave the layer alone from now on."""
        self._handle.remove()

    def __call__(
        self, layer: nn.Module, inputs: tuple[torch.Tensor, ...], output: torch.Tensor
    ) -> torch.Tensor | None:
        """After each call of the layer; None leaves its output as it is."""
        if not self.active:
            return None
        x = inputs[0]
        for product in self.active:
            if isinstance(layer, nn.Conv2d):
                output = add_convolved(output, x, product, layer)
                continue
            within = (
                output.is_cuda
                and output.dtype == x.dtype == product.down.dtype
                and not isinstance(product.scale, torch.Tensor)
                and output.is_contiguous()
            )
            output = (add_product_within if within else add_product)(output, x, product)
        return output
