"""The blind comparison: how many rows are judged, and at the end what was chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app import words
from desktop_app.state.compare import CompareState
from desktop_app.state.compare_blind import Tally
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    Card,
    IconButton,
    IconLabel,
    Meter,
    clear,
    label,
    primary,
    quiet,
)
from desktop_app.widgets.compare.names import mix_name


class BlindBar(Card):
    """Shown while the names are hidden."""

    def __init__(self, board: CompareState) -> None:
        """Follows the votes."""
        super().__init__(SPACE[3], SPACE[1])
        self.board = board
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        row.addWidget(IconLabel("eye-off", "accent"))
        words_box = QVBoxLayout()
        words_box.setSpacing(0)
        text = self.tr("Which one is best? Click it, or press its number.")
        words_box.addWidget(label(text, "label"))
        self.count = label("", "muted")
        self.count.setObjectName("compare.blindCount")
        words_box.addWidget(self.count)
        row.addLayout(words_box, 1)
        self.cancel = quiet(self.tr("Stop"))
        self.cancel.setObjectName("compare.blindStop")
        self.cancel.clicked.connect(board.stop_blind)
        row.addWidget(self.cancel)
        self.reveal = primary(self.tr("Show the names"))
        self.reveal.setObjectName("compare.reveal")
        self.reveal.clicked.connect(board.stop_blind)
        row.addWidget(self.reveal)
        self.body.addLayout(row)
        board.layout_changed.connect(lambda _: self._follow())
        board.blind_changed.connect(lambda _: self._follow())
        self._follow()

    def _follow(self) -> None:
        layout = self.board.layout
        rows = sum(len(one.seeds) for one in layout.rows)
        done = len(layout.votes)
        text = self.tr("{done} of {rows} rows judged").format(
            done=words.number(done), rows=words.number(rows)
        )
        self.count.setText(text)
        self.reveal.setEnabled(done > 0)
        self.setVisible(self.board.blind)


class TallyCard(Card):
    """What was chosen, with the names, after a blind comparison."""

    closed = Signal()

    def __init__(self, board: CompareState) -> None:
        """Follows the votes."""
        super().__init__(SPACE[4], SPACE[2])
        self.setObjectName("card")
        self.board = board
        self._dismissed = False
        board.blind_changed.connect(self._blind)
        board.board_changed.connect(lambda _: self._follow())
        board.layout_changed.connect(lambda _: self._follow())
        self._follow()

    def _blind(self, blind: bool) -> None:
        self._dismissed = False
        self._follow()

    def _follow(self) -> None:
        tally = self.board.tally()
        shown = bool(tally) and not self.board.blind and not self._dismissed
        self.setVisible(shown)
        if not shown:
            return
        clear(self.body)
        head = QHBoxLayout()
        title = label(self._headline(tally), "label")
        title.setObjectName("compare.tally")
        head.addWidget(title, 1)
        again = quiet(self.tr("Choose again"), "refresh-cw")
        again.setObjectName("compare.blindAgain")
        again.clicked.connect(self.board.start_blind)
        head.addWidget(again)
        close = IconButton("x", self.tr("Close"))
        close.clicked.connect(self._dismiss)
        head.addWidget(close)
        self.body.addLayout(head)
        for one in tally:
            self.body.addWidget(self._line(one))

    def _headline(self, tally: list[Tally]) -> str:
        best = tally[0]
        if len(tally) > 1 and tally[1].chosen == best.chosen:
            return self.tr("No clear winner: the first two were chosen equally often.")
        text = self.tr("“{name}” was chosen {times} of {rows} times.")
        return text.format(
            name=mix_name(self.board, best.mix),
            times=words.number(best.chosen),
            rows=words.number(best.shown),
        )

    def _line(self, one: Tally) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[3])
        name = label(mix_name(self.board, one.mix), wrap=False)
        name.setFixedWidth(260)
        row.addWidget(name)
        meter = Meter(name.text())
        meter.set_share(one.chosen / one.shown if one.shown else 0.0)
        row.addWidget(meter, 1)
        text = self.tr("{times} of {rows}").format(
            times=words.number(one.chosen), rows=words.number(one.shown)
        )
        row.addWidget(label(text, "muted", wrap=False))
        return line

    def _dismiss(self) -> None:
        self._dismissed = True
        self.hide()
        self.closed.emit()
