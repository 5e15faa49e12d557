"""While the engine trains on all cores the window's event loop never stalls."""

from __future__ import annotations

import os
import time
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.alone
LONGEST = 0.100
"""Seconds: no gap of the event loop may be longer."""
USUAL, SHARE = 0.033, 0.99
"""This share of all gaps has to be shorter."""
ATTEMPTS = 3
"""Another program may take both cores for a moment; it will not do so three times in a row."""


class Probe(QObject):
    """A precise timer of 5 ms; what lies between two of its ticks is a gap of the event loop."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self, interval=5)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self.gaps, self._last = [], time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now

    @property
    def longest(self) -> float:
        return max(self.gaps)

    @property
    def share_usual(self) -> float:
        return sum(gap < USUAL for gap in self.gaps) / len(self.gaps)

    def smooth(self) -> bool:
        return self.longest <= LONGEST and self.share_usual >= SHARE

    def __str__(self) -> str:
        return (
            f"{len(self.gaps)} gaps, longest {1000 * self.longest:.0f} ms, "
            f"{self.share_usual:.2%} under {1000 * USUAL:.0f} ms"
        )


def test_the_probe_sees_a_stall(qtbot: QtBot) -> None:
    probe = Probe()
    probe.start()
    qtbot.wait(300)
    calm = str(probe)
    assert len(probe.gaps) > 20, calm
    QTimer.singleShot(0, lambda: time.sleep(LONGEST * 1.5))
    qtbot.wait(300)
    probe.stop()
    assert not probe.smooth()
    assert probe.longest > LONGEST
    probe.gaps = [0.005] * 97 + [0.040] * 3
    assert not probe.smooth(), "many small stalls count, too"
    probe.gaps = [0.005] * 995 + [0.040] * 5
    assert probe.smooth()


def test_the_window_stays_smooth_while_the_engine_trains_on_all_cores(
    stage: Any, monkeypatch: pytest.MonkeyPatch, record_property: Any
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", str(os.cpu_count() or 2))
    stage.real_engine()
    course, told = stage.application.desk.course, []
    for _ in range(ATTEMPTS):
        probe = Probe()
        probe.start()  # the start is part of it: the engine loads its libraries
        stage.train(
            steps=100_000, batch_size=4, validate_every=200, checkpoint_every=50, sample_every=150
        )
        stage.wait(lambda: course.now is not None and course.now.step > 10, 60)
        began, first = time.monotonic(), course.now.step
        stage.wait(lambda began=began: time.monotonic() - began > 6.0, 10)
        stage.wait(lambda first=first: course.now.step > first + 50, 60)  # it does train meanwhile
        probe.stop()
        assert course.samples
        course.stop(keep=False)
        stage.wait(lambda: course.now is None, 30)
        told.append(str(probe))
        if probe.smooth():
            break
        stage.page.another.click()
    print(told)
    record_property("gaps", told)
    assert probe.smooth(), told
