"""Checks of what the files themselves tell: places and names, colour profiles, kinds, transparency.

They judge what import noted about the original; Signet's own copies carry none of it.
"""

from __future__ import annotations

from collections.abc import Callable

from core.contract.items import Finding, Picture, Severity
from core.datasets.check_registry import CheckContext, picture_check, share_of_photos
from core.datasets.picture_facts import PictureSet
from core.language import say, say_many

_GOOD_PROFILES = ("srgb", "none", "")


@picture_check(
    "private_metadata",
    title="Places and names",
    sentence="Finds originals that carry the place where they were taken, or a person's name.",
)
def private_metadata(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Only told: the copies that are trained on and handed out carry nothing of it."""
    return _told(
        "private_metadata", photos,
        lambda one: one.facts.get("had_gps") == "yes" or bool(one.facts.get("had_names")),
        "ready",
        what=lambda count: say_many(
            "came with a place or a name in its file", "came with places or names in their files",
            count,
        ),
        why=say("Signet's copies carry none of it; your own files still do."),
        hint=say("Mind it where you hand the original files on."),
    )  # fmt: skip


@picture_check(
    "colour_profile",
    title="Colour profile",
    sentence="Finds photos whose colours were kept in another way than screens show them.",
)
def colour_profile(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """A profile that could not be used, or colours for print without one, may come out wrong."""
    return _told(
        "colour_profile", photos, _uncertain_colours, "attention",
        what=lambda count: say_many(
            "may have come out in wrong colours", "may have come out in wrong colours", count
        ),
        why=say("Their colour profile is missing or broken, and the adapter learns what it sees."),
        hint=say("Compare them with the originals; export those as sRGB where they differ."),
    )  # fmt: skip


def _uncertain_colours(picture: Picture) -> bool:
    profile = picture.facts.get("profile", "")
    for_print = picture.facts.get("mode") in ("CMYK", "LAB") and profile in ("none", "")
    return profile.startswith("unusable") or for_print


@picture_check(
    "wrong_type",
    title="Another kind of file",
    sentence="Finds photos whose file is of another kind than its name says.",
)
def wrong_type(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Only told: they were read by their content."""
    return _told(
        "wrong_type", photos, lambda one: bool(one.facts.get("extension")), "ready",
        what=lambda count: say_many(
            "is of another kind than its name says", "are of another kind than their names say",
            count,
        ),
        why=say("Signet reads them by their content; other programs may refuse them."),
        hint=say("Nothing needs to be done here."),
    )  # fmt: skip


@picture_check(
    "animated",
    title="Moving pictures",
    sentence="Finds files with several pictures, of which only the first is used.",
)
def animated(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Animated GIF and WebP, TIFF of several pages."""
    return _told(
        "animated", photos, _moves, "attention",
        what=lambda count: say_many(
            "holds several pictures, and only the first is used",
            "hold several pictures, and only the first of each is used", count,
        ),
        why=say("Moving pictures are small and poor in colours, which the adapter would learn."),
        hint=say("Import photos instead, or set them aside."),
    )  # fmt: skip


def _moves(picture: Picture) -> bool:
    """A JPEG is a photo, though many cameras keep a preview or a second exposure behind it."""
    several = picture.facts.get("frames", "1") not in ("1", "")
    return several and picture.facts.get("format") != "JPEG"


@picture_check(
    "transparent",
    title="Transparent background",
    sentence="Finds pictures with a transparent background, which was made white.",
)
def transparent(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Cut-outs: useful, but white all around."""
    return _told(
        "transparent", photos, lambda one: bool(one.facts.get("alpha")), "attention",
        what=lambda count: say_many(
            "had a transparent background, which is white now",
            "had a transparent background, which is white now", count,
        ),
        why=say("The adapter would take the white for a part of the product."),
        hint=say("Add photos in real places, and name the white background in the captions."),
    )  # fmt: skip


def _told(
    code: str,
    photos: PictureSet,
    is_so: Callable[[Picture], bool],
    severity: Severity,
    *,
    what: Callable[[int], str],
    why: str,
    hint: str,
) -> list[Finding]:
    found = [one.picture for one in photos.measured if is_so(one.picture)]
    if not found:
        return []
    return [Finding(
        code=code,
        severity=severity,
        say=share_of_photos(len(found), photos.total, what(len(found))),
        why=why,
        hint=hint,
        items=tuple(one.id for one in found),
        detail="; ".join(f"{one.id}: {one.name}" for one in found[:12]),
        remedy="set_aside" if severity == "attention" and len(found) < photos.total else "",
    )]  # fmt: skip
