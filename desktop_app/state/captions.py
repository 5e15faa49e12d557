"""What is said about the selected photos and texts, and changing it: one or many at once.

No widgets. Every change is one step that can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.actions import datasets, describing
from core.actions.caption_room import CaptionRoom, best_room
from core.actions.changes import Changes
from core.actions.describing import CaptionEdit
from core.catalogue import describing as said
from core.catalogue import items, listing
from core.catalogue.describing import Summary
from core.catalogue.records import ItemRecord, ProjectRecord
from core.catalogue.session import Session
from core.errors import KnownError
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property
from desktop_app.state.desk import IMAGE_MODEL, Desk

MOST_AT_ONCE = 5_000
"""Items whose captions are changed in one step; more are described by what the first have."""
Planned = Callable[[dict[int, str]], None]


class CaptionsState(QObject):
    """One selection: the single item as a whole, or what many have in common."""

    summary = Property[Summary](Summary())
    summary_changed = Signal(object)
    item = Property[ItemRecord | None](None)
    """The only selected item; None when there are none or many."""
    item_changed = Signal(object)
    loading = Property(False)
    loading_changed = Signal(object)
    room = Property[CaptionRoom | None](None)
    """How much of a caption the chosen model reads; None until that is known."""
    room_changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        """Nothing is selected."""
        super().__init__()
        self._desk = desk
        self.project: ProjectRecord | None = None
        self.ids: tuple[int, ...] = ()
        self._order: Sequence[int] = ()
        self._room_of: str | None = None
        desk.lane.changed.connect(self._hear)

    # --- what is selected ------------------------------------------------------------------------

    def set_project(self, project: ProjectRecord | None) -> None:
        """Another project, or the same with another code word."""
        if project is None or self.project is None or project.id != self.project.id:
            self.ids, self._order = (), ()
            self.item, self.summary = None, Summary()
        self.project = project
        if project is not None:
            self._ask_room()

    def _ask_room(self) -> None:
        """Read the tokenizer of the model that was chosen last for pictures, in a job."""
        wanted = str(self._desk.memory.get(IMAGE_MODEL, ""))
        if wanted == self._room_of:
            return
        self._room_of = wanted
        thread = JobThread(lambda _: best_room(wanted), name="caption room")
        thread.done.connect(self._take_room)
        self._desk.start(thread)

    def _take_room(self, room: CaptionRoom | None) -> None:
        self.room = room

    def set_order(self, ids: Sequence[int]) -> None:
        """The page's list, so that next and previous follow it."""
        self._order = ids

    def set_selection(self, ids: Sequence[int]) -> None:
        """Describe these from now on."""
        wanted = tuple(ids)
        if wanted == self.ids:
            return
        self.ids = wanted
        if not wanted:
            self.item, self.summary = None, Summary()
            return
        self.loading = True
        self.reload()

    def reload(self) -> None:
        """Read the selection again."""
        wanted = self.ids

        def read(session: Session) -> tuple[Summary, ItemRecord | None]:
            found = said.summarise(session, wanted[:MOST_AT_ONCE])
            return found, items.get(session, wanted[0]) if len(wanted) == 1 else None

        self._desk.lane.ask(
            read, lambda found: self._take(wanted, found), owner=self, key="selection",
            failed=self._lost,
        )  # fmt: skip

    def ask_neighbour(self, step: int, then: Callable[[int], None]) -> None:
        """The item before (-1) or after (1) the selected one, in the page's order."""
        if self.item is None:
            return
        current, kind, project_id, order = (
            self.item.id, self.item.kind, self.item.project_id, self._order,
        )  # fmt: skip

        def find(session: Session) -> int:
            listed = list(order) or list(listing.ids(session, project_id, kind))
            at = listed.index(current) + step if current in listed else 0
            return listed[min(max(at, 0), len(listed) - 1)] if listed else current

        def tell(found: int) -> None:
            if found != current:
                then(found)

        self._desk.lane.ask(find, tell, owner=self, key="neighbour")

    @property
    def too_many(self) -> bool:
        """Whether captions of so many cannot be changed in one step."""
        return len(self.ids) > MOST_AT_ONCE

    # --- captions --------------------------------------------------------------------------------

    def set_caption(self, item_id: int, caption: str) -> None:
        """Give one photo another caption."""
        self._desk.do(
            self.tr("Edit caption"),
            lambda catalogue: datasets.set_captions(catalogue, {item_id: caption}),
            datasets.set_captions,
            owner=self,
            project_id=self._own,
        )

    def ask_plan(self, edit: CaptionEdit, then: Planned, key: str = "plan") -> None:
        """Which captions an edit would change; a newer question replaces an older one."""
        if self.project is None or not self.ids or self.too_many:
            return
        project_id, wanted, catalogue = self.project.id, self.ids, self._desk.catalogue
        self._desk.lane.ask(
            lambda session: describing.plan_captions(session, catalogue, project_id, wanted, edit),
            then,
            owner=self,
            key=key,
        )

    def apply(self, edit: CaptionEdit, text: str) -> None:
        """Change the captions of the selection."""
        if self.project is None or not self.ids:
            return
        project_id, wanted = self.project.id, self.ids
        self._desk.do(
            text,
            lambda catalogue: describing.change_captions(catalogue, project_id, wanted, edit),
            datasets.set_captions,
            then=self._say_count,
            owner=self,
            project_id=project_id,
        )

    def _say_count(self, before: dict[int, str]) -> None:
        self._desk.say(self.tr("%n caption(s) changed.", "", len(before)))

    # --- rights and facts ------------------------------------------------------------------------

    def set_rights(self, **given: Any) -> None:
        """Change what is given, of the whole selection."""
        wanted = self.ids
        self._desk.do(
            self.tr("Change rights"),
            lambda catalogue: describing.set_rights(catalogue, wanted, **given),
            describing.put_rights_back,
            owner=self,
            project_id=self._own,
        )

    def set_text_facts(self, **given: Any) -> None:
        """Kind or language of the selected texts."""
        wanted = self.ids
        self._desk.do(
            self.tr("Change what a text is"),
            lambda catalogue: describing.set_text_facts(catalogue, wanted, **given),
            describing.put_text_facts_back,
            owner=self,
            project_id=self._own,
        )

    def set_fields(self, item_id: int, fields: dict[str, str]) -> None:
        """Title, question and other fields of one text."""
        self._desk.do(
            self.tr("Edit fields"),
            lambda catalogue: describing.set_fields(catalogue, item_id, fields),
            describing.put_text_facts_back,
            owner=self,
            project_id=self._own,
            failed=self._refused,
        )

    # --- inside ----------------------------------------------------------------------------------

    @property
    def _own(self) -> int:
        """Whose step a change is: another project may be open already when something is kept."""
        return self.project.id if self.project is not None else 0

    def _take(self, wanted: tuple[int, ...], found: tuple[Summary, ItemRecord | None]) -> None:
        if wanted == self.ids:
            self.loading = False
            self.summary, self.item = found

    def _lost(self, error: KnownError) -> None:
        """What was selected has gone meanwhile; the page will select something else."""
        self.loading = False
        self.item, self.summary = None, Summary()
        if error.kind != "not_found":
            self._desk.fail(error)

    def _refused(self, error: KnownError) -> None:
        self._desk.fail(error)
        self.item_changed.emit(self.item)

    def _hear(self, changes: Changes) -> None:
        if self.ids and changes.items & set(self.ids):
            self.reload()
