"""Three small drawings: a product, a style, a voice. Drawn in the theme's own colours."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app import theme
from desktop_app.tokens import RADIUS_CONTROL

_SIZE = QSize(120, 76)


class GoalPicture(QWidget):
    """One of the three; says nothing to screen readers, its card does."""

    def __init__(self, goal: str) -> None:
        """`goal`: "product", "style" or "voice"."""
        super().__init__()
        self._goal = goal
        self.setFixedHeight(_SIZE.height())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.current().changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Small enough for three in a row."""
        return _SIZE

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A calm field with the drawing in its middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().colour("sunken"))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CONTROL, RADIUS_CONTROL)
        painter.translate((self.width() - _SIZE.width()) / 2, 0)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        {"product": _product, "style": _style, "voice": _voice}[self._goal](painter)


def _product(painter: QPainter) -> None:
    """One cup, seen from two sides."""
    look = theme.current()
    for left, top, role in ((70, 20, "line_strong"), (30, 16, "accent")):
        painter.setPen(QPen(look.colour(role), 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(left + 22, top + 10, 14, 18))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(role))
        cup = QPainterPath()
        cup.addRoundedRect(QRectF(left, top, 28, 42), 6, 6)
        painter.drawPath(cup)
    painter.setBrush(look.colour("accent_soft"))
    painter.drawRoundedRect(QRectF(37, 30, 14, 12), 3, 3)


def _style(painter: QPainter) -> None:
    """Different things, one palette."""
    look, series = theme.current(), theme.current().tokens.series
    painter.setPen(Qt.PenStyle.NoPen)
    for number, left in enumerate((16, 48, 80)):
        painter.setBrush(look.colour("surface"))
        painter.drawRoundedRect(QRectF(left, 14, 26, 48), 5, 5)
        painter.setBrush(look.colour("accent_soft"))
        painter.drawRoundedRect(QRectF(left + 3, 17, 20, 26), 3, 3)
        painter.setBrush(look.colour("accent"))
        spot = QRectF(left + 7, 24, 12, 12)
        (painter.drawEllipse, painter.drawRect, _triangle(painter))[number](spot)
        for bar, colour in enumerate(series[:3]):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(left + 3 + 7 * bar, 49, 6, 6), 2, 2)


def _triangle(painter: QPainter):  # type: ignore[no-untyped-def]
    def draw(spot: QRectF) -> None:
        top = QPointF(spot.center().x(), spot.top())
        painter.drawPolygon([top, spot.bottomRight(), spot.bottomLeft()])

    return draw


def _voice(painter: QPainter) -> None:
    """A sentence that somebody says."""
    look = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("accent"))
    bubble = QPainterPath()
    bubble.addRoundedRect(QRectF(18, 12, 84, 42), 10, 10)
    tail = QPainterPath()
    tail.addPolygon([QPointF(34, 50), QPointF(34, 66), QPointF(50, 52)])
    painter.drawPath(bubble.united(tail))
    painter.setBrush(look.colour("accent_text"))
    for top, width in ((22, 60), (31, 48), (40, 30)):
        painter.drawRoundedRect(QRectF(30, top, width, 4), 2, 2)
