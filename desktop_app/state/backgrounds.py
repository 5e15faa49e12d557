"""Other backgrounds for photos, before they are kept: proposals in jobs, ready to be painted.

No widgets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops
from PySide6.QtGui import QImage

from core.actions import backgrounds
from core.actions.backgrounds import BackgroundProposal
from core.catalogue.store import Catalogue
from core.datasets.backgrounds import Backdrop
from core.datasets.photo_recipes import open_copy, render
from desktop_app.job_thread import JobThread
from desktop_app.state.mending import image_of

EDGE = 512
"""Long side of a preview, px."""


@dataclass(frozen=True)
class BackgroundPreview:
    """One photo before and after, ready to be painted."""

    proposal: BackgroundProposal
    before: QImage
    after: QImage
    whole: QImage
    """The imported copy, neither turned nor cut."""
    cover: QImage
    """Its mask: alpha 255 where the background is, 0 where the subject is."""


def preview_job(catalogue: Catalogue, ids: Sequence[int], choices: Sequence[Backdrop]) -> JobThread:
    """A job, not started, that tells a `BackgroundPreview` for each photo."""
    wanted, chosen = tuple(ids), tuple(choices)

    def work(thread: JobThread) -> int:
        found = backgrounds.propose_backgrounds(
            catalogue,
            wanted,
            chosen,
            edge=EDGE,
            each=lambda proposal: thread.tell(_preview(proposal)),
            cancelled=thread.cancelled,
            on_cancel=thread.on_cancel,
        )
        return len(found)

    return JobThread(work, name="preview")


def touch_up_job(
    catalogue: Catalogue, proposal: BackgroundProposal, backdrop: Backdrop
) -> JobThread:
    """A job, not started, whose value is the `BackgroundPreview` with this background, whose mask
    follows its strokes."""

    def work(thread: JobThread) -> BackgroundPreview:
        made = backgrounds.touched_up(
            catalogue, proposal, backdrop, edge=EDGE, on_cancel=thread.on_cancel
        )
        return _preview(made)

    return JobThread(work, name="cut out")


def pictures_job(catalogue: Catalogue, files: Sequence[Path]) -> JobThread:
    """A job, not started, that takes pictures of the user's own; its value is a tuple of
    `Backdrop`."""
    wanted = tuple(files)

    def work(thread: JobThread) -> tuple[Backdrop, ...]:
        return backgrounds.take_pictures(catalogue, wanted)

    return JobThread(work, name="backgrounds")


def _preview(proposal: BackgroundProposal) -> BackgroundPreview:
    copy = open_copy(proposal.copy, EDGE)
    before = image_of(render(copy, proposal.now))
    after = image_of(render(open_copy(proposal.preview), proposal.now))
    return BackgroundPreview(proposal, before, after, image_of(copy), _cover(proposal.mask))


def _cover(mask: Path) -> QImage:
    with Image.open(mask, formats=("PNG",)) as opened:
        ground = ImageChops.invert(opened.convert("L"))
    ground.thumbnail((EDGE, EDGE))
    made = QImage(
        ground.tobytes(), ground.width, ground.height, ground.width, QImage.Format.Format_Alpha8
    )
    return made.copy()  # Qt does not keep the bytes alive
