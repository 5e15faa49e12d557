"""How slow this machine is at this moment, so that limits in seconds hold on other machines too.

A limit that was set on two quiet cores says nothing about a slower processor, or about one that
other programs use. So a little fixed work is timed by the clock beside what is measured, and the
limit grows by as much as that work took longer; it never shrinks.
"""

from __future__ import annotations

import statistics
import time

REFERENCE = 0.0185
"""Seconds of `_work` on the machine that limits are set on (a quiet core of an AMD EPYC)."""
SLOWEST = 8.0
"""A limit grows no more than that."""


def slowness(tries: int = 5) -> float:
    """Time for the same work, relative to the machine that limits are set on: 1 to `SLOWEST`."""
    spent = []
    for _ in range(tries):
        start = time.perf_counter()
        _work()
        spent.append(time.perf_counter() - start)
    return min(SLOWEST, max(1.0, statistics.fmean(spent) / REFERENCE))


def _work() -> int:
    """Arithmetic, allocation, sorting and hashing in the interpreter."""
    total = sum(n * n % 7 for n in range(100_000))
    for n in range(60_000):
        total += n * n % 7
    words = [str(n) for n in range(30_000)]
    return hash((total, sorted(words)[-1], tuple(words)))


def within(seconds: float, limit: float) -> bool:
    """Whether it took no longer than the limit, on a machine that is as slow as this one now."""
    return seconds <= limit or seconds <= limit * slowness()
