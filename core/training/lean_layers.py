"""The adapter's layers with fewer passes over memory than PEFT's: the same maths, fused.

PEFT computes `base(x) + scale * (x A^T) B^T` as a product, a multiplication and an addition over
the whole output, and autograd repeats them backwards. Here the adapter's product is added inside
the matrix product itself (`addmm`), in both directions, and only `x` and `x A^T` are kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import MethodType
from typing import Any

import torch
from torch import nn

from core.families.held.added_product import product_plus
from core.families.held.product_check import last_output
from core.families.held.quantised import QuantisedLinear
from core.training.weights import AdapterWeights

TOLERANCE = 0.5
"""Largest of `apart_from_plain`. bf16 rounds at other places: 0.02 to 0.08 in toys of all families,
also in those as deep as the real networks. An adapter that is not computed with is 1 apart."""
_NARROW = "signet_narrow"
"""Name under which a layer keeps both its matrices in the number format it computes in."""


class _LowRankLinear(torch.autograd.Function):
    """y = x W^T + b + scale (x A^T) B^T; W and b are frozen, A and B in fp32.

    Shapes: x [N, I], weight [O, I] or codes of it, down [R, I], up [O, R]; `narrow` are the last
    two in the number format of x.
    """

    @staticmethod
    def forward(
        ctx: Any,
        x: torch.Tensor,
        weight: torch.Tensor,
        base: nn.Linear,
        down: torch.Tensor,
        up: torch.Tensor,
        narrow: tuple[torch.Tensor, torch.Tensor],
        scale: float,
    ) -> torch.Tensor:
        inner, outer = x @ narrow[0].t(), narrow[1]
        if isinstance(base, QuantisedLinear):
            out = base.multiply(x, (inner if scale == 1.0 else inner * scale, outer))
        else:
            out = product_plus(x, weight, base.bias, (inner, outer), scale)
        ctx.save_for_backward(x, weight, *narrow, inner)
        ctx.scale, ctx.base, ctx.learnt = scale, base, down.dtype
        return out

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> Any:
        x, weight, down, up, inner = ctx.saved_tensors
        gradient = gradients[0]
        inner_gradient = _times(gradient @ up, ctx.scale)
        into = None
        if ctx.needs_input_grad[0]:
            added = inner_gradient, down.t()
            if isinstance(ctx.base, QuantisedLinear):
                into = ctx.base.multiply_back(gradient, added)
            else:
                into = product_plus(gradient, weight.t(), None, added)
        of_up = _times(_wide_product(gradient.t(), inner, ctx.learnt), ctx.scale)
        of_down = _wide_product(inner_gradient.t(), x, ctx.learnt)
        return into, None, None, of_down, of_up, None, None


def _times(values: torch.Tensor, scale: float) -> torch.Tensor:
    return values if scale == 1.0 else values * scale


def _wide_product(left: torch.Tensor, right: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """left right in `dtype`; on cards rounded once, where the sums leave the chip."""
    if left.is_cuda and left.dtype != dtype and not torch.compiler.is_compiling():
        return torch.mm(left, right, out_dtype=dtype)
    return (left @ right).to(dtype)


def make_lean(network: nn.Module, dtype: torch.dtype) -> int:
    """Give PEFT's plain LoRA layers the fused forward; returns how many.

    Layers with dropout, another variant (DoRA), several adapters, or a base that is neither a plain
    linear layer in `dtype` nor a quantised one that computes in it keep PEFT's own.
    """
    from peft.tuners.lora import LoraLayer

    count = 0
    for module in network.modules():
        if isinstance(module, LoraLayer) and _is_plain(module, dtype):
            layer: Any = module
            layer.forward = MethodType(_lean_forward, module)
            count += 1
    return count


def lean_layers(network: nn.Module) -> list[Any]:
    """All layers with the fused forward."""
    found: list[Any] = [*network.modules()]
    return [one for one in found if getattr(one.forward, "__func__", None) is _lean_forward]


def unmake_lean(network: nn.Module) -> None:
    """Give them PEFT's own forward back."""
    for layer in lean_layers(network):
        del layer.forward


