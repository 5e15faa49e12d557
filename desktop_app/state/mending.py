"""Carrying out remedies: previews and drawing in jobs, keeping what was drawn as one undoable step.

No widgets. A remedy that changes pictures or wordings is shown first; the others are done at once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from core.actions import backgrounds, photo_mending, remedies
from core.actions.changes import Changes
from core.actions.mend_all import AllMended, mend_all
from core.actions.mend_all import undo as undo_all
from core.actions.photo_mending import Asked, DrawnPhoto, Mended, PhotoProposal, Progress
from core.actions.remedies import TextProposal
from core.catalogue.records import ItemKind
from core.catalogue.store import Catalogue
from core.contract.items import Finding
from core.datasets.backgrounds import Backdrop
from core.datasets.photo_recipes import Recipe, open_copy, render
from core.datasets.remedies import REMEDIES, Remedy
from core.errors import KnownError
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property
from desktop_app.state.desk import Desk

EDGE = 720
"""Long side of a preview, px."""
_LARGE = 60
"""Previews up to this number are kept at their full size; more of them are smaller each."""


@dataclass(frozen=True)
class PhotoPreview:
    """One photo before and after, ready to be painted."""

    proposal: PhotoProposal
    before: QImage
    after: QImage | None
    """None where nothing is to be gained."""


def image_of(picture: Image.Image) -> QImage:
    """A picture as Qt paints it; any thread."""
    data = picture.convert("RGB").tobytes()
    made = QImage(
        data, picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888
    )
    return made.copy()  # Qt does not keep the bytes alive


class Mending(QObject):
    """The remedies of one project."""

    mended = Signal(object)
    """A Mended or an AllMended, after it was done (not after its undo)."""
    drawing = Property[tuple[int, int] | None](None)
    """(photos drawn, photos in all) while new versions are made."""
    drawing_changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        """Shared by the panels of a page."""
        super().__init__()
        self._desk = desk
        self._drawer: JobThread | None = None

    def stop(self) -> None:
        """Stop drawing; what was drawn until then is let go."""
        if self._drawer is not None:
            self._drawer.cancel()

    # --- showing ---------------------------------------------------------------------------------

    def preview_photos(self, project_id: int, remedy: str, ids: Sequence[int]) -> JobThread:
        """A job, not started, that tells a `PhotoPreview` for each photo."""
        catalogue, wanted = self._desk.catalogue, tuple(ids)
        edge = round(max(EDGE / 4, EDGE * min(1.0, (_LARGE / max(1, len(wanted))) ** 0.5)))

        def work(thread: JobThread) -> int:
            found = photo_mending.propose_photos(
                catalogue,
                project_id,
                remedy,
                wanted,
                each=lambda proposal: thread.tell(_preview(proposal, edge)),
                cancelled=thread.cancelled,
            )
            return len(found)

        return JobThread(work, name="preview")

    def preview_texts(self, project_id: int, remedy: str, ids: Sequence[int]) -> JobThread:
        """A job, not started, that tells one list of `TextProposal`."""
        catalogue, wanted = self._desk.catalogue, tuple(ids)

        def work(thread: JobThread) -> int:
            found = remedies.propose_texts(catalogue, project_id, remedy, wanted)
            thread.tell(found)
            return len(found)

        return JobThread(work, name="preview")

    # --- doing -----------------------------------------------------------------------------------

    def mend_at_once(self, project_id: int, finding: Finding, remedy: Remedy) -> None:
        """A remedy without a preview."""
        number = len(finding.items)
        said = {
            "set_aside": self.tr("%n item(s) set aside.", "", number),
            "fill_captions": self.tr("%n caption(s) written.", "", number),
            "add_trigger": self.tr("The code word was added to %n caption(s).", "", number),
            "drop_common_words": self.tr("%n caption(s) changed.", "", number),
            "name_alike": self.tr("%n caption(s) changed.", "", number),
            "split_again": self.tr("Training and test will be divided anew."),
            "thin_out": self.tr("Thinned out; the longest of them stay."),
        }
        self._do(
            remedy.button,
            lambda catalogue: remedies.mend(catalogue, project_id, finding, remedy.name),
            said.get(remedy.name, ""),
        )

    def mend_texts(self, proposals: Sequence[TextProposal], remedy: str) -> None:
        """Keep what was proposed for texts."""
        chosen = tuple(proposals)
        self._do(
            REMEDIES[remedy].button,
            lambda catalogue: remedies.keep_texts(catalogue, chosen, remedy),
            self.tr("%n text(s) mended; the earlier wording is kept.", "", len(chosen)),
        )

    def mend_photos(
        self,
        recipes: Mapping[int, Recipe],
        text: str,
        *,
        remedy: str = "",
        failed: Callable[[KnownError], None] | None = None,
    ) -> JobThread:
        """Draw new versions in a job, then keep them as one step that can be undone.

        Args:
            text: names the step in the Edit menu.
        """
        wanted = dict(recipes)
        return self._draw(
            functools.partial(photo_mending.draw_photos, recipes=wanted),
            functools.partial(photo_mending.keep_photos, remedy=remedy),
            text,
            len(wanted),
            failed,
        )

    def adjust_photos(
        self,
        proposals: Sequence[PhotoProposal],
        made: Callable[[PhotoProposal], Recipe],
        text: str,
    ) -> JobThread:
        """`mend_photos` where each recipe takes time to be found; `made` is called in the job."""
        wanted = tuple(proposals)

        def draw(catalogue: Catalogue, progress: Progress, cancelled: Asked) -> list[DrawnPhoto]:
            found = ((one, made(one)) for one in wanted if not cancelled())
            recipes = {one.item_id: recipe for one, recipe in found if recipe != one.now}
            return photo_mending.draw_photos(
                catalogue, recipes, progress=progress, cancelled=cancelled
            )

        return self._draw(draw, photo_mending.keep_photos, text, len(wanted))

    def change_backgrounds(self, wanted: Mapping[int, Backdrop], text: str) -> JobThread:
        """Draw photos before other backgrounds in a job; one step that can be undone."""
        chosen = dict(wanted)
        return self._draw(
            functools.partial(backgrounds.draw_backgrounds, wanted=chosen),
            backgrounds.keep_backgrounds,
            text,
            len(chosen),
        )

    def _draw(
        self,
        draw: Callable[..., list[DrawnPhoto]],
        keep_drawn: Callable[[Catalogue, list[DrawnPhoto]], tuple[Mended, Changes]],
        text: str,
        count: int,
        failed: Callable[[KnownError], None] | None = None,
    ) -> JobThread:
        catalogue, project = self._desk.catalogue, self._open_one

        def work(thread: JobThread) -> list[DrawnPhoto]:
            return draw(
                catalogue,
                progress=lambda done, total: thread.tell((done, total)),
                cancelled=thread.cancelled,
            )

        def keep(drawn: Any) -> None:
            self._do(
                text,
                lambda catalogue: keep_drawn(catalogue, drawn),
                self.tr("%n photo(s) changed; the originals are untouched.", "", len(drawn)),
                project,
            )

        thread = JobThread(work, name="mend photos")
        self._drawer, self.drawing = thread, (0, count)
        thread.message.connect(self._follow)
        thread.finished.connect(self._finished)
        thread.done.connect(keep)
        thread.failed.connect(failed or self._desk.fail)
        return self._desk.start(thread)

    def _follow(self, progress: tuple[int, int]) -> None:
        if self.sender() is self._drawer:
            self.drawing = progress

    def _finished(self) -> None:
        if self.sender() is self._drawer:
            self._drawer, self.drawing = None, None

    def mend_everything(self, project_id: int, kinds: Sequence[ItemKind]) -> JobThread:
        """All that needs nobody's judgement, in a job; one step that can be undone."""
        catalogue, wanted = self._desk.catalogue, tuple(kinds)

        def work(thread: JobThread) -> tuple[AllMended, Changes]:
            return mend_all(
                catalogue,
                project_id,
                wanted,
                progress=lambda done, total: thread.tell((done, total)),
                cancelled=thread.cancelled,
            )

        def keep(found: tuple[AllMended, Changes]) -> None:
            first = [found]

            def again(one: Catalogue) -> tuple[AllMended, Changes]:
                return first.pop() if first else mend_all(one, project_id, wanted)

            aside = len(found[0].set_aside)
            self._desk.do(
                self.tr("Mend everything"),
                again,
                undo_all,
                then=self.mended.emit,
                owner=self,
                toast=self.tr("Mended; %n item(s) set aside. Nothing was deleted.", "", aside),
                undo_label=self.tr("Undo"),
                project_id=project_id,
            )

        thread = JobThread(work, name="mend everything")
        self._drawer, self.drawing = thread, (0, 0)
        thread.message.connect(self._follow)
        thread.finished.connect(self._finished)
        thread.done.connect(keep)
        thread.failed.connect(self._not_mended)
        return self._desk.start(thread)

    def _not_mended(self, error: KnownError) -> None:
        """Taken back; lists that were read meanwhile are read again."""
        if self._desk.project is not None:
            self._desk.lane.tell(Changes(projects=frozenset({self._desk.project.id})))
        self._desk.fail(error)

    def back_to_original(self, ids: Sequence[int]) -> None:
        """Photos and texts as they came in."""
        wanted = tuple(ids)
        self._do(
            self.tr("Back to the original"),
            lambda catalogue: photo_mending.back_to_original(catalogue, wanted),
            self.tr("%n item(s) are as they came in.", "", len(wanted)),
        )

    def _tell(self, mended: Mended) -> None:
        self.mended.emit(mended)
        if mended.left and mended.remedy != "original":
            self._desk.say(self.tr(
                "%n item(s) stay as they are: changed meanwhile, or another one would be the same.",
                "", len(mended.left),
            ))  # fmt: skip

    @property
    def _open_one(self) -> int:
        """The project whose step it is; another one may be open when the drawing is over."""
        return self._desk.project.id if self._desk.project is not None else 0

    def _do(
        self,
        text: str,
        work: Callable[[Catalogue], tuple[Mended, Changes]],
        said: str,
        project_id: int = 0,
    ) -> None:
        self._desk.do(
            text,
            work,
            remedies.undo,
            then=self._tell,
            owner=self,
            toast=said,
            undo_label=self.tr("Undo") if said else "",
            project_id=project_id,
        )


def _preview(proposal: PhotoProposal, edge: int) -> PhotoPreview:
    copy = open_copy(proposal.copy, edge)
    before = image_of(render(copy, proposal.now))
    after = None if proposal.better is None else image_of(render(copy, proposal.better))
    return PhotoPreview(proposal, before, after)
