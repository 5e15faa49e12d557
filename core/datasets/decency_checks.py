"""Checks of what should not be in a brand's photos at all, by what a network saw in them."""

from __future__ import annotations

from core.contract.items import Finding
from core.datasets.check_registry import CheckContext, picture_check, share_of_photos
from core.datasets.picture_facts import PictureSet
from core.language import say, say_many

_TOLD = 0.9
"""Yahoo, who taught the network, call pictures above 0.8 unsafe. Of 2,273 harmless pictures, many
of them of things in the colour of skin, none came above 0.78."""


@picture_check(
    "nudity",
    title="Nudity",
    sentence="Finds photos that seem to show naked people.",
)
def nudity(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Only told where the network is nearly sure."""
    scores = {one.picture.id: float(one.looks.get("nudity", 0.0)) for one in photos.measured}
    found = {item: score for item, score in scores.items() if score >= _TOLD}
    if not found:
        return []
    return [Finding(
        code="nudity",
        severity="attention",
        say=share_of_photos(len(found), photos.total, say_many(
            "seems to show naked people", "seem to show naked people", len(found),
        )),
        why=say("The adapter may then show naked people where nobody asked for them."),
        hint=say("Look at them, and leave them out unless they are meant to be learnt."),
        items=tuple(found),
        detail="; ".join(f"{item}: {score:.2f} of 1" for item, score in list(found.items())[:12])
               + f", told from {_TOLD}",
        remedy="set_aside",
    )]  # fmt: skip
