"""Python's collector of cyclic garbage, run in the window's thread only.

Left alone, it runs in whichever thread happens to allocate. In a worker it would destroy widgets
there: Qt then holds its own lock and waits for the interpreter, while the window's thread holds the
interpreter and waits for that lock, and the program stands still for ever (seen: about one start in
ten of a test that closes and opens a library). So automatic collection is off while there are
workers, and a timer collects instead.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer

EVERY = 500
"""Milliseconds between looks; a look costs nothing while little was allocated."""
ALL_EVERY = 60.0
"""Seconds between collections of everything, which take longest."""
_YOUNG, _MIDDLE = 2000, 10
"""Objects since the last collection, and young collections since the last middle one."""
_keeper: _Keeper | None = None


def begin() -> None:
    """Take over from Python; asked by everything that starts threads, and cheap to ask again.

    Without a Qt application nothing is changed: there is no window's thread then.
    """
    global _keeper
    app = QCoreApplication.instance()
    if app is None or _keeper is not None or QThread.currentThread() is not app.thread():
        return
    _keeper = _Keeper(app)


def end() -> None:
    """Leave it to Python again; for tests, whose process goes on without a window."""
    global _keeper
    keeper, _keeper = _keeper, None
    if keeper is None:
        return
    keeper.stop()
    # Destroyed while collecting is still off: a collection inside its destructor, which holds a
    # lock of Qt's, would destroy other objects and wait for that same lock for ever.
    del keeper
    gc.collect()
    gc.enable()


class _Keeper(QObject):
    """Collects a generation at a time, as Python does, but here."""

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__()
        gc.disable()
        self._last_full = time.monotonic()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        app.aboutToQuit.connect(end)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _look(self) -> None:
        young, middle, _ = gc.get_count()
        if time.monotonic() - self._last_full > ALL_EVERY:
            gc.collect()
            self._last_full = time.monotonic()
        elif middle > _MIDDLE:
            gc.collect(1)
        elif young > _YOUNG:
            gc.collect(0)
