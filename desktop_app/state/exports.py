"""What is to be exported, how, and what came of it. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal

from core.actions import exports
from core.actions.changes import Changes
from core.actions.exports import Choice
from core.catalogue import boards
from core.catalogue import exports as export_records
from core.catalogue.records import ExportRecord, ProjectRecord, ResultRecord
from core.errors import KnownError
from core.exporting.channels import Channel, all_channels
from core.exporting.naming import TEMPLATE, check_template, safe_part
from core.exporting.orders import Place, Size
from core.exporting.packs import Pack
from core.exporting.pictures import BEST_QUALITY, Focus
from core.exporting.preview import Previewer, PreviewFile
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property
from desktop_app.state.desk import Desk

FIRST_PLACES = ("instagram_square", "instagram_portrait", "instagram_story")
LOOK_AFTER = 180
"""Milliseconds of quiet after a change before the files are looked at anew."""
_MEMORY = "export"


@dataclass(frozen=True)
class Manner:
    """How files are written; remembered from one export to the next."""

    places: tuple[str, ...] = FIRST_PLACES
    """Keys of channels, "1200x800" for sizes of one's own, "own" for the picture's own."""
    format: str = ""
    """Of pictures, where the channel takes it; empty takes what suits each channel best."""
    quality: int = BEST_QUALITY
    text_formats: tuple[str, ...] = ("docx",)
    template: str = TEMPLATE
    folder: str = ""
    """The folder of all exports; each gets a folder of its own in it."""


def default_folder() -> Path:
    """The user's pictures, or where the system keeps documents."""
    for place in (
        QStandardPaths.StandardLocation.PicturesLocation,
        QStandardPaths.StandardLocation.DocumentsLocation,
        QStandardPaths.StandardLocation.HomeLocation,
    ):
        found = QStandardPaths.writableLocation(place)
        if found and Path(found).is_dir():
            return Path(found) / "Signet"
    return Path.home() / "Signet"


def place_of(key: str) -> Place | None:
    """A channel or size by its key; None for one that is not there any more."""
    if key == "own":
        return Size()
    if key in all_channels():
        return all_channels()[key]
    width, _, height = key.partition("x")
    return Size(int(width), int(height)) if width.isdigit() and height.isdigit() else None


