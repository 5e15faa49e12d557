"""Checks of what was put around or beside a photo, and of how its subject stands in it.

Thresholds were set on one half of the labelled faults in `tests/benchmarks/photo_faults` and are
reported on the other half in `docs/photo_checks.md`.
"""

from __future__ import annotations

import re

from core.contract.items import Finding
from core.datasets.check_registry import (
    CheckContext,
    photo_finding,
    picture_check,
    shows_detail,
)
from core.datasets.damage_checks import has_blocks
from core.datasets.picture_facts import MeasuredPicture, PictureFacts, PictureSet
from core.datasets.training_crop import cuts
from core.language import say, say_many

_BAR = 0.02
_SEAM, _WHOLE_SEAM, _BOTH_WAYS = 0.6, 0.8, 0.05
_LESS = 0.46
_REGULAR = ((1 / 2, 0.012), (1 / 3, 0.015), (2 / 3, 0.015))
"""Where seams lie between two or three parts of one size, and how far a gap moves them."""
_LINES, _DRAWN, _FEW, _AROUND = 3, 0.38, 0.45, 0.8
_SCREEN_NAME = re.compile(
    r"screen[ _-]?shot|screen[ _-]?capture|bildschirmfoto|captura de pantalla|capture d.[ée]cran",
    re.IGNORECASE,
)
_EVEN = 0.86
_SMALL = 0.285
"""Longer side of a small subject, a share of the photo's."""
_CUT, _BEHIND = 0.03, 0.985
_LIT, _RANGE, _NOT_DARK = 128.0, 30.0, 100.0  # luma


