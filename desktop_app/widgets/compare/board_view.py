"""The board: heads over columns of results, briefs over rows; keys to judge, hold to compare."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QTableView,
    QWidget,
)

from desktop_app.state.compare import CompareState
from desktop_app.state.compare_maker import Maker
from desktop_app.tokens import SPACE
from desktop_app.widgets import small_pictures
from desktop_app.widgets.compare.board_model import BoardModel, Cell
from desktop_app.widgets.compare.board_parts import BriefLines, CellTools
from desktop_app.widgets.compare.cell_delegate import CellDelegate
from desktop_app.widgets.compare.marks import heart_icon

NARROWEST = 204
WIDEST = {"image": 420, "text": 640}
ADD_WIDTH = 40
"""Room right of the last column for the button that adds one."""
GUTTER = 44
BRIEF_HEIGHT = 40
HOLD = 220
"""Milliseconds a button is held before the base shows; shorter is a click."""
_NUMBERS = {getattr(Qt.Key, f"Key_{number}"): number for number in range(10)}
_PLAIN = """
QTableView, QTableView:focus { background: transparent; border: 0; }
QHeaderView::section { background: transparent; border: 0; padding-top: 12px; }
"""
"""The board lies on the page itself: no frame; the current cell shows where the focus is."""


class BoardView(QTableView):
    """Shows a `BoardModel`; what the user wants goes out as signals or to the state."""

    opened = Signal(QModelIndex)
    reused = Signal(QModelIndex)
    brief_taken = Signal(str)
    removed = Signal(str)
    columns_moved = Signal()
    """Columns have other places or widths: the heads above follow."""
    sought = Signal(QModelIndex)
    """Another cell is current."""

    def __init__(self, board: CompareState, maker: Maker, root: Path) -> None:
        """`root` is the library's folder."""
        super().__init__()
        self.setObjectName("compare.board")
        self.setAccessibleName(self.tr("Results"))
        self.board = board
        self.cells = BoardModel(board, maker)
        self.drawing = CellDelegate(root)
        self.setModel(self.cells)
        self.setItemDelegate(self.drawing)
        self.briefs = BriefLines(self)
        self.briefs.reused.connect(self.brief_taken)
        self.briefs.removed.connect(self.removed)
        self._look()
        self._fresh: set[int] = set()
        self._sizes = QTimer(self, singleShot=True, interval=60)
        self._sizes.timeout.connect(self._measure_fresh)
        self._hold = QTimer(self, singleShot=True, interval=HOLD)
        self._hold.timeout.connect(self._show_base)
        self._pressed = QModelIndex()
        self.drawing.remarks.changed.connect(self.fit)
        self.tools = CellTools(self.viewport())
        self.tools.asked.connect(self._tool)
        self.entered.connect(self._place_tools)
        self.cells.modelReset.connect(self._rebuilt)
        self.cells.dataChanged.connect(self._remeasure)
        small_pictures.shared().ready.connect(self._redraw)
        self._rebuilt()

    def _look(self) -> None:
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setCornerWidget(QWidget())
        self.horizontalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(NARROWEST)
        self.verticalHeader().setFixedWidth(GUTTER)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalHeader().setSectionsClickable(False)
        self.setStyleSheet(_PLAIN)

    # --- sizes -----------------------------------------------------------------------------------

    @property
    def aspect(self) -> float:
        """Height / width of the pictures on this board."""
        image = self.board.image
        if image.width and image.height:
            return image.height / image.width
        return 1.0

    def column_width(self) -> int:
        """The same for all columns: what there is, within limits."""
        count = max(1, self.cells.columnCount())
        room = (self.viewport().width() - ADD_WIDTH) // count
        return max(NARROWEST, min(WIDEST[self.board.kind], room))

    def fit(self) -> None:
        """Give every column and row its size."""
        width = self.column_width()
        for column in range(self.cells.columnCount()):
            self.setColumnWidth(column, width)
        for row in range(self.cells.rowCount()):
            self._measure(row, width)
        self.columns_moved.emit()

    def _measure(self, row: int, width: int) -> None:
        if self.cells.lines[row].seed is None:
            self.setRowHeight(row, BRIEF_HEIGHT)
        elif self.board.kind == "image":
            self.setRowHeight(row, self.drawing.picture_height(width, self.aspect))
        else:
            found = (
                self.cells.cell(self.cells.index(row, at)) for at in range(self.cells.columnCount())
            )
            heights = [self.drawing.text_height(cell, width) for cell in found if cell is not None]
            self.setRowHeight(row, max(heights, default=96))

    def _remeasure(self, first: QModelIndex, last: QModelIndex) -> None:
        if self.board.kind == "text":
            self._fresh |= set(range(first.row(), last.row() + 1))
            if not self._sizes.isActive():
                self._sizes.start()

    def _measure_fresh(self) -> None:
        width, rows = self.column_width(), self._fresh
        self._fresh = set()
        for row in rows:
            if row < self.cells.rowCount():
                self._measure(row, width)

    def _rebuilt(self) -> None:
        self.tools.hide()
        self.drawing.held = None
        self.clearSpans()
        count = self.cells.columnCount()
        briefs = {row: one.brief for row, one in enumerate(self.cells.lines) if one.seed is None}
        if count > 1:
            for row in briefs:
                self.setSpan(row, 0, 1, count)
        self.fit()
        self.briefs.begin(briefs)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Columns share the width."""
        super().resizeEvent(event)
        self.fit()

    def _redraw(self, _file: str = "", _edge: int = 0) -> None:
        """A picture has been read."""
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        """Heads follow sideways."""
        super().scrollContentsBy(dx, dy)
        self.tools.hide()
        if dx:
            self.columns_moved.emit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Room for a piece of one row."""
        return QSize(NARROWEST, 160)

    # --- keys ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """1 to 5 rate, F, X, R, Enter; Space is held for the base. Blind: numbers choose."""
        index, key = self.currentIndex(), event.key()
        cell = self.cells.cell(index)
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier
        )  # fmt: skip
        if cell is None or not plain:
            super().keyPressEvent(event)
        elif self.board.blind and key in _NUMBERS and _NUMBERS[key]:
            self.choose(index.siblingAtColumn(_NUMBERS[key] - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose(index) if self.board.blind else self._open(index)
        elif key == Qt.Key.Key_Space and not self.board.blind:
            if not event.isAutoRepeat():
                self._hold_base(index)
        elif not self.board.blind and self.judge_by_key(cell, key):
            event.accept()
        elif key == Qt.Key.Key_Delete and not self.board.blind:
            self.delete(index)
        elif key == Qt.Key.Key_R and not self.board.blind:
            self.reused.emit(index)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The base goes when Space is let go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.release_base()
        super().keyReleaseEvent(event)

    def judge_by_key(self, cell: Cell, key: int) -> bool:
        """Rate or mark a cell by a key; False when the key means nothing."""
        result = cell.result
        if key in _NUMBERS and _NUMBERS[key] <= 5:
            self.board.judge(cell.key, rating=_NUMBERS[key])
        elif key == Qt.Key.Key_F:
            wanted = not (result.favourite if result is not None else False)
            self.board.judge(cell.key, favourite=wanted, rejected=False if wanted else None)
        elif key == Qt.Key.Key_X:
            wanted = not (result.rejected if result is not None else False)
            self.board.judge(cell.key, rejected=wanted, favourite=False if wanted else None)
        else:
            return False
        return True

    def choose(self, index: QModelIndex) -> None:
        """Vote in a blind comparison, then go to the next row."""
        cell = self.cells.cell(index)
        if cell is None or not self.board.vote(cell.key[0], cell.key[2], cell.column.id):
            return
        self.setCurrentIndex(index)
        following = self._next_row(index)
        if following is not None:
            self.setCurrentIndex(following)
            self.scrollTo(following)

    def _next_row(self, index: QModelIndex) -> QModelIndex | None:
        for row in range(index.row() + 1, self.cells.rowCount()):
            if self.cells.lines[row].seed is not None:
                return self.cells.index(row, index.column())
        return None

    def _hold_base(self, index: QModelIndex) -> None:
        cell = self.cells.cell(index)
        if cell is not None and cell.base is not None and cell.column.parts:
            self.drawing.held = (index.row(), index.column())
            self.viewport().update()

    def _show_base(self) -> None:
        if self._pressed.isValid():
            self._hold_base(self._pressed)

    def release_base(self) -> bool:
        """Show results again; True when the base was shown."""
        held, self.drawing.held = self.drawing.held, None
        if held is not None:
            self.viewport().update()
        return held is not None

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """A key that is held elsewhere is not ours."""
        self.release_base()
        super().focusOutEvent(event)

    # --- mouse -----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Held for a moment it shows the base."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self.indexAt(event.position().toPoint())
            if not self.board.blind:
                self._hold.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click opens; in a blind comparison it chooses."""
        super().mouseReleaseEvent(event)
        self._hold.stop()
        pressed, self._pressed = self._pressed, QModelIndex()
        if self.release_base() or event.button() != Qt.MouseButton.LeftButton:
            return
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index == pressed:
            self.choose(index) if self.board.blind else self._open(index)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The quick actions go with the pointer."""
        self.tools.hide()
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """All actions of a cell, by right click or by the menu key."""
        index = self.currentIndex()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
        cell = self.cells.cell(index)
        if cell is None or cell.result is None or self.board.blind:
            return
        self.setCurrentIndex(index)
        menu = self.menu_of(index)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu_of(self, index: QModelIndex) -> QMenu:
        """What can be done to a finished cell."""
        menu = QMenu(self)
        menu.addAction(self.tr("Open"), lambda: self._open(index))
        menu.addAction(self.tr("Use these settings again"), lambda: self.reused.emit(index))
        menu.addAction(self.tr("Copy"), lambda: self.copy(index))
        menu.addSeparator()
        stars = menu.addMenu(self.tr("Rate"))
        for number in range(1, 6):
            stars.addAction(
                self.tr("%n star(s)", "", number),
                partial(self._press, index, Qt.Key(0x30 + number)),
            )
        stars.addAction(self.tr("No rating"), partial(self._press, index, Qt.Key.Key_0))
        menu.addAction(self.tr("Favourite"), partial(self._press, index, Qt.Key.Key_F))
        menu.addAction(self.tr("Reject"), partial(self._press, index, Qt.Key.Key_X))
        menu.addSeparator()
        menu.addAction(self.tr("Delete"), lambda: self.delete(index))
        return menu

    def delete(self, index: QModelIndex) -> None:
        """Put a result into the bin, with undo."""
        cell = self.cells.cell(index)
        if cell is not None:
            told = self.tr("The result is in the bin.")
            self.board.delete_result(cell.key, told, self.tr("Undo"))

    def copy(self, index: QModelIndex) -> None:
        """Put the text, or the picture, on the clipboard."""
        cell = self.cells.cell(index)
        if cell is None or cell.result is None:
            return
        if cell.result.kind == "text":
            QGuiApplication.clipboard().setText(cell.result.final)
            return
        kept = small_pictures.shared().get(self.drawing.root / cell.result.file, 1280)
        if isinstance(kept, QPixmap) and not kept.isNull():
            QGuiApplication.clipboard().setPixmap(kept)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # noqa: N802
        """Tell which cell is looked at."""
        super().currentChanged(current, previous)
        self.release_base()
        self.sought.emit(current)

    def _press(self, index: QModelIndex, key: Qt.Key) -> None:
        cell = self.cells.cell(index)
        if cell is not None:
            self.judge_by_key(cell, key)

    def _open(self, index: QModelIndex) -> None:
        cell = self.cells.cell(index)
        if cell is not None and cell.result is not None:
            self.opened.emit(index)

    def _place_tools(self, index: QModelIndex) -> None:
        cell = self.cells.cell(index)
        if cell is None or cell.result is None or self.board.blind:
            self.tools.hide()
            return
        self._hovered = index
        favourite = self.tools.buttons["favourite"]
        favourite.setIcon(heart_icon(cell.result.favourite, 18))
        rect: QRect = self.visualRect(index)
        size = self.tools.sizeHint()
        self.tools.resize(size)
        self.tools.move(QPoint(rect.right() - size.width() - SPACE[3], rect.top() + SPACE[3]))
        self.tools.show()

    def _tool(self, what: str) -> None:
        index = self._hovered
        if what == "open":
            self._open(index)
        elif what == "reuse":
            self.reused.emit(index)
        else:
            self._press(index, Qt.Key.Key_F if what == "favourite" else Qt.Key.Key_X)
            self._place_tools(index)
