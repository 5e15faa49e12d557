"""Colours of a photo as a whole: whether it has any.

Nothing here judges; the thresholds are in the checks.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def colourfulness(cells: Floats) -> float:
    """How far colours leave one line from black to white, 0 to ~100: grey and sepia give 0.

    Args:
        cells: as `sharpness.colour_cells` gives them.
    """
    flat = cells.reshape(-1, 3) - np.asarray((0, 128, 128), dtype=np.float32)
    terms = np.stack([np.ones(len(flat), np.float32), flat[:, 0]], axis=-1)
    fitted, *_ = np.linalg.lstsq(terms, flat[:, 1:], rcond=None)
    left = flat[:, 1:] - terms @ fitted
    return float(np.percentile(np.hypot(left[:, 0], left[:, 1]), 99.7))
