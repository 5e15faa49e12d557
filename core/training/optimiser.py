"""What follows the gradient: clip it, AdamW, and the average of the weights if one is kept; all on
one vector and in the same buffers each time.

Nothing here waits for the device and nothing is allocated that stays, so that `Optimiser.update`
can be captured as a CUDA graph (`captured.py`).
"""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Iterator, Mapping

import torch

from core.contract.requests import TrainingSettings
from core.training.eight_bit import FEWEST, EightBitAdamW
from core.training.weights import AdapterWeights

_BETAS = (0.9, 0.99)
"""A shorter memory than 0.999 suits runs of a few hundred steps."""


class Optimiser:
    """Turns the gradient of the adapter's vector into its next values.

    The moments exist from the start, so that memory does not grow after the first step and a
    checkpoint always has the same vectors.

    Attributes:
        average: fp32 [N], the running mean of the weights; None when none is kept.
    """

    def __init__(
        self, weights: AdapterWeights, settings: TrainingSettings, *, eight_bit: bool = False
    ) -> None:
        """`eight_bit`: whether the moments are held in 8 bits, if there are enough of them."""
        device = weights.vector.device
        self._weights = weights
        self._settings = settings
        # A tensor, because a graph replays numbers as they were when it was captured.
        self._rate = torch.tensor(settings.learning_rate, device=device)
        self._count = torch.zeros((), device=device)
        self.average = weights.vector.data.clone() if settings.ema_decay else None
        narrow = eight_bit and weights.count >= FEWEST
        self._adam: _WideAdamW | EightBitAdamW = self._narrow() if narrow else self._wide()

    @property
    def held(self) -> dict[str, torch.Tensor]:
        """What a checkpoint must hold beside the weights, by the names it has there."""
        average = {} if self.average is None else {"average": self.average}
        return {**self._adam.held, **average}

    @property
    def changed(self) -> tuple[torch.Tensor, ...]:
        """Everything that `update` writes to."""
        weights = self._weights
        return (weights.vector.data, weights.gradient, self._count, *self.held.values())

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

    def restore(self, saved: Mapping[str, torch.Tensor], step: int) -> None:
        """Go on after `step` steps from what `held` was then, on any device."""
        for name, own in self.held.items():
            own.copy_(saved[name])
        self._count.fill_(step)

    def narrow(self) -> None:
        """Hold the moments in 8 bits from now on; graphs of `update` are void."""
        if isinstance(self._adam, EightBitAdamW) or self._weights.count < FEWEST:
            return
        wide = self._adam.held
        narrow = self._narrow()
        narrow.take_over(wide["moment"], wide["variance"])
        self._adam = narrow

    def set_rate(self, rate: float) -> None:
        """The learning rate of the next updates."""
        self._rate.fill_(rate)

    def update(self) -> None:
        """One step along the gradient, which is clipped in its place."""
        self._clip()
        self._adam.step(self._weights.gradient)
        if self.average is not None:
            self._follow(self.average)

    def _clip(self) -> None:
        """Scale the gradient to the allowed length; a non-finite one counts as none."""
        gradient = self._weights.gradient
        length = torch.linalg.vector_norm(gradient)
        wanted = (self._settings.clip_norm / (length + 1e-6)).clamp(max=1.0)
        gradient.nan_to_num_(0.0, 0.0, 0.0)
        gradient.mul_(torch.where(length.isfinite(), wanted, torch.zeros_like(wanted)))

    def _follow(self, average: torch.Tensor) -> None:
        """e <- e + (1 - d) / (1 - d^t) (w - e): after step t the mean of all weights so far, each
        counted d times as much as the one after it, w_1 itself at first.

        That is the average which starts from zero, with Adam's correction for it made in place
        (Kingma and Ba, "Adam", 2015, section 3).
        """
        decay = self._settings.ema_decay
        share = (decay - 1.0) / torch.expm1(self._count * math.log(decay))
        average.lerp_(self._weights.vector.data, share)

    def _wide(self) -> _WideAdamW:
        decay = self._settings.weight_decay
        return _WideAdamW(self._weights.vector, self._rate, self._count, decay)

    def _narrow(self) -> EightBitAdamW:
        decay = self._settings.weight_decay
        return EightBitAdamW(self._weights.vector.data, self._rate, self._count, _BETAS, decay)


class _WideAdamW:
    """torch's fused AdamW with moments in fp32."""

    def __init__(
        self,
        vector: torch.nn.Parameter,
        rate: torch.Tensor,
        count: torch.Tensor,
        weight_decay: float,
    ) -> None:
        self.held = {name: torch.zeros_like(vector.data) for name in ("moment", "variance")}
        self._adam = torch.optim.AdamW(
            [vector],
            lr=rate,
            betas=_BETAS,
            weight_decay=weight_decay,
            capturable=vector.device.type == "cuda",
            fused=True,
        )
        self._adam.state[vector] = {
            "step": count,
            "exp_avg": self.held["moment"],
            "exp_avg_sq": self.held["variance"],
        }

    def step(self, gradient: torch.Tensor) -> None:
        """One step along the gradient, which is the vector's own."""
        with warnings.catch_warnings():  # the first steps on a card come before the capture
            warnings.filterwarnings("ignore", ".*capturable=True", UserWarning)
            self._adam.step()
