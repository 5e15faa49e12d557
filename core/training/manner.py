"""What a run says of how its steps are made: number format, captured or not, compiled or not.

Each is told once, for those who look under Details; a slower way than the fastest is taken by
itself and never ends a run.
"""

from __future__ import annotations

import torch

from core.contract.manner import held, launched
from core.language import say
from core.training.step import Stepper
from core.training.task import Task

_SETTLED = 5
"""Steps after which whatever can be captured of most runs has been."""


class Manner:
    """Watches how the steps of one run are made."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._steps = 0
        self._told_refusal = False

    def follow(self, stepper: Stepper) -> None:
        """A step has been made."""
        self._steps += 1
        if stepper.refused and not self._told_refusal:
            self._told_refusal = True
            self._task.report.notice(
                "not_captured",
                say(
                    "The fastest way does not work with this model and graphics card, so training "
                    "takes the usual one. {reason}",
                    reason=stepper.refused,
                ),
            )
        if self._steps == _SETTLED:
            self._task.report.notice("manner", self._words(stepper))

    def compiled(self) -> None:
        """The network's blocks are compiled from now on."""
        self._task.report.notice(
            "compiled", say("Repeated parts of the model are compiled: from here on it is faster.")
        )

    def not_worth_compiling(self) -> None:
        """What is left of the run is too short."""
        self._task.report.notice(
            "not_worth_compiling",
            say("Nothing is compiled: this training is too short for it to pay."),
        )

    def not_compiled(self, reason: str) -> None:
        """Compiling failed or made something else."""
        self._task.report.notice(
            "not_compiled",
            say(
                "The steps could not be made faster on this computer, so training goes on as "
                "before. {reason}",
                reason=reason,
            ),
        )

    def _words(self, stepper: Stepper) -> str:
        """A refused capture has been told with its reason already."""
        place = self._task.place
        on_card = place.device.type == "cuda"
        usual = "fp32" if place.dtype == torch.float32 else "bf16"
        said = held(on_card, place.precision or usual)
        if on_card and (stepper.refused or not stepper.captured):
            return said
        return f"{said} {launched(on_card, self._task.capturable)}"
