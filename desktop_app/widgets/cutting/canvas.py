"""A photo under its mask, and a brush that says what belongs to the product.

The background is covered by a tint. Mouse and pen paint; with the keyboard the arrow keys move the
brush, Space paints as long as it is held, X changes what is painted, + and - the brush's size.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets.cutout import Stroke
from desktop_app import theme
from desktop_app.tokens import RADIUS_CONTROL, SPACE

SMALLEST, LARGEST = 0.005, 0.12
"""Radius of the brush, shares of the photo's longer side."""
_COVERED = 0.62
_ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


class MaskCanvas(QWidget):
    """Shows what `show_mask` was given; tells of each finished stroke."""

    painted = Signal(object)
    """A `Stroke`."""
    mode_wanted = Signal()
    """X was pressed: the other of product and background."""
    size_wanted = Signal(int)
    """+ or -: 1 or -1."""

    def __init__(self) -> None:
        """Empty until `show_mask`."""
        super().__init__()
        self.belongs = True
        self.radius = 0.03
        self._photo, self._cover = QImage(), QImage()
        self._result: QImage | None = None
        self._points: list[QPointF] = []
        self._waiting: tuple[Stroke, ...] = ()
        self._cursor = QPointF(0.5, 0.4)
        self._shows_cursor = False
        self._by_key = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(360, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Photo with its mask"))
        self.setAccessibleDescription(
            self.tr(
                "Arrow keys move the brush, Space paints, X changes between product and "
                "background, plus and minus change the size."
            )
        )
        theme.current().changed.connect(self.update)

    def show_mask(self, photo: QImage, cover: QImage) -> None:
        """Show a photo and the alpha of its background, of any size."""
        self._photo, self._cover, self._result = photo, cover, None
        self.update()

    def show_waiting(self, strokes: Sequence[Stroke]) -> None:
        """Strokes that the mask does not follow yet."""
        self._waiting = tuple(strokes)
        self.update()

    def show_result(self, result: QImage) -> None:
        """Show what would come of it; painting waits meanwhile."""
        self._result = result
        self.update()

    def set_brush(self, belongs: bool, radius: float) -> None:
        """What is painted from now on, and how wide."""
        self.belongs, self.radius = belongs, radius
        self.update()

    # --- places ----------------------------------------------------------------------------------

    def place(self) -> QRectF:
        """Where the photo lies."""
        area = QRectF(self.rect()).adjusted(SPACE[2], SPACE[2], -SPACE[2], -SPACE[2])
        if self._photo.isNull():
            return area
        shown = self._photo if self._result is None else self._result
        size = QSizeF(shown.size()).scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
        found = QRectF(QPointF(), size)
        found.moveCenter(area.center())
        return found

    def spot(self, x: float, y: float) -> QPointF:
        """The widget's point for shares of the photo's longer side."""
        place = self.place()
        longest = max(place.width(), place.height())
        return place.topLeft() + QPointF(x, y) * longest

    def _shares(self, spot: QPointF) -> QPointF:
        place = self.place()
        longest = max(1.0, place.width(), place.height())
        return (spot - place.topLeft()) / longest

    # --- painting with the pointer ---------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A stroke begins; a pen comes as the mouse does."""
        if event.button() == Qt.MouseButton.LeftButton and self._can_paint():
            self._by_key = False
            self._points = [self._shares(event.position())]
            self._move(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """It goes on."""
        self._move(event.position())
        if self._points and not self._by_key:
            self._points.append(self._cursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """It ends."""
        if event.button() == Qt.MouseButton.LeftButton and not self._by_key:
            self._end()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """The brush is seen where the pointer is."""
        self._shows_cursor = True
        super().enterEvent(event)

    def leaveEvent(self, event: object) -> None:  # noqa: N802
        """Without pointer and keyboard it is not seen."""
        self._shows_cursor = self.hasFocus()
        self.update()

    def _can_paint(self) -> bool:
        return not self._photo.isNull() and self._result is None

    def _move(self, spot: QPointF) -> None:
        self._cursor, self._shows_cursor = self._shares(spot), True
        self.update()

    def _end(self) -> None:
        points, self._points, self._by_key = self._points, [], False
        self.update()
        if points:
            self.painted.emit(self._stroke(points))

    def _stroke(self, points: Sequence[QPointF]) -> Stroke:
        return Stroke(self.belongs, self.radius, tuple((one.x(), one.y()) for one in points))

    # --- painting with the keyboard --------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys, Space, X, + and -."""
        key = Qt.Key(event.key())
        if key in _ARROWS:
            self._step(_ARROWS[key], bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat() and self._can_paint():
                self._by_key, self._points = True, [self._cursor]
                self.update()
        elif key == Qt.Key.Key_X:
            self.mode_wanted.emit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.size_wanted.emit(-1 if key == Qt.Key.Key_Minus else 1)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Letting go of Space ends the stroke."""
        if event.key() == Qt.Key.Key_Space and self._by_key and not event.isAutoRepeat():
            self._end()
        else:
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The brush is seen."""
        self._shows_cursor = True
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """A stroke that the keyboard has begun ends."""
        if self._by_key:
            self._end()
        super().focusOutEvent(event)

    def _step(self, direction: QPointF, far: bool) -> None:
        place = self.place()
        longest = max(1.0, place.width(), place.height())
        right, bottom = place.width() / longest, place.height() / longest
        moved = self._cursor + direction * self.radius * (4 if far else 1)
        self._cursor = QPointF(min(right, max(0, moved.x())), min(bottom, max(0, moved.y())))
        self._shows_cursor = True
        if self._by_key:
            self._points.append(self._cursor)
        self.update()

    # --- drawing ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Photo, tint, the stroke under way, the brush."""
        look, place = theme.current(), self.place()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("sunken"))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CONTROL, RADIUS_CONTROL)
        if self._photo.isNull():
            return
        painter.drawImage(place, self._photo if self._result is None else self._result)
        if self._result is None:
            self._draw_marks(painter, place)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 2))
            inside = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(inside, RADIUS_CONTROL, RADIUS_CONTROL)

    def _draw_marks(self, painter: QPainter, place: QRectF) -> None:
        painter.drawImage(place, self._tint())
        painter.setClipRect(place)
        for one in self._waiting:
            self._draw_stroke(painter, one)
        if self._points:
            self._draw_stroke(painter, self._stroke(self._points))
        painter.setClipping(False)
        if self._shows_cursor:
            self._draw_brush(painter)

    def _tint(self) -> QImage:
        tint = QImage(self._cover.size(), QImage.Format.Format_ARGB32_Premultiplied)
        colour = theme.current().colour("accent")
        colour.setAlphaF(_COVERED)
        tint.fill(colour)
        painter = QPainter(tint)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        painter.drawImage(0, 0, self._cover)
        painter.end()
        return tint

    def _draw_stroke(self, painter: QPainter, stroke: Stroke) -> None:
        spots = [self.spot(x, y) for x, y in stroke.points]
        path = QPainterPath(spots[0])
        for one in spots[1:] or spots:
            path.lineTo(one + QPointF(0.01, 0))  # a line of no length would not be drawn
        colour = theme.current().colour("ready" if stroke.belongs else "blocked")
        colour.setAlphaF(0.6)
        pen = QPen(colour, 2 * self._reach(stroke.radius))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawPath(path)

    def _draw_brush(self, painter: QPainter) -> None:
        look, middle = theme.current(), self.spot(self._cursor.x(), self._cursor.y())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for wide, role in ((4, "surface"), (2, "ready" if self.belongs else "blocked")):
            painter.setPen(QPen(look.colour(role), wide))
            reach = self._reach(self.radius)
            painter.drawEllipse(middle, reach, reach)
        arm = 4.0
        painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
        if self.belongs:  # plus and minus: never by colour alone
            painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))

    def _reach(self, radius: float) -> float:
        place = self.place()
        return radius * max(place.width(), place.height())
