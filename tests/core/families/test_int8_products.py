"""Products of 8-bit numbers: exact in what is summed, close to the plain ones, both ways."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

import pytest
import torch
from peft import LoraConfig, inject_adapter_in_model
from torch import nn

from core.families.held import int8_products
from core.families.held.quantised import QuantisedLinear, multiply_codes
from core.training.lean_layers import make_lean

ROWS, INPUTS, OUTPUTS = 40, 96, 80
CLOSE = 0.03
"""Relative error of a token's product: both factors lose some 0.7 %, with rows of such different
size up to twice that."""


def layer(bias: bool = True, inputs: int = INPUTS, dtype: torch.dtype = torch.float32) -> Any:
    torch.manual_seed(3)
    plain = nn.Linear(inputs, OUTPUTS, bias=bias)
    # rows of very different size: a scale that lands on the wrong axis cannot pass
    plain.weight.data *= torch.logspace(-2, 1, OUTPUTS)[:, None]
    held = QuantisedLinear(inputs, OUTPUTS, bias, "int8", dtype)
    held.take(plain.weight.data)
    if bias:
        held.bias = nn.Parameter(plain.bias.data.to(dtype), requires_grad=False)
    held.multiplies_codes = True
    return held


def tokens(count: int = ROWS, width: int = INPUTS) -> torch.Tensor:
    """Tokens of very different size."""
    source = torch.Generator().manual_seed(5)
    size = torch.logspace(-3, 3, count)[:, None]
    return torch.randn(count, width, generator=source) * size


def apart(found: torch.Tensor, wanted: torch.Tensor) -> float:
    """The largest relative distance of a row."""
    return float(((found - wanted).norm(dim=1) / wanted.norm(dim=1)).max())


def test_codes_are_the_nearest_of_each_token() -> None:
    x = tokens()
    x[7] = 0.0
    codes, scale = int8_products.quantise_rows(x)
    assert codes.dtype == torch.int8
    assert scale.shape == (ROWS, 1)
    assert int(codes.abs().amax()) == 127
    assert ((codes * scale - x).abs() <= scale * 0.501).all()
    assert not codes[7].any()
    torch.testing.assert_close(scale * 127, x.abs().amax(1, keepdim=True).clamp(min=127e-30))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("bias", [True, False])
def test_forwards_and_back_it_is_the_product_of_what_was_rounded(
    bias: bool, dtype: torch.dtype
) -> None:
    held = layer(bias, dtype=dtype)
    x = tokens().to(dtype).requires_grad_()
    out = held(x)
    upper = tokens(width=OUTPUTS).to(dtype)
    (into,) = torch.autograd.grad(out, x, upper)
    assert out.dtype == into.dtype == dtype
    codes, row_scale = held.weight.double(), held.scale.double()
    rounded, scale = int8_products.quantise_rows(x.detach())
    wanted = (rounded.double() * scale) @ (codes * row_scale).t()
    if bias:
        wanted += held.bias.double()
    rounding = torch.finfo(dtype).eps
    torch.testing.assert_close(out.double(), wanted, rtol=2 * rounding, atol=2 * rounding)
    rounded, scale = int8_products.quantise_rows(upper * row_scale.t().float())
    wanted_into = rounded.double() * scale @ codes
    torch.testing.assert_close(into.double(), wanted_into, rtol=2 * rounding, atol=1e-30)
    dense = held.dense().double()
    plain = nn.functional.linear(x.detach().double(), dense, held.bias.double() if bias else None)
    assert 1e-4 < apart(wanted, plain) < CLOSE
    assert 1e-4 < apart(wanted_into, upper.double() @ dense) < CLOSE


@pytest.mark.parametrize(("rows", "inputs"), [(16, INPUTS), (ROWS, 90)])
def test_what_cannot_be_taken_is_widened(rows: int, inputs: int) -> None:
    held = layer(inputs=inputs)
    x = tokens(rows, inputs).requires_grad_()
    out = held(x)
    dense = held.dense()
    assert torch.equal(out, nn.functional.linear(x, dense, held.bias))
    upper = tokens(rows, OUTPUTS)
    assert torch.equal(torch.autograd.grad(out, x, upper)[0], upper @ dense)


@pytest.mark.parametrize("broken", [float("nan"), float("inf")])
def test_what_is_not_finite_stays_so(broken: float) -> None:
    x = tokens()
    x[3, 4] = broken
    finite = layer()(x).isfinite()
    assert not finite[3].any()
    assert finite[torch.arange(ROWS) != 3].all()


def adapted() -> Any:
    """An 8-bit layer with a LoRA that does something."""
    network = inject_adapter_in_model(
        LoraConfig(r=4, lora_alpha=6, target_modules=["0"]), nn.Sequential(layer())
    )
    for name, parameter in network.named_parameters():
        if "lora_" in name:
            torch.manual_seed(len(name))
            parameter.data = torch.randn_like(parameter.data) * 0.1
    return network


def gradients(network: Any, call: Callable[..., Any]) -> list[torch.Tensor]:
    x = tokens().reshape(2, ROWS // 2, INPUTS).requires_grad_()
    network.zero_grad()
    out = call(x)
    out.square().mean().backward()
    learnt = [p.grad.clone() for _, p in sorted(network.named_parameters()) if p.grad is not None]
    assert len(learnt) == 2
    assert x.grad is not None
    return [out.detach(), x.grad, *learnt]


def test_the_fused_layer_multiplies_in_8_bits_too() -> None:
    network = adapted()
    plain = gradients(network, network)
    assert make_lean(network, torch.float32) == 1
    for found, wanted in zip(gradients(network, network), plain, strict=True):
        torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-6)
    multiply_codes(network, False)
    widened = gradients(network, network)
    assert not torch.equal(widened[0], plain[0])
    for found, wanted in zip(widened, plain, strict=True):
        assert float((found - wanted).norm() / wanted.norm()) < 2 * CLOSE


@pytest.mark.filterwarnings("ignore:The .grad attribute:UserWarning")  # torch's own tracing
@pytest.mark.filterwarnings("ignore:.*should not be instantiated:DeprecationWarning")
def test_compiled_it_is_the_same() -> None:
    network = adapted()
    make_lean(network, torch.float32)
    plain = gradients(network, network)
    compiled = torch.compile(network, backend="aot_eager", fullgraph=True, dynamic=False)
    for found, wanted in zip(gradients(network, compiled), plain, strict=True):
        torch.testing.assert_close(found, wanted)


def test_nothing_wide_is_kept_for_the_way_back() -> None:
    kept: list[torch.Tensor] = []

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        kept.append(tensor)
        return tensor

    network = adapted()
    make_lean(network, torch.float32)
    x = tokens().requires_grad_()
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        network(x)
    rank = 4
    own = {x.data_ptr(), *(p.data_ptr() for p in network.parameters())}
    assert [one.shape for one in kept if one.data_ptr() not in own] == [(ROWS, rank)]


def test_only_what_proves_itself_on_the_card_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not int8_products.prepare("cpu")
    monkeypatch.setattr(int8_products, "_tried", False)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _: (7, 5))
    assert not int8_products.prepare("cuda:0")
    assert not int8_products._tried, "an old card is not even asked"
    # a newer one without Triton: torch's own way is slower than widened matrices
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _: (9, 0))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert not int8_products.prepare("cuda:0")
    assert int8_products._kernels is None
