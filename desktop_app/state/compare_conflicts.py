"""Whether the adapters of a column get into each other's way: computed beside the window, kept.

Moving a slider asks again a moment after it rests; what was computed once is never computed twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from core.actions import adapters as adapter_actions
from core.actions.adapters import Comparison
from core.contract.requests import AdapterMix, MixPart
from core.errors import KnownError
from desktop_app.job_thread import JobThread
from desktop_app.state.compare_layout import MixKey
from desktop_app.state.desk import Desk

RESTED = 120
"""Milliseconds a slider rests before its mix is looked at."""


@dataclass(frozen=True)
class Verdict:
    """What a mix would do as it stands, and balanced; or why that is not known."""

    plain: Comparison | None
    balanced: Comparison | None = None
    error: KnownError | None = None

    @property
    def factor(self) -> float:
        """What balancing multiplies all strengths by."""
        return self.plain.factor if self.plain is not None else 1.0


class ConflictWatch(QObject):
    """Answers for mixes of two and more adapters; `known(key)` is emitted for each."""

    known = Signal(object)

    def __init__(self, desk: Desk) -> None:
        """Works in one thread at a time."""
        super().__init__()
        self._desk = desk
        self._verdicts: dict[MixKey, Verdict] = {}
        self._asked: dict[MixKey, AdapterMix] = {}
        self._thread: JobThread | None = None
        self._later = QTimer(self, singleShot=True, interval=RESTED)
        self._later.timeout.connect(self._work)

    def verdict(self, key: MixKey) -> Verdict | None:
        """What is known of a mix; None while it is being computed."""
        return self._verdicts.get(key)

    def ask(self, key: MixKey, mix: Callable[[], AdapterMix]) -> None:
        """Look at a mix unless that was done before."""
        if len(key) < 2 or key in self._verdicts or key in self._asked:
            return
        self._asked[key] = mix()
        self._later.start()

    def forget_waiting(self) -> None:
        """Drop what was asked and not begun: the columns are other ones now."""
        self._asked.clear()

    def _work(self) -> None:
        if self._thread is not None or not self._asked:
            return
        asked, self._asked = dict(self._asked), {}

        def look(thread: JobThread) -> dict[MixKey, Verdict]:
            return {
                key: judge(self._desk, mix) for key, mix in asked.items() if not thread.cancelled()
            }

        self._thread = JobThread(look, name="conflicts")
        self._thread.done.connect(self._take)
        self._thread.failed.connect(self._fail)
        self._desk.start(self._thread)

    def _take(self, verdicts: dict[MixKey, Verdict]) -> None:
        self._thread = None
        self._verdicts |= verdicts
        for key in verdicts:
            self.known.emit(key)
        if self._asked:
            self._later.start()

    def _fail(self, error: KnownError) -> None:
        self._thread = None
        self._desk.fail(error)


def judge(desk: Desk, mix: AdapterMix) -> Verdict:
    """Compute one verdict; blocks for up to half a second."""
    try:
        plain = adapter_actions.compare(desk.catalogue, mix)
        balanced = None
        if plain.factor < 1.0:
            parts = tuple(
                MixPart(one.adapter_id, one.path, one.strength * plain.factor, one.sha256, one.name)
                for one in mix.parts
            )
            balanced = adapter_actions.compare(desk.catalogue, AdapterMix(mix.name, parts))
        return Verdict(plain, balanced)
    except KnownError as error:
        return Verdict(None, None, error)
