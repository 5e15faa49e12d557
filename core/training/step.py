"""One training step: forward, backward, clip, AdamW; nothing in it waits for the device.

On a graphics card a step is two captured graphs (`captured.py`): forward and backward, one for
each shape, and all that follows the gradient (`optimiser.py`).
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
from core.training.optimiser import Optimiser
from core.training.task import Task


def learning_rate(settings: TrainingSettings, step: int, planned: int) -> float:
    """Linear warm-up, then a cosine down to a tenth, or constant; `step` counts from 0."""
    if step < settings.warmup_steps:
        return settings.learning_rate * (step + 1) / settings.warmup_steps
    if settings.schedule == "constant":
        return settings.learning_rate
    done = (step - settings.warmup_steps) / max(1, planned - settings.warmup_steps)
    return settings.learning_rate * (0.1 + 0.45 * (1.0 + math.cos(math.pi * min(1.0, done))))


class Stepper:
    """Takes one step at a time.

    Attributes:
        optimiser: what the steps are made with, and its memory.
    """

    def __init__(self, task: Task, *, eight_bit: bool = False, capture: bool = True) -> None:
        """
        Args:
            eight_bit: whether AdamW's memory is held in 8 bits.
            capture: whether graphs stand for the work on a card, where they can.
        """
        self._task = task
        weights = task.weights
        self.optimiser = Optimiser(weights, task.settings, eight_bit=eight_bit)
        self._loss = torch.zeros((), device=weights.vector.device)
        on_card = capture and weights.vector.device.type == "cuda"
        self._learning = (
            CapturedPieces((weights.gradient,)) if on_card and task.capturable else None
        )
        self._updating = CapturedPieces(self.optimiser.changed) if on_card else None
        self._plan: BatchPlan | None = None
        self._plan_size = 0

    @property
    def captured(self) -> int:
        """How many pieces of the steps run as graphs."""
        return sum(part.captured for part in (self._learning, self._updating) if part is not None)

    @property
    def refused(self) -> str:
        """Why a piece that could be captured is not; empty while all is well."""
        parts = (self._learning, self._updating)
        return next((part.refused for part in parts if part is not None and part.refused), "")

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
        self.optimiser.set_rate(learning_rate(self._task.settings, state.step, state.planned))
        self._update()
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

    def gradient(self, state: LoopState) -> torch.Tensor:
        """[N] gradient of the largest batch, made launch by launch and never from a graph; weights
        and moments stay as they are."""
        plan, weights = self._batches(state.limits), self._task.weights
        position = plan.largest()
        inputs = self._task.inputs(plan.at(position), position)
        weights.gradient.zero_()
        self._task.loss(inputs).backward()  # type: ignore[no-untyped-call]
        made = weights.gradient.clone()
        weights.gradient.zero_()
        return made

    def forget(self) -> None:
        """The inputs' buffers or the network's layers changed: graphs of them are void."""
        if self._learning is not None:
            self._learning.forget()

    def narrow(self) -> None:
        """Hold AdamW's memory in 8 bits from now on."""
        self.optimiser.narrow()
        if self._updating is not None:
            self._updating.forget()
            self._updating.results = self.optimiser.changed

    def _learn(self, inputs: dict[str, torch.Tensor], accumulation: int) -> None:
        """Add this batch's gradient; its loss lies in `_loss` until the next batch."""

        def work() -> None:
            loss = self._task.loss(inputs) / accumulation
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            self._loss.copy_(loss.detach())

        if self._learning is None:
            work()
        else:
            self._learning.run(tuple(value.data_ptr() for value in inputs.values()), work)

    def _update(self) -> None:
        if self._updating is None:
            self.optimiser.update()
        else:
            self._updating.run("update", self.optimiser.update)

    def _batches(self, limits: Limits) -> BatchPlan:
        if self._plan is None or self._plan_size != limits.batch_size:
            self._plan = BatchPlan(
                self._task.shapes,
                limits.batch_size,
                self._task.settings.seed,
                widen=self._task.widen,
                sizes=self._task.sizes,
            )
            self._task.together = limits.batch_size
            self._plan_size = limits.batch_size
        return self._plan
