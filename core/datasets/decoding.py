"""The parent's side of the decoder processes: start, ask, time out, start again after a crash."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from core.datasets.limited_child import BrokenOff, LimitedChild
from core.errors import KnownError
from core.language import say

TIMEOUT_SECONDS = 60.0
"""Longest wait for one file; a file of 250 megapixels takes about 10 s."""
_KEPT_MEMORY = {
    "PILLOW_BLOCKS_MAX": "8", "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TRIM_THRESHOLD_": "134217728",
}  # fmt: skip
"""Memory of one photo is kept for the next, up to 128 MiB each of pixels (8 blocks of 16 MiB) and
of the rest: asking the system for it anew took a fifth of the time. Bytes; mallopt(3) of glibc."""


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
        self._child = LimitedChild("core.datasets.decoder", timeout, _KEPT_MEMORY)

    def read(self, task: Task) -> Any:
        """The decoder's result for one file.

        Raises:
            KnownError: the file is bad, took too long or brought the decoder down.
        """
        request = {**task.__dict__, "path": str(Path(task.path).absolute())}
        if task.target:  # the decoder works in another folder, where a relative path means another
            request["target"] = str(Path(task.target).absolute())
        try:
            answer = self._child.ask(request)
        except BrokenOff as error:
            raise _broken_off(error.late, error.code) from error
        if "fault" in answer:
            fault = answer["fault"]
            raise KnownError(fault["say"], fault["hint"], detail=fault["detail"])
        return answer["result"]

    def close(self) -> None:
        """End the process; the next `read` starts another."""
        self._child.close()

    def interrupt(self) -> None:
        """Break off a `read` that another thread is in; that one raises."""
        self._child.interrupt()


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
