"""The fused layers compute what PEFT's own do, forwards and backwards."""

from __future__ import annotations

import copy

import pytest
import torch
from peft import LoraConfig, inject_adapter_in_model
from torch import nn

from core.training.lean_layers import make_lean


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
