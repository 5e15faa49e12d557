"""What lies around a training: offers to go on after a crash, the waiting list, earlier runs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.catalogue.records import RunRecord
from desktop_app import words
from desktop_app.observable import bind
from desktop_app.state.desk import Desk
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    Banner,
    Card,
    Fold,
    IconButton,
    StateDot,
    clear,
    label,
    link,
    primary,
    quiet,
    secondary,
)

_MOST_EARLIER = 8


class OffersView(QWidget):
    """A banner for each training that was cut short and can go on."""

    def __init__(self, desk: Desk, *, everywhere: bool = False, narrow: bool = False) -> None:
        """`everywhere` shows those of all brands, else those of the open one; `narrow` puts the
        buttons under the words."""
        super().__init__()
        self._desk, self._everywhere, self._narrow = desk, everywhere, narrow
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE[2])
        bind(desk.queue, "offers", self._show)
        desk.project_changed.connect(self._show_again)

    def _show(self, offers: Sequence[RunRecord]) -> None:
        clear(self._column)
        project = self._desk.project
        mine = [
            one
            for one in offers
            if self._everywhere or (project is not None and one.project_id == project.id)
        ]
        for run in mine:
            self._column.addWidget(self._banner(run))
        _appear(self, bool(mine))

    def _show_again(self, _: object) -> None:
        self._show(self._desk.queue.offers)

    def _banner(self, run: RunRecord) -> QWidget:
        room = self._desk.engine_room
        resume = secondary(self.tr("Resume"))
        resume.setObjectName("train.resume")
        resume.clicked.connect(lambda: room.resume(run.id))
        leave = quiet(self.tr("Keep as it is"))
        leave.setObjectName("train.leave")
        leave.clicked.connect(lambda: room.leave_as_it_is(run.id))
        text = self.tr("“{name}” was interrupted at step {step} of {steps}. It can go on.").format(
            name=run.adapter_name, step=words.number(run.step), steps=words.number(run.steps)
        )
        if not self._narrow:
            return Banner("attention", text, resume, leave)
        card = Card()
        card.body.addWidget(label(text))
        row = QHBoxLayout()
        row.addWidget(resume)
        row.addWidget(leave)
        row.addStretch(1)
        card.body.addLayout(row)
        return card


class WaitingView(QWidget):
    """Trainings that wait for their turn, with their order in the reader's hands."""

    def __init__(self, desk: Desk) -> None:
        """Follows the queue."""
        super().__init__()
        self._desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[2])
        head = QHBoxLayout()
        self._head = label(self.tr("Waiting for their turn"), "label")
        head.addWidget(self._head, 1)
        self.start = primary(self.tr("Start"))
        self.start.setObjectName("train.queue.start")
        self.start.clicked.connect(desk.engine_room.start_next)
        head.addWidget(self.start)
        column.addLayout(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE[1])
        column.addLayout(self._rows)
        bind(desk.queue, "waiting", self._show)
        bind(desk.engine_room, "running", self._show_again)

    def _show(self, waiting: Sequence[RunRecord]) -> None:
        clear(self._rows)
        order = [one.id for one in waiting]
        for place, run in enumerate(waiting):
            self._rows.addWidget(self._row(run, place, order))
        _appear(self, bool(waiting))
        self.start.setVisible(self._desk.engine_room.running is None)

    def _show_again(self, _: object) -> None:
        self._show(self._desk.queue.waiting)

    def _row(self, run: RunRecord, place: int, order: list[str]) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[2])
        row.addWidget(label(f"{place + 1}  {run.adapter_name}"), 1)
        for step, icon, name in (
            (-1, "arrow-up", self.tr("Earlier: {name}")),
            (1, "arrow-down", self.tr("Later: {name}")),
        ):
            button = IconButton(icon, name.format(name=run.adapter_name))
            button.setObjectName(f"train.queue.{'up' if step < 0 else 'down'}.{place}")
            button.setEnabled(0 <= place + step < len(order))
            button.clicked.connect(lambda _=False, by=step: self._move(order, place, by))
            row.addWidget(button)
        remove = IconButton(
            "x", self.tr("Take “{name}” off the list").format(name=run.adapter_name)
        )
        remove.setObjectName(f"train.queue.remove.{place}")
        remove.clicked.connect(lambda: self._remove(run))
        row.addWidget(remove)
        return box

    def _move(self, order: list[str], place: int, by: int) -> None:
        changed = list(order)
        changed.insert(place + by, changed.pop(place))
        self._desk.engine_room.reorder(changed)

    def _remove(self, run: RunRecord) -> None:
        room = self._desk.engine_room
        room.withdraw(run.id)
        self._desk.say(
            self.tr("“{name}” does not wait any more.").format(name=run.adapter_name),
            self.tr("Undo"),
            lambda: room.resume(run.id),
        )


class EarlierView(Fold):
    """Trainings of the open brand that are over; one opens with a click."""

    asked = Signal(str)
    """Run id."""

    def __init__(self) -> None:
        """Hidden while there is none."""
        super().__init__("")
        self.button.setObjectName("train.earlier")
        self.button.setText(self.tr("Earlier trainings"))
        self.hide()

    def show_runs(self, found: Sequence[RunRecord]) -> None:
        """The newest of these."""
        clear(self.body)
        over = [one for one in found if one.state not in ("running", "queued")][:_MOST_EARLIER]
        for run in over:
            self.body.addWidget(self._row(run))
        self.setVisible(bool(over))

    def _row(self, run: RunRecord) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[2])
        states = {"done": "ready", "cancelled": "empty", "failed": "blocked"}
        row.addWidget(StateDot(states.get(run.state, "attention")))
        name = link(run.adapter_name)
        name.setObjectName(f"train.run.{run.id}")
        name.clicked.connect(lambda: self.asked.emit(run.id))
        row.addWidget(name)
        told = {
            "done": self.tr("trained"),
            "cancelled": self.tr("stopped"),
            "failed": self.tr("did not work"),
            "interrupted": self.tr("interrupted"),
        }[run.state]
        row.addWidget(label(f"{told}, {words.ago(run.finished or run.updated)}", "muted"), 1)
        row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        return box


def _appear(widget: QWidget, wanted: bool) -> None:
    """Show or hide; one that has no parent yet must not become a window of its own."""
    if not wanted or widget.parentWidget() is not None:
        widget.setVisible(wanted)
