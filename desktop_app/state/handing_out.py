"""Handing out adapters for other programs: one as it is, several as one, or a whole language
model with what was learnt, which an engine writes and compares. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from core.actions import adapters, exports, model_exports
from core.actions.changes import Changes
from core.actions.model_exports import ExportPlan
from core.adapters.respelling import Spelling
from core.catalogue.adapters import get
from core.contract.messages import Ending, Failed, Phase, Progress
from core.contract.requests import AdapterMix, ModelExportOptions
from core.errors import KnownError
from core.exporting.adapters import AS_IT_IS
from core.exporting.packs import Pack
from core.jobs.supervisor import WarmEngine
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property
from desktop_app.state.desk import Desk

Share = tuple[str, float]
"""An adapter's id and its strength, 1.0 is 100 %."""
Written = tuple[Ending | None, Pack | None, Changes]
"""How the engine ended, if there was one; what was written; what changed."""


@dataclass(frozen=True)
class HandOutOrder:
    """What is asked for: which adapters, and how they are written."""

    shares: tuple[Share, ...]
    """The open adapter first, then those that shall become one with it."""
    how: Spelling | ModelExportOptions = AS_IT_IS
    """Layout and number format of pictures' adapters; form and format of a language model."""

    @property
    def alone(self) -> bool:
        """Whether it is one adapter as it was trained."""
        return len(self.shares) == 1 and self.shares[0][1] == 1.0


@dataclass(frozen=True)
class Stage:
    """What is being done now; `percent` is None while nobody can tell."""

    text: str
    percent: int | None = None


class HandingOut(QObject):
    """One at a time; `stage` is None when nothing is handed out."""

    stage = Property[Stage | None](None)
    stage_changed = Signal(object)
    exported = Signal(object)
    """A Pack."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        """Nothing is done before `start`."""
        super().__init__(parent)
        self._desk = desk
        self._thread: JobThread | None = None

    def start(self, order: HandOutOrder, target: Path) -> None:
        """Write what was ordered into `target`, which gets a numbered neighbour if it is there."""
        if self.stage is not None:
            return
        self.stage = Stage(QCoreApplication.translate("HandingOut", "It is being prepared."))
        if isinstance(order.how, ModelExportOptions):
            self._plan(order.shares, order.how, target)
        else:
            self._follow(self._adapter(order, order.how, target), self._end)

    def cancel(self) -> None:
        """Stop; nothing stays of what was written."""
        if self._thread is not None:
            self._thread.cancel()

    def _follow(self, thread: JobThread, then: Callable[[Any], None]) -> None:
        self._thread = thread
        thread.message.connect(self._hear)
        thread.done.connect(then)
        thread.failed.connect(self._fail)

    def _adapter(self, order: HandOutOrder, spelling: Spelling, target: Path) -> JobThread:
        catalogue = self._desk.catalogue

        def work(_: JobThread) -> Written:
            if order.alone:
                pack, changes = exports.export_adapter(
                    catalogue, order.shares[0][0], target, "file", spelling
                )
            else:
                mix = self._mix(order.shares)
                pack, changes = exports.export_mix(catalogue, mix, target, "file", spelling)
            return None, pack, changes

        return self._desk.start(JobThread(work, self, name="export"))

    def _plan(self, shares: tuple[Share, ...], options: ModelExportOptions, target: Path) -> None:
        """What cannot be done is said at once, not when the engine is free."""
        catalogue = self._desk.catalogue
        thread = JobThread(
            lambda _: model_exports.plan(catalogue, self._mix(shares), target, options),
            self,
            name="plan export",
        )
        self._follow(thread, self._model)
        self._desk.start(thread)

    def _model(self, planned: ExportPlan) -> None:
        if self._thread is not None and self._thread.cancelled():
            self._end(None)
            return
        room = self._desk.engine_room
        if room.running is not None:
            self.stage = Stage(
                QCoreApplication.translate("HandingOut", "It waits until the training is done.")
            )

        def work(thread: JobThread, warm: WarmEngine) -> Written:
            warm.leave()  # the model needs its memory
            job = model_exports.ModelExport(
                room.catalogue, planned, on_message=thread.tell, python=room.python
            )
            thread.on_cancel(job.cancel)
            if thread.cancelled():
                job.cancel()
            return job.run()

        self._follow(room.borrow(work, "model export"), self._end)

    def _mix(self, shares: tuple[Share, ...]) -> AdapterMix:
        catalogue = self._desk.catalogue
        with catalogue.reading() as session:
            records = [(get(session, number), strength) for number, strength in shares]
        parts = tuple(adapters.part_of(catalogue, one, strength) for one, strength in records)
        return AdapterMix(adapters.mix_name(parts), parts)

    def _hear(self, told: object) -> None:
        if isinstance(told, Phase):
            self.stage = Stage(told.say)
        elif isinstance(told, Progress) and self.stage is not None:
            percent = 100 * told.step // max(1, told.steps)
            self.stage = Stage(self.stage.text, min(100, percent))

    def _end(self, answer: Written | None) -> None:
        self._thread, self.stage = None, None
        ending, pack, changes = answer or (None, None, Changes())
        self._desk.lane.tell(changes)
        if pack is not None:
            self.exported.emit(pack)
        elif isinstance(ending, Failed):
            kind, what, hint, detail = ending.kind, ending.say, ending.hint, ending.detail
            self._desk.fail(KnownError(what, hint, detail, kind=kind))  # type: ignore[arg-type]
        else:
            self._desk.say(
                QCoreApplication.translate("HandingOut", "Stopped; nothing was written.")
            )

    def _fail(self, error: KnownError) -> None:
        self._thread, self.stage = None, None
        self._desk.fail(error)
