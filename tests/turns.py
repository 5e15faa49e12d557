"""Who runs when the tests run in several processes: most side by side, some with nobody beside.

Tests that measure time, or drive a window from outside, are marked `alone`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SIDE_BY_SIDE = "PYTEST_XDIST_WORKER" in os.environ
_GATE, _ROOM = Path(__file__), Path(__file__).with_name("conftest.py")
"""Files that all processes have; they are locked, never written."""


@contextmanager
def turn(*, alone: bool) -> Iterator[None]:
    """Hold a turn; waits for whoever is alone, or, to be alone, for all others.

    Everybody passes the gate into the room. Who wants to be alone keeps the gate, so that nobody
    comes in any more, and begins when the room is empty.
    """
    if not _SIDE_BY_SIDE:
        yield
        return
    import fcntl

    with _GATE.open() as gate, _ROOM.open() as room:
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        if not alone:
            fcntl.flock(gate, fcntl.LOCK_UN)
        yield
