"""What is shown and where: results on stdout, everything else on stderr, a bar only on a terminal.

With `--json` stdout carries exactly one object, printed last.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import Any, TextIO

from core.contract.wire import to_plain
from core.errors import KnownError
from core.language import say

_BAR = 24
_REDRAW = 0.1
"""Seconds."""


class UnwritableError(KnownError):
    """Stdout leads to a place that takes nothing more, such as a file on a full disk."""


class Terminal:
    """The two streams of one command."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")

    def say(self, line: str = "") -> None:
        """A line of the answer; left out when the answer is an object."""
        if not self.as_json:
            self._print(line)

    def note(self, line: str) -> None:
        """Something to know beside the answer."""
        print(line, file=sys.stderr, flush=True)

    def table(self, rows: Sequence[Sequence[object]], empty: str) -> None:
        """Columns as wide as they need to be."""
        if not rows:
            self.say(empty)
            return
        text = [[str(cell) for cell in row] for row in rows]
        widths = [max(len(row[at]) for row in text) for at in range(len(text[0]))]
        for row in text:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.say("  ".join(cells).rstrip())

    def answer(self, value: dict[str, Any]) -> None:
        """The one object, last."""
        if self.as_json:
            self._print(json.dumps(to_plain(value), ensure_ascii=False, default=str))

    @staticmethod
    def _print(line: str) -> None:
        """Raises UnwritableError when stdout takes nothing any more."""
        try:
            print(line, flush=True)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise UnwritableError(
                say("The answer could not be written."),
                say("Free some space, or send it elsewhere; what was done stays done."),
                detail=str(error),
                kind="disk_full",
            ) from error

    def bar(self, label: str) -> Bar:
        """A progress bar; silent where stderr is no terminal."""
        return Bar(label, sys.stderr)


class Bar:
    """One line that is redrawn: label, bar, how far, how fast, how long still."""

    def __init__(self, label: str, stream: TextIO) -> None:
        self._label = label
        self._stream = stream
        self._live = stream.isatty()
        self._began = time.monotonic()
        self._first: int | None = None
        self._drawn = 0.0

    def show(
        self, done: int, total: int, more: str = "", seconds_left: float | None = None
    ) -> None:
        """Redraw, at most ten times a second; `seconds_left` is worked out where it is None."""
        now = time.monotonic()
        if self._first is None:
            self._first, self._began = done, now
        if not self._live or (now - self._drawn < _REDRAW and done < total):
            return
        self._drawn = now
        fresh = done - self._first
        if seconds_left is None and fresh > 0:
            seconds_left = (now - self._began) / fresh * (total - done)
        filled = round(_BAR * done / total) if total else 0
        line = f"{self._label} [{'#' * filled}{'.' * (_BAR - filled)}] {done}/{total}"
        if seconds_left is not None:
            line += f"  {clock(seconds_left)} left"
        self._draw(f"{line}  {more}" if more else line)

    def label(self, label: str) -> None:
        """Another label, for the next phase."""
        self._label, self._first = label, None
        if self._live:
            self._draw(f"{label} ...")

    def close(self) -> None:
        """Take the line away."""
        if self._live:
            self._draw("")

    def _draw(self, line: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        self._stream.write("\r\x1b[K" + line[:width])
        self._stream.flush()


def clock(seconds: float) -> str:
    """Minutes and seconds: "3:07"; hours where needed."""
    whole = max(0, round(seconds))
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"


@contextlib.contextmanager
def stoppable(terminal: Terminal, stop: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C asks the work to stop, the second ends the program at once.

    `stop` is called in a thread of its own: the interrupted code may hold the lock it needs.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = False

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        terminal.note("\nStopping; what is saved stays. Press Ctrl-C again to leave at once.")
        threading.Thread(target=stop, daemon=True).start()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
