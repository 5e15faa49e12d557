"""Cards side by side, as many as fit, all of one width; arrow keys move between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_app.tokens import SPACE

NARROWEST = 236
GAP = SPACE[4]


class CardGrid(QWidget):
    """Holds cards of one height; grows downwards."""

    def __init__(self, height: int) -> None:
        """`height` of each card in pixels."""
        super().__init__()
        self._height = height
        self.cards: list[QWidget] = []
        self._columns = 1

    def set_cards(self, cards: Sequence[QWidget]) -> None:
        """Show these, in this order; those that are no longer wanted go."""
        for old in self.cards:
            if old not in cards:
                old.hide()
                old.deleteLater()
        self.cards = list(cards)
        before: QWidget | None = None
        for card in cards:
            if card.parent() is not self:
                card.setParent(self)
                card.installEventFilter(self)
            if before is not None:
                QWidget.setTabOrder(before, card)
            before = card
            card.show()
        self._place()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """At least one column."""
        return QSize(NARROWEST, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """More or fewer columns."""
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Arrow keys on a card."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {
                Qt.Key.Key_Left: -1,
                Qt.Key.Key_Right: 1,
                Qt.Key.Key_Up: -self._columns,
                Qt.Key.Key_Down: self._columns,
            }
            step = steps.get(Qt.Key(event.key()))
            if step is not None and watched in self.cards:
                at = self.cards.index(watched) + step
                if 0 <= at < len(self.cards):
                    self.cards[at].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = self.width()
        self._columns = max(1, (width + GAP) // (NARROWEST + GAP))
        columns = self._columns
        each = (width - (columns - 1) * GAP) // columns
        for at, card in enumerate(self.cards):
            row, column = divmod(at, columns)
            card.setGeometry(column * (each + GAP), row * (self._height + GAP), each, self._height)
        rows = -(-len(self.cards) // columns)
        self.setMinimumHeight(max(0, rows * (self._height + GAP) - GAP))
