"""The adapters shelf: what is on it, one story, two compared, one taken in. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.actions import adapter_fit, adapter_shelf, adapters, scoring
from core.actions.adapter_fit import Examination
from core.actions.adapter_shelf import AdapterStory, Difference, ShelfCard
from core.actions.adapters import Comparison
from core.actions.changes import Changes
from core.catalogue.records import AdapterRecord
from core.contract.requests import AdapterMix
from core.contract.scoring import Scorecard
from core.errors import KnownError
from core.exporting.naming import safe_part
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property
from desktop_app.state.desk import Desk
from desktop_app.state.handing_out import HandingOut, HandOutOrder


@dataclass(frozen=True)
class Versus:
    """Two adapters side by side. `conflict` is None where they cannot work together."""

    first: AdapterStory
    second: AdapterStory
    differences: tuple[Difference, ...]
    shared: tuple[int, int, int]
    """Learnt from by both, by the first alone, by the second alone."""
    conflict: Comparison | None
    why_not: KnownError | None


class AdapterShelf(QObject):
    """One for the adapters page."""

    cards = Property[tuple[ShelfCard, ...]](())
    cards_changed = Signal(object)
    """Those the reader wants to see, newest first."""
    loading = Property(True)
    loading_changed = Signal(object)
    story = Property[AdapterStory | None](None)
    story_changed = Signal(object)
    """The adapter that is looked at; None on the shelf."""
    versus = Property[Versus | None](None)
    versus_changed = Signal(object)
    examined = Property[Examination | None](None)
    examined_changed = Signal(object)
    """A file from elsewhere that was looked at."""
    busy = Property("")
    busy_changed = Signal(object)
    """What is being done: "examine", "take in", "compare", "export" (a sheet), or nothing."""
    taken_in = Signal(object)
    """An AdapterRecord that is new on the shelf."""
    sheet_written = Signal(object)
    """Path of a blind sheet."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        """Reads nothing until `reload`; it goes with its parent."""
        super().__init__(parent)
        self._desk = desk
        self.handing_out = HandingOut(desk, self)
        self._every: tuple[ShelfCard, ...] = ()
        self.kind = ""
        self.search = ""
        self.all_brands = True

    # --- the shelf -------------------------------------------------------------------------------

    @property
    def every(self) -> tuple[ShelfCard, ...]:
        """All adapters in use, whatever the reader wants to see."""
        return self._every

    def reload(self) -> None:
        """Ask for the shelf, and for the story that is open."""
        library = self._desk.library
        self._desk.lane.ask(
            lambda session: adapter_shelf.shelf(session, library),
            self._take,
            owner=self,
            key="shelf",
        )
        if self.story is not None:
            self.look_at(self.story.card.adapter.id)

    def hear(self, changes: Changes) -> None:
        """Reload when something that is shown is different."""
        if changes.adapters or changes.results or changes.runs or changes.projects:
            self.reload()

    def show(self, *, kind: str | None = None, search: str | None = None,
             all_brands: bool | None = None) -> None:  # fmt: skip
        """Narrow down what is seen."""
        self.kind = self.kind if kind is None else kind
        self.search = self.search if search is None else search
        self.all_brands = self.all_brands if all_brands is None else all_brands
        self._narrow()

    def _take(self, cards: list[ShelfCard]) -> None:
        self._every = tuple(cards)
        self._narrow()
        self.loading = False

    def _narrow(self) -> None:
        words = self.search.casefold().split()
        project = self._desk.project
        self.cards = tuple(
            one
            for one in self._every
            if (not self.kind or one.adapter.kind == self.kind)
            and (self.all_brands or project is None
                 or one.adapter.project_id in (project.id, None))
            and all(word in _searchable(one) for word in words)
        )  # fmt: skip

    # --- one adapter -----------------------------------------------------------------------------

    def look_at(self, adapter_id: str) -> None:
        """Open an adapter's story."""
        library = self._desk.library
        self._desk.lane.ask(
            lambda session: adapter_shelf.story(session, library, adapter_id),
            self._open,
            owner=self,
            failed=self._gone,
            key="story",
        )

    def close(self) -> None:
        """Back to the shelf."""
        self.story, self.versus = None, None

    def rename(self, text: str, name: str) -> None:
        """Give the open adapter another name; `text` names it in the Edit menu."""
        adapter = self._adapter()
        if adapter is None or not name.strip() or name.strip() == adapter.name:
            return
        number, before = adapter.id, adapter.name
        self._desk.do(
            text,
            lambda catalogue: adapters.rename(catalogue, number, name),
            lambda catalogue, _: adapters.rename(catalogue, number, before),
            owner=self,
        )

    def set_best_strength(self, text: str, strength: float) -> None:
        """Note at which strength the open adapter works best; 1.0 is 100 %."""
        adapter = self._adapter()
        if adapter is None or abs(adapter.best_strength - strength) < 0.004:
            return
        number, before = adapter.id, adapter.best_strength
        self._desk.do(
            text,
            lambda catalogue: adapters.set_best_strength(catalogue, number, strength),
            lambda catalogue, _: adapters.set_best_strength(catalogue, number, before),
            owner=self,
        )

    def delete(self, text: str, toast: str, undo_label: str) -> None:
        """Put the open adapter into the bin."""
        adapter = self._adapter()
        if adapter is None:
            return
        number = adapter.id
        self.close()
        self._desk.do(
            text,
            lambda catalogue: adapters.delete(catalogue, number),
            lambda catalogue, _: adapters.restore(catalogue, number),
            owner=self,
            toast=toast,
            undo_label=undo_label,
        )

    def bin(self, adapter: AdapterRecord) -> None:
        """Put an adapter that has just been taken in into the bin."""
        self._desk.lane.do(lambda catalogue: adapters.delete(catalogue, adapter.id), owner=self)

    def hand_out(self, folder: Path, order: HandOutOrder) -> None:
        """Hand out the open adapter, by itself or with others, in a new folder below `folder`."""
        adapter = self._adapter()
        if adapter is not None and not self.busy:
            self.handing_out.start(order, _free(folder, safe_part(adapter.name, 80)))

    def write_sheet(self, target: Path, card: Scorecard) -> None:
        """Write the blind sheet of a scorecard; ".csv" makes a table, anything else a page."""
        if not self.busy:
            self._work("export", lambda thread: scoring.write_sheet(target, card), self._wrote)

    def _wrote(self, path: Path) -> None:
        self.sheet_written.emit(path)

    def _open(self, story: AdapterStory) -> None:
        if story.card.adapter.binned is not None:
            self.close()
            return
        self.story = story

    def _gone(self, error: KnownError) -> None:
        self.close()
        self._desk.fail(error)

    def _adapter(self) -> AdapterRecord | None:
        return self.story.card.adapter if self.story else None

    # --- two adapters ----------------------------------------------------------------------------

    def others(self) -> list[AdapterRecord]:
        """What the open adapter can be compared with: others of its kind."""
        mine = self._adapter()
        return [
            one.adapter
            for one in self._every
            if mine and one.adapter.id != mine.id and one.adapter.kind == mine.kind
        ]

    def compare_with(self, adapter_id: str) -> None:
        """Put another adapter beside the open one."""
        first = self.story
        if first is None or self.busy:
            return
        catalogue = self._desk.catalogue

        def compare(thread: JobThread) -> Versus:
            with catalogue.reading() as session:
                second = adapter_shelf.story(session, catalogue.library, adapter_id)
            found: Comparison | None = None
            why_not: KnownError | None = None
            both = (first.card.adapter, second.card.adapter)
            try:
                parts = tuple(
                    adapters.part_of(catalogue, one, one.best_strength or 1.0) for one in both
                )
                found = adapters.compare(catalogue, AdapterMix("", parts))
            except KnownError as error:
                why_not = error
            return Versus(
                first, second, tuple(adapter_shelf.differences(first, second)),
                adapter_shelf.shared_sources(first, second), found, why_not,
            )  # fmt: skip

        self._work("compare", compare, self._compared)

    def _compared(self, versus: Versus) -> None:
        if self.story is not None and self.story.card.adapter.id == versus.first.card.adapter.id:
            self.versus = versus

    # --- from elsewhere --------------------------------------------------------------------------

    def examine(self, source: Path) -> None:
        """Look at a file or folder from elsewhere; the answer comes as `examined`."""
        if self.busy:
            return
        self.examined = None
        cache = self._desk.library.cache
        self._work("examine", lambda thread: adapter_fit.examine(source, cache), self._looked)

    def take_in(self, name: str, model: str, project_id: int | None) -> None:
        """Take the examined adapter onto the shelf."""
        examined, catalogue = self.examined, self._desk.catalogue
        if examined is None or not examined.fits or self.busy:
            return
        self._work(
            "take in",
            lambda thread: adapter_fit.take_in(
                catalogue, examined, project_id=project_id, name=name, model=model
            ),
            self._took_in,
        )

    def forget_examined(self) -> None:
        """The reader does not want it."""
        self.examined = None

    def _looked(self, found: Examination) -> None:
        self.examined = found

    def _took_in(self, answer: tuple[AdapterRecord, Changes]) -> None:
        made, changes = answer
        self.examined = None
        self._desk.lane.tell(changes)
        self.taken_in.emit(made)

    def _work(self, name: str, work: object, then: object) -> None:
        """Long work beside the window's thread; one at a time."""
        self.busy = name
        thread = JobThread(work, self, name=name)  # type: ignore[arg-type]
        thread.done.connect(self._free)  # first, so that what is shown then can be pressed at once
        thread.failed.connect(self._free)
        thread.done.connect(then)
        thread.failed.connect(self._desk.fail)
        self._desk.start(thread)

    def _free(self, _ending: object) -> None:
        self.busy = ""


def _free(folder: Path, name: str) -> Path:
    """A folder that is not there yet: the same adapter may be handed out for several programs."""
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(one for one in map(folder.joinpath, names) if not one.exists())


def _searchable(card: ShelfCard) -> str:
    one = card.adapter
    return f"{one.name} {one.trigger} {one.base_name} {card.project}".casefold()
