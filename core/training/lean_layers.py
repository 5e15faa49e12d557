"""The adapter's layers with fewer passes over memory than PEFT's: the same maths, fused.

PEFT computes `base(x) + scale * (x A^T) B^T` as a product, a multiplication and an addition over
the whole output, and autograd repeats them backwards. Here the adapter's product is added inside
the matrix product itself (`addmm`), in both directions, and only `x` and `x A^T` are kept.
"""

from __future__ import annotations

from types import MethodType
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from core.families.held.int8_products import plus
from core.families.held.quantised import QuantisedLinear


class _LowRankLinear(torch.autograd.Function):
    """y = x W^T + b + scale (x A^T) B^T; W and b are frozen, A and B in fp32.

    Shapes: x [N, I], weight [O, I] or codes of it, down [R, I], up [O, R].
    """

    @staticmethod
    def forward(
        ctx: Any,
        x: torch.Tensor,
        weight: torch.Tensor,
        base: nn.Linear,
        down: torch.Tensor,
        up: torch.Tensor,
        scale: float,
    ) -> torch.Tensor:
        inner, outer = x @ down.to(x.dtype).t(), up.to(x.dtype)
        if isinstance(base, QuantisedLinear):
            out = base.multiply(x, (inner if scale == 1.0 else inner * scale, outer))
        else:
            out = plus(functional.linear(x, weight, base.bias), (inner, outer), scale)
        ctx.save_for_backward(x, weight, down, up, inner)
        ctx.scale, ctx.base = scale, base
        return out

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> Any:
        x, weight, down, up, inner = ctx.saved_tensors
        gradient = gradients[0]
        inner_gradient = gradient @ up.to(x.dtype) * ctx.scale
        into = None
        if ctx.needs_input_grad[0]:
            added = inner_gradient, down.to(x.dtype).t()
            if isinstance(ctx.base, QuantisedLinear):
                into = ctx.base.multiply_back(gradient, added)
            else:
                into = plus(gradient @ weight, added)
        of_up = (gradient.t() @ inner).to(up.dtype) * ctx.scale
        return into, None, None, (inner_gradient.t() @ x).to(down.dtype), of_up, None


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
    rows: torch.Tensor = _LowRankLinear.apply(  # type: ignore[no-untyped-call]
        x.reshape(-1, x.shape[-1]),
        base.weight,
        base,
        layer.lora_A[name].weight,
        layer.lora_B[name].weight,
        layer.scaling[name],
    )
    return rows.view(*x.shape[:-1], rows.shape[-1])


def keep_inputs_as_they_are(network: torch.nn.Module) -> None:
    """Under autocast the adapter's layers need no widened copy of what goes into them.

    PEFT turns each layer's input into the adapter's fp32, and autocast turns that copy into bf16
    again: two passes over the largest tensors for nothing.
    """
    from peft.tuners.tuners_utils import BaseTunerLayer

    for module in network.modules():
        if isinstance(module, BaseTunerLayer):
            module.cast_input_dtype_enabled = False
