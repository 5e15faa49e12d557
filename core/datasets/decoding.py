"""The parent's side of the decoder processes: start, ask, time out, start again after a crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from core.errors import KnownError
from core.language import VARIABLE, language, say

TIMEOUT_SECONDS = 60.0
"""Longest wait for one file; a file of 250 megapixels takes about 10 s."""
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


@dataclass(frozen=True)
class Task:
    """One file to read. `target` is the working copy's place without suffix (photos only)."""

    action: str
    path: str
    kind: str
    name: str
    target: str = ""


class Decoder:
    """One decoder process. Not for use by two threads at a time."""

    def __init__(self, timeout: float = TIMEOUT_SECONDS) -> None:
        self._timeout = timeout
        self._process: subprocess.Popen[bytes] | None = None
        self._count = 0

    def read(self, task: Task) -> Any:
        """The decoder's result for one file.

        Raises:
            KnownError: the file is bad, took too long or brought the decoder down.
        """
        process = self._running()
        self._count += 1
        request = {"id": self._count, **task.__dict__, "path": str(Path(task.path).absolute())}
        if task.target:  # the decoder works in another folder, where a relative path means another
            request["target"] = str(Path(task.target).absolute())
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(self._timeout, give_up)
        clock.daemon = True
        clock.start()
        try:
            line = _exchange(process, request)
        finally:
            clock.cancel()
            clock.join()
        if late.is_set() or not line.endswith(b"\n"):
            self.close()
            raise _broken_off(late.is_set(), process.returncode)
        answer = json.loads(line)
        if "fault" in answer:
            fault = answer["fault"]
            raise KnownError(fault["say"], fault["hint"], detail=fault["detail"])
        return answer["result"]

    def close(self) -> None:
        """End the process; the next `read` starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close_quietly(pipe)
        process.wait()

    def interrupt(self) -> None:
        """Break off a `read` that another thread is in; that one raises."""
        process = self._process
        if process is not None:
            process.kill()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = _start()
        return self._process


class DecoderPool:
    """A few decoders that work side by side; a context manager."""

    def __init__(self, count: int, timeout: float = TIMEOUT_SECONDS) -> None:
        self._decoders = [Decoder(timeout) for _ in range(count)]
        self._free: SimpleQueue[Decoder] = SimpleQueue()
        for decoder in self._decoders:
            self._free.put(decoder)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="decoder")

    def submit(self, work: Callable[[Decoder], Any]) -> Future[Any]:
        """Run `work` with the next free decoder."""
        return self._threads.submit(self._with_decoder, work)

    def close(self) -> None:
        """Drop what has not begun, break off what has, end all processes."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for decoder in self._decoders:
            decoder.interrupt()
        self._threads.shutdown(wait=True)
        for decoder in self._decoders:
            decoder.close()

    def __enter__(self) -> DecoderPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _with_decoder(self, work: Callable[[Decoder], Any]) -> Any:
        decoder = self._free.get()
        try:
            return work(decoder)
        finally:
            self._free.put(decoder)


def _start() -> subprocess.Popen[bytes]:
    """A fresh decoder that inherits no secrets: only a handful of variables pass."""
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    environment[VARIABLE] = language()
    environment["OMP_NUM_THREADS"] = environment["OPENBLAS_NUM_THREADS"] = "1"
    return subprocess.Popen(
        [sys.executable, "-s", "-u", "-X", "utf8", "-m", "core.datasets.decoder"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=environment,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _exchange(process: subprocess.Popen[bytes], request: dict[str, Any]) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the decoder was started without pipes")
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


def _broken_off(late: bool, code: int | None) -> KnownError:
    if late:
        return KnownError(
            say("This file takes too long to read and was given up."),
            say("Save it anew in the program it comes from, or leave it out."),
        )
    return KnownError(
        say("This file could not be read: it made the reader stop."),
        say("Save it anew in the program it comes from, or leave it out."),
        detail=f"the decoder ended with code {code}",
    )
