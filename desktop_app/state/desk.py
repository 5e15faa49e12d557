"""The desk: what every page may use. Services, the open project, messages to the user, undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoGroup, QUndoStack
from shiboken6 import Shiboken

from core.actions.changes import Changes
from core.catalogue import projects
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue
from core.errors import KnownError
from core.paths import Library
from core.preferences import Preferences, settings_home
from core.preferences import load as load_preferences
from core.preferences import save as save_preferences
from desktop_app.job_thread import JobThread
from desktop_app.lane import CatalogueLane
from desktop_app.observable import Property
from desktop_app.state.drafts import DraftsState
from desktop_app.state.engine_room import EngineRoom
from desktop_app.state.memory import Memory
from desktop_app.state.restarting import ClosedWork
from desktop_app.state.training_course import TrainingCourse
from desktop_app.state.training_queue import TrainingQueue
from desktop_app.state.undo import LaneCommand, UndoWork, Work

IMAGE_MODEL = "train.image_model"
"""Under this name the window remembers which model was chosen last to teach with photos."""


@dataclass(frozen=True)
class Saying:
    """One message to the user. `error` is set when something did not work."""

    text: str
    action_label: str = ""
    action: Callable[[], None] | None = field(default=None, compare=False)
    error: KnownError | None = None


class Desk(QObject):
    """One of these is made at the start and handed to every page."""

    project = Property[ProjectRecord | None](None)
    project_changed = Signal(object)
    preferences = Property[Preferences](Preferences())
    preferences_changed = Signal(object)
    step_states = Property[dict[str, str]]({})
    """Page name -> "empty", "ready", "attention", "blocked" or "running"; the rail's dots."""
    step_states_changed = Signal(object)
    went = Signal(str, object)
    """(page name, hints as a dict)"""
    said = Signal(object)
    """A Saying."""
    restart_asked = Signal(object)
    """A ClosedWork: close the library, do it, open again."""

    def __init__(self, catalogue: Catalogue, settings: Path | None = None) -> None:
        """Takes an open catalogue; `close` closes it."""
        super().__init__()
        self._settings = settings or settings_home()
        self.preferences = load_preferences(self._settings)
        self.catalogue = catalogue
        self.memory = Memory(self._settings)
        self.lane = CatalogueLane(catalogue)
        self.lane.failed.connect(self.fail)
        self.lane.changed.connect(self._follow)
        self.engine_room = EngineRoom(catalogue, self.lane, self.preferences.engine_python)
        self.engine_room.failed.connect(self.fail)
        self.course = TrainingCourse(self.engine_room, self.lane)
        self.queue = TrainingQueue(self.engine_room, self.lane)
        self.drafts = DraftsState(self.engine_room, self.lane, self.start)
        self.undo = QUndoGroup(self)
        self._stacks: dict[int, QUndoStack] = {}
        self._threads: set[JobThread] = set()

    @property
    def library(self) -> Library:
        """The folder of all that the catalogue speaks of."""
        return self.catalogue.library

    @property
    def settings_folder(self) -> Path:
        """Where preferences and window memory lie."""
        return self._settings

    # --- moving about ----------------------------------------------------------------------------

    def go(self, page: str, **hint: Any) -> None:
        """Open a page; hints are handed to its `shown`."""
        self.went.emit(page, hint)

    def open_project(self, project: ProjectRecord | None) -> None:
        """Make this the project that all pages show."""
        if project is None or self.project is None or project.id != self.project.id:
            self.step_states = {}  # those of another one say nothing of this one
        self.project = project
        self.memory.set("project", project.id if project else None)
        self.undo.setActiveStack(self._stack(project.id) if project else None)

    def set_step(self, page: str, state: str, project_id: int = 0) -> None:
        """Tell the rail how a step stands.

        Args:
            project_id: of whom this is told; nothing is told unless it is the open one.
        """
        open_one = self.project.id if self.project is not None else 0
        if project_id in (0, open_one):
            self.step_states = {**self.step_states, page: state}

    def restart(self, work: ClosedWork) -> None:
        """Close the window and the library, do the work, and open again where the reader was."""
        self.restart_asked.emit(work)

    # --- telling ---------------------------------------------------------------------------------

    def say(
        self, text: str, action_label: str = "", action: Callable[[], None] | None = None
    ) -> None:
        """Tell something that went well, with at most one thing to do about it."""
        self.said.emit(Saying(text, action_label, action))

    def fail(
        self,
        error: KnownError,
        action_label: str = "",
        action: Callable[[], None] | None = None,
    ) -> None:
        """Tell what did not work: what happened, what to do; the detail folds out."""
        if error.kind != "cancelled":
            self.said.emit(Saying(error.say, action_label, action, error))

    # --- working ---------------------------------------------------------------------------------

    def do(
        self,
        text: str,
        work: Work,
        undo_work: UndoWork,
        *,
        then: Callable[[Any], None] | None = None,
        failed: Callable[[KnownError], None] | None = None,
        owner: QObject | None = None,
        toast: str = "",
        undo_label: str = "",
        project_id: int = 0,
    ) -> None:
        """A reversible action of a project: done now, undone with Ctrl+Z.

        `text` names it in the Edit menu; with `toast`, that sentence is told with a button
        `undo_label` that takes it back. `project_id` is the open one where none is named; name it
        where another one may have been opened since.
        """
        open_one = self.project.id if self.project else 0
        stack = self._stack(project_id or open_one)
        if self.undo.activeStack() is None and project_id in (0, open_one):
            self.undo.setActiveStack(stack)
        command = LaneCommand(
            text, self.lane, work, undo_work, owner=owner or self, then=then, failed=failed
        )
        stack.push(command)
        if toast:
            back = partial(self._take_back, stack, command) if undo_label else None
            self.say(toast, undo_label, back)

    def start(self, thread: JobThread) -> JobThread:
        """Start a long job and keep it until it ends; closing the window waits for it."""
        self._threads.add(thread)
        thread.finished.connect(self._let_go)
        thread.start()
        return thread

    @property
    def jobs(self) -> frozenset[JobThread]:
        """Long jobs under way, beside those of the engine room."""
        return frozenset(self._threads)

    def prefer(self, preferences: Preferences) -> None:
        """Take on and store new preferences."""
        try:
            save_preferences(preferences, self._settings)
        except KnownError as error:
            self.fail(error)
        self.preferences = preferences

    def close(self) -> None:
        """Stop all work, keep what is saved, close the catalogue."""
        self._let_go()
        for thread in list(self._threads):
            thread.cancel()
        for thread in list(self._threads):
            thread.wait()
        self.engine_room.close()
        self.course.awake.close()
        self.memory.save()
        self.lane.close()
        # Left to the garbage collector, a stack and its commands are destroyed in any order, and
        # the stack then deletes commands that are gone already: the program crashed at its end.
        for stack in self._stacks.values():
            stack.clear()
        self.catalogue.close()

    # --- inside ----------------------------------------------------------------------------------

    def _take_back(self, stack: QUndoStack, command: LaneCommand) -> None:
        """Undo this step, and no other that came after it."""
        if not Shiboken.isValid(stack):
            return
        done = [stack.command(at) for at in range(stack.index())]
        if done and done[-1] is command:
            stack.undo()
        elif command in done:
            self.say(self.tr("Other steps came after this one; undo them first."))

    def _let_go(self) -> None:
        """Of threads that have ended, or went with the page that they belonged to before this was
        heard. A slot of their own with themselves inside would keep them, and all that they worked
        on, for ever."""
        self._threads = {
            one for one in self._threads if Shiboken.isValid(one) and not one.isFinished()
        }

    def _stack(self, project_id: int) -> QUndoStack:
        if project_id not in self._stacks:
            stack = QUndoStack(self)
            stack.setUndoLimit(200)
            self.undo.addStack(stack)
            self._stacks[project_id] = stack
        return self._stacks[project_id]

    def _follow(self, changes: Changes) -> None:
        """The open project may have been changed or binned by an action."""
        if self.project is None or self.project.id not in changes.projects:
            return
        wanted = self.project.id
        self.lane.ask(
            lambda session: projects.get(session, wanted), self._renew, owner=self, key="project"
        )

    def _renew(self, project: ProjectRecord) -> None:
        if self.project is not None and project.id == self.project.id:
            if project.binned is not None:
                self.open_project(None)
                self.go("projects")
            else:
                self.project = project
