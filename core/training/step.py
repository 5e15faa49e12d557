"""One optimiser step: forward, backward, clip, AdamW; nothing in it waits for the device.

On a graphics card forward and backward run as one captured graph a shape (`captured.py`).
Clipping and AdamW work on a single vector, a dozen launches in all, and stay outside the graphs.
"""

from __future__ import annotations

import math

import torch

from core.contract.requests import TrainingSettings
from core.training import chance
from core.training.batches import BatchPlan
from core.training.captured import CapturedPieces
from core.training.checkpoints import LoopState
from core.training.memory import Limits
from core.training.task import Task

_BETAS = (0.9, 0.99)
"""A shorter memory than 0.999 suits runs of a few hundred steps."""


def learning_rate(settings: TrainingSettings, step: int, planned: int) -> float:
    """Linear warm-up, then a cosine down to a tenth, or constant; `step` counts from 0."""
    if step < settings.warmup_steps:
        return settings.learning_rate * (step + 1) / settings.warmup_steps
    if settings.schedule == "constant":
        return settings.learning_rate
    done = (step - settings.warmup_steps) / max(1, planned - settings.warmup_steps)
    return settings.learning_rate * (0.1 + 0.45 * (1.0 + math.cos(math.pi * min(1.0, done))))


class Stepper:
    """Holds the optimiser and takes one step at a time.

    The moments exist from the start, so that memory does not grow after the first step and a
    checkpoint always has the same four vectors.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        weights = task.weights
        settings = task.settings
        device = weights.vector.device
        on_card = device.type == "cuda"
        # On a card the rate is a tensor: a number would be sent there anew with every step.
        self._rate = torch.tensor(settings.learning_rate, device=device) if on_card else None
        self._optimiser = torch.optim.AdamW(
            [weights.vector],
            lr=settings.learning_rate if self._rate is None else self._rate,
            betas=_BETAS,
            weight_decay=settings.weight_decay,
            capturable=on_card,
            fused=on_card,
        )
        self._loss = torch.zeros((), device=device)
        self.pieces = CapturedPieces(weights.gradient) if on_card and task.capturable else None
        self.moment = torch.zeros_like(weights.vector.data)
        self.variance = torch.zeros_like(weights.vector.data)
        self._count = torch.zeros((), device=weights.vector.device if on_card else "cpu")
        self._optimiser.state[weights.vector] = {
            "step": self._count,
            "exp_avg": self.moment,
            "exp_avg_sq": self.variance,
        }
        self._plan: BatchPlan | None = None
        self._plan_size = 0

    def restore(self, moment: torch.Tensor, variance: torch.Tensor, step: int) -> None:
        """Go on from a checkpoint's moments."""
        self.moment.copy_(moment)
        self.variance.copy_(variance)
        self._count.fill_(step)

    def take(self, state: LoopState) -> torch.Tensor:
        """Make step `state.step`; the loss as a tensor on the device, not yet waited for."""
        weights, limits = self._task.weights, state.limits
        plan = self._batches(limits)
        weights.gradient.zero_()
        total = torch.zeros_like(self._loss)
        for micro in range(limits.accumulation):
            position = state.step * limits.accumulation + micro
            inputs = self._task.inputs(plan.at(position), position)
            if self._task.settings.dropout:
                torch.manual_seed(chance.number(self._task.settings.seed, "dropout", position))
            self._learn(inputs, limits.accumulation)
            total += self._loss
        self._clip()
        self._set_rate(learning_rate(self._task.settings, state.step, state.planned))
        self._optimiser.step()
        return total

    def rehearse(self, state: LoopState) -> torch.Tensor:
        """Forward and backward of the largest batch; weights, moments and gradient stay as they
        are. Its loss."""
        plan = self._batches(state.limits)
        position = plan.largest()
        inputs = self._task.inputs(plan.at(position), position)
        self._learn(inputs, state.limits.accumulation)
        self._task.weights.gradient.zero_()
        return self._loss.clone()

    def forget(self) -> None:
        """The inputs' buffers or the network's layers changed: graphs of them are void."""
        if self.pieces is not None:
            self.pieces.forget()

    def _learn(self, inputs: dict[str, torch.Tensor], accumulation: int) -> None:
        """Add this batch's gradient; its loss lies in `_loss` until the next batch."""

        def work() -> None:
            loss = self._task.loss(inputs) / accumulation
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            self._loss.copy_(loss.detach())

        if self.pieces is None:
            work()
        else:
            self.pieces.run(tuple(value.data_ptr() for value in inputs.values()), work)

    def _set_rate(self, rate: float) -> None:
        if self._rate is not None:
            self._rate.fill_(rate)
            return
        for group in self._optimiser.param_groups:
            group["lr"] = rate

    def _clip(self) -> None:
        """Scale the gradient to the allowed length; a non-finite one counts as none."""
        gradient = self._task.weights.gradient
        length = torch.linalg.vector_norm(gradient)
        wanted = (self._task.settings.clip_norm / (length + 1e-6)).clamp(max=1.0)
        gradient.nan_to_num_(0.0, 0.0, 0.0)
        gradient.mul_(torch.where(length.isfinite(), wanted, torch.zeros_like(wanted)))

    def _batches(self, limits: Limits) -> BatchPlan:
        if self._plan is None or self._plan_size != limits.batch_size:
            self._plan = BatchPlan(
                self._task.shapes,
                limits.batch_size,
                self._task.settings.seed,
                widen=self._task.widen,
            )
            self._plan_size = limits.batch_size
        return self._plan
