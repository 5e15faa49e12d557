"""The panel at the right: a form, the brand's words, history, details or the result of a blind
choice, one at a time."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.state.compare import CompareState
from desktop_app.state.compare_maker import Maker
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconButton, label
from desktop_app.widgets.compare.blind_bar import TallyPanel
from desktop_app.widgets.compare.details_panel import DetailsPanel
from desktop_app.widgets.compare.form_panel import FormPanel
from desktop_app.widgets.compare.history_panel import HistoryPanel
from desktop_app.widgets.compare.words_panel import WordsPanel


class SidePanel(QWidget):
    """Knows which of its panels is open; the page shows and hides the frame around it."""

    turned = Signal(str)
    """Name of the open panel, "" when it was closed."""

    def __init__(self, board: CompareState, maker: Maker) -> None:
        """Closed at first."""
        super().__init__()
        self.open = ""
        self.history = HistoryPanel(board)
        self.details = DetailsPanel(board, maker)
        self.tally = TallyPanel(board)
        self.form = FormPanel(board)
        self.words = WordsPanel(board)
        self._panels: dict[str, QWidget] = {
            "form": self.form,
            "words": self.words,
            "history": self.history,
            "details": self.details,
            "tally": self.tally,
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE[2], 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE[4], 0, SPACE[2], 0)
        self._title = label("", "lead", wrap=False)
        row.addWidget(self._title, 1)
        close = IconButton("x", self.tr("Close the panel"))
        close.setObjectName("compare.closeSide")
        close.clicked.connect(lambda: self.turn(""))
        row.addWidget(close)
        column.addLayout(row)
        self._stack = QStackedWidget()
        for panel in self._panels.values():
            self._stack.addWidget(panel)
        column.addWidget(self._stack, 1)

    def turn(self, name: str) -> None:
        """Open a panel: "form", "words", "history", "details" or "tally"; "" closes."""
        self.open = name
        if name:
            self._stack.setCurrentWidget(self._panels[name])
            self._title.setText(
                {
                    "form": self.tr("Form"),
                    "words": self.tr("The brand's words"),
                    "history": self.tr("History"),
                    "details": self.tr("Details"),
                    "tally": self.tr("Blind choice"),
                }[name]
            )
        self.turned.emit(name)
