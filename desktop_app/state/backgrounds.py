"""Other backgrounds for photos, before they are kept: proposals in jobs, ready to be painted.

No widgets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from core.actions import backgrounds
from core.actions.backgrounds import BackgroundProposal
from core.catalogue.store import Catalogue
from core.datasets.backgrounds import Backdrop
from core.datasets.cutout import Stroke
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
        )
        return len(found)

    return JobThread(work, name="preview")


def touch_up_job(
    catalogue: Catalogue, proposal: BackgroundProposal, strokes: Sequence[Stroke]
) -> JobThread:
    """A job, not started, whose value is the `BackgroundPreview` with a mask that follows the
    brush."""
    drawn = tuple(strokes)

    def work(thread: JobThread) -> BackgroundPreview:
        return _preview(backgrounds.touched_up(catalogue, proposal, drawn, EDGE))

    return JobThread(work, name="cut out")


def pictures_job(catalogue: Catalogue, files: Sequence[Path]) -> JobThread:
    """A job, not started, that takes pictures of the user's own; its value is a tuple of
    `Backdrop`."""
    wanted = tuple(files)

    def work(thread: JobThread) -> tuple[Backdrop, ...]:
        return backgrounds.take_pictures(catalogue, wanted)

    return JobThread(work, name="backgrounds")


def _preview(proposal: BackgroundProposal) -> BackgroundPreview:
    before = image_of(render(open_copy(proposal.copy, EDGE), proposal.now))
    after = image_of(render(open_copy(proposal.preview), proposal.now))
    return BackgroundPreview(proposal, before, after)
