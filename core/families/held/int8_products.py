"""Products of 8-bit activations with 8-bit weights, forwards and backwards ("W8A8").

Each token is rounded to 8 bits by its own largest number, the matrix has one scale a row; the
integers are multiplied and added exactly, and both scales are put back on the sum. Graphics cards
do this two to four times as fast as the same product in bf16. Nothing in here waits for the card.

On cards the work is done by `int8_kernels`, where they prove themselves right and faster; torch's
own operations are the reference that they are held against.

Sources: Dettmers et al., "LLM.int8()" (2022), section 2.2 for one scale a row and a column; the
shapes that `torch._int_mm` takes are those of its CUDA implementation (more than 16 rows, the other
sides multiples of 8) and of cuBLASLt, which multiplies 8-bit integers only where the axis that is
summed over lies innermost in both.

Shapes: x [N, I], codes int8 [O, I], row scale [O, 1], bias [O], gradient [N, O]; of what an adapter
of rank R adds, inner [N, R] and outer [O, R], backwards [I, R].
"""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Callable
from typing import Any

import torch

from core.families.held.added_product import Added, plus

_LARGEST = 127.0
_FEWEST_ROWS = 17
_SIDE = 16
"""Sides are multiples of this: rows of both operands then begin at addresses that suit the card."""
_CAPABILITY = (8, 0)
"""From Ampere on cards multiply 8-bit integers faster than bf16."""
_NOTHING = 1e-30
"""Least scale: a row of zeros stays one."""
_kernels: Any = None
"""The module `int8_kernels` once it has proved itself on this card."""
_tried = False
_TYPICAL = ((2048, 3072, 3072), (2048, 3072, 12_288), (2048, 12_288, 3072))
"""(tokens, inputs, outputs) that are timed: layers of FLUX at about 700 pixels."""
_RANK = 16
_RUNS = 5


def prepare(device: str | torch.device) -> bool:
    """Whether this device gains from 8-bit products, which is tried once on the device itself.

    Without kernels it never does: on an H200 `torch._int_mm` and what belongs to it take two to
    three times as long as a widened matrix (tests/benchmarks/RESULTS.md).
    """
    global _kernels, _tried
    wanted = torch.device(device)
    if wanted.type != "cuda" or torch.cuda.get_device_capability(wanted) < _CAPABILITY:
        return False
    if not _tried and importlib.util.find_spec("triton") is not None:
        _kernels = importlib.import_module("core.families.held.int8_kernels")
        if not (_proves_itself(_kernels, wanted) and _gains(wanted)):
            _kernels = None
    _tried = True
    return _kernels is not None


def can_take(rows: int, inputs: int, outputs: int) -> bool:
    """Whether a product of these sizes can be made of integers, in both directions."""
    return rows >= _FEWEST_ROWS and inputs % _SIDE == 0 and outputs % _SIDE == 0


