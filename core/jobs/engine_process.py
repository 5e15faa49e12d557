"""One engine process: which interpreter, which environment, its pipes and its log.

It moves lines and knows nothing of what they mean for a job; that is `supervisor.py`.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from core.contract.messages import Command, Message
from core.contract.wire import MAX_LINE, WireError, decode_message, encode
from core.errors import KnownError
from core.jobs.hardware import usable_cores
from core.language import VARIABLE, language, say

ENGINE = ("-I", "-u", "-X", "utf8", "-m", "core.engine")
"""Isolated: neither the current folder nor PYTHON* variables decide which code is run."""
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "DIFFUSERS_DISABLE_REMOTE_CODE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
SHARING = {"OMP_WAIT_POLICY": "PASSIVE"}
"""A thread that waits for the others sleeps instead of spinning: beside one other busy program, a
training step of the starter took 1.8 s instead of 12.9 s on two cores."""
_SECRETS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "DIFFUSERS_TRUST_REMOTE_KERNELS")
_CHUNK = 1 << 16
_NOISE_KEPT = 2000
_STARTED = "--- engine started"


@dataclass(frozen=True)
class Line:
    """A message that came from the engine."""

    job: str
    message: Message


@dataclass(frozen=True)
class Noise:
    """A line that is no message of ours; `why` says what was wrong with it."""

    why: str
    text: str


@dataclass(frozen=True)
class Closed:
    """The engine's output has ended."""


Event = Line | Noise | Closed


def engine_python(chosen: str = "") -> str:
    """The interpreter for the engine: `chosen`, else `SIGNET_ENGINE_PYTHON`, else our own."""
    return chosen or os.environ.get("SIGNET_ENGINE_PYTHON", "") or sys.executable


def engine_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our environment and language, offline, without tokens, with one thread a physical core."""
    kept = {name: value for name, value in os.environ.items() if name not in _SECRETS}
    threads = {"OMP_NUM_THREADS": str(usable_cores()), **SHARING}
    return {**threads, **kept, **OFFLINE, VARIABLE: language(), **(extra or {})}


class EngineProcess:
    """A running engine. Lines arrive in `events`; `send` never blocks."""

    def __init__(
        self,
        log: Path,
        *,
        python: str = "",
        arguments: Sequence[str] = ENGINE,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start the process; its own output and errors are appended to `log`.

        Raises:
            KnownError: kind "engine_missing" when the interpreter cannot be started.
        """
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._process = _start(
            [engine_python(python), *arguments], log, engine_environment(environment)
        )
        self._reader = threading.Thread(target=self._read, name="engine-reader", daemon=True)
        self._writer = threading.Thread(target=self._write, name="engine-writer", daemon=True)
        self._reader.start()
        self._writer.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative: ended by that signal."""
        return self._process.poll()

    def send(self, command: Command, job: str) -> None:
        """Queue one command; a dead or deaf engine does not hold up the caller."""
        self._outgoing.put(encode(command, job))

    def hang_up(self) -> None:
        """End its input: an engine takes that as "nobody is there any more"."""
        self._outgoing.put(None)

    def terminate(self) -> None:
        """Ask the system to end it and its children."""
        self._signal(force=False)

    def kill(self) -> None:
        """Have the system end it and its children at once."""
        self._signal(force=True)

    def wait(self, seconds: float) -> bool:
        """Whether it ended within `seconds`."""
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def finish(self, patience: float = 10.0) -> int:
        """Let it end, by force if need be, and free pipes and threads; returns the exit code."""
        self.hang_up()
        if not self.wait(patience):
            self.terminate()
            if not self.wait(5.0):
                self.kill()
                self._process.wait()
        self._reader.join(timeout=1.0)
        self.kill()  # children that outlived the engine hold its pipes open
        self._reader.join(timeout=5.0)
        self._writer.join(timeout=5.0)
        return int(self._process.returncode)

    def log_tail(self, lines: int = 30) -> str:
        """The last lines that this engine (not an earlier one) wrote to the log, for support."""
        try:
            with self.log.open("rb") as handle:
                handle.seek(max(0, self.log.stat().st_size - 16_384))
                text = handle.read().decode("utf-8", "replace")
        except OSError as error:
            return f"the log could not be read: {error}"
        return "\n".join(text.rpartition(_STARTED)[2].splitlines()[-lines:])

    def _signal(self, *, force: bool) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError, psutil.NoSuchProcess):
            if os.name == "posix":  # it leads a session of its own: the whole group goes
                os.killpg(self.pid, signal.SIGKILL if force else signal.SIGTERM)
                return
            children = psutil.Process(self.pid).children(recursive=True)
            for process in [*children, self._process]:
                process.kill()

    def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        lines = _LineSplitter()
        with stdout:
            while chunk := os.read(stdout.fileno(), _CHUNK):
                for event in lines.feed(chunk):
                    self.events.put(event)
        for event in lines.end():
            self.events.put(event)
        self.events.put(Closed())

    def _write(self) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        try:
            with stdin:
                while (line := self._outgoing.get()) is not None:
                    rest = memoryview(line)
                    while rest:
                        rest = rest[os.write(stdin.fileno(), rest) :]
        except OSError:
            return  # the engine is gone; the reader sees that and the supervisor says so


class _LineSplitter:
    """Bytes to events; a line longer than the protocol allows is dropped while it arrives."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._length = 0
        self._dropped = 0

    def feed(self, chunk: bytes) -> list[Event]:
        events: list[Event] = []
        *whole, rest = chunk.split(b"\n")
        for piece in whole:
            self._add(piece)
            events += self._cut()
        self._add(rest)
        return events

    def end(self) -> list[Event]:
        return self._cut()

    def _add(self, piece: bytes) -> None:
        if self._dropped or self._length + len(piece) > MAX_LINE:
            self._dropped += self._length + len(piece)
            self._parts, self._length = [], 0
        elif piece:
            self._parts.append(piece)
            self._length += len(piece)

    def _cut(self) -> list[Event]:
        line, dropped = b"".join(self._parts), self._dropped
        self._parts, self._length, self._dropped = [], 0, 0
        if dropped:
            return [Noise(f"a line of {dropped} bytes was dropped", "")]
        if not line.strip():
            return []
        try:
            return [Line(*decode_message(line))]
        except WireError as error:
            return [Noise(str(error), line[:_NOISE_KEPT].decode("utf-8", "replace"))]


def _start(command: list[str], log: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows only: no console pops up
    try:
        with log.open("ab") as log_file:
            stamp = time.strftime("%Y-%m-%d %H:%M:%S")
            log_file.write(f"{_STARTED} {stamp}\n".encode())
            log_file.flush()
            return subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log_file,
                env=environment,
                bufsize=0,
                creationflags=flags,
                start_new_session=os.name == "posix",
            )
    except OSError as error:
        raise KnownError(
            say("The engine that trains and generates cannot be started."),
            say("Run the set-up again, or choose another Python in the settings."),
            detail=f"{command[0]}: {error}",
            kind="engine_missing",
        ) from error
