"""What a child process does for its own safety before it opens anything."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import BinaryIO

FILE_LIMIT = 1 << 30
"""Largest file it may write, bytes."""


def own_stdout() -> BinaryIO:
    """Keep descriptor 1 for answers: libraries that print must not disturb them."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def limit(memory: int) -> None:
    """Limits of memory, file size and core dumps, where the system has them.

    Args:
        memory: address space, bytes.
    """
    if sys.platform == "win32":
        return
    import resource

    wanted = (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, FILE_LIMIT),
        (resource.RLIMIT_CORE, 0),
    )
    for name, value in wanted:
        # macOS refuses some of them; the parent's clock still guards there.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(name, (value, value))


def more_time(seconds: int) -> None:
    """Each file gets its own processor time on top of what earlier ones used."""
    if sys.platform == "win32":
        return
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
