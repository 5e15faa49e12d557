"""The panel about the selection: one photo, one text, or many of them.

`CaptionPanel(desk)` with `set_project`, `set_selection`, `set_order` and the signal `show_items`
is all that a page needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.actions import framing
from core.actions.describing import CaptionEdit
from core.catalogue import listing
from core.catalogue.describing import Summary
from core.catalogue.records import ItemRecord, ProjectRecord
from core.catalogue.session import Session
from core.datasets.training_crop import Framed
from desktop_app import words
from desktop_app.observable import bind
from desktop_app.page import later
from desktop_app.state.captions import CaptionsState
from desktop_app.state.desk import Desk
from desktop_app.state.mending import Mending
from desktop_app.tokens import SPACE
from desktop_app.widgets import small_pictures
from desktop_app.widgets.basics import (
    EmptyState,
    Fold,
    IconButton,
    clear,
    label,
    line,
    quiet,
    scroll_area,
)
from desktop_app.widgets.captions.bulk import BulkCaptions
from desktop_app.widgets.captions.describe import DescribeDialog
from desktop_app.widgets.captions.editor import CaptionEditor
from desktop_app.widgets.captions.learnt_part import UNSEEN, told_frame, with_frame
from desktop_app.widgets.captions.picture_tools import PictureTools
from desktop_app.widgets.captions.rights import RightsForm
from desktop_app.widgets.captions.text_details import TextDetails
from desktop_app.widgets.findings.progress import MendProgress

_PICTURE = QSize(272, 180)
_TITLE, _LINE = 190, 240
"""Pixels that the name beside the arrows and a line of the details have."""


class CaptionPanel(QWidget):
    """Fits into a side of 320 px and scrolls on its own."""

    show_items = Signal(list)
    """Ids that the page shall select: the next or the previous one."""

    def __init__(self, desk: Desk) -> None:
        """Shows nothing until something is selected."""
        super().__init__()
        self.setObjectName("captions")
        self._desk = desk
        self.state = CaptionsState(desk)
        self.mending = Mending(desk)
        self._file = ""
        self._framed: Framed | None = None
        self._asking = False
        """Whether the reader is to be led to the question who agreed, once it is there."""
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        column.setSpacing(SPACE[4])
        column.addWidget(MendProgress(self.mending))
        column.addLayout(self._header())
        self.picture = QLabel()
        self.picture.setFixedHeight(_PICTURE.height())
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.picture)
        self.learnt = label("", "small")
        self.learnt.setObjectName("captions.learnt")
        column.addWidget(self.learnt)
        self.editor, self.bulk = CaptionEditor(), BulkCaptions(self.state)
        self.describe = quiet("", "eye")
        self.describe.setObjectName("captions.describe")
        self.describe.setToolTip(
            self.tr("A model that sees, on this computer; you look at each caption first")
        )
        self.describe.clicked.connect(self._describe)
        self.tools = PictureTools(desk, self.mending)
        self.text, self.rights = TextDetails(), RightsForm()
        self._lines = [line(), line()]
        self._rights = Fold(self.tr("Rights"), open_at_first=True)
        self._rights.button.setObjectName("captions.rights")
        self._rights.body.addWidget(self.rights)
        self._details = Fold(self.tr("Details"))
        self._details.button.setObjectName("captions.details")
        for widget in (
            self.editor, self.bulk, self.describe, self.text, self._lines[0], self.tools,
            self._lines[1], self._rights, self._details,
        ):  # fmt: skip
            column.addWidget(widget)
        column.setAlignment(self.describe, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        self._empty = EmptyState(
            "pencil",
            self.tr("Nothing selected"),
            self.tr("Select a photo or a text to describe it; select several to describe all."),
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._scroll = scroll_area(self._content, self.tr("Description of the selection"))
        whole.addWidget(self._scroll)
        whole.addWidget(self._empty)
        self._connect()

    def _header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[1])
        self.title = label("", "lead")
        self.title.setObjectName("captions.title")
        row.addWidget(self.title, 1)
        self.previous = IconButton("chevron-left", self.tr("Previous (Alt+Up)"))
        self.next = IconButton("chevron-right", self.tr("Next (Alt+Down)"))
        for button, name, step in (
            (self.previous, "captions.previous", -1),
            (self.next, "captions.next", 1),
        ):
            button.setObjectName(name)
            button.clicked.connect(lambda _=False, step=step: self._step(step))
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        state = self.state
        self.editor.changed.connect(state.set_caption)
        self.editor.step_wanted.connect(self._step)
        self.editor.suggest_wanted.connect(self._suggest)
        self.rights.changed.connect(lambda given: state.set_rights(**given))
        self.text.changed.connect(lambda given: state.set_text_facts(**given))
        self.text.fields_changed.connect(self._keep_fields)
        small_pictures.shared().ready.connect(self._draw)
        bind(state, "room", self.editor.set_room)
        bind(state, "summary", lambda _: self._refresh())
        bind(state, "item", lambda _: self._refresh())

    # --- for the page ----------------------------------------------------------------------------

    def set_project(self, project: ProjectRecord | None) -> None:
        """Another project, or the same with another code word."""
        self.keep()
        self.state.set_project(project)
        self._refresh()

    def set_selection(self, ids: Sequence[int]) -> None:
        """Describe these."""
        if tuple(ids) != self.state.ids:
            self.keep()
            self.rights.ask_about_people(False)
        self.state.set_selection(ids)

    def set_order(self, ids: Sequence[int]) -> None:
        """The list as the page shows it, so that next and previous follow it."""
        self.state.set_order(ids)

    def ask_about_people(self) -> None:
        """Put the question who agreed before the reader, of what is selected."""
        self._rights.button.setChecked(True)
        self.rights.ask_about_people()
        self._asking = True
        self._refresh()

    def _show_people(self) -> None:
        self._scroll.ensureWidgetVisible(self.rights.note)
        self._scroll.ensureWidgetVisible(self.rights.people)
        self.rights.people.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """Keep what is being written; a page calls it before it leaves."""
        self.editor.keep()

    # --- drawing ---------------------------------------------------------------------------------

    def _refresh(self) -> None:
        summary, item = self.state.summary, self.state.item
        some = summary.count > 0
        self._scroll.setVisible(some)
        self._empty.setVisible(not some)
        if not some:
            self.editor.show_item(None, self.state.project)
            return
        photos, texts = summary.photos > 0, summary.texts > 0
        one_photo = item is not None and item.kind == "photo"
        self.title.setText(self._title(summary, item))
        self.title.setToolTip(item.name if item else "")
        for widget, shown in (
            (self.previous, item is not None), (self.next, item is not None),
            (self.picture, one_photo), (self.learnt, one_photo), (self.editor, one_photo),
            (self.bulk, photos and item is None), (self.describe, photos), (self.tools, photos),
            (self.text, texts and not photos), (self._lines[0], photos),
            (self._details, item is not None),
        ):  # fmt: skip
            widget.setVisible(shown)
        self.editor.show_item(item if one_photo else None, self.state.project)
        self.tools.show_photos(self.state.ids, item)
        self.text.show_texts(summary, item)
        self.rights.show_summary(summary)
        self.describe.setText(self.tr("Let a model describe %n photo(s)", "", summary.photos))
        if photos and item is None:
            self.bulk.refresh()
        if item is not None:
            self._show_details(item)
            self._file = str(self._desk.library.root / item.working_path) if one_photo else ""
            self._ask_frame(item)
            self._draw()
        if self._asking and not self.state.loading:
            self._asking = False
            later(self, self._show_people)  # once what has become visible has its place

    def _title(self, summary: Summary, item: ItemRecord | None) -> str:
        if item is not None:
            return self._short(" ".join(Path(item.name).name.split()), _TITLE)
        if summary.texts and summary.photos:
            return self.tr("%n item(s) selected", "", len(self.state.ids))
        if summary.texts:
            return self.tr("%n text(s) selected", "", len(self.state.ids))
        return self.tr("%n photo(s) selected", "", len(self.state.ids))

    def _short(self, text: str, width: int) -> str:
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, width)

    def _ask_frame(self, item: ItemRecord) -> None:
        """What a training would learn of the photo, by what the checks measured of it."""
        library, self._framed = self._desk.library, None
        if item.kind == "photo":
            self._desk.lane.ask(
                lambda _: framing.frame_of(library, item), self._take_frame, owner=self, key="frame"
            )

    def _take_frame(self, framed: Framed) -> None:
        self._framed = framed
        self.learnt.setText(told_frame(framed))
        self._draw()

    def _draw(self, *_: object) -> None:
        if not self._file:
            return
        ratio = self.devicePixelRatioF()
        found = small_pictures.shared().get(self._file, round(_PICTURE.width() * ratio))
        if found is None:
            return
        if found.isNull():
            self.picture.setText(self.tr("This photo cannot be shown; its file is missing."))
            return
        shown = QPixmap(found)
        limit = QSize(round(_PICTURE.width() * ratio), round(_PICTURE.height() * ratio))
        if shown.height() > limit.height():
            shown = shown.scaled(
                limit, Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )  # fmt: skip
        if self._framed is not None and self._framed.lost > UNSEEN:
            shown = with_frame(shown, self._framed.box)
        shown.setDevicePixelRatio(ratio)
        self.picture.setPixmap(shown)

    def _show_details(self, item: ItemRecord) -> None:
        clear(self._details.body)
        facts = item.facts
        told = [(self.tr("File"), item.name)]
        original = facts.get("original_size", "").replace("x", " × ")
        if item.kind == "photo":
            told += [
                (self.tr("Size"), f"{words.number(item.width)} × {words.number(item.height)}"),
                (self.tr("Size of the original"), original),
                (self.tr("Taken"), facts.get("taken", "")),
                (self.tr("Format"), facts.get("format", "")),
                (self.tr("Colour profile"), facts.get("profile", "")),
                (self.tr("Place of taking"), self.tr("was in the file; it is not kept")
                 if facts.get("had_gps") == "yes" else ""),
            ]  # fmt: skip
        else:
            count = len(item.body.split())
            told.append((self.tr("Length"), self.tr("%n word(s)", "", count)))
        told.append((self.tr("Added"), words.day_and_time(item.created)))
        for name, value in told:
            if value:
                self._details.body.addWidget(label(name, "small"))
                # A word that is longer than a line would make the panel wider than its place.
                shown = label(" ".join(self._short(word, _LINE) for word in value.split(" ")))
                shown.setToolTip(value if shown.text() != value else "")
                shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self._details.body.addWidget(shown)

    # --- acting ----------------------------------------------------------------------------------

    def _step(self, step: int) -> None:
        self.keep()
        self.state.ask_neighbour(step, lambda found: self.show_items.emit([found]))

    def _suggest(self) -> None:
        self.keep()
        self.state.apply(CaptionEdit("rewrite"), self.tr("Suggest a caption"))

    def _describe(self) -> None:
        self.keep()
        project, wanted, root = self.state.project, self.state.ids, self._desk.library.root

        def find(session: Session) -> dict[int, str]:
            lines = listing.lines(session, wanted).values()
            return {one.id: str(root / one.working_path) for one in lines if one.kind == "photo"}

        def show(files: dict[int, str]) -> None:
            if project is not None and files:
                DescribeDialog(self._desk, project, tuple(files), files, self).open()

        self._desk.lane.ask(find, show, owner=self, key="describe")

    def _keep_fields(self, fields: dict[str, str]) -> None:
        if self.state.item is not None:
            self.state.set_fields(self.state.item.id, fields)
