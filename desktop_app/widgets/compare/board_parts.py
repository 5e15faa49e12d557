"""Small widgets that lie on the board: the line of a brief, the quick actions of a cell."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTableView, QWidget

from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconButton, label

SHOWN = 110
"""Letters of a brief that are shown; all of it is the tooltip."""
ALL_AT_ONCE = 40
"""Lines of briefs that are made before they come into view."""


class BriefLine(QWidget):
    """A brief above its rows, with what can be done to it."""

    reused = Signal(str)
    removed = Signal(str)

    def __init__(self, brief: str) -> None:
        """One line; the whole brief is the tooltip."""
        super().__init__()
        self.brief = brief
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE[2], SPACE[2], SPACE[2], 0)
        row.setSpacing(SPACE[1])
        short = " ".join(brief.split())
        words = label(
            short if len(short) <= SHOWN else short[: SHOWN - 1] + "…", "label", wrap=False
        )
        words.setToolTip(brief)
        words.setMinimumWidth(40)
        row.addWidget(words)
        again = IconButton("pencil", self.tr("Take this brief into the box"))
        again.clicked.connect(lambda: self.reused.emit(self.brief))
        away = IconButton("x", self.tr("Take this brief off the board"))
        away.clicked.connect(lambda: self.removed.emit(self.brief))
        for button in (again, away):
            row.addWidget(button)
        row.addStretch(1)


class BriefLines(QObject):
    """The lines of briefs on a board, made when they come into view: a board of a whole table has
    a thousand of them, which would take seconds at once."""

    reused = Signal(str)
    removed = Signal(str)

    def __init__(self, board: QTableView) -> None:
        """Empty until `begin`."""
        super().__init__(board)
        self._board = board
        self._bare: dict[int, str] = {}
        """Briefs that have no widget yet, by their rows."""
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.fill)
        board.viewport().installEventFilter(self)

    def begin(self, briefs: Mapping[int, str]) -> None:
        """The board has been built anew; its earlier lines are gone.

        Args:
            briefs: by their rows.
        """
        self._bare = dict(briefs)
        self.fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The board is painted: scrolling, or rows of another height, may have brought some in."""
        if self._bare and event.type() == QEvent.Type.Paint:
            self._soon.start()
        return super().eventFilter(watched, event)

    def fill(self) -> None:
        """Make the lines that are in view and have none, or all where there are few."""
        rows = set(self._bare)
        if len(rows) > ALL_AT_ONCE:
            board = self._board
            first, last = board.rowAt(0), board.rowAt(board.viewport().height() - 1)
            end = board.model().rowCount() if last < 0 else last + 1
            rows &= set(range(first, end))
        for row in rows:
            line = BriefLine(self._bare.pop(row))
            line.reused.connect(self.reused)
            line.removed.connect(self.removed)
            self._board.setIndexWidget(self._board.model().index(row, 0), line)


class CellTools(QFrame):
    """Quick actions over the cell under the pointer; all have keys, too."""

    asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Hidden until a cell is entered."""
        super().__init__(parent)
        self.setObjectName("toast")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        self.buttons: dict[str, IconButton] = {}
        for what, icon, name in (
            ("favourite", "heart", self.tr("Favourite (F)")),
            ("reject", "thumbs-down", self.tr("Reject (X)")),
            ("reuse", "refresh-cw", self.tr("Use these settings again (R)")),
            ("open", "maximize-2", self.tr("Open (Enter)")),
        ):
            button = IconButton(icon, name, "text", 16)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(partial(self.asked.emit, what))
            self.buttons[what] = button
            row.addWidget(button)
        self.hide()
