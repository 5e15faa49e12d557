"""Which photos or texts are listed, and what can be done with them. No widgets, no pictures."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Signal

from core.actions import datasets, stacks
from core.catalogue import items, listing
from core.catalogue.listing import ItemLine, Order, Show, Tally
from core.catalogue.records import ItemKind, ItemRecord
from core.catalogue.session import Session
from core.datasets import photo_stacks
from core.datasets.photo_stacks import Stack
from core.errors import KnownError
from desktop_app.observable import Property
from desktop_app.state.desk import Desk

KINDS: tuple[ItemKind, ...] = ("photo", "text")
_FIRST = 80
"""Lines read together with the list: what a large window shows of it at once."""


@dataclass(frozen=True)
class _Listed:
    """A list as it was read."""

    ids: array[int]
    lines: dict[int, ItemLine]
    stacks: tuple[Stack, ...]
    piles: dict[int, tuple[int, ...]]


class DatasetState(QObject):
    """The list of one kind in the open project, in the chosen order, filtered and searched."""

    kind = Property[ItemKind]("photo")
    kind_changed = Signal(object)
    show = Property[Show]("all")
    show_changed = Signal(object)
    order = Property[Order]("oldest")
    order_changed = Signal(object)
    search = Property("")
    search_changed = Signal(object)
    tallies = Property[Mapping[ItemKind, Tally] | None](None)
    """Counts of both kinds; None until they are known."""
    tallies_changed = Signal(object)
    counted = Signal()
    """Everything was counted again, also when the counts are the same."""
    problem = Property[KnownError | None](None)
    """Why the list could not be read."""
    problem_changed = Signal(object)
    stacked = Property(True)
    """Whether photos that show the same again lie in one stack while everything is listed."""
    stacked_changed = Signal(object)
    listed = Signal(str, object, object)
    """(kind, array of ids, lines of the first) whenever a list was read."""

    def __init__(self, desk: Desk) -> None:
        """Lists nothing until a project is set."""
        super().__init__()
        self._desk = desk
        self.project_id = 0
        self.stacks: tuple[Stack, ...] = ()
        """All of the photos; only those in `piles` lie in the list as one."""
        self.piles: dict[int, tuple[int, ...]] = {}
        """By the photo on top, what lies in its stack; it comes with the list."""
        for changed in (
            self.kind_changed, self.show_changed, self.order_changed, self.stacked_changed
        ):  # fmt: skip
            changed.connect(self.refresh)
        self.search_changed.connect(self.refresh)

    # --- reading ---------------------------------------------------------------------------------

    def set_project(self, project_id: int) -> None:
        """List another project (0 for none), from its first photo on."""
        if project_id == self.project_id:
            return
        self.project_id, self.tallies = project_id, None
        self.show, self.search = "all", ""
        self.stacks, self.piles = (), {}
        self.refresh()

    def refresh(self) -> None:
        """Read the list and the counts again."""
        if not self.project_id:
            return
        project_id, kind = self.project_id, self.kind
        show, order, search = self.show, self.order, self.search

        library = self._desk.library
        piling = self.stacked and kind == "photo" and show == "all" and not search

        def read(session: Session) -> _Listed:
            ids = listing.ids(session, project_id, kind, show=show, order=order, search=search)
            found = stacks.find(library, project_id) if kind == "photo" else ()
            piles: dict[int, tuple[int, ...]] = {}
            if piling and found:
                seen, piles = photo_stacks.piled(ids, found)
                ids = array("q", seen)
            return _Listed(ids, listing.lines(session, ids[:_FIRST]), found, piles)

        self._desk.lane.ask(
            read,
            lambda found: self._take_list(project_id, kind, found),
            owner=self,
            failed=self._fail,
            key="ids",
        )

    def _count(self) -> None:
        """Count both kinds; asked after the list, which the reader waits for."""
        project_id = self.project_id
        self._desk.lane.ask(
            lambda session: listing.tally(session, project_id),
            lambda tallies: self._take_tallies(project_id, tallies),
            owner=self,
            failed=self._fail,
            key="tally",
        )

    def ask_lines(
        self, ids: Sequence[int], then: Callable[[dict[int, ItemLine]], None], owner: QObject
    ) -> None:
        """Read what the list shows of these items; a newer question replaces an older one."""
        wanted = tuple(ids)
        self._desk.lane.ask(
            lambda session: listing.lines(session, wanted), then, owner=owner, key="lines"
        )

    def ask_item(self, item_id: int, then: Callable[[ItemRecord], None], owner: QObject) -> None:
        """Read one item as a whole."""
        self._desk.lane.ask(
            lambda session: items.get(session, item_id), then, owner=owner, key="item"
        )

    @property
    def count(self) -> int:
        """Photos and texts in the project, those set aside included."""
        return sum(one.all for one in (self.tallies or {}).values())

    # --- doing -----------------------------------------------------------------------------------

    def delete(self, ids: Sequence[int]) -> None:
        """Put items into the bin."""
        chosen, number = tuple(ids), len(ids)
        self._desk.do(
            self.tr("Delete %n item(s)", "", number),
            lambda catalogue: datasets.delete(catalogue, chosen),
            datasets.restore,
            owner=self,
            toast=self.tr("%n item(s) moved to the bin.", "", number),
            undo_label=self.tr("Undo"),
            project_id=self.project_id,
        )

    def set_aside(self, ids: Sequence[int], aside: bool = True) -> None:
        """Leave items out of training, or use them again."""
        chosen, number = tuple(ids), len(ids)
        text = (
            self.tr("Set %n item(s) aside", "", number)
            if aside
            else self.tr("Use %n item(s) again", "", number)
        )
        said = (
            self.tr("%n item(s) set aside; they stay here but are not learnt from.", "", number)
            if aside
            else self.tr("%n item(s) will be learnt from again.", "", number)
        )
        self._desk.do(
            text,
            lambda catalogue: datasets.set_ignored(catalogue, chosen, aside),
            lambda catalogue, changed: datasets.set_ignored(catalogue, changed, not aside),
            owner=self,
            toast=said,
            undo_label=self.tr("Undo"),
            project_id=self.project_id,
        )

    def hold_out(self, ids: Sequence[int], held_out: bool | None) -> None:
        """Keep items for checking what was learnt, learn from them, or leave it to Signet."""
        chosen, number = tuple(ids), len(ids)
        texts = {
            True: self.tr("Keep %n item(s) for checking", "", number),
            False: self.tr("Learn from %n item(s)", "", number),
            None: self.tr("Let Signet choose for %n item(s)", "", number),
        }
        self._desk.do(
            texts[held_out],
            lambda catalogue: datasets.set_held_out(catalogue, chosen, held_out),
            datasets.put_held_out_back,
            owner=self,
            project_id=self.project_id,
        )

    def set_body(
        self,
        item_id: int,
        body: str,
        then: Callable[[str], None],
        failed: Callable[[KnownError], None],
    ) -> None:
        """Give a text another wording; `then` gets the old one each time it is done."""
        self._desk.do(
            self.tr("Edit text"),
            lambda catalogue: datasets.set_body(catalogue, item_id, body),
            lambda catalogue, before: datasets.set_body(catalogue, item_id, before),
            owner=self,
            then=then,
            failed=failed,
            project_id=self.project_id,
        )

    # --- inside ----------------------------------------------------------------------------------

    def _take_list(self, project_id: int, kind: str, found: _Listed) -> None:
        if project_id == self.project_id and kind == self.kind:
            self.problem = None
            self.stacks, self.piles = found.stacks, found.piles
            self.listed.emit(kind, found.ids, found.lines)
            self._count()

    def _take_tallies(self, project_id: int, tallies: Mapping[ItemKind, Tally]) -> None:
        if project_id == self.project_id:
            self.tallies = tallies
            self.counted.emit()

    def _fail(self, error: KnownError) -> None:
        self.problem = error


def counted(kind: str, number: int) -> str:
    """ "30 photos" or "182 texts" as words of a sentence."""
    translate = QCoreApplication.translate
    if kind == "photo":
        return translate("DatasetState", "%n photo(s)", "", number)
    return translate("DatasetState", "%n text(s)", "", number)