def quantise_rows(
    x: torch.Tensor, factor: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """(codes int8 [N, K], scale fp32 [N, 1]) of x [N, K], times factor [K] before where given.

    What is not finite shows in the scale.
    """
    # Compiled, these lines become part of what made x.
    fused = _kernels is not None and not torch.compiler.is_compiling()
    if fused and x.shape[1] <= _kernels.WIDEST:
        codes, scale = _kernels.round_rows(x, factor)
        return codes, scale
    if factor is not None:
        x = x * factor.float()
    largest = torch.linalg.vector_norm(x, float("inf"), dim=1, keepdim=True, dtype=torch.float32)
    scale = (largest / _LARGEST).clamp(min=_NOTHING)
    return (x * scale.reciprocal()).round().to(torch.int8), scale


def multiply(
    x: torch.Tensor,
    codes: torch.Tensor,
    row_scale: torch.Tensor,
    bias: torch.Tensor | None,
    added: Added | None = None,
) -> torch.Tensor:
    """x W^T + b + inner outer^T, [N, O]."""
    rounded, scale = quantise_rows(x)
    return _product(rounded, codes, scale, row_scale, bias, added, x.dtype)


def multiply_back(
    gradient: torch.Tensor,
    codes: torch.Tensor,
    row_scale: torch.Tensor,
    added: Added | None = None,
) -> torch.Tensor:
    """dX = dY W + inner outer^T, [N, I].

    The sum runs over the rows of W here, so that their scales are taken into dY before it is
    rounded.
    """
    rounded, scale = quantise_rows(gradient, row_scale.flatten())
    across = codes.t().contiguous() if _kernels is None else _kernels.turn(codes)
    return _product(rounded, across, scale, None, None, added, gradient.dtype)


def _product(
    left: torch.Tensor,
    right: torch.Tensor,
    left_scale: torch.Tensor,
    right_scale: torch.Tensor | None,
    bias: torch.Tensor | None,
    added: Added | None,
    dtype: torch.dtype,
) -> torch.Tensor:
    """left [N, K] right^T [K, M] with what belongs to the sum, [N, M]."""
    if _kernels is not None:
        fits = added is not None and added[0].shape[1] <= _kernels.HIGHEST_RANK
        inner, outer = added if fits and added is not None else (None, None)
        out = _kernels.product(left, right, left_scale, right_scale, bias, inner, outer, dtype)
        return out if fits else plus(out, added)
    wide = torch._int_mm(left, right.t()) * left_scale
    if right_scale is not None:
        within = not torch.compiler.is_compiling()  # as in `plus`
        wide = wide.mul_(right_scale.t()) if within else wide * right_scale.t()
    out = wide.to(dtype)
    return plus(out if bias is None else out + bias, added)


def _proves_itself(kernels: Any, device: torch.device) -> bool:
    """Whether kernels run here (they need a compiler) and give what torch gives."""
    source = torch.Generator().manual_seed(1)
    x, matrix = (torch.randn(shape, generator=source).to(device) for shape in ((48, 80), (96, 80)))
    try:
        codes, scale = kernels.round_rows(matrix, None)
        rounded, own = kernels.round_rows(x, None)
        bias, inner, outer = matrix[:, 0].contiguous(), x[:, :8].contiguous(), matrix[:, :8]
        found = kernels.product(rounded, codes, own, scale, bias, inner, outer, x.dtype)
        total = torch._int_mm(rounded, codes.t()) * own * scale.t()
        wanted = total + bias + inner @ outer.t()
        near = (codes * scale - matrix).abs() <= scale
        same = torch.equal(kernels.turn(codes), codes.t())
        return bool(same and near.all() and torch.allclose(found, wanted, rtol=1e-4, atol=1e-5))
    except Exception:  # noqa: BLE001 - whatever Triton's own compiler says: torch does it, too
        return False


def _gains(device: torch.device) -> bool:
    """Whether layers with an adapter, forwards and backwards, take less time than widened ones."""
    try:
        spent = [_timed(*shape, device) for shape in _TYPICAL]
    except RuntimeError:  # no memory to try it in, or no capture: the known way is taken
        return False
    narrow, wide = (sum(column) for column in zip(*spent, strict=True))
    return bool(narrow < wide)


def _timed(rows: int, inputs: int, outputs: int, device: torch.device) -> tuple[float, float]:
    """Seconds of a layer multiplied in 8 bits, and of a widened one."""
    there: Any = {"device": device, "dtype": torch.bfloat16}
    x, gradient = torch.randn(rows, inputs, **there), torch.randn(rows, outputs, **there)
    down, up = torch.randn(_RANK, inputs, **there), torch.randn(outputs, _RANK, **there)
    codes = torch.randint(-127, 128, (outputs, inputs), device=device, dtype=torch.int8)
    scale = torch.rand(outputs, 1, **there)

    def narrow() -> None:
        multiply(x, codes, scale, None, (x @ down.t(), up))
        multiply_back(gradient, codes, scale, (gradient @ up, down.t()))

    def wide() -> None:
        plus(x @ (codes * scale).t(), (x @ down.t(), up))
        plus(gradient @ (codes * scale), (gradient @ up, down.t()))

    return _seconds(narrow, device), _seconds(wide, device)


def _seconds(work: Callable[[], None], device: torch.device) -> float:
    """Of one run as a captured graph, so that the card's own time counts."""
    for _ in range(2):
        work()
    graph = torch.cuda.CUDAGraph()
    torch.cuda.synchronize(device)
    with torch.cuda.graph(graph):
        for _ in range(_RUNS):
            work()
    graph.replay()
    torch.cuda.synchronize(device)
    began = time.perf_counter()
    graph.replay()
    torch.cuda.synchronize(device)
    return (time.perf_counter() - began) / _RUNS
