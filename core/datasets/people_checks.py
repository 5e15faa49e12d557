"""Faces on photos of which nobody has said whether the people agreed.

A network has looked for faces (`core.looks.faces`); whose they are is not asked and not kept.
"""

from __future__ import annotations

from core.contract.items import Finding
from core.datasets.check_registry import CheckContext, picture_check, share_of_photos
from core.datasets.picture_facts import PictureSet
from core.language import say, say_many

FACES = "faces"
"""What has looked, as it is called in `MeasuredPicture.looks`."""


@picture_check(
    "people",
    title="People on photos",
    sentence="Finds photos with a face of which nobody has entered whether the people agreed.",
)
def people(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Any face that is large enough to be recognised; what was entered is believed."""
    found = [
        one.picture.id for one in photos.measured
        if one.looks.get(FACES) and one.picture.id not in context.people_said
    ]  # fmt: skip
    if not found:
        return []
    what = say_many("shows a face, and nobody has said whether the people agreed",
                    "show a face, and nobody has said whether the people agreed",
                    len(found))  # fmt: skip
    why = say("Whoever can be recognised must have agreed; the adapter may learn this face.")
    if context.no_people:
        why = say("This brand wants nobody to be recognised on its photos. {why}", why=why)
    return [Finding(
        code="people",
        severity="blocks" if context.no_people else "attention",
        say=share_of_photos(len(found), photos.total, what),
        why=why,
        hint=say("Enter whether they agreed, or that nobody can be recognised."),
        items=tuple(found),
        detail=_detail(photos, context),
        remedy="set_aside" if len(found) < photos.total else "",
    )]  # fmt: skip


def _detail(photos: PictureSet, context: CheckContext) -> str:
    faces = sum(
        len(one.looks.get(FACES, ())) for one in photos.measured
        if one.picture.id not in context.people_said
    )  # fmt: skip
    told = say_many("{count} face in all.", "{count} faces in all.", faces)
    return f"{told} {context.looks_note}".strip()
