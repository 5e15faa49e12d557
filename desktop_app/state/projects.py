"""All brands as the window shows them: the list, what is under way, and what can be done. No
widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import Shiboken

from core.actions import bundles, projects, sample
from core.actions.bundles import BroughtIn
from core.actions.changes import Changes
from core.catalogue import bin as waste
from core.catalogue import overview
from core.catalogue import projects as rows
from core.catalogue.records import ProjectOverview, ProjectRecord
from core.errors import KnownError
from desktop_app.job_thread import JobThread, is_known
from desktop_app.observable import Property
from desktop_app.state.desk import Desk

KEEPS_DAYS = waste.DAYS
Cards = tuple[ProjectOverview, ...]


@dataclass(frozen=True)
class Busy:
    """One long thing that is being done; `share` from 0 to 1."""

    text: str
    share: float = 0.0
    can_stop: bool = True


@dataclass(frozen=True)
class Details:
    """What a person says about a brand; `logo` is a path inside the library."""

    name: str
    colours: tuple[str, ...] = ()
    language: str = "en"
    trigger: str = ""
    class_word: str = ""
    logo: str = ""
    no_people: bool = False

    @staticmethod
    def of(project: ProjectRecord) -> Details:
        """The details a project has now."""
        return Details(
            project.name, project.colours, project.language, project.trigger, project.class_word,
            project.logo, project.no_people,
        )  # fmt: skip

    def differing(self, other: Details) -> dict[str, Any]:
        """The fields of this one that are different in the other."""
        mine, theirs = vars(self), vars(other)
        return {key: value for key, value in mine.items() if value != theirs[key]}


class Projects(QObject):
    """The brands of the library. One for each desk: see `of`."""

    cards = Property[Cards](())
    """In use, the last one worked on first."""
    cards_changed = Signal(object)
    archived = Property[Cards](())
    archived_changed = Signal(object)
    binned = Property[Cards](())
    binned_changed = Signal(object)
    loaded = Property[bool](False)
    loaded_changed = Signal(object)
    error = Property[KnownError | None](None)
    """Why there is no list."""
    error_changed = Signal(object)
    busy = Property[Busy | None](None)
    busy_changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        """Loads the list; what has been in the bin for too long goes first."""
        super().__init__(desk)
        self.desk = desk
        self._thread: JobThread | None = None
        self._then: Callable[[Any], None] = lambda _: None
        desk.lane.changed.connect(self._hear)
        desk.lane.do(lambda catalogue: projects.empty_bin(catalogue), owner=self)
        self.refresh()

    @staticmethod
    def of(desk: Desk) -> Projects:
        """The one of this desk."""
        return desk.findChild(Projects) or Projects(desk)

    # --- the list --------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list again."""
        self.desk.lane.ask(
            lambda session: overview.every(session, include_binned=True),
            self._show,
            owner=self,
            failed=self._fail,
            key="cards",
        )

    def find(self, project_id: int) -> ProjectOverview | None:
        """The card of a project, wherever it lies."""
        every = (*self.cards, *self.archived, *self.binned)
        return next((one for one in every if one.project.id == project_id), None)

    def _show(self, found: list[ProjectOverview]) -> None:
        self.binned = tuple(
            sorted(
                (one for one in found if one.project.binned),
                key=lambda one: str(one.project.binned),
                reverse=True,
            )
        )
        alive = [one for one in found if not one.project.binned]
        self.cards = tuple(one for one in alive if not one.project.archived)
        self.archived = tuple(one for one in alive if one.project.archived)
        self.error = None
        self.loaded = True

    def _fail(self, error: KnownError) -> None:
        self.error = error
        self.loaded = True

    def _hear(self, changes: Changes) -> None:
        if changes:
            self.refresh()

    # --- short actions ---------------------------------------------------------------------------

    def open(self, project: ProjectRecord) -> None:
        """Make it the brand that all pages show, and go to its photos and texts."""
        self.desk.open_project(project)
        self.desk.go("dataset")

    def taken_triggers(self, then: Callable[[set[str]], None], owner: QObject) -> None:
        """Code words that brands have reserved, for judging a new one while it is typed."""
        self.desk.lane.ask(rows.taken_triggers, then, owner=owner, key="triggers")

    def create(
        self,
        details: Details,
        failed: Callable[[KnownError], None],
        done: Callable[[], None],
        owner: QObject,
    ) -> None:
        """Make a brand, open it, go to its photos and texts; `owner` asked for it."""

        def made(project: ProjectRecord) -> None:
            done()
            self.open(project)

        self.desk.lane.do(
            lambda catalogue: projects.create(catalogue, **vars(details)),
            made,
            owner=owner,
            failed=failed,
        )

    def change(
        self,
        project: ProjectRecord,
        details: Details,
        failed: Callable[[KnownError], None],
        done: Callable[[], None],
        owner: QObject,
    ) -> None:
        """Give a brand other details; undone with the details it had."""
        before = Details.of(project)
        new, old = details.differing(before), before.differing(details)
        if not new:
            done()
            return
        self.desk.do(
            self.tr("Change “{name}”").format(name=project.name),
            lambda catalogue: projects.change(catalogue, project.id, **new),
            lambda catalogue, _: projects.change(catalogue, project.id, **old),
            then=lambda _: done() if Shiboken.isValid(owner) else None,
            failed=lambda error: (failed if Shiboken.isValid(owner) else self.desk.fail)(error),
            owner=self,
        )

    def rename(self, project: ProjectRecord, name: str) -> None:
        """Give a brand another name."""
        if name.strip() and name != project.name:
            self.desk.do(
                self.tr("Rename “{name}”").format(name=project.name),
                lambda catalogue: projects.change(catalogue, project.id, name=name),
                lambda catalogue, _: projects.change(catalogue, project.id, name=project.name),
                owner=self,
            )

    def archive(self, project: ProjectRecord, archived: bool = True) -> None:
        """Lay a brand aside, or take it up again."""
        said = self.tr("“{name}” is in the archive") if archived else self.tr("“{name}” is back")
        self.desk.do(
            self.tr("Archive “{name}”").format(name=project.name),
            lambda catalogue: projects.archive(catalogue, project.id, archived),
            lambda catalogue, _: projects.archive(catalogue, project.id, not archived),
            owner=self,
            toast=said.format(name=project.name),
            undo_label=self.tr("Undo"),
        )

    def delete(self, project: ProjectRecord) -> None:
        """Put a brand into the bin."""
        self.desk.do(
            self.tr("Delete “{name}”").format(name=project.name),
            lambda catalogue: projects.delete(catalogue, project.id),
            lambda catalogue, _: projects.restore(catalogue, project.id),
            owner=self,
            toast=self.tr("“{name}” is in the bin").format(name=project.name),
            undo_label=self.tr("Undo"),
        )

    def restore(self, project: ProjectRecord) -> None:
        """Take a brand out of the bin."""
        self.desk.do(
            self.tr("Restore “{name}”").format(name=project.name),
            lambda catalogue: projects.restore(catalogue, project.id),
            lambda catalogue, _: projects.delete(catalogue, project.id),
            then=lambda made: self.desk.say(self.tr("“{name}” is back").format(name=made.name)),
            owner=self,
        )

    def set_cover(self, project: ProjectRecord, item_id: int | None) -> None:
        """Show this photo on the card; None lets the card choose."""
        self.desk.do(
            self.tr("Choose the cover of “{name}”").format(name=project.name),
            lambda catalogue: projects.set_cover(catalogue, project.id, item_id),
            lambda catalogue, _: projects.set_cover(catalogue, project.id, project.cover_item),
            owner=self,
        )

    def keep_logo(
        self,
        file: Path,
        done: Callable[[str], None],
        failed: Callable[[KnownError], None],
    ) -> JobThread:
        """Read a picture that shall be a logo; `done` gets its path inside the library."""
        thread = JobThread(lambda _: projects.store_logo(self.desk.catalogue, file)[0], name="logo")
        thread.done.connect(done)
        thread.failed.connect(failed)
        return self.desk.start(thread)

    # --- long actions ----------------------------------------------------------------------------

    def try_sample(self) -> None:
        """Make the sample brand, open it, go to its photos and texts."""

        def work(thread: JobThread) -> Any:
            return sample.create_sample(
                self.desk.catalogue,
                progress=lambda done, total, _: thread.tell((done, total)),
                cancelled=thread.cancelled,
            )

        self._begin(self.tr("Reading the sample brand"), work, self.open)

    def save_bundle(self, project: ProjectRecord, target: Path) -> None:
        """Write a brand into one file."""

        def work(thread: JobThread) -> Any:
            return bundles.save(
                self.desk.catalogue,
                project.id,
                target,
                progress=lambda done, total: thread.tell((done, total)),
                cancelled=thread.cancelled,
            )

        def saved(path: Path) -> None:
            text = self.tr("“{name}” is saved as {file}")
            self.desk.say(text.format(name=project.name, file=path.name))

        self._begin(self.tr("Saving “{name}” as a file").format(name=project.name), work, saved)

    def bring_in(self, file: Path) -> None:
        """Take in a brand from its file."""

        def work(thread: JobThread) -> Any:
            return bundles.bring_in(
                self.desk.catalogue,
                file,
                progress=lambda done, total: thread.tell((done, total)),
                cancelled=thread.cancelled,
            )

        def arrived(found: BroughtIn) -> None:
            text = self.tr("“{name}” is here, checked to the last byte")
            if found.same_trigger:
                text = self.tr("“{name}” is here; it shares its code word with “{other}”")
            said = text.format(name=found.project.name, other=found.same_trigger)
            self.desk.say(said, self.tr("Open"), lambda: self.open(found.project))

        self._begin(self.tr("Bringing in {file}").format(file=file.name), work, arrived)

    def duplicate(self, project: ProjectRecord) -> None:
        """A second brand with the same photos and texts."""

        def work(_: JobThread) -> Any:
            return projects.duplicate(self.desk.catalogue, project.id)

        def made(twin: ProjectRecord) -> None:
            text = self.tr("“{name}” is a copy with a code word of its own")
            self.desk.say(text.format(name=twin.name), self.tr("Open"), lambda: self.open(twin))

        text = self.tr("Duplicating “{name}”").format(name=project.name)
        self._begin(text, work, made, can_stop=False)

    def purge(self, chosen: list[ProjectRecord]) -> None:
        """Delete brands in the bin for good."""
        ids = [one.id for one in chosen]

        def work(_: JobThread) -> Any:
            return projects.purge(self.desk.catalogue, ids)

        def gone(_: object) -> None:
            self.desk.say(self.tr("%n brand(s) deleted for good", "", len(ids)))

        self._begin(self.tr("Emptying the bin"), work, gone, can_stop=False)

    def stop(self) -> None:
        """Stop what is under way; what it began is taken back."""
        if self._thread is not None:
            self._thread.cancel()

    def _begin(
        self,
        text: str,
        work: Callable[[JobThread], tuple[Any, Changes]],
        then: Callable[[Any], None],
        can_stop: bool = True,
    ) -> None:
        """One at a time: all of them read or write a whole brand."""
        if self.busy is not None:
            self.desk.say(self.tr("One brand at a time; wait until this one is done"))
            return
        self.busy, self._then = Busy(text, 0.0, can_stop), then
        thread = JobThread(work, name="brand")
        # Bound methods of this object: what the thread emits arrives in the window's thread.
        thread.message.connect(self._heard)
        thread.done.connect(self._done)
        thread.failed.connect(self._failed)
        self._thread = self.desk.start(thread)

    def _heard(self, message: tuple[int, int]) -> None:
        done, total = message
        share = done / total if total else 0.0
        if self.busy is not None and (share - self.busy.share > 0.005 or share == 1.0):
            self.busy = replace(self.busy, share=share)

    def _done(self, answer: tuple[Any, Changes]) -> None:
        value, changes = answer
        self._thread, self.busy = None, None
        self.desk.lane.tell(changes)
        self._then(value)

    def _failed(self, error: KnownError) -> None:
        self._thread, self.busy = None, None
        self.refresh()
        if not is_known(error, "cancelled"):
            self.desk.fail(error)
