"""Stars and hearts that can be full: an icon's outline alone is hard to tell from an empty one."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPen, QPixmap

from desktop_app import theme


def draw_star(painter: QPainter, place: QRectF, *, full: bool) -> None:
    """A star of five points."""
    _draw(painter, _star(), place, "accent" if full else "faint", full)


def draw_heart(painter: QPainter, place: QRectF, *, full: bool = True) -> None:
    """A heart."""
    _draw(painter, _heart(), place, "blocked" if full else "muted", full)


def star_icon(full: bool, size: int = 22) -> QIcon:
    """A star for a button."""
    return _icon(draw_star, full, size)


def heart_icon(full: bool, size: int = 22) -> QIcon:
    """A heart for a button."""
    return _icon(draw_heart, full, size)


def _icon(draw, full: bool, size: int) -> QIcon:
    pixmap = QPixmap(size * 2, size * 2)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter, QRectF(2, 2, size - 4, size - 4), full=full)
    painter.end()
    return QIcon(pixmap)


def _draw(painter: QPainter, shape: QPainterPath, place: QRectF, role: str, full: bool) -> None:
    colour = theme.current().colour(role)
    painter.save()
    painter.translate(place.topLeft())
    painter.scale(place.width(), place.height())
    pen = QPen(colour, 1.5 / max(1.0, place.width()))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(colour if full else Qt.BrushStyle.NoBrush)
    painter.drawPath(shape)
    painter.restore()


@lru_cache(maxsize=1)
def _star() -> QPainterPath:
    path = QPainterPath()
    for number in range(10):
        radius = 0.48 if number % 2 == 0 else 0.21
        angle = math.pi * (number / 5 - 0.5)
        point = QPointF(0.5 + radius * math.cos(angle), 0.52 + radius * math.sin(angle))
        path.lineTo(point) if number else path.moveTo(point)
    path.closeSubpath()
    return path


@lru_cache(maxsize=1)
def _heart() -> QPainterPath:
    path = QPainterPath(QPointF(0.5, 0.9))
    path.cubicTo(-0.25, 0.4, 0.12, -0.1, 0.5, 0.24)
    path.cubicTo(0.88, -0.1, 1.25, 0.4, 0.5, 0.9)
    return path
