"""The examples as a list, one line each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from desktop_app.state.examples import Shown

_Index = QModelIndex | QPersistentModelIndex


class ExampleList(QAbstractListModel):
    """The filtered examples, one line each."""

    def __init__(self, names: dict[str, str]) -> None:
        """`names` of the builders."""
        super().__init__()
        self._names = names
        self.shown: list[Shown] = []

    def show_all(self, shown: Sequence[Shown]) -> None:
        """List these."""
        self.beginResetModel()
        self.shown = list(shown)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's own
        """How many."""
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """First words of the question; the kind for screen readers."""
        one = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            name = self._names.get(one.builder, one.builder)
            return f"{name}\n{one_line(one.reason or one.asked)}"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return one.name
        return None


def one_line(text: str, most: int = 120) -> str:
    """A text without its line breaks, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