def apart_from_plain(network: nn.Module, weights: AdapterWeights, call: Callable[[], Any]) -> float:
    """How far what an adapter changes with fused layers lies from what it changes with PEFT's own,
    relative to that change; afterwards all is as before.

    A new adapter changes nothing, so that another one is put in its place meanwhile. No gradient
    must be asked for.

    Args:
        call: makes the network run once, on the same input each time.
    """
    before, layers = weights.vector.data.clone(), lean_layers(network)
    source = torch.Generator().manual_seed(0)
    try:
        with weights.switched_off():
            base = last_output(network, call)
        for _, part in weights.named():
            drawn = torch.rand(part.numel(), generator=source).view(part.shape)
            part.copy_((drawn * 2 - 1) * part.shape[1] ** -0.5)
        lean = last_output(network, call)
        unmake_lean(network)
        plain = last_output(network, call)
    finally:
        for layer in layers:
            layer.forward = MethodType(_lean_forward, layer)
        weights.vector.data.copy_(before)
    return float((lean - plain).norm() / (plain - base).norm().clamp(min=1e-12))


def _is_plain(layer: Any, dtype: torch.dtype) -> bool:
    base = layer.get_base_layer()
    names = list(layer.lora_A)
    plain = type(base) is nn.Linear and base.weight.dtype == dtype
    return (
        (plain or (isinstance(base, QuantisedLinear) and base.dtype == dtype))
        and len(names) == 1
        and isinstance(layer.lora_dropout[names[0]], nn.Identity)
        and not getattr(layer, "lora_variant", {})
        and not layer.lora_magnitude_vector
    )


def _lean_forward(layer: Any, x: torch.Tensor) -> torch.Tensor:
    base = layer.get_base_layer()
    # what autocast does for PEFT's own
    x = x.to(base.dtype if isinstance(base, QuantisedLinear) else base.weight.dtype)
    if layer.disable_adapters or not layer.active_adapters:
        made: torch.Tensor = base(x)
        return made
    (name,) = layer.active_adapters
    down, up = layer.lora_A[name].weight, layer.lora_B[name].weight
    narrow = getattr(layer, _NARROW, None) or (down.to(x.dtype), up.to(x.dtype))
    rows: torch.Tensor = _LowRankLinear.apply(  # type: ignore[no-untyped-call]
        x.reshape(-1, x.shape[-1]), base.weight, base, down, up, narrow, layer.scaling[name]
    )
    return rows.view(*x.shape[:-1], rows.shape[-1])


def keep_narrow(
    network: nn.Module, weights: AdapterWeights, dtype: torch.dtype
) -> Callable[[], None]:
    """Narrow all matrices of the adapter in one pass at each call of the network, and not each one
    by itself, forwards and backwards.

    Returns:
        What narrows them. A call of the network does so by itself; who calls its layers one by one,
        as the losses of some families do, has to do it before, or they meet the last call's.
    """
    # Whoever forgets to narrow them gets no numbers at all instead of an adapter that learns
    # nothing.
    narrow = torch.full_like(weights.vector.data, math.nan, dtype=dtype)
    parts = dict(weights.named(narrow))
    for name, module in network.named_modules():
        pair = [f"{name}.{side}.default.weight" for side in ("lora_A", "lora_B")]
        if all(part in parts for part in pair):
            setattr(module, _NARROW, tuple(parts[part] for part in pair))

    def renew(*_: Any) -> None:
        narrow.copy_(weights.vector.data)

    network.register_forward_pre_hook(renew)
    return renew


def keep_inputs_as_they_are(network: torch.nn.Module) -> None:
    """Under autocast the adapter's layers need no widened copy of what goes into them.

    PEFT turns each layer's input into the adapter's fp32, and autocast turns that copy into bf16
    again: two passes over the largest tensors for nothing.
    """
    from peft.tuners.tuners_utils import BaseTunerLayer

    for module in network.modules():
        if isinstance(module, BaseTunerLayer):
            module.cast_input_dtype_enabled = False
