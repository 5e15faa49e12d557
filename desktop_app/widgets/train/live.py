"""The page while a training runs: ring, phase, samples, curve, memory; experts find more below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.models.library import shown_name
from desktop_app import words
from desktop_app.observable import bind
from desktop_app.state.training_course import Course, TrainingCourse
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Banner, Card, Chip, Fold, Meter, label, secondary
from desktop_app.widgets.train.loss_chart import LossChart
from desktop_app.widgets.train.ring import ProgressRing
from desktop_app.widgets.train.samples import SampleStrip


class LiveView(QWidget):
    """Follows the course of the running training."""

    def __init__(self, course: TrainingCourse) -> None:
        """Shows nothing while nothing runs."""
        super().__init__()
        self._course = course
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[4])
        self.silent = self._silent_banner()
        column.addWidget(self.silent)
        column.addLayout(self._top())
        self.samples_head = label(self.tr("How it sees your brand"), "label")
        column.addWidget(self.samples_head)
        self.samples = SampleStrip()
        column.addWidget(self.samples)
        column.addWidget(self._chart_card())
        column.addWidget(self._details())
        bind(course, "now", self._show)
        bind(course.awake, "held", self._show_awake)
        course.curve_changed.connect(self._draw_curve)
        course.sample_made.connect(self._add_sample)
        course.noticed.connect(self._list_notices)
        self._shown_run = ""

    def _silent_banner(self) -> QWidget:
        stop = secondary(self.tr("Stop it"))
        stop.setObjectName("train.silent.stop")
        stop.clicked.connect(lambda: self._course.stop(keep=False))
        banner = Banner(
            "attention",
            self.tr(
                "The engine has not been heard of for a minute. It may be busy; if nothing happens,"
                " stop it and start again: what was saved is kept."
            ),
            stop,
        )
        banner.setProperty("name", "silent")
        banner.hide()
        return banner

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[6])
        self.ring = ProgressRing()
        row.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(SPACE[2])
        right.addSpacing(SPACE[3])
        self.name = label("", "title")
        self.phase = label("", "lead")
        self.phase.setObjectName("train.phase")
        self.what = label("", "muted")
        right.addWidget(self.name)
        right.addWidget(self.phase)
        right.addWidget(self.what)
        right.addSpacing(SPACE[2])
        self.meter = Meter(self.tr("Memory in use"))
        self.meter.setMaximumWidth(360)
        self.memory = label("", "small")
        right.addWidget(self.meter)
        right.addWidget(self.memory)
        self.awake = Chip(self.tr("Your computer stays awake until this is done"))
        right.addWidget(self.awake, 0, Qt.AlignmentFlag.AlignLeft)
        right.addStretch(1)
        row.addLayout(right, 1)
        return row

    def _chart_card(self) -> QWidget:
        card = Card()
        head = QHBoxLayout()
        head.addWidget(label(self.tr("How well it matches"), "label"))
        head.addStretch(1)
        self.pointed = label("", "small", wrap=False)
        head.addWidget(self.pointed)
        card.body.addLayout(head)
        self.chart = LossChart()
        self.chart.pointed.connect(self._point)
        card.body.addWidget(self.chart)
        return card

    def _details(self) -> Fold:
        self.details = Fold(self.tr("Details"))
        self.details.button.setObjectName("train.live.details")
        self.figures = label("", "small")
        self.sample_now = secondary(self.tr("Sample now"))
        self.sample_now.setObjectName("train.sample_now")
        self.sample_now.clicked.connect(lambda: self._course.room.sample_now())
        self.raw = LossChart(raw=True)
        self.raw_pointed = label("", "small")
        self.raw.pointed.connect(self.raw_pointed.setText)
        self.notices_head = label(self.tr("How it goes about it"), "label")
        self.notices = label("", "small")
        self.notices.setObjectName("train.live.notices")
        self.notices.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        body = self.details.body
        body.addWidget(self.figures)
        body.addWidget(self.sample_now, 0, Qt.AlignmentFlag.AlignLeft)
        body.addWidget(self.raw)
        body.addWidget(self.raw_pointed)
        body.addWidget(self.notices_head)
        body.addWidget(self.notices)
        return self.details

    # --- following the course --------------------------------------------------------------------

    def _show(self, now: Course | None) -> None:
        if now is None:
            self._shown_run = ""
            return
        if now.run.run != self._shown_run:
            self._begin(now)
        self.phase.setText(now.say)
        learning = now.share if now.step else None
        self.ring.show_state(learning, now.seconds_left)
        self.silent.setVisible(now.silent and not now.stopping)
        self.meter.setVisible(bool(now.memory_total))
        if now.memory_total:
            share = now.memory_used / now.memory_total
            self.meter.set_share(share, "attention" if share > 0.9 else "accent")
            self.memory.setText(
                self.tr("{used} of {total} memory in use").format(
                    used=words.gibibytes(now.memory_used), total=words.gibibytes(now.memory_total)
                )
            )
        self.figures.setText(self._figures(now))
        self.sample_now.setEnabled(now.phase == "training" and not now.stopping)

    def _begin(self, now: Course) -> None:
        self._shown_run = now.run.run
        request = now.run.request
        self.name.setText(now.run.adapter_name)
        if request.kind == "image":
            learns = self.tr("Learning from %n photo(s)", "", len(request.pictures))
        else:
            texts = len({one.source for one in request.examples})
            learns = self.tr("Learning from %n text(s)", "", texts)
        on = self.tr("on {model}").format(model=shown_name(request.model_name))
        self.what.setText(f"{learns} {on}")
        self.memory.setText("")
        self.samples.show_samples(self._course.samples)
        self.samples_head.setVisible(bool(self._course.samples))
        self._draw_curve()
        self._list_notices()

    def _figures(self, now: Course) -> str:
        parts = [
            self.tr("Step {step} of {steps}").format(
                step=words.number(now.step), steps=words.number(now.steps)
            )
        ]
        if now.rate:
            pace = self.tr("{count} steps a minute")
            parts.append(pace.format(count=words.number(now.rate * 60, 1)))
        if now.device:
            card = now.device.startswith("cuda")
            parts.append(self.tr("on the graphics card") if card else self.tr("on the processor"))
        return "  ·  ".join(parts)

    def _draw_curve(self) -> None:
        now = self._course.now
        if now is None or not self.isVisible():
            return
        self.chart.show_curve(self._course.curve, now.steps)
        if self.raw.isVisible():
            self.raw.show_curve(self._course.curve, now.steps)
        if not self.chart.underMouse() and not self.chart.hasFocus():
            self.pointed.setText(self.chart.summary())

    def showEvent(self, event) -> None:  # noqa: N802 - Qt's name
        """Draw what came meanwhile."""
        super().showEvent(event)
        self._draw_curve()

    def _point(self, text: str) -> None:
        self.pointed.setText(text or self.chart.summary())

    def _add_sample(self, note) -> None:  # type: ignore[no-untyped-def]
        if self._shown_run:
            self.samples.add(note)
            self.samples_head.show()

    def _list_notices(self, _: str = "") -> None:
        self.notices.setText("\n".join(self._course.notices))
        for part in (self.notices_head, self.notices):
            part.setVisible(bool(self._course.notices))

    def _show_awake(self, held: bool) -> None:
        self.awake.setVisible(held)
