"""`python -I -u -X utf8 -m core.engine`: one process that trains, generates, describes photos
or hands out models.

Light on purpose: `Hello` is written before torch is imported. It never opens the catalogue; all
it needs stands in the request. An engine ends after its job; one that generates stays warm.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

import core
from core.contract.control import Control
from core.contract.messages import (
    PROTOCOL,
    Cancel,
    Command,
    Continue,
    Describe,
    Ending,
    ExportModel,
    Failed,
    Generate,
    Hello,
    Inspect,
    Leave,
    Message,
    Pause,
    SampleNow,
    SaveNow,
    Score,
    Train,
    Work,
)
from core.engine.failures import bug, told
from core.engine.pipe import Outlet, claim_stdout, read_commands

GRACE_WITHOUT_PARENT = 8.0
"""Seconds to save and end by itself once nobody is there any more; then the process is ended."""
EXIT_WITHOUT_PARENT = 3
_log = logging.getLogger("core.engine")


class Engine:
    """Takes commands from one thread and works in the main thread, one job at a time."""

    def __init__(self, messages: int, commands: int) -> None:
        self._commands = commands
        self._outlet = Outlet(messages, self.parent_gone)
        self._work: queue.SimpleQueue[tuple[str, Work] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._controls: dict[str, Control] = {}
        self._leaving = False
        self._generator: Any = None

    def run(self) -> int:
        """Work until told to leave; returns the exit code."""
        self._outlet.send(Hello(protocol=PROTOCOL, core_version=core.__version__, pid=os.getpid()))
        self._outlet.start()
        threading.Thread(target=self._listen, name="engine-commands", daemon=True).start()
        while (item := self._work.get()) is not None:
            job, command = item
            self._do(job, command)
            if not isinstance(command, Generate):
                break
        self._outlet.close()
        return EXIT_WITHOUT_PARENT if self._leaving else 0

    def parent_gone(self) -> None:
        """Save what is running, stop it, and make sure that the process ends within seconds."""
        with self._lock:
            if self._leaving:
                return
            self._leaving = True
            running = list(self._controls.values())
        _log.warning("the program that started the engine is gone; saving and ending")
        for control in running:
            control.save_now()
            control.cancel(False)
        self._work.put(None)
        last_resort = threading.Timer(GRACE_WITHOUT_PARENT, os._exit, (EXIT_WITHOUT_PARENT,))
        last_resort.daemon = True
        last_resort.start()

    def _listen(self) -> None:
        for job, command in read_commands(self._commands):
            if isinstance(command, Leave):
                self._leave()
                return
            if isinstance(command, Work):
                self._accept(job, command)
            else:
                self._tell(job, command)
        self.parent_gone()

    def _accept(self, job: str, command: Work) -> None:
        with self._lock:
            self._controls[job] = Control()
        self._work.put((job, command))

    def _leave(self) -> None:
        with self._lock:
            for control in self._controls.values():
                control.cancel(False)
        self._work.put(None)

    def _tell(self, job: str, command: Command) -> None:
        with self._lock:
            control = self._controls.get(job)
        if control is None:
            _log.warning("%s came for no running job", type(command).__name__)
            return
        match command:
            case Cancel(keep):
                control.cancel(keep)
            case SaveNow():
                control.save_now()
            case SampleNow(prompt):
                control.sample_now(prompt)
            case Pause():
                control.pause()
            case Continue():
                control.resume()

    def _do(self, job: str, command: Work) -> None:
        control = self._controls[job]
        voice = _Voice(lambda message: self._outlet.send(message, job))
        try:
            if isinstance(command, Train):
                from core.training.run import train

                train(command.request, voice.say, control)
            elif isinstance(command, Inspect):
                from core.training.inspection import inspect

                inspect(command.request, voice.say, control)
            elif isinstance(command, ExportModel):
                from core.generation.model_export import export_model

                export_model(command.request, voice.say, control)
            elif isinstance(command, Score):
                from core.generation.scoring import score

                score(command.request, voice.say, control)
            elif isinstance(command, Describe):
                from core.generation.describing import describe

                describe(command.request, voice.say, control)
            else:
                self._generate(command, voice.say, control)
        except Exception as error:  # noqa: BLE001 - the border of the process: told, never lost
            voice.say(told(error))
        with self._lock:
            del self._controls[job]
        if not voice.ended:
            voice.say(bug("the job returned without an ending"))

    def _generate(
        self, command: Generate, say: Callable[[Message], None], control: Control
    ) -> None:
        from core.generation.run import Generator

        if self._generator is None:
            self._generator = Generator()
        self._generator.serve(command.request, say, control)


class _Voice:
    """Lets exactly one ending through."""

    def __init__(self, send: Callable[[Message], None]) -> None:
        self._send = send
        self.ended = False

    def say(self, message: Message) -> None:
        if self.ended:
            _log.warning("after the ending came %s", message)
            return
        self.ended = isinstance(message, Ending)
        if isinstance(message, Failed):
            _log.error("%s: %s %s\n%s", message.kind, message.say, message.hint, message.detail)
        self._send(message)


def main() -> int:
    """Set up the pipes and the log, then work."""
    messages = claim_stdout()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which sends Cancel
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s"
    )
    code = Engine(messages, commands=0).run()
    sys.stderr.flush()
    # The interpreter's own farewell waits for threads of libraries; all our files are closed.
    os._exit(code)


if __name__ == "__main__":
    raise SystemExit(main())
