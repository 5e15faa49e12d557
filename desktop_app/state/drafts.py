"""Plain drafts of the open brand's texts: how they stand, writing them, learning from them or not.

No widgets. Writing waits for the engine like every other heavy work.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from core.actions import drafting
from core.actions.changes import Changes
from core.actions.drafting import DraftReport
from core.catalogue.records import ProjectRecord
from core.contract.messages import Message, Progress
from core.errors import KnownError
from core.jobs.supervisor import WarmEngine
from desktop_app.job_thread import JobThread, is_known
from desktop_app.lane import CatalogueLane
from desktop_app.observable import Property
from desktop_app.state.engine_room import EngineRoom


class DraftsState(QObject):
    """Looks again whenever the examples are built anew."""

    report = Property[DraftReport | None](None)
    report_changed = Signal(object)
    writing = Property[tuple[int, int] | None](None)
    """(done, of all) while drafts are written; (0, 0) until the first one; None otherwise."""
    writing_changed = Signal(object)
    problem = Property[KnownError | None](None)
    problem_changed = Signal(object)

    def __init__(
        self, room: EngineRoom, lane: CatalogueLane, start: Callable[[JobThread], JobThread]
    ) -> None:
        """Waits for a project. Lives as long as the window: closing the list stops no writing.

        Args:
            start: keeps a short job until it ends.
        """
        super().__init__()
        self._room, self._lane, self._start = room, lane, start
        self._project: ProjectRecord | None = None
        self._looking: JobThread | None = None
        self._writer: JobThread | None = None

    def set_project(self, project: ProjectRecord | None) -> None:
        """Another brand; what is being written for the last one is stopped and kept."""
        before, self._project = self._project, project
        if project is None or before is None or before.id != project.id:
            self.stop()
            self.report, self.problem = None, None

    def look(self) -> None:
        """Read how the drafts stand."""
        if self._project is None or self._writer is not None:
            return
        catalogue, project_id = self._room.catalogue, self._project.id
        thread = JobThread(
            lambda _: drafting.report(catalogue, project_id, drafting.usual_model()), name="drafts"
        )
        self._looking = thread
        thread.done.connect(self._take_look)
        thread.failed.connect(self._miss_look)
        self._start(thread)

    def write(self) -> None:
        """Write the missing drafts, as soon as the engine is free."""
        if self._project is None or self._writer is not None:
            return
        catalogue, project_id = self._room.catalogue, self._project.id

        def work(thread: JobThread, engine: WarmEngine) -> tuple[DraftReport, Changes]:
            return drafting.draft(
                catalogue, project_id, engine,
                model=drafting.usual_model(), on_message=thread.tell,
            )  # fmt: skip

        self.problem, self.writing = None, (0, 0)
        thread = self._room.borrow(work, "drafts")
        self._writer = thread
        thread.message.connect(self._hear)
        thread.done.connect(self._take_written)
        thread.failed.connect(self._fail)

    def stop(self) -> None:
        """Stop writing; what is written stays."""
        if self._writer is not None:
            self._writer.cancel()

    def use(self, used: bool) -> None:
        """Learn from the drafts, or from none."""
        if self._project is None or self.report is None or self.report.used == used:
            return
        project_id = self._project.id
        self._lane.do(
            lambda catalogue: drafting.use(catalogue, project_id, used, drafting.usual_model()),
            lambda _: self.look(),
            owner=self,
        )

    def _hear(self, told: Message) -> None:
        if self.sender() is self._writer and isinstance(told, Progress):
            self.writing = told.step, told.steps

    def _take_look(self, found: DraftReport) -> None:
        if self.sender() is self._looking:
            self._looking, self.report = None, found

    def _miss_look(self, _: KnownError) -> None:
        """No texts, or no model: there is nothing to say about drafts."""
        if self.sender() is self._looking:
            self._looking, self.report = None, None

    def _take_written(self, value: tuple[DraftReport, Changes] | None) -> None:
        if value is not None:
            self._lane.tell(value[1])
        if self.sender() is self._writer:
            self._writer, self.writing = None, None
            if value is not None:
                self.report = value[0]

    def _fail(self, error: KnownError) -> None:
        if self.sender() is self._writer:
            self._writer, self.writing = None, None
            self.problem = None if is_known(error, "cancelled") else error
            self.look()
