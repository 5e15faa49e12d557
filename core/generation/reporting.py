"""What a generation job tells meanwhile, and how it is stopped."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil
import torch

from core.contract.control import Control
from core.contract.messages import Message, Phase, Progress, Result

Send = Callable[[Message], None]


class StoppedError(Exception):
    """The user cancelled; raised at the next step and caught by `Generator.serve` alone."""


class Report:
    """Counts the cells that are done and estimates the rest."""

    def __init__(self, send: Send, control: Control, total: int) -> None:
        self.send = send
        self._control = control
        self._total = total
        self.done = 0
        self._began = time.monotonic()

    def check(self) -> None:
        """Called between steps.

        Raises:
            StoppedError: the job was cancelled.
        """
        if self._control.paused:
            self._control.wait_while_paused()
        if self._control.cancelled:
            raise StoppedError

    def phase(self, name: str, say: str) -> None:
        """Say what begins now."""
        self.send(Phase(name, say))

    def start_clock(self) -> None:
        """The first cell begins: loading does not count for the estimate."""
        self._began = time.monotonic()
        self._progress()

    def result(self, result: Result) -> None:
        """One cell is done."""
        self.done += 1
        self.send(result)
        self._progress()

    def _progress(self) -> None:
        spent = max(time.monotonic() - self._began, 1e-6)
        rate = self.done / spent if self.done else 0.0
        self.send(
            Progress(
                step=self.done,
                steps=self._total,
                rate=rate,
                seconds_left=(self._total - self.done) / rate if rate else None,
                memory_used=memory_used(),
            )
        )


def memory_used() -> float:
    """GiB that this process holds: on the GPU if there is one, else in main memory."""
    if torch.cuda.is_available():
        return float(torch.cuda.memory_allocated()) / 2**30
    return float(psutil.Process().memory_info().rss) / 2**30


def memory_total(device: str) -> float:
    """GiB of the device."""
    if device.startswith("cuda"):
        return float(torch.cuda.get_device_properties(device).total_memory) / 2**30
    return float(psutil.virtual_memory().total) / 2**30


def is_out_of_memory(error: BaseException) -> bool:
    """Whether torch ran out of memory; on a CPU it says so only in words."""
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or (
        isinstance(error, RuntimeError) and "can't allocate memory" in str(error)
    )
