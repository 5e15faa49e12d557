"""Pieces of a language model with fewer passes over memory than transformers', by the same maths.

A root mean square norm is five kernels there and keeps its input in fp32 for the backward pass; a
gated MLP keeps its activation beside what it was made from. Every piece is compared with the one
it replaces before it is taken, so that an unknown class with a familiar name stays as it is.

Shapes: x [..., D]; gate and up [..., I].
"""

from __future__ import annotations

from types import MethodType
from typing import Any

import torch
from torch import nn
from torch.nn import functional

_APART = 0.02
"""Mean distance over the spread up to which two ways are the same: bf16 rounds at other places."""
_ROWS = 4


def make_text_lean(network: nn.Module) -> int:
    """Give norms and gated MLPs of a frozen model their fused forward; returns how many.

    What is compared once for a class and size holds for all its modules.
    """
    count = 0
    known: dict[Any, bool] = {}
    for module in network.modules():
        lean = _norm(module) or _gated(module)
        if lean is None:
            continue
        key = (type(module), *(tuple(value.shape) for value in module.parameters()))
        if key not in known:
            known[key] = _is_the_same(module, lean)
        if known[key]:
            changed: Any = module
            changed.forward = lean
            count += 1
    return count


def _is_the_same(module: Any, lean: Any) -> bool:
    weight = next(module.parameters())
    gate = getattr(module, "gate_proj", None)
    dtype = weight.dtype if gate is None else getattr(gate, "dtype", weight.dtype)
    width = weight.shape[0] if gate is None else gate.in_features
    source = torch.Generator().manual_seed(0)
    x = torch.randn(_ROWS, width, generator=source).to(weight.device, dtype)
    with torch.no_grad():
        own, made = module(x), lean(x)
    apart = (made.float() - own.float()).abs().mean()
    return made.dtype == own.dtype and bool(apart <= _APART * own.float().std())


def _norm(module: Any) -> Any:
    """The fused forward of what looks like a root mean square norm, else None."""
    weight = getattr(module, "weight", None)
    if not type(module).__name__.endswith("RMSNorm") or not isinstance(weight, nn.Parameter):
        return None
    names = ("variance_epsilon", "eps")
    epsilon = next((getattr(module, name) for name in names if hasattr(module, name)), None)
    if weight.dim() != 1 or not isinstance(epsilon, float):
        return None

    def forward(self: Any, x: torch.Tensor) -> torch.Tensor:
        with torch.autocast(x.device.type, enabled=False):  # which would widen x to fp32
            return functional.rms_norm(x, self.weight.shape, self.weight.to(x.dtype), epsilon)

    return MethodType(forward, module)


def _gated(module: Any) -> Any:
    """The fused forward of an MLP as Llama has it, else None."""
    parts = [getattr(module, name, None) for name in ("gate_proj", "up_proj", "down_proj")]
    if not all(isinstance(part, nn.Linear) for part in parts):
        return None
    own = getattr(module, "act_fn", None)
    is_silu = isinstance(own, nn.SiLU) or type(own).__name__ == "SiLUActivation"
    return MethodType(_gated_forward, module) if is_silu else None


def _gated_forward(module: Any, x: torch.Tensor) -> torch.Tensor:
    inner = _SiluProduct.apply(  # type: ignore[no-untyped-call]
        module.gate_proj(x), module.up_proj(x)
    )
    made: torch.Tensor = module.down_proj(inner)
    return made


class _SiluProduct(torch.autograd.Function):
    """silu(gate) * up, of which nothing but the two is kept (Shazeer, "GLU Variants", 2020)."""

    @staticmethod
    def forward(ctx: Any, gate: torch.Tensor, up: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(gate, up)
        return _times(functional.silu(gate), up)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> Any:
        gate, up = ctx.saved_tensors
        (gradient,) = gradients
        of_up = _times(functional.silu(gate), gradient)
        return torch.ops.aten.silu_backward(gradient * up, gate), of_up


def _times(fresh: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """Their product, in the first one's place where nothing is compiled: torch 2.11 makes zeros of
    the gradients of operations in place that it compiles inside of functions of one's own."""
    return fresh * other if torch.compiler.is_compiling() else fresh.mul_(other)
