"""Closing the window while a training runs: ask, save what it has learnt, then close."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_app.state.desk import Desk
from desktop_app.state.training_course import Finished
from desktop_app.widgets.basics import confirm


class ClosingGuard(QObject):
    """One of those a main window asks before it closes.

    A training cannot go on without the window: it is stopped with a saved state, and the next start
    offers to go on. Until that is written the window stays, so that nothing hangs unseen.
    """

    def __init__(self, desk: Desk, window: QWidget) -> None:
        """Enters itself in `window.may_close`."""
        super().__init__(window)
        self._desk, self._window = desk, window
        self._leaving = False
        window.may_close.append(self.may_close)  # type: ignore[attr-defined]
        desk.course.finished_changed.connect(self._leave)

    def may_close(self) -> bool:
        """Whether the window may close now; asking twice while it saves closes at once."""
        if self._desk.course.now is None or self._leaving:
            return True
        if self._ask():
            if self._desk.course.now is None:  # it ended while the question was open
                return True
            self._leaving = True
            self._desk.course.stop_for_later()
        return False

    def _ask(self) -> bool:
        return confirm(
            self._window,
            self.tr("A training is running"),
            self.tr(
                "It cannot go on without this window. Signet can save where it is; at the next "
                "start it can go on from there."
            ),
            self.tr("Save and close"),
            self.tr("Stay"),
        )

    def _leave(self, finished: Finished | None) -> None:
        if self._leaving and finished is not None:
            self._window.close()
