"""The table of what will be written: name, size, weight, and what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from core.exporting.planning import PlannedPicture
from core.exporting.preview import PreviewFile
from desktop_app import theme, words
from desktop_app.widgets.export.phrases import doubts, file_name_font, pixels

Index = QModelIndex | QPersistentModelIndex
NAME, SIZE, WEIGHT, LOOK = range(4)
_ROW = 30
_ROWS_SEEN = 8


class FileModel(QAbstractTableModel):
    """One row a file."""

    def __init__(self) -> None:
        """Empty at first."""
        super().__init__()
        self._files: Sequence[PreviewFile] = ()
        self._doubts: list[list[str]] = []

    def set_files(self, files: Sequence[PreviewFile], wanted: str) -> None:
        """Show these; `wanted` is the format the reader asked for."""
        self.beginResetModel()
        self._files = files
        self._doubts = [doubts(one, wanted) for one in files]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """How many files."""
        return 0 if parent.isValid() else len(self._files)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Name, size, weight, look at."""
        return 0 if parent.isValid() else 4

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The heads of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("File"), self.tr("Pixels"), self.tr("Weight"), self.tr("Look at"),
        )[section]  # fmt: skip

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, and a sign where something should be looked at."""
        file, column = self._files[index.row()], index.column()
        found = self._doubts[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(file, column, found)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(found) if column == LOOK else file.name
        if role == Qt.ItemDataRole.DecorationRole and column == LOOK and found:
            sign = ("octagon-alert", "blocked") if file.too_big else ("triangle-alert", "attention")
            return theme.current().icon(*sign, 16)
        if role == Qt.ItemDataRole.FontRole and column == NAME:
            return file_name_font()
        if role == Qt.ItemDataRole.ForegroundRole and column in (SIZE, WEIGHT):
            return theme.current().colour("muted")
        return None

    def _words(self, file: PreviewFile, column: int, found: list[str]) -> str:
        if column == NAME:
            return file.name
        if column == SIZE:
            planned = file.planned
            seen = isinstance(planned, PlannedPicture)
            return pixels(planned.width, planned.height) if seen else ""
        if column == WEIGHT:
            return self.tr("about {size}").format(size=words.size(file.bytes))
        return "; ".join(found)


class _NameCell(QStyledItemDelegate):
    """Keeps the end of a long name: there stand size and number."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """Qt's way in."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideLeft


class FileTable(QTableView):
    """As high as its rows, up to a few; then it scrolls."""

    def __init__(self) -> None:
        """Empty at first."""
        super().__init__()
        self.setObjectName("export.files")
        self.setAccessibleName(self.tr("Files that will be written"))
        self.files = FileModel()
        self.setModel(self.files)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setItemDelegateForColumn(NAME, _NameCell(self))
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(SIZE, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(WEIGHT, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(LOOK, QHeaderView.ResizeMode.Stretch)
        theme.current().changed.connect(self.viewport().update)
        self.set_files((), "")

    def set_files(self, files: Sequence[PreviewFile], wanted: str) -> None:
        """Show these."""
        self.files.set_files(files, wanted)
        rows = min(max(len(files), 1), _ROWS_SEEN)
        self.setFixedHeight(rows * _ROW + self.horizontalHeader().sizeHint().height() + 8)
