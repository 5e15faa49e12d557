"""Watches a run: stops it when it breaks, and when it has nothing more to learn."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.errors import KnownError
from core.language import say

BROKEN_STEPS = 10
"""Steps in a row without a finite loss after which training stops."""
STILL_STEPS = 20
"""Steps in a row with exactly the same loss after which training stops."""
PROGRESS = 0.002
"""A held-out loss counts as better when it falls by this share."""


class LossGuard:
    """Looks at every loss that was read back; harmless single outliers are let pass."""

    def __init__(self) -> None:
        self._broken = 0
        self._still = 0
        self._last: float | None = None

    def look(self, losses: list[float]) -> None:
        """Judge the losses of the steps since the last look.

        A non-finite gradient counts as none (see `Stepper`), so that the weights are still
        sound when this stops the run.

        Raises:
            KnownError: kind "training_failed".
        """
        for loss in losses:
            self._broken = 0 if math.isfinite(loss) else self._broken + 1
            self._still = self._still + 1 if loss == self._last else 0
            self._last = loss
            if self._broken >= BROKEN_STEPS:
                raise KnownError(
                    say("Training became unstable and was stopped; the last saved state is sound."),
                    say("Train again with a lower learning speed."),
                    detail=f"{self._broken} steps without a finite loss",
                    kind="training_failed",
                )
            if self._still >= STILL_STEPS:
                raise KnownError(
                    say("Training does not move: the loss stays exactly the same."),
                    say(
                        "Check that the photos or texts are not empty, and raise the learning "
                        "speed."
                    ),
                    detail=f"{self._still} steps with the loss {loss}",
                    kind="training_failed",
                )


@dataclass
class Progression:
    """The held-out losses so far; part of a checkpoint."""

    base: float | None = None
    best: float | None = None
    best_step: int = 0
    waited: int = 0
    """Validations in a row without progress."""

    def take(self, step: int, loss: float) -> bool:
        """Note a validation; True when these weights are the best so far."""
        if not math.isfinite(loss):
            self.waited += 1
            return False
        improved = self.best is None or loss < self.best * (1.0 - PROGRESS)
        self.waited = 0 if improved else self.waited + 1
        if self.best is None or loss < self.best:
            self.best, self.best_step = loss, step
            return True
        return False

    def finished(self, patience: int) -> bool:
        """Whether training shall stop early."""
        return patience > 0 and self.waited >= patience
