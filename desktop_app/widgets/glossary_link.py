"""An unusual word that explains itself: click it, or reach it by Tab and press Space.

Any page may use it: `GlossaryLink("strength")` reads as the word itself, `GlossaryHint("strength")`
is a small sign beside a label that already says it.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QVBoxLayout, QWidget

from desktop_app.glossary import explain
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconButton, label, link

WIDTH = 320
"""Pixels; a comfortable line of some fifty letters."""


class Explanation(QFrame):
    """The word with its explanation in a small frame; Esc or a click elsewhere closes it."""

    def __init__(self, key: str, parent: QWidget) -> None:
        """Shows nothing until `open_below`."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(WIDTH)
        entry = explain(key)
        self.setAccessibleName(entry.term)
        self.setAccessibleDescription(entry.text)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[3])
        column.setSpacing(SPACE[1])
        column.addWidget(label(entry.term, "label"))
        column.addWidget(label(entry.text, "body", tone="muted"))

    def open_below(self, widget: QWidget) -> None:
        """Show it under a widget, inside the screen."""
        self.adjustSize()
        place = widget.mapToGlobal(QPoint(0, widget.height() + SPACE[1]))
        screen = widget.screen().availableGeometry()
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        if place.y() + self.height() > screen.bottom():
            place.setY(widget.mapToGlobal(QPoint(0, 0)).y() - self.height() - SPACE[1])
        self.move(place)
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc, Space and Enter close it."""
        keys = (Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys:
            self.close()
        else:
            super().keyPressEvent(event)


class GlossaryHint(IconButton):
    """A small sign that explains the word beside it."""

    explained = Signal(str)
    """The key, when the explanation is shown."""

    def __init__(self, key: str) -> None:
        """`key` is one of `desktop_app.glossary`."""
        name = QCoreApplication.translate("GlossaryHint", "What is “{word}”?")
        super().__init__("circle-help", name.format(word=explain(key).term), size=16)
        self.key = key
        self.setObjectName(f"hint.{key}")
        self.clicked.connect(lambda: _open(self, key))
        self.clicked.connect(lambda: self.explained.emit(key))


def GlossaryLink(key: str, text: str = "") -> QPushButton:  # noqa: N802 - reads as a widget
    """The word itself as a link that explains it; `text` where the sentence needs another form."""
    button = link(text or explain(key).term)
    button.setObjectName(f"glossary.{key}")
    button.setAccessibleDescription(
        QCoreApplication.translate("GlossaryLink", "Explains this word")
    )
    button.clicked.connect(lambda: _open(button, key))
    return button


def _open(widget: QWidget, key: str) -> None:
    if QApplication.activePopupWidget() is None:
        Explanation(key, widget.window()).open_below(widget)
