"""The strip of samples that grows while it learns; the first one is the model alone."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.actions.run_history import SampleNote
from desktop_app import theme, words
from desktop_app.tokens import RADIUS_CONTROL, SPACE
from desktop_app.widgets.basics import label
from desktop_app.widgets.small_pictures import shared

_EDGE, _TEXT_WIDTH, _LARGE = 132, 232, 640
_CAPTION = 22
_BAR = 14
"""Height of a scroll bar under the strip."""


class SampleStrip(QScrollArea):
    """Scrolls sideways; the newest is brought into view."""

    def __init__(self) -> None:
        """Empty and hidden until the first sample."""
        super().__init__()
        self.setObjectName("train.samples")
        self.setAccessibleName(self.tr("Samples"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(_EDGE + _CAPTION + _BAR)
        inner = QWidget()
        self._row = QHBoxLayout(inner)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE[3])
        self._row.addStretch(1)
        self._row.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(inner)
        self.cards: list[SampleCard] = []
        bar = self.horizontalScrollBar()
        bar.rangeChanged.connect(lambda _, most: bar.setValue(most))
        self.hide()

    def show_samples(self, samples: list[SampleNote]) -> None:
        """These and no others."""
        while self.cards:
            card = self.cards.pop()
            self._row.removeWidget(card)
            card.deleteLater()
        for one in samples:
            self.add(one)
        self.setVisible(bool(samples))

    def add(self, sample: SampleNote) -> None:
        """One more, at the end."""
        card = SampleCard(sample)
        self.cards.append(card)
        self._row.insertWidget(self._row.count() - 1, card, 0, Qt.AlignmentFlag.AlignTop)
        self.show()


class SampleCard(QAbstractButton):
    """A picture or a text with the step it was made at; a click shows it large."""

    def __init__(self, sample: SampleNote, edge: int = _EDGE) -> None:
        """`edge` of a picture in pixels."""
        super().__init__()
        self.sample, self._edge = sample, edge
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())
        said = sample.text or sample.prompt
        self.setAccessibleName(f"{self.caption()}. {said}")
        self.setToolTip(sample.prompt)
        self.clicked.connect(self._enlarge)
        if sample.path:
            shared().ready.connect(self._arrived)
        theme.current().changed.connect(self.update)

    def caption(self) -> str:
        """ "Before", or after how many steps."""
        if self.sample.step == 0:
            return self.tr("Before")
        return self.tr("After step {step}").format(step=words.number(self.sample.step))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Texts are wider than pictures."""
        width = self._edge if self.sample.path else round(self._edge * _TEXT_WIDTH / _EDGE)
        return QSize(width, self._edge + _CAPTION)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Picture or text in a rounded frame, caption under it."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = self.rect().adjusted(1, 1, -1, -_CAPTION)
        path = QPainterPath()
        path.addRoundedRect(frame, RADIUS_CONTROL, RADIUS_CONTROL)
        painter.fillPath(path, look.colour("sunken" if self.sample.path else "surface"))
        if self.sample.path:
            self._draw_picture(painter, path)
        else:
            painter.setPen(look.colour("text"))
            painter.setFont(look.font("small"))
            inside = frame.adjusted(SPACE[2], SPACE[2], -SPACE[2], -SPACE[2])
            painter.drawText(inside, Qt.TextFlag.TextWordWrap, self.sample.text)
        focused = self.hasFocus()
        painter.setPen(QPen(look.colour("accent" if focused else "line"), 2 if focused else 1))
        painter.drawPath(path)
        painter.setPen(look.colour("muted"))
        painter.setFont(look.font("small"))
        below = self.rect().adjusted(2, self.height() - _CAPTION, 0, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, self.caption())

    def _draw_picture(self, painter: QPainter, path: QPainterPath) -> None:
        ratio = self.devicePixelRatioF()
        pixmap = shared().get(self.sample.path, round(self._edge * ratio))
        if pixmap is None or pixmap.isNull():
            return
        painter.save()
        painter.setClipPath(path)
        painter.drawPixmap(path.boundingRect(), pixmap, pixmap.rect().toRectF())
        painter.restore()

    def _arrived(self, file: str, edge: int) -> None:
        if file == self.sample.path:
            self.update()

    def _enlarge(self) -> None:
        dialog = LargeSample(self.sample, self.caption(), self.window())
        dialog.show()


class LargeSample(QDialog):
    """One sample as large as it is; Esc closes it."""

    def __init__(self, sample: SampleNote, title: str, parent: QWidget) -> None:
        """Modal to nothing: the training page goes on behind it."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[5])
        column.setSpacing(SPACE[3])
        self._sample = sample
        if sample.path:
            self._picture = QLabel()
            self._picture.setAccessibleName(title)
            self._picture.setMinimumSize(320, 320)
            self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(self._picture, 1)
            shared().ready.connect(self._arrived)
            self._show(shared().get(sample.path, _LARGE))
        else:
            text = label(sample.text, "lead")
            text.setMinimumWidth(480)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(text, 1)
        column.addWidget(label(sample.prompt, "muted"))

    def _arrived(self, file: str, edge: int) -> None:
        if file == self._sample.path and edge == _LARGE:
            self._show(shared().get(file, edge))

    def _show(self, pixmap: QPixmap | None) -> None:
        if pixmap is not None and not pixmap.isNull():
            self._picture.setPixmap(pixmap)
