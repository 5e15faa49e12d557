"""One number for a set of photos, the three things that would raise it most, and a forecast.

Each finding takes its share of what is left: a fault of a photo as much as photos have it, one of
the set as a whole. How much a fault weighs is our own judgement of how far it is seen in results;
the number orders what to do and compares a set with itself, it promises no quality.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.contract.items import Finding
from core.language import say

_OF_A_PHOTO: dict[str, float] = {
    "animated": 0.5, "blurred": 0.8, "borders": 0.7, "collage": 0.8,
    "colour_cast": 0.5, "colour_profile": 0.3, "colourless": 0.6, "cut_subject": 0.5,
    "expired_photos": 0.9, "extreme_crop": 0.4, "jpeg_damage": 0.7,
    "missing_captions": 0.3, "near_duplicates": 0.5, "noisy": 0.6, "nudity": 0.9,
    "other_product": 0.8, "people": 0.5, "people_not_asked": 0.5, "screenshot": 0.9,
    "small_subject": 0.5, "text_in_picture": 0.6,
    "too_dark": 0.6, "too_small": 0.8, "transparent": 0.3, "unreadable": 0.9,
}  # fmt: skip
"""Share of the score that is lost where every photo has the fault."""
_OF_THE_SET: dict[str, float] = {
    "mixed_shapes": 0.08, "same_background": 0.25, "too_few_photos": 0.3,
}  # fmt: skip
_BLOCKED = 0.9
"""Share that is lost to a fault that stops the training."""
_FEW = 0.35
"""Power of the share of faulty photos: the first ones count more than the last."""
_MOST = 3
_WORTH_SAYING = 1


@dataclass(frozen=True)
class Gain:
    """What to do, and by how many points it would raise the score."""

    code: str
    hint: str
    points: int


@dataclass(frozen=True)
class SetScore:
    """How good a set of photos is to learn from."""

    points: int
    """0 to 100."""
    gains: tuple[Gain, ...]
    """At most three, the greatest first."""
    forecast: str
    """What will go wrong if nothing is done; empty where nothing will."""


def set_score(findings: Sequence[Finding], total: int) -> SetScore:
    """The score of the photos that these findings speak of.

    Args:
        findings: open ones about photos; those that are only told count for nothing.
        total: photos in use.
    """
    losses = [(one, _loss(one, total)) for one in findings if one.severity != "ready"]
    losses = [(one, loss) for one, loss in losses if loss > 0]
    points = _points([loss for _, loss in losses])
    gains = []
    for at, (one, _) in enumerate(losses):
        without = _points([loss for place, (_, loss) in enumerate(losses) if place != at])
        gains.append((Gain(one.code, one.hint, without - points), one.why))
    gains.sort(key=lambda one: -one[0].points)
    told = [one for one in gains if one[0].points >= _WORTH_SAYING][:_MOST]
    return SetScore(points, tuple(gain for gain, _ in told), _forecast([why for _, why in told]))


def _loss(finding: Finding, total: int) -> float:
    if finding.severity == "blocks":
        return _BLOCKED
    if finding.code in _OF_THE_SET:
        return _OF_THE_SET[finding.code]
    share = min(1.0, len(finding.items) / total) if total else 0.0
    return float(_OF_A_PHOTO.get(finding.code, 0.0) * share ** (1 - _FEW))


def _points(losses: Sequence[float]) -> int:
    left = 100.0
    for loss in losses:
        left *= 1 - loss
    return round(left)


def _forecast(reasons: Sequence[str]) -> str:
    reasons = list(dict.fromkeys(reason for reason in reasons if reason))
    if not reasons:
        return ""
    return say("If nothing is done: {reasons}", reasons=" ".join(reasons[:2]))
