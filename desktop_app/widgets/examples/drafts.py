"""One line above the examples: what plain drafts are for, writing them, learning from them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from core.actions.drafting import DraftReport, told_reason
from core.errors import KnownError
from desktop_app import words
from desktop_app.observable import bind
from desktop_app.state.drafts import DraftsState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    Card,
    ErrorBox,
    IconLabel,
    Meter,
    Switch,
    clear,
    label,
    link,
    secondary,
)


class DraftsLine(Card):
    """Reads a `DraftsState`; hidden where there are no texts to draft."""

    show_drafts = Signal()
    """The reader wants to see them."""

    def __init__(self, state: DraftsState) -> None:
        """Follows the state."""
        super().__init__(SPACE[3], SPACE[2])
        self.setObjectName("examples.drafts")
        self._state = state
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        row.addWidget(IconLabel("pencil", "muted", 18))
        said = QVBoxLayout()
        said.setSpacing(SPACE[1])
        self.told = label("", "body")
        self.told.setObjectName("examples.drafts.told")
        self.reasons = label("", "small")
        said.addWidget(self.told)
        said.addWidget(self.reasons)
        row.addLayout(said, 1)
        self.show_them = link(self.tr("Show them"))
        self.show_them.setObjectName("examples.drafts.show")
        self.show_them.clicked.connect(self.show_drafts)
        self.used = Switch(self.tr("Learn from them"))
        self.used.setObjectName("examples.drafts.used")
        self.used.clicked.connect(state.use)
        self.write = secondary("")
        self.write.setObjectName("examples.drafts.write")
        self.write.clicked.connect(state.write)
        self.stop = secondary(self.tr("Stop"))
        self.stop.setObjectName("examples.drafts.stop")
        self.stop.clicked.connect(state.stop)
        for widget in (self.show_them, self.used, self.write, self.stop):
            row.addWidget(widget)
        self.body.addLayout(row)
        self.meter = Meter(self.tr("Drafts that are written"))
        self.body.addWidget(self.meter)
        self._errors = QVBoxLayout()
        self.body.addLayout(self._errors)
        bind(state, "report", self._draw)
        bind(state, "writing", self._draw)
        bind(state, "problem", self._show_problem)

    def _draw(self, _: object) -> None:
        report, writing = self._state.report, self._state.writing
        self.setVisible(writing is not None or (report is not None and report.texts > 0))
        done = report is not None and report.drafted > 0 and writing is None
        self.show_them.setVisible(done and report is not None and report.used)
        self.used.setVisible(done and report is not None and report.enough)
        self.stop.setVisible(writing is not None)
        self.meter.setVisible(writing is not None and writing[1] > 0)
        self.reasons.setVisible(done)
        self.write.setVisible(writing is None and report is not None and _missing(report))
        if writing is not None:
            self._draw_writing(*writing)
        elif report is not None:
            self._draw_report(report)

    def _draw_writing(self, done: int, of_all: int) -> None:
        if not of_all:
            self.told.setText(self.tr("Plain drafts: waiting for the language model"))
            return
        self.meter.set_share(done / of_all)
        self.told.setText(
            self.tr("Plain drafts: {done} of {all} are written").format(
                done=words.number(done), all=words.number(of_all)
            )
        )

    def _draw_report(self, report: DraftReport) -> None:
        if not report.drafted:
            self.told.setText(
                self.tr(
                    "{model} can write each text in plain words; then the way back to your own "
                    "words is learnt."
                ).format(model=report.model)
            )
            self.write.setText(self.tr("Write plain drafts"))
            return
        self.told.setText(report.sentence())
        self.reasons.setText("; ".join(told_reason(code, count) for code, count in report.reasons))
        self.write.setText(self.tr("Write those that are missing"))
        self.used.setChecked(report.used)

    def _show_problem(self, error: KnownError | None) -> None:
        clear(self._errors)
        if error is not None:
            self._errors.addWidget(ErrorBox(error))


def _missing(report: DraftReport) -> bool:
    return report.drafted < report.texts
