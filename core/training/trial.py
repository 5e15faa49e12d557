"""A trial before the run is promised: what it takes on this computer is measured, not guessed."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch

from core.language import say
from core.training import memory
from core.training.task import Task, free_memory

_STEPS = 3
"""One as usual, one that is captured, and one as all others will be."""


def try_out(task: Task, step: Callable[[], torch.Tensor], planned: int) -> None:
    """Make steps of the largest batch and a sample; tell time and memory as one notice.

    Args:
        step: forward and backward of the largest batch, which learns nothing; steps down by
            itself when memory runs out.
        planned: steps of the whole run.

    Raises:
        KnownError: kind "out_of_memory", when not even the smallest way fits.
    """
    seconds = 0.0
    for _ in range(_STEPS):
        task.check()
        began = time.monotonic()
        float(step())
        seconds = time.monotonic() - began
    if not task.settings.sample_every:  # else the first sample follows at once
        _try_sample(task)
    task.report.notice(
        "tried",
        say(
            "Tried out: {seconds:.2f} seconds a step, {gib:.1f} GiB of memory; about "
            "{minutes:.0f} minutes in all.",
            seconds=seconds,
            gib=task.report.memory_peak(),
            minutes=max(1.0, seconds * task.settings.accumulation * planned / 60.0),
        ),
    )


def _try_sample(task: Task) -> None:
    try:
        task.try_sample()
    except (RuntimeError, MemoryError) as error:
        if not memory.is_out_of_memory(error):
            raise
        task.report.notice(
            "no_sample", say("There is not enough memory for samples during the training.")
        )
    free_memory()
