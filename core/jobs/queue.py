"""The one lane of heavy work: what waits, in which order, and who may use the hardware now.

The waiting list is a folder of request files, so it survives a restart; nothing here starts by
itself. Training and the warm generation engine take turns, because the only sure way to get a
model's memory back is that its process ends.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from core.contract.messages import Ending, Generate, Message
from core.contract.requests import TrainingRequest
from core.contract.wire import WireError, from_plain, to_plain
from core.errors import KnownError
from core.files import write_json
from core.jobs.supervisor import Job, WarmEngine
from core.language import say

_SUFFIX = ".request.json"


class WaitingList:
    """Training requests that wait for their turn: one file each, numbered in their order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, request: TrainingRequest) -> None:
        """Put a request at the end.

        Raises:
            KnownError: kind "busy" when this run already waits.
        """
        waiting = self._files()
        if any(self._run_of(path) == request.run for path in waiting):
            raise KnownError(
                say("This training is already waiting for its turn."),
                say("There is nothing to do."),
                detail=request.run,
                kind="busy",
            )
        number = 1 + max((int(path.name[:6]) for path in waiting), default=0)
        write_json(self._folder / f"{number:06d}-{request.run}{_SUFFIX}", to_plain(request))

    def runs(self) -> list[str]:
        """Ids of the waiting runs, next one first."""
        return [self._run_of(path) for path in self._files()]

    def next(self) -> TrainingRequest | None:
        """The request whose turn it is; it stays on the list until `remove`.

        Raises:
            KnownError: kind "bad_data" when its file was damaged or is of another version.
        """
        files = self._files()
        if not files:
            return None
        try:
            return from_plain(TrainingRequest, json.loads(files[0].read_text("utf-8")))
        except (OSError, ValueError, WireError) as error:
            raise KnownError(
                say("A waiting training could not be read."),
                say("Remove it from the list and set it up again."),
                detail=f"{files[0].name}: {error}",
                kind="bad_data",
            ) from error

    def reorder(self, runs: Sequence[str]) -> None:
        """Put the waiting runs into this order; those not named keep theirs, before them.

        Each file is renamed to a number behind all others: whenever that is cut short, every run
        is still on the list, once.
        """
        paths = {self._run_of(path): path for path in self._files()}
        number = max((int(path.name[:6]) for path in paths.values()), default=0)
        for run in runs:
            if run in paths:
                number += 1
                paths[run].rename(self._folder / f"{number:06d}-{run}{_SUFFIX}")

    def remove(self, run: str) -> None:
        """Take a run off the list; does nothing if it is not on it."""
        for path in self._files():
            if self._run_of(path) == run:
                path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        found = self._folder.glob("[0-9]*-*" + _SUFFIX)
        return sorted(path for path in found if path.name[:6].isdigit())

    @staticmethod
    def _run_of(path: Path) -> str:
        return path.name[7 : -len(_SUFFIX)]


class Lane:
    """Lets one engine work at a time; a training first sends the warm engine away."""

    def __init__(self, warm: WarmEngine) -> None:
        self._warm = warm
        self._lock = threading.Lock()

    @property
    def busy(self) -> bool:
        """Whether something is running."""
        return self._lock.locked()

    def train(self, job: Job) -> Ending:
        """Run a training job alone; blocks until its turn and then until its ending."""
        with self._lock:
            self._warm.leave()
            return job.run()

    def generate(self, command: Generate, on_message: Callable[[Message], None]) -> Ending:
        """Make a grid with the warm engine; blocks until its turn and then until its ending."""
        with self._lock:
            return self._warm.submit(command, on_message)
