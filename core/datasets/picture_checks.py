"""Checks that judge photos one by one: size, sharpness, light, shape, captions.

Thresholds were set on the sample brand and on faults made from it: blur of 1 to 4 px, and
exposure of 2 stops up and down.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from core.contract.items import Finding
from core.datasets.check_registry import (
    CheckContext,
    photo_finding,
    picture_check,
    share_of_photos,
    shows_detail,
)
from core.datasets.layout_checks import has_bars
from core.datasets.picture_facts import MeasuredPicture, PictureFacts, PictureSet
from core.datasets.set_checks import border_luma
from core.language import say, say_many

_ENLARGED = 1.25  # times; up to this, enlarging is not seen in training
_BLURRED, _BLURRED_FINE = 1.1, 1.75  # px at 512 px and at up to 1,024 px
_SOFTER_THAN_SET = 1.6
_SOFT = 0.95  # px; nothing sharper is called blurred, however sharp the rest is
_DULL_PEAK = 140.0  # of 255; two stops below white are 136
_BURNT, _BURNT_BEYOND_SET, _BRIGHT = 0.035, 0.02, 230.0
_WHITE_PATCHES = 9  # of twelve around the frame
_BESIDE_WHITE, _BESIDE_WHITE_BEYOND_SET = 0.25, 0.25
_NOTHING_LEFT = 0.97
_WHITE = 250.0
WIDEST = 2.0
"""Longest shape that is trained on, long side to short side; more is cut away."""
_NOTICED_LOSS = 0.05


@picture_check(
    "unreadable",
    title="Unreadable photos",
    sentence="Finds photos whose file can no longer be read.",
)
def unreadable(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Photos that could not be decoded; they are left out of all other checks."""
    if not photos.unreadable:
        return []
    count = len(photos.unreadable)
    total = photos.total + count
    return [Finding(
        code="unreadable",
        severity="attention" if photos.total else "blocks",
        say=share_of_photos(count, total, say_many("cannot be read", "cannot be read", count)),
        why=say("The adapter cannot learn from a photo that does not open."),
        hint=say("Set them aside, or import the originals again."),
        items=tuple(picture.id for picture, _ in photos.unreadable),
        detail="; ".join(error.detail or error.say for _, error in photos.unreadable),
        remedy="set_aside",
    )]  # fmt: skip


