"""Checks that judge a set of photos as a whole: amount, shapes, background, capacity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.contract.items import Finding
from core.datasets.check_registry import CheckContext, picture_check
from core.datasets.picture_facts import MeasuredPicture, PictureFacts, PictureSet
from core.language import later, say, say_many

_FEWEST = 3
_ENOUGH = {"product": 10, "style": 15}
"""Photos from which no warning is given. The tools of the field ask for 10 to 30 of a product
(Adobe Firefly, Scenario, Exactly) and more for a style."""
_ONE_SHAPE = 0.8
_ONE_WALL = 17.0
SAME_BACKGROUND = 25.0
"""Spread of the border, of 255, below which all photos have one background."""


@picture_check(
    "too_few_photos",
    title="Too few photos",
    sentence="Compares the number of photos with what the goal needs.",
)
def too_few_photos(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Fewer than 3 stop the training; fewer than the goal needs are pointed out."""
    enough = _ENOUGH.get(context.goal, _ENOUGH["product"])
    count = photos.total
    if count >= enough:
        return []
    stops = count < _FEWEST
    return [Finding(
        code="too_few_photos",
        severity="blocks" if stops else "attention",
        say=_told_few(count, stops, enough),
        why=say("From few photos the adapter copies them instead of learning from them."),
        hint=say(
            "Add {more} more from other angles and in other light.", more=max(1, enough - count)
        ),
        detail=f"{count} photos, goal {context.goal}: {enough}",
    )]  # fmt: skip


def _told_few(count: int, stops: bool, enough: int) -> str:
    if not count:
        return say("There are no photos yet; at least {fewest} are needed.", fewest=_FEWEST)
    if stops:
        return say_many(
            "There is only {count} photo; at least {fewest} are needed.",
            "There are only {count} photos; at least {fewest} are needed.",
            count,
            fewest=_FEWEST,
        )
    return say_many(
        "There is only {count} photo; {enough} or more work better.",
        "There are only {count} photos; {enough} or more work better.",
        count,
        enough=enough,
    )


def _thumbs(facts: Sequence[PictureFacts]) -> npt.NDArray[np.float32]:
    """[N, 256] thumbnails of mean 0 and length 1, so that products are correlations."""
    planes = np.stack([one.thumb_plane() for one in facts]) if facts else np.zeros((0, 256))
    planes = planes - planes.mean(axis=1, keepdims=True)
    length = np.linalg.norm(planes, axis=1, keepdims=True)
    return np.asarray(planes / np.maximum(length, 1e-6), dtype=np.float32)


