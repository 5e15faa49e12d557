"""One job's talk with an engine: from its command to its one ending, whatever happens between."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
import time
from collections.abc import Callable

from core.contract.messages import (
    PROTOCOL,
    Cancel,
    Cancelled,
    Checkpoint,
    Command,
    Ending,
    Failed,
    Hello,
    Message,
    Notice,
    Phase,
    Validation,
    Work,
)
from core.jobs.engine_process import Closed, EngineProcess, Line, Noise
from core.language import say

CANCEL_PATIENCE = 15.0
"""Seconds from `Cancel` to terminate; counted anew at each sign that it is saving (`keep`)."""
KEEP_LIMIT = 180.0
"""Seconds from `Cancel(keep=True)` to terminate, whatever it says."""
TERMINATE_PATIENCE = 5.0
"""Seconds from terminate to kill."""
HELLO_PATIENCE = 60.0
"""Seconds for the first line; a slow disk may have to read a whole Python first."""
SILENCE = 60.0
"""Seconds without any line, although `Alive` is due every two: worth a notice, not an ending."""
_TICK = 0.1
_SAVING = Phase | Checkpoint | Validation


class Session:
    """One job's talk with an engine, from its command to its ending."""

    def __init__(self, job: str, patience: float | None = None) -> None:
        """`patience`: seconds from `Cancel` to terminate, `CANCEL_PATIENCE` without it; a job with
        nothing to save needs none."""
        self._job = job
        self._patience = CANCEL_PATIENCE if patience is None else patience
        self._lock = threading.Lock()
        self._engine: EngineProcess | None = None
        self._cancel: Cancel | None = None
        self._cancelled_at = 0.0
        self._saving_at = 0.0
        self._terminated_at = 0.0
        self._killed = False
        self._greeted = False
        self._noise: list[str] = []

    @property
    def cancelling(self) -> bool:
        return self._cancel is not None

    def send(self, command: Command) -> None:
        if isinstance(command, Cancel):
            self.cancel(command.keep)
            return
        with self._lock:
            if self._engine is not None:
                self._engine.send(command, self._job)

    def cancel(self, keep: bool) -> None:
        with self._lock:
            if self._cancel is None:
                self._cancelled_at = self._saving_at = time.monotonic()
            self._cancel = Cancel(keep)
            if self._engine is not None:
                self._engine.send(self._cancel, self._job)

    def attend(
        self,
        engine: EngineProcess,
        command: Work,
        on_message: Callable[[Message], None],
        *,
        fresh: bool,
    ) -> Ending:
        """Hand over the command, pass messages on, return the ending."""
        self._greeted = not fresh
        with self._lock:
            self._engine = engine
            engine.send(command, self._job)
            if self._cancel is not None:
                engine.send(self._cancel, self._job)
        try:
            return self._listen(engine, on_message)
        finally:
            with self._lock:
                self._engine = None

    def _listen(self, engine: EngineProcess, on_message: Callable[[Message], None]) -> Ending:
        heard_at = started_at = time.monotonic()
        noticed, dead_at = False, 0.0
        while True:
            try:
                event = engine.events.get(timeout=_TICK)
            except queue.Empty:
                event = None
            now = time.monotonic()
            if event is not None:
                heard_at, noticed = now, False
                ending = self._take(engine, event, on_message)
                if ending is not None:
                    return ending
            self._escalate(engine, now)
            if event is None and engine.exit_code is not None:
                engine.kill()  # its children may live on and hold its output open: no end of file
                dead_at = dead_at or now
                if now - dead_at > 1.0:
                    return self._death(engine)
            if not self._greeted and now - started_at > HELLO_PATIENCE:
                return self._no_hello(engine)
            if now - heard_at > SILENCE and not noticed:
                noticed = True
                on_message(Notice("silent", say("The engine has not been heard of for a minute.")))

    def _take(
        self,
        engine: EngineProcess,
        event: Line | Noise | Closed,
        on_message: Callable[[Message], None],
    ) -> Ending | None:
        match event:
            case Closed():
                return self._death(engine)
            case Noise(why, text):
                return self._odd_line(why, text)
            case Line(_, Hello() as hello):
                self._greeted = True
                if hello.protocol != PROTOCOL:
                    return _mismatch(f"the engine speaks protocol {hello.protocol}")
                on_message(hello)
            case Line(job, message):
                if job not in ("", self._job):
                    return None  # the tail of an earlier job of a warm engine
                if not self._greeted:
                    return _mismatch(f"the first line was {type(message).__name__}, not Hello")
                if isinstance(message, Ending):
                    return message
                if isinstance(message, _SAVING):
                    self._saving_at = time.monotonic()
                on_message(message)
        return None

    def _odd_line(self, why: str, text: str) -> Ending | None:
        """Something that is no message: kept for support; fatal only as the very greeting."""
        self._noise = [*self._noise[-19:], f"{why}: {text[:200]}"]
        if not self._greeted and '"Hello"' in text:
            return _mismatch(why)
        return None

    def _escalate(self, engine: EngineProcess, now: float) -> None:
        if self._cancel is None or self._killed:
            return
        if self._terminated_at:
            if now - self._terminated_at > TERMINATE_PATIENCE:
                engine.kill()
                self._killed = True
            return
        patience_from = self._saving_at if self._cancel.keep else self._cancelled_at
        if now - patience_from > self._patience or now - self._cancelled_at > KEEP_LIMIT:
            engine.terminate()
            self._terminated_at = now

    def _death(self, engine: EngineProcess) -> Ending:
        """The engine's output ended without an ending; find out why and say so."""
        if not engine.wait(2.0):  # closed its output but lives on: of no use to anyone
            engine.terminate()
            if not engine.wait(TERMINATE_PATIENCE):
                engine.kill()
                engine.wait(TERMINATE_PATIENCE)
        if self._cancel is not None:
            return Cancelled()
        code = engine.exit_code
        tail = engine.log_tail()
        detail = "\n".join([describe_exit(code), *self._noise, tail])
        if "No module named" in tail and not self._greeted:
            return Failed(
                "engine_missing",
                say("The engine that trains and generates is not completely installed."),
                say("Run the set-up again."),
                detail,
            )
        if _memory_ran_out(code, tail):
            return Failed(
                "out_of_memory",
                say("The engine was stopped, most likely because the computer ran out of memory."),
                say("Close other programs, or choose a smaller picture size or a smaller batch."),
                detail,
            )
        return Failed(
            "crashed",
            say("The engine stopped unexpectedly."),
            say(
                "Your data is safe. Start again; a training run goes on from its last saved state."
            ),
            detail,
        )

    def _no_hello(self, engine: EngineProcess) -> Ending:
        if self._cancel is not None:
            return Cancelled()
        return Failed(
            "engine_missing",
            say("The engine did not answer."),
            say("Run the set-up again, or choose another Python in the settings."),
            "\n".join([*self._noise, engine.log_tail()]),
        )


def describe_exit(code: int | None) -> str:
    """An exit code in words."""
    if code is None:
        return "the engine is still running"
    if code >= 0:
        return f"the engine ended with exit code {code}"
    with contextlib.suppress(ValueError):
        return f"the engine was ended by {signal.Signals(-code).name}"
    return f"the engine was ended by signal {-code}"


def _memory_ran_out(code: int | None, tail: str) -> bool:
    killed = os.name == "posix" and code in (-signal.SIGKILL, 128 + signal.SIGKILL)
    return killed or "MemoryError" in tail


def _mismatch(detail: str) -> Failed:
    return Failed(
        "engine_mismatch",
        say("The engine and this program are of different versions."),
        say("Run the set-up again, so that both are renewed."),
        detail,
    )
