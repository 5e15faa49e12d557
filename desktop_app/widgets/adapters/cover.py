"""The face of an adapter: its best picture, its own words, or its name set large."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.actions.adapter_shelf import ShelfCard
from desktop_app import theme
from desktop_app.tokens import RADIUS_CONTROL
from desktop_app.widgets.small_pictures import shared


class Cover(QWidget):
    """Decoration: screen readers hear the adapter's name beside it."""

    def __init__(self, width: int, height: int) -> None:
        """Pixels."""
        super().__init__()
        self.setFixedSize(width, height)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._edge = 2 * max(width, height)
        self._file: Path | None = None
        self._words, self._name, self._kind = "", "", "image"
        shared().ready.connect(self._ready)
        theme.current().changed.connect(self.update)

    def show_card(self, card: ShelfCard) -> None:
        """The face of this adapter."""
        self._file, self._words = card.cover, " ".join(card.words.split())
        self._name, self._kind = card.adapter.name, card.adapter.kind
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As made."""
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw it."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        painter.setClipPath(shape)
        picture = shared().get(self._file, self._edge) if self._file is not None else None
        if picture is not None and not picture.isNull():
            painter.fillRect(box, look.colour("sunken"))
            painter.drawPixmap(box, picture, _filling(picture.size(), box))
        elif self._file is not None and picture is None:
            painter.fillRect(box, look.colour("sunken"))
        elif self._kind == "text":
            self._quote(painter, box)
        else:
            self._sign(painter, box)

    def _quote(self, painter: QPainter, box: QRectF) -> None:
        look = theme.current()
        painter.fillRect(box, look.colour("accent_soft"))
        painter.setPen(look.colour("accent"))
        mark = look.font("hero")
        mark.setPixelSize(round(box.height() * 0.5))
        painter.setFont(mark)
        corner = box.adjusted(14, 4, 0, 0)
        painter.drawText(corner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), "“")
        painter.setPen(look.colour("text"))
        painter.setFont(look.font("lead"))
        line = painter.fontMetrics().lineSpacing()
        place = box.adjusted(16, box.height() * 0.36, -16, -10)
        place.setHeight(max(line, place.height() // line * line))
        painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
        painter.drawText(place, int(flags), self._words[:240] or self._name)

    def _sign(self, painter: QPainter, box: QRectF) -> None:
        look = theme.current()
        painter.fillRect(box, look.colour("sunken"))
        sign = look.pixmap("image", "faint", 40, self.devicePixelRatioF())
        painter.drawPixmap(round(box.center().x() - 20), round(box.center().y() - 20), sign)

    def _ready(self, file: str, edge: int) -> None:
        if self._file is not None and file == str(self._file) and edge == self._edge:
            self.update()


def _filling(size: QSize, box: QRectF) -> QRectF:
    """The middle of a picture with the proportions of the box."""
    scale = min(size.width() / box.width(), size.height() / box.height())
    wide, high = box.width() * scale, box.height() * scale
    return QRectF((size.width() - wide) / 2, (size.height() - high) / 2, wide, high)
