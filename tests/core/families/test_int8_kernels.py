"""The kernels give what torch gives; on a card where there is one, else in Triton's interpreter."""

from __future__ import annotations

import importlib.util
import os
from typing import Any

import pytest
import torch

if importlib.util.find_spec("triton") is None:
    pytest.skip("Triton comes with torch for graphics cards", allow_module_level=True)
if not torch.cuda.is_available():
    os.environ["TRITON_INTERPRET"] = "1"

from core.families.held import int8_kernels, int8_products
from core.families.held.quantised import QuantisedLinear

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
ROWS, INPUTS, OUTPUTS = 70, 208, 304
IN_BF16 = pytest.param(
    torch.bfloat16,
    marks=pytest.mark.skipif(DEVICE == "cpu", reason="the interpreter multiplies the bits of bf16"),
)
SOURCE = torch.Generator().manual_seed(3)


def tokens(dtype: torch.dtype = torch.float32, width: int = INPUTS) -> torch.Tensor:
    """Of very different size, one of them empty."""
    made = torch.randn(ROWS, width, generator=SOURCE) * torch.logspace(-3, 3, ROWS)[:, None]
    made[5] = 0.0
    return made.to(DEVICE, dtype)


def codes(rows: int, columns: int) -> torch.Tensor:
    made = torch.randint(-127, 128, (rows, columns), dtype=torch.int8, generator=SOURCE)
    return made.to(DEVICE)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("scaled", [True, False])
def test_rows_are_rounded_alike(dtype: torch.dtype, scaled: bool) -> None:
    x = tokens(dtype)
    factor = torch.rand(INPUTS, generator=SOURCE).to(DEVICE, dtype) if scaled else None
    found, scale = int8_kernels.round_rows(x, factor)
    wanted, wanted_scale = int8_products.quantise_rows(x, factor)
    torch.testing.assert_close(scale, wanted_scale)
    apart = (found.int() - wanted.int()).abs()
    assert int(apart.max()) <= 1  # a half may fall to either side
    assert float(apart.float().mean()) < 1e-3
    assert torch.equal(int8_kernels.round_rows(x[:, ::1], factor)[0], found)
    turned = x.t().contiguous().t()
    assert torch.equal(int8_kernels.round_rows(turned, factor)[0], found)


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # of the interpreter's numpy
def test_what_is_not_finite_shows() -> None:
    x = tokens()
    x[3, 4], x[7, 8] = float("nan"), float("inf")
    finite = int8_kernels.round_rows(x, None)[1].flatten().isfinite()
    assert (~finite).nonzero().flatten().tolist() == [3, 7]


def test_a_turned_matrix_is_the_same() -> None:
    matrix = codes(OUTPUTS, INPUTS)
    assert torch.equal(int8_kernels.turn(matrix), matrix.t())


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("turned", [True, False])
def test_products_are_exact(dtype: torch.dtype, turned: bool) -> None:
    left = codes(ROWS, INPUTS)
    right = codes(INPUTS, OUTPUTS).t() if turned else codes(OUTPUTS, INPUTS)
    own = torch.rand(ROWS, 1, generator=SOURCE).to(DEVICE)
    scale = torch.rand(OUTPUTS, 1, generator=SOURCE).to(DEVICE, dtype)
    bias = torch.randn(OUTPUTS, generator=SOURCE).to(DEVICE, dtype)
    total = (left.double() @ right.double().t()) * own
    rounding = torch.finfo(dtype).eps
    for given, wanted in (
        ((scale, bias, None, None), total * scale.double().t() + bias),
        ((None, None, None, None), total),
    ):
        found = int8_kernels.product(left, right, own, *given, dtype)
        assert found.dtype == dtype
        torch.testing.assert_close(found.double(), wanted, rtol=2 * rounding, atol=1e-3)


@pytest.mark.parametrize("dtype", [torch.float32, IN_BF16])
@pytest.mark.parametrize("turned", [True, False])
@pytest.mark.parametrize("rank", [4, 48])
def test_what_an_adapter_adds_is_added_before_rounding(
    dtype: torch.dtype, turned: bool, rank: int
) -> None:
    left, right = codes(ROWS, INPUTS), codes(OUTPUTS, INPUTS)
    own = torch.rand(ROWS, 1, generator=SOURCE).to(DEVICE)
    inner = torch.randn(ROWS, rank, generator=SOURCE).to(DEVICE, dtype) * 1000
    outer = torch.randn(OUTPUTS, rank, generator=SOURCE).to(DEVICE, dtype) * 1000
    if turned:
        outer = outer.t().contiguous().t()
    found = int8_kernels.product(left, right, own, None, None, inner, outer, dtype)
    wanted = (left.double() @ right.double().t()) * own + inner.double() @ outer.double().t()
    assert float((found - wanted).norm() / wanted.norm()) < torch.finfo(dtype).eps


@pytest.mark.filterwarnings("ignore:.*should not be instantiated:DeprecationWarning")
@pytest.mark.parametrize("compiled", [True, False])
def test_a_layer_gives_the_same_with_kernels(
    compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: Any = QuantisedLinear(INPUTS, OUTPUTS, False, "int8", torch.bfloat16)
    held.take(torch.randn(OUTPUTS, INPUTS, generator=SOURCE).to(DEVICE))
    held.multiplies_codes = True
    x, upper = tokens(torch.bfloat16), tokens(torch.bfloat16, OUTPUTS)
    call = torch.compile(held, backend="aot_eager", fullgraph=True) if compiled else held
    seen = []
    for kernels in (None, int8_kernels):
        monkeypatch.setattr(int8_products, "_kernels", kernels)
        torch.compiler.reset()
        given = x.clone().requires_grad_()
        out = call(given)
        seen.append((out.detach(), *torch.autograd.grad(out, given, upper)))
    for found, wanted in zip(seen[1], seen[0], strict=True):
        near = float((found - wanted).float().norm() / wanted.float().norm())
        assert near < 1e-2


def test_kernels_prove_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    device = torch.device(DEVICE)
    assert int8_products._proves_itself(int8_kernels, device)
    with monkeypatch.context() as patch:
        patch.setattr(int8_kernels, "turn", lambda matrix: matrix.flip(0))
        assert not int8_products._proves_itself(int8_kernels, device)
    with monkeypatch.context() as patch:
        patch.setattr(int8_kernels, "product", None)
        assert not int8_products._proves_itself(int8_kernels, device)
