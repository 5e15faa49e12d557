"""The way from the plain model to the brand as a line, with marks for prompt and adapter."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_app import theme, words
from desktop_app.tokens import SPACE

_LINE, _DOT = 6, 8
"""px: thickness of the line, radius of the adapter's mark."""
_HEIGHT = 84


class VoiceScale(QWidget):
    """0 is the plain model, 100 the brand's own unseen texts."""

    def __init__(self, prompt: int, adapter: int) -> None:
        """Both from 0 to 100."""
        super().__init__()
        self._prompt, self._adapter = prompt, adapter
        self.setFixedHeight(_HEIGHT)
        self.setMinimumWidth(320)
        self.setObjectName("adapters.voice.scale")
        self.setAccessibleName(self.tr("From the plain model to your texts"))
        text = self.tr("This adapter {adapter}, with a prompt alone {prompt}, of 100")
        self.setAccessibleDescription(
            text.format(adapter=words.number(adapter), prompt=words.number(prompt))
        )
        theme.current().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The line, its filled part, two marks and their words."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, width, middle = float(_DOT), self.width() - 2.0 * _DOT, _HEIGHT / 2
        at = left + width * self._adapter / 100
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("line" if look.tokens.dark else "sunken"))
        top = middle - _LINE / 2
        painter.drawRoundedRect(QRectF(left, top, width, _LINE), 3, 3)
        painter.setBrush(look.colour("accent"))
        painter.drawRoundedRect(QRectF(left, top, at - left, _LINE), 3, 3)
        painter.drawEllipse(QPointF(at, middle), _DOT, _DOT)
        painter.setPen(QPen(look.colour("muted"), 2))
        painter.setBrush(look.colour("surface"))
        prompt = left + width * self._prompt / 100
        painter.drawEllipse(QPointF(prompt, middle), _DOT - 3, _DOT - 3)
        self._write(painter, prompt, middle + _DOT + SPACE[1],
                    self.tr("Prompt and examples"), "muted")  # fmt: skip
        self._write(painter, at, middle - _DOT - SPACE[1], self.tr("This adapter"), "text", up=True)
        painter.end()

    def _write(
        self, painter: QPainter, at: float, y: float, text: str, role: str, *, up: bool = False
    ) -> None:
        """Words beside a mark, inside the widget whatever the place."""
        look = theme.current()
        painter.setFont(look.font("small"))
        painter.setPen(look.colour(role))
        metrics = QFontMetricsF(painter.font())
        wide, high = metrics.horizontalAdvance(text) + 2, metrics.height()
        x = min(max(0.0, at - wide / 2), self.width() - wide)
        box = QRectF(x, y - high if up else y, wide, high)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
