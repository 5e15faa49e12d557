"""The training examples that would be built from the texts, as a training would build them now.

No widgets. Building takes a job; it starts when somebody looks, and again after changes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from core.actions.changes import Changes
from core.actions.material import gather
from core.catalogue.records import ProjectRecord
from core.contract.items import Example
from core.datasets.builders import preview
from core.errors import KnownError
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property
from desktop_app.state.desk import Desk

QUIET = 700


@dataclass(frozen=True)
class Shown:
    """One example as it is looked at."""

    source: int
    name: str
    """Of the text it comes from."""
    builder: str
    asked: str
    answer: str
    held_out: bool
    """Kept back to check what was learnt."""
    reason: str = ""
    """Why it is left out, or what was cut; then `answer` is the text as it came in."""


Found = tuple[tuple[Shown, ...], tuple[Shown, ...]]
"""Examples, and what was left out."""


class ExamplesState(QObject):
    """Builds while somebody looks; filters without building again."""

    examples = Property[tuple[Shown, ...]](())
    examples_changed = Signal(object)
    left_out = Property[tuple[Shown, ...]](())
    left_out_changed = Signal(object)
    running = Property(False)
    running_changed = Signal(object)
    problem = Property[KnownError | None](None)
    problem_changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        """Waits for a project and a look."""
        super().__init__()
        self._desk = desk
        self._project: ProjectRecord | None = None
        self._looked_at = False
        self._stale = True
        self._thread: JobThread | None = None
        self._later = QTimer(self, singleShot=True, interval=QUIET)
        self._later.timeout.connect(self._build)
        desk.lane.changed.connect(self._hear)

    def set_project(self, project: ProjectRecord | None) -> None:
        """Another project, or the same with another name."""
        before, self._project = self._project, project
        if project is None:
            self._stop()
            self.left_out = self.examples = ()
        elif before is None or (before.id, before.name) != (project.id, project.name):
            self._stop()
            self.left_out = self.examples = ()
            self._stale = True
            if self._looked_at:
                self._later.start(0)

    def look(self, looked_at: bool) -> None:
        """Somebody looks, or no longer does."""
        self._looked_at = looked_at
        if looked_at and self._stale and self._thread is None:
            self._later.start(0)

    def counts(self) -> Counter[str]:
        """Examples by builder."""
        return Counter(one.builder for one in self.examples)

    def _hear(self, changes: Changes) -> None:
        if changes.items:
            self._stale = True
            if self._looked_at:
                self._later.start(QUIET)

    def _build(self) -> None:
        if self._project is None or not self._looked_at:
            return
        if self._thread is not None:
            self._later.start(QUIET)
            return
        catalogue, project_id = self._desk.catalogue, self._project.id

        def work(thread: JobThread) -> Found:
            gathered = gather(catalogue, project_id, "text")
            texts = {one.id: one for one in (*gathered.train, *gathered.held)}
            names = {one.id: one.name for one in texts.values()}
            held_ids = {one.id for one in gathered.held}
            sides = (
                (gathered.material.examples, False),
                (gathered.material.heldout_examples, True),
            )
            made = tuple(_shown(one, names, held) for found, held in sides for one in found)
            left_out = tuple(
                Shown(one.source, names[one.source], one.builder, "", texts[one.source].body,
                      one.source in held_ids, one.say)
                for one in gathered.material.left_out
            )  # fmt: skip
            return made, left_out

        self._stale = False
        thread = JobThread(work, name="examples")
        self._thread, self.running = thread, True
        thread.done.connect(self._take)
        thread.failed.connect(self._fail)
        self._desk.start(thread)

    def _take(self, found: Found) -> None:
        if self.sender() is self._thread:
            self._thread, self.running = None, False
            self.left_out = found[1]
            self.problem, self.examples = None, found[0]

    def _fail(self, error: KnownError) -> None:
        if self.sender() is self._thread:
            self._thread, self.running = None, False
            self.left_out = self.examples = ()
            self.problem = error

    def _stop(self) -> None:
        self._later.stop()
        if self._thread is not None:
            self._thread.cancel()
            self._thread = None
        self.running, self.problem = False, None


def _shown(example: Example, names: dict[int, str], held_out: bool) -> Shown:
    asked, answer = preview(example)
    name = names.get(example.source, "")
    return Shown(example.source, name, example.builder, asked, answer, held_out)
