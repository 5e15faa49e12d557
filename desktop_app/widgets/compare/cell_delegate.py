"""Draws one cell: a picture or a marked text, and under it how it was judged."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPainterPath,
    QPen,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from core.datasets.claims import Claim
from core.exporting import text_limits
from desktop_app import theme, words
from desktop_app.state.compare_remarks import RemarkBook
from desktop_app.tokens import RADIUS_CONTROL, SPACE
from desktop_app.widgets import small_pictures
from desktop_app.widgets.compare.board_model import CELL, Cell, Index
from desktop_app.widgets.compare.marks import draw_heart, draw_star
from desktop_app.widgets.compare.remark_list import as_tip, counted
from desktop_app.widgets.compare.text_diff import as_html

MARGIN = SPACE[2]
SIGN = "⚠\u202f"
FOOT = 28
EDGES = (320, 640, 1280)
"""Picture sizes that are read, in real pixels."""
TEXT_LOW, TEXT_HIGH = 96, 420


def edge_for(pixels: float) -> int:
    """The smallest kept size that is sharp enough."""
    return next((one for one in EDGES if one >= pixels), EDGES[-1])


class CellDelegate(QStyledItemDelegate):
    """One for the whole board."""

    def __init__(self, root: Path) -> None:
        """`root` is the library's folder, which the files of results are relative to."""
        super().__init__()
        self.root = root
        self.held: tuple[int, int] | None = None
        """Cell (row, column) that shows the base while a key or button is held."""
        self.remarks = RemarkBook()
        self._documents: dict[tuple[str, str, str, int], QTextDocument] = {}
        self.remarks.changed.connect(self._forget)
        theme.current().changed.connect(self._forget)

    def _forget(self) -> None:
        self._documents.clear()

    # --- measuring -------------------------------------------------------------------------------

    def picture_height(self, width: int, aspect: float) -> int:
        """Height of a cell with a picture of this height / width."""
        return round((width - 2 * MARGIN) * aspect) + 2 * MARGIN + FOOT

    def text_height(self, cell: Cell, width: int) -> int:
        """Height of a cell with a text, within limits."""
        document = self._document(cell, width - 2 * MARGIN - 2 * SPACE[3], held=False)
        height = round(document.size().height()) + 2 * MARGIN + 2 * SPACE[3] + FOOT
        return max(TEXT_LOW, min(TEXT_HIGH, height))

    # --- drawing ---------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell."""
        cell: Cell | None = index.data(CELL)
        if cell is None:
            return
        look = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rect = option.rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        body = rect.adjusted(0, 0, 0, -FOOT)
        held = self.held == (index.row(), index.column()) and cell.base is not None
        result = cell.base if held else cell.result
        if result is not None and result.kind == "image":
            self._picture(painter, body, self.root / result.file, option)
        elif cell.text or result is not None:
            self._text(painter, body, cell, held)
        else:
            self._empty(painter, body, cell)
        if cell.result is not None and cell.result.rejected and not cell.letter and not held:
            self._veil(painter, body)
        if cell.chosen:
            self._badge(painter, body, "check", "accent")
        if held:
            self._label(painter, body, self._words("without"))
        self._foot(painter, rect, cell)
        current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if current or cell.chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 2))
            frame = QRectF(body).adjusted(-3, -3, 3, 3)
            painter.drawRoundedRect(frame, RADIUS_CONTROL + 2, RADIUS_CONTROL + 2)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """The view sets the sizes."""
        return QSize(240, 240)

    def _picture(
        self, painter: QPainter, body: QRect, file: Path, option: QStyleOptionViewItem
    ) -> None:
        ratio = painter.device().devicePixelRatioF()
        pixmap = small_pictures.shared().get(
            file, edge_for(max(body.width(), body.height()) * ratio)
        )
        if pixmap is None:
            self._plate(painter, body)
        elif pixmap.isNull():
            self._plate(painter, body)
            painter.setPen(theme.current().colour("muted"))
            painter.drawText(
                body, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words("gone")
            )
        else:
            size = QSize(pixmap.size()).scaled(body.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(0, 0, size.width(), size.height())
            place.moveCenter(body.center())
            path = QPainterPath()
            path.addRoundedRect(QRectF(place), RADIUS_CONTROL, RADIUS_CONTROL)
            painter.save()
            painter.setClipPath(path)
            painter.drawPixmap(place, pixmap)
            painter.restore()

    def _text(self, painter: QPainter, body: QRect, cell: Cell, held: bool) -> None:
        look = theme.current()
        painter.setPen(QPen(look.colour("line"), 1))
        painter.setBrush(look.colour("surface"))
        painter.drawRoundedRect(QRectF(body).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        inner = body.adjusted(SPACE[3], SPACE[3], -SPACE[3], -SPACE[3])
        document = self._document(cell, inner.width(), held)
        painter.save()
        painter.setClipRect(inner)
        painter.translate(QPointF(inner.topLeft()))
        document.drawContents(painter)
        painter.restore()
        if document.size().height() > inner.height():
            fade = QRect(inner.left(), inner.bottom() - 20, inner.width(), 22)
            painter.fillRect(fade, look.colour("surface"))
            painter.setPen(look.colour("muted"))
            painter.drawText(fade, Qt.AlignmentFlag.AlignCenter, self._words("more"))

    def _document(self, cell: Cell, width: int, held: bool) -> QTextDocument:
        text = cell.base.final if held and cell.base is not None else cell.text
        base = cell.base.final if cell.base is not None and cell.column.parts and not held else ""
        if cell.letter:
            base = ""  # marks would give away which column is the base
        key = (text, base, cell.letter, width)
        document = self._documents.get(key)
        if document is None:
            look = theme.current()
            document = QTextDocument()
            document.setDocumentMargin(0)
            document.setDefaultFont(look.font("body"))
            document.setDefaultTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
            shown = base if cell.result is not None else ""
            colour = look.tokens.text
            claims = () if cell.result is None or cell.letter else self.claims(cell, held)
            marked = as_html(
                text, shown, look.tokens.accent_soft, claims, look.tokens.attention_soft, SIGN
            )
            document.setHtml(f'<span style="color:{colour}">{marked}</span>')
            document.setTextWidth(max(40, width))
            if len(self._documents) > 300:
                self._documents.clear()
            self._documents[key] = document
        return document

    def helpEvent(  # noqa: N802 - Qt's name
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Over a text with remarks their sentences are shown."""
        cell: Cell | None = index.data(CELL) if event.type() == QEvent.Type.ToolTip else None
        if cell is None or cell.letter:
            return False
        QToolTip.showText(event.globalPos(), as_tip(self.claims(cell, held=False)), view)
        return True

    def claims(self, cell: Cell, held: bool) -> tuple[Claim, ...]:
        """Remarks on the text that is shown."""
        result = cell.base if held and cell.base is not None else cell.result
        return self.remarks.of(result) if result is not None else ()

    def _empty(self, painter: QPainter, body: QRect, cell: Cell) -> None:
        look = theme.current()
        if cell.pending:
            self._plate(painter, body)
            what = self._words("pending")
        else:
            pen = QPen(look.colour("line_strong"), 1, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(body).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
            what = self._words("missing")
        painter.setPen(look.colour("muted"))
        painter.drawText(body, Qt.AlignmentFlag.AlignCenter, what)

    def _plate(self, painter: QPainter, body: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().colour("sunken"))
        painter.drawRoundedRect(QRectF(body), RADIUS_CONTROL, RADIUS_CONTROL)

    def _veil(self, painter: QPainter, body: QRect) -> None:
        veil = QColor(theme.current().colour("background"))
        veil.setAlphaF(0.65)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(veil)
        painter.drawRoundedRect(QRectF(body), RADIUS_CONTROL, RADIUS_CONTROL)
        self._badge(painter, body, "x", "blocked")

    def _badge(self, painter: QPainter, body: QRect, icon: str, role: str) -> None:
        look = theme.current()
        disc = QRectF(body.right() - 32, body.top() + 8, 26, 26)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("surface"))
        painter.drawEllipse(disc)
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(
            QPointF(disc.left() + 5, disc.top() + 5), look.pixmap(icon, role, 16, ratio)
        )

    def _label(self, painter: QPainter, body: QRect, text: str) -> None:
        look = theme.current()
        metrics = QFontMetrics(look.font("label"))
        width = metrics.horizontalAdvance(text) + 2 * SPACE[3]
        plate = QRectF(body.center().x() - width / 2, body.bottom() - 36, width, 26)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("text"))
        painter.drawRoundedRect(plate, 13, 13)
        painter.setPen(look.colour("background"))
        painter.setFont(look.font("label"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    def _foot(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        look = theme.current()
        foot = QRect(rect.left(), rect.bottom() - FOOT + 7, rect.width(), FOOT - 6)
        painter.setFont(look.font("small"))
        if cell.letter:
            painter.setFont(look.font("label"))
            painter.setPen(look.colour("accent" if cell.chosen else "muted"))
            painter.drawText(foot, Qt.AlignmentFlag.AlignHCenter, cell.letter)
            return
        if cell.result is None:
            return
        x = foot.left()
        if cell.result.rating:
            for number in range(5):
                place = QRectF(x, foot.top() + 1, 14, 14)
                draw_star(painter, place, full=number < cell.result.rating)
                x += 16
            x += SPACE[2]
        if cell.result.favourite:
            draw_heart(painter, QRectF(x, foot.top() + 1, 14, 14))
        if cell.result.kind == "text":
            text, over = self.length_words(cell.result.final)
            found = len(self.claims(cell, held=False))
            if found and not over:
                text, over = f"⚠ {counted(found)} · {text}", True
            painter.setPen(look.colour("attention" if over else "muted"))
            painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, text)

    def length_words(self, text: str) -> tuple[str, bool]:
        """ "142 characters, 23 words", and whether the chosen channel's limit is passed."""
        count = text_limits.characters(text)
        translate = QCoreApplication.translate
        counted = translate("CellDelegate", "%n word(s)", "", text_limits.words(text))
        limit = self.remarks.limit
        if limit is None:
            return translate("CellDelegate", "%n character(s)", "", count) + " · " + counted, False
        over = count > limit.characters
        sign = "⚠ " if over else ""
        of = translate("CellDelegate", "{count} of {limit} characters").format(
            count=words.number(count), limit=words.number(limit.characters)
        )
        return f"{sign}{of} · {counted}", over

    @staticmethod
    def _words(which: str) -> str:
        translate = QCoreApplication.translate
        return {
            "without": translate("CellDelegate", "Without adapter"),
            "gone": translate("CellDelegate", "The file of this picture is missing."),
            "more": translate("CellDelegate", "Open to read on"),
            "pending": translate("CellDelegate", "Being made"),
            "missing": translate("CellDelegate", "Not made yet"),
        }[which]
