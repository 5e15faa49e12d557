"""Windows' graphics drivers quietly move what does not fit into the computer's memory, and steps
become many times slower instead of failing. Both is prevented here: torch may not take more than
is free, and steps that suddenly take long on a full card count as memory that ran out.

Source: NVIDIA, "System Memory Fallback for Stable Diffusion" (driver 536.40 and later).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass

import torch

_SLOWER = 3.0
"""Times the fastest step: buckets differ by less than half."""
_IN_A_ROW = 2
_FULL = 0.03
"""Share of the card that is free when it is full."""
_LEFT = 256 * 1024**2
"""Bytes for the driver's own needs."""


def spills(device: torch.device) -> bool:
    """Whether the driver of this device may move memory away."""
    return device.type == "cuda" and sys.platform == "win32"


def keep_within_card(device: torch.device) -> None:
    """Let torch fail, and this program react, before the driver moves anything."""
    if spills(device):
        free, total = torch.cuda.mem_get_info(device)
        torch.cuda.set_per_process_memory_fraction(max(0.1, (free - _LEFT) / total), device)


def free_share(device: torch.device) -> float:
    """Part of the card's memory that nobody has taken."""
    free, total = torch.cuda.mem_get_info(device)
    return float(free / total)


@dataclass
class SpillWatch:
    """Notices by the time of steps that memory has been moved away."""

    active: bool
    free_share: Callable[[], float]
    _fastest: float = math.inf
    _slow: int = 0

    def look(self, step_seconds: float) -> bool:
        """Whether these steps were those of a card that has overflown."""
        self._fastest = min(self._fastest, step_seconds)
        slow = self.active and step_seconds > _SLOWER * self._fastest
        self._slow = self._slow + 1 if slow and self.free_share() < _FULL else 0
        if self._slow < _IN_A_ROW:
            return False
        self._slow, self._fastest = 0, math.inf
        return True
