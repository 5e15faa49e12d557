"""Photos that show another product than the rest, by what a network made of each (64 numbers; see
`core.looks.product`).

Where most photos have busy backgrounds the network loses the subject too often, and nothing is
said; nor where the photos have no product in common, as those of a style.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.contract.items import Finding
from core.datasets.check_registry import CheckContext, photo_finding, picture_check
from core.datasets.picture_facts import PictureSet
from core.language import say, say_many

Floats = npt.NDArray[np.float64]

PRODUCT = "product"
"""What has looked, as it is called in `MeasuredPicture.looks`."""
NUMBERS = 64
"""That a network makes of a photo."""
FEWEST = 8
"""Photos from which a set has a usual look."""
EVEN = 0.9
"""Share of the rim that is one even background, from which a photo counts as calm."""
_CALM = 0.45
"""Share of calm photos from which anything is said."""
_LEAST, _LEAST_BUSY, _MORE, _MOST_ALIKE = 0.2, 0.1, 1.4, 0.5
"""Similarity (-1 to 1) below which a photo is strange in the busiest set that is judged, the same
for one before a busy background, what is added as more of the set is calm, and the highest it gets.
All were set on held-out models in composed scenes; see `tests/benchmarks/other_products.py`."""
_CORE = 0.7
"""Share of the photos that a photo is compared with: those most like all the others."""
_NEIGHBOURS = 2
"""Most similar photos of the core that count."""
_COHERENT = 0.4
"""Middle similarity within the core, below which the photos have no product in common."""
_OTHER_COLOUR = 0.6
"""Similarity to the usual photos from which a photo with its hues turned shows the same product in
another colour: recoloured coffee machines reach at least 0.67, other things at most 0.53."""
_APART = 0.15
_MOST = 0.3
"""Share of the set that may be strange; if more are, this is no set of one product."""


def unpacked(look: str) -> Floats:
    """[H, 64] of what `core.looks.product` keeps of a photo, with its hues turned by each of its
    `HUES`."""
    numbers = np.frombuffer(base64.b64decode(look), dtype="<f2").astype(np.float64)
    return numbers.reshape(-1, NUMBERS)


@dataclass(frozen=True)
class Strangers:
    """Which photos are strange, and how similar each is to the core."""

    places: tuple[int, ...]
    similar: tuple[float, ...]


def strangers(turned: Floats, even: Sequence[float]) -> Strangers:
    """Photos that none of the usual ones is like, in whatever colour.

    Args:
        turned: [N, H, 64], of each photo with its hues turned by `product.HUES`, the first as it
            is; each of length 1.
        even: of each photo, the share of its rim that is one even background.
    """
    count, vectors = len(turned), turned[:, 0]
    calm = np.asarray(even) >= EVEN
    if count < FEWEST or calm.mean() < _CALM:
        return Strangers((), ())
    alike = vectors @ vectors.T
    np.fill_diagonal(alike, np.nan)
    usual = np.nanmedian(alike, axis=1)
    core = np.argsort(-usual)[: int(np.ceil(_CORE * count))]
    to_core = alike[:, core]
    coherent = float(np.nanmedian(to_core[core]))
    nearest = np.sort(np.where(np.isnan(to_core), -2.0, to_core), axis=1)[:, -_NEIGHBOURS:]
    similar = nearest.mean(axis=1)
    more = _MORE * (float(calm.mean()) - _CALM)
    limit = np.minimum(np.where(calm, _LEAST, _LEAST_BUSY) + more, _MOST_ALIKE)
    strange = similar < np.minimum(limit, float(np.median(similar[core])) - _APART)
    if coherent < _COHERENT or strange.sum() > _MOST * count:
        strange[:] = False
    for at in np.flatnonzero(strange):
        recoloured = np.sort(turned[at] @ vectors[core].T, axis=1)[:, -_NEIGHBOURS:]
        strange[at] = recoloured.mean(axis=1).max() < _OTHER_COLOUR
    return Strangers(
        tuple(int(at) for at in np.flatnonzero(strange)), tuple(float(one) for one in similar)
    )


@picture_check(
    "other_product",
    title="Another product",
    sentence="Finds photos that seem to show another product than the rest, where most photos "
    "stand before an even background.",
)
def other_product(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Another colour of the product is none: whoever sells two may want both learnt."""
    seen = [one for one in photos.measured if one.looks.get(PRODUCT)]
    if context.goal == "style" or len(seen) < FEWEST:
        return []
    turned = np.stack([unpacked(one.looks[PRODUCT]) for one in seen])
    told = strangers(turned, [one.facts.even for one in seen])
    if not told.places:
        return []
    listed = ", ".join(f"{seen[at].picture.id}: {told.similar[at]:.2f}" for at in told.places[:12])
    return [photo_finding(
        "other_product",
        [seen[at] for at in told.places],
        photos,
        "attention",
        what=say_many("seems to show another product", "seem to show another product",
                      len(told.places)),
        why=say("The adapter would mix what differs into one."),
        hint=say("Look at these photos, and set aside those of another product."),
        detail=f"similarity to the nearest usual photos, 1 is the same: {listed}; most have "
               f"{float(np.median(told.similar)):.2f}. {context.looks_note}".rstrip(),
    )]  # fmt: skip
