"""How photos look in the grid: the whole picture on a calm ground, marks, the name on hover."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen

from core.catalogue.listing import ItemLine
from desktop_app import theme, words
from desktop_app.tokens import RADIUS_CONTROL, SPACE
from desktop_app.widgets.dataset.grid import Grid
from desktop_app.widgets.dataset.pictures import Pictures, Wanted

SIDE = 168
_BADGE = 24
_ASIDE = 0.35
"""Opacity of a photo that is not learnt from."""
_SHEETS, _SHEET = 2, 5
"""Sheets of a stack that show below its top, and pixels by which each looks out."""
_SIGN = 14
_AHEAD = 3
"""Lines of tiles above and below the view that are read, too."""


class PhotoTiles:
    """Paints the rows of an `ItemModel` of photos."""

    cell = QSize(SIDE, SIDE)

    def __init__(self, pictures: Pictures, root: Path) -> None:
        """`root` is the library's folder, to which the paths of items are relative."""
        self._pictures, self._root = pictures, root

    def wanted(self, line: ItemLine, view: Grid) -> Wanted:
        """The thumbnail of an item in the size of the view's tiles, in pixels of its screen."""
        ratio = view.devicePixelRatioF()
        width, height = round(view.tile.width() * ratio), round(view.tile.height() * ratio)
        return Wanted(str(self._root / line.working_path), width, height, ratio, line.sha256)

    def prepare(self, view: Grid, first: int, last: int) -> None:
        """Have lines and pictures read: first those in view, then those around."""
        around = _AHEAD * view.columns
        view.items.want(first - around, last + around)
        rows = [*range(first, last + 1), *range(last + 1, last + around + 1)]
        rows += range(max(0, first - around), first)
        lines = (view.items.line(row) for row in rows)
        self._pictures.want([self.wanted(line, view) for line in lines if line is not None])

    def paint(
        self, painter: QPainter, view: Grid, row: int, place: QRect, states: frozenset[str]
    ) -> None:
        """Draw one tile."""
        line = view.items.line(row)
        wanted = self.wanted(line, view) if line is not None else None
        pixmap = self._pictures.nearest(wanted) if wanted is not None else None
        if line is None or pixmap is None or line.ignored:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.current().colour("sunken"))
            painter.drawRoundedRect(QRectF(place), RADIUS_CONTROL, RADIUS_CONTROL)
        if line is None or wanted is None:
            return
        pile = view.items.pile(row)
        if pile:
            whole, place = place, _on_pile(painter, place, len(pile))
        if pixmap is not None:
            painter.setOpacity(_ASIDE if line.ignored else 1.0)
            painter.drawPixmap(QRectF(place), pixmap, QRectF(pixmap.rect()))
            painter.setOpacity(1.0)
        elif self._pictures.failed(wanted):
            middle = place.center()
            _sign(painter, view, middle.x() - 12, middle.y() - 12, "image", "muted")
        if "hovered" in states:
            _name(painter, view, place, line.name)
        self._badges(painter, view, place, line)
        if pile:
            _count(painter, view, place, len(pile))
        frame(painter, whole if pile else place, states)

    def _badges(self, painter: QPainter, view: Grid, place: QRect, line: ItemLine) -> None:
        left, top = place.left() + SPACE[2], place.top() + SPACE[2]
        for icon, role, ground in badges_of(line):
            badge(painter, view, QRect(left, top, _BADGE, _BADGE), icon, role, ground)
            left += _BADGE + SPACE[1]


def _on_pile(painter: QPainter, place: QRect, count: int) -> QRect:
    """Draw the sheets that lie below; returns where the one on top lies."""
    look = theme.current()
    sheets = min(_SHEETS, count - 1)
    depth = sheets * _SHEET
    top = place.adjusted(0, depth, -depth, 0)
    painter.setBrush(look.colour("sunken"))
    painter.setPen(QPen(look.colour("line_strong"), 1))
    for sheet in range(sheets, 0, -1):
        moved = QRectF(top.translated(sheet * _SHEET, -sheet * _SHEET))
        painter.drawRoundedRect(
            moved.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CONTROL, RADIUS_CONTROL
        )
    return top


