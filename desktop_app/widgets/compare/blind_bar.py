"""The blind comparison: how many rows are judged, and at the end what was chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app import words
from desktop_app.state.compare import CompareState
from desktop_app.state.compare_blind import Tally
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    Card,
    IconLabel,
    Meter,
    clear,
    label,
    primary,
    quiet,
    secondary,
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


class TallyPanel(QWidget):
    """What was chosen, with the names, after a blind comparison."""

    def __init__(self, board: CompareState) -> None:
        """Follows the votes."""
        super().__init__()
        self.board = board
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[4])
        column.setSpacing(SPACE[4])
        self.headline = label("", "lead")
        self.headline.setObjectName("compare.tally")
        column.addWidget(self.headline)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(SPACE[4])
        column.addLayout(self._lines)
        column.addStretch(1)
        self.again = secondary(self.tr("Choose again"))
        self.again.setObjectName("compare.blindAgain")
        self.again.clicked.connect(board.start_blind)
        column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        board.layout_changed.connect(lambda _: self._follow())
        self._follow()

    def _follow(self) -> None:
        clear(self._lines)
        tally = self.board.tally()
        self.again.setEnabled(bool(tally))
        if not tally:
            self.headline.setText(self.tr("Nothing has been chosen blindly yet."))
            return
        self.headline.setText(self._headline(tally))
        for one in tally:
            self._lines.addWidget(self._line(one))

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
        box = QVBoxLayout(line)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SPACE[1])
        name = mix_name(self.board, one.mix)
        box.addWidget(label(name))
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        meter = Meter(name)
        meter.set_share(one.chosen / one.shown if one.shown else 0.0)
        row.addWidget(meter, 1)
        text = self.tr("{times} of {rows}").format(
            times=words.number(one.chosen), rows=words.number(one.shown)
        )
        row.addWidget(label(text, "muted", wrap=False))
        box.addLayout(row)
        return line
