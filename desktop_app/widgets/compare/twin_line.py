"""Which of a base and its fast twin makes the pictures, in one line, and the other one click away.

Nothing is asked: the twin is taken until the brand chooses otherwise, see `CompareState`.
"""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.models.library import shown_name
from desktop_app import words
from desktop_app.state.compare import CompareState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import label, link


class TwinLine(QWidget):
    """Hidden while the model has no twin, and while names are hidden."""

    def __init__(self, board: CompareState) -> None:
        """Follows the state."""
        super().__init__()
        self.board = board
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE[1], 0, SPACE[1], 0)
        row.setSpacing(SPACE[3])
        self.says = label("", "muted")
        self.says.setObjectName("compare.twin")
        explained = self.tr(
            "A fast twin is a model that was made from another one to need few steps. Adapters "
            "that were trained on the one work with the other."
        )
        self.says.setToolTip(explained)
        self.says.setAccessibleDescription(explained)
        row.addWidget(self.says, 1)
        self.other = link("")
        self.other.setObjectName("compare.otherTwin")
        self.other.clicked.connect(self._take_other)
        row.addWidget(self.other)
        row.addStretch(0)
        for name in ("model", "models", "layout", "adapters", "blind", "ready"):
            getattr(board, name + "_changed").connect(lambda _: self._show())
        self._show()

    def _show(self) -> None:
        pair, board = self.board.pair(), self.board
        self.setVisible(pair is not None and board.ready and not board.blind)
        if pair is None:
            return
        base, twin = shown_name(pair.base.name), shown_name(pair.twin.name)
        if board.model == pair.twin:
            says = self.tr("Pictures are made with {twin}, the fast twin of {base}.")
            other = self.tr("Use {base} instead").format(base=base)
        elif 0 < pair.twin.steps < pair.base.steps:
            says = self.tr(
                "Pictures are made with {base}. {twin}, its fast twin, takes {few} steps instead "
                "of {many}."
            )
            other = self.tr("Use the fast twin")
        else:
            says = self.tr("Pictures are made with {base}. {twin} is its fast twin.")
            other = self.tr("Use the fast twin")
        few, many = words.number(pair.twin.steps), words.number(pair.base.steps)
        self.says.setText(says.format(base=base, twin=twin, few=few, many=many))
        self.says.setMaximumWidth(self.says.fontMetrics().horizontalAdvance(self.says.text()) + 4)
        self.other.setText(other)

    def _take_other(self) -> None:
        pair = self.board.pair()
        if pair is not None:
            other = pair.base if self.board.model == pair.twin else pair.twin
            self.board.choose_model(other.folder)
