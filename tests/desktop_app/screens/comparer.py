"""How far two screenshots differ, as an eye sees it: share of pixels with a visible difference.

Difference is Delta E of 1976 in CIE L*a*b* (D65), where about 2.3 is just noticeable
(Mahy, Van Eycken, Oosterlinck 1994); screens may differ in `BUDGET` of their pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

NOTICEABLE = 2.3
BUDGET = 0.001
_WHITE = np.array([0.95047, 1.0, 1.08883])
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """`share` of visibly different pixels, 0 to 1; `picture` marks them in red."""

    share: float
    picture: Image.Image | None

    @property
    def same(self) -> bool:
        """Whether the difference stays within the budget."""
        return self.share <= BUDGET


def compare(one: Path, other: Path) -> Verdict:
    """Judge two pictures; those of different size differ everywhere."""
    first, second = (np.asarray(Image.open(path).convert("RGB")) for path in (one, other))
    if first.shape != second.shape:
        return Verdict(1.0, None)
    differs = np.zeros(first.shape[:2], dtype=bool)
    changed = (first != second).any(axis=2)
    if changed.any():
        apart = _lab(first[changed]) - _lab(second[changed])
        differs[changed] = np.sqrt((apart**2).sum(axis=1)) > NOTICEABLE
    marked = (second * 0.35 + 160).astype(np.uint8)
    marked[differs] = (220, 0, 0)
    return Verdict(float(differs.mean()), Image.fromarray(marked))


def _lab(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """[N, 3] sRGB bytes to L*a*b* (IEC 61966-2-1, CIE 15)."""
    value = rgb.astype(np.float64) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    ratio = linear @ _TO_XYZ.T / _WHITE
    root = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.stack(
        [
            116 * root[:, 1] - 16,
            500 * (root[:, 0] - root[:, 1]),
            200 * (root[:, 1] - root[:, 2]),
        ],
        axis=1,
    )
