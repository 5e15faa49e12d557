"""One result large: alone, or with the base beside it behind a divider that can be dragged."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from core.datasets.claims import Claim
from desktop_app import theme
from desktop_app.tokens import FONTS, SIDE_WIDTH, SPACE
from desktop_app.widgets import small_pictures
from desktop_app.widgets.basics import label
from desktop_app.widgets.compare.remark_list import RemarkList
from desktop_app.widgets.compare.text_diff import as_html

EDGE = 1600
STEP = 0.05


class PictureStage(QWidget):
    """Draws the result, the base, or both with a divider."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.setObjectName("compare.stage")
        self.setMinimumSize(320, 240)
        self._file: Path | None = None
        self._base: Path | None = None
        self.held = False
        self.swipe = False
        self.split = 0.5
        """Where the divider stands, 0 to 1 of the picture's width."""
        small_pictures.shared().ready.connect(self._redraw)
        theme.current().changed.connect(self.update)

    def show_files(self, file: Path, base: Path | None) -> None:
        """What to draw; without a base there is nothing to compare with."""
        self._file, self._base = file, base
        self.update()

    def _redraw(self, _file: str = "", _edge: int = 0) -> None:
        """A picture has been read."""
        self.update()

    def set_held(self, held: bool) -> None:
        """Show the base while something is held."""
        self.held = held
        self.update()

    def set_swipe(self, swipe: bool) -> None:
        """Both at once, with a divider."""
        self.swipe = swipe
        self.setCursor(Qt.CursorShape.SplitHCursor if swipe else Qt.CursorShape.ArrowCursor)
        self.update()

    def move_split(self, by: float) -> None:
        """Move the divider by a share of the width."""
        self.split = min(1.0, max(0.0, self.split + by))
        self.update()

    def place(self) -> QRect:
        """Where the picture is drawn."""
        pixmap = self._pixmap(self._file)
        if pixmap is None or pixmap.isNull():
            return self.rect().adjusted(SPACE[4], SPACE[4], -SPACE[4], -SPACE[4])
        size = QSize(pixmap.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(QPoint(0, 0), size)
        place.moveCenter(self.rect().center())
        return place

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = self.place()
        front = self._pixmap(self._base if self.held and self._base else self._file)
        if front is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.current().colour("sunken"))
            painter.drawRoundedRect(QRectF(place), 8, 8)
            return
        if front.isNull():
            painter.setPen(theme.current().colour("muted"))
            text = self.tr("The file of this picture is missing.")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
            return
        painter.drawPixmap(place, front)
        base = self._pixmap(self._base)
        if self.swipe and not self.held and base is not None and not base.isNull():
            self._draw_swipe(painter, place, base)
        elif self.held and self._base is not None:
            self._plate(painter, place, self.tr("Without adapter"), left=True)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The divider jumps to the pointer; without one, the base shows."""
        if event.button() == Qt.MouseButton.LeftButton:
            if self.swipe:
                self._split_to(event.position().x())
            else:
                self.set_held(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The divider follows."""
        if self.swipe and event.buttons() & Qt.MouseButton.LeftButton:
            self._split_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Back to the result."""
        self.set_held(False)

    def _split_to(self, x: float) -> None:
        place = self.place()
        self.split = min(1.0, max(0.0, (x - place.left()) / max(1, place.width())))
        self.update()

    def _draw_swipe(self, painter: QPainter, place: QRect, base: QPixmap) -> None:
        look = theme.current()
        x = place.left() + round(place.width() * self.split)
        painter.save()
        painter.setClipRect(QRect(place.left(), place.top(), x - place.left(), place.height()))
        painter.drawPixmap(place, base)
        painter.restore()
        painter.setPen(QPen(look.colour("accent_text"), 4))
        painter.drawLine(x, place.top(), x, place.bottom())
        painter.setPen(QPen(look.colour("accent"), 2))
        painter.drawLine(x, place.top(), x, place.bottom())
        painter.setBrush(look.colour("accent"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QRectF(x - 16, place.center().y() - 16, 32, 32))
        sign = look.pixmap("arrow-left-right", "accent_text", 18, self.devicePixelRatioF())
        painter.drawPixmap(x - 9, place.center().y() - 9, sign)
        self._plate(painter, place, self.tr("Without adapter"), left=True)
        self._plate(painter, place, self.tr("With adapter"), left=False)

    def _plate(self, painter: QPainter, place: QRect, text: str, *, left: bool) -> None:
        look = theme.current()
        painter.setFont(look.font("label"))
        width = painter.fontMetrics().horizontalAdvance(text) + 2 * SPACE[3]
        x = place.left() + SPACE[3] if left else place.right() - SPACE[3] - width
        plate = QRectF(x, place.top() + SPACE[3], width, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("text"))
        painter.drawRoundedRect(plate, 14, 14)
        painter.setPen(look.colour("background"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    def _pixmap(self, file: Path | None) -> QPixmap | None:
        return small_pictures.shared().get(file, EDGE) if file is not None else None


class TextStage(QWidget):
    """The base's text and the result's, differences marked."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[4])
        self._base_box, self.base = self._side(self.tr("Without adapter"))
        self._own_box, self.own = self._side(self.tr("This result"))
        row.addWidget(self._base_box, 1)
        row.addWidget(self._own_box, 1)
        self.remarks = RemarkList()
        self.remarks.setFixedWidth(SIDE_WIDTH)
        row.addWidget(self.remarks)
        self._texts = ("", "")
        self._claims: tuple[Claim, ...] = ()
        theme.current().changed.connect(self._draw)

    def show_texts(
        self, text: str, base: str, *, alone: bool, claims: tuple[Claim, ...] = ()
    ) -> None:
        """`alone`: the result is the base's own; `claims` are marked in it and told beside it."""
        self._texts, self._claims = (text, base), claims
        self.remarks.show_claims(claims)
        self._base_box.setVisible(not alone)
        self._draw()

    def set_held(self, held: bool) -> None:
        """Show the base's text in the result's place."""
        text, base = self._texts
        shows_base = held and bool(base)
        self._fill(base if shows_base else text, "" if held else base, marks=not shows_base)

    def _draw(self) -> None:
        text, base = self._texts
        self.base.setHtml(_large(as_html(base, "", "")))
        self._fill(text, base)

    def _fill(self, text: str, base: str, *, marks: bool = True) -> None:
        look = theme.current().tokens
        claims = self._claims if marks else ()
        self.own.setHtml(_large(as_html(text, base, look.accent_soft, claims, look.attention_soft)))

    def _side(self, name: str) -> tuple[QWidget, QTextBrowser]:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[1])
        column.addWidget(label(name, "muted"))
        text = _Text()
        text.setAccessibleName(name)
        column.addWidget(text, 1)
        return box, text


def _large(body: str) -> str:
    size = FONTS["lead"][0]
    return f'<div style="font-size:{size}px; line-height:150%">{body}</div>'


class _Text(QTextBrowser):
    """Selectable text; keys of the review go on to the viewer."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Copying and scrolling stay here."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            event.ignore()