@picture_check(
    "mixed_shapes",
    title="Mixed shapes",
    sentence="Looks whether the photos are of many different shapes.",
)
def mixed_shapes(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Three or more shapes without a main one need attention; two are only mentioned."""
    shapes = Counter(_shape(one) for one in photos.measured)
    if len(shapes) < 2:
        return []
    main, most = shapes.most_common(1)[0]
    others = [one for one in photos.measured if _shape(one) != main]
    scattered = len(shapes) > 2 and most < _ONE_SHAPE * photos.total
    listed = ", ".join(f"{count} × {say(name)}" for name, count in shapes.most_common())
    return [Finding(
        code="mixed_shapes",
        severity="attention" if scattered else "ready",
        say=say(
            "The photos have {amount} different shapes: {listed}.",
            amount=len(shapes), listed=listed,
        ),
        why=say(
            "Each shape is learnt on its own; with few photos of one, that shape comes out worse."
        ),
        hint=say("Crop them to one or two shapes, best the one you will publish in."),
        items=tuple(one.picture.id for one in others),
        detail=f"main shape {main}: {most} of {photos.total}",
    )]  # fmt: skip


_SHAPES = {
    later("panorama"): 2.2, "16:9": 16 / 9, "3:2": 3 / 2, "4:3": 4 / 3, later("square"): 1.0,
    "3:4": 3 / 4, "2:3": 2 / 3, "9:16": 9 / 16, later("tall strip"): 1 / 2.2,
}  # fmt: skip


def _shape(one: MeasuredPicture) -> str:
    ratio = one.picture.width / max(1, one.picture.height)
    return min(_SHAPES, key=lambda name: abs(float(np.log(ratio / _SHAPES[name]))))


@picture_check(
    "same_background",
    title="One background",
    sentence="Looks whether all photos were taken before the same background.",
)
def same_background(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Border colour and texture hardly vary over the set; a style may well live on one."""
    if photos.total < 5:
        return []
    spread = background_spread(photos)
    if spread >= SAME_BACKGROUND:
        return []
    return [Finding(
        code="same_background",
        severity="attention" if context.goal != "style" else "ready",
        say=say(
            "All {total} photos have nearly the same background.", total=photos.total
        ),
        why=_background_learnt(photos),
        hint=say("Put other backgrounds behind half of them, or add photos in other places."),
        items=tuple(one.picture.id for one in photos.measured),
        detail=f"spread of the border {spread:.1f} of 255, varied from {SAME_BACKGROUND:.0f}",
        remedy="vary_backgrounds",
    )]  # fmt: skip


def _background_learnt(photos: PictureSet) -> str:
    """What will happen, with the background's colour where the photos agree about it."""
    named = Counter(one.picture.facts.get("background", "") for one in photos.measured)
    colour, count = named.most_common(1)[0]
    if not colour or 2 * count < photos.total:
        return say("The background will be learnt: it will turn up in new pictures unasked.")
    return say(
        "The {colour} background will be learnt: it will turn up in new pictures unasked.",
        colour=say(colour),
    )


def background_spread(photos: PictureSet) -> float:
    """How much the border varies over the set: mean over twelve patches of the typical
    deviation in luma, colour and texture, 0 to ~100."""
    if not photos.measured:
        return 0.0
    border = np.array([one.facts.border for one in photos.measured], dtype=np.float32)
    deviation = np.abs(border - np.median(border, axis=0))
    # The third quartile: a subject that reaches into the border of some photos does not count,
    # and half of the set before other backgrounds does.
    return float(np.percentile(deviation, 75, axis=0).sum(axis=-1).mean())


def one_wall(photos: PictureSet) -> bool:
    """Whether the rims of most photos are alike; some in other light do not count against it."""
    if not photos.measured:
        return False
    rims = np.array([one.facts.border for one in photos.measured], dtype=np.float32)
    apart = np.median(np.abs(rims - np.median(rims, axis=0)), axis=0)
    return float(apart.sum(axis=-1).mean()) < _ONE_WALL


def border_luma(facts: PictureFacts) -> float:
    """Median luma of the border, 0 to 255."""
    return float(np.median([patch[0] for patch in facts.border]))


def picture_variety(photos: PictureSet) -> float:
    """How different the photos are, 0 (all the same) to 1 (nothing in common).

    Mean over all pairs of 1 - correlation of the thumbnails.
    """
    if photos.total < 2:
        return 0.0
    thumbs = _thumbs([one.facts for one in photos.measured])
    count = photos.total
    alike = (float((thumbs @ thumbs.T).sum()) - count) / (count * (count - 1))
    return min(1.0, max(0.0, 1.0 - alike))


def needed_rank(
    amount: int,
    variety: float,
    kind: Literal["image", "text"] = "image",
    parameters_per_rank: int = 0,
) -> int:
    """The smallest adapter rank that suits the material.

    Images: rank 4 for up to 10 photos, 8 where they differ, 16 up to 60, 32 for more or for very
    varied ones. These are steps between values in use for this job: 4 (kohya, diffusers), 16
    (ai-toolkit, Signet's preset for 30 photos of one product), 32 (ai-toolkit, diffusion-pipe).
    Texts: an adapter should have at least as many parameters as there are tokens to learn
    (J. Schulman et al., LoRA Without Regret, 2025).

    Args:
        amount: photos, or tokens of all training completions.
        variety: 0 to 1, see `picture_variety`; only for images.
        parameters_per_rank: parameters of a text adapter of rank 1.
    """
    if kind == "text":
        return max(1, -(-amount // parameters_per_rank)) if parameters_per_rank > 0 else 1
    if amount <= 10:
        return 8 if variety > 0.5 else 4
    return 32 if amount > 60 or variety > 0.9 else 16


def rank_advice(
    amount: int,
    variety: float,
    rank: int,
    kind: Literal["image", "text"] = "image",
    parameters_per_rank: int = 0,
) -> Finding | None:
    """Warn when the adapter's capacity is too low for the material; arguments as `needed_rank`."""
    needed = needed_rank(amount, variety, kind, parameters_per_rank)
    if rank >= needed:
        return None
    if kind == "text":
        told = say(
            "A capacity of {rank} is low here: the texts hold about {amount:,} tokens and this "
            "adapter only {values:,} values.",
            rank=rank,
            amount=amount,
            values=rank * parameters_per_rank,
        )
    elif amount > 60 or variety <= 0.9:
        told = say(
            "A capacity of {rank} is low here: there are {amount} photos to tell apart.",
            rank=rank,
            amount=amount,
        )
    else:
        told = say(
            "A capacity of {rank} is low here: the {amount} photos differ much from each other.",
            rank=rank,
            amount=amount,
        )
    return Finding(
        code="rank_too_low",
        severity="attention",
        say=told,
        why=say("What does not fit is averaged, and the adapter comes out vague."),
        hint=say("Choose a capacity of {needed} or more.", needed=needed),
        detail=f"amount {amount}, variety {variety:.2f}, needed {needed}",
        remedy="raise_rank",
    )
