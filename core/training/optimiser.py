"""What follows the gradient: clip it, AdamW, and the average of the weights if one is kept; all on
one vector and in the same buffers each time.

Nothing here waits for the device and nothing is allocated that stays, so that `Optimiser.update`
can be captured as a CUDA graph (`captured.py`).
"""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Iterator

import torch

from core.contract.requests import TrainingSettings
from core.training.weights import AdapterWeights

_BETAS = (0.9, 0.99)
"""A shorter memory than 0.999 suits runs of a few hundred steps."""


class Optimiser:
    """Turns the gradient of the adapter's vector into its next values.

    The moments exist from the start, so that memory does not grow after the first step and a
    checkpoint always has the same vectors.

    Attributes:
        moment: fp32 [N], AdamW's running mean of the gradient.
        variance: fp32 [N], of its square.
        average: fp32 [N], the running mean of the weights; None when none is kept.
    """

    def __init__(self, weights: AdapterWeights, settings: TrainingSettings) -> None:
        vector = weights.vector
        on_card = vector.device.type == "cuda"
        self._weights = weights
        self._clip_norm = settings.clip_norm
        self._decay = settings.ema_decay
        # A tensor, because a graph replays numbers as they were when it was captured.
        self._rate = torch.tensor(settings.learning_rate, device=vector.device)
        self._count = torch.zeros((), device=vector.device)
        self.moment = torch.zeros_like(vector.data)
        self.variance = torch.zeros_like(vector.data)
        self.average = vector.data.clone() if self._decay else None
        self._adam = torch.optim.AdamW(
            [vector],
            lr=self._rate,
            betas=_BETAS,
            weight_decay=settings.weight_decay,
            capturable=on_card,
            fused=True,
        )
        self._adam.state[vector] = {
            "step": self._count,
            "exp_avg": self.moment,
            "exp_avg_sq": self.variance,
        }

    @property
    def changed(self) -> tuple[torch.Tensor, ...]:
        """Everything that `update` writes to."""
        weights = self._weights
        average = () if self.average is None else (self.average,)
        return (
            weights.vector.data, weights.gradient, self.moment, self.variance, self._count,
            *average,
        )  # fmt: skip

    @property
    def kept(self) -> torch.Tensor:
        """fp32 [N], the weights that are judged and handed out: the average where one is kept."""
        return self._weights.vector.data if self.average is None else self.average

    @contextlib.contextmanager
    def holding_kept(self) -> Iterator[None]:
        """The network carries the weights that are handed out inside, its own afterwards."""
        if self.average is None:
            yield
            return
        with self._weights.holding(self.average):
            yield

    def restore(
        self,
        moment: torch.Tensor,
        variance: torch.Tensor,
        average: torch.Tensor | None,
        step: int,
    ) -> None:
        """Go on from a checkpoint after `step` steps."""
        self.moment.copy_(moment)
        self.variance.copy_(variance)
        if self.average is not None and average is not None:
            self.average.copy_(average)
        self._count.fill_(step)

    def set_rate(self, rate: float) -> None:
        """The learning rate of the next updates."""
        self._rate.fill_(rate)

    def update(self) -> None:
        """One step along the gradient, which is clipped in its place."""
        self._clip()
        with warnings.catch_warnings():  # the first steps on a card come before the capture
            warnings.filterwarnings("ignore", ".*capturable=True", UserWarning)
            self._adam.step()
        if self.average is not None:
            self._follow(self.average)

    def _clip(self) -> None:
        """Scale the gradient to the allowed length; a non-finite one counts as none."""
        gradient = self._weights.gradient
        length = torch.linalg.vector_norm(gradient)
        wanted = (self._clip_norm / (length + 1e-6)).clamp(max=1.0)
        gradient.nan_to_num_(0.0, 0.0, 0.0)
        gradient.mul_(torch.where(length.isfinite(), wanted, torch.zeros_like(wanted)))

    def _follow(self, average: torch.Tensor) -> None:
        """e <- e + (1 - d) / (1 - d^t) (w - e): after step t the mean of all weights so far, each
        counted d times as much as the one after it, w_1 itself at first.

        That is the average which starts from zero, with Adam's correction for it made in place
        (Kingma and Ba, "Adam", 2015, section 3).
        """
        share = (self._decay - 1.0) / torch.expm1(self._count * math.log(self._decay))
        average.lerp_(self._weights.vector.data, share)
