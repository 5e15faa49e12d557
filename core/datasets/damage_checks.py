"""Checks of damage and colour: grain, compression, haze, casts, photos without colours.

Thresholds were set on one half of the labelled faults in `tests/benchmarks/photo_faults` and are
reported on the other half in `docs/photo_checks.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.contract.items import Finding
from core.datasets.check_registry import (
    CheckContext,
    photo_finding,
    picture_check,
    shows_detail,
)
from core.datasets.picture_facts import PictureFacts, PictureSet
from core.datasets.set_checks import one_wall
from core.language import say, say_many

_NOISE, _NO_PATTERN = 5.5, 0.95
_BLOCKS = 0.4
_LIFTED, _LIFTED_FROM_SET = 95.0, 20.0
_RANGE, _LESS_RANGE = 134.0, 0.65
_GREY_LIFTED_FROM_SET, _GREY_LESS_RANGE = 25.0, 0.6
_EVEN, _MEASURABLE = 0.86, 0.02
_LIT = 100.0  # luma
_WALL, _FEWEST_WALLS = 0.9, 4
_CAST, _CAST_BEYOND_SET = 9.0, 4.0
_FEWEST = 5
_ONE_TONE, _GREY, _COLOURED = 4.0, 5.6, 7.0
_HARDLY_A_TONE, _HARDLY_A_COLOUR = 6.0, 7.0


@picture_check(
    "noisy",
    title="Grainy",
    sentence="Finds photos with strong grain, as from too little light.",
)
def noisy(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Grain is what halves with the picture's size; texture does not."""
    found = [one for one in photos.measured if _is_noisy(one.facts)]
    if not found:
        return []
    return [photo_finding(
        "noisy", found, photos, "attention",
        what=say_many("is grainy", "are grainy", len(found)),
        why=say("The adapter would learn the grain and put it into every picture."),
        hint=say("Take them again with more light, or set them aside."),
        detail=f"grain up to {max(one.facts.noise for one in found):.0f} of 255, "
               f"told from {_NOISE:.0f}",
    )]  # fmt: skip


def _is_noisy(facts: PictureFacts) -> bool:
    return facts.noise > _NOISE and facts.noise_halved < _NO_PATTERN * facts.noise


