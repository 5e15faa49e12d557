"""One adapter on the shelf, and the shelf that holds them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.actions.adapter_shelf import ShelfCard
from core.models.library import shown_name
from desktop_app import words
from desktop_app.tokens import SPACE
from desktop_app.widgets.adapters.cover import Cover
from desktop_app.widgets.adapters.phrases import kind_name, learnt, strength
from desktop_app.widgets.basics import Card, Chip, FlowLayout, IconButton, label

COVER = (232, 140)
AT_ONCE = 3
"""Cards that are made in one go; the rest a moment later, so that the window stays quick."""


class CodeWord(QWidget):
    """A code word with a button that copies it."""

    def __init__(self, name: str, word: str) -> None:
        """`name` is the adapter's, for screen readers."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[1])
        chip = Chip(word, "accent")
        chip.setToolTip(self.tr("Code word: write it into a brief to call up what was learnt"))
        row.addWidget(chip)
        self.copy = IconButton(
            "copy", self.tr("Copy the code word of {name}").format(name=name), size=14
        )
        self.copy.setObjectName("adapters.copyCode")
        self.copy.clicked.connect(lambda: self._copy(word))
        row.addWidget(self.copy)
        row.addStretch(1)

    def _copy(self, word: str) -> None:
        QGuiApplication.clipboard().setText(word)
        self.copy.set_icon("check", role="ready")
        QTimer.singleShot(1500, self.copy, lambda: self.copy.set_icon("copy", role="muted"))


class AdapterCard(Card):
    """Opens with a click, Enter or Space."""

    opened = Signal(str)

    def __init__(self, card: ShelfCard) -> None:
        """Shows it at once; its picture comes a moment later."""
        super().__init__(margin=SPACE[3], spacing=SPACE[2])
        self.shown = card
        adapter = card.adapter
        self.setFixedWidth(COVER[0] + 2 * SPACE[3] + 2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(
            self.tr("Adapter {name}, {kind}, learnt from {source}").format(
                name=adapter.name, kind=kind_name(adapter.kind), source=learnt(card)
            )
        )
        self.cover = Cover(*COVER)
        self.cover.show_card(card)
        self.body.addWidget(self.cover)
        head = QHBoxLayout()
        self.name = label(adapter.name, "lead")
        head.addWidget(self.name, 1)
        head.addWidget(Chip(kind_name(adapter.kind)), 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        code = (
            CodeWord(adapter.name, adapter.trigger)
            if adapter.trigger
            else label(self.tr("Works without a code word"), "small")
        )
        code.setFixedHeight(26)
        self.body.addWidget(code)
        self.body.addWidget(label(learnt(card), "muted"))
        if card.bytes:
            size = words.size(card.bytes)
            self.body.addWidget(
                label(
                    self.tr("Best at {strength}, {size}").format(
                        strength=strength(adapter.best_strength), size=size
                    ),
                    "muted",
                )
            )
        else:
            self.body.addWidget(label(self.tr("Its file is missing"), tone="blocked"))
        self.body.addWidget(label(shown_name(adapter.base_name), "small"))
        self.body.addStretch(1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click opens it."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.opened.emit(self.shown.adapter.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter and Space open it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.shown.adapter.id)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QEvent) -> None:  # noqa: N802
        """The frame shows where the keyboard is."""
        self.set_selected(True)
        super().focusInEvent(event)  # type: ignore[arg-type]

    def focusOutEvent(self, event: QEvent) -> None:  # noqa: N802
        """No longer here."""
        self.set_selected(False)
        super().focusOutEvent(event)  # type: ignore[arg-type]


class CardShelf(QWidget):
    """All cards, side by side; a few are made at a time."""

    opened = Signal(str)

    def __init__(self) -> None:
        """Empty at first."""
        super().__init__()
        self._flow = FlowLayout(self, SPACE[4])
        self._cards: dict[str, AdapterCard] = {}
        self._waiting: list[ShelfCard] = []
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._make_some)

    @property
    def cards(self) -> list[AdapterCard]:
        """Those that are made."""
        return list(self._cards.values())

    def show_cards(self, cards: Sequence[ShelfCard]) -> None:
        """Show these, in this order; what has not changed stays."""
        focused = self._focused()
        kept = {one.adapter.id: self._cards.get(one.adapter.id) for one in cards}
        for key, widget in list(self._cards.items()):
            if kept.get(key) is None:
                self._drop(widget)
        for one in cards:
            widget = kept[one.adapter.id]
            if widget is not None and widget.shown != one:
                self._drop(widget)
                kept[one.adapter.id] = None
        while self._flow.takeAt(0) is not None:
            pass
        self._cards = {}
        self._waiting = list(cards)
        self._kept = {key: widget for key, widget in kept.items() if widget is not None}
        self._make_some()
        if focused in self._cards:
            self._cards[focused].setFocus()

    def _make_some(self) -> None:
        made = 0
        while self._waiting and made < AT_ONCE:
            one = self._waiting.pop(0)
            widget = self._kept.pop(one.adapter.id, None)
            if widget is None:
                widget = AdapterCard(one)
                widget.opened.connect(self.opened)
                made += 1
            self._flow.addWidget(widget)
            widget.show()
            self._cards[one.adapter.id] = widget
        self.updateGeometry()
        if self._waiting:
            self._more.start()

    def _focused(self) -> str:
        return next((key for key, one in self._cards.items() if one.hasFocus()), "")

    def _drop(self, widget: QObject) -> None:
        assert isinstance(widget, AdapterCard)
        self._flow.removeWidget(widget)
        widget.hide()
        widget.deleteLater()
