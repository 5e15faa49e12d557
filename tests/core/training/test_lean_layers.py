"""The fused layers compute what PEFT's own do, forwards and backwards."""

from __future__ import annotations

import copy

import pytest
import torch
from peft import LoraConfig, inject_adapter_in_model
from torch import nn

from core.families.held import added_product
from core.training.lean_layers import keep_narrow, make_lean
from core.training.weights import AdapterWeights


class Two(nn.Module):
    """A layer with a bias and one without, the input used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Linear(24, 32)
        self.two = nn.Linear(32, 24, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.two(torch.nn.functional.gelu(self.one(x)))


def adapted(dtype: torch.dtype, dropout: float = 0.0) -> nn.Module:
    """Both layers with a LoRA that does something."""
    torch.manual_seed(3)
    network = Two().to(dtype).requires_grad_(False)
    config = LoraConfig(r=4, lora_alpha=6, lora_dropout=dropout, target_modules=["one", "two"])
    network = inject_adapter_in_model(config, network)
    for name, parameter in network.named_parameters():
        if "lora_" in name:
            parameter.data = torch.randn_like(parameter.data) * 0.3
    return network


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("needs_input", [True, False])
def test_outputs_and_all_gradients_are_the_same(dtype: torch.dtype, needs_input: bool) -> None:
    plain = adapted(dtype)
    lean = copy.deepcopy(plain)
    assert make_lean(lean, dtype) == 2
    seen = []
    for network in (plain, lean):
        torch.manual_seed(5)
        x = torch.randn(2, 7, 24, dtype=dtype, requires_grad=needs_input)
        out = network(x)
        out.square().mean().backward()
        gradients = {n: p.grad for n, p in network.named_parameters() if p.grad is not None}
        assert len(gradients) == 4
        seen.append((out.detach(), x.grad, gradients))
    (out, into, of), (lean_out, lean_into, lean_of) = seen
    torch.testing.assert_close(lean_out, out)
    assert (into is None) == (not needs_input)
    if into is not None:
        torch.testing.assert_close(lean_into, into)
    for name, gradient in of.items():
        torch.testing.assert_close(lean_of[name], gradient, rtol=1e-5, atol=1e-6)


@pytest.mark.filterwarnings("ignore:The .grad attribute:UserWarning")  # torch's own tracing
@pytest.mark.filterwarnings("ignore:.*should not be instantiated:DeprecationWarning")
def test_compiled_layers_learn_the_same_too() -> None:
    network = adapted(torch.float32)
    make_lean(network, torch.float32)
    compiled = copy.deepcopy(network)
    make_lean(compiled, torch.float32)
    compiled.compile(backend="aot_eager")
    x = torch.randn(2, 7, 24)
    for one in (network, compiled):
        one(x).square().mean().backward()
    assert torch.compiler.is_compiling() is False
    learnt = {name: value.grad for name, value in compiled.named_parameters()}
    for name, value in network.named_parameters():
        if value.grad is not None:
            torch.testing.assert_close(learnt[name], value.grad)
            assert value.grad.any()


def test_matrices_narrowed_together_give_the_same_bits_and_follow_the_weights() -> None:
    plain = adapted(torch.bfloat16)
    together = copy.deepcopy(plain)
    seen = []
    for network in (plain, together):
        make_lean(network, torch.bfloat16)
        weights = AdapterWeights(network)
        if network is together:
            keep_narrow(network, weights, torch.bfloat16)
        outs = []
        for step in range(2):
            torch.manual_seed(step)
            out = network(torch.randn(5, 24, dtype=torch.bfloat16, requires_grad=True))
            out.square().mean().backward()
            weights.vector.data.sub_(weights.gradient, alpha=10.0)
            outs.append(out.detach())
        seen.append((*outs, weights.gradient))
    assert not torch.equal(seen[0][0], seen[0][1])
    for one, other in zip(*seen, strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize("biased", [True, False])
def test_what_the_compiler_is_shown_is_what_runs(biased: bool) -> None:
    left, right, inner, outer = (torch.randn(*shape) for shape in ((5, 8), (6, 8), (5, 2), (2, 6)))
    bias = torch.randn(6) if biased else None
    given = (left, right, bias, inner, outer.t(), 0.5)
    torch.library.opcheck(added_product._in_one, given)
    wanted = torch.nn.functional.linear(left, right, bias) + 0.5 * inner @ outer
    torch.testing.assert_close(added_product._in_one(*given), wanted)


def test_switched_off_it_is_the_base_bit_for_bit() -> None:
    network = adapted(torch.float32)
    make_lean(network, torch.float32)
    x = torch.randn(3, 24)
    assert not torch.equal(network(x), base_of(network)(x))
    for layer in (network.one, network.two):
        layer.enable_adapters(False)
    assert torch.equal(network(x), base_of(network)(x))


def base_of(network: nn.Module) -> nn.Module:
    """The same weights without any adapter."""
    base = Two()
    base.one.load_state_dict(network.one.get_base_layer().state_dict())
    base.two.load_state_dict(network.two.get_base_layer().state_dict())
    return base


def test_layers_it_cannot_do_keep_their_own_way() -> None:
    assert make_lean(adapted(torch.float32, dropout=0.1), torch.float32) == 0
    assert make_lean(adapted(torch.float32), torch.bfloat16) == 0
