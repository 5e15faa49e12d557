"""The one lane of heavy work: trainings wait their turn, grids are made between them.

Each job has a thread of its own that supervises an engine process; the window only hears messages.
The waiting list is a folder of files, so it survives a restart.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.actions import generation, training
from core.actions.changes import Changes
from core.actions.planning import TrainingPlan
from core.catalogue import runs
from core.catalogue.records import AdapterRecord, BoardRecord, ResultRecord
from core.catalogue.store import Catalogue
from core.contract.messages import Cancelled, Ending, Failed, Message, Pause, Result, SampleNow
from core.contract.messages import Continue as ContinueTraining
from core.contract.requests import TrainingRequest
from core.errors import KnownError
from core.jobs.queue import WaitingList
from core.jobs.supervisor import WarmEngine
from desktop_app.job_thread import JobThread
from desktop_app.lane import CatalogueLane
from desktop_app.observable import Property

_TURN_CHECKED = 0.1
"""Seconds between two looks whether a waiting job was cancelled."""


@dataclass(frozen=True)
class RunningTraining:
    """The training that has the engine."""

    run: str
    project_id: int
    adapter_name: str
    request: TrainingRequest


class GridJob(QObject):
    """One grid that is being made. `ended` comes exactly once."""

    message = Signal(object)
    board_made = Signal(object)
    result = Signal(object)
    ended = Signal(object)

    def __init__(self, thread: JobThread) -> None:
        """Made by `EngineRoom.generate`."""
        super().__init__()
        self._thread = thread
        thread.message.connect(self._hear)
        thread.done.connect(self.ended)
        thread.failed.connect(self._fail)

    def cancel(self) -> None:
        """Stop; what was made stays."""
        self._thread.cancel()

    def _hear(self, told: object) -> None:
        if isinstance(told, BoardRecord):
            self.board_made.emit(told)
        elif isinstance(told, ResultRecord):
            self.result.emit(told)
        else:
            self.message.emit(told)

    def _fail(self, error: KnownError) -> None:
        self.ended.emit(Failed(error.kind, error.say, error.hint, error.detail))


class EngineRoom(QObject):
    """Starts and stops engines for everyone in the window."""

    running = Property[RunningTraining | None](None)
    running_changed = Signal(object)
    waiting = Property[tuple[str, ...]](())
    waiting_changed = Signal(object)
    training_message = Signal(str, object)
    """(run id, message)"""
    training_ended = Signal(str, object, object)
    """(run id, ending, AdapterRecord or None), exactly once a run."""
    failed = Signal(object)

    def __init__(self, catalogue: Catalogue, lane: CatalogueLane, python: str = "") -> None:
        """`python` is the interpreter of the engine; empty means this one."""
        super().__init__()
        self._catalogue, self._lane, self._python = catalogue, lane, python
        self._warm = WarmEngine(log=catalogue.library.logs / "generation.txt", python=python)
        self._turn = threading.Lock()
        self._list = WaitingList(catalogue.library.runs / "waiting")
        self._training: training.Training | None = None
        self._threads: set[JobThread] = set()
        self.waiting = tuple(self._list.runs())

    # --- training --------------------------------------------------------------------------------

    def train(self, plan: TrainingPlan) -> None:
        """Enter the plan and start it as soon as the engine is free."""

        def enter(catalogue: Catalogue) -> tuple[str, Changes]:
            with catalogue.writing() as session:
                runs.start(session, plan.project.id, plan.request, training.versions(), queued=True)
            self._list.add(plan.request)
            return plan.request.run, Changes(runs=frozenset({plan.request.run}))

        self._lane.do(enter, lambda _: self.start_next(), owner=self, failed=self.failed.emit)

    def resume(self, run_id: str) -> None:
        """Go on with a run that was cut short."""

        def enter(catalogue: Catalogue) -> tuple[str, Changes]:
            request, changes = training.resume(catalogue, run_id)
            with catalogue.writing() as session:
                runs.finish(session, run_id, "interrupted", {}, {})
                project = runs.get(session, run_id).project_id
                runs.start(session, project, request, training.versions(), queued=True)
            self._list.add(request)
            return run_id, changes

        self._lane.do(enter, lambda _: self.start_next(), owner=self, failed=self.failed.emit)

    def start_next(self) -> None:
        """Start the next waiting run if none is running."""
        self.waiting = tuple(self._list.runs())
        if self.running is not None or not self.waiting:
            return
        try:
            request = self._list.next()
        except KnownError as error:
            self.failed.emit(error)
            return
        if request is not None:
            self._list.remove(request.run)
            self.waiting = tuple(self._list.runs())
            self._start(request)

    def cancel_training(self, keep: bool) -> None:
        """Stop the running training; `keep` makes an adapter of what was learnt."""
        if self._training is not None:
            self._training.cancel(keep)

    def pause(self) -> None:
        """Hold the running training where it is."""
        self._send(Pause())

    def unpause(self) -> None:
        """Let it go on."""
        self._send(ContinueTraining())

    def sample_now(self, prompt: str = "") -> None:
        """Ask for a sample at the next step."""
        self._send(SampleNow(prompt))

    def _send(self, command: Any) -> None:
        if self._training is not None:
            self._training._job.send(command)

    def _start(self, request: TrainingRequest) -> None:
        def work(thread: JobThread) -> tuple[Ending, AdapterRecord | None, Changes]:
            with self._turn:
                self._warm.leave()
                with self._catalogue.writing() as session:
                    runs.begin(session, request.run)
                job = training.Training(
                    self._catalogue, request, on_message=thread.tell, python=self._python
                )
                self._training = job
                return job.run()

        with self._catalogue.reading() as session:
            project_id = runs.get(session, request.run).project_id
        self.running = RunningTraining(request.run, project_id, request.adapter_name, request)
        thread = JobThread(work, name=f"training {request.run}")
        thread.message.connect(lambda told: self.training_message.emit(request.run, told))
        thread.done.connect(lambda value: self._end(request.run, *value))
        thread.failed.connect(
            lambda error: self._end(
                request.run,
                Failed(error.kind, error.say, error.hint, error.detail),
                None,
                Changes(runs=frozenset({request.run})),
            )
        )
        self._run(thread)

    def _end(
        self, run: str, ending: Ending, adapter: AdapterRecord | None, changes: Changes
    ) -> None:
        self._training = None
        self.running = None
        self._lane.tell(changes)
        self.training_ended.emit(run, ending, adapter)
        self.start_next()

    # --- generation ------------------------------------------------------------------------------

    def generate(self, project_id: int, grid: generation.Grid, name: str = "") -> GridJob:
        """Make a grid when the engine is free; what is made is kept and told at once."""

        def work(thread: JobThread) -> Ending:
            while not self._turn.acquire(timeout=_TURN_CHECKED):
                if thread.cancelled():
                    return Cancelled()
            try:
                thread.on_cancel(self._warm.cancel)
                if thread.cancelled():
                    return Cancelled()
                return self._make(project_id, grid, name, thread)
            finally:
                self._turn.release()

        thread = JobThread(work, name="grid")
        job = GridJob(thread)
        job.setParent(self)
        self._run(thread)
        return job

    def _make(self, project_id: int, grid: generation.Grid, name: str, thread: JobThread) -> Ending:
        from core.contract.messages import Generate

        request, model_name = generation.make_request(self._catalogue, grid)
        title = name or request.prompts[0][:80]
        board, changes = generation.begin(
            self._catalogue, project_id, title, request, model_name, grid.board
        )
        self._lane.tell(changes)
        thread.tell(board)

        def hear(message: Message) -> None:
            if isinstance(message, Result):
                made, changed = generation.keep_result(self._catalogue, board.id, request, message)
                self._lane.tell(changed)
                thread.tell(made)
            thread.tell(message)

        return self._warm.submit(Generate(request), hear)

    # --- both ------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether something is running or waiting for its turn."""
        return bool(self._threads)

    def close(self) -> None:
        """Stop everything and wait: a training keeps a saved state to go on from."""
        if self._training is not None:
            self._training.cancel(keep=False)
        for thread in list(self._threads):
            thread.cancel()
        for thread in list(self._threads):
            thread.wait()
        self._warm.leave()

    def _run(self, thread: JobThread) -> None:
        self._threads.add(thread)
        thread.finished.connect(lambda: self._threads.discard(thread))
        thread.start()
