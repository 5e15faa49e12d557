"""The bin: what lies in it, until when, back with one click or gone for good."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.catalogue.records import ProjectOverview, ProjectRecord
from desktop_app import words
from desktop_app.state.projects import KEEPS_DAYS
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Card, clear, danger, label, secondary
from desktop_app.widgets.projects.cover import Cover


class BinList(QWidget):
    """One line for each brand in the bin."""

    restore_asked = Signal(object)
    """ProjectRecord"""
    purge_asked = Signal(object)

    def __init__(self, root: Path) -> None:
        """`root` is the library's folder."""
        super().__init__()
        self._root = root
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE[2])

    def show_binned(self, binned: tuple[ProjectOverview, ...]) -> None:
        """The last thrown away first."""
        clear(self._column)
        for one in binned:
            self._column.addWidget(self._line(one))
        self._column.addStretch()

    def _line(self, overview: ProjectOverview) -> Card:
        project = overview.project
        card = Card(SPACE[3])
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        cover = Cover(56, radius=8, only_top=False)
        cover.setFixedWidth(76)
        cover.show_picture(self._root / overview.cover if overview.cover else "", project)
        row.addWidget(cover)
        told = QVBoxLayout()
        told.setSpacing(SPACE[1])
        told.addStretch()
        told.addWidget(label(project.name, "label"))
        told.addWidget(label(self._when(project), "muted"))
        told.addStretch()
        row.addLayout(told, 1)
        row.addWidget(self._button(project, "restore", self.tr("Restore")))
        row.addWidget(self._button(project, "purge", self.tr("Delete for good")))
        card.body.addLayout(row)
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return card

    def _button(self, project: ProjectRecord, what: str, text: str) -> QWidget:
        button = secondary(text) if what == "restore" else danger(text)
        button.setObjectName(f"projects.bin.{what}.{project.id}")
        button.setAccessibleName(f"{text}: {project.name}")
        asked = self.restore_asked if what == "restore" else self.purge_asked
        button.clicked.connect(lambda: asked.emit(project))
        return button

    def _when(self, project: ProjectRecord) -> str:
        binned = project.binned or project.updated
        left = max(0, KEEPS_DAYS - (datetime.now(UTC) - binned).days)
        told = self.tr("Deleted {when}").format(when=words.ago(binned))
        return told + " · " + self.tr("goes for good in %n day(s)", "", left)
