"""Every random draw is a function of the run's seed and of where it is drawn.

Nothing is carried from step to step, so a resumed run draws what an uninterrupted one would have
drawn, and "the state of the random generators" is two numbers: the seed and the position.
"""

from __future__ import annotations

import hashlib

import torch


def number(seed: int, *where: object) -> int:
    """A 63-bit number that depends on the seed and the place alone."""
    digest = hashlib.sha256(repr((seed, *where)).encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def generator(seed: int, *where: object) -> torch.Generator:
    """A generator on the CPU for draws at this place; the same on every device and system."""
    return torch.Generator("cpu").manual_seed(number(seed, *where))
