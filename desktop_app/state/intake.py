"""Taking in photos and texts: one import after the other in a thread, its report, its undo."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QUndoStack

from core.actions import datasets
from core.actions.changes import Changes
from core.actions.intake import ImportReport
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue
from core.datasets.importing import SetAside
from core.errors import KnownError
from core.paths import resources
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property
from desktop_app.state import incoming
from desktop_app.state.desk import Desk
from desktop_app.state.incoming import Batch

_TELL_EVERY = 0.1
_SHOW_EVERY = 0.8
"""Seconds between two looks at what has come in so far."""


@dataclass(frozen=True)
class Step:
    """How far the import is."""

    done: int = 0
    total: int = 0
    """0 while it is still being counted."""
    name: str = ""


@dataclass(frozen=True)
class Arrival:
    """What the last import brought; `undone` while it is taken back."""

    photos: tuple[int, ...] = ()
    texts: tuple[int, ...] = ()
    already_there: int = 0
    set_aside: tuple[SetAside, ...] = ()
    stopped: bool = False
    undone: bool = False

    @property
    def ids(self) -> tuple[int, ...]:
        """All new items."""
        return self.photos + self.texts


class Intake(QObject):
    """Imports into the project that was open when something was handed in."""

    step = Property[Step | None](None)
    """None while nothing is read."""
    step_changed = Signal(object)
    arrival = Property[Arrival | None](None)
    arrival_changed = Signal(object)
    growing = Signal()
    """More has come in while the import goes on."""
    arrived = Signal(object)
    """The Arrival of an import that is over."""
    _there = Signal(object, bool)
    """(ids of an import, whether they are in the project); told from the catalogue's lane."""

    def __init__(self, desk: Desk) -> None:
        """Nothing is read until `take`."""
        super().__init__()
        self._desk = desk
        self._thread: JobThread | None = None
        self._waiting: list[tuple[ProjectRecord, Batch]] = []
        self._project: ProjectRecord | None = None
        """Into which is read, or was last."""
        self._seen = desk.project.id if desk.project is not None else 0
        self._late: dict[int, Arrival] = {}
        """By project what came in while another one was open; shown when it is opened again."""
        self._shown_at = 0.0
        self._command: tuple[QUndoStack, int] | None = None
        self._there.connect(self._mark, Qt.ConnectionType.QueuedConnection)
        desk.project_changed.connect(self._forget)

    @property
    def busy(self) -> bool:
        """Whether an import is under way."""
        return self._thread is not None

    def take(self, batch: Batch) -> None:
        """Read this into the open project, after what is being read already."""
        project = self._desk.project
        if project is None or not batch:
            return
        self._waiting.append((project, batch))
        self._next()

    def stop(self) -> None:
        """End the import soon; what was read until then stays."""
        self._waiting.clear()
        if self._thread is not None:
            self._thread.cancel()

    def take_anyway(self, aside: SetAside) -> None:
        """Import a file that only its name spoke against."""
        if aside.anyway is None:
            return
        if self.arrival is not None:
            rest = tuple(one for one in self.arrival.set_aside if one != aside)
            self.arrival = replace(self.arrival, set_aside=rest)
        self.take(Batch(files=(aside.anyway,), anyway=True))

    def take_back(self) -> None:
        """Undo the whole import; as its last step when it was that, else as a step of its own."""
        arrival = self.arrival
        if arrival is None or arrival.undone:
            return
        if self._command is not None:
            stack, index = self._command
            if stack.index() == index:
                stack.undo()
                return
        self._desk.do(
            self.tr("Undo import of %n item(s)", "", len(arrival.ids)),
            lambda catalogue: self._removed(catalogue, arrival.ids),
            lambda catalogue, removed: self._restored(catalogue, arrival.ids, removed),
            owner=self,
        )

    # --- inside ----------------------------------------------------------------------------------

    def _next(self) -> None:
        if self._thread is not None or not self._waiting:
            return
        project, batch = self._waiting.pop(0)
        self._project, self._shown_at = project, time.monotonic()
        self.step = Step()
        thread = JobThread(_work(self._desk.catalogue, project.id, batch), name="import")
        self._thread = thread
        thread.message.connect(self._tell)
        thread.done.connect(self._done)
        thread.failed.connect(self._failed)
        self._desk.start(thread)

    def _tell(self, step: Step) -> None:
        self.step = step
        if time.monotonic() - self._shown_at >= _SHOW_EVERY:
            self._shown_at = time.monotonic()
            self.growing.emit()

    def _done(self, value: tuple[ImportReport, Changes]) -> None:
        report, changes = value
        self._desk.lane.tell(changes)
        arrival = Arrival(
            report.photos, report.texts, report.already_there, report.set_aside, report.stopped
        )
        into, now = self._project, self._desk.project
        self._end()
        if into is None:
            return
        here = now is not None and now.id == into.id
        self._offer_undo(arrival, into.id, here)
        if here:
            self.arrival = arrival
            self.arrived.emit(arrival)
        else:
            self._late[into.id] = arrival
            self._desk.say(self.tr("The import into “{name}” is over.").format(name=into.name))

    def _failed(self, error: KnownError) -> None:
        """What was read before is kept, so the list is read again."""
        self._end()
        self.growing.emit()
        self._desk.fail(error)

    def _end(self) -> None:
        self._thread, self.step = None, None
        self._next()

    def _offer_undo(self, arrival: Arrival, project_id: int, here: bool) -> None:
        """The import as a step that can be taken back; it has been done already."""
        if not arrival.ids:
            return
        removed: list[int] = []

        def again(catalogue: Catalogue) -> tuple[Any, Changes]:
            return self._restored(catalogue, arrival.ids, removed) if removed else ([], Changes())

        def back(catalogue: Catalogue, _: Any) -> tuple[Any, Changes]:
            gone, changes = self._removed(catalogue, arrival.ids)
            removed[:] = gone
            return gone, changes

        self._desk.do(
            self.tr("Import %n item(s)", "", len(arrival.ids)),
            again,
            back,
            owner=self,
            project_id=project_id,
        )
        stack = self._desk.undo.activeStack() if here else None
        self._command = (stack, stack.index()) if stack is not None else None

    def _removed(self, catalogue: Catalogue, ids: tuple[int, ...]) -> tuple[list[int], Changes]:
        """In the lane; what somebody has thrown away before is not among what is returned."""
        value = datasets.delete(catalogue, ids)
        self._there.emit(ids, False)
        return value

    def _restored(
        self, catalogue: Catalogue, ids: tuple[int, ...], removed: Sequence[int]
    ) -> tuple[Any, Changes]:
        """In the lane: take what was `removed` with this import out of the bin."""
        value = datasets.restore(catalogue, removed)
        self._there.emit(ids, True)
        return value

    def _mark(self, ids: tuple[int, ...], there: bool) -> None:
        if self.arrival is not None and self.arrival.ids == ids:
            self.arrival = replace(self.arrival, undone=not there)

    def _forget(self) -> None:
        """The report of another project is of no interest in this one, which may have its own."""
        number = self._desk.project.id if self._desk.project is not None else 0
        if number != self._seen:
            self._seen, self._command = number, None
            self.arrival = self._late.pop(number, None)


