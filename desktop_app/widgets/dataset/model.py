"""The list behind the grid: ids of all items, and the lines of those that were in view lately."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from core.catalogue.listing import ItemLine
from desktop_app import words
from desktop_app.state.dataset import DatasetState

Index = QModelIndex | QPersistentModelIndex
KEPT = 5000
"""Lines kept in memory."""
AT_ONCE = 400
"""Lines read by one question at most."""


class ItemModel(QAbstractListModel):
    """Rows are ids; `line` gives what is known of a row, `want` has the missing ones read."""

    def __init__(self, state: DatasetState, kind: str) -> None:
        """Shows what `state` lists of this kind."""
        super().__init__()
        self._state, self._kind = state, kind
        self.ids: array[int] = array("q")
        self._rows: dict[int, int] | None = None
        self._lines: OrderedDict[int, ItemLine] = OrderedDict()
        self._stale: set[int] = set()
        """Lines that are shown until they have been read again, so that nothing flickers."""
        self._asked: tuple[int, ...] = ()
        self._changes = 0
        self.piles: dict[int, tuple[int, ...]] = {}
        """By the photo on top, all photos that lie in its stack."""

    def set_ids(self, ids: array[int], piles: dict[int, tuple[int, ...]] | None = None) -> None:
        """Show another list; lines that were read are kept.

        Args:
            piles: rows that stand for a whole stack.
        """
        self.beginResetModel()
        self.ids, self._rows, self._asked, self.piles = ids, None, (), piles or {}
        self.endResetModel()

    def forget(self) -> None:
        """Show nothing, know nothing."""
        self._lines.clear()
        self._stale.clear()
        self.set_ids(array("q"))

    def id_at(self, row: int) -> int:
        """The item of a row, 0 without one."""
        return self.ids[row] if 0 <= row < len(self.ids) else 0

    def row_of(self, item_id: int) -> int:
        """The row of an item or of the stack it lies in, -1 without one."""
        if self._rows is None:
            self._rows = {one: row for row, one in enumerate(self.ids)}
            for top, members in self.piles.items():
                row = self._rows.get(top, -1)
                self._rows.update((member, row) for member in members if row >= 0)
        return self._rows.get(item_id, -1)

    def pile(self, row: int) -> tuple[int, ...]:
        """What lies in the stack of a row, the row's own photo first; nothing without one."""
        return self.piles.get(self.id_at(row), ())

    def in_piles(self, ids: list[int]) -> bool:
        """Whether some of these lie below another photo."""
        below = {member for members in self.piles.values() for member in members[1:]}
        return bool(below & set(ids))

    def line(self, row: int) -> ItemLine | None:
        """What a row shows, None while it is still being read."""
        return self._lines.get(self.ids[row]) if 0 <= row < len(self.ids) else None

    def want(self, first: int, last: int) -> None:
        """Have the lines of these rows read, both included."""
        wanted = self.ids[max(0, first) : last + 1]
        missing = tuple(
            one for one in wanted if one not in self._lines or one in self._stale
        )[:AT_ONCE]  # fmt: skip
        if missing and missing != self._asked:
            self._asked = missing
            changes = self._changes
            self._state.ask_lines(
                missing, lambda lines: self._take(lines, first, last, changes), self
            )

    def outdated(self, ids: frozenset[int] | None = None) -> None:
        """Read lines again when they are next shown: these, or all."""
        self._stale |= self._lines.keys() & ids if ids is not None else self._lines.keys()
        self._asked, self._changes = (), self._changes + 1
        if self.ids:
            self.dataChanged.emit(self.index(0), self.index(len(self.ids) - 1))

    def learn(self, lines: dict[int, ItemLine]) -> None:
        """Lines that came together with the list."""
        self._lines.update(lines)
        self._stale -= lines.keys()
        while len(self._lines) > KEPT:
            self._stale.discard(self._lines.popitem(last=False)[0])

    def _take(self, lines: dict[int, ItemLine], first: int, last: int, changes: int) -> None:
        self._asked = ()
        if changes == self._changes:  # else they were read before, and are read again when shown
            self.learn(lines)
        last = min(last, len(self.ids) - 1)
        if max(0, first) <= last:
            self.dataChanged.emit(self.index(max(0, first)), self.index(last))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many items the list has."""
        return 0 if parent.isValid() else len(self.ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, tooltip, and what a screen reader says; the picture comes from elsewhere."""
        line = self.line(index.row()) if index.isValid() else None
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title or line.name if line else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(index.row())
        if role == Qt.ItemDataRole.ToolTipRole and line:
            return "\n".join([line.name, *(one.say for one in line.warnings)])
        return None

    def spoken(self, row: int) -> str:
        """A row in words: name, marks, warnings."""
        line = self.line(row)
        if line is None:
            return self.tr("Item {number}").format(number=words.number(row + 1))
        parts = [line.title or line.name, *marks_of(line), *(one.say for one in line.warnings)]
        if pile := self.pile(row):
            parts.insert(1, self.tr("stack of %n photo(s)", "", len(pile)))
        if line.kind == "photo" and not line.caption:
            parts.append(self.tr("no caption"))
        return ", ".join(parts)


def marks_of(line: ItemLine) -> list[str]:
    """The marks of an item in words."""
    marks = []
    if line.ignored:
        marks.append(QCoreApplication.translate("ItemModel", "set aside"))
    if line.held_out:
        marks.append(QCoreApplication.translate("ItemModel", "kept for checking"))
    return marks
