"""What a run says while it works: messages to the caller, figures to `metrics.jsonl`.

Progress is sent at most ten times a second. Memory is the process's on a processor and what torch
holds on a graphics card, in GiB.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import torch

from core import files
from core.contract.messages import Message, Notice, Phase, Progress, Sample, Validation

METRICS = "metrics.jsonl"
_GIB = 1024**3
_PROGRESS_EVERY = 0.1


class Reporter:
    """The run's voice."""

    def __init__(self, send: Callable[[Message], None], folder: Path, device: torch.device) -> None:
        self.send = send
        self.folder = folder
        self._device = device
        self._last = 0.0
        self._peak = 0.0
        self._process = psutil.Process()

    def phase(self, name: str, say: str) -> None:
        """Say what goes on now."""
        self.send(Phase(name, say))

    def notice(self, code: str, say: str) -> None:
        """Say what the user should know."""
        self.send(Notice(code, say))
        self._note({"notice": code, "say": say})

    def progress(
        self,
        step: int,
        steps: int,
        *,
        loss: float | None = None,
        rate: float = 0.0,
        seconds_left: float | None = None,
    ) -> None:
        """Progress of the phase; swallowed when the last one is less than 0.1 s old."""
        now = time.monotonic()
        if now - self._last < _PROGRESS_EVERY and step != steps:
            return
        self._last = now
        used = self.memory_used()
        self.send(Progress(step, steps, loss, rate, seconds_left, used))

    def trained(self, step: int, loss: float, learning_rate: float, rate: float) -> None:
        """One line of figures a look at the loss."""
        self._note({
            "step": step, "loss": loss, "learning_rate": learning_rate,
            "steps_per_second": round(rate, 4), "memory_gib": round(self.memory_used(), 3),
        })  # fmt: skip

    def validated(self, step: int, loss: float, base: float, best: bool) -> None:
        """Loss on held-out items."""
        self.send(Validation(step, loss, base, best))
        self._note({"step": step, "heldout_loss": loss, "heldout_loss_base": base, "best": best})

    def sampled(self, sample: Sample) -> None:
        """A sample; noted, too, so that a run can be looked at again after a restart."""
        self.send(sample)
        name = Path(sample.path).name if sample.path else ""
        self._note({
            "step": sample.step, "sample": name, "prompt": sample.prompt, "text": sample.text,
        })  # fmt: skip

    def forget_after(self, step: int) -> None:
        """Drop figures later than `step`: a resumed run will write them again."""
        path = self.folder / METRICS
        if not path.is_file():
            return
        kept = []
        for line in path.read_text("utf-8").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue  # the half line of a killed process
            if entry.get("step", 0) <= step:
                kept.append(line + "\n")
        files.write_text(path, "".join(kept))

    def memory_used(self) -> float:
        """GiB in use now."""
        if self._device.type == "cuda":
            used = torch.cuda.memory_reserved(self._device) / _GIB
        else:
            used = self._process.memory_info().rss / _GIB
        self._peak = max(self._peak, used)
        return used

    def memory_peak(self) -> float:
        """GiB at the highest point so far (of the process's whole life on a processor)."""
        self.memory_used()
        if self._device.type == "cuda":
            return max(self._peak, torch.cuda.max_memory_reserved(self._device) / _GIB)
        if os.name != "nt":
            import resource

            unit = 1 if sys.platform == "darwin" else 1024
            highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
            return max(self._peak, highest / _GIB)
        return max(self._peak, float(self._process.memory_info().peak_wset) / _GIB)

    def _note(self, entry: dict[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / METRICS).open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(entry, ensure_ascii=False) + "\n")
