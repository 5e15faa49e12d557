"""The page of a training that is over: what it learnt, before and after, or what went wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.actions.run_history import SampleNote
from core.errors import KnownError
from core.models.library import shown_name
from core.scorecard.verdict import verdict
from desktop_app import words
from desktop_app.state.training_result import Result, sentences
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Card, ErrorBox, Fold, IconLabel, clear, danger, label, quiet
from desktop_app.widgets.basics import secondary as secondary_button
from desktop_app.widgets.train.loss_chart import LossChart
from desktop_app.widgets.train.samples import SampleCard, SampleStrip

_PAIR = 260


class ResultView(QWidget):
    """Shows one `Result`."""

    resume_asked = Signal(str)
    discard_asked = Signal(str)
    adapter_asked = Signal(str)
    """Id of an adapter whose page is wanted."""

    def __init__(self) -> None:
        """Empty until `show_result`."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[4])
        head = QHBoxLayout()
        head.setSpacing(SPACE[3])
        self._sign = IconLabel("circle-check", "ready", 28)
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self.heading = label("", "title")
        self.heading.setObjectName("train.result")
        head.addWidget(self.heading, 1)
        column.addLayout(head)
        self.error_place = QVBoxLayout()
        column.addLayout(self.error_place)
        self.pair = QHBoxLayout()
        self.pair.setSpacing(SPACE[5])
        column.addLayout(self.pair)
        self._stopped = self._stopped_row()
        column.addWidget(self._stopped)
        column.addWidget(self._details())
        self._run = ""

    def _stopped_row(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        self.resume = secondary_button(self.tr("Go on from the saved state"))
        self.resume.setObjectName("train.result.resume")
        self.resume.clicked.connect(lambda: self.resume_asked.emit(self._run))
        self.discard = danger(self.tr("Discard"))
        self.discard.setObjectName("train.result.discard")
        self.discard.clicked.connect(lambda: self.discard_asked.emit(self._run))
        row.addWidget(self.resume)
        row.addWidget(self.discard)
        row.addStretch(1)
        return box

    def _details(self) -> Fold:
        self.details = Fold(self.tr("Details"))
        self.details.button.setObjectName("train.result.details")
        self.chart, self.raw = LossChart(), LossChart(raw=True)
        self.strip = SampleStrip()
        self.figures = label("", "small")
        self.figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        body = self.details.body
        self._charts: list[QWidget] = []
        for chart, name in (
            (self.chart, self.tr("How well it matches")),
            (self.raw, self.tr("Loss, and on what was kept back")),
        ):
            told = label("", "small")
            chart.pointed.connect(told.setText)
            self._charts += [label(name, "label"), chart, told]
        self.notices_head = label(self.tr("How it went about it"), "label")
        self.notices = label("", "small")
        self.notices.setObjectName("train.result.notices")
        self.notices.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        parts = [self.strip, self.figures, self.notices_head, self.notices]
        for part in [*self._charts, *parts]:
            body.addWidget(part)
        return self.details

    # --- showing ---------------------------------------------------------------------------------

    def show_result(self, result: Result) -> None:
        """This run and no other."""
        self._run = result.run.id
        clear(self.error_place)
        clear(self.pair)
        failure = result.failure
        icon, role = self._sign_of(result)
        self._sign.set_icon(icon, role)
        self.heading.setText(self._heading(result))
        if failure is not None:
            self.error_place.addWidget(ErrorBox(failure))
        if result.adapter is not None:
            self._show_learnt(result)
        stopped = result.adapter is None
        self._stopped.setVisible(stopped and result.can_go_on)
        self.figures.setText(self._figures(result))
        steps = max(result.run.step, 1)
        self.chart.show_curve(result.curve, steps)
        self.raw.show_curve(result.curve, steps)
        self.strip.show_samples(list(result.history.samples))
        self._show_notices(result)

    def _show_notices(self, result: Result) -> None:
        """Also of a run that ended before its first step: they say what it ended of."""
        history = result.history
        self.notices.setText("\n".join(history.notices))
        for part in (self.notices_head, self.notices):
            part.setVisible(bool(history.notices))
        for part in self._charts:
            part.setVisible(bool(history.losses))
        self.details.setVisible(bool(history.losses or history.notices))

    def show_error(self, error: KnownError) -> None:
        """The run could not be read."""
        self._run = ""
        clear(self.pair)
        clear(self.error_place)
        self.heading.setText("")
        self._stopped.hide()
        self.details.hide()
        self.error_place.addWidget(ErrorBox(error))

    def _show_learnt(self, result: Result) -> None:
        samples = result.history.samples
        if len(samples) > 1:
            self.pair.addLayout(self._before_and_after(samples[0], samples[-1]))
        card = Card(SPACE[5], SPACE[3])
        for number, said in enumerate(sentences(result)):
            made = label(said, "lead")
            made.setObjectName(f"train.result.sentence.{number}")
            card.body.addWidget(made)
        if result.adapter is not None and result.adapter.trigger:
            card.body.addWidget(
                label(
                    self.tr("Its code word is {word}.").format(word=result.adapter.trigger), "muted"
                )
            )
        if result.voice is not None and result.adapter is not None:
            card.body.addWidget(self._voice(result.adapter.id, verdict(result.voice)))
        card.body.addStretch(1)
        self.pair.addWidget(card, 1)

    def _voice(self, adapter_id: str, said: str) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[1])
        sentence = label(said, "lead")
        sentence.setObjectName("train.result.voice")
        column.addWidget(sentence)
        more = quiet(self.tr("How well it learnt the voice"), "arrow-right")
        more.setObjectName("train.result.voiceMore")
        more.clicked.connect(lambda: self.adapter_asked.emit(adapter_id))
        column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        return box

    def _before_and_after(self, before: SampleNote, after: SampleNote) -> QVBoxLayout:
        column = QVBoxLayout()
        row = QHBoxLayout() if before.path else QVBoxLayout()
        row.setSpacing(SPACE[3])
        for one in (before, after):
            edge = _PAIR if one.path else 150
            row.addWidget(SampleCard(one, min(edge, 220)), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addStretch(1)
        return column

    def _sign_of(self, result: Result) -> tuple[str, str]:
        if result.adapter is not None:
            good = result.gain is None or result.gain > 0
            return ("circle-check", "ready") if good else ("triangle-alert", "attention")
        if result.failure is not None:
            return "circle-alert", "blocked"
        return "pause", "muted"

    def _heading(self, result: Result) -> str:
        name = result.run.adapter_name
        if result.adapter is not None:
            return self.tr("“{name}” has learnt").format(name=result.adapter.name)
        if result.failure is not None:
            return self.tr("“{name}” did not get to its end").format(name=name)
        return self.tr("“{name}” was stopped after step {step} of {steps}").format(
            name=name, step=words.number(result.run.step), steps=words.number(result.run.steps)
        )

    def _figures(self, result: Result) -> str:
        metrics, run = result.run.metrics, result.run
        known = [
            (self.tr("Steps"), _count(metrics.get("steps") or run.step)),
            (self.tr("Best step"), _count(metrics.get("best_step"))),
            (self.tr("Loss, model alone"), _loss(metrics.get("heldout_loss_base"))),
            (self.tr("Loss, with adapter"), _loss(metrics.get("heldout_loss"))),
            (self.tr("Values learnt"), _count(metrics.get("trainable_parameters"))),
            (self.tr("Memory at its highest"), _memory(metrics.get("peak_memory_gib"))),
            (self.tr("Model"), shown_name(run.model_name)),
            (self.tr("Preset"), run.recipe),
            (self.tr("Proof"), str(metrics.get("proof") or "")),
        ]
        return "\n".join(f"{name}: {value}" for name, value in known if value)


def _count(value: object) -> str:
    return words.number(value) if isinstance(value, int | float) else ""


def _loss(value: object) -> str:
    return words.number(value, 4) if isinstance(value, int | float) else ""


def _memory(value: object) -> str:
    return words.gibibytes(value) if isinstance(value, int | float) else ""
