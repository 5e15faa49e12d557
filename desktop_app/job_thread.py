"""One long job in a thread of its own: it tells, it can be cancelled, it ends exactly once.

The work is a plain function of `core`; a job that trains or generates supervises an engine process
from here, so that a crash there leaves the window as it is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from core.errors import KnownError
from desktop_app import tidying
from desktop_app.lane import as_known, without_frames


class JobThread(QThread):
    """Runs `work(thread)`; emits either `done(value)` or `failed(KnownError)`, never both."""

    message = Signal(object)
    """What the work tells on its way."""
    done = Signal(object)
    failed = Signal(object)

    def __init__(
        self, work: Callable[[JobThread], Any], parent: QObject | None = None, *, name: str = ""
    ) -> None:
        """`name` is shown by debuggers and by the tests' leak check."""
        super().__init__(parent)
        tidying.begin()
        self._work = work
        self._outcome: Any = None
        self._stop = threading.Event()
        self._on_cancel: list[Callable[[], None]] = []
        self.setObjectName(name or getattr(work, "__name__", "job"))

    def tell(self, message: object) -> None:
        """Hand a message to the window; called by the work."""
        self.message.emit(message)

    def cancel(self) -> None:
        """Ask the work to stop soon; any thread, any number of times."""
        if not self._stop.is_set():
            self._stop.set()
            for callback in list(self._on_cancel):
                callback()

    def cancelled(self) -> bool:
        """Whether somebody asked to stop; looked at by the work."""
        return self._stop.is_set()

    def on_cancel(self, callback: Callable[[], None]) -> None:
        """Call this when `cancel` is called while the work goes on, from the caller's thread."""
        self._on_cancel.append(callback)

    def beyond_cancelling(self) -> None:
        """What `on_cancel` was told is somebody else's from now on; called by the work."""
        self._on_cancel.clear()

    def run(self) -> None:
        """The thread's own function; not to be called."""
        threading.current_thread().name = self.objectName()
        # Kept until this object goes, in the window's thread: let go of here, the outcome might
        # take the last reference to a widget with it.
        self._outcome = self._attempt()
        if isinstance(self._outcome, _Failure):
            self.failed.emit(self._outcome.error)
        else:
            self.done.emit(self._outcome)

    def _attempt(self) -> Any:
        try:
            return self._work(self)
        except Exception as error:  # noqa: BLE001 - told to the user, never lost
            return _Failure(without_frames(as_known(error)))
        finally:
            self.beyond_cancelling()


@dataclass(frozen=True)
class _Failure:
    """What a job ended with instead of a value."""

    error: KnownError


def is_known(error: object, kind: str) -> bool:
    """Whether an error is of this kind, e.g. "cancelled"."""
    return isinstance(error, KnownError) and error.kind == kind
