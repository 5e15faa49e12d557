"""The mark: what every exported file says of itself, and reading it back from any file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.actions import exports
from core.actions.exports import Origin
from core.errors import KnownError
from desktop_app import words
from desktop_app.job_thread import JobThread
from desktop_app.state.desk import Desk
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Banner, Card, ErrorBox, IconLabel, clear, label, secondary


class OriginCard(Card):
    """One sentence on the mark, a button that reads it from a file, and what was read."""

    def __init__(self, desk: Desk) -> None:
        """Files can also be handed to `check`, such as those dropped on the page."""
        super().__init__()
        self._desk = desk
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        row.addWidget(IconLabel("badge-check", "ready"))
        says = QVBoxLayout()
        says.setSpacing(2)
        says.addWidget(label(self.tr("Each file says that it was made with AI"), "label"))
        says.addWidget(
            label(
                self.tr(
                    "The mark is invisible and readable by machines, as the EU AI Act asks. "
                    "Drop any file on this page to read its mark."
                ),
                "muted",
            )
        )
        row.addLayout(says, 1)
        self.button = secondary(self.tr("Check a file…"))
        self.button.setObjectName("export.checkMark")
        self.button.setAccessibleName(self.tr("Check the mark of a file"))
        self.button.clicked.connect(self._ask)
        row.addWidget(self.button)
        self.body.addLayout(row)
        self._answers = QVBoxLayout()
        self._answers.setSpacing(SPACE[2])
        self.body.addLayout(self._answers)

    def check(self, files: list[Path]) -> None:
        """Read the marks of these files, beside the window's thread."""
        if not files:
            return
        catalogue = self._desk.catalogue

        def read(thread: JobThread) -> list[tuple[Path, Origin | KnownError]]:
            answers: list[tuple[Path, Origin | KnownError]] = []
            for file in files:
                if thread.cancelled():
                    break
                try:
                    answers.append((file, exports.origin_of(catalogue, file)))
                except KnownError as error:
                    answers.append((file, error))
            return answers

        thread = JobThread(read, self, name="read marks")
        thread.done.connect(self._show)
        thread.failed.connect(self._desk.fail)
        self._desk.start(thread)

    def answers(self) -> list[str]:
        """What is told now, in words."""
        return [banner.text.text() for banner in self.findChildren(Banner) if not banner.isHidden()]

    def _ask(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self,
            self.tr("Check the mark of a file"),
            str(Path.home()),
            self.tr("Pictures and documents")
            + " (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.docx *.csv *.txt)",
        )
        self.check([Path(name) for name in names])

    def _show(self, answers: list[tuple[Path, Origin | KnownError]]) -> None:
        clear(self._answers)
        for file, found in answers:
            self._answers.addWidget(self._answer(file, found))

    def _answer(self, file: Path, found: Origin | KnownError) -> QWidget:
        if isinstance(found, KnownError):
            return ErrorBox(found)
        kind, says = self._words(found)
        if found.export is not None:
            says += " " + self.tr("It is exactly the file that Signet exported on {day}.").format(
                day=words.day(found.export.created)
            )
        return Banner(kind, f"{file.name}: {says}", closable=True)

    def _words(self, found: Origin) -> tuple[str, str]:
        match found.mark:
            case "ai":
                return "ready", self.tr("The file says that it was made with AI.")
            case "ai_in_part":
                return "ready", self.tr("The file says that parts of it were made with AI.")
            case "other":
                return "info", self.tr("The file says another origin: {words}.").format(
                    words=found.said.rsplit("/", 1)[-1]
                )
        if found.export is not None:
            return "attention", self.tr("The file itself carries no mark; plain text cannot.")
        return "attention", self.tr(
            "The file carries no mark. That does not prove that a person made it: many programs "
            "drop the mark when they save."
        )
