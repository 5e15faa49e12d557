"""The products of `int8_products` as Triton kernels: one pass over memory where torch makes five.

What `torch._int_mm` leaves in memory as 32-bit integers is scaled, given its bias and rounded here
before it leaves the chip, and a token is read once to be rounded. Triton comes with torch for
NVIDIA cards on Linux. Integers are summed exactly, so that results do not depend on the tiles that
are chosen for a card.

Shapes: left int8 [N, K], right int8 [M, K], both summed over K, out [N, M]; one scale a row each.
What an adapter of rank R adds is the product of inner [N, R] and outer [M, R].

Source of the order in which tiles are visited: Triton's tutorial "Matrix Multiplication" (L2 cache
optimisations).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import torch
import triton
import triton.language as tl
from torch import Tensor

WIDEST = 32_768
"""Numbers of a token that fit into the registers of one program."""
HIGHEST_RANK = 64
"""Of an adapter that is added within the product; more would not fit beside a tile."""
_TILES = {
    8: ((128, 128, 128, 8, 3), (64, 128, 128, 4, 4), (64, 64, 128, 4, 4)),
    9: ((128, 256, 128, 8, 3), (128, 256, 128, 8, 4), (128, 128, 128, 8, 4), (64, 128, 128, 4, 4)),
    10: ((128, 256, 128, 16, 3), (128, 128, 128, 8, 3), (64, 128, 128, 4, 4), (64, 64, 128, 4, 4)),
}
"""(rows, columns, depth, warps, stages) by the first number of the compute capability, and later
ones: those that the compiler holds in registers. The fastest for each size is found on the card."""
_TRIES = 4


@triton.jit
def _round_rows(x, factor, codes, scales, width, step, SCALED: tl.constexpr, BLOCK: tl.constexpr):
    row = tl.program_id(0).to(tl.int64)
    place = tl.arange(0, BLOCK)
    inside = place < width
    value = tl.load(x + row * step + place, mask=inside, other=0.0).to(tl.float32)
    if SCALED:
        value *= tl.load(factor + place, mask=inside, other=0.0).to(tl.float32)
    # A maximum passes over what is no number; a sum does not, and 0 x infinity is none either.
    largest = tl.max(tl.abs(value), axis=0) + tl.sum(value * 0.0, axis=0)
    scale = tl.where(largest < 127e-30, 1e-30, largest / 127.0)
    exact = value * (1.0 / scale)
    # Beyond 2^23 there are no fractions: the addition rounds, half to even.
    nearest = (exact + 12582912.0) - 12582912.0
    tl.store(codes + row * width + place, nearest.to(tl.int8), mask=inside)
    tl.store(scales + row, scale)


@triton.jit
def _turn(codes, across, rows, columns, BLOCK: tl.constexpr):
    row = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    column = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
    inside = (row < rows)[:, None] & (column < columns)[None, :]
    tile = tl.load(codes + row[:, None] * columns + column[None, :], mask=inside, other=0)
    place = across + column[:, None] * rows + row[None, :]
    tl.store(place, tl.trans(tile), mask=tl.trans(inside))


@triton.jit
def _multiply(
    left, right, out, left_scale, right_scale, bias, inner, outer,
    rows, columns, depth, column_step, depth_step, rank, outer_step, rank_step,
    SCALED: tl.constexpr, BIASED: tl.constexpr, RANK: tl.constexpr,
    ROWS: tl.constexpr, COLUMNS: tl.constexpr, DEPTH: tl.constexpr, GROUP: tl.constexpr,
):  # fmt: skip
    # Neighbouring programs work on a square of tiles, whose operands stay in the cache.
    across = tl.cdiv(columns, COLUMNS)
    first = tl.program_id(0) // (GROUP * across) * GROUP
    number = tl.program_id(0) % (GROUP * across)
    high = min(tl.cdiv(rows, ROWS) - first, GROUP)
    row = (first + number % high) * ROWS + tl.arange(0, ROWS)
    column = number // high * COLUMNS + tl.arange(0, COLUMNS)
    deep = tl.arange(0, DEPTH)
    from_left = left + (row % rows).to(tl.int64)[:, None] * depth + deep[None, :]
    from_right = right + (column % columns)[None, :] * column_step + deep[:, None] * depth_step
    total = tl.zeros((ROWS, COLUMNS), dtype=tl.int32)
    for start in range(0, depth, DEPTH):
        a = tl.load(from_left, mask=deep[None, :] < depth - start, other=0)
        b = tl.load(from_right, mask=deep[:, None] < depth - start, other=0)
        total = tl.dot(a, b, total, out_dtype=tl.int32)
        from_left += DEPTH
        from_right += DEPTH * depth_step
    wide = total.to(tl.float32) * tl.load(left_scale + row, mask=row < rows, other=0.0)[:, None]
    if SCALED:
        scale = tl.load(right_scale + column, mask=column < columns, other=0.0)
        wide *= scale.to(tl.float32)[None, :]
    if BIASED:
        wide += tl.load(bias + column, mask=column < columns, other=0.0).to(tl.float32)[None, :]
    if RANK > 0:
        one = tl.arange(0, RANK)
        a = tl.load(
            inner + row.to(tl.int64)[:, None] * rank + one[None, :],
            mask=(row < rows)[:, None] & (one < rank)[None, :], other=0.0,
        )  # fmt: skip
        b = tl.load(
            outer + column[None, :] * outer_step + one[:, None] * rank_step,
            mask=(column < columns)[None, :] & (one < rank)[:, None], other=0.0,
        )  # fmt: skip
        wide = tl.dot(a, b, wide, input_precision="ieee")
    place = out + row.to(tl.int64)[:, None] * columns + column[None, :]
    tl.store(place, wide, mask=(row < rows)[:, None] & (column < columns)[None, :])


def _milliseconds(call: Callable[[], Any], quantiles: Any) -> list[float]:
    """What a kernel takes with these tiles."""
    call()
    began, ended = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    began.record()
    for _ in range(_TRIES):
        call()
    ended.record()
    ended.synchronize()
    return [began.elapsed_time(ended)] * len(quantiles)


@cache
def _fastest(device: int) -> Any:
    """The product's kernel with the tiles that suit a card."""
    major, _ = torch.cuda.get_device_capability(device)
    tiles = [
        triton.Config(_tile(rows, columns, depth), num_warps=warps, num_stages=stages)
        for rows, columns, depth, warps, stages in _TILES[min(major, max(_TILES))]
    ]
    key = ["rows", "columns", "depth", "depth_step", "RANK"]
    return triton.autotune(tiles, key=key, do_bench=_milliseconds)(_multiply)


