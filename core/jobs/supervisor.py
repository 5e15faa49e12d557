"""Runs a job in an engine process and always comes back with exactly one ending.

Blocking on purpose: the terminal calls it as it is, the window calls it from one thread a job.
Whatever the engine does (finish, crash, fall silent, talk nonsense, refuse to stop), the caller
gets its messages and, last of all, one `Done`, `Cancelled` or `Failed`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from core.contract.messages import (
    Cancelled,
    Command,
    Ending,
    Failed,
    Generate,
    Inspect,
    Leave,
    Message,
    Work,
)
from core.contract.requests import TrainingRequest
from core.errors import KnownError
from core.jobs.engine_process import ENGINE, EngineProcess
from core.jobs.session import Session
from core.language import language


class Job:
    """One job in an engine of its own."""

    def __init__(
        self,
        command: Work,
        *,
        log: Path,
        python: str = "",
        on_message: Callable[[Message], None],
        environment: Mapping[str, str] | None = None,
        arguments: Sequence[str] = ENGINE,
    ) -> None:
        """`on_message` is called in the thread of `run`, for the ending too, which comes last.

        Args:
            log: file that everything the engine prints is appended to.
            python: interpreter of the engine; empty for ours.
            environment: variables beside our own.
            arguments: what the interpreter is given.
        """
        self._command = command
        self._on_message = on_message
        patience = 0.0 if isinstance(command, Inspect) else None
        self._session = Session(job_id(command), patience)
        self._start: Callable[[], EngineProcess] = partial(
            EngineProcess, log, python=python, arguments=arguments, environment=environment
        )

    def run(self) -> Ending:
        """Do the job; returns its one ending. What `on_message` raises ends the engine, then
        goes on to the caller."""
        ending = self._run()
        self._on_message(ending)
        return ending

    def send(self, command: Command) -> None:
        """Say something to the running job, from any thread; ignored when there is none."""
        self._session.send(command)

    def cancel(self, keep: bool = False) -> None:
        """Stop the job, from any thread; `keep` keeps what was learnt so far."""
        self._session.cancel(keep)

    def _run(self) -> Ending:
        if self._session.cancelling:
            return Cancelled()
        try:
            engine = self._start()
        except KnownError as error:
            return Failed(error.kind, error.say, error.hint, error.detail)
        try:
            ending = self._session.attend(engine, self._command, self._on_message, fresh=True)
            if _ended_by_itself(ending):
                engine.send(Leave(), "")
            else:
                engine.terminate()
            return ending
        except BaseException:
            engine.terminate()
            raise
        finally:
            engine.finish()


class WarmEngine:
    """An engine that keeps its model between generations; it is started again if it dies, and to
    speak another language."""

    def __init__(
        self,
        *,
        log: Path,
        python: str = "",
        environment: Mapping[str, str] | None = None,
        arguments: Sequence[str] = ENGINE,
    ) -> None:
        self._start: Callable[[], EngineProcess] = partial(
            EngineProcess, log, python=python, arguments=arguments, environment=environment
        )
        self._engine: EngineProcess | None = None
        self._session: Session | None = None
        self._one_at_a_time = threading.Lock()
        self._spoken = ""

    @property
    def running(self) -> bool:
        """Whether an engine is up (and holds memory)."""
        engine = self._engine
        return engine is not None and engine.exit_code is None

    def submit(self, command: Generate, on_message: Callable[[Message], None]) -> Ending:
        """Make this grid; blocks, one at a time. `on_message` gets the ending as well, last."""
        with self._one_at_a_time:
            ending = self._submit(command, on_message)
        on_message(ending)
        return ending

    def cancel(self) -> None:
        """Stop the grid that is being made, from any thread."""
        session = self._session
        if session is not None:
            session.cancel(keep=False)

    def leave(self) -> None:
        """End the engine and wait until its memory is free again. Safe to call twice."""
        self.cancel()
        with self._one_at_a_time:
            self._drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()

    def _submit(self, command: Generate, on_message: Callable[[Message], None]) -> Ending:
        if not self.running or self._spoken != language():
            self._drop()
        fresh = self._engine is None
        try:
            engine = self._engine = self._engine or self._start()
            self._spoken = language() if fresh else self._spoken
        except KnownError as error:
            return Failed(error.kind, error.say, error.hint, error.detail)
        self._session = Session(job_id(command))
        try:
            ending = self._session.attend(engine, command, on_message, fresh=fresh)
        except BaseException:
            engine.terminate()
            self._drop()
            raise
        finally:
            self._session = None
        if not _ended_by_itself(ending):
            engine.terminate()
            self._drop()
        return ending

    def _drop(self) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.send(Leave(), "")
            engine.finish()


def job_id(command: Work) -> str:
    """The name under which both sides speak of this job."""
    request = command.request
    return request.run if isinstance(request, TrainingRequest) else request.job


def _ended_by_itself(ending: Ending) -> bool:
    return not (isinstance(ending, Failed) and ending.kind in ("engine_mismatch", "engine_missing"))
