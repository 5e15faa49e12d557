"""The tray: results to choose from, as pictures and as cards with text, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from core.catalogue.records import ResultRecord
from core.paths import Library
from desktop_app import theme, words
from desktop_app.tokens import RADIUS_CONTROL
from desktop_app.widgets.small_pictures import shared

TILE = 132
_EDGE = 288
_GAP = 8
Index = QModelIndex | QPersistentModelIndex


class ResultModel(QAbstractListModel):
    """Results by row; the record itself is in `UserRole`."""

    def __init__(self, library: Library) -> None:
        """`library` is where the pictures lie."""
        super().__init__()
        self._library = library
        self._results: Sequence[ResultRecord] = ()
        self._rows: dict[str, list[int]] = {}
        self._row_by_id: dict[int, int] = {}
        shared().ready.connect(self._picture_ready)

    def set_results(self, results: Sequence[ResultRecord]) -> None:
        """Show these."""
        self.beginResetModel()
        self._results = results
        self._rows = {}
        self._row_by_id = {one.id: row for row, one in enumerate(results)}
        for row, one in enumerate(results):
            if one.file:
                self._rows.setdefault(self.path(one), []).append(row)
        self.endResetModel()

    def path(self, result: ResultRecord) -> str:
        """The picture's file."""
        return str(self._library.root / result.file)

    def row_of(self, result_id: int) -> int:
        """Where a result stands; -1 when it is not shown."""
        return self._row_by_id.get(result_id, -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """How many."""
        return 0 if parent.isValid() else len(self._results)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Record, and words for screen readers."""
        if not index.isValid():
            return None
        result = self._results[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return result
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{words.number(index.row() + 1)}. {result.prompt}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return result.text or result.prompt
        return None

    def _picture_ready(self, file: str, edge: int) -> None:
        if edge == _EDGE:
            for row in self._rows.get(file, ()):
                self.dataChanged.emit(self.index(row), self.index(row))


class ResultTile(QStyledItemDelegate):
    """Draws one result: picture or text, a heart for favourites, a tick when chosen."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """The same for all."""
        return QSize(TILE + _GAP, TILE + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw it."""
        look = theme.current()
        result: ResultRecord = index.data(Qt.ItemDataRole.UserRole)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        box = QRectF(option.rect).adjusted(_GAP / 2, _GAP / 2, -_GAP / 2, -_GAP / 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        painter.fillPath(shape, look.colour("sunken"))
        painter.setClipPath(shape)
        if result.kind == "image":
            self._picture(painter, box, index)
        else:
            self._text(painter, box, result.text)
        painter.setClipping(False)
        edge = QPen(look.colour("accent" if chosen else "line"), 3 if chosen else 1)
        painter.setPen(edge)
        painter.drawPath(shape)
        if focused:
            painter.setPen(QPen(look.colour("text"), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(box.adjusted(4, 4, -4, -4), 5, 5)
        self._signs(painter, box, chosen, result.favourite)
        painter.restore()

    def _picture(self, painter: QPainter, box: QRectF, index: Index) -> None:
        model = index.model()
        assert isinstance(model, ResultModel)
        picture = shared().get(model.path(index.data(Qt.ItemDataRole.UserRole)), _EDGE)
        if picture is None:
            return
        if picture.isNull():
            sign = theme.current().pixmap("triangle-alert", "attention", 24)
            painter.drawPixmap(round(box.center().x() - 12), round(box.center().y() - 12), sign)
            return
        side = min(picture.width(), picture.height())
        source = QRectF(
            (picture.width() - side) / 2, (picture.height() - side) / 2, side, side
        )  # fmt: skip
        painter.drawPixmap(box, picture, source)

    def _text(self, painter: QPainter, box: QRectF, text: str) -> None:
        look = theme.current()
        painter.fillRect(box, look.colour("surface"))
        painter.setPen(look.colour("text"))
        painter.setFont(look.font("small"))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
        place = box.adjusted(10, 30, -10, -8)
        line = painter.fontMetrics().lineSpacing()
        place.setHeight(place.height() // line * line)  # whole lines only
        painter.save()
        painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
        painter.drawText(place, int(flags), text[:200])
        painter.restore()

    def _signs(self, painter: QPainter, box: QRectF, chosen: bool, favourite: bool) -> None:
        look = theme.current()
        if chosen:
            badge = QRectF(box.right() - 28, box.top() + 6, 22, 22)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent"))
            painter.drawEllipse(badge)
            painter.drawPixmap(
                badge.adjusted(4, 4, -4, -4).toRect(), look.pixmap("check", "accent_text", 14)
            )
        if favourite:
            badge = QRectF(box.left() + 6, box.top() + 6, 22, 22)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("surface"))
            painter.drawEllipse(badge)
            painter.drawPixmap(
                badge.adjusted(4, 4, -4, -4).toRect(), look.pixmap("heart", "accent", 14)
            )


class ResultTray(QListView):
    """A click or Space chooses, Ctrl+A chooses all; arrows move."""

    chose = Signal(object)
    """The ids that are chosen now."""
    looked_at = Signal(int)
    """The result under the keyboard's mark."""

    def __init__(self, library: Library) -> None:
        """Empty at first."""
        super().__init__()
        self.setObjectName("export.tray")
        self.setAccessibleName(self.tr("Results to export"))
        self.results = ResultModel(library)
        self.setModel(self.results)
        self.setItemDelegate(ResultTile(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.setSelectionRectVisible(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._telling = True
        self.selectionModel().selectionChanged.connect(self._tell)
        self.selectionModel().currentChanged.connect(self._tell_current)
        theme.current().changed.connect(self.viewport().update)

    def set_results(self, results: Sequence[ResultRecord], chosen: Iterable[int]) -> None:
        """Show these, with those chosen."""
        here = self.currentIndex().data(Qt.ItemDataRole.UserRole)
        self._telling = False
        self.results.set_results(results)
        self.set_chosen(chosen)
        if here is not None and (row := self.results.row_of(here.id)) >= 0:
            self.selectionModel().setCurrentIndex(
                self.results.index(row), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        self._telling = True

    def set_chosen(self, chosen: Iterable[int]) -> None:
        """Mark those as chosen without telling."""
        telling, self._telling = self._telling, False
        selection = QItemSelection()
        for row in filter(lambda row: row >= 0, map(self.results.row_of, chosen)):
            selection.select(self.results.index(row), self.results.index(row))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._telling = telling

    def chosen(self) -> list[int]:
        """Ids of the chosen results, in their order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self.results.index(row).data(Qt.ItemDataRole.UserRole).id for row in rows]

    def tile(self, row: int) -> QRect:
        """Where a result is drawn, in the viewport."""
        return self.visualRect(self.results.index(row))

    def _tell(self) -> None:
        if self._telling:
            self.chose.emit(self.chosen())

    def _tell_current(self, index: QModelIndex) -> None:
        result = index.data(Qt.ItemDataRole.UserRole)
        if self._telling and result is not None:
            self.looked_at.emit(result.id)
