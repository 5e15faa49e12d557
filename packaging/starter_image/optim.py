"""The optimiser: orthogonalised momentum for the blocks' matrices, AdamW for everything else.

All block matrices have sides that are multiples of the model's width, so they are cut into width x
width squares and handled as one batch: a few large matrix products a step, whatever the depth.
Orthogonalised updates reach a given loss in clearly fewer steps than AdamW on this model.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import nn

_A, _B, _C = 3.4445, -4.7750, 2.0315  # quintic that pushes singular values towards one


def _orthogonal(matrices: torch.Tensor) -> torch.Tensor:
    """Nearly orthogonal matrices with the same row and column spaces; shape (n, d, d)."""
    x = matrices.to(torch.bfloat16)
    x = x / (x.float().norm(dim=(1, 2), keepdim=True) + 1e-7).to(x.dtype)
    for _ in range(5):
        gram = x @ x.mT
        x = _A * x + (_B * gram + _C * (gram @ gram)) @ x
    return x


class SquareMuon:
    """Momentum + orthogonalisation for 2-D weights whose sides are multiples of ``width``."""

    def __init__(self, weights: Iterable[nn.Parameter], width: int, decay: float = 0.01) -> None:
        self.weights = list(weights)
        self.width = width
        self.decay = decay
        count = sum(weight.numel() for weight in self.weights) // width**2
        device = self.weights[0].device
        self.momentum = torch.zeros(count, width, width, device=device)
        self.orthogonal = torch.compile(_orthogonal) if device.type == "cuda" else _orthogonal

    def _squares(self, value: torch.Tensor) -> torch.Tensor:
        d = self.width
        cut = value.view(value.shape[0] // d, d, value.shape[1] // d, d)
        return cut.transpose(1, 2).reshape(-1, d, d)

    def _whole(self, squares: torch.Tensor, shape: torch.Size) -> torch.Tensor:
        d = self.width
        cut = squares.view(shape[0] // d, shape[1] // d, d, d)
        return cut.transpose(1, 2).reshape(shape)

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """One update; a rate of 1e-3 moves weights about as far as AdamW's would."""
        grads = [weight.grad for weight in self.weights if weight.grad is not None]
        gradient = torch.cat([self._squares(grad) for grad in grads])
        self.momentum.lerp_(gradient, 0.05)
        update = self.orthogonal(gradient.lerp(self.momentum, 0.95)).float()
        counts = [weight.numel() // self.width**2 for weight in self.weights]
        parts = update.split(counts)
        moves = [
            self._whole(part, weight.shape)
            for part, weight in zip(parts, self.weights, strict=True)
        ]
        torch._foreach_mul_(self.weights, 1 - rate * self.decay)
        torch._foreach_add_(self.weights, moves, alpha=-rate * 0.2 * math.sqrt(self.width))


def split_weights(model: nn.Module, width: int) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """(block matrices for ``SquareMuon``, everything else for AdamW)."""
    blocks: list[nn.Parameter] = []
    rest: list[nn.Parameter] = []
    for name, weight in model.named_parameters():
        square = weight.ndim == 2 and weight.shape[0] % width == 0 and weight.shape[1] % width == 0
        (blocks if square and "transformer_blocks" in name else rest).append(weight)
    return blocks, rest


class Ema:
    """A slowly following copy of a model's weights, on the same device."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.live = list(model.parameters())
        self.slow = [weight.detach().clone() for weight in self.live]
        self.decay = decay
        self.steps = 0

    @torch.no_grad()
    def step(self) -> None:
        """Follow the model by one step, faster at the start."""
        self.steps += 1
        keep = min(self.decay, (1 + self.steps) / (10 + self.steps))
        torch._foreach_lerp_(self.slow, [weight.detach() for weight in self.live], 1 - keep)

    @torch.no_grad()
    def write_to(self, model: nn.Module) -> None:
        """Copy the slow weights into ``model``."""
        for weight, slow in zip(model.parameters(), self.slow, strict=True):
            weight.copy_(slow)


def rate_at(share: float, step: int, warm_up: int, hold: float = 0.6) -> float:
    """Learning rate factor: warm-up in steps, constant, then to 0 between ``hold`` and 1.

    ``share`` is how much of the time is used up (0 to 1): the schedule follows the clock, so that
    a lent machine's minutes are used exactly.
    """
    warm = min(1.0, (step + 1) / warm_up)
    fall = 1.0 if share < hold else max(0.0, (1 - share) / (1 - hold))
    return warm * fall
