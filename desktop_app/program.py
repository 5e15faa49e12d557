"""The program around the window: one at a time, its logs, opening, recovering, restarting.

It never holds up Qt's event loop; each step ends in a signal that leads to the next one.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from core.actions.library_place import folder_for
from core.errors import KnownError
from core.paths import Library, default_library
from core.preferences import Preferences, load, save, settings_home
from desktop_app.app import Application, app_icon, make_qt_application, wear
from desktop_app.lane import as_known
from desktop_app.single_instance import SingleInstance
from desktop_app.state.restarting import ClosedWork
from desktop_app.widgets.recovery import ClosedWorkWindow, RecoveryWindow

LOG_BYTES = 2_000_000
LOG_FILES = 5
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
logger = logging.getLogger(__name__)


class Program(QObject):
    """At any time it has one window on show: the main one, a recovery, or closed work."""

    ended = Signal()
    """Nothing is open any more."""

    def __init__(self, settings: Path | None = None) -> None:
        """Opens nothing until `start`."""
        super().__init__()
        self.settings = settings or settings_home()
        self.single = SingleInstance(self.settings)
        self.single.raised.connect(self.to_front)
        self.application: Application | None = None
        self.other: QWidget | None = None
        """A recovery or closed work, while the main window is not there."""
        self._closed_work: ClosedWork | None = None
        self._unhappy: KnownError | None = None
        self._logs = Logs()

    def start(self) -> bool:
        """Open the library, unless the program runs already; False then, its window is raised."""
        if self.single.claim():
            self.open()
            return True
        if self.single.raise_other():
            return False
        translate = QCoreApplication.translate
        error = KnownError(
            translate("Program", "Signet is open already, but does not answer."),
            translate("Program", "Wait a moment and try again, or end it and then try again."),
            kind="busy",
        )
        preferences = load(self.settings)
        self._recover(error, library_of(preferences), preferences, self._start_again)
        return True

    def open(self) -> None:
        """Show the main window, or say why not and what can be done."""
        preferences = load(self.settings)
        wear(preferences)
        library = library_of(preferences)
        try:
            _require_there(library, preferences)
            application = Application(library, self.settings)
        except KnownError as error:
            logger.warning("the library cannot be opened: %s (%s)", error, error.detail)
            self._recover(error, library, preferences, self.open)
            return
        self._logs.begin(library)
        self.application = application
        application.closed.connect(self._after_closing)
        application.desk.restart_asked.connect(self._restart)
        application.show()
        if self._unhappy is not None:
            application.desk.fail(self._unhappy)
            self._unhappy = None

    def to_front(self) -> None:
        """Show what is open above all other windows."""
        window = self.application.window if self.application else self.other
        if window is not None:
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()
            window.raise_()
            window.activateWindow()

    def end(self) -> None:
        """Close what is open; safe to call twice."""
        if self.application is not None:
            self.application.close()
            self.application = None
        if self.other is not None:
            self.other.deleteLater()
            self.other = None
        self._logs.end()
        self.single.release()
        self.ended.emit()

    def tell_bug(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """An error nobody caught: into the log and to the user, never lost; for sys.excepthook."""
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        known = as_known(error.with_traceback(trace))
        if self.application is not None:
            self.application.desk.fail(known)

    # --- closing and opening again ---------------------------------------------------------------

    def _restart(self, work: ClosedWork) -> None:
        self._closed_work = work
        assert self.application is not None
        if not self.application.window.close():
            self._closed_work = None  # the reader thought otherwise

    def _after_closing(self) -> None:
        QTimer.singleShot(0, self, self._go_on)

    def _go_on(self) -> None:
        if self.application is None:
            return
        work, self._closed_work = self._closed_work, None
        if work is None:
            self.end()
            return
        self.application.close()
        self.application = None
        self._logs.end()
        if work.work is None:
            self.open()
            return
        window = ClosedWorkWindow(work.title, work.work)
        window.setWindowIcon(app_icon())
        window.finished.connect(self._work_done)
        self.other = window
        window.start()

    def _work_done(self, error: KnownError | None) -> None:
        self._unhappy = error
        self._drop_other()
        self.open()

    def _start_again(self) -> None:
        if not self.start():
            self.end()

    # --- recovering ------------------------------------------------------------------------------

    def _recover(
        self,
        error: KnownError,
        library: Library,
        preferences: Preferences,
        again: Callable[[], None],
    ) -> None:
        window = RecoveryWindow(error, library, preferences)
        window.setWindowIcon(app_icon())
        window.again.connect(lambda: QTimer.singleShot(0, self, lambda: self._retry(again)))
        window.elsewhere.connect(self._open_elsewhere)
        window.quit.connect(lambda: QTimer.singleShot(0, self, self.end))
        self.other = window
        window.show()

    def _retry(self, again: Callable[[], None]) -> None:
        self._drop_other()
        again()

    def _open_elsewhere(self, folder: Path) -> None:
        preferences = load(self.settings)
        library = library_of(preferences)
        try:
            root = folder_for(folder)
            root.mkdir(parents=True, exist_ok=True)
            save(replace(preferences, library=str(root)), self.settings)
        except (KnownError, OSError) as error:
            self._drop_other()
            self._recover(as_known(error), library, preferences, self.open)
            return
        QTimer.singleShot(0, self, lambda: self._retry(self.open))

    def _drop_other(self) -> None:
        if self.other is not None:
            self.other.hide()
            self.other.deleteLater()
            self.other = None


class Logs:
    """The program's own log and the trace of a crash, both in the library while it is open."""

    def __init__(self) -> None:
        """Nothing is written until `begin`."""
        self._handler: RotatingFileHandler | None = None
        self._crash: TextIO | None = None

    def begin(self, library: Library) -> None:
        """Write into this library; a disk that refuses costs the log, not the work."""
        self.end()
        try:
            library.logs.mkdir(parents=True, exist_ok=True)
            self._handler = RotatingFileHandler(
                library.logs / "window.txt",
                maxBytes=LOG_BYTES,
                backupCount=LOG_FILES - 1,
                encoding="utf-8",
            )
            self._crash = (library.logs / "crash.txt").open("a", encoding="utf-8")
        except OSError as error:
            logger.warning("no log is kept: %s", error)
        if self._handler is not None:
            self._handler.setFormatter(logging.Formatter(_FORMAT))
            logging.getLogger().addHandler(self._handler)
            logging.getLogger().setLevel(logging.INFO)
        if self._crash is not None and not faulthandler.is_enabled():
            faulthandler.enable(self._crash)
        else:
            self._close_crash()

    def end(self) -> None:
        """Let go of the files: the library may be about to move."""
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()
            self._handler = None
        if self._crash is not None:
            faulthandler.disable()
            self._close_crash()

    def _close_crash(self) -> None:
        if self._crash is not None:
            self._crash.close()
            self._crash = None


def library_of(preferences: Preferences) -> Library:
    """The chosen library, else the usual one."""
    return Library(Path(preferences.library)) if preferences.library else default_library()


def _require_there(library: Library, preferences: Preferences) -> None:
    """A chosen library that is absent is a missing drive; a new one must not take its place.

    Raises:
        KnownError: kind "not_found".
    """
    if preferences.library and not library.root.is_dir():
        translate = QCoreApplication.translate
        raise KnownError(
            translate("Program", "The library's folder is not there."),
            translate("Program", "Connect its drive and try again. Nothing was changed."),
            detail=str(library.root),
            kind="not_found",
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the program; returns the exit code."""
    qt = make_qt_application(sys.argv if arguments is None else arguments)
    qt.setQuitOnLastWindowClosed(False)
    program = Program()
    program.ended.connect(qt.quit)
    sys.excepthook = program.tell_bug
    if not program.start():
        return 0
    code = int(qt.exec())
    program.end()
    return code