@picture_check(
    "jpeg_damage",
    title="Compressed too much",
    sentence="Finds photos in which the blocks of strong compression can be seen.",
)
def jpeg_damage(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Blocks that would still be seen at the size that is trained on."""
    found = [
        one for one in photos.measured if has_blocks(one.facts) and shows_detail(one)
    ]  # fmt: skip
    if not found:
        return []
    return [photo_finding(
        "jpeg_damage", found, photos, "attention",
        what=say_many("is compressed too much", "are compressed too much", len(found)),
        why=say("The adapter would learn the blocks and smeared edges that compression leaves."),
        hint=say("Import the originals, not copies from a chat or a website; or set them aside."),
        detail=f"steps between blocks up to {max(one.facts.blocks for one in found):.0%} higher "
               f"than elsewhere, told from {_BLOCKS:.0%}",
    )]  # fmt: skip


def has_blocks(facts: PictureFacts) -> bool:
    """Whether the blocks of strong compression can be seen."""
    return facts.blocks > _BLOCKS


@picture_check(
    "flat",
    title="Hazy",
    sentence="Finds photos without dark parts, as through haze or against the light.",
)
def flat(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Neither a dark part nor a strong colour, and less of both than the other photos have."""
    if not photos.measured:
        return []
    every = [one.facts for one in photos.measured]
    walls = [facts for facts in every if facts.even >= _WALL]
    usual = _usual(every)
    # A pale product before a pale wall is compared with itself before walls, not in the open.
    usual_wall = _usual(walls) if len(walls) >= _FEWEST_WALLS else usual
    found = [
        one for one in photos.measured
        if _is_flat(one.facts, usual_wall if one.facts.even >= _WALL else usual)
    ]  # fmt: skip
    if not found:
        return []
    return [photo_finding(
        "flat", found, photos, "ready",
        what=say_many("is hazy", "are hazy", len(found)),
        why=say("The adapter would learn pale colours and weak contrast."),
        hint=say("Take them again without light that falls into the lens, or set them aside."),
        detail=f"darkest colours at {max(one.facts.lowest for one in found):.0f} of 255, "
               f"usual {usual.lowest:.0f}",
    )]  # fmt: skip


@dataclass(frozen=True)
class _Usual:
    """What some photos of a set have in their middle."""

    lowest: float
    span: float
    deepest: float
    range: float


def _usual(every: Sequence[PictureFacts]) -> _Usual:
    lowest, span, deepest, luma_range = np.median(
        [(one.lowest, _span(one), one.deepest, _range(one)) for one in every], axis=0
    )
    return _Usual(float(lowest), float(span), float(deepest), float(luma_range))


def _is_flat(facts: PictureFacts, usual: _Usual) -> bool:
    lifted = facts.lowest > max(_LIFTED, usual.lowest + _LIFTED_FROM_SET)
    pale = _span(facts) < min(_RANGE, _LESS_RANGE * usual.span)
    # A small subject before a pale wall has too few dark or coloured parts to tell from.
    small = facts.even >= _EVEN and facts.subject_area < _MEASURABLE
    if not lifted or not pale or small:
        return False
    if facts.colourful >= _HARDLY_A_TONE and facts.away_from_grey >= _HARDLY_A_COLOUR:
        return True
    # Where there are hardly any colours, they cannot be missing: brightness alone must tell.
    deep = facts.deepest > usual.deepest + _GREY_LIFTED_FROM_SET
    return deep and _range(facts) < _GREY_LESS_RANGE * usual.range


def _span(facts: PictureFacts) -> float:
    return facts.highest - facts.lowest


def _range(facts: PictureFacts) -> float:
    return facts.peak - facts.deepest


@picture_check(
    "colour_cast",
    title="Colour cast",
    sentence="Finds photos in light of another colour, where all have the same background.",
)
def colour_cast(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """The same wall in another colour; only said of sets before one background, for elsewhere the
    colour of the light cannot be told from that of the things. Nor in the dark, where little of any
    colour is left."""
    if photos.total < _FEWEST or not one_wall(photos):
        return []
    walls = np.median([[patch[1:3] for patch in one.facts.border] for one in photos.measured], 1)
    apart = np.hypot(*(walls - np.median(walls, axis=0)).T)
    limit = max(_CAST, _CAST_BEYOND_SET * float(np.median(apart)))
    found = [
        one for one, away in zip(photos.measured, apart, strict=True)
        if away > limit and one.facts.peak >= _LIT
    ]  # fmt: skip
    if not found:
        return []
    return [photo_finding(
        "colour_cast", found, photos, "attention",
        what=say_many("has a colour cast", "have a colour cast", len(found)),
        why=say("In light of mixed colours the adapter cannot learn your product's own colours."),
        hint=say("Let Signet even out the light, or set them aside."),
        detail=f"the background's colour lies up to {float(apart.max()):.0f} from the usual, "
               f"told from {limit:.0f}",
    )]  # fmt: skip


@picture_check(
    "colourless",
    title="Without colours",
    sentence="Finds black-and-white and sepia photos among photos in colour.",
)
def colourless(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """A set that is black and white as a whole is meant to be so."""
    found = [one for one in photos.measured if _has_no_colours(one.facts)]
    coloured = [one for one in photos.measured if one.facts.colourful > _COLOURED]
    if not found or len(coloured) < len(found):
        return []
    return [photo_finding(
        "colourless", found, photos, "attention",
        what=say_many("is black and white", "are black and white", len(found)),
        why=say("The adapter would sometimes leave out your product's colours."),
        hint=say("Import them in colour, or set them aside."),
        detail=f"colourfulness up to {max(one.facts.colourful for one in found):.1f}, "
               f"told up to {_ONE_TONE}",
    )]  # fmt: skip


def _has_no_colours(facts: PictureFacts) -> bool:
    return facts.colourful < _ONE_TONE or facts.away_from_grey < _GREY
