"""Colours of a photo as a whole: whether it has any, and those of its subject.

Nothing here judges; the thresholds are in the checks.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

Floats = npt.NDArray[np.float32]

_SIDE = 64
PALETTE = (4, 6, 6)
"""Parts of luma, blue and red difference in a palette."""


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


def palette(small: Image.Image, subject: npt.NDArray[np.bool_]) -> bytes:
    """Colours of the subject: 144 shares, 0 to 255 of the most frequent one."""
    planes = np.asarray(small.convert("YCbCr"))[::4, ::4].reshape(-1, 3)[subject[::4, ::4].ravel()]
    if not len(planes):
        return bytes(int(np.prod(PALETTE)))
    parts = []
    for at, count in enumerate(PALETTE):
        values = planes[:, at].astype(np.float32)
        if at:  # colours lie near the middle: finer there
            values = 128 + np.sign(values - 128) * np.sqrt(np.abs(values - 128) * 128)
        parts.append(np.clip(values / 256 * count, 0, count - 1).astype(np.int32))
    index = (parts[0] * PALETTE[1] + parts[1]) * PALETTE[2] + parts[2]
    counts = np.sqrt(np.bincount(index, minlength=int(np.prod(PALETTE))) / len(planes))
    shares: bytes = np.round(255 * counts / counts.max()).astype(np.uint8).tobytes()
    return shares
