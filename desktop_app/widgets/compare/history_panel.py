"""Kept comparisons of the project: searched, filtered, opened again, thrown away with undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.actions.batches import TABLE
from core.catalogue.records import BoardCard
from desktop_app import theme, words
from desktop_app.state.compare import CompareState
from desktop_app.tokens import RADIUS_CONTROL, SPACE
from desktop_app.widgets import small_pictures
from desktop_app.widgets.basics import SearchField, danger, label, secondary

Index = QModelIndex | QPersistentModelIndex
CARD = Qt.ItemDataRole.UserRole + 1
COVER = 64
HEIGHT = COVER + 2 * SPACE[2]
GOOD = 4
"""Stars from which the filter counts a result as well rated."""


class BoardsModel(QAbstractListModel):
    """The state's history."""

    def __init__(self, board: CompareState) -> None:
        """Follows the state."""
        super().__init__()
        self.board = board
        self.cards: tuple[BoardCard, ...] = board.history
        board.history_changed.connect(self._take)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's own
        """Comparisons."""
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The card, or its words."""
        if not index.isValid():
            return None
        card = self.cards[index.row()]
        if role == CARD:
            return card
        if role == Qt.ItemDataRole.DisplayRole:
            return card.board.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return card.board.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            favourites = self.tr("%n favourite(s)", "", card.favourites)
            return f"{card.board.name}, {self.words(card)}, {favourites}"
        return None

    def words(self, card: BoardCard) -> str:
        """ "12 results · 2 favourites · 3 hours ago"."""
        parts = [self.tr("%n result(s)", "", card.results)]
        if card.favourites:
            parts.append("♥ " + words.number(card.favourites))
        parts.append(words.ago(card.board.created))
        return " · ".join(parts)

    def _take(self, cards: tuple[BoardCard, ...]) -> None:
        self.beginResetModel()
        self.cards = cards
        self.endResetModel()


class CardDelegate(QStyledItemDelegate):
    """Cover, brief, counts."""

    def __init__(self, root: Path) -> None:
        """`root` is the library's folder."""
        super().__init__()
        self._root = root

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """All the same."""
        return QSize(200, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one comparison."""
        card: BoardCard = index.data(CARD)
        look = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rect = option.rect.adjusted(2, 2, -2, -2)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent_soft" if chosen else "sunken"))
            painter.drawRoundedRect(QRectF(rect), RADIUS_CONTROL, RADIUS_CONTROL)
        cover = QRect(rect.left() + 6, rect.top() + 6, COVER, COVER)
        self._cover(painter, cover, card)
        text = rect.adjusted(COVER + 6 + SPACE[3], 8, -SPACE[2], -6)
        painter.setFont(look.font("label"))
        painter.setPen(look.colour("text"))
        metrics = QFontMetrics(look.font("label"))
        first = QRect(text.left(), text.top(), text.width(), metrics.lineSpacing() * 2)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        name = metrics.elidedText(
            card.board.name, Qt.TextElideMode.ElideRight, int(text.width() * 1.85)
        )
        painter.drawText(first, int(flags), name)
        painter.setFont(look.font("small"))
        painter.setPen(look.colour("muted"))
        model = index.model()
        if isinstance(model, BoardsModel):
            low = QFontMetrics(look.font("small"))
            line = low.elidedText(model.words(card), Qt.TextElideMode.ElideRight, text.width())
            painter.drawText(
                QRect(text.left(), text.bottom() - 20, text.width(), 20),
                Qt.AlignmentFlag.AlignVCenter,
                line,
            )
        painter.restore()

    def _cover(self, painter: QPainter, place: QRect, card: BoardCard) -> None:
        look = theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("sunken"))
        painter.drawRoundedRect(QRectF(place), 6, 6)
        if card.kind == "text":
            painter.setPen(look.colour("muted"))
            painter.setFont(look.font("small"))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
            painter.drawText(place.adjusted(6, 4, -4, -4), int(flags), card.cover_text[:60])
            return
        ratio = painter.device().devicePixelRatioF()
        kept = small_pictures.shared().get(self._root / card.cover_file, 320)
        if kept is None or kept.isNull():
            sign = look.pixmap("image", "faint", 24, ratio)
            painter.drawPixmap(QPointF(place.center().x() - 12, place.center().y() - 12), sign)
            return
        path = QPainterPath()
        path.addRoundedRect(QRectF(place), 6, 6)
        painter.save()
        painter.setClipPath(path)
        size = kept.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        target = QRect(0, 0, size.width(), size.height())
        target.moveCenter(place.center())
        painter.drawPixmap(target, kept)
        painter.restore()


class BoardsList(QListView):
    """Enter opens, Delete throws away."""

    deleted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The two keys, else as every list."""
        if event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class HistoryPanel(QWidget):
    """Search field, two filters, the list, open and delete."""

    def __init__(self, board: CompareState) -> None:
        """Follows the state."""
        super().__init__()
        self.board = board
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[4])
        column.setSpacing(SPACE[2])
        self.search = SearchField(self.tr("Search briefs and texts"))
        self.search.setObjectName("compare.historySearch")
        self.search.searched.connect(lambda _: self._ask())
        column.addWidget(self.search)
        filters = QHBoxLayout()
        filters.setSpacing(SPACE[2])
        self.favourites = self._filter(self.tr("With favourites"), "compare.onlyFavourites")
        self.rated = self._filter(self.tr("4 stars and more"), "compare.onlyRated")
        filters.addWidget(self.favourites)
        filters.addWidget(self.rated)
        filters.addStretch(1)
        column.addLayout(filters)
        self.list = BoardsList()
        self.list.setObjectName("compare.historyList")
        self.list.setAccessibleName(self.tr("Kept comparisons"))
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.model = BoardsModel(board)
        self.list.setModel(self.model)
        self._drawing = CardDelegate(board.desk.library.root)
        self.list.setItemDelegate(self._drawing)
        self.list.activated.connect(self._open)
        self.list.clicked.connect(self._open)
        self.list.deleted.connect(self._delete)
        column.addWidget(self.list, 1)
        self.nothing = label("", "muted")
        column.addWidget(self.nothing)
        column.addLayout(self._buttons())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._enable())
        board.history_changed.connect(lambda _: self._enable())
        small_pictures.shared().ready.connect(self._redraw)
        self._enable()

    def search_for(self, text: str) -> None:
        """Search from elsewhere."""
        self.search.setText(text)

    def _redraw(self, _file: str = "", _edge: int = 0) -> None:
        """A cover has been read."""
        self.list.viewport().update()

    def _filter(self, text: str, name: str) -> QPushButton:
        chip = QPushButton(text, checkable=True)
        chip.setObjectName(name)
        chip.setProperty("variant", "chip")
        chip.toggled.connect(lambda _: self._ask())
        return chip

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.delete = danger(self.tr("Delete"))
        self.delete.setObjectName("compare.deleteBoard")
        self.delete.clicked.connect(self._delete)
        row.addWidget(self.delete)
        row.addStretch(1)
        self.open = secondary(self.tr("Open"))
        self.open.setObjectName("compare.openBoard")
        self.open.clicked.connect(self._open)
        row.addWidget(self.open)
        return row

    def _ask(self) -> None:
        self.board.search(
            self.search.text(),
            self.favourites.isChecked(),
            GOOD if self.rated.isChecked() else None,
        )

    def _card(self) -> BoardCard | None:
        index = self.list.currentIndex()
        return index.data(CARD) if index.isValid() else None

    def _open(self) -> None:
        card = self._card()
        if card is not None:
            if TABLE in card.board.request:  # with hundreds of briefs it is read as a table
                self.board.desk.go("tables", board=card.board.id)
            else:
                self.board.open_board(card.board.id)

    def _delete(self) -> None:
        card = self._card()
        if card is not None:
            self.board.delete_board(card, self.tr("The comparison is in the bin."), self.tr("Undo"))

    def _enable(self) -> None:
        there = self._card() is not None
        self.open.setEnabled(there)
        self.delete.setEnabled(there)
        asked = self.search.text() or self.favourites.isChecked() or self.rated.isChecked()
        self.nothing.setText(
            self.tr("No comparison answers.")
            if asked
            else self.tr("Every comparison you make is kept here.")
        )
        self.nothing.setVisible(not self.board.history)
