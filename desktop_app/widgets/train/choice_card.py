"""A card that can be chosen: one of a few, with arrow keys, picture, title and some words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app import theme
from desktop_app.tokens import RADIUS_CARD, SPACE
from desktop_app.widgets.basics import IconLabel, label, set_tone


class ChoiceCard(QAbstractButton):
    """Exclusive with its siblings of the same parent."""

    def __init__(self, key: str, title: str, picture: QWidget | None = None) -> None:
        """`picture` stands above the title."""
        super().__init__()
        self.key = key
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setText(title)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[3])
        column.setSpacing(SPACE[1])
        if picture is not None:
            column.setContentsMargins(SPACE[3], SPACE[3], SPACE[3], SPACE[3])
            column.addWidget(picture)
            column.addSpacing(SPACE[1])
        head = QHBoxLayout()
        head.setSpacing(SPACE[2])
        self._title = label(title, "label")
        head.addWidget(self._title, 1)
        self._tick = IconLabel("circle-check", "accent", 18)
        policy = self._tick.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._tick.setSizePolicy(policy)
        self._tick.hide()
        head.addWidget(self._tick, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self._lines = column
        self._words: dict[str, QLabel] = {}
        column.addStretch(1)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.toggled.connect(self._mark)
        theme.current().changed.connect(self.update)

    def set_line(self, name: str, text: str, *, role: str = "muted", tone: str = "") -> None:
        """Words under the title; an empty text takes the line away."""
        if name not in self._words:
            made = label("", role)
            made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._words[name] = made
            self._lines.insertWidget(self._lines.count() - 1, made)
        words = self._words[name]
        words.setText(text)
        words.setVisible(bool(text))
        set_tone(words, tone)
        spoken = [one.text() for one in self._words.values() if one.text()]
        self.setAccessibleName(". ".join([self.text(), *spoken]))
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as its words."""
        return self.layout().sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Words may wrap."""
        return self.layout().minimumSize()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Height of the wrapped words."""
        return self.layout().totalHeightForWidth(width)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The frame: accent and soft when chosen, a ring when it has the focus."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, focused = self.isChecked(), self.hasFocus()
        strong = chosen or focused
        role = "accent" if strong else "line_strong" if self.underMouse() else "line"
        ground = "accent_soft" if chosen else "surface" if self.isEnabled() else "background"
        painter.setBrush(look.colour(ground))
        painter.setPen(QPen(look.colour(role), 2 if strong else 1))
        inset = 1.5 if focused and chosen else 1.0
        frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, RADIUS_CARD, RADIUS_CARD)
        if focused and chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 1))
            inner = frame.adjusted(4, 4, -4, -4)
            painter.drawRoundedRect(inner, RADIUS_CARD - 4, RADIUS_CARD - 4)

    def enterEvent(self, event) -> None:  # noqa: N802
        """Show that it can be chosen."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event) -> None:  # noqa: N802
        """And no longer."""
        super().leaveEvent(event)
        self.update()

    def _mark(self, chosen: bool) -> None:
        self._tick.setVisible(chosen)
