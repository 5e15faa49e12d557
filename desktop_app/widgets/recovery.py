"""When the library cannot be opened: what happened, and the ways on, as buttons.

`RecoveryWindow` asks, `ClosedWorkWindow` shows work that is done while the library is closed. Both
live outside the main window, which needs an open library.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from core.actions import backups, reports
from core.actions.redaction import for_this_computer
from core.catalogue.records import BackupRecord
from core.catalogue.store import DamagedCatalogueError
from core.errors import KnownError
from core.jobs import hardware
from core.paths import Library
from core.preferences import Preferences
from desktop_app import words
from desktop_app.job_thread import JobThread
from desktop_app.tokens import SPACE
from desktop_app.widgets.ask_path import ask_file_to_save, ask_folder
from desktop_app.widgets.basics import (
    Banner,
    ErrorBox,
    Fold,
    IconLabel,
    clear,
    detail_fold,
    label,
    primary,
    quiet,
    scroll_area,
    secondary,
)

WIDTH, HEIGHT = 760, 480
SHOWN = 12
"""Backups offered; older ones lie in the folder."""


class RecoveryWindow(QWidget):
    """Emits one of its signals; the program then tries to open again, or ends."""

    again = Signal()
    """Try to open, after a restored backup or because something was mended."""
    elsewhere = Signal(object)
    """Open the library of this folder from now on (a Path)."""
    quit = Signal()

    def __init__(self, error: KnownError, library: Library, preferences: Preferences) -> None:
        """Nothing has been changed so far, and nothing is until a button is pressed."""
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Signet")
        self.resize(WIDTH, HEIGHT)
        self._error, self._library, self._preferences = error, library, preferences
        self._threads: set[JobThread] = set()
        self._answered = False
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE[6], SPACE[6], SPACE[6], SPACE[5])
        whole.setSpacing(SPACE[4])
        whole.addLayout(self._head())
        inner = QWidget()
        self._body = QVBoxLayout(inner)
        self._body.setContentsMargins(0, 0, SPACE[2], 0)
        self._answer = QVBoxLayout()
        self._body.addLayout(self._answer)
        self._ways: list[QWidget] = []
        if isinstance(error, DamagedCatalogueError):
            self._body.addWidget(self._all_backups())
        if error.detail:
            self._body.addWidget(detail_fold(error))
        self._body.addStretch(1)
        whole.addWidget(scroll_area(inner, self.tr("What can be done")), 1)
        whole.addLayout(self._buttons())
        self._ways[-1].setFocus()  # Enter does what helps most often

    # --- building --------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        row.addWidget(IconLabel("life-buoy", "accent", 40), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(SPACE[2])
        column.addWidget(label(self._error.say, "title"))
        column.addWidget(label(self._error.hint, "lead", tone="muted"))
        place = label(str(self._library.root), "small")
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(place)
        row.addLayout(column, 1)
        return row

    def _all_backups(self) -> Fold:
        fold = Fold(self.tr("All backups"))
        fold.button.setObjectName("recovery.backups")
        for record in backups.list_all(self._library)[:SHOWN]:
            row = QHBoxLayout()
            moment = words.day_and_time(record.made)
            row.addWidget(label(moment, "label", wrap=False))
            row.addWidget(label(words.size(record.size_bytes), "muted", wrap=False), 1)
            take = quiet(self.tr("Restore"), "history")
            take.setObjectName("recovery.restore_one")
            take.setAccessibleName(self.tr("Restore the backup of {moment}").format(moment=moment))
            take.clicked.connect(lambda _=False, one=record: self._restore(one))
            row.addWidget(take)
            self._ways.append(take)
            fold.body.addLayout(row)
        return fold

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        leave = quiet(self.tr("Quit"))
        leave.setObjectName("recovery.quit")
        leave.clicked.connect(self.close)
        report = quiet(self.tr("Save a problem report"))
        report.setObjectName("recovery.report")
        report.clicked.connect(self._ask_report)
        other = secondary(self.tr("Choose another folder"))
        other.setObjectName("recovery.elsewhere")
        other.clicked.connect(self._ask_folder)
        row.addWidget(leave)
        row.addWidget(report)
        row.addStretch(1)
        row.addWidget(other)
        self._ways += [report, other, self._main_way()]
        row.addWidget(self._ways[-1])
        return row

    def _main_way(self) -> QWidget:
        """What helps most often with this error."""
        newest = getattr(self._error, "backup", None)
        if newest is None:
            button = primary(self.tr("Try again"))
            button.setObjectName("recovery.again")
            button.clicked.connect(lambda: self._end(self.again.emit))
            return button
        moment = words.day_and_time(newest.made)
        button = primary(self.tr("Restore the backup of {moment}").format(moment=moment))
        button.setObjectName("recovery.restore")
        button.clicked.connect(lambda: self._restore(newest))
        return button

    # --- doing -----------------------------------------------------------------------------------

    def _restore(self, record: BackupRecord) -> None:
        name = Path(record.path).name
        self._work(
            lambda _: backups.put_back(self._library, name),
            lambda _: self._end(self.again.emit),
            self.tr("Restoring the backup"),
        )

    def _ask_folder(self) -> None:
        title = self.tr("The folder of a library, or an empty one for a new library")
        ask_folder(self, title, Path.home(), self._go_elsewhere)

    def _go_elsewhere(self, folder: Path) -> None:
        self._end(lambda: self.elsewhere.emit(folder))

    def _ask_report(self) -> None:
        library, preferences = self._library, self._preferences

        def compose(_: JobThread) -> reports.Report:
            found = hardware.describe(library.root)
            note = f"{self._error.say}\n{self._error.detail}"
            redact = for_this_computer()
            return reports.compose(library, preferences, found, redact, note=redact(note))

        self._work(compose, self._save_report, self.tr("Collecting the report"))

    def _save_report(self, report: reports.Report) -> None:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        ask_file_to_save(
            self,
            self.tr("Save the report"),
            Path(place or Path.home()) / report.file_name,
            self.tr("ZIP files (*.zip)"),
            lambda target: self._work(
                lambda _: reports.save(report, target),
                self._tell_saved,
                self.tr("Saving the report"),
            ),
        )

    def _tell_saved(self, path: Path) -> None:
        text = self.tr("The report is saved as “{name}”.").format(name=path)
        self._answer.addWidget(Banner("ready", text))

    def _work(
        self, work: Callable[[JobThread], Any], then: Callable[[Any], None], text: str
    ) -> None:
        clear(self._answer)
        self._answer.addWidget(label(text, tone="muted"))
        for way in self._ways:
            way.setEnabled(False)
        thread = JobThread(work, name="recovery")
        self._threads.add(thread)
        thread.done.connect(lambda value: self._finished(lambda: then(value)))
        thread.failed.connect(
            lambda error: self._finished(lambda: self._answer.addWidget(ErrorBox(error)))
        )
        thread.finished.connect(self._let_go)
        thread.start()

    def _let_go(self) -> None:
        """Of threads that have ended. A slot of their own with themselves inside would keep them,
        and all that they worked on, for ever."""
        self._threads = {one for one in self._threads if not one.isFinished()}

    def _finished(self, then: Callable[[], None]) -> None:
        clear(self._answer)
        for way in self._ways:
            way.setEnabled(True)
        then()

    def _end(self, tell: Callable[[], None]) -> None:
        self._answered = True
        tell()
        self.close()

    # --- Qt's events -----------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Work under way is finished first; closing without an answer means quit."""
        for thread in list(self._threads):
            thread.wait()
        event.accept()
        if not self._answered:
            self._answered = True
            self.quit.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc quits: nothing is lost by it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


