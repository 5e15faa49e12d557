"""Checks of how the subject is shown over the whole set: from which distance, from which side, in
which shape. All of them are advice: where the background is not even, a photo says nothing here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.contract.items import Finding
from core.datasets.check_registry import CheckContext, picture_check
from core.datasets.near_copies import PLANE
from core.datasets.picture_facts import MeasuredPicture, PictureFacts, PictureSet
from core.language import say

Distance = Literal["close", "middle", "far"]
_EVEN, _FEWEST = 0.86, 8
_CLOSE = 0.3
"""Share of the photo, or of one of its sides, that the subject takes in a close-up."""
_FAR = 0.35
"""Share of width and of height below which a subject is far away."""
_INSIDE = 12
_SAME_OUTLINE, _SAME_INSIDE, _SAME_FORM = 0.8, 0.7, 0.2
"""Cells that two outlines share over those of either; correlation of the brightness inside;
logarithm between the two boxes' width to height."""
_NEARLY_ALL = 0.8
_WIDE, _TALL = 1.15, 1 / 1.15
"""Width to height from which a photo or a format lies or stands."""
_OTHER_WAY = 0.9


def distance_of(facts: PictureFacts) -> Distance:
    """How near the subject was taken; only where the background is even."""
    if facts.subject_area >= _CLOSE or max(facts.subject_sides) >= _CLOSE:
        return "close"
    left, top, right, bottom = facts.subject_box
    return "far" if max(right - left, bottom - top) < _FAR else "middle"


def _measurable(photos: PictureSet, context: CheckContext) -> list[MeasuredPicture]:
    """Those whose subject can be told from the background, if they are most of the set."""
    known = [
        one for one in photos.measured if one.facts.even >= _EVEN and one.facts.subject_area > 0
    ]
    if context.goal == "style" or len(known) < _FEWEST or 2 * len(known) < photos.total:
        return []
    return known


@picture_check(
    "no_close_up",
    title="Distances",
    sentence="Looks whether photos before an even background show the subject from near, too.",
)
def no_close_up(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Only told, and only where the subject can be measured in most photos."""
    counted = Counter(distance_of(one.facts) for one in _measurable(photos, context))
    if not counted or counted["close"]:
        return []
    return [Finding(
        code="no_close_up",
        severity="ready",
        say=say("None of the photos is a close-up."),
        why=say("What is never seen from near comes out vague when a picture asks for it."),
        hint=say("Add two or three photos that show a part of the product and fill the frame."),
        detail=f"{counted['middle']} from middle distance, {counted['far']} from far",
    )]  # fmt: skip


@picture_check(
    "same_side",
    title="One side",
    sentence="Looks whether photos before an even background show the subject from several sides.",
)
def same_side(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Nearly all have the same outline, in the same form, with the same light and dark inside."""
    known = _measurable(photos, context)
    alike = _largest_group([one.facts for one in known], [_form(one) for one in known])
    if not known or len(alike) < _NEARLY_ALL * len(known):
        return []
    return [Finding(
        code="same_side",
        severity="ready",
        say=say("All photos show the same side.") if len(alike) == photos.total else say(
            "{count} of {total} photos show the same side.",
            count=len(alike), total=photos.total,
        ),
        why=say("From other sides the adapter has to guess what the product looks like."),
        hint=say("Add photos from the left, from the right, from behind and from above."),
        items=tuple(known[at].picture.id for at in alike),
        detail=f"the same outline in {len(alike)} of {len(known)} that can be measured",
    )]  # fmt: skip


def _form(one: MeasuredPicture) -> float:
    """Logarithm of the subject's width to height."""
    left, top, right, bottom = one.facts.subject_box
    wide = (right - left) * one.picture.width
    high = (bottom - top) * one.picture.height
    return math.log(max(wide, 1.0) / max(high, 1.0))


def _largest_group(facts: Sequence[PictureFacts], forms: Sequence[float]) -> list[int]:
    """Positions of the photos that look like one of them, of the one that most are like."""
    if not facts:
        return []
    outlines = np.stack([one.outline_cells().ravel() for one in facts]).astype(np.float32)
    both = outlines @ outlines.T
    sizes = outlines.sum(axis=1)
    shared = both / np.maximum(sizes[:, None] + sizes[None] - both, 1.0)
    insides = np.stack([_inside(one) for one in facts])
    form = np.abs(np.subtract.outer(np.asarray(forms), np.asarray(forms)))
    alike = (shared >= _SAME_OUTLINE) & (insides @ insides.T >= _SAME_INSIDE) & (form <= _SAME_FORM)
    return [int(at) for at in np.flatnonzero(alike[int(alike.sum(axis=1).argmax())])]


def _inside(facts: PictureFacts) -> npt.NDArray[np.float32]:
    """[144] brightness inside the subject's box, of mean 0 and length 1."""
    left, top, right, bottom = facts.subject_box
    across = ((left + (right - left) * (np.arange(_INSIDE) + 0.5) / _INSIDE) * PLANE).astype(int)
    down = ((top + (bottom - top) * (np.arange(_INSIDE) + 0.5) / _INSIDE) * PLANE).astype(int)
    cells = facts.luma_plane()[np.ix_(down.clip(0, PLANE - 1), across.clip(0, PLANE - 1))]
    centred = cells.ravel() - cells.mean()
    return np.asarray(centred / max(float(np.linalg.norm(centred)), 1e-6), dtype=np.float32)


@picture_check(
    "other_shape_wanted",
    title="Shapes you publish in",
    sentence="Compares the photos' shape with the formats that the brand was exported in.",
)
def other_shape_wanted(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Nearly all lie and a wanted format stands, or the other way round."""
    ratios = [one.picture.width / max(1, one.picture.height) for one in photos.measured]
    if len(ratios) < _FEWEST:
        return []
    lying = sum(ratio >= _WIDE for ratio in ratios) >= _OTHER_WAY * len(ratios)
    standing = sum(ratio <= _TALL for ratio in ratios) >= _OTHER_WAY * len(ratios)
    other = [
        name for name, ratio in context.wanted_shapes
        if (lying and ratio <= _TALL) or (standing and ratio >= _WIDE)
    ]  # fmt: skip
    if not other:
        return []
    named = ", ".join(dict.fromkeys(other))
    return [Finding(
        code="other_shape_wanted",
        severity="ready",
        say=say("You publish in {formats}, but nearly all photos are landscape.", formats=named)
        if lying
        else say("You publish in {formats}, but nearly all photos are portrait.", formats=named),
        why=say("In a shape that was never seen the product is often cut off or stretched."),
        hint=say("Add some upright photos, or crop some to an upright shape.")
        if lying
        else say("Add some photos in landscape, or crop some to a wide shape."),
        detail=f"{len(ratios)} photos, {len(other)} formats of another shape",
    )]  # fmt: skip
