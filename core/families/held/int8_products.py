"""Products of 8-bit activations with 8-bit weights, forwards and backwards ("W8A8").

Each token is rounded to 8 bits by its own largest number, the matrix has one scale a row; the
integers are multiplied and added exactly, and both scales are put back on the sum. Graphics cards
do this two to four times as fast as the same product in bf16. Nothing in here waits for the card.

Sources: Dettmers et al., "LLM.int8()" (2022), section 2.2 for one scale a row and a column; the
shapes that `torch._int_mm` takes are those of its CUDA implementation (more than 16 rows, the other
sides multiples of 8) and of cuBLASLt, which multiplies 8-bit integers only where the axis that is
summed over lies innermost in both.

Shapes: x [N, I], codes int8 [O, I], row scale [O, 1], bias [O], gradient [N, O].
"""

from __future__ import annotations

import torch

_LARGEST = 127.0
_FEWEST_ROWS = 17
_SIDE = 16
"""Sides are multiples of this: rows of both operands then begin at addresses that suit the card."""
_CAPABILITY = (8, 0)
"""From Ampere on cards multiply 8-bit integers faster than bf16."""
_NOTHING = 1e-30
"""Least scale: a row of zeros stays one."""


def are_fast_on(device: str | torch.device) -> bool:
    """Whether this device gains from 8-bit products."""
    wanted = torch.device(device)
    return wanted.type == "cuda" and torch.cuda.get_device_capability(wanted) >= _CAPABILITY


def can_take(rows: int, inputs: int, outputs: int) -> bool:
    """Whether a product of these sizes can be made of integers, in both directions."""
    return rows >= _FEWEST_ROWS and inputs % _SIDE == 0 and outputs % _SIDE == 0


def quantise_rows(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """(codes int8 [N, K], scale fp32 [N, 1]) of x [N, K]; what is not finite shows in the scale."""
    largest = torch.linalg.vector_norm(x, float("inf"), dim=1, keepdim=True, dtype=torch.float32)
    scale = (largest / _LARGEST).clamp(min=_NOTHING)
    return (x * scale.reciprocal()).round_().to(torch.int8), scale


def multiply(
    x: torch.Tensor, codes: torch.Tensor, row_scale: torch.Tensor, bias: torch.Tensor | None
) -> torch.Tensor:
    """x W^T + b, [N, O]."""
    rounded, scale = quantise_rows(x)
    out = _scaled(torch._int_mm(rounded, codes.t()), scale, x.dtype, row_scale)
    return out if bias is None else out.add_(bias)


def multiply_back(
    gradient: torch.Tensor, codes: torch.Tensor, row_scale: torch.Tensor
) -> torch.Tensor:
    """dX = dY W, [N, I].

    The sum runs over the rows of W here, so that their scales are taken into dY before it is
    rounded.
    """
    rounded, scale = quantise_rows(gradient * row_scale.float().t())
    across = codes.t().contiguous()
    return _scaled(torch._int_mm(rounded, across.t()), scale, gradient.dtype)


def _scaled(
    total: torch.Tensor,
    scale: torch.Tensor,
    dtype: torch.dtype,
    row_scale: torch.Tensor | None = None,
) -> torch.Tensor:
    wide = total * scale
    if row_scale is not None:
        wide = wide.mul_(row_scale.t())
    return wide.to(dtype)
