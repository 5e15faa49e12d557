"""Small controls that Qt lacks or draws too loudly: segments, switch, search, meter, dots."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from desktop_app import theme
from desktop_app.tokens import RADIUS_CONTROL, SPACE

STATE_ICONS = {
    "empty": ("circle", "faint"),
    "ready": ("circle-check", "ready"),
    "attention": ("triangle-alert", "attention"),
    "blocked": ("octagon-alert", "blocked"),
    "running": ("loader", "accent"),
}
"""State -> (icon, colour); never told by colour alone."""
SEARCH_AFTER = 150
"""Milliseconds of quiet after the last key before a search starts."""


class Segmented(QFrame):
    """A few exclusive choices side by side; arrow keys move between them."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], name: str = "") -> None:
        """`options` are (key, text); the first is chosen."""
        super().__init__()
        self.setObjectName("sunken")
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for key, text in options:
            button = QPushButton(text, checkable=True)
            button.setProperty("variant", "segment")
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            button.toggled.connect(lambda on, button=button: _stop_at(button, on))
            button.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
            row.addWidget(button)
        if self._buttons:
            next(iter(self._buttons.values())).setChecked(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    @property
    def value(self) -> str:
        """The chosen key."""
        return next((key for key, one in self._buttons.items() if one.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose without telling."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def button(self, key: str) -> QPushButton:
        """The button of one choice."""
        return self._buttons[key]


def _stop_at(button: QPushButton, chosen: bool) -> None:
    """Tab stops at the chosen one only; arrow keys reach the others."""
    policy = Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus
    button.setFocusPolicy(policy)


class Switch(QAbstractButton):
    """On or off, with its words beside it."""

    def __init__(self, text: str) -> None:
        """`text` says what is on when it is on."""
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.current().changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Track, gap, words."""
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(36 + SPACE[2] + width + 6, max(28, self.fontMetrics().height() + 8))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """All of it."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw track, knob and words."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(3, (self.height() - 20) / 2, 36, 20)
        on = self.isChecked()
        painter.setPen(look.colour("accent" if on else "muted"))
        painter.setBrush(look.colour("accent" if on else "surface"))
        painter.drawRoundedRect(track, 10, 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent_text" if on else "muted"))
        painter.drawEllipse(QRectF(track.x() + (19 if on else 3), track.y() + 3, 14, 14))
        if self.hasFocus():
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(look.colour("accent"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.setPen(look.colour("text" if self.isEnabled() else "faint"))
        words = self.rect().adjusted(36 + SPACE[2] + 3, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())


class SearchField(QLineEdit):
    """A search field that tells `searched` a moment after the last key; Esc empties it."""

    searched = Signal(str)

    def __init__(self, hint: str = "") -> None:
        """`hint` says what can be found."""
        super().__init__()
        self.setClearButtonEnabled(True)
        self.set_hint(hint)
        self._sign = self.addAction(
            theme.current().icon("search", "muted", 16), QLineEdit.ActionPosition.LeadingPosition
        )
        theme.current().changed.connect(self._recolour)
        self._later = QTimer(self, singleShot=True, interval=SEARCH_AFTER)
        self._later.timeout.connect(lambda: self.searched.emit(self.text()))
        self.textChanged.connect(lambda _: self._later.start())

    def set_hint(self, hint: str) -> None:
        """Placeholder and name for screen readers."""
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)

    def keyPressEvent(self, event) -> None:  # noqa: N802
        """Esc empties the field first."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def _recolour(self) -> None:
        self._sign.setIcon(theme.current().icon("search", "muted", 16))


class Meter(QWidget):
    """A share of a whole as a bar: memory in use, space on a disk."""

    def __init__(self, name: str) -> None:
        """`name` is for screen readers."""
        super().__init__()
        self.setAccessibleName(name)
        self.setFixedHeight(6)
        self._share, self._tone = 0.0, "accent"
        theme.current().changed.connect(self.update)

    def set_share(self, share: float, tone: str = "accent") -> None:
        """0 to 1."""
        self._share, self._tone = min(1.0, max(0.0, share)), tone
        self.setAccessibleDescription(f"{round(self._share * 100)} %")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the groove and the filled part."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("sunken" if not look.tokens.dark else "line"))
        whole = QRectF(self.rect())
        painter.drawRoundedRect(whole, 3, 3)
        painter.setBrush(look.colour(self._tone))
        painter.drawRoundedRect(QRectF(0, 0, whole.width() * self._share, 6), 3, 3)


class StateDot(QWidget):
    """How a step stands, as a sign with a shape of its own."""

    def __init__(self, state: str = "empty", size: int = 16) -> None:
        """One of `STATE_ICONS`."""
        super().__init__()
        self._state, self._size = state, size
        self.setFixedSize(size, size)
        theme.current().changed.connect(self.update)

    def set_state(self, state: str) -> None:
        """Show another state."""
        if state != self._state:
            self._state = state
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the sign."""
        icon, role = STATE_ICONS.get(self._state, STATE_ICONS["empty"])
        ratio = self.devicePixelRatioF()
        QPainter(self).drawPixmap(0, 0, theme.current().pixmap(icon, role, self._size, ratio))


class Skeleton(QWidget):
    """The shape of what is about to come, in calm grey."""

    def __init__(self, height: int = 16, width: int = 0) -> None:
        """Pixels; without a width it takes what there is."""
        super().__init__()
        self.setFixedHeight(height)
        if width:
            self.setFixedWidth(width)
        theme.current().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().colour("sunken"))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CONTROL, RADIUS_CONTROL)


class FlowLayout(QLayout):
    """Puts widgets side by side and goes on in the next line, as words do."""

    def __init__(self, parent: QWidget | None = None, gap: int = SPACE[2]) -> None:
        """`gap` in pixels, both ways."""
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self._gap = gap
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """Qt's way in."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """One of them; None beyond the end, as Qt wants it."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Take one out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Height in pixels at this width."""
        return self._place(QRect(0, 0, width, 0), only_measure=True)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Place all widgets."""
        super().setGeometry(rect)
        self._place(rect, only_measure=False)

    def sizeHint(self) -> QSize:  # noqa: N802
        """The least there must be."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802
        """The widest of them."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, only_measure: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            hint = item.sizeHint()
            if x > rect.x() and x + hint.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + self._gap, 0
            if not only_measure:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x, line = x + hint.width() + self._gap, max(line, hint.height())
        return y + line - rect.y()
