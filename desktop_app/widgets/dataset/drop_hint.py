"""Says that something may be dropped anywhere, over a page that is already filled."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconLabel, label


class DropHint(QFrame):
    """Covers its parent while it is visible; the pointer goes through it."""

    def __init__(self, parent: QWidget) -> None:
        """Hidden at first."""
        super().__init__(parent)
        self.setObjectName("dropArea")
        self.setProperty("over", True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE[3])
        column.addStretch(1)
        column.addWidget(IconLabel("images", "accent", 48), 0, Qt.AlignmentFlag.AlignHCenter)
        words = label(self.tr("Drop to add to this brand"), "title")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words)
        column.addStretch(1)
        parent.installEventFilter(self)
        self.hide()

    def setVisible(self, visible: bool) -> None:  # noqa: N802 - Qt's name
        """Over everything, with a margin."""
        if visible:
            self._cover()
            self.raise_()
        super().setVisible(visible)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Stay as large as the parent."""
        if event.type() == QEvent.Type.Resize:
            self._cover()
        return super().eventFilter(watched, event)

    def _cover(self) -> None:
        margin = SPACE[3]
        self.setGeometry(self.parentWidget().rect().adjusted(margin, margin, -margin, -margin))
