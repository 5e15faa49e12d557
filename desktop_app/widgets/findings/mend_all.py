"""What “Mend everything” is about to do, in plain lines, before it is done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.actions.mend_all import Step
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import label, line, primary, scroll_area, secondary

_SIZE = QSize(560, 520)


class MendAllDialog(QDialog):
    """Accepted when it shall be done."""

    def __init__(self, steps: Sequence[Step], parent: QWidget) -> None:
        """One line for each finding: what it is, what is done about it."""
        super().__init__(parent.window())
        self.setObjectName("mendAll")
        self.setWindowTitle(self.tr("Mend everything"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[4])
        column.setSpacing(SPACE[3])
        column.addWidget(label(self.tr("Mend what can be mended"), "title"))
        column.addWidget(
            label(
                self.tr(
                    "Photos and texts get new versions beside the originals; what cannot be saved "
                    "is set aside. Nothing is deleted, and one click takes all of it back."
                ),
                "muted",
            )
        )
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(SPACE[3], SPACE[3], SPACE[3], SPACE[3])
        rows.setSpacing(SPACE[3])
        for number, step in enumerate(steps):
            if number:
                rows.addWidget(line())
            rows.addWidget(label(step.remedy.button, "label"))
            rows.addWidget(label(step.say))
        rows.addStretch()
        column.addWidget(scroll_area(content, self.tr("What would be done")), 1)
        column.addLayout(self._buttons())
        limit = parent.window().size()
        self.resize(_SIZE.boundedTo(QSize(max(480, limit.width() - 60), limit.height() - 40)))

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        row.addStretch(1)
        cancel = secondary(self.tr("Cancel"))
        cancel.setObjectName("mendAll.cancel")
        cancel.clicked.connect(self.reject)
        self.go = primary(self.tr("Mend"))
        self.go.setObjectName("mendAll.go")
        self.go.setDefault(True)
        self.go.clicked.connect(self.accept)
        row.addWidget(cancel)
        row.addWidget(self.go)
        return row
