"""The learning curve: rising in plain view, the raw loss for experts.

Mouse: hover for values, wheel to zoom, drag to move, double click for the whole. Keys: left and
right walk along the curve, plus and minus zoom, 0 shows the whole. What is under the cursor is said
to screen readers, too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app import theme, words
from desktop_app.state.learning_curve import Lines, Point, match_lines, nearest, raw_lines
from desktop_app.state.training_course import Curve

_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 12, 26
_CLOSEST = 0.02
"""Smallest share of all steps that can be looked at."""
_GRID = 4
_FIFTH = 0.2
"""Distance of the level lines of the plain view, as a share."""


class LossChart(QWidget):
    """Shows one `Curve`; `pointed` tells the words under the cursor, empty when it is gone."""

    pointed = Signal(str)

    def __init__(self, *, raw: bool = False) -> None:
        """`raw` draws the loss itself."""
        super().__init__()
        self._raw = raw
        self._lines, self._steps = Lines(), 1
        self._from, self._to = 0.0, 1.0
        self._cursor: float | None = None
        self._grip: QPointF | None = None
        self.setMinimumHeight(150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setObjectName("train.chart.raw" if raw else "train.chart")
        self.setAccessibleName(self.tr("Loss") if raw else self.tr("How well it matches"))
        theme.current().changed.connect(self.update)

    # --- what it shows ---------------------------------------------------------------------------

    def show_curve(self, curve: Curve, steps: int) -> None:
        """Draw this, of a run of so many steps."""
        self._lines = raw_lines(curve) if self._raw else match_lines(curve)
        self._steps = max(1, steps)
        self.setAccessibleDescription(self.summary())
        self.update()

    def summary(self) -> str:
        """The whole curve in a sentence or two."""
        found = self._lines
        if found.empty:
            return self.tr("Nothing has been learnt yet.")
        step, value = (found.heldout or found.training)[-1]
        if self._raw:
            return self.tr("After step {step} of {steps} the loss is {value}.").format(
                step=words.number(step), steps=words.number(self._steps), value=_loss(value)
            )
        return self.tr(
            "After step {step} of {steps} it is {share} closer than the model alone."
        ).format(
            step=words.number(step), steps=words.number(self._steps), share=words.percent(value)
        )

    def visible_range(self) -> tuple[float, float]:
        """First and last step that can be seen."""
        return self._from * self._steps, self._to * self._steps

    def zoom(self, factor: float, around: float = 0.5) -> None:
        """Look closer (factor above 1) or wider; `around` is a share of the width."""
        width = min(1.0, max(_CLOSEST, (self._to - self._from) / factor))
        middle = self._from + (self._to - self._from) * around
        self._look_at(middle - width * around, width)

    def whole(self) -> None:
        """All of it."""
        self._look_at(0.0, 1.0)

    def point_at(self, step: float | None) -> None:
        """Put the cursor on a step; None takes it away."""
        self._cursor = None if step is None else min(float(self._steps), max(0.0, step))
        text = self._words_at(self._cursor)
        self.setAccessibleDescription(text or self.summary())
        self.pointed.emit(text)
        self.update()

    def _words_at(self, step: float | None) -> str:
        training = None if step is None else nearest(self._lines.training, step)
        if step is None or (training is None and not self._lines.heldout):
            return ""
        held = nearest(self._lines.heldout, training[0] if training else step)
        parts = []
        if training:
            parts.append(
                self.tr("step {step}: {value}").format(
                    step=words.number(training[0]), value=self._value(training[1])
                )
            )
        if held:
            parts.append(
                self.tr("kept back, step {step}: {value}").format(
                    step=words.number(held[0]), value=self._value(held[1])
                )
            )
        return "  ·  ".join(parts)

    def _value(self, value: float) -> str:
        return _loss(value) if self._raw else words.percent(value)

    def _look_at(self, start: float, width: float) -> None:
        self._from = min(1.0 - width, max(0.0, start))
        self._to = self._from + width
        self.update()

    # --- drawing ---------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide and not high."""
        return QSize(480, 190)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Grid, lines, dots, cursor."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, low, high = self._area(), *self._bounds()
        self._draw_grid(painter, area, low, high)
        if self._lines.empty:
            painter.setPen(look.colour("muted"))
            words_ = self.tr("The curve begins with the first steps.")
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words_)
        painter.setClipRect(area.adjusted(-4, -4, 4, 1))
        if self._lines.base is not None:
            y = self._y(self._lines.base, area, low, high)
            painter.setPen(QPen(look.colour("muted"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        faint = bool(self._lines.heldout)
        self._draw_line(painter, self._lines.training, "line_strong" if faint else "accent", 1.5)
        self._draw_line(painter, self._lines.heldout, "accent", 2.5, dots=True)
        if self._cursor is not None:
            self._draw_cursor(painter, area, low, high)
        painter.setClipping(False)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _draw_grid(self, painter: QPainter, area: QRectF, low: float, high: float) -> None:
        look = theme.current()
        painter.setFont(look.font("small"))
        rows = _GRID if self._raw else max(1, round((high - low) / _FIFTH))
        for number in range(rows + 1):
            value = low + (high - low) * number / rows
            y = self._y(value, area, low, high)
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(look.colour("muted"))
            spot = QRectF(0, y - 9, _LEFT - 8, 18)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(spot, right, self._value(value))
        first, last = self.visible_range()
        below = QRectF(area.left(), area.bottom() + 6, area.width(), 18)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, words.number(first))
        said = self.tr("step {step}").format(step=words.number(last))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, said)

    def _draw_line(
        self,
        painter: QPainter,
        points: Sequence[Point],
        role: str,
        width: float,
        *,
        dots: bool = False,
    ) -> None:
        if not points:
            return
        area, low, high = self._area(), *self._bounds()
        spots = [QPointF(self._x(s, area), self._y(v, area, low, high)) for s, v in points]
        path = QPainterPath(spots[0])
        for spot in spots[1:]:
            path.lineTo(spot)
        pen = QPen(theme.current().colour(role), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        if dots:
            painter.setBrush(theme.current().colour("surface"))
            for spot in spots:
                painter.drawEllipse(spot, 3.5, 3.5)

    def _draw_cursor(self, painter: QPainter, area: QRectF, low: float, high: float) -> None:
        assert self._cursor is not None
        look = theme.current()
        found = nearest(self._lines.training, self._cursor) or nearest(
            self._lines.heldout, self._cursor
        )
        if found is None:
            return
        x = self._x(found[0], area)
        painter.setPen(QPen(look.colour("muted"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setPen(QPen(look.colour("accent"), 2))
        painter.setBrush(look.colour("surface"))
        painter.drawEllipse(QPointF(x, self._y(found[1], area, low, high)), 4, 4)

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)

    def _bounds(self) -> tuple[float, float]:
        """Lowest and highest value drawn; the plain view begins at the model alone."""
        first, last = self.visible_range()
        seen = [v for s, v in (*self._lines.training, *self._lines.heldout) if first <= s <= last]
        if self._lines.base is not None:
            seen.append(self._lines.base)
        if not self._raw:
            worst = min([0.0, *(value for _, value in self._lines.heldout)])
            return _FIFTH * math.floor(worst / _FIFTH), _FIFTH * math.ceil(
                max([0.2, *seen]) / _FIFTH
            )
        return (min(seen) * 0.95, max(seen) * 1.05) if seen else (0.0, 1.0)

    def _x(self, step: float, area: QRectF) -> float:
        share = step / self._steps
        return area.left() + area.width() * (share - self._from) / (self._to - self._from)

    def _y(self, value: float, area: QRectF, low: float, high: float) -> float:
        return area.bottom() - area.height() * (value - low) / max(1e-12, high - low)

    def _step_at(self, x: float) -> float:
        area = self._area()
        share = (x - area.left()) / max(1.0, area.width())
        return (self._from + share * (self._to - self._from)) * self._steps

    # --- Qt's events -----------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Values under the pointer; with the button down, move along."""
        at = event.position()
        if self._grip is not None:
            moved = (at.x() - self._grip.x()) / max(1.0, self._area().width())
            self._look_at(self._from - moved * (self._to - self._from), self._to - self._from)
            self._grip = at
        self.point_at(self._step_at(at.x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of it."""
        self._grip = event.position()
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        self._grip = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The whole again."""
        self.whole()

    def leaveEvent(self, event) -> None:  # noqa: N802
        """No pointer, no values."""
        super().leaveEvent(event)
        self.point_at(None)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Closer or wider around the pointer, while it has the focus: else the page scrolls."""
        if not self.hasFocus():
            event.ignore()
            return
        area = self._area()
        around = min(1.0, max(0.0, (event.position().x() - area.left()) / max(1.0, area.width())))
        self.zoom(1.25 if event.angleDelta().y() > 0 else 0.8, around)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Walk along the curve, zoom, whole."""
        key, Key = event.key(), Qt.Key  # noqa: N806 - a class
        if key in (Key.Key_Left, Key.Key_Right):
            self._walk(-1 if key == Key.Key_Left else 1)
        elif key in (Key.Key_Plus, Key.Key_Equal, Key.Key_Minus):
            self.zoom(0.8 if key == Key.Key_Minus else 1.25)
        elif key == Key.Key_Home:
            self.point_at(0)
        elif key == Key.Key_End:
            self.point_at(self._steps)
        elif key == Key.Key_0:
            self.whole()
        else:
            super().keyPressEvent(event)

    def _walk(self, direction: int) -> None:
        points = self._lines.training or self._lines.heldout
        if not points:
            return
        steps = [one[0] for one in points]
        if self._cursor is None:
            self.point_at(steps[-1] if direction < 0 else steps[0])
            return
        beyond = [one for one in steps if (one - self._cursor) * direction > 0]
        if beyond:
            self.point_at(min(beyond) if direction > 0 else max(beyond))


def _loss(value: float) -> str:
    return words.number(value, 3 if value < 10 else 1)
