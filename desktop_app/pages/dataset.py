"""Photos and texts: drop them anywhere, see what came in, mend it, go on to training."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QDir, QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from core.actions.changes import Changes
from core.catalogue.listing import Tally
from core.catalogue.records import ItemKind, ProjectRecord
from core.errors import KnownError
from desktop_app.observable import bind
from desktop_app.page import Page, later
from desktop_app.state import incoming
from desktop_app.state.dataset import KINDS, DatasetState
from desktop_app.state.desk import Desk
from desktop_app.state.incoming import Batch
from desktop_app.state.intake import (
    Arrival,
    Intake,
    Step,
    sample_brand,
    sample_photos,
    sample_texts,
)
from desktop_app.widgets.basics import primary
from desktop_app.widgets.dataset.bar import Bar
from desktop_app.widgets.dataset.drop_area import DropArea
from desktop_app.widgets.dataset.drop_hint import DropHint
from desktop_app.widgets.dataset.lightbox import ItemShelf, Lightbox, SampleShelf, Shown
from desktop_app.widgets.dataset.lists import Lists
from desktop_app.widgets.dataset.pictures import Pictures
from desktop_app.widgets.dataset.review import Review
from desktop_app.widgets.dataset.side import SidePanel
from desktop_app.widgets.dataset.stack_view import StackView
from desktop_app.widgets.dataset.strip import Strip
from desktop_app.widgets.dataset.text_editor import TextEditor

_AFTER_PAINT = 60
"""Milliseconds after which the side panel is built, so that the list is seen before."""


class DatasetPage(Page):
    """The first step of every project."""

    NAME: ClassVar[str] = "dataset"

    def __init__(self, desk: Desk) -> None:
        """Builds everything; reads when it is shown."""
        super().__init__(desk)
        self.state = DatasetState(desk)
        self._seen = -1
        if desk.project is not None:
            self._read(desk.project.id)  # the catalogue reads while the page is being built
        self.intake = Intake(desk)
        self._pictures = Pictures(desk.library.cache, self)
        self._large = Pictures(desk.library.cache, self)
        self._scrolls: dict[str, int] = {}
        self._pending: tuple[int, ...] = ()
        self._expecting = False
        """An import is over, and its items are not counted yet."""
        self._build()
        self._connect()

    # --- what a page is asked --------------------------------------------------------------------

    def shown(self, **hint: Any) -> None:
        """Hints: `kind` ("photo" or "text") and `items` (ids to select)."""
        if hint.get("kind") in KINDS:
            self.state.kind = hint["kind"]
        if hint.get("items"):
            self.show_items(list(hint["items"]))

    def hidden(self) -> None:
        """Keep what is being written; remember where the reader was."""
        self.side.keep()
        if self.desk.project is not None:
            self.desk.memory.set(f"dataset.kind.{self.desk.project.id}", self.state.kind)
            for kind, grid in self.lists.grids.items():
                name = f"dataset.scroll.{kind}.{self.desk.project.id}"
                self.desk.memory.set(name, grid.verticalScrollBar().value())

    def project_changed(self, project: ProjectRecord | None) -> None:
        """List what this project has, from where the reader left it."""
        number = project.id if project else 0
        if number == self._seen:
            self.side.set_project(project)
            return
        self._seen = number
        if number != self.state.project_id:
            self.lists.empty()
            self._read(number)
        self._close_review()
        remembered = self.desk.memory.get
        self._scrolls = {
            kind: remembered(f"dataset.scroll.{kind}.{number}", 0) for kind in self.lists.grids
        }
        if project is None:
            self.side.set_project(None)

    def _read(self, number: int) -> None:
        """Have the list of a project read, of the kind that was seen last."""
        kind = self.desk.memory.get(f"dataset.kind.{number}", "photo")
        self.state.kind = kind if kind in KINDS else "photo"
        self.state.set_project(number)

    def catalogue_changed(self, changes: Changes) -> None:
        """Items or findings are different."""
        if self.state.project_id in changes.projects:
            self.lists.outdated(None)
        elif changes.items:
            self.lists.outdated(changes.items)
        else:
            return
        self.state.refresh()

    def search_hint(self) -> str:
        """What the header's field finds here."""
        return self.tr("Search names, captions and texts")

    def searched(self, text: str) -> None:
        """List only what fits."""
        self.state.search = text.strip()

    def accept_drop(self, mime: QMimeData) -> bool:
        """Anything that might be taken in, or refused with a reason."""
        return self.desk.project is not None and incoming.can_be_read(mime)

    def dragged(self, over: bool) -> None:
        """Show that it may be dropped anywhere."""
        self.drop_area.set_over(over)
        self.hint.setVisible(over and self.views.currentWidget() is not self.drop_area)

    def dropped(self, mime: QMimeData) -> None:
        """Read what was dropped."""
        try:
            batch = incoming.read(mime)
        except KnownError as error:
            self.desk.fail(error)
            return
        self.intake.take(batch)

    def show_items(self, ids: list[int]) -> None:
        """Select these and bring the first into view, whatever is listed now."""
        if self.lists.models["photo"].in_piles(ids):
            self.stacks.look_at(ids, among=ids)
            return
        self._pending = tuple(ids)
        if all(self.lists.model.row_of(one) >= 0 for one in ids):
            self._choose_pending(self.state.kind)
            return
        self.state.ask_lines(ids[:1], self._list_for_pending, self)

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        photos, texts = sample_photos(), sample_texts()
        self.drop_area = DropArea(self._pictures, photos, texts)
        self.lists = Lists(self.state, self._pictures, self.desk.library.root)
        self.review = Review()
        self.views = QStackedWidget()
        for view in (self.drop_area, self.lists, self.review):
            self.views.addWidget(view)
        self.bar = Bar()
        self.strip = Strip()
        self.body.addWidget(self.bar)
        self.body.addWidget(self.views, 1)
        self.body.addWidget(self.strip)
        self.next_button = primary(self.tr("Next: Train"))
        self.next_button.setObjectName("dataset.next")
        self.set_primary(self.next_button)
        self.side = SidePanel(self.desk)
        self.set_side(self.side)
        self.lightbox = Lightbox(self, self._large)
        self.lightbox.setObjectName("dataset.lightbox")
        self.editor = TextEditor(self, self.state, self.lists.models["text"])
        self.editor.setObjectName("dataset.editor")
        self.stacks = StackView(self, self.desk, self.state)
        self.hint = DropHint(self)
        root = self.desk.library.root
        self._shelf = ItemShelf(self.lists.models["photo"], root)
        self._photo_samples = SampleShelf([Shown(one.name, str(one)) for one in photos])
        self._text_samples = SampleShelf([Shown(self.tr("A voice"), text=one) for one in texts])

    def _connect(self) -> None:
        state, area, bar = self.state, self.drop_area, self.bar
        area.files_asked.connect(self.ask_files)
        area.folder_asked.connect(self.ask_folder)
        area.sample_asked.connect(lambda: self.intake.take(sample_brand()))
        area.photos_asked.connect(lambda: self.lightbox.look_at(self._photo_samples, 0))
        area.texts_asked.connect(lambda: self.lightbox.look_at(self._text_samples, 0))
        bar.files_asked.connect(self.ask_files)
        bar.folder_asked.connect(self.ask_folder)
        bar.kind_chosen.connect(lambda kind: setattr(state, "kind", kind))
        bar.show_chosen.connect(lambda show: setattr(state, "show", show))
        bar.order_chosen.connect(lambda order: setattr(state, "order", order))
        bar.stacked_chosen.connect(lambda on: setattr(state, "stacked", on))
        bar.stacks_asked.connect(self._open_stacks)
        self.stacks.moved.connect(self.lists.show_photo)
        self.lists.files_asked.connect(self.ask_files)
        self.lists.opened.connect(self._open)
        self.lists.chosen_changed.connect(self._tell_selection)
        self.lists.refreshed.connect(self._list_is_there)
        self.side.show_items.connect(self.show_items)
        self.side.step_to.connect(lambda ids: self.lists.grid.choose(ids))
        self.side.back_asked.connect(self._unselect)
        state.listed.connect(lambda _, ids: self.side.set_order(ids))
        self.strip.review_asked.connect(self._open_review)
        self.strip.undo_asked.connect(self.intake.take_back)
        self.strip.stop_asked.connect(self.intake.stop)
        self.review.closed.connect(self._close_review)
        self.review.undo_asked.connect(self.intake.take_back)
        self.review.anyway_asked.connect(self.intake.take_anyway)
        self.next_button.clicked.connect(lambda: self.desk.go("train"))
        self.lightbox.moved.connect(self._follow_lightbox)
        self.editor.moved.connect(self.lists.grids["text"].choose_row)
        self.lists.models["photo"].dataChanged.connect(lambda *_: self.lightbox.refresh())
        self._large.ready.connect(lambda _: self.lightbox.picture.update())
        self.intake.growing.connect(state.refresh)
        self.intake.arrived.connect(self._arrived)
        state.counted.connect(self._counted)
        for name in ("tallies", "kind", "show", "order", "problem"):
            bind(state, name, lambda _: self._refresh())
        bind(self.intake, "step", self._show_step)
        bind(self.intake, "arrival", self._show_arrival)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self._paste)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- what is seen ----------------------------------------------------------------------------

    def _refresh(self) -> None:
        state = self.state
        tallies = state.tallies or {}
        known = state.tallies is not None
        waiting = self.intake.busy or self._expecting or not known or state.problem is not None
        filled = state.count > 0 or waiting or self._reviewing
        if not self._reviewing:
            self.views.setCurrentWidget(self.lists if filled else self.drop_area)
        self.lists.show_fitting()
        self.bar.setVisible(filled and self.views.currentWidget() is self.lists)
        self.bar.show_state(state.kind, state.show, state.order, tallies)
        self.bar.show_stacks(state)
        self.strip.review.setEnabled(not self._reviewing)
        self.side.parentWidget().setVisible(filled)
        self.side.set_kind(state.kind)
        self.next_button.parentWidget().setVisible(filled)
        self._name_next(tallies)

    def _name_next(self, tallies: Any) -> None:
        photos = tallies.get("photo", Tally()).used
        texts = tallies.get("text", Tally()).used
        if photos and (self.state.kind == "photo" or not texts):
            text = self.tr("Next: Train on %n photo(s)", "", photos)
        elif texts:
            text = self.tr("Next: Train on %n text(s)", "", texts)
        else:
            text = self.tr("Next: Train")
        self.next_button.setText(text)
        self.next_button.setEnabled(bool(photos or texts))

    def _show_step(self, step: Step | None) -> None:
        if step is None:
            self._expecting = self.state.project_id > 0
            self.state.refresh()
            self.strip.setVisible(self.intake.arrival is not None)
        else:
            self.strip.show_step(step)
            if step.done == 0:
                self._close_review()
        self._refresh()

    def _counted(self) -> None:
        self._expecting = False
        self._refresh()

    def _show_arrival(self, arrival: Arrival | None) -> None:
        if arrival is None:
            self.strip.hide()
            return
        if not self.intake.busy:
            self.strip.show_arrival(arrival)
        if arrival.undone:
            self._close_review()
        elif self._reviewing:
            self.review.show_arrival(arrival)

    def _arrived(self, arrival: Arrival) -> None:
        """Go where the new items are; tell what was set aside."""
        if arrival.ids and self.state.tallies is not None:
            kinds: list[ItemKind] = ["photo"] if arrival.photos else ["text"]
            if self.state.kind not in kinds and not (arrival.texts and self.state.kind == "text"):
                self.state.kind = kinds[0]
            self.state.show = "all"
        if arrival.set_aside:
            self._open_review()

    @property
    def _reviewing(self) -> bool:
        return self.views.currentWidget() is self.review

    def _open_review(self) -> None:
        if self.intake.arrival is not None:
            self.review.show_arrival(self.intake.arrival)
            self.views.setCurrentWidget(self.review)
            self.review.done.setFocus(Qt.FocusReason.OtherFocusReason)
            self._refresh()

    def _close_review(self) -> None:
        if self._reviewing:
            self.views.setCurrentWidget(self.lists)
            self._refresh()

    def _open(self, kind: str, row: int) -> None:
        if kind == "photo" and (pile := self.lists.models["photo"].pile(row)):
            self.stacks.look_at(pile)
        elif kind == "photo":
            self.lightbox.look_at(self._shelf, row)
        else:
            self.editor.edit(row)

    def _open_stacks(self) -> None:
        if first := next((one for one in self.state.stacks if one.undecided), None):
            self.stacks.look_at(first.ids)

    def _follow_lightbox(self, position: int) -> None:
        if self.views.currentWidget() is self.lists:
            self.lists.grids["photo"].choose_row(position)

    def _tell_selection(self) -> None:
        self.side.set_selection(self.lists.chosen())

    def _unselect(self) -> None:
        self.lists.grid.clearSelection()
        self.lists.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- finding items again ---------------------------------------------------------------------

    def _list_for_pending(self, lines: dict[int, Any]) -> None:
        """List the kind of what is to be shown, all of it."""
        for line in lines.values():
            self.state.search, self.state.show = "", "all"
            self.state.kind = line.kind
            self._choose_pending(line.kind)
            self.state.refresh()

    def _choose_pending(self, kind: ItemKind) -> None:
        grid = self.lists.grids[kind]
        if self._pending and all(grid.items.row_of(one) >= 0 for one in self._pending):
            ids, self._pending = list(self._pending), ()
            self._close_review()
            grid.choose(ids)
            grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _list_is_there(self, kind: ItemKind) -> None:
        if (at := self._scrolls.pop(kind, 0)) > 0:
            self.lists.grids[kind].verticalScrollBar().setValue(at)
        self._choose_pending(kind)
        self.side.set_order(self.lists.models[kind].ids)
        self._tell_selection()
        later(self, lambda: self.side.set_project(self.desk.project), _AFTER_PAINT)

    # --- taking in -------------------------------------------------------------------------------

    def ask_files(self) -> None:
        """Choose files without holding up the window."""
        dialog = self._dialog(self.tr("Choose photos and texts"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.open()

    def ask_folder(self) -> None:
        """Choose a folder; everything in it is looked at."""
        dialog = self._dialog(self.tr("Choose a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        start = self.desk.memory.get("dataset.folder", QDir.homePath())
        dialog = QFileDialog(self, title, start)
        dialog.setObjectName("dataset.dialog")
        dialog.filesSelected.connect(self._take_files)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _take_files(self, names: list[str]) -> None:
        files = tuple(Path(name) for name in names)
        if files:
            self.desk.memory.set("dataset.folder", str(files[0].parent))
            self.intake.take(Batch(files=files))

    def _paste(self) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        if mime is not None and self.accept_drop(mime):
            self.dropped(mime)
