"""What a planned text training would read, looked at beside the window; starts no training.

Plans that would read the same are looked at once. No widgets.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from core.actions.planning import TrainingPlan
from core.actions.preflighting import Inspected, Inspection, what_it_reads
from core.errors import KnownError
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property
from desktop_app.state.desk import Desk

_KEPT = 8
"""Plans whose findings are remembered."""


class PreflightState(QObject):
    """Follows the plan that stands."""

    found = Property[Inspected | None](None)
    found_changed = Signal(object)
    looking = Property(False)
    looking_changed = Signal(object)
    problem = Property[KnownError | None](None)
    """Why it could not be looked at; that alone keeps nobody from training."""
    problem_changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        """Waits for a plan."""
        super().__init__()
        self._desk = desk
        self._known: dict[str, Inspected] = {}
        self._wanted = ""
        self._thread: JobThread | None = None

    @property
    def refuses(self) -> bool:
        """Whether the training would end before it begins."""
        return self.found is not None and bool(self.found.faults)

    def look_at(self, plan: TrainingPlan | None) -> None:
        """This plan stands now; photos are not looked at here."""
        request = plan.request if plan is not None and plan.request.kind == "text" else None
        wanted = what_it_reads(request) if request is not None else ""
        if wanted and wanted == self._wanted:
            return
        self._stop()
        self._wanted = wanted
        self.problem, self.found = None, self._known.get(wanted)
        if request is None or self.found is not None:
            return
        look = Inspection(self._desk.library, request, python=self._desk.engine_room.python)
        thread = JobThread(_asking(look), name="preflight")
        thread.on_cancel(look.cancel)
        thread.done.connect(self._take)
        thread.failed.connect(self._fail)
        self._thread, self.looking = thread, True
        self._desk.start(thread)

    def _take(self, found: Inspected) -> None:
        if self.sender() is self._thread:
            self._known = dict([*self._known.items(), (self._wanted, found)][-_KEPT:])
            self._thread, self.looking = None, False
            self.found = found

    def _fail(self, error: KnownError) -> None:
        if self.sender() is self._thread:
            self._thread, self.looking, self._wanted = None, False, ""
            self.problem = error if error.kind != "cancelled" else None

    def _stop(self) -> None:
        if self._thread is not None:
            self._thread.cancel()
            self._thread = None
        self.looking = False


def _asking(look: Inspection) -> Callable[[JobThread], Inspected]:
    return lambda _: look.run()
