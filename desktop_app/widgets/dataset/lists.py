"""The middle of the page: the grid of photos, the list of texts, and what stands there instead
while there is nothing to list."""

from __future__ import annotations

from array import array
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.catalogue.listing import ItemLine, Tally
from core.catalogue.records import ItemKind
from desktop_app.state.dataset import KINDS, DatasetState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    EmptyState,
    ErrorBox,
    FlowLayout,
    Skeleton,
    clear,
    secondary,
)
from desktop_app.widgets.dataset.commands import Commands
from desktop_app.widgets.dataset.grid import Grid
from desktop_app.widgets.dataset.model import ItemModel
from desktop_app.widgets.dataset.photo_tiles import SIDE, PhotoTiles
from desktop_app.widgets.dataset.pictures import Pictures
from desktop_app.widgets.dataset.text_lines import TextLines

_MOST_KEPT = 20_000
"""A selection of more items is given up when the list changes under it."""


class Lists(QStackedWidget):
    """One grid a kind over the same state."""

    opened = Signal(str, int)
    """(kind, row)"""
    chosen_changed = Signal()
    files_asked = Signal()
    refreshed = Signal(str)
    """A list of this kind was read again."""

    def __init__(self, state: DatasetState, pictures: Pictures, root: Path) -> None:
        """`root` is the library's folder."""
        super().__init__()
        self._state = state
        self.models = {kind: ItemModel(state, kind) for kind in KINDS}
        looks = {"photo": PhotoTiles(pictures, root), "text": TextLines()}
        self.grids: dict[ItemKind, Grid] = {}
        self.commands: dict[ItemKind, Commands] = {}
        self._told = QTimer(self, singleShot=True, interval=0)
        self._told.timeout.connect(self.chosen_changed)
        for kind in KINDS:
            grid = Grid(self.models[kind], looks[kind])
            grid.setObjectName(f"dataset.grid.{kind}")
            grid.opened.connect(lambda row, kind=kind: self.opened.emit(kind, row))
            grid.chosen_changed.connect(self._told.start)
            self.commands[kind] = Commands(grid, state)
            self.grids[kind] = grid
            self.addWidget(grid)
        self.grids["photo"].setAccessibleName(self.tr("Photos"))
        self.grids["text"].setAccessibleName(self.tr("Texts"))
        pictures.ready.connect(self.grids["photo"].viewport().update)
        self._nothing: dict[str, QWidget] = {}
        self._loading = self._add(_loading())
        self._error, self._error_rows = self._add_error()
        self._listed: set[ItemKind] = set()
        state.listed.connect(self._take)

    @property
    def grid(self) -> Grid:
        """The one of the kind that is listed."""
        return self.grids[self._state.kind]

    @property
    def model(self) -> ItemModel:
        """Its list."""
        return self.models[self._state.kind]

    def chosen(self) -> list[int]:
        """Ids of the selected items of the kind that is listed."""
        return self.grid.chosen()

    def empty(self) -> None:
        """Another project: nothing is known of it yet."""
        self._listed.clear()
        for model in self.models.values():
            model.forget()

    def outdated(self, ids: frozenset[int] | None) -> None:
        """These items have changed (None: perhaps all), their lines are read again."""
        for model in self.models.values():
            model.outdated(ids)

    def show_fitting(self) -> None:
        """The list, or what stands in its place."""
        self.setCurrentWidget(self._fitting())

    def show_photo(self, item_id: int) -> None:
        """Select a photo, or the stack it lies in, and bring it into view."""
        if (row := self.models["photo"].row_of(item_id)) >= 0:
            self.grids["photo"].choose_row(row)

    # --- inside ----------------------------------------------------------------------------------

    def _fitting(self) -> QWidget:
        state, kind = self._state, self._state.kind
        if state.problem is not None:
            clear(self._error_rows)
            again = secondary(self.tr("Try again"))
            again.clicked.connect(state.refresh)
            self._error_rows.addWidget(ErrorBox(state.problem, again))
            self._error_rows.addStretch(1)
            return self._error
        if kind in self._listed and self.models[kind].ids:
            return self.grids[kind]
        if state.tallies is None or kind not in self._listed:
            return self._loading
        if state.tallies.get(kind, Tally()).all == 0:
            return self._none_of(kind)
        return self._nothing_found()

    def _none_of(self, kind: ItemKind) -> QWidget:
        if kind not in self._nothing:
            add = secondary(self.tr("Choose files"))
            add.setObjectName(f"dataset.none.{kind}")
            add.clicked.connect(self.files_asked)
            photo = (
                "images",
                self.tr("No photos yet"),
                self.tr("Drop 10 to 30 photos of one product here."),
            )
            text = (
                "file-text",
                self.tr("No texts yet"),
                self.tr("Drop your brand's texts here: posts, product texts, letters, slogans."),
            )
            icon, title, words = photo if kind == "photo" else text
            self._nothing[kind] = self._add(EmptyState(icon, title, words, add))
        return self._nothing[kind]

    def _nothing_found(self) -> QWidget:
        if "found" not in self._nothing:
            every = secondary(self.tr("Show all"))
            every.setObjectName("dataset.showAll")
            every.clicked.connect(self._show_all)
            title = self.tr("Nothing here fits")
            words = self.tr("No item fits the search and the filter that are set.")
            self._nothing["found"] = self._add(EmptyState("search", title, words, every))
        return self._nothing["found"]

    def _show_all(self) -> None:
        self._state.search, self._state.show = "", "all"

    def _take(self, kind: ItemKind, ids: array[int], lines: dict[int, ItemLine]) -> None:
        """Put another list in place; selection and scroll position stay where they can."""
        model, grid = self.models[kind], self.grids[kind]
        self._listed.add(kind)
        model.learn(lines)
        piles = self._state.piles if kind == "photo" else {}
        if ids != model.ids or piles != model.piles:
            bar, chosen = grid.verticalScrollBar(), grid.chosen()
            current, at = model.id_at(grid.currentIndex().row()), bar.value()
            model.set_ids(ids, piles)
            if chosen and len(chosen) <= _MOST_KEPT:
                grid.choose(chosen, scroll=False)
            grid.set_current(current)
            bar.setValue(at)
            if chosen:
                self._told.start()
        self.show_fitting()
        self.refreshed.emit(kind)

    def _add(self, widget: QWidget) -> QWidget:
        self.addWidget(widget)
        return widget

    def _add_error(self) -> tuple[QWidget, QVBoxLayout]:
        holder = QWidget()
        rows = QVBoxLayout(holder)
        rows.setContentsMargins(0, 0, 0, 0)
        return self._add(holder), rows


def _loading() -> QWidget:
    holder = QWidget()
    flow = FlowLayout(holder, SPACE[3])
    for _ in range(12):
        flow.addWidget(Skeleton(SIDE, SIDE))
    return holder
