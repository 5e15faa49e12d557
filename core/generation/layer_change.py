"""What the adapters of a mix do to one layer: products added to what it gives, and DoRA's gains.

The layer itself is neither replaced nor changed, whatever its number format is: everything is done
around its call, and where no adapter is active nothing at all happens.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
from torch import nn

from core.adapters.layers import Change, Kronecker, LowRank
from core.adapters.magnitude import Magnitude
from core.families.held.frozen import rows_before
from core.families.held.quantised import QuantisedLinear
from core.generation.gains import Gain
from core.generation.kronecker import KroneckerProduct, add_kronecker, kronecker_product
from core.generation.low_rank import (
    Product,
    Strength,
    add_convolved,
    add_product,
    add_product_within,
)


class Loaded(NamedTuple):
    """One adapter's part in a layer, at strength 1."""

    product: Product | KroneckerProduct
    rows: torch.Tensor | None = None
    """Gain of each output, fp32 [O] or [O, 1, 1]."""
    columns: torch.Tensor | None = None
    """Gain of each input, fp32 [I] or [I, 1, 1]."""


class LayerChange:
    """The adapters of one layer; hooks of it.

    Attributes:
        loaded: adapters by name.
        active: the products of those in the mix.
    """

    def __init__(self, layer: nn.Linear | nn.Conv2d) -> None:
        self._layer = layer
        self._kernel = tuple(layer.kernel_size) if isinstance(layer, nn.Conv2d) else ()
        dtype = layer.weight.dtype if layer.weight.is_floating_point() else torch.float32
        if isinstance(layer, QuantisedLinear):
            dtype = layer.dtype
        self._where: dict[str, Any] = {"device": layer.weight.device, "dtype": dtype, "copy": True}
        self._handles = [layer.register_forward_hook(self._after)]
        self.loaded: dict[str, Loaded] = {}
        self.active: tuple[Product | KroneckerProduct, ...] = ()
        self._rows: Gain | None = None
        self._columns: Gain | None = None
        self._x: torch.Tensor | None = None

    def load(self, name: str, change: Change, weight: Callable[[], torch.Tensor]) -> None:
        """Keep one adapter's product for this layer, in the layer's own number format.

        Args:
            weight: the layer's own, fp32 [O, I], of a convolution [O, I * area of the kernel];
                asked for only where DoRA's lengths must be measured by it.
        """
        product: Product | KroneckerProduct
        if isinstance(change, Kronecker):
            product = kronecker_product(change, self._where)
        else:
            product = self._product(change)
        if change.magnitude is None:
            self.loaded[name] = Loaded(product)
            return
        factor = self._factor(change, change.magnitude, weight())
        self.loaded[name] = self._lengthened(product, factor, change.magnitude.of_inputs)
        if change.magnitude.of_inputs and len(self._handles) == 1:
            self._handles.append(self._layer.register_forward_pre_hook(self._before))

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
            key = (name, one.product.scale)
            if key not in scales:
                scales[key] = one.product.scale * strength
            active.append(one.product._replace(scale=scales[key]))
            if one.rows is not None:
                rows.append((one.rows, strength))
            if one.columns is not None:
                columns.append((one.columns, strength))
        self.active = tuple(active)
        self._rows = Gain(rows) if rows else None
        self._columns = Gain(columns) if columns else None
        self._x = None  # of a call that broke off

    def remove(self, name: str) -> None:
        """Forget one adapter."""
        self.loaded.pop(name, None)

    def detach(self) -> None:
        """Leave the layer alone from now on."""
        for handle in self._handles:
            handle.remove()

    # --- loading ----------------------------------------------------------------------------------

    def _product(self, change: LowRank) -> Product:
        down, up = torch.from_numpy(change.down), torch.from_numpy(change.up)
        if self._kernel:
            down = down.reshape(down.shape[0], -1, *self._kernel)
            up = up[:, :, None, None]
        return Product(down.to(**self._where), up.to(**self._where), change.scale)

    def _factor(self, change: Change, magnitude: Magnitude, weight: torch.Tensor) -> torch.Tensor:
        """m / ||W + D|| of each row [O], or of each input channel [I], fp32."""
        where: dict[str, Any] = {"device": weight.device}
        if isinstance(change, Kronecker):
            changed = weight + torch.from_numpy(change.dense()).to(**where)
        else:
            up, down = (torch.from_numpy(one).to(**where) for one in (change.up, change.down))
            changed = torch.addmm(weight, up, down, alpha=change.scale)
        if magnitude.of_inputs:
            changed = changed.view(len(changed), -1, math.prod(self._kernel))
            length = torch.linalg.vector_norm(changed, dim=(0, 2))
        else:
            length = torch.linalg.vector_norm(changed, dim=1) * rows_before(self._layer, weight)
        values = torch.from_numpy(magnitude.values).to(**where)
        factor: torch.Tensor = values / length.clamp_min(torch.finfo(length.dtype).tiny)
        return factor

    def _lengthened(
        self, product: Product | KroneckerProduct, factor: torch.Tensor, of_inputs: bool
    ) -> Loaded:
        """The product with DoRA's factor on its own side, and the gain for what the layer gives."""
        factor = factor.view(-1, *(1 for _ in self._kernel))
        gain = factor - 1.0
        if isinstance(product, KroneckerProduct):
            factor = factor.to(product.left.dtype)
            if of_inputs:
                return Loaded(product._replace(before=factor), columns=gain)
            return Loaded(product._replace(after=factor), rows=gain)
        down, up, _ = product
        if of_inputs:
            return Loaded(product._replace(down=(down * factor).to(down.dtype)), columns=gain)
        return Loaded(product._replace(up=(up * factor.unsqueeze(1)).to(up.dtype)), rows=gain)

    # --- around each call -------------------------------------------------------------------------

    def _before(self, layer: nn.Module, inputs: tuple[torch.Tensor, ...]) -> Any:
        """Gains of inputs are applied to what goes in, which costs no second product with W."""
        if self._columns is None or self._rows is not None:
            return None
        self._x = inputs[0]
        return (self._columns.widened(inputs[0]), *inputs[1:])

    def _after(
        self, layer: nn.Module, inputs: tuple[torch.Tensor, ...], output: torch.Tensor
    ) -> torch.Tensor | None:
        """None leaves the output as it is."""
        if not self.active:
            return None
        x, self._x = (inputs[0] if self._x is None else self._x), None
        if self._rows is not None:
            own: Any = layer
            plain = output
            output = self._rows.raised(plain, own.bias)
            if self._columns is not None:
                output = output + own.forward(self._columns.widened(x)) - plain
        for product in self.active:
            output = _add(output, x, product, layer)
        return output


def _add(
    output: torch.Tensor, x: torch.Tensor, product: Product | KroneckerProduct, layer: nn.Module
) -> torch.Tensor:
    if isinstance(product, KroneckerProduct):
        return add_kronecker(output, x, product, layer)
    if isinstance(layer, nn.Conv2d):
        return add_convolved(output, x, product, layer)
    within = (
        output.is_cuda
        and output.dtype == x.dtype == product.down.dtype
        and not isinstance(product.scale, torch.Tensor)
        and output.is_contiguous()
    )
    return (add_product_within if within else add_product)(output, x, product)
