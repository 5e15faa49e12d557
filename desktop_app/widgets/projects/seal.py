"""A brand's own sign, its initial on its first colour: for rail, menus, cards without a photo."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QLinearGradient, QPainter, QPixmap

from core.catalogue.records import ProjectRecord
from desktop_app import theme
from desktop_app.tokens import contrast


def brand_colour(project: ProjectRecord | None) -> QColor:
    """The first colour of a brand; the theme's accent without one."""
    colours = project.colours if project else ()
    named = QColor(colours[0]) if colours else QColor()
    return named if named.isValid() else theme.current().colour("accent")


def readable_on(ground: QColor) -> QColor:
    """The theme's text or background colour, whichever is easier to read on `ground`."""
    tokens = theme.current().tokens
    best = max((tokens.text, tokens.background), key=lambda one: contrast(one, ground.name()))
    return QColor(best)


def initial(name: str) -> str:
    """The first letter or digit."""
    return next((sign.upper() for sign in name if sign.isalnum()), "·")


def seal_pixmap(project: ProjectRecord, size: int, ratio: float = 1.0) -> QPixmap:
    """A rounded square in the brand's colour with its initial."""
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = brand_colour(project)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(0, 0, size, size), size / 4, size / 4)
    font = theme.current().font("label")
    font.setPixelSize(round(size * 0.55))
    font.setWeight(font.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(readable_on(ground))
    painter.drawText(QRectF(0, 0, size, size), Qt.AlignmentFlag.AlignCenter, initial(project.name))
    painter.end()
    return pixmap


def seal_icon(project: ProjectRecord, size: int = 20, ratio: float = 2.0) -> QIcon:
    """The same as an icon."""
    return QIcon(seal_pixmap(project, size, ratio))


def paint_ground(painter: QPainter, project: ProjectRecord, area: QRectF) -> None:
    """The brand's colours as calm bands, for a card without a photo."""
    colours = [QColor(one) for one in project.colours if QColor(one).isValid()]
    first = brand_colour(project)
    shade = QLinearGradient(area.topLeft(), area.bottomRight())
    for at, colour in enumerate(colours or [first, first.darker(118)]):
        shade.setColorAt(at / max(1, len(colours or [1, 2]) - 1), colour)
    painter.fillRect(area, shade)
    font = theme.current().font("hero")
    font.setPixelSize(round(area.height() * 0.36))
    painter.setFont(font)
    painter.setPen(readable_on(colours[len(colours) // 2] if colours else first))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, initial(project.name))
