"""What a run says of how its steps are made: number format, captured or not, compiled or not.

Each is told once, for those who look under Details; a slower way than the fastest is taken by
itself and never ends a run.
"""

from __future__ import annotations

import torch

from core.language import say
from core.training.step import Stepper
from core.training.task import Place, Task

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
            place = self._task.place
            captured = bool(stepper.captured) and not stepper.refused
            said = [held(place), launched(place, captured, self._task.capturable)]
            self._task.report.notice("manner", " ".join(one for one in said if one))

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


def held(place: Place) -> str:
    """Where the frozen network is, and in which number format."""
    formats = {"int8": say("8 bits (int8)"), "nf4": say("4 bits (nf4)")}
    usual = "fp32" if place.dtype == torch.float32 else "bf16"
    told = formats.get(place.precision, usual)
    if place.device.type == "cuda":
        return say("The graphics card holds the model in {format}.", format=told)
    return say("The processor holds the model in {format}.", format=told)


def launched(place: Place, captured: bool, whole: bool) -> str:
    """How the work of a step reaches the device; empty on a card that refused to capture, which is
    told with its reason.

    Args:
        captured: whether graphs stand for pieces of a step.
        whole: whether for all of it, not only for what follows the gradient.
    """
    if place.device.type != "cuda":
        return say("Steps are made one operation after the other, as always on a processor.")
    if not captured:
        return ""
    if whole:
        return say("Each step is launched as a captured graph.")
    return say("Of each step only the update is launched as a captured graph.")
