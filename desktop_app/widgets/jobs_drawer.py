"""The running job in the header, and the drawer behind it: what runs, waits, and can go on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app import words
from desktop_app.observable import bind
from desktop_app.state.desk import Desk
from desktop_app.state.training_course import Course
from desktop_app.state.training_step import TrainingStep
from desktop_app.tokens import HEADER_HEIGHT, SIDE_WIDTH, SPACE
from desktop_app.widgets.basics import Card, IconButton, Meter, label, secondary
from desktop_app.widgets.closing import ClosingGuard
from desktop_app.widgets.notifier import Notifier
from desktop_app.widgets.train.earlier import OffersView, WaitingView


class JobsPill(QPushButton):
    """Hidden while nothing runs or waits; opens the drawer."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        """Follows course and queue; what belongs to trainings as long as the window lives begins
        here: the drawer, messages of the system, the question on closing, the step's state."""
        super().__init__(window)
        self.setObjectName("header.jobs")
        self.setProperty("variant", "chip")
        self.desk = desk
        self._window = window
        self.drawer: JobsDrawer | None = None
        self.step = TrainingStep(desk)
        self.step.setParent(self)
        self.notifier = Notifier(desk, window)
        self.guard = ClosingGuard(desk, window)
        self.clicked.connect(self.toggle)
        bind(desk.course, "now", self._follow)
        bind(desk.queue, "waiting", self._follow)
        bind(desk.queue, "offers", self._follow)

    def toggle(self) -> None:
        """Open the drawer, or close it."""
        if self.drawer is None:
            self.drawer = JobsDrawer(self.desk, self._window)
            self.drawer.closed_by.append(self)
        if self.drawer.isVisible():
            self.drawer.put_away()
        else:
            self.drawer.bring_out()

    def _follow(self, _: object = None) -> None:
        text = self._words()
        self.setVisible(bool(text))
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)

    def _words(self) -> str:
        now = self.desk.course.now
        if now is not None:
            return self._training(now)
        if self.desk.queue.waiting:
            return self.tr("%n training(s) waiting", "", len(self.desk.queue.waiting))
        if self.desk.queue.offers:
            return self.tr("%n training(s) to resume", "", len(self.desk.queue.offers))
        return ""

    def _training(self, now: Course) -> str:
        if now.silent:
            return self.tr("Training, not heard of")
        if now.paused:
            return self.tr("Training, paused")
        if now.stopping:
            return self.tr("Training, stopping")
        if now.seconds_left is None:
            return self.tr("Training")
        return self.tr("Training, {left}").format(left=words.left(now.seconds_left))


class JobsDrawer(QFrame):
    """Lies over the right edge of the window, under the header; Esc closes it."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        """Closed at first."""
        super().__init__(window)
        self.setObjectName("drawer")
        self.setAccessibleName(self.tr("Trainings"))
        self.desk = desk
        self.closed_by: list[QWidget] = []
        """Who gets the focus back."""
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        column.setSpacing(SPACE[4])
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Trainings"), "title"), 1)
        self.close_button = IconButton("x", self.tr("Close"))
        self.close_button.setObjectName("drawer.close")
        self.close_button.clicked.connect(self.put_away)
        head.addWidget(self.close_button)
        column.addLayout(head)
        self.running = self._running_card()
        column.addWidget(self.running)
        column.addWidget(WaitingView(desk))
        column.addWidget(OffersView(desk, everywhere=True, narrow=True))
        self._nothing = label(self.tr("Nothing is running."), "muted")
        column.addWidget(self._nothing)
        column.addStretch(1)
        bind(desk.course, "now", self._show)
        window.installEventFilter(self)
        self.hide()

    def _running_card(self) -> Card:
        card = Card()
        self.name = label("", "label")
        self.say = label("", "muted")
        self.left = label("", "muted")
        self.meter = Meter(self.tr("Progress"))
        row = QHBoxLayout()
        self.pause = secondary(self.tr("Pause"))
        self.pause.setObjectName("drawer.pause")
        self.pause.clicked.connect(self._pause_or_continue)
        self.show_it = secondary(self.tr("Show"))
        self.show_it.setObjectName("drawer.show")
        self.show_it.clicked.connect(self._go_there)
        row.addWidget(self.pause)
        row.addWidget(self.show_it)
        row.addStretch(1)
        for one in (self.name, self.say, self.meter, self.left):
            card.body.addWidget(one)
        card.body.addLayout(row)
        return card

    def bring_out(self) -> None:
        """Show it and take the focus."""
        self._place()
        self.show()
        self.raise_()
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Hide it and give the focus back."""
        self.hide()
        for one in self.closed_by:
            one.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay at the window's edge."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
            return
        super().keyPressEvent(event)

    def _place(self) -> None:
        window = self.parentWidget()
        width = SIDE_WIDTH + SPACE[5]
        height = window.height() - HEADER_HEIGHT
        self.setGeometry(window.width() - width, HEADER_HEIGHT, width, height)

    def _show(self, now: Course | None) -> None:
        self.running.setVisible(now is not None)
        self._nothing.setVisible(now is None)
        if now is None:
            return
        self.name.setText(now.run.adapter_name)
        self.say.setText(now.say)
        self.meter.set_share(now.share)
        self.left.setText("" if now.seconds_left is None else words.left(now.seconds_left))
        self.pause.setText(self.tr("Continue") if now.paused else self.tr("Pause"))
        self.pause.setEnabled(now.can_pause)

    def _pause_or_continue(self) -> None:
        self.desk.course.pause_or_continue()

    def _go_there(self) -> None:
        self.put_away()
        self.desk.go("train")
