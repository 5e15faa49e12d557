"""The board as a table: a line for each brief, under it a line for each variation number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from core.catalogue.records import ResultRecord
from desktop_app import words
from desktop_app.state.compare import CompareState
from desktop_app.state.compare_layout import CellKey, Column, Layout
from desktop_app.state.compare_maker import Maker
from desktop_app.widgets.compare.names import column_name, without_adapter

Index = QModelIndex | QPersistentModelIndex
LETTERS = "ABCDEFGHIJKLMNOP"
CELL = Qt.ItemDataRole.UserRole + 1
"""Role of the `Cell` at an index; None for a brief's own line."""


@dataclass(frozen=True)
class Line:
    """One line of the table. `seed` is None for the line with the brief."""

    brief: str
    seed: int | None = None


@dataclass(frozen=True)
class Cell:
    """All that is drawn of one cell."""

    key: CellKey
    column: Column
    result: ResultRecord | None
    base: ResultRecord | None
    """What the column without adapter shows in this row."""
    partial: str = ""
    pending: bool = False
    letter: str = ""
    """Instead of names, in a blind comparison."""
    chosen: bool = False

    @property
    def text(self) -> str:
        """What is there of a text so far."""
        return self.result.final if self.result is not None else self.partial


class BoardModel(QAbstractTableModel):
    """Reads the state; owns nothing."""

    def __init__(self, board: CompareState, maker: Maker) -> None:
        """Follows both."""
        super().__init__()
        self.board, self.maker = board, maker
        self.lines: list[Line] = []
        self._columns: tuple[int, ...] = ()
        self._shape: object = None
        self._rebuild(board.layout)
        board.layout_changed.connect(self._rebuild)
        board.cells_changed.connect(self._cells)
        board.blind_changed.connect(lambda _: self._redraw())

    # --- for the view ----------------------------------------------------------------------------

    def cell(self, index: Index) -> Cell | None:
        """The cell at an index; None for a brief's own line."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        if line.seed is None or index.column() >= len(self._columns):
            return None
        board = self.board
        order = board.blind_order(line.brief, line.seed)
        column = board.layout.column(order[index.column()])
        key = (line.brief, board.key(column), line.seed)
        return Cell(
            key=key,
            column=column,
            result=board.results.get(key),
            base=board.results.get((line.brief, (), line.seed)),
            partial=self.maker.partial.get(key, ""),
            pending=key in self.maker.pending,
            letter=LETTERS[index.column() % len(LETTERS)] if board.blind else "",
            chosen=board.blind and board.voted(line.brief, line.seed) == board.key(column),
        )

    def finished(self) -> Iterator[QModelIndex]:
        """Every cell with a result, row by row."""
        for row in range(len(self.lines)):
            for column in range(len(self._columns)):
                index = self.index(row, column)
                cell = self.cell(index)
                if cell is not None and cell.result is not None:
                    yield index

    # --- Qt's questions --------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's own
        """Lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Mixes."""
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A brief's line cannot be chosen."""
        line = self.lines[index.row()] if index.isValid() else None
        if line is None or line.seed is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell for drawing, its words for screen readers."""
        if role == CELL:
            return self.cell(index)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            cell = self.cell(index)
            return self._spoken(cell) if cell is not None else self.lines[index.row()].brief
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Variation numbers at the left; the heads of columns are widgets of their own."""
        if orientation == Qt.Orientation.Horizontal or section >= len(self.lines):
            return None
        seed = self.lines[section].seed
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if seed is None else words.number(seed)
        if role == Qt.ItemDataRole.ToolTipRole and seed is not None:
            text = self.tr("Variation number {number}: all columns begin from the same chance.")
            return text.format(number=words.number(seed))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        return None

    # --- inside ----------------------------------------------------------------------------------

    def _spoken(self, cell: Cell) -> str:
        name = (
            self.tr("Choice {letter}").format(letter=cell.letter)
            if cell.letter
            else column_name(self.board, cell.column)
            if not cell.column.is_base
            else without_adapter()
        )
        parts = [name, self.tr("variation {number}").format(number=words.number(cell.key[2]))]
        result = cell.result
        if result is None:
            parts.append(self.tr("being made") if cell.pending else self.tr("not made yet"))
            return ", ".join(parts)
        if cell.chosen:
            parts.append(self.tr("chosen"))
        if result.rating and not cell.letter:
            parts.append(self.tr("%n star(s)", "", result.rating))
        if result.favourite and not cell.letter:
            parts.append(self.tr("favourite"))
        if result.rejected and not cell.letter:
            parts.append(self.tr("rejected"))
        if result.text:
            parts.append(result.final)
        return ", ".join(parts)

    def _rebuild(self, layout: Layout) -> None:
        columns = tuple(one.id for one in layout.columns)
        shape = (columns, layout.rows)
        if shape != self._shape:
            self.beginResetModel()
            self._shape, self._columns = shape, columns
            self.lines = [
                line
                for row in layout.rows
                for line in (Line(row.brief), *(Line(row.brief, seed) for seed in row.seeds))
            ]
            self.endResetModel()
        else:
            self._redraw()

    def _cells(self, keys: frozenset[CellKey] | None) -> None:
        if keys is None:
            self._redraw()
            return
        rows = {(brief, seed) for brief, _, seed in keys}
        for number, line in enumerate(self.lines):
            if (line.brief, line.seed) in rows:
                last = self.index(number, len(self._columns) - 1)
                self.dataChanged.emit(self.index(number, 0), last)

    def _redraw(self) -> None:
        if self.lines:
            last = self.index(len(self.lines) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
