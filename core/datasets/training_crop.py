"""What of a photo is learnt: the shape it is cut to, and where the cut is laid.

Photos of many shapes are trained in a few; each is scaled until it fills the nearest one, and what
juts out is cut away at one pair of sides. The cut is laid around the subject where that is known,
and moved no further than it needs; else it is laid in the middle. The engine cuts by the same
functions that the window shows it by.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.contract.items import Picture
from core.datasets.picture_facts import MeasuredPicture, PictureFacts

Shape = tuple[int, int]
"""Height and width in px."""
Box = tuple[float, float, float, float]
"""Left, top, right and bottom as shares of width and height."""
RATIOS = (0.5, 9 / 16, 2 / 3, 3 / 4, 4 / 5, 1.0, 5 / 4, 4 / 3, 3 / 2, 16 / 9, 2.0)
"""Width by height of usual photos; few, because every shape costs buffers and a warm-up."""
SUBJECT = "subject_box"
"""Under this name a photo's facts tell the engine where its subject is."""
CENTRED = (0.5, 0.5)
"""As much cut away at one side as at the other."""
_EVEN = 0.86
_AIR = 0.02
"""Share of the photo that is kept free beside the subject, where there is room."""
_CUT = 0.04
"""Share of the subject's width or height from which its being cut is told."""


@dataclass(frozen=True)
class Framed:
    """What is learnt of one photo."""

    box: Box
    """The part that is learnt."""
    subject_lost: float
    """Share of the subject's width or height that is cut away; 0 where it is not known."""

    @property
    def lost(self) -> float:
        """Share of the photo that is cut away."""
        left, top, right, bottom = self.box
        return 1.0 - (right - left) * (bottom - top)

    @property
    def at_sides(self) -> bool:
        """Whether it is cut at the left and right, and not above and below."""
        left, top, right, bottom = self.box
        return right - left < bottom - top


def picture_shape(width: int, height: int, resolution: int, multiple: int) -> Shape:
    """(height, width) in px of about resolution^2 px, nearest to the photo's own form."""
    best: tuple[float, Shape] | None = None
    for ratio in RATIOS:
        wide = max(multiple, round(resolution * math.sqrt(ratio) / multiple) * multiple)
        tall = max(multiple, round(resolution / math.sqrt(ratio) / multiple) * multiple)
        distance = abs(math.log(width / height) - math.log(wide / tall))
        if best is None or distance < best[0]:
            best = (distance, (tall, wide))
    assert best is not None
    return best[1]


def longest_shape(width: int, height: int) -> float:
    """Width to height of the longest shape that is trained in, where a photo is longer than that;
    0 where it is not."""
    ratio = width / max(1, height)
    return 0.0 if RATIOS[0] <= ratio <= RATIOS[-1] else RATIOS[-1] if ratio > 1 else RATIOS[0]


def centring(width: int, height: int, shape: Shape, subject: Box | None) -> tuple[float, float]:
    """How what is cut away is divided: 0 all at the right (below), 0.5 evenly, 1 all at the left
    (above); across and down, as `PIL.ImageOps.fit` takes it."""
    if subject is None:
        return CENTRED
    wide, high = _kept(width, height, shape)
    left, top, right, bottom = subject
    return _divided(wide, left, right), _divided(high, top, bottom)


def _kept(width: int, height: int, shape: Shape) -> tuple[float, float]:
    """Shares of width and height that are learnt."""
    ratio = (shape[1] / shape[0]) / (width / height)
    return min(1.0, ratio), min(1.0, 1 / ratio)


def _divided(kept: float, first: float, last: float) -> float:
    room = 1.0 - kept
    if room < 1e-6:
        return 0.5
    if last - first >= kept:
        start = (first + last - kept) / 2  # it is cut anyway: as much on both sides
    else:
        air = min(_AIR, (kept - (last - first)) / 2)
        start = min(max(room / 2, last + air - kept), first - air)
    return round(min(max(start, 0.0), room) / room, 4)


def framed(width: int, height: int, shape: Shape, subject: Box | None) -> Framed:
    """The part of a photo that is learnt."""
    wide, high = _kept(width, height, shape)
    across, down = centring(width, height, shape, subject)
    left, top = (1 - wide) * across, (1 - high) * down
    box = (left, top, left + wide, top + high)
    if subject is None:
        return Framed(box, 0.0)
    seen_wide = max(0.0, min(box[2], subject[2]) - max(box[0], subject[0]))
    seen_high = max(0.0, min(box[3], subject[3]) - max(box[1], subject[1]))
    lost = 1 - min(
        seen_wide / max(1e-6, subject[2] - subject[0]),
        seen_high / max(1e-6, subject[3] - subject[1]),
    )
    return Framed(box, max(0.0, lost))


def subject_of(facts: PictureFacts) -> Box | None:
    """Where the subject is, None where it cannot be told from its surroundings."""
    left, top, right, bottom = facts.subject_box
    if facts.even < _EVEN or right <= left or bottom <= top:
        return None
    return left, top, right, bottom


def told_subject(facts: Mapping[str, str]) -> Box | None:
    """What `with_subjects` wrote into a photo's facts; None where nothing is said."""
    try:
        left, top, right, bottom = (float(side) for side in facts[SUBJECT].split(","))
    except (KeyError, ValueError):
        return None
    return (left, top, right, bottom) if 0 <= left < right <= 1 and 0 <= top < bottom <= 1 else None


def with_subjects(
    pictures: Sequence[Picture], measured: Sequence[MeasuredPicture]
) -> tuple[Picture, ...]:
    """The pictures with their subjects' places among their facts, for the engine."""
    known = {one.picture.id: subject_of(one.facts) for one in measured}
    found = []
    for picture in pictures:
        box = known.get(picture.id)
        told = {} if box is None else {SUBJECT: ",".join(f"{side:.4f}" for side in box)}
        found.append(replace(picture, facts={**picture.facts, **told}))
    return tuple(found)


def cuts(one: MeasuredPicture, resolution: int, multiple: int = 16) -> Framed | None:
    """What is learnt of a photo whose subject is cut so that it shows; None of the others."""
    width, height = one.picture.width, one.picture.height
    shape = picture_shape(width, height, resolution, multiple)
    found = framed(width, height, shape, subject_of(one.facts))
    return found if found.subject_lost > _CUT else None