class ExportState(QObject):
    """One for the export page."""

    results = Property[tuple[ResultRecord, ...]](())
    results_changed = Signal(object)
    """What can be chosen, newest first."""
    loading = Property(True)
    loading_changed = Signal(object)
    chosen = Property[tuple[int, ...]](())
    chosen_changed = Signal(object)
    current = Property[int](0)
    current_changed = Signal(object)
    """The result whose cuts are shown."""
    manner = Property(Manner())
    manner_changed = Signal(object)
    files = Property[tuple[PreviewFile, ...]](())
    files_changed = Signal(object)
    """What would be written."""
    doubt = Property[KnownError | None](None)
    doubt_changed = Signal(object)
    """Why it cannot be written as it is."""
    history = Property[tuple[ExportRecord, ...]](())
    history_changed = Signal(object)
    running = Property(False)
    running_changed = Signal(object)
    loaded = Signal()
    """The shelf is as the catalogue has it."""
    progressed = Signal(int, int, str)
    finished = Signal(object)
    """A Pack."""
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        """Reads how the last export was made; the catalogue only in `reload`. It goes with its
        parent."""
        super().__init__(parent)
        self._desk = desk
        self._previewer = Previewer()
        self._looking: JobThread | None = None
        self._exporting: JobThread | None = None
        self._again = False
        self._focus: dict[int, dict[str, Focus]] = {}
        self._known: dict[int, ResultRecord] = {}
        self._first_load = True
        self._awake = False
        self._project_id = desk.project.id if desk.project is not None else 0
        self.everything = False
        self.anything = False
        """Whether there is any result at all."""
        self.search = ""
        self.manner = _remembered(desk.memory.get(_MEMORY))
        self._later = QTimer(self, singleShot=True, interval=LOOK_AFTER)
        self._later.timeout.connect(self._look)

    def wake(self) -> None:
        """The page is seen: look at what would be written."""
        self._awake = True
        self.look_soon()

    def sleep(self) -> None:
        """The page is not seen any more: nothing is looked at; an export goes on."""
        self._awake, self._again = False, False
        self._later.stop()
        if self._looking is not None:
            self._looking.cancel()

    # --- what there is ---------------------------------------------------------------------------

    def open_project(self, project: ProjectRecord | None) -> bool:
        """Begin with the favourites of another project; of the same one, changed, what was chosen
        and cut stays. Returns whether it is another one."""
        number = project.id if project is not None else 0
        if number == self._project_id:
            self.look_soon()  # its name stands in the names of files
            return False
        self._project_id = number
        if self._looking is not None:
            self._looking.cancel()
            self._again = True  # what it looks at is of the one before
        self._first_load = True
        self._focus.clear()
        self._known = {}
        self.chosen, self.files, self.current = (), (), 0
        self.reload()
        return True

    def reload(self) -> None:
        """Ask for the results and the exports of the open project."""
        project = self._desk.project
        if project is None:
            self.results, self.history, self.loading = (), (), False
            self.anything = False
            self.loaded.emit()
            return
        everything, words, number = self.everything, self.search, project.id
        self._desk.lane.ask(
            lambda session: (
                boards.list_results(
                    session, project_id=number, favourites=not everything, search=words,
                    include_rejected=False,
                ),
                export_records.list_all(session, number),
                bool(boards.list_results(session, project_id=number, limit=1)),
            ),
            self._take,
            owner=self,
            key="results",
        )  # fmt: skip

    def show(self, everything: bool, search: str) -> None:
        """Favourites or all; with these words in their brief or text."""
        if (everything, search) != (self.everything, self.search):
            self.everything, self.search = everything, search
            self.reload()

    def hear(self, changes: Changes) -> None:
        """Reload when results or exports are different."""
        if changes.results or changes.boards or changes.exports:
            self.reload()

    def _take(self, answer: tuple[list[ResultRecord], list[ExportRecord], bool]) -> None:
        found, history, self.anything = answer
        self.results = tuple(reversed(found))
        self.history = tuple(history)
        there = {one.id: one for one in self.results}
        if self._first_load and not self.everything:
            self._known, chosen = there, [one.id for one in self.results if one.favourite]
        elif self.search:  # what is chosen stays so, though it is not seen now
            self._known, chosen = {**self._known, **there}, list(self.chosen)
        else:
            self._known, chosen = there, [one for one in self.chosen if one in there]
        self._first_load = False
        self.choose(chosen)
        self.loading = False
        self.loaded.emit()

    # --- choosing --------------------------------------------------------------------------------

    def choose(self, ids: Iterable[int]) -> None:
        """These results shall be exported."""
        self.chosen = tuple(dict.fromkeys(ids))
        if self.current not in self.chosen:
            pictures = [one.id for one in self.chosen_results() if one.kind == "image"]
            self.current = pictures[0] if pictures else 0
        self.look_soon()

    def chosen_results(self) -> list[ResultRecord]:
        """The chosen ones, newest first."""
        known = [self._known[one] for one in self.chosen if one in self._known]
        return sorted(known, key=lambda one: one.id, reverse=True)

    def result(self, result_id: int) -> ResultRecord | None:
        """One of those seen or chosen."""
        return self._known.get(result_id)

    def change(self, **parts: Any) -> None:
        """Write files in another manner, and remember it."""
        self.manner = replace(self.manner, **parts)
        self._desk.memory.set(_MEMORY, {**vars(self.manner)})
        self.look_soon()

    def toggle_place(self, key: str, on: bool) -> None:
        """Take a channel or size in, or leave it out."""
        kept = [one for one in self.manner.places if one != key]
        self.change(places=(*kept, key) if on else tuple(kept))

    def places(self) -> list[Place]:
        """The channels and sizes that pictures are written for."""
        return [place for place in map(place_of, self.manner.places) if place is not None]

    @property
    def target(self) -> Path:
        """The folder of all exports."""
        return Path(self.manner.folder) if self.manner.folder else default_folder()

    # --- cuts ------------------------------------------------------------------------------------

    def focus(self, result_id: int, key: str) -> Focus | None:
        """The point a person laid a cut around; None where Signet chose."""
        return self._focus.get(result_id, {}).get(key)

    def set_focus(self, result_id: int, key: str, focus: Focus | None) -> None:
        """Lay the cut of one picture for one place around this point."""
        own = self._focus.setdefault(result_id, {})
        if focus is None:
            own.pop(key, None)
        else:
            own[key] = focus
        self.look_soon()

    # --- looking ahead ---------------------------------------------------------------------------

    def choice(self) -> Choice:
        """The whole of it, as the core wants it."""
        manner, places = self.manner, self.places()
        channels = [one for one in places if isinstance(one, Channel)]
        wanted = manner.format
        return Choice(
            results=[one.id for one in self.chosen_results()],
            channels=channels,
            sizes=[one for one in places if isinstance(one, Size)],
            formats_of={
                one.key: (wanted,)
                for one in places
                if wanted and (not isinstance(one, Channel) or wanted in one.formats)
            },
            quality=manner.quality,
            text_formats=manner.text_formats,
            template=manner.template,
            focus={key: dict(cuts) for key, cuts in self._focus.items()},
        )

    def look_soon(self) -> None:
        """Look at the files anew when nothing has changed for a moment."""
        if self._awake:
            self._later.start()

    def _look(self) -> None:
        project = self._desk.project
        if self._looking is not None:
            self._again = True
            self._looking.cancel()
            return
        self._again = False
        problem = self.template_error()
        if project is None or not self.chosen or problem is not None:
            self.files, self.doubt = (), problem
            return
        choice, number, catalogue = self.choice(), project.id, self._desk.catalogue

        def look(thread: JobThread) -> tuple[PreviewFile, ...]:
            order = exports.make_order(catalogue, number, choice)
            return tuple(self._previewer.look(order, thread.cancelled))

        thread = JobThread(look, self, name="export preview")
        thread.done.connect(self._looked)
        thread.failed.connect(self._look_failed)
        thread.finished.connect(self._look_ended)
        self._looking = self._desk.start(thread)

    def template_error(self) -> KnownError | None:
        """Why these file names cannot be used; None when they can."""
        try:
            check_template(self.manner.template)
        except KnownError as error:
            return error
        return None

    def _looked(self, files: tuple[PreviewFile, ...]) -> None:
        if not self._again and self._awake:
            self.doubt, self.files = None, files

    def _look_failed(self, error: KnownError) -> None:
        if not self._again and self._awake:
            self.doubt, self.files = error, ()

    def _look_ended(self) -> None:
        self._looking = None
        if self._again:
            self._look()

    @property
    def settled(self) -> bool:
        """Whether `files` are what would be written now."""
        return self._looking is None and not self._later.isActive()

    # --- writing ---------------------------------------------------------------------------------

    def export(self) -> None:
        """Write the files into a new folder below the target."""
        project = self._desk.project
        if project is None or self._exporting is not None:
            return
        choice, number, desk = self.choice(), project.id, self._desk
        folder = self.target / f"{safe_part(project.name)} {date.today().isoformat()}"

        def write(thread: JobThread) -> tuple[Pack, Changes, ProjectRecord]:
            (_, pack), changes = exports.export(
                desk.catalogue, number, choice, folder,
                progress=lambda *step: thread.tell(step), cancelled=thread.cancelled,
            )  # fmt: skip
            return pack, changes, project

        thread = JobThread(write, self, name="export")
        thread.message.connect(lambda step: self.progressed.emit(*step))
        thread.done.connect(self._wrote)
        thread.failed.connect(self.failed)
        thread.finished.connect(self._write_ended)
        self.running = True
        self._exporting = desk.start(thread)

    def cancel(self) -> None:
        """Stop writing; nothing of it stays."""
        if self._exporting is not None:
            self._exporting.cancel()

    def _wrote(self, answer: tuple[Pack, Changes, ProjectRecord]) -> None:
        pack, changes, project = answer
        self._desk.lane.tell(changes)
        if self._desk.project is not None and self._desk.project.id == project.id:
            self.finished.emit(pack)
        else:
            said = self.tr("The export of “{name}” is in “{folder}”.")
            self._desk.say(said.format(name=project.name, folder=pack.folder.name))

    def _write_ended(self) -> None:
        self._exporting = None
        self.running = False


def _remembered(stored: object) -> Manner:
    """The manner of the last export, as far as it still makes sense."""
    if not isinstance(stored, dict):
        return Manner()
    known = {name: stored[name] for name in vars(Manner()) if name in stored}
    for name in ("places", "text_formats"):
        known[name] = _words(known.get(name), getattr(Manner(), name))
    fine = all(isinstance(value, type(getattr(Manner(), name))) for name, value in known.items())
    return Manner(**known) if fine else Manner()


def _words(stored: object, otherwise: Sequence[str]) -> tuple[str, ...]:
    if isinstance(stored, list | tuple) and all(isinstance(one, str) for one in stored):
        return tuple(stored)
    return tuple(otherwise)
