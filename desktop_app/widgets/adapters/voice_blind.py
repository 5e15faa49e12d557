"""Ten pairs judged blindly at the desk: which of two texts sounds more like the brand?"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.scorecard.sheet import Pair
from desktop_app import words
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Card, label, quiet, secondary


class BlindPairs(Card):
    """Shows one pair after the other; at the end it says whose texts were chosen."""

    closed = Signal()

    def __init__(self, brand: str, pairs: Sequence[Pair]) -> None:
        """At least one pair."""
        super().__init__(margin=SPACE[4], spacing=SPACE[3])
        self._brand, self._pairs = brand, list(pairs)
        self.chosen: list[str] = []
        """ "A" or "B" for each pair that was judged."""
        head = QHBoxLayout()
        self.heading = label("", "lead")
        head.addWidget(self.heading, 1)
        self.stop = quiet(self.tr("Close"))
        self.stop.setObjectName("adapters.voice.blindClose")
        self.stop.clicked.connect(self.closed)
        head.addWidget(self.stop)
        self.body.addLayout(head)
        self.brief = label("", "muted")
        self.body.addWidget(self.brief)
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        self._texts = {name: self._side(row, name) for name in ("A", "B")}
        self.pair = QWidget()
        self.pair.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self.pair)
        self._follow()

    def _side(self, row: QHBoxLayout, name: str) -> QLabel:
        column = QVBoxLayout()
        column.setSpacing(SPACE[2])
        text = label("")
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setAlignment(Qt.AlignmentFlag.AlignTop)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        text.setObjectName(f"adapters.voice.text.{name}")
        column.addWidget(text, 1)
        button = secondary(self.tr("{name} is closer").format(name=name))
        button.setObjectName(f"adapters.voice.choose.{name}")
        button.setShortcut(name)
        button.clicked.connect(lambda: self._choose(name))
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(column, 1)
        return text

    def _choose(self, name: str) -> None:
        if len(self.chosen) < len(self._pairs):
            self.chosen.append(name)
            self._follow()

    def _follow(self) -> None:
        done, of_all = len(self.chosen), len(self._pairs)
        if done == of_all:
            right = sum(
                one.adapter == name for one, name in zip(self._pairs, self.chosen, strict=True)
            )
            text = self.tr("You chose the trained adapter in {right} of {all} pairs.")
            self.heading.setText(text.format(right=words.number(right), all=words.number(of_all)))
            self.brief.setText(self.tr("The others were written with a prompt and examples alone."))
            self.pair.hide()
            return
        text = self.tr("{number} of {all}: which one sounds more like {brand}?")
        self.heading.setText(
            text.format(number=words.number(done + 1), all=words.number(of_all), brand=self._brand)
        )
        shown = self._pairs[done]
        self.brief.setText(shown.brief)
        for name, text_of in (("A", shown.a), ("B", shown.b)):
            self._texts[name].setText(text_of)
