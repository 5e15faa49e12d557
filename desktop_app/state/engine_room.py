"""The one lane of heavy work: trainings wait their turn, grids are made between them.

Each job has a thread of its own that supervises an engine process; the window only hears messages.
The waiting list is a folder of files, so it survives a restart; nothing on it starts then.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.actions import generation, training, waiting
from core.actions.changes import Changes
from core.actions.planning import TrainingPlan
from core.catalogue.records import AdapterRecord, BoardRecord, ResultRecord, RunRecord
from core.catalogue.store import Catalogue
from core.contract.messages import (
    Cancelled,
    Command,
    Ending,
    Failed,
    Generate,
    Message,
    Pause,
    Result,
    SampleNow,
)
from core.contract.messages import Continue as ContinueTraining
from core.contract.requests import TrainingRequest
from core.errors import KnownError
from core.jobs.queue import WaitingList
from core.jobs.supervisor import WarmEngine
from desktop_app.job_thread import JobThread
from desktop_app.lane import CatalogueLane
from desktop_app.observable import Property

Work = Callable[[Catalogue], tuple[Any, Changes]]
_TURN_CHECKED = 0.1
"""Seconds between two looks whether a waiting job was cancelled."""
_STOPS_THE_QUEUE = frozenset({"engine_missing", "engine_mismatch", "disk_full"})
"""Kinds of failure that the next training would meet as well."""


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


class _Turn:
    """One training from its place in the queue to its ending, in its own thread."""

    def __init__(self, room: EngineRoom, request: TrainingRequest) -> None:
        self._room, self._request = room, request
        self._lock = threading.Lock()
        self._stop: tuple[bool, bool] | None = None
        self._job: training.Training | None = None

    def stop(self, keep: bool, to_be_resumed: bool) -> None:
        """Any thread, at any time: before the engine is free, too."""
        with self._lock:
            self._stop = (keep, to_be_resumed)
            if self._job is not None:
                self._job.cancel(keep, to_be_resumed=to_be_resumed)

    def send(self, command: Command) -> None:
        with self._lock:
            if self._job is not None:
                self._job.send(command)

    def work(self, thread: JobThread) -> tuple[Ending, AdapterRecord | None, Changes]:
        """Wait for the engine, send the warm one away, train."""
        room = self._room
        while not room.turn.acquire(timeout=_TURN_CHECKED):
            if self._stop is not None:
                return self._never_begun()
        try:
            room.warm.leave()
            job = training.Training(
                room.catalogue, self._request, on_message=thread.tell, python=room.python
            )
            with self._lock:
                self._job = job
                if self._stop is not None:
                    job.cancel(self._stop[0], to_be_resumed=self._stop[1])
            return job.run()
        finally:
            room.turn.release()

    def _never_begun(self) -> tuple[Ending, AdapterRecord | None, Changes]:
        ending = Cancelled()
        resume = self._stop is not None and self._stop[1]
        _, changes = training.finish(
            self._room.catalogue, self._request, ending, {}, to_be_resumed=resume
        )
        return ending, None, changes


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
        self.catalogue, self.python = catalogue, python
        self.warm = WarmEngine(log=catalogue.library.logs / "generation.txt", python=python)
        self.turn = threading.Lock()
        self._lane = lane
        self._list = WaitingList(catalogue.library.runs / "waiting")
        self._turn_now: _Turn | None = None
        self._starting = self._closing = False
        self._tried: tuple[str, ...] = ()
        """The run that was to start last, if any."""
        self._threads: set[JobThread] = set()
        self._do(lambda one: waiting.reconcile(one, self._list), self._take_order)

    # --- training --------------------------------------------------------------------------------

    def train(self, plan: TrainingPlan) -> None:
        """Enter the plan and start it as soon as the engine is free."""
        self._do(lambda one: waiting.enqueue(one, self._list, plan), lambda _: self.start_next())

    def resume(self, run_id: str) -> None:
        """Go on with a run that was cut short."""
        self._do(
            lambda one: waiting.enqueue_resume(one, self._list, run_id),
            lambda _: self.start_next(),
        )

    def start_next(self) -> None:
        """Start the next waiting run if none is running."""
        if self.running is not None or self._starting or self._closing:
            self._refresh()
            return
        self._starting = True

        def take(one: Catalogue) -> tuple[tuple[RunRecord, TrainingRequest] | None, Changes]:
            self._tried = tuple(self._list.runs()[:1])
            return waiting.take_next(one, self._list)

        self._lane.do(
            take,
            self._start,
            owner=self,
            failed=self._could_not_start,
        )

    def withdraw(self, run_id: str) -> None:
        """Take a waiting run off the list."""
        self._do(lambda one: waiting.withdraw(one, self._list, run_id), lambda _: self._refresh())

    def reorder(self, runs: Sequence[str]) -> None:
        """Put the waiting runs into this order."""

        def work(_: Catalogue) -> tuple[None, Changes]:
            self._list.reorder(runs)
            return None, Changes(runs=frozenset(runs))

        self._do(work, lambda _: self._refresh())

    def leave_as_it_is(self, run_id: str) -> None:
        """Do not offer an interrupted run any more."""
        self._do(lambda one: waiting.leave_as_it_is(one, run_id))

    def discard(self, run_id: str) -> None:
        """Throw away a stopped run and all it wrote; cannot be undone."""
        self._do(lambda one: waiting.discard(one, run_id))

    def cancel_training(self, keep: bool) -> None:
        """Stop the running training; `keep` makes an adapter of what was learnt."""
        if self._turn_now is not None:
            self._turn_now.stop(keep, to_be_resumed=False)

    def stop_for_later(self) -> None:
        """Stop the running training with a saved state that the next start offers to resume."""
        self._closing = True  # the next one in the list shall not begin now
        if self._turn_now is not None:
            self._turn_now.stop(keep=False, to_be_resumed=True)

    def pause(self) -> None:
        """Hold the running training where it is."""
        self._send(Pause())

    def unpause(self) -> None:
        """Let it go on."""
        self._send(ContinueTraining())

    def sample_now(self, prompt: str = "") -> None:
        """Ask for a sample at the next step."""
        self._send(SampleNow(prompt))

    def _send(self, command: Command) -> None:
        if self._turn_now is not None:
            self._turn_now.send(command)

    def _start(self, taken: tuple[RunRecord, TrainingRequest] | None) -> None:
        self._starting = False
        self._refresh()
        if taken is None:
            return
        run, request = taken
        turn = _Turn(self, request)
        thread = JobThread(turn.work, name=f"training {request.run}")
        self._turn_now = turn
        self.running = RunningTraining(request.run, run.project_id, request.adapter_name, request)
        thread.message.connect(lambda told: self.training_message.emit(request.run, told))
        thread.done.connect(lambda value: self._end(request.run, *value))
        thread.failed.connect(lambda error: self._end(request.run, *_as_failed(error, request)))
        self._run(thread)

    def _could_not_start(self, error: KnownError) -> None:
        self._starting = False
        self.failed.emit(error)
        self._do(lambda _: (tuple(self._list.runs()), Changes()), self._go_on_with_another)

    def _go_on_with_another(self, order: tuple[str, ...]) -> None:
        """What could not start and still waits would not start now either: a full disk, say."""
        self.waiting = order
        if order and order[:1] != self._tried:
            self.start_next()

    def _end(
        self, run: str, ending: Ending, adapter: AdapterRecord | None, changes: Changes
    ) -> None:
        self._turn_now = None
        self.running = None
        self._lane.tell(changes)
        self.training_ended.emit(run, ending, adapter)
        if isinstance(ending, Failed) and ending.kind in _STOPS_THE_QUEUE:
            self._refresh()
        else:
            self.start_next()

    # --- generation ------------------------------------------------------------------------------

    def generate(self, project_id: int, grid: generation.Grid, name: str = "") -> GridJob:
        """Make a grid when the engine is free; what is made is kept and told at once."""

        thread = self._borrowing(
            lambda thread: self._make(project_id, grid, name, thread), Cancelled, "grid"
        )
        job = GridJob(thread)
        job.setParent(self)
        self._run(thread)
        return job

    def borrow(self, work: Callable[[JobThread, WarmEngine], Any], name: str) -> JobThread:
        """Do this with the warm engine as soon as it is free; connect to the thread at once.

        When it is cancelled before its turn the work is never called and the value is None.
        """
        thread = self._borrowing(lambda thread: work(thread, self.warm), lambda: None, name)
        self._run(thread)
        return thread

    def _borrowing(
        self, work: Callable[[JobThread], Any], never_begun: Callable[[], Any], name: str
    ) -> JobThread:
        def in_turn(thread: JobThread) -> Any:
            while not self.turn.acquire(timeout=_TURN_CHECKED):
                if thread.cancelled():
                    return never_begun()
            try:
                thread.on_cancel(self.warm.cancel)
                return never_begun() if thread.cancelled() else work(thread)
            finally:
                thread.beyond_cancelling()  # the next one works with the same engine
                self.turn.release()

        return JobThread(in_turn, name=name)

    def _make(self, project_id: int, grid: generation.Grid, name: str, thread: JobThread) -> Ending:
        request, model_name = generation.make_request(self.catalogue, grid)
        title = name or request.prompts[0][:80]
        board, changes = generation.begin(
            self.catalogue, project_id, title, request, model_name, grid.board
        )
        self._lane.tell(changes)
        thread.tell(board)

        def hear(message: Message) -> None:
            if isinstance(message, Result):
                made, changed = generation.keep_result(self.catalogue, board.id, request, message)
                self._lane.tell(changed)
                thread.tell(made)
            thread.tell(message)

        return self.warm.submit(Generate(request), hear)

    # --- both ------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether something is running or waiting for its turn."""
        return bool(self._threads)

    def close(self) -> None:
        """Stop everything and wait: a training keeps a saved state that is offered next time."""
        self.stop_for_later()
        for thread in list(self._threads):
            thread.cancel()
        for thread in list(self._threads):
            thread.wait()
        self.warm.leave()

    def _run(self, thread: JobThread) -> None:
        self._threads.add(thread)
        thread.finished.connect(self._let_go)
        thread.start()

    def _let_go(self) -> None:
        """Of threads that have ended. A slot of their own with themselves inside would keep them,
        and all that they worked on, for ever."""
        self._threads = {one for one in self._threads if not one.isFinished()}

    def _refresh(self) -> None:
        if self._closing:
            return
        self._do(lambda _: (tuple(self._list.runs()), Changes()), self._take_order)

    def _take_order(self, order: tuple[str, ...]) -> None:
        self.waiting = order

    def _do(self, work: Work, then: Callable[[Any], None] | None = None) -> None:
        self._lane.do(work, then, owner=self, failed=self.failed.emit)


def _as_failed(error: KnownError, request: TrainingRequest) -> tuple[Ending, None, Changes]:
    ending = Failed(error.kind, error.say, error.hint, error.detail)
    return ending, None, Changes(runs=frozenset({request.run}))
