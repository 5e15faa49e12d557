"""The model shelf: what is on this computer, what fits it, adding and forgetting folders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from core.errors import KnownError
from core.jobs import hardware
from core.models import fitting, importing, library
from core.models.fitting import Fit
from core.models.importing import Examined
from core.models.library import ModelRecord, shown_name
from core.paths import models_home
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property
from desktop_app.state.desk import Desk


@dataclass(frozen=True)
class Shelf:
    """Everything the page shows."""

    models: tuple[tuple[ModelRecord, Fit], ...]
    missing: tuple[Path, ...]
    """Folders the user added that are not there, or not whole, now."""
    home: Path


class ModelShelf(QObject):
    """`shelf` is None until it was read."""

    shelf = Property[Shelf | None](None)
    shelf_changed = Signal(object)
    problem = Property[KnownError | None](None)
    """Why a folder was not added, or the shelf cannot be read."""
    problem_changed = Signal(object)
    working = Property[bool](False)
    """A folder is being examined, or a single file is made into one."""
    working_changed = Signal(object)
    written = Property[int | None](None)
    """Percent of a single file's folder that is written; None while nothing is."""
    written_changed = Signal(object)
    added = Signal(object)
    """The ModelRecord of a folder that was put on the shelf."""

    def __init__(self, desk: Desk) -> None:
        """Nothing is read until `refresh`."""
        super().__init__()
        self._desk = desk
        self._adding: JobThread | None = None
        self.borrower: Path | None = None
        """The single file that `problem` says lacks parts which another folder can lend."""

    def refresh(self) -> None:
        """Read the shelf anew."""
        thread = JobThread(lambda _: read_shelf(), name="read models")
        thread.done.connect(self._take)
        thread.failed.connect(self._fail)
        self._desk.start(thread)

    def add(self, chosen: list[Path], companion: Path | None = None) -> None:
        """Examine folders and put them on the shelf; single files become folders first.

        `companion` is a model folder for what a single file lacks.
        """
        if self.working:
            return
        self.problem, self.working, self.borrower = None, True, None

        def work(thread: JobThread) -> Shelf:
            failed: list[KnownError] = []
            for one in chosen:
                try:
                    found = importing.add(
                        one,
                        companion=companion,
                        progress=_percent(thread),
                        cancelled=thread.cancelled,
                    )
                except KnownError as error:
                    failed.append(error)
                    if error.kind == "model_missing" and len(failed) == 1:
                        thread.tell(one)
                    if error.kind == "cancelled":
                        break
                else:
                    thread.tell(found)
            if failed:  # the first is told, once all the others have had their turn
                raise failed[0]
            return read_shelf()

        thread = JobThread(work, name="add models")
        thread.message.connect(self._hear)
        thread.done.connect(self._take)
        thread.failed.connect(self._fail)
        thread.failed.connect(lambda _: self.refresh())
        self._adding = thread
        self._desk.start(thread)

    def borrow(self, lender: Path) -> None:
        """Add the single file once more, with the parts it lacks from this model folder."""
        if self.borrower is not None:
            self.add([self.borrower], lender)

    def cancel(self) -> None:
        """Stop what is being added; a folder that is half written goes away."""
        if self._adding is not None:
            self._adding.cancel()

    def forget(self, folder: Path, name: str) -> None:
        """Take an added folder off the shelf; its files stay. Offers to take it back."""
        translate = QCoreApplication.translate
        text = translate("ModelShelf", "“{name}” is off the shelf; its files are untouched.")

        def work(_: JobThread) -> Shelf:
            importing.forget(folder)
            return read_shelf()

        def tell(shelf: Shelf) -> None:
            self._take(shelf)
            undo = translate("ModelShelf", "Undo")
            self._desk.say(text.format(name=name), undo, lambda: self.put_back(folder))

        thread = JobThread(work, name="forget model")
        thread.done.connect(tell)
        thread.failed.connect(self._fail)
        self._desk.start(thread)

    def put_back(self, folder: Path) -> None:
        """Undo of `forget`; also for a folder whose drive is absent."""

        def work(_: JobThread) -> Shelf:
            importing.remember(folder)
            return read_shelf()

        thread = JobThread(work, name="put model back")
        thread.done.connect(self._take)
        thread.failed.connect(self._fail)
        self._desk.start(thread)

    def _hear(self, told: object) -> None:
        if isinstance(told, Examined):
            self.written = None
            self._tell_added(told)
        elif isinstance(told, Path):
            self.borrower = told
        elif isinstance(told, int):
            self.written = told

    def _tell_added(self, found: Examined) -> None:
        translate = QCoreApplication.translate
        text = translate("ModelShelf", "“{name}” is on the shelf.")
        if found.known:
            text = translate("ModelShelf", "“{name}” was on the shelf already.")
        self._desk.say(text.format(name=shown_name(found.record.name)))
        self.added.emit(found.record)

    def _take(self, shelf: Shelf) -> None:
        self.working, self.written = False, None
        self.shelf = shelf

    def _fail(self, error: KnownError) -> None:
        self.working, self.written = False, None
        if error.kind != "cancelled":
            self.problem = error


def _percent(thread: JobThread) -> Callable[[int, int], None]:
    """Tells whole percents, each once: bytes come by the thousand."""
    last = -1

    def progress(done: int, total: int) -> None:
        nonlocal last
        percent = 100 * done // max(1, total)
        if percent != last:
            last = percent
            thread.tell(percent)

    return progress


def read_shelf() -> Shelf:
    """All models with how they fit; reads headers, so not for the window's thread."""
    computer = hardware.describe(models_home())
    models = tuple(
        (one, fitting.fit(one, computer.memory_gib, computer.gpu_memory_gib))
        for one in library.installed()
    )
    return Shelf(models, tuple(importing.missing()), models_home())