@picture_check(
    "too_small",
    title="Too small",
    sentence="Finds photos with fewer pixels than they would be trained at.",
)
def too_small(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Photos that would have to be enlarged by more than a quarter."""
    area = context.resolution**2
    found = [
        one for one in photos.measured
        if area > _ENLARGED**2 * one.picture.width * one.picture.height
    ]  # fmt: skip
    if not found:
        return []
    every = len(found) == photos.total
    least = min((one.picture for one in found), key=lambda one: one.width * one.height)
    hint = say("Import larger originals, or choose a smaller picture size.")
    return [photo_finding(
        "too_small", found, photos, "blocks" if every else "attention",
        what=say_many(
            "is too small for {size} px", "are too small for {size} px", len(found),
            size=context.resolution,
        ),
        why=say("Enlarged photos teach the adapter soft, smeared detail."),
        hint=hint if every else say("Import larger originals, or set them aside."),
        detail=f"smallest: {least.width} x {least.height} px",
    )]  # fmt: skip


@picture_check(
    "blurred",
    title="Blurred",
    sentence="Finds photos whose subject is out of focus or was moved while taken.",
)
def blurred(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Soft on its own account, or much softer than the other photos of the set."""
    softest = (one.facts.blur_softest for one in photos.measured)
    known = [blur for blur in softest if blur is not None]
    if not known:
        return []
    usual = float(np.median(known))
    limit = min(_BLURRED, max(_SOFT, _SOFTER_THAN_SET * usual))
    found = [
        one for one in photos.measured
        if shows_detail(one) and _is_blurred(one.facts, limit, context)
    ]  # fmt: skip
    if not found:
        return []
    worst = max(one.facts.blur_softest or 0.0 for one in found)
    return [photo_finding(
        "blurred", found, photos, "attention",
        what=say_many("is blurred", "are blurred", len(found)),
        why=say("The adapter would learn the blur."),
        hint=say("Set them aside, or replace them by sharper ones."),
        detail=f"edges up to {worst:.2f} px soft in one direction at 512 px; the set's usual is "
               f"{usual:.2f} px, the limit {limit:.2f} px",
    )]  # fmt: skip


def _is_blurred(facts: PictureFacts, limit: float, context: CheckContext) -> bool:
    if facts.blur_softest is not None and facts.blur_softest > limit:
        return True
    fine = context.resolution > 512 and facts.blur_fine is not None
    return fine and (facts.blur_fine or 0.0) > _BLURRED_FINE


@picture_check(
    "too_dark",
    title="Too dark",
    sentence="Finds photos in which even the highlights are dim.",
)
def too_dark(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """About two stops underexposed; a dark subject or a dark background alone is fine, and so are
    deep colours, which are dark in two of three."""
    found = [one for one in photos.measured if one.facts.highest < _DULL_PEAK]
    if not found:
        return []
    return [photo_finding(
        "too_dark", found, photos, "attention",
        what=say_many("is too dark", "are too dark", len(found)),
        why=say("The adapter would learn the gloom, and details in the shadows are lost to it."),
        hint=say("Let Signet brighten them, or set them aside."),
        detail=f"brightest parts at {min(one.facts.highest for one in found):.0f} of 255; "
               f"expected at least {_DULL_PEAK:.0f}",
    )]  # fmt: skip


@picture_check(
    "blown_out",
    title="Blown out",
    sentence="Finds photos with large parts that are white without any drawing.",
)
def blown_out(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Overexposed; a plain white studio background alone is fine."""
    light_set = _one_light_background(photos)
    facts = [one.facts for one in photos.measured]
    burnt = float(np.median([one.burnt for one in facts] or [0.0]))
    beside = float(np.median([one.burnt_beside_white for one in facts] or [0.0]))
    found = [
        one for one in photos.measured if _is_blown(one.facts, light_set, burnt, beside)
    ]  # fmt: skip
    if not found:
        return []
    return [photo_finding(
        "blown_out", found, photos, "ready",
        what=say_many("is blown out", "are blown out", len(found)),
        why=say("Where a photo is pure white the adapter has nothing to learn from."),
        hint=say("Take darker exposures of them, or set them aside."),
        detail=f"up to {max(one.facts.burnt for one in found):.0%} of a photo has lost its colour",
    )]  # fmt: skip


def _is_blown(facts: PictureFacts, light_set: bool, burnt: float, beside: float) -> bool:
    """The last two: what is usual in the set."""
    if has_bars(facts):  # a white frame is no light
        return False
    if not _white_frame(facts):
        bright = facts.peak >= _BRIGHT  # turquoise and yellow things are not
        return bright and facts.burnt > max(_BURNT, burnt + _BURNT_BEYOND_SET)
    # White all around is a studio, unless the subject's colours are at their end as well.
    limit = max(_BESIDE_WHITE, beside + _BESIDE_WHITE_BEYOND_SET)
    return light_set or facts.burnt_beside_white > limit or facts.clipped > _NOTHING_LEFT


def _white_frame(facts: PictureFacts) -> bool:
    """A studio's white: most patches of the border; the subject may reach into the others."""
    return sum(patch[0] >= _WHITE for patch in facts.border) >= _WHITE_PATCHES


def _one_light_background(photos: PictureSet) -> bool:
    """Whether most photos share a light background that is not white: then a white one among
    them was overexposed rather than taken in a studio."""
    others = [border_luma(one.facts) for one in photos.measured if not _white_frame(one.facts)]
    if len(others) < 3 or 2 * len(others) < photos.total:
        return False
    return float(np.median(others)) > 150 and float(np.std(others)) < 25


@picture_check(
    "extreme_crop",
    title="Extreme shapes",
    sentence="Finds photos so long and narrow that a part of them is cut away in training.",
)
def extreme_crop(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Longer than two to one, the longest shape that is trained on."""
    lost = {one.picture.id: 1 - WIDEST / _length(one) for one in photos.measured}
    found = [one for one in photos.measured if lost[one.picture.id] > _NOTICED_LOSS]
    if not found:
        return []
    most = max(lost[one.picture.id] for one in found)
    return [photo_finding(
        "extreme_crop", found, photos, "attention",
        what=say_many(
            "is so long that {part:.0%} would be cut away",
            "are so long that up to {part:.0%} would be cut away",
            len(found), part=most,
        ),
        why=say("The adapter never sees what is cut away, and may learn half a product."),
        hint=say("Let Signet crop them to a shape that is trained on, or set them aside."),
        detail=f"longest shape {max(_length(one) for one in found):.1f} to 1, "
               f"trained up to {WIDEST:.0f} to 1",
    )]  # fmt: skip


def _length(one: MeasuredPicture) -> float:
    long, short = (
        max(one.picture.width, one.picture.height),
        min(one.picture.width, one.picture.height),
    )
    return long / max(1, short)


@picture_check(
    "missing_captions",
    title="Captions",
    sentence="Finds photos without a caption, or with one that lacks the code word.",
)
def missing_captions(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Captions tie the code word to the subject and name what varies."""
    findings = []
    empty = [one for one in photos.measured if not one.picture.caption.strip()]
    if empty:
        count = len(empty)
        findings.append(
            Finding(
                code="missing_captions",
                severity="attention",
                say=share_of_photos(
                    count, photos.total, say_many("has no caption", "have no caption", count)
                ),
                why=say(
                    "Without words the adapter cannot tell what is your product and what is not."
                ),
                hint=say("Fill in captions; Signet can write simple ones for all of them."),
                items=tuple(one.picture.id for one in empty),
                remedy="fill_captions",
            )
        )
    lacking = _without_trigger(photos.measured, context.trigger)
    if lacking:
        count = len(lacking)
        findings.append(Finding(
            code="missing_captions",
            severity="attention",
            say=share_of_photos(
                count, photos.total,
                say_many(
                    "has a caption without the code word “{word}”",
                    "have a caption without the code word “{word}”",
                    count, word=context.trigger,
                ),
            ),
            why=say("Only the code word calls up later what was learnt from these photos."),
            hint=say("Add the code word to the captions."),
            items=tuple(one.picture.id for one in lacking),
            remedy="add_trigger",
        ))  # fmt: skip
    return findings


def _without_trigger(measured: Sequence[MeasuredPicture], trigger: str) -> list[MeasuredPicture]:
    if not trigger:
        return []
    word = re.compile(rf"(?<!\w){re.escape(trigger)}(?!\w)", re.IGNORECASE)
    return [
        one for one in measured
        if one.picture.caption.strip() and not word.search(one.picture.caption)
    ]  # fmt: skip
