"""Colours of a photo as a whole: whether it has any.

Nothing here judges; the thresholds are in the checks.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.datasets.sharpness import middle

Floats = npt.NDArray[np.float32]

_MOST = 99.7  # percent
_LEVELS = 32  # of brightness


def colourfulness(cells: Floats) -> tuple[float, float]:
    """How far colours leave one tone, 0 to ~100, and how far they leave grey, 0 to ~180.

    One tone is a line from black to white, or a curve where bright parts are cut off: grey and
    sepia give 0 for the first, grey alone for the second.

    Args:
        cells: as `sharpness.colour_cells` gives them.
    """
    flat = cells.reshape(-1, 3) - np.asarray((0, 128, 128), dtype=np.float32)
    luma, tints = flat[:, 0], flat[:, 1:]
    terms = np.stack([np.ones(len(flat), np.float32), luma], axis=-1)
    fitted, *_ = np.linalg.lstsq(terms, tints, rcond=None)
    left = np.minimum(_length(tints - terms @ fitted), _length(tints - _curve(luma, tints)))
    return float(np.percentile(left, _MOST)), float(np.percentile(_length(tints), _MOST))


def _curve(luma: Floats, tints: Floats) -> Floats:
    """[N, 2] the middle tint of the cells that are about as bright, of [N] and [N, 2]."""
    groups = np.array_split(np.argsort(luma), _LEVELS)
    bright = np.asarray([luma[group].mean() for group in groups])
    middles = np.asarray([middle(tints[group]) for group in groups])
    bright, first = np.unique(bright, return_index=True)
    curves = [np.interp(luma, bright, middles[first, at]) for at in range(2)]
    return np.stack(curves, axis=-1).astype(np.float32)


def _length(tints: Floats) -> Floats:
    return np.hypot(tints[:, 0], tints[:, 1])
