"""The big ring: how much is done, and in its middle how long it still takes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app import theme, words

_EDGE, _WIDTH = 176, 10


class ProgressRing(QWidget):
    """Drawn only; the same is said in words for screen readers."""

    def __init__(self) -> None:
        """Empty until `show_state`."""
        super().__init__()
        self.setObjectName("train.ring")
        self.setFixedSize(_EDGE, _EDGE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._share: float | None = None
        self._big, self._small = "", ""
        self.setAccessibleName(self.tr("Progress"))
        theme.current().changed.connect(self.update)

    def show_state(self, share: float | None, seconds_left: float | None) -> None:
        """`share` 0 to 1, None before the first step; `seconds_left` None when nobody knows."""
        self._share = share
        if seconds_left is None:
            self._big, self._small = "…", self.tr("looking how long it takes")
        elif seconds_left < 60:
            self._big, self._small = self.tr("< 1"), self.tr("minute left")
        else:
            minutes = round(seconds_left / 60)
            self._big = words.number(minutes)
            self._small = self.tr("minute(s) left", "", minutes)
        spoken = f"{self._big} {self._small}"
        if share is not None:
            spoken = f"{words.percent(share)}, {spoken}"
        self.setAccessibleDescription(spoken)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Big enough to be read from a step away."""
        return QSize(_EDGE, _EDGE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Groove, arc, figures."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(_WIDTH, _WIDTH, -_WIDTH, -_WIDTH)
        groove = QPen(look.colour("line"), _WIDTH)
        painter.setPen(groove)
        painter.drawEllipse(frame)
        if self._share:
            arc = QPen(look.colour("accent"), _WIDTH)
            arc.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(arc)
            painter.drawArc(frame, 90 * 16, -round(360 * 16 * min(1.0, self._share)))
        painter.setPen(look.colour("text"))
        big = look.font("hero")
        big.setPixelSize(round(big.pixelSize() * 1.4))
        painter.setFont(big)
        middle = frame.adjusted(0, 26, 0, -52)
        painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, self._big)
        painter.setPen(look.colour("muted"))
        painter.setFont(look.font("body"))
        below = frame.adjusted(24, 84, -24, -24)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(below, flags, self._small)
