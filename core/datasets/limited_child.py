"""A child process that answers JSON lines within limits: the parent's side.

Used for whatever opens files nobody vouches for (`decoding`) and for the networks that look at
photos (`core.looks`). The child's own side is in `limits`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.language import VARIABLE, language

_ROOT = Path(__file__).resolve().parent.parent.parent
_ANSWER_BYTES = 256 << 20
_KEPT_VARIABLES = (
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "PATH",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "VIRTUAL_ENV",
)


class BrokenOff(Exception):  # noqa: N818 - an end, which the caller turns into a known error
    """The child was late, or died."""

    def __init__(self, late: bool, code: int | None) -> None:
        """`code` is what the process ended with."""
        super().__init__(f"ended with code {code}")
        self.late, self.code = late, code


class LimitedChild:
    """One child process, started when it is asked. Not for use by two threads at a time."""

    def __init__(
        self, module: str, timeout: float, settings: Mapping[str, str] | None = None
    ) -> None:
        """
        Args:
            module: run as `python -m module`.
            timeout: longest wait for one answer, seconds.
            settings: variables of its environment besides the few that all get.
        """
        self._module, self._timeout, self._settings = module, timeout, dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._count = 0
        self._stopped = False

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The child's answer; it gets the request with an "id" of its own.

        Raises:
            BrokenOff: it took too long or died; the next `ask` starts another.
        """
        process = self._running()
        self._count += 1
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(self._timeout, give_up)
        clock.daemon = True
        clock.start()
        try:
            line = _exchange(process, {"id": self._count, **request})
        finally:
            clock.cancel()
            clock.join()
        if late.is_set() or not line.endswith(b"\n"):
            self.close()
            raise BrokenOff(late.is_set(), process.returncode)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process; the next `ask` starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close_quietly(pipe)
        process.wait()

    def interrupt(self) -> None:
        """Break off an `ask` that another thread is in; that one raises."""
        process = self._process
        if process is not None:
            process.kill()

    def stop(self) -> None:
        """`interrupt` for good: from now on every `ask` raises."""
        self._stopped = True
        self.interrupt()

    def _running(self) -> subprocess.Popen[bytes]:
        process = self._process
        if not self._stopped and (process is None or process.poll() is not None):
            self.close()
            process = self._process = _start(self._module, self._settings)
        if process is None or self._stopped:  # asked again: `stop` may have come meanwhile
            self.close()
            raise BrokenOff(False, None)
        return process


def _start(module: str, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A fresh process that inherits no secrets: only a handful of variables pass."""
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    environment[VARIABLE] = language()
    environment["OMP_NUM_THREADS"] = environment["OPENBLAS_NUM_THREADS"] = "1"
    environment.update(settings)
    return subprocess.Popen(
        [sys.executable, "-s", "-u", "-X", "utf8", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=environment,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        # Ctrl-C in a terminal reaches its whole group: the child would die of it, and the file it
        # is reading be told as broken. It ends when its input does.
        start_new_session=os.name == "posix",
    )


def _exchange(process: subprocess.Popen[bytes], request: dict[str, Any]) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the child was started without pipes")
    try:
        process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
        process.stdin.flush()
        return process.stdout.readline(_ANSWER_BYTES)
    except BrokenPipeError:
        return b""


def _close_quietly(pipe: Any) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return
