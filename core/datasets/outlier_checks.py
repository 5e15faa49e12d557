"""The check for a photo of something else among photos of one product, by the subject's colours."""

from __future__ import annotations

import numpy as np

from core.contract.items import Finding
from core.datasets.check_registry import CheckContext, photo_finding, picture_check
from core.datasets.picture_facts import PictureFacts, PictureSet
from core.language import say, say_many

_FEWEST = 6
_AGREE = 0.6  # correlation of the colours of most photos with those of their third nearest
_APART = 0.42
_DULL_PEAK, _BURNT, _COLOURLESS, _PALE = 128.0, 0.12, 6.0, 100.0
"""Beyond these a photo's colours say nothing about what it shows."""


@picture_check(
    "outlier",
    title="Another product",
    sentence="Finds photos whose subject has other colours than all the rest.",
)
def outlier(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Far from its third nearest photo, where most are near to theirs; nothing about a style. Only
    told: before busy backgrounds the colours are not the subject's alone."""
    if photos.total < _FEWEST or context.goal == "style":
        return []
    palettes = np.stack([one.facts.palette_shares() for one in photos.measured])
    alike = palettes @ palettes.T
    np.fill_diagonal(alike, -1.0)
    nearest = np.partition(alike, -3, axis=1)[:, -3]
    usual = float(np.median(nearest))
    if usual < _AGREE:
        return []
    found = [
        one for one, near in zip(photos.measured, nearest, strict=True)
        if near < usual - _APART and _colours_count(one.facts)
    ]  # fmt: skip
    if not found:
        return []
    return [photo_finding(
        "outlier", found, photos, "ready",
        what=say_many("may show another product", "may show another product", len(found)),
        why=say("The adapter would mix the two into one."),
        hint=say("Look at them; set aside what does not belong to the set."),
        detail=f"colours as near as {float(nearest.min()):.2f} to others, usually {usual:.2f}",
    )]  # fmt: skip


def _colours_count(facts: PictureFacts) -> bool:
    return (
        facts.peak >= _DULL_PEAK
        and facts.subject_clipped <= _BURNT
        and facts.colourful >= _COLOURLESS
        and facts.deepest <= _PALE
    )
