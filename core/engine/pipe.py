"""The engine's end of the two pipes: lines in by raw reads, lines out under a lock.

It knows messages, not work. Reading goes through `os.read` because a thread that sits in
`sys.stdin` makes the interpreter abort at exit ("_enter_buffered_busy", exit code 134).
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator

import psutil

from core.contract.messages import Alive, Command, Ending, Message, Progress
from core.contract.wire import MAX_LINE, WireError, decode_command, encode

ALIVE_EVERY = 2.0
PROGRESS_EVERY = 0.1
_CHUNK = 1 << 16
_log = logging.getLogger(__name__)


def claim_stdout() -> int:
    """Keep descriptor 1 for messages alone and let everything printed go to the log (2).

    Libraries print, and C code writes to descriptor 1 directly; neither may end up between
    our lines. Returns the private descriptor for messages, which no child inherits.
    """
    messages = os.dup(1)
    os.set_inheritable(messages, False)
    os.dup2(2, 1)
    return messages


def read_commands(descriptor: int) -> Iterator[tuple[str, Command]]:
    """(job, command) of every line until the pipe ends; a broken line is logged and skipped."""
    pending = b""
    while chunk := _read(descriptor):
        *lines, pending = (pending + chunk).split(b"\n")
        for line in lines:
            try:
                yield decode_command(line)
            except WireError as error:
                _log.warning("a command was refused: %s", error)
        if len(pending) > MAX_LINE:
            _log.warning("a command longer than %d bytes was dropped", MAX_LINE)
            pending = b""


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _CHUNK)
    except OSError as error:
        _log.warning("reading commands failed: %s", error)
        return b""


class Outlet:
    """Writes messages; `Progress` at most ten times a second, newest wins, order is kept.

    A side thread says `Alive` every two seconds and `on_parent_gone` is called once, from any
    thread, when nobody reads any more or the process that started us has vanished.
    """

    def __init__(self, descriptor: int, on_parent_gone: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._on_parent_gone = on_parent_gone
        self._wake = threading.Condition()
        self._pending: tuple[str, Progress] | None = None
        self._progress_at = 0.0
        self._gone = False
        self._closed = False
        self._parent = os.getppid()
        self._process = psutil.Process()
        self._job = ""
        self._side = threading.Thread(target=self._beat, name="engine-alive", daemon=True)

    def start(self) -> None:
        """Begin to say `Alive`."""
        self._side.start()

    def close(self) -> None:
        """Send what is pending and end the side thread."""
        with self._wake:
            self._closed = True
            self._flush()
            self._wake.notify()
        if self._side.is_alive():
            self._side.join(timeout=1.0)

    def send(self, message: Message, job: str = "") -> None:
        """Write one message now, or soon if it is a `Progress` too many."""
        with self._wake:
            self._job = "" if isinstance(message, Ending) else job
            if isinstance(message, Progress):
                self._pending = (job, message)
                if time.monotonic() - self._progress_at < PROGRESS_EVERY:
                    self._wake.notify()
                    return
                self._flush()
                return
            self._flush()
            self._write(message, job)

    def _flush(self) -> None:
        if self._pending is not None:
            job, message = self._pending
            self._pending = None
            self._progress_at = time.monotonic()
            self._write(message, job)

    def _write(self, message: Message, job: str) -> None:
        if self._gone:
            return
        line = memoryview(encode(message, job))
        try:
            while line:
                line = line[os.write(self._descriptor, line) :]
        except OSError as error:
            _log.warning("nobody reads the messages any more: %s", error)
            self._lost_parent()

    def _lost_parent(self) -> None:
        if not self._gone:
            self._gone = True
            self._on_parent_gone()

    def _beat(self) -> None:
        alive_at = time.monotonic() + ALIVE_EVERY
        with self._wake:
            while not self._closed:
                now = time.monotonic()
                progress_at = self._progress_at + PROGRESS_EVERY
                if self._pending is not None and now >= progress_at:
                    self._flush()
                if now >= alive_at:
                    alive_at = now + ALIVE_EVERY
                    # A Linux PDEATHSIG would follow the starting *thread*, not the process;
                    # asking for the parent's id is the belt beside the end of stdin.
                    if os.name == "posix" and os.getppid() != self._parent:
                        self._lost_parent()
                    self._write(Alive(memory_used=self._memory()), self._job)
                due = min(alive_at, progress_at) if self._pending is not None else alive_at
                self._wake.wait(timeout=max(0.005, due - time.monotonic()))

    def _memory(self) -> float:
        """Resident memory of this process in GiB."""
        with contextlib.suppress(psutil.Error):
            return float(self._process.memory_info().rss) / 2**30
        return 0.0