def _tile(rows: int, columns: int, depth: int) -> dict[str, int]:
    return {"ROWS": rows, "COLUMNS": columns, "DEPTH": depth, "GROUP": 8}


@torch.library.custom_op("signet::int8_round_rows", mutates_args=())
def round_rows(x: Tensor, factor: Tensor | None) -> tuple[Tensor, Tensor]:
    """(codes int8 [N, K], scale fp32 [N, 1]) of x [N, K], times factor [K] before where given."""
    if x.stride(1) != 1:
        x = x.contiguous()
    codes = torch.empty(x.shape, dtype=torch.int8, device=x.device)
    scale = torch.empty((len(x), 1), dtype=torch.float32, device=x.device)
    block = triton.next_power_of_2(x.shape[1])
    with torch.cuda.device_of(x):
        _round_rows[(len(x),)](
            x, factor, codes, scale, x.shape[1], x.stride(0),
            SCALED=factor is not None, BLOCK=block, num_warps=min(16, max(1, block // 1024)),
        )  # fmt: skip
    return codes, scale


@round_rows.register_fake
def _(x: Tensor, factor: Tensor | None) -> tuple[Tensor, Tensor]:
    codes = x.new_empty(x.shape, dtype=torch.int8)
    return codes, x.new_empty((len(x), 1), dtype=torch.float32)


@torch.library.custom_op("signet::int8_turn", mutates_args=())
def turn(codes: Tensor) -> Tensor:
    """The same matrix [O, I] laid out as [I, O]: what is summed over must lie innermost."""
    rows, columns = codes.shape
    across = torch.empty((columns, rows), dtype=torch.int8, device=codes.device)
    block = 64
    with torch.cuda.device_of(codes):
        _turn[(triton.cdiv(rows, block), triton.cdiv(columns, block))](
            codes, across, rows, columns, BLOCK=block
        )
    return across


@turn.register_fake
def _(codes: Tensor) -> Tensor:
    return codes.new_empty((codes.shape[1], codes.shape[0]))


@torch.library.custom_op("signet::int8_product", mutates_args=())
def product(
    left: Tensor,
    right: Tensor,
    left_scale: Tensor,
    right_scale: Tensor | None,
    bias: Tensor | None,
    inner: Tensor | None,
    outer: Tensor | None,
    dtype: torch.dtype,
) -> Tensor:
    """left right^T with both scales put back, plus bias [M], plus inner outer^T; [N, M] in `dtype`.

    Args:
        left: laid out row by row, as inner is.
        right: with either axis innermost, as outer may be.
        left_scale: [N, 1]; `right_scale` [M, 1].
        inner: of at most `HIGHEST_RANK`.
    """
    rows, columns = len(left), len(right)
    out = torch.empty((rows, columns), dtype=dtype, device=left.device)
    rank, *steps = (0, 0, 0) if outer is None else (outer.shape[1], *outer.stride())
    given = (
        left, right, out, left_scale, right_scale, bias, inner, outer,
        rows, columns, left.shape[1], right.stride(0), right.stride(1), rank, *steps,
    )  # fmt: skip
    only = {
        "SCALED": right_scale is not None,
        "BIASED": bias is not None,
        "RANK": max(16, triton.next_power_of_2(rank)) if rank else 0,
    }
    with torch.cuda.device_of(left):
        if left.is_cuda:
            _fastest(left.device.index)[_programs(rows, columns)](*given, **only)
        else:  # Triton's interpreter, which tests use, has no clock to choose by
            _multiply[_programs(rows, columns)](*given, **only, **_tile(32, 32, 32))
    return out


@product.register_fake
def _(
    left: Tensor,
    right: Tensor,
    left_scale: Tensor,
    right_scale: Tensor | None,
    bias: Tensor | None,
    inner: Tensor | None,
    outer: Tensor | None,
    dtype: torch.dtype,
) -> Tensor:
    return left.new_empty((len(left), len(right)), dtype=dtype)


def _programs(rows: int, columns: int) -> Callable[[dict[str, int]], tuple[int]]:
    """One for each tile of the outcome."""
    return lambda tile: (triton.cdiv(rows, tile["ROWS"]) * triton.cdiv(columns, tile["COLUMNS"]),)
