"""Colours of a photo as a whole: whether it has any.

Nothing here judges; the thresholds are in the checks.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

Floats = npt.NDArray[np.float32]

_SIDE = 64


def colour_grid(small: Image.Image) -> Floats:
    """[64, 64, 3] luma, blue and red difference (these around 0)."""
    grid = small.convert("YCbCr").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    return np.asarray(grid, dtype=np.float32) - np.asarray((0, 128, 128), dtype=np.float32)


def colourfulness(grid: Floats) -> float:
    """How far colours leave one line from black to white, 0 to ~100: grey and sepia give 0."""
    flat = grid.reshape(-1, 3)
    terms = np.stack([np.ones(len(flat), np.float32), flat[:, 0]], axis=-1)
    fitted, *_ = np.linalg.lstsq(terms, flat[:, 1:], rcond=None)
    left = flat[:, 1:] - terms @ fitted
    return float(np.percentile(np.hypot(left[:, 0], left[:, 1]), 99.7))
