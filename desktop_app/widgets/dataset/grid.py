"""A view of very many items: tiles in rows, or one column of lines.

Every place is computed, nothing is stored an item, so that 100,000 items cost no more than what is
in view. Selection, keyboard and screen readers work as in Qt's own views. It is a list view for the
sake of screen readers, which know those; of its layout nothing is used: where it would measure all
items, the calls go past it to the view below (`Base`).
"""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from desktop_app import theme
from desktop_app.tokens import SPACE
from desktop_app.widgets.dataset.model import ItemModel
from desktop_app.widgets.dataset.tile_painter import TilePainter

Index = QModelIndex | QPersistentModelIndex
Action = QAbstractItemView.CursorAction
Base = QAbstractItemView
_EDGE = 3
"""Pixels around all tiles, for the rings of those at the edge."""


class Grid(QListView):
    """Tiles (or lines) of an `ItemModel`."""

    opened = Signal(int)
    """A row was double-clicked or Enter was pressed on it."""
    chosen_changed = Signal()
    """Another selection; told once an event, however many items it holds."""

    def __init__(self, model: ItemModel, tiles: TilePainter, parent: QWidget | None = None) -> None:
        """`tiles` decides on size and look."""
        super().__init__(parent)
        self.tiles = tiles
        self._gap, self._columns, self._hovered = SPACE[3], 1, -1
        self.tile = tiles.cell
        """Size of an item in pixels, so that the tiles fill the line."""
        self.setProperty("bare", True)
        self._band_start = self._band_end = QPoint()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(False)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setModel(model)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        theme.current().changed.connect(self.viewport().update)

    # --- what is chosen --------------------------------------------------------------------------

    @property
    def items(self) -> ItemModel:
        """The model with its own type."""
        model = self.model()
        assert isinstance(model, ItemModel)
        return model

    def chosen(self) -> list[int]:
        """Ids of the selected items, in the list's order."""
        rows: list[int] = []
        for part in self.selectionModel().selection():
            rows.extend(range(part.top(), part.bottom() + 1))
        return [self.items.ids[row] for row in sorted(rows)]

    def choose(self, ids: list[int], *, scroll: bool = True) -> None:
        """Select exactly these items, as far as the list holds them."""
        rows = sorted(row for row in map(self.items.row_of, ids) if row >= 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(self._selection(rows), flags.ClearAndSelect)
        if rows:
            first = self.items.index(rows[0])
            self.selectionModel().setCurrentIndex(first, flags.NoUpdate)
            if scroll:
                self.scrollTo(first)

    def set_current(self, item_id: int) -> None:
        """Give an item the keyboard without selecting it; nothing happens when it has gone."""
        row = self.items.row_of(item_id) if item_id else -1
        if row >= 0:
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(self.items.index(row), flags.NoUpdate)

    def choose_row(self, row: int) -> None:
        """Select this row alone and bring it into view."""
        index = self.items.index(row)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)
        self.scrollTo(index)

    def selectAll(self) -> None:  # noqa: N802
        """As one range, whatever its length."""
        if self.items.ids:
            every = QItemSelection(self.items.index(0), self.items.index(len(self.items.ids) - 1))
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().select(every, flags.ClearAndSelect)

    def _selection(self, rows: list[int]) -> QItemSelection:
        """As few ranges as there are gaps between the rows, plus one."""
        selection, start = QItemSelection(), 0
        for at, row in enumerate(rows):
            if at + 1 == len(rows) or rows[at + 1] != row + 1:
                selection.select(self.items.index(rows[start]), self.items.index(row))
                start = at + 1
        return selection

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802
        """Qt's hook."""
        Base.selectionChanged(self, selected, deselected)
        self.viewport().update()
        self.chosen_changed.emit()

    # --- places ----------------------------------------------------------------------------------

    @property
    def columns(self) -> int:
        """Tiles side by side."""
        return self._columns

    @property
    def line_height(self) -> int:
        """Pixels from one line of tiles to the next."""
        return self.tile.height() + self._gap

    def _place(self, row: int) -> QRect:
        """Where a row lies, in pixels from the top of the whole list."""
        down, across = divmod(row, self._columns)
        width = self.viewport().width() + self._gap
        left = _EDGE + (across * (width - 2 * _EDGE)) // self._columns
        return QRect(QPoint(left, _EDGE + down * self.line_height), self.tile)

    def _row_at(self, point: QPoint) -> int:
        """The row under a point of the viewport, -1 between tiles."""
        point = point + QPoint(0, self.verticalOffset())
        if point.y() < 0:
            return -1
        line = max(0, point.y() - _EDGE) // self.line_height
        for row in range(line * self._columns, (line + 1) * self._columns):
            if row < len(self.items.ids) and self._place(row).contains(point):
                return row
        return -1

    def visible_rows(self) -> tuple[int, int]:
        """First and last row of which something is in view; (0, -1) for none."""
        top = max(0, self.verticalOffset() - _EDGE) // self.line_height
        bottom = (self.verticalOffset() + self.viewport().height()) // self.line_height
        last = min(len(self.items.ids), (bottom + 1) * self._columns) - 1
        return top * self._columns, last

    # --- what Qt asks of a view ------------------------------------------------------------------

    def visualRect(self, index: Index) -> QRect:  # noqa: N802
        """Place in the viewport."""
        if not index.isValid():
            return QRect()
        return self._place(index.row()).translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802
        """The item under a point."""
        row = self._row_at(point)
        return self.items.index(row) if row >= 0 else QModelIndex()

    def scrollTo(  # noqa: N802
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring an item into view, with as little moving as can be."""
        if not index.isValid():
            return
        place, bar = self._place(index.row()), self.verticalScrollBar()
        height = self.viewport().height()
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(place.center().y() - height // 2)
        elif place.top() - _EDGE < bar.value():
            bar.setValue(place.top() - _EDGE)
        elif place.bottom() + _EDGE > bar.value() + height:
            bar.setValue(place.bottom() + _EDGE - height + 1)

    def moveCursor(self, action: Action, modifiers: Qt.KeyboardModifier) -> QModelIndex:  # noqa: N802
        """Where the arrow keys lead."""
        count, row = len(self.items.ids), self.currentIndex().row()
        if count == 0:
            return QModelIndex()
        if row < 0:
            return self.items.index(0)
        page = max(1, self.viewport().height() // self.line_height) * self._columns
        step = {
            Action.MoveLeft: -1,
            Action.MovePrevious: -1,
            Action.MoveRight: 1,
            Action.MoveNext: 1,
            Action.MoveUp: -self._columns,
            Action.MoveDown: self._columns,
            Action.MovePageUp: -page,
            Action.MovePageDown: page,
            Action.MoveHome: -count,
            Action.MoveEnd: count,
        }[action]
        if action == Action.MoveUp and row + step < 0:
            return self.items.index(row)
        return self.items.index(min(count - 1, max(0, row + step)))

    def horizontalOffset(self) -> int:  # noqa: N802
        """It never scrolls sideways."""
        return 0

    def verticalOffset(self) -> int:  # noqa: N802
        """Pixels above the view."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:  # noqa: N802
        """Nothing is hidden."""
        return False

    def setSelection(  # noqa: N802
        self, rect: QRect, command: QItemSelectionModel.SelectionFlag
    ) -> None:
        """Tiles under a rubber band, or all from one place to another."""
        if self.state() == QAbstractItemView.State.DragSelectingState:
            rows = self._rows_under(rect.normalized().translated(0, self.verticalOffset()))
        else:
            start, end = self._row_at(rect.topLeft()), self._row_at(rect.bottomRight())
            start = end if start < 0 else start
            rows = [] if end < 0 else list(range(min(start, end), max(start, end) + 1))
        self.selectionModel().select(self._selection(rows), command)

    def _rows_under(self, rect: QRect) -> list[int]:
        first = max(0, (rect.top() - _EDGE) // self.line_height) * self._columns
        last = min(len(self.items.ids), (rect.bottom() // self.line_height + 1) * self._columns)
        return [row for row in range(first, last) if self._place(row).intersects(rect)]

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802
        """The visible part; `selectionChanged` repaints the view anyway."""
        return QRegion(self.viewport().rect()) if not selection.isEmpty() else QRegion()

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Typing does not jump about: letters are commands here, and searching has its field."""

    # --- events ----------------------------------------------------------------------------------

    def updateGeometries(self) -> None:  # noqa: N802
        """Columns and scroll bar for the size the view has now."""
        Base.updateGeometries(self)
        cell, width = self.tiles.cell, self.viewport().width() - 2 * _EDGE
        if cell.width():
            self._columns = max(1, round((width + self._gap) / (cell.width() + self._gap)))
            side = (width + self._gap) // self._columns - self._gap
            self.tile = QSize(side, cell.height() * side // cell.width())
        else:
            self._columns, self.tile = 1, QSize(width, cell.height())
        lines = -(-len(self.items.ids) // self._columns)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, lines * self.line_height - self._gap + 2 * _EDGE - height))
        bar.setPageStep(height)
        bar.setSingleStep(max(24, self.line_height // 3))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the first visible item in view."""
        row = self.visible_rows()[0]
        Base.resizeEvent(self, event)
        self.updateGeometries()
        if self.verticalOffset() and row < len(self.items.ids):
            self.verticalScrollBar().setValue(self._place(row).top() - _EDGE)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        """Everything in view is drawn again; that is cheap."""
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Up and down only."""
        Base.wheelEvent(self, event)

    def doItemsLayout(self) -> None:  # noqa: N802
        """There is nothing to lay out."""
        Base.doItemsLayout(self)

    def reset(self) -> None:
        """Another list."""
        Base.reset(self)
        self._hovered = -1
        self.updateGeometries()
        self.viewport().update()

    def dataChanged(self, first: Index, last: Index, roles: list[int] = []) -> None:  # noqa: N802, B006
        """Lines have been read: one repaint for all of them."""
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw what is in view."""
        first, last = self.visible_rows()
        self.tiles.prepare(self, first, last)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current, chosen = self.currentIndex().row(), self.selectionModel()
        for row in range(first, last + 1):
            place = self._place(row).translated(0, -self.verticalOffset())
            if not place.intersects(event.rect()):
                continue
            states = set()
            if chosen.isSelected(self.items.index(row)):
                states.add("selected")
            if row == current and self.hasFocus():
                states.add("current")
            if row == self._hovered:
                states.add("hovered")
            self.tiles.paint(painter, self, row, place, frozenset(states))
        self._paint_band(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Names show under the pointer."""
        Base.mouseMoveEvent(self, event)
        self._band_end = event.position().toPoint()
        self._hover(self._row_at(self._band_end))
        if self.state() == QAbstractItemView.State.DragSelectingState:
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Remember where a rubber band would begin."""
        self._band_start = event.position().toPoint() + QPoint(0, self.verticalOffset())
        Base.mousePressEvent(self, event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The rubber band goes."""
        Base.mouseReleaseEvent(self, event)
        self.viewport().update()

    def leaveEvent(self, event) -> None:  # noqa: N802
        """The pointer is elsewhere."""
        Base.leaveEvent(self, event)
        self._hover(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The item with the keyboard is the sign of the focus, so there must be one."""
        Base.focusInEvent(self, event)
        if not self.currentIndex().isValid() and self.items.ids:
            self.set_current(self.items.ids[max(0, self.visible_rows()[0])])
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The sign goes."""
        Base.focusOutEvent(self, event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens, Esc selects nothing; the rest is Qt's."""
        row = self.currentIndex().row()
        if event.key() == Qt.Key.Key_Escape and self.selectionModel().hasSelection():
            self.clearSelection()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.opened.emit(row)
            return
        Base.keyPressEvent(self, event)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def _paint_band(self, painter: QPainter) -> None:
        if self.state() != QAbstractItemView.State.DragSelectingState:
            return
        start = self._band_start - QPoint(0, self.verticalOffset())
        look = theme.current()
        fill = look.colour("accent")
        painter.setPen(QPen(fill, 1))
        fill.setAlpha(40)
        painter.setBrush(fill)
        painter.drawRect(QRect(start, self._band_end).normalized())