@picture_check(
    "borders",
    title="Frames and bars",
    sentence="Finds photos with a frame or with bars at two sides.",
)
def borders(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """One-coloured bars that end all along a straight line, at opposite sides."""
    found = [one for one in photos.measured if has_bars(one.facts)]
    if not found:
        return []
    return [photo_finding(
        "borders", found, photos, "attention",
        what=say_many("has a frame or bars", "have a frame or bars", len(found)),
        why=say("The adapter would draw the frame into its pictures."),
        hint=say("Let Signet cut the frame away, or set them aside."),
        detail="; ".join(
            f"{one.picture.id}: " + ", ".join(f"{side:.0%}" for side in one.facts.bars)
            for one in found[:12]
        ),
    )]  # fmt: skip


def has_bars(facts: PictureFacts) -> bool:
    """Whether one-coloured bars lie at two opposite sides."""
    left, top, right, bottom = facts.bars
    return min(left, right) >= _BAR or min(top, bottom) >= _BAR


@picture_check(
    "collage",
    title="Collages",
    sentence="Finds files in which several photos lie side by side.",
)
def collage(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Seams right across, along which one side is now lighter and now darker."""
    found = [one for one in photos.measured if shows_detail(one) and _is_collage(one.facts)]
    if not found:
        return []
    return [photo_finding(
        "collage", found, photos, "attention",
        what=say_many("seems to be a collage", "seem to be collages", len(found)),
        why=say("The adapter would learn to show your product several times in one picture."),
        hint=say("Cut out the single photos and import those, or set the collages aside."),
        detail="; ".join(f"{one.picture.id}: {one.facts.seams}" for one in found[:6]),
    )]  # fmt: skip


def _is_collage(facts: PictureFacts) -> bool:
    upright = any(axis == 0.0 for axis, *_ in facts.seams)
    return not has_bars(facts) and any(
        share >= _least_seam(facts, place, rarer >= _BOTH_WAYS)
        and (upright or _is_no_horizon(share, rarer))
        for _, place, share, rarer in facts.seams
    )


def _is_no_horizon(share: float, rarer: float) -> bool:
    """Of a level line in a photo without upright ones: the sea and the edge of a table are lighter
    or darker than what is above them all along, or blurred in places."""
    return share >= _WHOLE_SEAM and rarer >= _BOTH_WAYS


def _least_seam(facts: PictureFacts, place: float, both_ways: bool) -> float:
    """How much of a line must be sharp: less where a collage of equal parts has its seams, and all
    of it where compression draws straight lines of its own."""
    if has_blocks(facts):
        return _WHOLE_SEAM
    if any(abs(place - middle) <= away for middle, away in _REGULAR):
        return _LESS if both_ways else _SEAM
    return _SEAM if both_ways else _WHOLE_SEAM


@picture_check(
    "screenshot",
    title="Screenshots",
    sentence="Finds pictures of a screen: with panels, buttons and lines of a window.",
)
def screenshot(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Drawn areas and many exact lines; or a file that is named so."""
    found = [one for one in photos.measured if _is_screenshot(one)]
    if not found:
        return []
    return [photo_finding(
        "screenshot", found, photos, "attention",
        what=say_many("seems to be a screenshot", "seem to be screenshots", len(found)),
        why=say("The adapter would learn bars and buttons along with your product."),
        hint=say("Import the photo itself instead, or set them aside."),
        detail="; ".join(
            f"{one.picture.id}: {one.facts.lines} lines, {one.facts.drawn:.0%} drawn"
            for one in found[:12]
        ),
    )]  # fmt: skip


def _is_screenshot(one: MeasuredPicture) -> bool:
    facts = one.facts
    # A window or a page is of one colour around what it shows; a room with straight edges is not.
    drawn = (
        facts.lines >= _LINES and facts.drawn >= _DRAWN
        and facts.few_colours >= _FEW and facts.even >= _AROUND
    )  # fmt: skip
    seen = drawn and shows_detail(one) and not has_bars(facts)
    return seen or bool(_SCREEN_NAME.search(one.picture.name))


@picture_check(
    "small_subject",
    title="Small subject",
    sentence="Finds photos before an even background in which the subject is very small.",
)
def small_subject(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Only said where the background is even, so that the subject can be told from it, and not in
    the dark, where every background looks even."""
    found = [
        one for one in photos.measured
        if one.facts.even >= _EVEN and 0 < one.facts.subject_long < _SMALL
        and one.facts.peak >= _NOT_DARK
    ]  # fmt: skip
    if not found or context.goal == "style":
        return []
    least = min(one.facts.subject_long for one in found)
    return [photo_finding(
        "small_subject", found, photos, "attention",
        what=say_many("shows the subject very small", "show the subject very small", len(found)),
        why=say("So few pixels of the product are left that its details cannot be learnt."),
        hint=say("Let Signet cut close around the subject, or take closer photos."),
        detail=f"the subject is {least:.0%} as long as a photo; told below {_SMALL:.0%}",
    )]  # fmt: skip


@picture_check(
    "cut_subject",
    title="Subject cut off",
    sentence="Finds photos before an even background in which the edge cuts through the subject.",
)
def cut_subject(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Only said where all of the background is even: before a room the edge cuts furniture, too.
    Close-ups of a set that has many are meant so."""
    found = [
        one for one in photos.measured
        if one.facts.even >= _EVEN and one.facts.behind >= _BEHIND
        and one.facts.subject_cut >= _CUT and _stands_out(one.facts)
    ]  # fmt: skip
    if not found or 2 * len(found) > photos.total:
        return []
    return [photo_finding(
        "cut_subject", found, photos, "attention",
        what=say_many("cuts off the subject", "cut off the subject", len(found)),
        why=say("The adapter may learn half a product, and cut it off as well."),
        hint=say("Keep a few as close-ups; replace the others by photos of the whole product."),
        detail=f"up to {max(one.facts.subject_cut for one in found):.0%} of a side",
    )]  # fmt: skip


def _stands_out(facts: PictureFacts) -> bool:
    """In haze and in the dark every background looks even, and nothing stands out from it."""
    return facts.peak >= _LIT and facts.peak - facts.deepest >= _RANGE


@picture_check(
    "crop_cuts_subject",
    title="Cut off in training",
    sentence="Finds photos whose subject is too long for the shapes that are trained in.",
)
def crop_cuts_subject(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Only said where the background is even; the cut is laid around the subject already."""
    cut = [(one, cuts(one, context.resolution)) for one in photos.measured]
    found = [(one, framed) for one, framed in cut if framed is not None]
    if not found or context.goal == "style":
        return []
    count = len(found)
    if all(framed.at_sides for _, framed in found):
        what = say_many(
            "will lose the sides of its subject", "will lose the sides of their subjects", count
        )
    else:
        what = say_many(
            "will lose the ends of its subject", "will lose the ends of their subjects", count
        )
    most = max(framed.subject_lost for _, framed in found)
    return [photo_finding(
        "crop_cuts_subject", [one for one, _ in found], photos, "ready",
        what=what,
        why=say("Photos are cut to the nearest shape that is trained in; the subject does not fit "
                "into it."),
        hint=say("Let Signet widen them with more background, or crop them yourself."),
        detail=f"up to {most:.0%} of the subject's length",
    )]  # fmt: skip
