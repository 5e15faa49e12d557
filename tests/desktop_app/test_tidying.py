"""Garbage in cycles is destroyed in the window's thread, whoever allocates meanwhile."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot

from desktop_app import tidying
from desktop_app.job_thread import JobThread


class Node(QObject):
    """Holds itself: only the collector of cycles can free it."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self


@pytest.fixture
def freed(qapp: QCoreApplication) -> Iterator[list[int]]:
    """Threads in which `litter` was freed."""
    tidying.end()
    found: list[int] = []
    yield found
    tidying.end()


def litter(freed: list[int], count: int) -> list[weakref.ref[Node]]:
    """So many nodes that nobody holds any more."""
    return [
        weakref.ref(Node(), lambda _: freed.append(threading.get_ident())) for _ in range(count)
    ]


def allocate(_: object) -> None:
    """What makes Python collect in the thread it happens in."""
    kept = []
    for number in range(300_000):
        kept.append([number])
        if number % 50_000 == 0:
            kept.clear()


def test_a_worker_never_destroys_what_belongs_to_the_window(
    freed: list[int], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidying, "EVERY", 20)
    thread = JobThread(allocate)  # takes over before anything is left lying about
    watched = litter(freed, 200)
    with qtbot.waitSignal(thread.finished, timeout=20_000):
        thread.start()
    thread.wait()
    monkeypatch.setattr(tidying, "ALL_EVERY", 0.0)
    qtbot.waitUntil(lambda: len(freed) == 200, timeout=10_000)
    assert set(freed) == {threading.get_ident()}
    assert all(one() is None for one in watched)


def test_python_left_alone_would_do_it_in_the_worker(freed: list[int], qtbot: QtBot) -> None:
    """The reason for all this; also shows that the test above can fail."""
    assert gc.isenabled()
    plain = [weakref.ref(_cycle(), lambda _: freed.append(threading.get_ident())) for _ in "ab"]
    worker = threading.Thread(target=allocate, args=(None,))
    worker.start()
    worker.join()
    assert set(freed) != {threading.get_ident()}
    assert all(one() is None for one in plain)


def test_it_is_given_back(freed: list[int]) -> None:
    tidying.begin()
    tidying.begin()
    assert not gc.isenabled()
    tidying.end()
    assert gc.isenabled()


class _Plain:
    """No Qt: may be freed anywhere."""


def _cycle() -> _Plain:
    made = _Plain()
    made.__dict__["me"] = made
    return made
