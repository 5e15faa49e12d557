"""The problem report in the making: composed in a thread, shown, then saved where the user says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.actions import reports
from core.actions.redaction import for_this_computer
from core.actions.reports import Report, Section
from core.errors import KnownError
from core.jobs import hardware
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property
from desktop_app.state.desk import Desk


class ReportMaker(QObject):
    """`report` is None until the first one is composed."""

    report = Property[Report | None](None)
    report_changed = Signal(object)
    error = Property[KnownError | None](None)
    error_changed = Signal(object)
    saved = Signal(object)
    """The file's path."""

    def __init__(self, desk: Desk) -> None:
        """Nothing is read until `compose`."""
        super().__init__()
        self._desk = desk

    def compose(self) -> None:
        """Collect everything anew."""
        catalogue, preferences = self._desk.catalogue, self._desk.preferences

        def work(_: JobThread) -> Report:
            redact = for_this_computer(reports.private_words(catalogue))
            library = catalogue.library
            return reports.compose(library, preferences, hardware.describe(library.root), redact)

        thread = JobThread(work, name="report")
        thread.done.connect(self._take)
        thread.failed.connect(self._fail)
        self._desk.start(thread)

    def with_note(self, note: str, title: str) -> Report | None:
        """The report with the user's own words in front, as it would be saved."""
        if self.report is None or not note.strip():
            return self.report
        words = Section(title, reports.WORDS_FILE, note.strip())
        return replace(self.report, sections=(words, *self.report.sections))

    def save(self, report: Report, target: Path) -> None:
        """Write it; tells `saved`, or what did not work."""
        thread = JobThread(lambda _: reports.save(report, target), name="save report")
        thread.done.connect(self.saved)
        thread.failed.connect(self._desk.fail)
        self._desk.start(thread)

    def _take(self, report: Report) -> None:
        self.error = None
        self.report = report

    def _fail(self, error: KnownError) -> None:
        self.error = error
