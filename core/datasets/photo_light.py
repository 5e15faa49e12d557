"""Light of a photo: how bright its parts are, what is at the upper end, how much haze lies over it.

Nothing here judges; the thresholds are in the checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.datasets.sharpness import GRID

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]

_END = 253  # of 255; JPEG leaves what was cut off a little below
_WHITE = 250
_WHOLE = 0.9  # share of a cell
_LEAST = 40  # cells; of less nothing can be said


def light(colours: Bytes, luma: Bytes, subject: Mask) -> dict[str, Any]:
    """What `PictureFacts` tells of a photo's light, by name.

    Args:
        colours: [H, W, 3] red, green and blue, 0 to 255.
        luma: [H, W].
        subject: [H, W].
    """
    deepest, dark, middle, bright, peak = _percentiles(luma[::2, ::2], (0.5, 5, 50, 95, 99.5))
    subject_deep, subject_middle = _percentiles(luma[subject], (3, 50))
    lowest, highest = _span(colours)
    whitish, ended = _at_end(colours, _WHITE), _at_end(colours, _END)
    white = whitish == 3
    return {
        "deepest": round(deepest, 1), "dark": round(dark, 1), "middle": round(middle, 1),
        "bright": round(bright, 1), "peak": round(peak, 1),
        "lowest": round(lowest, 1), "highest": round(highest, 1),
        "subject_middle": round(subject_middle, 1), "subject_deep": round(subject_deep, 1),
        "clipped": round(float(white.mean()), 4),
        "subject_clipped": round(float((whitish[subject] >= 2).mean()), 4),
        "burnt": round(float((ended >= 2).mean()), 4),
        "burnt_beside_white": round(_beside_white(_cells(white), _cells(ended >= 1)), 4),
    }  # fmt: skip


def _span(colours: Bytes) -> tuple[float, float]:
    """Between which values all three colours lie.

    Haze and stray light add the same to all colours, so that not even the darkest colour of the
    darkest parts stays low (K. He, J. Sun and X. Tang, Single image haze removal using dark channel
    prior, 2009): in a pale photo without haze it does wherever something has a colour.
    """
    red, green, blue = (colours[::2, ::2, at] for at in range(3))
    (lowest,) = _percentiles(np.minimum(np.minimum(red, green), blue), (0.5,))
    (highest,) = _percentiles(np.maximum(np.maximum(red, green), blue), (99.5,))
    return lowest, highest


def _at_end(colours: Bytes, limit: int) -> Bytes:
    """[H, W] how many of the three colours are at their upper end."""
    high = (colours >= limit).view(np.uint8)
    count: Bytes = high[..., 0] + high[..., 1] + high[..., 2]
    return count


def _cells(mask: Mask) -> Floats:
    """[64, 64] share of each cell."""
    picture = Image.fromarray(mask.view(np.uint8) * np.uint8(255))
    shares = np.asarray(picture.resize((GRID, GRID), Image.Resampling.BOX), dtype=np.float32)
    return shares / np.float32(255)


def _beside_white(white: Floats, ended: Floats) -> float:
    """Share of what is not a white background that has any colour at its upper end.

    Args:
        white, ended: [64, 64] shares of each cell.
    """
    away = _within_reach(_grown_from_rim(white > _WHOLE), 2)  # also the soft edges beside it
    left = ~away
    return float(ended[left].mean()) if int(left.sum()) > _LEAST else 0.0


def _grown_from_rim(mask: Mask) -> Mask:
    """The parts of a mask that reach the rim of the photo."""
    grown = np.zeros_like(mask)
    grown[[0, -1]], grown[:, [0, -1]] = mask[[0, -1]], mask[:, [0, -1]]
    size = -1
    while int(grown.sum()) > size:
        size = int(grown.sum())
        grown = _within_reach(grown, 1) & mask
    return grown


def _within_reach(mask: Mask, steps: int) -> Mask:
    """The mask and what lies so many cells beside it."""
    for _ in range(steps):
        wider = mask.copy()
        wider[1:] |= mask[:-1]
        wider[:-1] |= mask[1:]
        wider[:, 1:] |= mask[:, :-1]
        wider[:, :-1] |= mask[:, 1:]
        mask = wider
    return mask


def _percentiles(luma: Bytes, shares: Sequence[float]) -> list[float]:
    """As `np.percentile`, by counting: of 256 values nothing needs to be sorted."""
    places = np.asarray(shares) / 100 * (luma.size - 1)
    below = np.cumsum(np.bincount(luma.ravel(), minlength=256))
    low = np.searchsorted(below, np.floor(places), side="right")
    high = np.searchsorted(below, np.ceil(places), side="right")
    return [float(one) for one in low + (high - low) * (places % 1)]
