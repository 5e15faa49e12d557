"""Checks of what may be used: people who have not agreed, rights that have expired.

They judge what somebody has entered, not the pictures: who is on a photo is not recognised.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.contract.items import Finding
from core.datasets.check_registry import (
    CheckContext,
    picture_check,
    share_of_photos,
    share_of_texts,
    text_check,
)
from core.datasets.picture_facts import PictureSet
from core.datasets.text_measures import TextSet
from core.language import say, say_many

ENTERED = frozenset({"people", "people_not_asked"})
"""Checks whose findings go away once the rights of their photos are entered."""


@picture_check(
    "people_not_asked",
    title="People not asked",
    sentence="Finds photos with recognisable people who have not agreed, as far as it was entered.",
)
def people_not_asked(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Entered as recognisable, and not as agreed."""
    found = [one.picture.id for one in photos.measured if one.picture.id in context.not_asked]
    if not found:
        return []
    what = say_many("shows people who have not agreed", "show people who have not agreed",
                    len(found))  # fmt: skip
    return [Finding(
        code="people_not_asked",
        severity="attention",
        say=share_of_photos(len(found), photos.total, what),
        why=say("What is learnt from them can show these people again in new pictures."),
        hint=say("Ask them and enter that they agreed, or set the photos aside."),
        items=tuple(found),
        remedy="set_aside",
    )]  # fmt: skip


@picture_check(
    "expired_photos",
    title="Expired rights",
    sentence="Finds photos whose right of use has come to its end.",
)
def expired_photos(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Training leaves them out in any case."""
    found = [one.picture.id for one in photos.measured if one.picture.id in context.expired]
    what = say_many("may no longer be used", "may no longer be used", len(found))
    return _expired("expired_photos", found, share_of_photos(len(found), photos.total, what))


@text_check(
    "expired_texts",
    title="Expired rights",
    sentence="Finds texts whose right of use has come to its end.",
)
def expired_texts(texts: TextSet, context: CheckContext) -> list[Finding]:
    """Training leaves them out in any case."""
    found = [text.id for text in texts.texts if text.id in context.expired]
    what = say_many("may no longer be used", "may no longer be used", len(found))
    return _expired("expired_texts", found, share_of_texts(len(found), len(texts), what))


def _expired(code: str, found: Sequence[int], sentence: str) -> list[Finding]:
    if not found:
        return []
    return [Finding(
        code=code,
        severity="attention",
        say=sentence,
        why=say("They are left out of training; an adapter that knew them would need a new one."),
        hint=say("Renew the right and enter its new end, or set them aside."),
        items=tuple(found),
        remedy="set_aside",
    )]  # fmt: skip
