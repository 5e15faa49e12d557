"""How many pictures are made together on a graphics card: as many as its free memory holds."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

MOST = 8
"""Pictures. Large models fill a card with two to four; more only delays the first result."""
_SHARE = 0.8
"""Of the free memory: the allocator's gaps and other programs need the rest."""


def peak_of(render: Callable[[], object]) -> int:
    """Bytes that rendering one picture takes on the card beyond what is loaded."""
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    render()
    torch.cuda.synchronize()
    return int(torch.cuda.max_memory_allocated()) - int(before)


def free_memory() -> int:
    """Bytes on the card that nobody uses, those the allocator keeps for later among them."""
    free, _ = torch.cuda.mem_get_info()
    return int(free) + int(torch.cuda.memory_reserved()) - int(torch.cuda.memory_allocated())


def batch_that_fits(free: int, peak: int, pictures: int) -> int:
    """Pictures a batch, so that all batches of `pictures` are about equally large.

    Args:
        free: bytes.
        peak: bytes for one picture; memory grows at most in proportion with the batch.
    """
    most = max(1, min(MOST, int(_SHARE * free / max(peak, 1))))
    batches = max(1, math.ceil(pictures / most))
    return max(1, math.ceil(pictures / batches))
