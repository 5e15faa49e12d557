"""What a training would learn of one photo, before anything is trained."""

from __future__ import annotations

from core.catalogue.records import ItemRecord
from core.datasets.picture_facts import known_facts
from core.datasets.training_crop import Framed, framed, picture_shape, subject_of
from core.paths import Library

_RESOLUTION, _MULTIPLE = 512, 16
"""All families cut to the same shapes but for the rounding of their sides."""


def frame_of(library: Library, photo: ItemRecord) -> Framed:
    """The part of a photo that is learnt, by what the checks measured of it."""
    shape = picture_shape(max(1, photo.width), max(1, photo.height), _RESOLUTION, _MULTIPLE)
    facts = known_facts(library.cache / "checks", photo.sha256)
    subject = None if facts is None else subject_of(facts)
    return framed(max(1, photo.width), max(1, photo.height), shape, subject)
