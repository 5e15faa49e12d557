"""The real program with a pane to look through: it answers where things are, and changes nothing.

Started by the story's driver as `behind_glass.py`; questions come as JSON lines on stdin, answers
leave on stdout. Everything that is done to the window is done by pointer and keyboard from outside.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from desktop_app import program, theme


class Pane(QObject):
    """Answers questions in the window's thread."""

    asked = Signal(object)

    def __init__(self) -> None:
        """Starts listening."""
        super().__init__()
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        self.asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        rest = b""
        while chunk := os.read(0, 65536):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self.asked.emit(json.loads(line))

    def _answer(self, question: dict[str, Any]) -> None:
        answer = getattr(self, "_" + question.pop("ask"))(**question)
        self._out.write(json.dumps(answer) + "\n")
        self._out.flush()

    # --- questions -------------------------------------------------------------------------------

    def _names(self) -> list[str]:
        return sorted({one.objectName() for one in visible() if one.objectName()})

    def _find(self, name: str) -> dict[str, Any] | None:
        for widget in visible():
            if widget.objectName() == name:
                return facts(widget)
        return None

    def _all(self, name: str) -> list[dict[str, Any]]:
        return [facts(one) for one in visible() if one.objectName() == name]

    def _row(self, name: str, row: int) -> dict[str, Any] | None:
        for widget in visible():
            if widget.objectName() == name and isinstance(widget, QAbstractItemView):
                model = widget.model()
                if model is None or row >= model.rowCount():
                    return None
                rect = widget.visualRect(model.index(row, 0))
                corner = widget.viewport().mapToGlobal(rect.topLeft())
                return {"x": corner.x(), "y": corner.y(), "w": rect.width(), "h": rect.height()}
        return None

    def _rows(self, name: str) -> int:
        for widget in visible():
            if widget.objectName() == name and isinstance(widget, QAbstractItemView):
                model = widget.model()
                return model.rowCount() if model is not None else 0
        return -1

    def _focus(self) -> dict[str, Any] | None:
        widget = QApplication.focusWidget()
        return facts(widget) if widget is not None else None

    def _window(self) -> dict[str, Any]:
        window = QApplication.activeModalWidget() or QApplication.activeWindow()
        if window is None:
            window = next(one for one in visible() if one.isWindow())
        return {"id": int(window.winId()), "title": window.windowTitle()}

    def _windows(self) -> list[dict[str, Any]]:
        return [
            {"id": int(one.winId()), "title": one.windowTitle(), "kind": type(one).__name__}
            for one in QApplication.topLevelWidgets()
            if one.isVisible() and one.windowType() in (Qt.WindowType.Window, Qt.WindowType.Dialog)
        ]

    def _shoot(self, path: str, dark: bool) -> bool:
        """A picture of the main window in either theme; the theme is put back at once."""
        look = theme.current()
        before = "dark" if look.tokens.dark else "light"
        look.apply("dark" if dark else "light", "normal", "reduced")
        for _ in range(5):
            QApplication.processEvents()
        main = next(one for one in QApplication.topLevelWidgets() if one.inherits("QMainWindow"))
        saved = main.grab().save(path)
        look.apply(before, "normal", "reduced")
        return bool(saved)

    def _reveal(self, name: str) -> bool:
        """What a reader does with the wheel: bring something into view."""
        for widget in visible():
            if widget.objectName() == name:
                parent = widget.parentWidget()
                while parent is not None:
                    if isinstance(parent, QScrollArea):
                        parent.ensureWidgetVisible(widget, 40, 40)
                    parent = parent.parentWidget()
                return True
        return False


def visible() -> list[QWidget]:
    """All widgets that can be seen, those of the newest window first."""
    tops = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    modal = QApplication.activeModalWidget()
    tops.sort(key=lambda one: one is not modal)
    return [one for top in tops for one in [top, *top.findChildren(QWidget)] if one.isVisible()]


def facts(widget: QWidget) -> dict[str, Any]:
    """Where a widget is on the screen, and what it says."""
    corner, text = widget.mapToGlobal(QPoint(0, 0)), ""
    if isinstance(widget, QAbstractButton | QLabel | QLineEdit):
        text = widget.text()
    elif isinstance(widget, QPlainTextEdit):
        text = widget.toPlainText()
    return {
        "name": widget.objectName(),
        "kind": type(widget).__name__,
        "x": corner.x(),
        "y": corner.y(),
        "w": widget.width(),
        "h": widget.height(),
        "text": text,
        "label": widget.accessibleName(),
        "enabled": widget.isEnabled(),
        "checked": isinstance(widget, QAbstractButton) and widget.isChecked(),
        "focus": widget.hasFocus(),
    }


if __name__ == "__main__":
    pane: list[Pane] = []
    make = program.make_qt_application

    def make_with_pane(arguments: Any) -> QApplication:
        """The same application, with somebody looking."""
        made = make(arguments)
        pane.append(Pane())
        return made

    program.make_qt_application = make_with_pane
    sys.exit(program.main(["signet"]))