class ClosedWorkWindow(QWidget):
    """A sentence and a bar while the library is closed; cannot be closed before it is done."""

    finished = Signal(object)
    """None, or the KnownError of what did not work."""

    def __init__(self, title: str, work: Callable[[JobThread], Any]) -> None:
        """`start` begins."""
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Signet")
        self.setFixedSize(460, 160)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[6], SPACE[5], SPACE[6], SPACE[5])
        column.setSpacing(SPACE[3])
        column.addStretch(1)
        column.addWidget(label(title, "title"))
        column.addWidget(label(self.tr("Signet opens again by itself."), tone="muted"))
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        column.addWidget(self.bar)
        column.addStretch(1)
        self._thread = JobThread(work, name="closed work")
        self._thread.message.connect(self._progress)
        self._thread.done.connect(lambda _: self._end(None))
        self._thread.failed.connect(self._end)

    def start(self) -> None:
        """Show it and begin."""
        self.show()
        self._thread.start()

    def _progress(self, told: object) -> None:
        if isinstance(told, tuple) and len(told) == 2 and told[1]:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * told[0] / told[1]))

    def _end(self, error: KnownError | None) -> None:
        self._thread.wait()
        self.hide()
        self.finished.emit(error)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Half-moved is worse than waiting."""
        if self._thread.isRunning():
            event.ignore()
        else:
            event.accept()
