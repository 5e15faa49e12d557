"""The preview of training examples in a window of its own, over the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.catalogue.records import ProjectRecord
from desktop_app.state.desk import Desk
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import label, secondary
from desktop_app.widgets.examples.panel import ExamplesPreview


class ExamplesDialog(QDialog):
    """Closes when the reader goes to a text."""

    show_items = Signal(list)

    def __init__(
        self, desk: Desk, project: ProjectRecord, selection: Sequence[int], parent: QWidget
    ) -> None:
        """Of this project's texts."""
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("examples.dialog")
        self.setWindowTitle(self.tr("What is learnt from your texts"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[3], SPACE[4], SPACE[3], SPACE[4])
        title = label(self.tr("What is learnt from your texts"), "title")
        title.setContentsMargins(SPACE[4], SPACE[2], SPACE[4], 0)
        column.addWidget(title)
        self.preview = ExamplesPreview(desk)
        self.preview.set_project(project)
        self.preview.set_selection(selection)
        self.preview.show_items.connect(self._show)
        column.addWidget(self.preview, 1)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE[4], 0, SPACE[4], 0)
        row.addStretch()
        close = secondary(self.tr("Close"))
        close.setObjectName("examples.close")
        close.clicked.connect(self.accept)
        row.addWidget(close)
        column.addLayout(row)
        self.resize(1000, 660)

    def _show(self, ids: list[int]) -> None:
        self.accept()
        self.show_items.emit(ids)
