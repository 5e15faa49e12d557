"""Finished pictures on their way to the disk, beside the work on the next ones.

Compressing a 1024 px picture takes a processor a third of a second, in which a graphics card would
wait. Results are told by the thread that makes the pictures, in the order they were made.
"""

from __future__ import annotations

import io
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PIL.Image import Image

from core.contract.messages import Result
from core.files import write_bytes
from core.generation.reporting import Report

_THREADS = 2


class Keeper:
    """Writes pictures and tells of each once it is there.

    Args:
        background: False where the processor itself makes the pictures: it has no time to spare.
    """

    def __init__(self, report: Report, *, background: bool) -> None:
        self._report = report
        self._pool = ThreadPoolExecutor(_THREADS, "pictures") if background else None
        self._waiting: deque[tuple[Future[None], Result]] = deque()

    def keep(self, picture: Image, result: Result) -> None:
        """Write a picture to `result.path`, soon."""
        if self._pool is None:
            _write(Path(result.path), picture)
            self._report.result(result)
        else:
            written = self._pool.submit(_write, Path(result.path), picture)
            self._waiting.append((written, result))

    def tell(self) -> None:
        """Report what is on the disk by now.

        Raises:
            KnownError: a picture could not be written.
        """
        while self._waiting and self._waiting[0][0].done():
            self._tell_next()

    def close(self) -> None:
        """Wait for all and report them; raises as `tell`."""
        try:
            while self._waiting:
                self._tell_next()
        finally:
            if self._pool is not None:
                self._pool.shutdown()

    def _tell_next(self) -> None:
        written, result = self._waiting.popleft()
        written.result()
        self._report.result(result)


def png(picture: Image) -> bytes:
    """PNG without any text, profile or date in it."""
    picture.info.clear()
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def _write(path: Path, picture: Image) -> None:
    write_bytes(path, png(picture))