def _count(painter: QPainter, view: Grid, place: QRect, count: int) -> None:
    """How many lie here, at the lower right."""
    look = theme.current()
    font = look.font("label")
    metrics, told = QFontMetrics(font), words.number(count)
    width = SPACE[2] + _SIGN + SPACE[1] + metrics.horizontalAdvance(told) + SPACE[2]
    left, top = place.right() - SPACE[2] - width, place.bottom() - SPACE[2] - _BADGE
    ground = QRectF(left, top, width, _BADGE)
    painter.setPen(QPen(look.colour("line"), 1))
    painter.setBrush(look.colour("raised"))
    painter.drawRoundedRect(ground, _BADGE / 2, _BADGE / 2)
    _sign(painter, view, left + SPACE[2], top + (_BADGE - _SIGN) // 2, "layers", "text", _SIGN)
    painter.setFont(font)
    painter.setPen(look.colour("text"))
    words_place = ground.adjusted(SPACE[2] + _SIGN + SPACE[1], 0, 0, 0)
    painter.drawText(words_place, Qt.AlignmentFlag.AlignVCenter, told)


def badges_of(line: ItemLine) -> list[tuple[str, str, str]]:
    """(icon, its colour, its ground) for each mark of an item."""
    found = []
    if line.warnings:
        worst = "blocked" if line.warnings[0].severity == "blocks" else "attention"
        icon = "octagon-alert" if worst == "blocked" else "triangle-alert"
        found.append((icon, worst, worst + "_soft"))
    if line.ignored:
        found.append(("eye-off", "muted", "raised"))
    if line.held_out:
        found.append(("badge-check", "accent", "accent_soft"))
    return found


def badge(painter: QPainter, view: Grid, place: QRect, icon: str, role: str, ground: str) -> None:
    """A sign on a round ground."""
    look = theme.current()
    painter.setPen(QPen(look.colour("line"), 1))
    painter.setBrush(look.colour(ground))
    painter.drawEllipse(QRectF(place))
    _sign(painter, view, place.left() + 4, place.top() + 4, icon, role, place.width() - 8)


def frame(painter: QPainter, place: QRect, states: frozenset[str]) -> None:
    """The ring of what is selected, and a thinner one around the item with the keyboard."""
    look = theme.current()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if "selected" in states:
        painter.setPen(QPen(look.colour("accent"), 3))
        painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), 8, 8)
    if "current" in states:
        painter.setPen(QPen(look.colour("surface"), 1.5))
        painter.drawRoundedRect(QRectF(place).adjusted(3.5, 3.5, -3.5, -3.5), 6, 6)
        painter.setPen(QPen(look.colour("accent"), 1.5, Qt.PenStyle.DotLine))
        painter.drawRoundedRect(QRectF(place).adjusted(3.5, 3.5, -3.5, -3.5), 6, 6)
    elif "hovered" in states and "selected" not in states:
        painter.setPen(QPen(look.colour("line_strong"), 1))
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


def _sign(
    painter: QPainter, view: Grid, left: int, top: int, icon: str, role: str, size: int = 24
) -> None:
    pixmap = theme.current().pixmap(icon, role, size, view.devicePixelRatioF())
    painter.drawPixmap(left, top, pixmap)


def _name(painter: QPainter, view: Grid, place: QRect, name: str) -> None:
    look = theme.current()
    height = view.fontMetrics().height() + SPACE[2]
    strip = QRectF(place.left(), place.bottom() + 1 - height, place.width(), height)
    path = QPainterPath()
    path.addRoundedRect(QRectF(place), RADIUS_CONTROL, RADIUS_CONTROL)
    painter.save()
    painter.setClipPath(path)
    ground = QColor(look.colour("raised"))
    ground.setAlpha(235)
    painter.fillRect(strip, ground)
    painter.restore()
    painter.setPen(look.colour("text"))
    inner = strip.adjusted(SPACE[2], 0, -SPACE[2], 0)
    shown = view.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, int(inner.width()))
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, shown)
