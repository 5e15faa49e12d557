"""What adapters do to one layer: low-rank products added to what the layer gives.

DoRA also scales what the layer itself gives. Several adapters add up, each counted by the plain
weight W: W + sum of strength * (W' - W), as in ComfyUI and LyCORIS. PEFT measures DoRA's lengths
with the strength inside and one adapter after the other: the same for one adapter at strength 1.

Shapes: x [..., I], output [..., O], down [R, I], up [O, R]; for a convolution x [B, I, h, w],
output [B, O, h', w'], down [R, I, kernel], up [O, R, 1, 1]. The layer itself is neither replaced
nor changed, whatever its number format is: the product is added after its call, and where no
adapter is active nothing at all happens.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn import functional

from core.adapters.low_rank import LowRank

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


class Loaded(NamedTuple):
    """One adapter's part in a layer, at strength 1.

    DoRA's lengths are counted as W' - W = gain * W + a product, with gain = m / ||W + D|| - 1.
    """

    product: Product
    rows: torch.Tensor | None = None
    """Gain of each output, fp32 [O] or [O, 1, 1]."""
    columns: torch.Tensor | None = None
    """Gain of each input, fp32 [I] or [I, 1, 1]."""


class Gain:
    """The gains of all adapters in a mix, each at its strength; summed when first needed, so that
    switching takes no tensor."""

    def __init__(self, parts: Sequence[tuple[torch.Tensor, Strength]]) -> None:
        self._parts = parts
        self._sum: torch.Tensor | None = None
        self._shift: torch.Tensor | None = None

    def widened(self, x: torch.Tensor) -> torch.Tensor:
        """x * (1 + gain). The gain alone is rounded, and so stays exact where it is small."""
        return torch.addcmul(x, x, self._total().to(x.dtype))

    def raised(self, output: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
        """output + gain * (output - bias): DoRA changes the weight and not what is added to it."""
        changed = self.widened(output)
        if bias is None:
            return changed
        if self._shift is None:
            total = self._total()
            axes = self._parts[0][0].ndim - 1
            self._shift = total * bias.to(total.dtype).view(-1, *(1 for _ in range(axes)))
        return changed.sub_(self._shift.to(output.dtype))

    def _total(self) -> torch.Tensor:
        if self._sum is None:
            first, *others = (gain * _beside(strength, gain) for gain, strength in self._parts)
            self._sum = sum(others, start=first)
        return self._sum


def _beside(strength: Strength, gain: torch.Tensor) -> Strength:
    """A strength for each row of the batch, in the number of axes of a convolution's output."""
    if isinstance(strength, torch.Tensor) and gain.ndim == 3:
        return strength.unsqueeze(-1)
    return strength


class Change:
    """The adapters of one layer; a forward hook of it.

    Attributes:
        loaded: adapters by name.
        active: the products of those in the mix.
    """

    def __init__(self, layer: nn.Linear | nn.Conv2d) -> None:
        self._kernel = tuple(layer.kernel_size) if isinstance(layer, nn.Conv2d) else ()
        self._device = layer.weight.device
        floating = layer.weight.is_floating_point()  # else a packed format: 4 or 8 bits
        self._dtype = layer.weight.dtype if floating else torch.float32
        self._handles = [
            layer.register_forward_pre_hook(self._before),
            layer.register_forward_hook(self),
        ]
        self.loaded: dict[str, Loaded] = {}
        self.active: tuple[Product, ...] = ()
        self._rows: Gain | None = None
        self._columns: Gain | None = None
        self._x: torch.Tensor | None = None

    def load(self, name: str, change: LowRank, weight: Callable[[], torch.Tensor]) -> None:
        """Keep one adapter's product for this layer, in the layer's own number format.

        Args:
            weight: the layer's own, fp32 [O, I], of a convolution [O, I * area of the kernel];
                asked for only where DoRA's lengths must be measured by it.
        """
        down, up = (
            torch.from_numpy(one).to(self._device) for one in (change.down, change.up)
        )  # fmt: skip
        rows = columns = None
        if change.magnitude is not None:
            length = _length(change, weight(), down, up, math.prod(self._kernel))
            factor = torch.from_numpy(change.magnitude.values).to(length) / length
            gain = (factor - 1.0).view(-1, *(1 for _ in self._kernel))
            if change.magnitude.of_inputs:
                down = down * factor.repeat_interleave(math.prod(self._kernel))
                columns = gain
            else:
                up = up * factor[:, None]
                rows = gain
        if self._kernel:
            down = down.reshape(down.shape[0], -1, *self._kernel)
            up = up[:, :, None, None]
        where: Any = {"dtype": self._dtype, "copy": True}
        product = Product(down.to(**where), up.to(**where), change.scale)
        self.loaded[name] = Loaded(product, rows, columns)

    def switch(
        self, strengths: Mapping[str, Strength], scales: dict[tuple[str, Strength], Strength]
    ) -> None:
        """Use these adapters and no others from the next call on.

        Args:
            scales: product of an adapter's scale and its strength, filled here and shared by all
                layers of one network.
        """
        active, rows, columns = [], [], []
        for name, strength in strengths.items():
            one = self.loaded.get(name)
            if one is None:
                continue
            down, up, scale = one.product
            key = (name, scale)
            if key not in scales:
                scales[key] = scale * strength
            active.append(Product(down, up, scales[key]))
            if one.rows is not None:
                rows.append((one.rows, strength))
            if one.columns is not None:
                columns.append((one.columns, strength))
        self.active = tuple(active)
        self._rows = Gain(rows) if rows else None
        self._columns = Gain(columns) if columns else None

    def remove(self, name: str) -> None:
        """Forget one adapter."""
        self.loaded.pop(name, None)

    def detach(self) -> None:
        """Leave the layer alone from now on."""
        for handle in self._handles:
            handle.remove()

    def _before(self, layer: nn.Module, inputs: tuple[torch.Tensor, ...]) -> Any:
        """Gains of inputs are applied to what goes in, which costs no second product with W."""
        if self._columns is None or self._rows is not None:
            return None
        self._x = inputs[0]
        return (self._columns.widened(inputs[0]), *inputs[1:])

    def __call__(
        self, layer: nn.Module, inputs: tuple[torch.Tensor, ...], output: torch.Tensor
    ) -> torch.Tensor | None:
        """After each call of the layer; None leaves its output as it is."""
        if not self.active:
            return None
        x, self._x = (inputs[0] if self._x is None else self._x), None
        if self._rows is not None:
            own: Any = layer
            plain, bias = output, own.bias
            output = self._rows.raised(plain, bias)
            if self._columns is not None:
                output = output + own.forward(self._columns.widened(x)) - plain
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


def _length(
    change: LowRank, weight: torch.Tensor, down: torch.Tensor, up: torch.Tensor, area: int
) -> torch.Tensor:
    """||W + D|| of each row [O], or of each input channel [I]; never zero."""
    changed = torch.addmm(weight, up, down, alpha=change.scale)
    length: torch.Tensor
    if change.magnitude is not None and change.magnitude.of_inputs:
        length = torch.linalg.vector_norm(changed.view(len(changed), -1, area), dim=(0, 2))
    else:
        length = torch.linalg.vector_norm(changed, dim=1)
    return length.clamp_min(torch.finfo(length.dtype).tiny)
