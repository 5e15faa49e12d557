"""The page before a table is there: where to drop one, and tables that were begun earlier."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from core.catalogue.records import BoardRecord
from desktop_app import words
from desktop_app.state.tables import TablesState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconLabel, clear, label, quiet, secondary

_EARLIER = 6


class StartView(QWidget):
    """Asks for a file; opens an earlier table."""

    file_asked = Signal()

    def __init__(self, state: TablesState) -> None:
        """Follows the state."""
        super().__init__()
        self.state = state
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[4])
        self.field = QFrame(objectName="dropArea")
        self.field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column.addWidget(self.field, 1)
        self._fill_field()
        self.earlier = QWidget()
        self._list = QVBoxLayout(self.earlier)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(SPACE[1])
        column.addWidget(self.earlier)
        state.earlier_changed.connect(self._show_earlier)
        self._show_earlier(state.earlier)

    def set_over(self, over: bool) -> None:
        """Something is being dragged over the window."""
        if self.field.property("over") != over:
            self.field.setProperty("over", over)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)

    def _fill_field(self) -> None:
        inner = QVBoxLayout(self.field)
        inner.setContentsMargins(SPACE[6], SPACE[5], SPACE[6], SPACE[5])
        inner.setSpacing(SPACE[3])
        middle = Qt.AlignmentFlag.AlignHCenter
        inner.addStretch(1)
        inner.addWidget(IconLabel("grid-2x2", "accent", 48), 0, middle)
        for text, role, tone in (
            (self.tr("Drop a table, one product or job a row"), "title", ""),
            (
                self.tr(
                    "CSV or XLSX, with names of columns in its first row. Every row becomes a "
                    "text; the table itself stays as it is."
                ),
                "body",
                "muted",
            ),
        ):
            line = label(text, role, tone=tone)
            line.setAlignment(middle)
            inner.addWidget(line)
        choose = secondary(self.tr("Choose a table"))
        choose.setObjectName("tables.choose")
        choose.clicked.connect(self.file_asked)
        inner.addWidget(choose, 0, middle)
        inner.addStretch(1)

    def _show_earlier(self, boards: tuple[BoardRecord, ...]) -> None:
        clear(self._list)
        self.earlier.setVisible(bool(boards))
        if not boards:
            return
        self._list.addWidget(label(self.tr("Earlier tables"), "label"))
        for board in boards[:_EARLIER]:
            button = quiet(f"{board.name} · {words.ago(board.created)}", "grid-2x2")
            button.setObjectName(f"tables.open.{board.id}")
            button.clicked.connect(lambda _=False, one=board.id: self.state.open_batch(one))
            self._list.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
