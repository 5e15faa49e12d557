"""The problem report: words of the reader, everything it contains to look at, one button."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from core.actions.reports import Report
from core.errors import KnownError
from desktop_app import words
from desktop_app.observable import bind
from desktop_app.state.desk import Desk
from desktop_app.state.reports import ReportMaker
from desktop_app.tokens import SPACE
from desktop_app.widgets.ask_path import ask_file_to_save
from desktop_app.widgets.basics import (
    Banner,
    Card,
    ErrorBox,
    Fold,
    Skeleton,
    clear,
    label,
    secondary,
)

_NOTE_LIMIT = 5000


class ReportPanel(QWidget):
    """Composes when it is first shown; nothing leaves the computer."""

    def __init__(self, desk: Desk) -> None:
        """`refresh` starts the work."""
        super().__init__()
        self._desk = desk
        self.maker = ReportMaker(desk)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[4])
        intro = self.tr(
            "If something does not work, save a report and send it to whoever helps you. Signet "
            "sends nothing by itself."
        )
        column.addWidget(label(intro, "lead", tone="muted"))
        column.addWidget(self._note_card())
        column.addWidget(
            Banner(
                "ready",
                self.tr(
                    "No photos, no texts, no names: places on the disk, names, e-mail addresses "
                    "and everything quoted are taken out of the logs."
                ),
            )
        )
        self._inside = Card(spacing=SPACE[1])
        column.addWidget(self._inside)
        column.addStretch(1)
        bind(self.maker, "report", self._show)
        self.maker.error_changed.connect(self._show_error)
        self.maker.saved.connect(self._tell_saved)

    def refresh(self) -> None:
        """Collect the report anew."""
        self.maker.compose()

    def save(self) -> None:
        """Ask where, then write exactly what is shown."""
        report = self.maker.with_note(self.note.toPlainText(), self.tr("Your words"))
        if report is None:
            return
        home = QStandardPaths.StandardLocation.DocumentsLocation
        folder = Path(QStandardPaths.writableLocation(home) or str(Path.home()))
        ask_file_to_save(
            self,
            self.tr("Save the report"),
            folder / report.file_name,
            self.tr("ZIP files (*.zip)"),
            lambda target: self.maker.save(report, target),
        )

    def _note_card(self) -> Card:
        card = Card()
        head = label(self.tr("What happened? (if you like)"), "label")
        card.body.addWidget(head)
        self.note = QPlainTextEdit()
        self.note.setObjectName("help.note")
        self.note.setAccessibleName(self.tr("What happened?"))
        self.note.setPlaceholderText(self.tr("What you did, what you expected, what came instead."))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(84)
        self.note.textChanged.connect(self._keep_short)
        head.setBuddy(self.note)
        card.body.addWidget(self.note)
        card.body.addWidget(label(self.tr("Your words are saved as you write them."), "small"))
        return card

    def _keep_short(self) -> None:
        text = self.note.toPlainText()
        if len(text) > _NOTE_LIMIT:
            self.note.setPlainText(text[:_NOTE_LIMIT])

    def _show(self, report: Report | None) -> None:
        clear(self._inside.body)
        self._inside.body.addWidget(label(self.tr("What the report contains"), "label"))
        if report is None:
            for width in (220, 160, 260):
                self._inside.body.addWidget(Skeleton(16, width))
            return
        for section in report.sections:
            count = words.size(len(section.text.encode()))
            fold = Fold(self.tr("{title}, {size}").format(title=section.title, size=count))
            fold.button.setObjectName(f"help.section.{section.file}")
            text = QPlainTextEdit(section.text)
            text.setReadOnly(True)
            text.setTabChangesFocus(True)
            text.setAccessibleName(section.title)
            text.setObjectName(f"help.content.{section.file}")
            text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
            text.setFixedHeight(180)
            fold.body.addWidget(text)
            self._inside.body.addWidget(fold)

    def _show_error(self, error: KnownError | None) -> None:
        if error is None:
            return
        clear(self._inside.body)
        again = secondary(self.tr("Try again"))
        again.clicked.connect(self.refresh)
        self._inside.body.addWidget(ErrorBox(error, again))

    def _tell_saved(self, path: Path) -> None:
        self._desk.say(
            self.tr("The report is saved as “{name}”.").format(name=path.name),
            self.tr("Show folder"),
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))),
        )
