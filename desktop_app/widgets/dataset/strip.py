"""The strip at the bottom: what is being read, what arrived, what was set aside."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from desktop_app import words
from desktop_app.state.dataset import counted
from desktop_app.state.intake import Arrival, Step
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconButton, IconLabel, label, link


class Strip(QFrame):
    """Hidden until something is read."""

    review_asked = Signal()
    undo_asked = Signal()
    stop_asked = Signal()

    def __init__(self) -> None:
        """One line high."""
        super().__init__()
        self.setObjectName("card")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE[4], SPACE[2], SPACE[2], SPACE[2])
        row.setSpacing(SPACE[3])
        self._sign = IconLabel("circle-check", "ready", 18)
        row.addWidget(self._sign)
        self.text = label("", "body", wrap=False)
        self.text.setObjectName("dataset.strip.text")
        row.addWidget(self.text, 1)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Reading files"))
        self.bar.setFixedWidth(160)
        self.bar.setTextVisible(False)
        row.addWidget(self.bar)
        self.stop = link(self.tr("Stop"))
        self.stop.setObjectName("dataset.strip.stop")
        self.stop.clicked.connect(self.stop_asked)
        self.review = link(self.tr("Review"))
        self.review.setObjectName("dataset.strip.review")
        self.review.clicked.connect(self.review_asked)
        self.undo = link(self.tr("Undo import"))
        self.undo.setObjectName("dataset.strip.undo")
        self.undo.clicked.connect(self.undo_asked)
        self.hide_button = IconButton("x", self.tr("Hide this line"), size=16)
        self.hide_button.clicked.connect(self.hide)
        for button in (self.stop, self.review, self.undo, self.hide_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_step(self, step: Step) -> None:
        """How far the import is; one line, so that nothing moves from file to file."""
        self._show(working=True)
        self.text.setWordWrap(False)
        self._sign.set_icon("loader", "accent")
        self.bar.setRange(0, step.total)
        self.bar.setValue(step.done)
        if step.total:
            self.text.setText(
                self.tr("Reading {name}, {done} of {total}").format(
                    name=_short(step.name),
                    done=words.number(step.done),
                    total=words.number(step.total),
                )
            )
        else:
            self.text.setText(self.tr("Looking at what was dropped …"))

    def show_arrival(self, arrival: Arrival) -> None:
        """What the last import brought."""
        self._show(working=False)
        self.text.setWordWrap(True)
        aside = len(arrival.set_aside)
        self._sign.set_icon(
            *(("info", "muted") if aside or arrival.undone else ("circle-check", "ready"))
        )
        self.text.setText(self.sentence(arrival))
        self.review.setVisible(bool(aside or arrival.ids) and not arrival.undone)
        self.undo.setVisible(bool(arrival.ids) and not arrival.undone)

    def sentence(self, arrival: Arrival) -> str:
        """An import in one line."""
        kinds = (("photo", arrival.photos), ("text", arrival.texts))
        came = words.joined([counted(kind, len(ids)) for kind, ids in kinds if ids])
        if arrival.undone:
            return self.tr("The import of {what} was taken back.").format(what=came)
        if came and arrival.stopped:
            parts = [self.tr("Stopped; {what} had arrived.").format(what=came)]
        elif came:
            parts = [self.tr("{what} arrived.").format(what=came)]
        elif arrival.stopped:
            parts = [self.tr("Stopped before anything arrived.")]
        else:
            parts = [self.tr("Nothing new arrived.")]
        if arrival.already_there:
            parts.append(self.tr("%n had been here before.", "", arrival.already_there))
        if arrival.set_aside:
            parts.append(self.tr("%n set aside.", "", len(arrival.set_aside)))
        return " ".join(parts)

    def _show(self, working: bool) -> None:
        self.bar.setVisible(working)
        self.stop.setVisible(working)
        for one in (self.review, self.undo, self.hide_button):
            one.setVisible(not working)
        self.show()


def _short(name: str, most: int = 36) -> str:
    return name if len(name) <= most else "…" + name[1 - most :]
