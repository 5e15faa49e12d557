"""The table while it is filled in: its own columns, one new one a mix, why a row is not made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from core.actions.batches import BatchRow
from core.catalogue.records import ResultRecord
from core.contract.requests import BASE_MIX
from core.datasets.claims import Claim
from desktop_app import theme
from desktop_app.state.tables import TablesState
from desktop_app.widgets.compare.names import without_adapter
from desktop_app.widgets.compare.remark_list import as_tip

Index = QModelIndex | QPersistentModelIndex
_NARROW, _WIDE, _ROW = 128, 300, 64
_SHOWN = 400
"""Characters of a cell that are laid out; the rest is read at the side."""


class GridModel(QAbstractTableModel):
    """Reads the state; owns nothing but what it has looked through."""

    def __init__(self, state: TablesState) -> None:
        """Follows the state."""
        super().__init__()
        self._state = state
        self.rows: Sequence[BatchRow] = ()
        self.names: tuple[str, ...] = ()
        self.mixes: tuple[str, ...] = ()
        self._titles: tuple[str, ...] = ()
        self._claims: dict[tuple[str, str], list[Claim]] = {}
        for name in ("plan", "batch", "columns"):
            getattr(state, name + "_changed").connect(lambda _: self.rebuild())
        state.cell_made.connect(self._cell_made)
        state.writing_changed.connect(lambda _: self._redraw())
        self.rebuild()

    def rebuild(self) -> None:
        """Another table, or other columns."""
        state = self._state
        self.beginResetModel()
        self.rows, self._claims = state.rows(), {}
        if state.batch is not None:
            self.names, self.mixes = state.batch.names, state.batch.mixes
            self._titles = (without_adapter(), *state.batch.titles[1:])
        else:
            self.names = state.plan.table.names if state.plan is not None else ()
            titles = state.columns.titles
            self.mixes = (BASE_MIX.name, *titles) if self.names else ()
            self._titles = (without_adapter(), *titles)
        self.endResetModel()

    def result(self, index: Index) -> ResultRecord | None:
        """What was made in a cell, as far as the catalogue told."""
        mix = self.mix(index)
        return self.rows[index.row()].results.get(mix) if mix else None

    def mix(self, index: Index) -> str:
        """Name of the mix of a column, "" for the table's own columns and for the last."""
        at = index.column() - len(self.names)
        return self.mixes[at] if index.isValid() and 0 <= at < len(self.mixes) else ""

    def text(self, index: Index) -> str:
        """All words of a cell."""
        row, at = self.rows[index.row()], index.column()
        if at < len(self.names):
            return row.values.get(self.names[at], "")
        mix = self.mix(index)
        if not mix:
            return row.error
        result = row.results.get(mix)
        return result.final if result is not None else self._state.live.get((row.prompt, mix), "")

    def claims(self, index: Index) -> list[Claim]:
        """What to look at in a cell."""
        batch, text = self._state.batch, self.text(index) if self.mix(index) else ""
        if not text or batch is None:
            return []
        given = self.rows[index.row()].given
        if (text, given) not in self._claims:
            self._claims[text, given] = batch.look_at(text, given)
        return self._claims[text, given]

    # --- Qt's questions --------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's own
        """Rows of the table."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Own columns, mixes, and one for what is wrong."""
        return 0 if parent.isValid() or not self.names else len(self.names) + len(self.mixes) + 1

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of columns; numbers of rows."""
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        heads = (*self.names, *self._titles, self.tr("Not made because"))
        return heads[section] if section < len(heads) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words; a sign where something is to be looked at."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index)[:_SHOWN] or self._waiting(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tip(self.claims(index)) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        last = index.column() == self.columnCount() - 1
        if role == Qt.ItemDataRole.DecorationRole:
            wrong = last and bool(self.rows[index.row()].error)
            if wrong or self.claims(index):
                return theme.current().icon("triangle-alert", "attention", 16)
        if role == Qt.ItemDataRole.ForegroundRole:
            own = index.column() < len(self.names)
            return theme.current().colour("muted" if own or not self.text(index) else "text")
        return None

    def _waiting(self, index: Index) -> str:
        row = self.rows[index.row()]
        busy = self._state.writing is not None and self.mix(index) and row.prompt and not row.error
        return self.tr("Being written") if busy else ""

    def _cell_made(self, prompt: str, mix: str) -> None:
        if mix not in self.mixes:
            return
        at = len(self.names) + self.mixes.index(mix)
        for number, row in enumerate(self.rows):
            if row.prompt == prompt:
                self.dataChanged.emit(self.index(number, at), self.index(number, at))

    def _redraw(self) -> None:
        if self.rows and self.names:
            last = self.index(len(self.rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)


class Grid(QTableView):
    """Rows of one height, so that a thousand of them scroll lightly."""

    looked_at = Signal(QModelIndex)

    def __init__(self, state: TablesState) -> None:
        """Follows the state."""
        super().__init__()
        self.setObjectName("tables.grid")
        self.setAccessibleName(self.tr("The table"))
        self.cells = GridModel(state)
        self.setModel(self.cells)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(_ROW)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.horizontalHeader().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cells.modelReset.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        own, mixes = len(self.cells.names), len(self.cells.mixes)
        for at in range(self.cells.columnCount()):
            self.setColumnWidth(at, _WIDE if own <= at else _NARROW)
        if mixes:
            self.scrollTo(self.cells.index(0, 0))

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # noqa: N802
        """Tell which cell is looked at."""
        super().currentChanged(current, previous)
        self.looked_at.emit(current)
