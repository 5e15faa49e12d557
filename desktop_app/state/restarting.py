"""Work that needs the library closed: the program closes it, does the work, and opens again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desktop_app.job_thread import JobThread


@dataclass(frozen=True)
class ClosedWork:
    """What is done between closing and opening; with `work` left out it is a plain restart."""

    title: str
    """What the reader sees meanwhile: "Moving the library"."""
    work: Callable[[JobThread], Any] | None = None
    """May tell (done, all) as it goes. A KnownError is shown; the library is opened again then."""
