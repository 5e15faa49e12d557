"""The loss in pieces is the plain cross entropy, gradient included."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from core.training import token_loss
from core.training.token_loss import Head, token_losses, weighted_loss

KINDS = pytest.mark.parametrize(
    ("scale", "softcap", "bias"),
    [
        (1.0, 0.0, False),
        (1.0, 0.0, True),
        (0.0625, 0.0, False),
        (1.0, 30.0, False),
        (8.0, 5.0, True),
    ],
)


@KINDS
@pytest.mark.parametrize("piece", [64, 10_000])
def test_it_equals_plain_cross_entropy(
    scale: float, softcap: float, bias: bool, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(2)
    monkeypatch.setattr(token_loss, "_PIECE", piece * 311)
    head = Head(torch.randn(311, 24), torch.randn(311) if bias else None, scale, softcap)
    hidden = torch.randn(150, 24, requires_grad=True)
    labels = torch.randint(311, (150,))
    weights = torch.rand(150) * (torch.arange(150) % 7 > 0) / 150
    logits = functional.linear(hidden, head.weight, head.bias) * scale
    if softcap:
        logits = softcap * torch.tanh(logits / softcap)
    each = functional.cross_entropy(logits, labels, reduction="none")
    (wanted,) = torch.autograd.grad(3.0 * (each * weights).sum(), hidden)
    made = weighted_loss(hidden, head, labels, weights)
    (found,) = torch.autograd.grad(3.0 * made, hidden)
    torch.testing.assert_close(made, (each * weights).sum(), rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(found, wanted, rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(token_losses(hidden, head, labels), each, rtol=1e-6, atol=1e-5)


def test_in_bf16_it_is_as_near_as_the_plain_way() -> None:
    torch.manual_seed(2)
    matrix, hidden = torch.randn(500, 64) / 8, torch.randn(90, 64)
    labels, weights = torch.randint(500, (90,)), torch.full((90,), 1 / 90)
    exact = hidden.clone().requires_grad_()
    functional.cross_entropy(exact @ matrix.t(), labels).backward()
    assert exact.grad is not None
    apart = []
    for own in (True, False):
        narrow = hidden.bfloat16().requires_grad_()
        if own:
            weighted_loss(narrow, Head(matrix.bfloat16(), None), labels, weights).backward()
        else:
            logits = (narrow @ matrix.bfloat16().t()).float()
            functional.cross_entropy(logits, labels).backward()
        assert narrow.grad is not None
        apart.append(float((narrow.grad.float() - exact.grad).norm() / exact.grad.norm()))
    assert apart[0] < 1.1 * apart[1] < 0.02


@pytest.mark.filterwarnings("ignore:The .grad attribute:UserWarning")  # torch's own tracing
@pytest.mark.filterwarnings("ignore:.*should not be instantiated:DeprecationWarning")
def test_compiled_it_learns_the_same() -> None:
    torch.manual_seed(2)
    head, labels = Head(torch.randn(99, 16), None, 1.0, 20.0), torch.randint(99, (40,))
    weights = torch.rand(40)
    hidden = torch.randn(40, 16, requires_grad=True)
    (plain,) = torch.autograd.grad(weighted_loss(hidden, head, labels, weights), hidden)
    compiled = torch.compile(weighted_loss, backend="aot_eager")
    (found,) = torch.autograd.grad(compiled(hidden, head, labels, weights), hidden)
    torch.testing.assert_close(found, plain)
    assert found.any()