def sample_brand() -> Batch:
    """One product and the texts of the sample brand that ships with the program."""
    brand = resources() / "sample_brand"
    return Batch(files=(brand / "photos" / "cup", *sorted((brand / "texts").glob("*.*"))))


def sample_photos() -> list[Path]:
    """The photos of `sample_brand`, to look at."""
    return sorted((resources() / "sample_brand" / "photos" / "cup").glob("*.jpg"))


def sample_texts() -> list[str]:
    """A few of its texts, to look at."""
    posts = (resources() / "sample_brand" / "texts" / "social.md").read_text("utf-8")
    return [" ".join(one.split()) for one in posts.split("\n---\n") if one.strip()]


def _work(
    catalogue: Catalogue, project_id: int, batch: Batch
) -> Callable[[JobThread], tuple[ImportReport, Changes]]:
    def read(thread: JobThread) -> tuple[ImportReport, Changes]:
        told = 0.0

        def progress(done: int, total: int, name: str) -> None:
            nonlocal told
            if done == total or time.monotonic() - told >= _TELL_EVERY:
                told = time.monotonic()
                thread.tell(Step(done, total, name))

        with incoming.as_files(batch, catalogue.library.cache) as files:
            return datasets.import_files(
                catalogue,
                project_id,
                files,
                anyway=batch.anyway,
                progress=progress,
                cancelled=thread.cancelled,
            )

    return read
