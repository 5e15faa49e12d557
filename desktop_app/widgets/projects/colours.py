"""Brand colours: swatches to take away, a field for a code, and the system's colour picker."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QColorDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_app import theme
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import FlowLayout, IconButton, clear, label, secondary
from desktop_app.widgets.projects.seal import readable_on

MOST = 12
_CODE = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")

EXAMPLE_COLOUR = "#1a5f7a"


class ColourField(QWidget):
    """The colours in their order; the first one is the brand's own."""

    changed = Signal()

    def __init__(self) -> None:
        """Empty at first."""
        super().__init__()
        self._colours: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[2])
        self._swatches = FlowLayout(gap=SPACE[2])
        column.addLayout(self._swatches)
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        self.code = _Code()
        self.code.setObjectName("projects.dialog.colour")
        self.code.setPlaceholderText(EXAMPLE_COLOUR)
        self.code.setAccessibleName(self.tr("Colour as a code, such as #1a5f7a"))
        self.code.setFixedWidth(132)
        self.code.entered.connect(self._take_code)
        row.addWidget(self.code)
        self.add = secondary(self.tr("Add"))
        self.add.setObjectName("projects.dialog.add_colour")
        self.add.setAccessibleName(self.tr("Add this colour"))
        self.add.clicked.connect(self._take_code)
        row.addWidget(self.add)
        self.pick = IconButton("palette", self.tr("Pick a colour"))
        self.pick.setObjectName("projects.dialog.pick_colour")
        self.pick.clicked.connect(self._open_picker)
        row.addWidget(self.pick)
        self.fault = label("", "small", wrap=False, tone="blocked")
        row.addWidget(self.fault, 1)
        column.addLayout(row)

    @property
    def colours(self) -> tuple[str, ...]:
        """ "#rrggbb" each."""
        return tuple(self._colours)

    def set_colours(self, colours: tuple[str, ...]) -> None:
        """Show these."""
        self._colours = [one for one in colours if QColor(one).isValid()][:MOST]
        self._draw()

    def _take_code(self) -> None:
        """One code, or several pasted at once, with or without their #."""
        found = ["#" + _six(code) for code in _CODE.findall(self.code.text())]
        if not found:
            self.fault.setText(self.tr("# and six digits, such as #1a5f7a"))
            self.code.setProperty("invalid", True)
        else:
            self.code.clear()
            self._take(found)
        self.code.style().unpolish(self.code)
        self.code.style().polish(self.code)

    def _take(self, found: list[str]) -> None:
        self.fault.setText("")
        self.code.setProperty("invalid", False)
        new = [one for one in dict.fromkeys(found) if one not in self._colours]
        self._colours = (self._colours + new)[:MOST]
        self._draw()
        self.changed.emit()

    def _open_picker(self) -> None:
        """Without blocking: the answer comes by signal."""
        dialog = QColorDialog(QColor(self._colours[-1]) if self._colours else QColor(), self)
        dialog.setObjectName("projects.dialog.picker")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self._take([colour.name()]))
        dialog.open()

    def _remove(self, colour: str) -> None:
        at = self._colours.index(colour)
        self._colours.remove(colour)
        self._draw()
        following = self._swatches.itemAt(min(at, len(self._colours) - 1))
        beside = following.widget() if following is not None else self.code
        (beside or self.code).setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _draw(self) -> None:
        clear(self._swatches)
        for colour in self._colours:
            swatch = _Swatch(colour, self.tr("Take {colour} away").format(colour=colour))
            swatch.clicked.connect(lambda _=False, colour=colour: self._remove(colour))
            self._swatches.addWidget(swatch)
        self._swatches.invalidate()
        self.updateGeometry()


class _Code(QLineEdit):
    """Keeps Enter to itself: it adds a colour and must not press the dialog's own button."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self.entered.emit()
            event.accept()
        else:
            super().keyPressEvent(event)


class _Swatch(QAbstractButton):
    """A colour with its code; a click takes it away."""

    def __init__(self, colour: str, name: str) -> None:
        super().__init__()
        self.setObjectName(f"projects.dialog.swatch.{colour.lstrip('#')}")
        self._colour = QColor(colour)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(40, 40)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 9, 9)
        painter.setPen(QPen(look.colour("line_strong"), 1))
        painter.setBrush(self._colour)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5), 7, 7)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(readable_on(self._colour), 1.8))
            middle = QRectF(self.rect()).center()
            for one, other in ((-4, 4), (4, -4)):
                painter.drawLine(
                    middle.x() - 4, middle.y() + one, middle.x() + 4, middle.y() + other
                )


def _six(code: str) -> str:
    """ "abc" stands for "aabbcc"."""
    return ("".join(sign * 2 for sign in code) if len(code) == 3 else code).lower()
