"""How well an adapter learnt a voice: one sentence, a scale, a few plain rows, the rest folded."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.contract.scoring import Scorecard
from core.errors import KnownError
from core.scorecard.figures import figures
from core.scorecard.sheet import pairs
from core.scorecard.verdict import Row, how_judged, rows, shown, unseen_texts, verdict
from desktop_app import words
from desktop_app.tokens import SPACE
from desktop_app.widgets.adapters.voice_blind import BlindPairs
from desktop_app.widgets.adapters.voice_scale import VoiceScale
from desktop_app.widgets.basics import (
    Card,
    ErrorBox,
    Fold,
    IconLabel,
    clear,
    label,
    quiet,
    secondary,
)

_FEWEST_TO_TRUST = 10


class VoicePart(Card):
    """On the page of an adapter for texts."""

    judge_asked = Signal()
    stop_asked = Signal()
    sheet_asked = Signal()

    def __init__(self, card: Scorecard | None) -> None:
        """None: it has not been judged yet."""
        super().__init__(margin=SPACE[4], spacing=SPACE[3])
        self._card = card
        self.body.addWidget(label(self.tr("How well it learnt the voice"), "lead"))
        if card is None:
            text = self.tr("Nobody has looked yet. It takes a few minutes.")
            self.body.addWidget(label(text, "muted"))
        else:
            self._show(card)
        self.problem = QVBoxLayout()
        self.body.addLayout(self.problem)
        self.body.addLayout(self._actions())
        self.blind = QVBoxLayout()
        self.body.addLayout(self.blind)
        if card is not None:
            self.body.addWidget(self._details(card))
        self.follow("", None)

    def follow(self, telling: str, problem: KnownError | None) -> None:
        """What goes on with this adapter, "" for nothing; and what went wrong."""
        self.telling.setText(telling)
        self.telling.setVisible(bool(telling))
        self.stop.setVisible(bool(telling))
        self.judge.setVisible(not telling)
        clear(self.problem)
        if problem is not None:
            self.problem.addWidget(ErrorBox(problem))

    # --- parts -----------------------------------------------------------------------------------

    def _show(self, card: Scorecard) -> None:
        said = label(verdict(card))
        said.setObjectName("adapters.voice.verdict")
        self.body.addWidget(said)
        if card.style.adapter is not None:
            self.body.addWidget(self._scale(card))
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE[3])
        grid.setVerticalSpacing(SPACE[2])
        grid.setColumnStretch(2, 1)
        for number, one in enumerate(rows(card)):
            self._row(grid, number, one)
        self.body.addLayout(grid)
        if told := how_judged(card):
            self.body.addWidget(label(told, "small"))
        count = unseen_texts(card)
        if count < _FEWEST_TO_TRUST:
            text = self.tr("Judged on %n unseen text(s): take it as a hint.", "", count)
            self.body.addWidget(label(text, "small"))

    def _scale(self, card: Scorecard) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(VoiceScale(shown(card.style.prompt), shown(card.style.adapter)))
        ends = QHBoxLayout()
        ends.addWidget(label(self.tr("Plain model"), "small", wrap=False))
        ends.addStretch(1)
        ends.addWidget(label(self.tr("Your own texts"), "small", wrap=False))
        column.addLayout(ends)
        return box

    def _row(self, grid: QGridLayout, number: int, one: Row) -> None:
        icon, role = ("circle-check", "ready") if one.fine else ("triangle-alert", "attention")
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(IconLabel(icon, role, 18), number, 0, top)
        grid.addWidget(label(one.title, "label", wrap=False), number, 1, top)
        said = label(one.say)
        said.setObjectName(f"adapters.voice.{one.code}")
        grid.addWidget(said, number, 2)

    def _actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        has_pairs = self._card is not None and bool(pairs(self._card))
        self.compare = secondary(self.tr("Judge ten pairs blindly"))
        self.compare.setObjectName("adapters.voice.compare")
        self.compare.clicked.connect(self._open_blind)
        self.compare.setVisible(has_pairs)
        row.addWidget(self.compare)
        self.sheet = quiet(self.tr("Sheet for colleagues…"))
        self.sheet.setObjectName("adapters.voice.sheet")
        self.sheet.clicked.connect(self.sheet_asked)
        self.sheet.setVisible(has_pairs)
        row.addWidget(self.sheet)
        text = self.tr("Judge it now") if self._card is None else self.tr("Judge again")
        self.judge = secondary(text) if self._card is None else quiet(text)
        self.judge.setObjectName("adapters.voice.judge")
        self.judge.clicked.connect(self.judge_asked)
        row.addWidget(self.judge)
        self.telling = label("", "muted")
        self.telling.setObjectName("adapters.voice.telling")
        row.addWidget(self.telling)
        self.stop = quiet(self.tr("Stop"))
        self.stop.setObjectName("adapters.voice.stop")
        self.stop.clicked.connect(self.stop_asked)
        row.addWidget(self.stop)
        row.addStretch(1)
        return row

    def _open_blind(self) -> None:
        if self._card is None or self.blind.count():
            return
        made = BlindPairs(self._card.brand, pairs(self._card))
        made.closed.connect(self._close_blind)
        self.blind.addWidget(made)
        self.compare.setEnabled(False)

    def _close_blind(self) -> None:
        clear(self.blind)
        self.compare.setEnabled(True)
        self.compare.setFocus()

    def _details(self, card: Scorecard) -> Fold:
        fold = Fold(self.tr("Figures"))
        fold.button.setObjectName("adapters.voice.details")
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE[5])
        grid.setVerticalSpacing(SPACE[1])
        grid.setColumnStretch(0, 1)
        heads = (self.tr("Model"), self.tr("Prompt"), self.tr("Adapter"), self.tr("Brand"))
        right = Qt.AlignmentFlag.AlignRight
        for column, head in enumerate(heads, 1):
            grid.addWidget(label(head, "label", wrap=False), 0, column, right)
        for row, one in enumerate(figures(card), 1):
            grid.addWidget(label(one.name, "muted"), row, 0)
            for column, cell in enumerate(one.cells(), 1):
                grid.addWidget(label(cell, wrap=False), row, column, right)
        fold.body.addLayout(grid)
        if card.copying.run:
            text = self.tr("Longest run it shares with a text it learnt from: “{run}”")
            fold.body.addWidget(label(text.format(run=card.copying.run), "small"))
        text = self.tr("{learnt} texts learnt from, {held} held out, judged in {time}.")
        fold.body.addWidget(label(text.format(
            learnt=words.number(card.learnt_texts), held=words.number(unseen_texts(card)),
            time=words.about(card.seconds),
        ), "small"))  # fmt: skip
        return fold
