"""Damage that arithmetic can measure: grain of the sensor, and the blocks of strong compression.

Nothing here judges; the thresholds are in the checks.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.float32]

_BLOCK = 16  # px, side of the parts of which the calmest are measured
_CALM = 20  # percent
_DARKEST, _BRIGHTEST = 12.0, 243.0  # luma; beyond, grain is cut off
_STRONGEST_STEP = 24.0  # luma; higher ones are edges of things, not of blocks
_JPEG_BLOCK = 8  # px


def noise(luma: Plane) -> tuple[float, float]:
    """Grain of a [H, W] plane of 0 to 255: its deviation, and that after halving the picture.

    J. Immerkaer, Fast noise variance estimation, 1996, in the calmest fifth of the picture. Grain
    has no pattern, so that halving halves it; what texture leaves there, halving does not.
    """
    width, height = luma.shape[1] // 2 * 2, luma.shape[0] // 2 * 2
    even = luma[:height, :width]
    rows = even[::2] + even[1::2]
    halved = (rows[:, ::2] + rows[:, 1::2]) * np.float32(0.25)
    fine, usable = _parts(luma, _BLOCK)
    coarse, _ = _parts(halved, _BLOCK // 2)
    rows, columns = min(fine.shape[0], coarse.shape[0]), min(fine.shape[1], coarse.shape[1])
    fine, coarse = fine[:rows, :columns], coarse[:rows, :columns]
    usable = usable[:rows, :columns]
    if int(usable.sum()) < 8:
        return 0.0, 0.0
    calm = usable & (fine <= np.percentile(fine[usable], _CALM))
    return float(fine[calm].mean()), float(coarse[calm].mean())


def _parts(luma: Plane, side: int) -> tuple[Plane, npt.NDArray[np.bool_]]:
    """Deviation of the grain in each square part, and which parts are not cut off."""
    across = luma[:, 2:] + luma[:, :-2]
    across -= 2 * luma[:, 1:-1]
    apart = across[2:] + across[:-2]
    apart -= 2 * across[1:-1]
    np.abs(apart, out=apart)
    rows, columns = apart.shape[0] // side, apart.shape[1] // side
    squares = apart[: rows * side, : columns * side].reshape(rows, side, columns, side)
    inner = luma[1:-1, 1:-1][: rows * side, : columns * side].reshape(rows, side, columns, side)
    middle = inner.mean(axis=(1, 3))
    deviation = np.sqrt(np.pi / 2) / 6 * squares.mean(axis=(1, 3))
    return deviation.astype(np.float32), (middle > _DARKEST) & (middle < _BRIGHTEST)


def block_steps(luma: Plane, period: int = _JPEG_BLOCK) -> float:
    """How much higher the steps are at the edges of JPEG's blocks than between: 0 for none, 1 for
    twice as high. The blocks may begin anywhere, as after a crop.

    Args:
        period: side of a block in px of this plane.
    """
    return min(_periodic(luma, period), _periodic(luma.T, period))


def _periodic(luma: Plane, period: int) -> float:
    steps = np.minimum(np.abs(luma[:, 1:] - luma[:, :-1]), _STRONGEST_STEP).mean(axis=0)
    length = steps.size // period * period
    if length < 4 * period:
        return 0.0
    # The middle of all blocks: one frame or the edge of a table makes no pattern.
    by_phase = np.median(steps[:length].reshape(-1, period), axis=0)
    best = int(by_phase.argmax())
    others = np.delete(by_phase, best)
    return float((by_phase[best] - others.mean()) / (others.mean() + 0.3))
