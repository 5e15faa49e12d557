"""Hears what a training or a grid says."""

from __future__ import annotations

import time
from typing import Any

from core.contract.messages import Done, Message, Phase, Result, Started


class Listener:
    """A job's phases in seconds, its pictures, its device and its ending."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.files: list[str] = []
        self.device = ""
        self._last: Any = None
        self._phase, self._since = "starting", time.monotonic()

    def __call__(self, message: Message) -> None:
        self._last = message
        if isinstance(message, Started):
            self.device = message.device
        elif isinstance(message, Result):
            self.files.append(message.path)
        elif isinstance(message, Phase):
            self._enter(message.name)

    def _enter(self, phase: str) -> None:
        now = time.monotonic()
        self.seconds[self._phase] = self.seconds.get(self._phase, 0.0) + now - self._since
        self._phase, self._since = phase, now

    def done(self, what: str) -> Done:
        """The ending. Raises RuntimeError for any other than a good one."""
        self._enter("between")
        if not isinstance(self._last, Done):
            raise RuntimeError(f"not {what}: {self._last}")
        return self._last
