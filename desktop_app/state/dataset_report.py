"""The dataset report of a brand as a file: written in a thread, told when it is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

from core.actions import dataset_report
from core.actions.changes import Changes
from core.catalogue.records import ProjectRecord
from core.exporting.naming import safe_part
from desktop_app.job_thread import JobThread
from desktop_app.state.desk import Desk

_LONGEST = 60
"""Characters of a brand's name in the file's."""


class ReportFile(QObject):
    """Writes reports."""

    def __init__(self, desk: Desk) -> None:
        """Nothing is read until `save`."""
        super().__init__()
        self._desk = desk

    @staticmethod
    def suggested(desk: Desk, project: ProjectRecord) -> Path:
        """Where the last one lies, else among the user's documents."""
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = desk.memory.get("report.folder", QStandardPaths.writableLocation(documents))
        return Path(folder) / f"{safe_part(project.name, _LONGEST)}.pdf"

    def save(self, project: ProjectRecord, target: Path) -> None:
        """Write it; tells where it lies, or what did not work."""

        def work(_: JobThread) -> tuple[Path, Changes]:
            return dataset_report.save(self._desk.catalogue, project.id, target)

        thread = JobThread(work, name="dataset report")
        thread.done.connect(self._tell)
        thread.failed.connect(self._desk.fail)
        self._desk.start(thread)

    def _tell(self, result: Any) -> None:
        path: Path = result[0]
        self._desk.memory.set("report.folder", str(path.parent))
        self._desk.say(
            self.tr("The report is saved as “{name}”.").format(name=path.name),
            self.tr("Open"),
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
        )
