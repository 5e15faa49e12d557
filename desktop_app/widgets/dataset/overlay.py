"""A sheet over a whole page: for one photo or one text in full. Esc closes it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app import theme
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconButton, label


class Overlay(QWidget):
    """Covers its parent until it is closed, then gives the focus back. Fill `body`."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Hidden at first; see `open`."""
        super().__init__(parent)
        theme.current().changed.connect(self.update)
        self._before: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[6], SPACE[4], SPACE[6], SPACE[5])
        column.setSpacing(SPACE[3])
        head = QHBoxLayout()
        head.setSpacing(SPACE[2])
        self.heading = label("", "title", wrap=False)
        self.note = label("", "muted", wrap=False)
        head.addWidget(self.heading)
        head.addWidget(self.note)
        head.addStretch(1)
        self.head = QHBoxLayout()
        self.head.setSpacing(SPACE[2])
        head.addLayout(self.head)
        self.close_button = IconButton("x", self.tr("Close"))
        self.close_button.clicked.connect(self.dismiss)
        head.addWidget(self.close_button)
        column.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE[3])
        column.addLayout(self.body, 1)
        parent.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Cover the parent."""
        self._before = QApplication.focusWidget()
        self.setGeometry(self.parentWidget().rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Uncover it."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Nothing shines through."""
        QPainter(self).fillRect(self.rect(), theme.current().colour("background"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay as large as the parent."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self.parentWidget().rect())
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab stays inside while the page below cannot be seen."""
        moved = super().focusNextPrevChild(forward)
        focused = QApplication.focusWidget()
        if moved and focused is not None and not self.isAncestorOf(focused):
            inside = [
                one
                for one in self.findChildren(QWidget)
                if one.isVisible()
                and one.isEnabled()
                and one.focusPolicy() & Qt.FocusPolicy.TabFocus
            ]
            if inside:
                inside[0 if forward else -1].setFocus(Qt.FocusReason.TabFocusReason)
        return moved
