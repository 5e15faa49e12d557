"""Train: three questions and a plan; the running training; what it has learnt."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from core.actions.changes import Changes
from core.catalogue import runs
from core.catalogue.records import ProjectRecord
from desktop_app.observable import bind
from desktop_app.page import Page
from desktop_app.state.desk import Desk
from desktop_app.state.preflight import PreflightState
from desktop_app.state.training import Planned, Stock, TrainingChoices
from desktop_app.state.training_course import Course, Finished
from desktop_app.state.training_result import Result, load_result
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    EmptyState,
    Skeleton,
    confirm,
    danger,
    primary,
    scroll_area,
    secondary,
)
from desktop_app.widgets.train.choices import ChoicesView
from desktop_app.widgets.train.earlier import EarlierView, OffersView, WaitingView
from desktop_app.widgets.train.live import LiveView
from desktop_app.widgets.train.plan import PlanView
from desktop_app.widgets.train.preflight import PreflightView
from desktop_app.widgets.train.result import ResultView


class TrainPage(Page):
    """Shows one of: loading, nothing to learn from, the choices, the live view, a result."""

    NAME = "train"

    def __init__(self, desk: Desk) -> None:
        """Follows course and queue of the desk."""
        super().__init__(desk)
        self.choices = TrainingChoices(desk)
        self.choices.setParent(self)
        self.preflight = PreflightState(desk)
        self.preflight.setParent(self)
        self._result: Result | None = None
        self._wanted_run = ""
        self._build()
        bind(self.choices, "stock", self._show_stock)
        bind(self.choices, "planned", self._show_plan)
        bind(self.choices, "planned", self._look_ahead)
        bind(self.preflight, "found", lambda _: self._show_plan(self.choices.planned))
        bind(desk.course, "now", self._show_course)
        desk.course.finished_changed.connect(self._show_finished)

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        self.body.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        self.body.addWidget(self.stack)
        go = primary(self.tr("Add photos and texts"))
        go.setObjectName("train.add")
        go.clicked.connect(lambda: self.desk.go("dataset"))
        self.empty = EmptyState(
            "graduation-cap",
            self.tr("There is nothing to learn from yet"),
            self.tr("Ten photos of one product are enough to begin."),
            go,
        )
        self.live = LiveView(self.desk.course)
        self.result = ResultView()
        self.result.resume_asked.connect(self._resume)
        self.result.discard_asked.connect(self._discard_stopped)
        self.result.adapter_asked.connect(lambda one: self.desk.go("adapters", adapter=one))
        self.views = {
            "loading": self._loading(),
            "empty": self.empty,
            "choose": self._choose(),
            "live": _tall(self.live, WaitingView(self.desk)),
            "result": _tall(self.result, WaitingView(self.desk)),
        }
        for view in self.views.values():
            self.stack.addWidget(view)
        self._footer_buttons()
        self._view("loading")

    def _loading(self) -> QWidget:
        return _tall(Skeleton(20, 240), Skeleton(140), Skeleton(20, 240), Skeleton(90))

    def _choose(self) -> QWidget:
        self.offers = OffersView(self.desk)
        self.questions = ChoicesView(self.choices)
        self.plan = PlanView(self.desk, self.choices)
        self.read = PreflightView(self.preflight)
        self.earlier = EarlierView()
        self.earlier.asked.connect(lambda run: self.show_run(run))
        return _tall(
            self.offers, WaitingView(self.desk), self.questions, self.plan, self.read, self.earlier
        )

    def _footer_buttons(self) -> None:
        self.start = primary(self.tr("Train"))
        self.start.setObjectName("train.start")
        self.start.clicked.connect(self._start)
        self.another = secondary(self.tr("Train something else"))
        self.another.setObjectName("train.another")
        self.another.clicked.connect(self._show_choices)
        self.discard = danger(self.tr("Discard"))
        self.discard.setObjectName("train.discard")
        self.discard.clicked.connect(self._discard_running)
        self.pause = secondary(self.tr("Pause"))
        self.pause.setObjectName("train.pause")
        self.pause.clicked.connect(self.desk.course.pause_or_continue)
        self.keep = secondary(self.tr("Stop and keep"))
        self.keep.setObjectName("train.keep")
        self.keep.clicked.connect(lambda: self.desk.course.stop(keep=True))
        self.compare = primary(self.tr("Compare"))
        self.compare.setObjectName("train.compare")
        self.compare.clicked.connect(self._compare)
        self.set_primary(
            self.start, self.discard, self.pause, self.keep, self.another, self.compare
        )

    def _view(self, name: str) -> None:
        self.stack.setCurrentWidget(self.views[name])
        self.start.setVisible(name == "choose")
        for button in (self.discard, self.pause, self.keep):
            button.setVisible(name == "live")
        self.another.setVisible(name == "result")
        adapter = self._result.adapter if self._result is not None else None
        self.compare.setVisible(name == "result" and adapter is not None)
        self.footer_note.setText("")

    @property
    def view(self) -> str:
        """Which of its states the page shows."""
        now = self.stack.currentWidget()
        return next(name for name, one in self.views.items() if one is now)

    # --- the page's hooks ------------------------------------------------------------------------

    def shown(self, **hint: Any) -> None:
        """`run` opens one training that is over, `goal` chooses what to learn."""
        if hint.get("run"):
            self.show_run(str(hint["run"]))
        elif self.desk.course.now is None and self.view in ("loading", "empty", "choose"):
            self.choices.open(self.desk.project)
            self._list_earlier()
        if hint.get("goal"):
            self.choices.choose_goal(str(hint["goal"]))

    def project_changed(self, project: ProjectRecord | None) -> None:
        """Another brand: its own choices; a training of another brand goes on unseen."""
        if project is None or self._result is None or self._result.run.project_id != project.id:
            self._result = None
            self._wanted_run = ""
            if self.view == "result":
                self._view("loading")
        self.preflight.look_at(None)
        self.choices.open(project)
        self._list_earlier()

    def catalogue_changed(self, changes: Changes) -> None:
        """New photos make a new plan; a new run belongs on the list."""
        if changes.runs:
            self._list_earlier()
        if self.desk.course.now is None:
            self.choices.look_again(changes)

    # --- choosing --------------------------------------------------------------------------------

    def _show_stock(self, stock: Stock | None) -> None:
        if self.view in ("live", "result"):
            return
        if stock is None:
            self._view("loading")
        elif not stock.photos and not stock.texts:
            self._view("empty")
        elif self.view != "choose":
            self._view("choose")

    def _show_choices(self) -> None:
        self._result, self._wanted_run = None, ""
        self._view("loading" if self.choices.stock is None else "choose")
        self.choices.open(self.desk.project)
        self._list_earlier()

    def _show_plan(self, planned: Planned | None) -> None:
        can = planned is not None and not planned.blocking and planned.estimate.fit != "too_big"
        can = can and not self.preflight.refuses
        self.start.setEnabled(can)
        if planned is None:
            self.start.setText(self.tr("Train"))
            return
        request = planned.plan.request
        if request.kind == "image":
            text = self.tr("Train on %n photo(s)", "", len(planned.plan.item_ids))
        else:
            text = self.tr("Train on %n text(s)", "", len(planned.plan.item_ids))
        self.start.setText(text)

    def _look_ahead(self, planned: Planned | None) -> None:
        """A plan under way leaves what is known of the last one; most choices change nothing."""
        if planned is not None:
            self.preflight.look_at(planned.plan)

    def _start(self) -> None:
        if self.choices.start():
            self.start.setEnabled(False)
            if self.desk.engine_room.running is not None:
                self.desk.say(self.tr("It waits for its turn."))
                self.choices.plan_again()

    def _list_earlier(self) -> None:
        project = self.desk.project
        if project is None:
            return
        wanted = project.id
        self.desk.lane.ask(
            lambda session: runs.list_runs(session, wanted),
            self.earlier.show_runs,
            owner=self,
            key="earlier",
        )

    # --- while it runs ---------------------------------------------------------------------------

    def _show_course(self, now: Course | None) -> None:
        if now is None:
            return
        if self.view != "live" and not self._wanted_run:
            self._view("live")
        self.pause.setText(self.tr("Continue") if now.paused else self.tr("Pause"))
        self.pause.setEnabled(now.can_pause)
        self.keep.setEnabled(now.step > 0 and not now.stopping)
        self.discard.setEnabled(not now.stopping)

    def _discard_running(self) -> None:
        course = self.desk.course
        if course.now is not None and self._sure():
            course.discard()

    def _discard_stopped(self, run: str) -> None:
        if self._sure():
            self.desk.engine_room.discard(run)
            self._show_choices()

    def _sure(self) -> bool:
        return confirm(
            self,
            self.tr("Discard this training?"),
            self.tr("What it has learnt so far is thrown away. This cannot be undone."),
            self.tr("Discard"),
            self.tr("Keep it"),
        )

    # --- when it is over -------------------------------------------------------------------------

    def _show_finished(self, finished: Finished | None) -> None:
        if finished is None:
            self._wanted_run = ""
            return
        if self.desk.course.discarded(finished.run.run):
            self._show_choices()
        else:
            self.show_run(finished.run.run)

    def show_run(self, run: str) -> None:
        """Open a training that is over."""
        self._wanted_run = run
        library = self.desk.library
        self.desk.lane.ask(
            lambda session: load_result(session, library, run),
            self._show_result,
            owner=self,
            key="result",
            failed=self.result.show_error,
        )

    def _show_result(self, result: Result) -> None:
        if result.run.id != self._wanted_run:
            return
        if result.run.state in ("running", "queued"):
            self._wanted_run = ""
            self._view("live" if self.desk.course.now is not None else "choose")
            return
        self._result = result
        self.result.show_result(result)
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        self._view("result")
        if had_focus:
            (self.compare if result.adapter else self.another).setFocus()

    def _resume(self, run: str) -> None:
        self._result, self._wanted_run = None, ""
        self.desk.engine_room.resume(run)

    def _compare(self) -> None:
        if self._result is not None and self._result.adapter is not None:
            self.desk.go("compare", adapter=self._result.adapter.id)


def _tall(*parts: QWidget) -> QWidget:
    """A scrolling column of these."""
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(SPACE[6], SPACE[5], SPACE[6], SPACE[5])
    column.setSpacing(SPACE[4])
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return scroll_area(content)
