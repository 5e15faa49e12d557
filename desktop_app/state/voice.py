"""Judging a taught voice from the window: one at a time, in the engine's own lane. No widgets."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.actions import scoring
from core.actions.changes import Changes
from core.contract.messages import Ending, Failed, Message, Phase
from core.contract.scoring import Scorecard
from core.errors import KnownError
from core.jobs.supervisor import WarmEngine
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property
from desktop_app.state.desk import Desk

Judged = tuple[Ending, Scorecard | None, Changes]


class VoiceJudging(QObject):
    """Which adapter is being judged, and what came of it."""

    running = Property("")
    running_changed = Signal(object)
    """Id of the adapter; "" while none is judged."""
    telling = Property("")
    telling_changed = Signal(object)
    """What goes on, one sentence."""
    problem = Property[tuple[str, KnownError] | None](None)
    problem_changed = Signal(object)
    """(id of the adapter, what went wrong)."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        """Starts nothing."""
        super().__init__(parent)
        self._desk = desk
        self._thread: JobThread | None = None

    def judge(self, adapter_id: str) -> None:
        """Begin as soon as the engine is free; an adapter from elsewhere is held against the texts
        of the brand it is kept with, else of the open one."""
        if self._thread is not None:
            return
        room, project = self._desk.engine_room, self._desk.project
        own = project.id if project is not None else None

        def work(thread: JobThread, warm: WarmEngine) -> Judged:
            request = scoring.plan_for(room.catalogue, adapter_id, own)
            warm.leave()
            job = scoring.Scoring(
                room.catalogue, request, adapter_id, on_message=thread.tell, python=room.python
            )
            thread.on_cancel(job.cancel)
            if thread.cancelled():
                job.cancel()
            return job.run()

        self.problem, self.telling = None, self.tr("Waiting for the engine")
        self.running = adapter_id
        thread = room.borrow(work, "judging")
        self._thread = thread
        thread.message.connect(self._hear)
        thread.done.connect(self._take)
        thread.failed.connect(self._fail)

    def stop(self) -> None:
        """Stop; an older scorecard stays."""
        if self._thread is not None:
            self._thread.cancel()

    def _hear(self, told: Message) -> None:
        if isinstance(told, Phase):
            self.telling = told.say

    def _take(self, judged: Judged | None) -> None:
        adapter_id = self._free()
        if judged is None:
            return
        ending, _, changes = judged
        if isinstance(ending, Failed):
            fault = KnownError(ending.say, ending.hint, ending.detail)
            self.problem = adapter_id, fault
        self._desk.lane.tell(changes)

    def _fail(self, error: KnownError) -> None:
        self.problem = self._free(), error

    def _free(self) -> str:
        adapter_id, self._thread = self.running, None
        self.running = ""
        return adapter_id
