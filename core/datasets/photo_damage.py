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
_STRONGEST_STEP = 12.0  # luma; higher ones are edges of things, not of blocks
_SEEN = 1.0  # luma
_JPEG_BLOCK, _HALF = 8, 4  # px
_EDGES = 2  # highest lines of each phase, not counted: both edges of a frame may lie on one


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


def block_steps(luma: Plane) -> float:
    """How much higher the steps are at the edges of JPEG's blocks than between: 0 for none, 1 for
    twice as high and well seen. The blocks may begin anywhere, as after a crop.

    A step between two blocks is the same all along their border, and neither grain nor texture is:
    steps are averaged, with their sign, over one block's length. Where the light changes slowly
    the steps beside the border are as high, and are taken away from it. What is lower than the eye
    can see counts little, however regular it is.

    Args:
        luma: [H, W], 0 to 255.
    """
    height, width = (side // _HALF * _HALF for side in luma.shape)
    even = luma[:height, :width]
    rows = even.reshape(height // _HALF, _HALF, width).mean(axis=1)
    columns = even.reshape(height, width // _HALF, _HALF).mean(axis=2)
    return min(_periodic(rows), _periodic(np.ascontiguousarray(columns.T)))


def _periodic(lines: Plane) -> float:
    """Of [L, W] luma, each line the mean of half a block's length."""
    if len(lines) < 4 or lines.shape[1] < 5 * _JPEG_BLOCK:
        return 0.0
    step = lines[:, 1:] - lines[:, :-1]
    alone = step[:, 1:-1] - (step[:, 2:] + step[:, :-2]) / 2
    length = alone.shape[1] // _JPEG_BLOCK * _JPEG_BLOCK
    pairs = np.abs(alone[1:, :length] + alone[:-1, :length]) / 2  # a block's length
    np.minimum(pairs, _STRONGEST_STEP, out=pairs)
    found = 0.0
    for first in (0, 1):  # the blocks begin at every second of these lines
        lines_of_phase = pairs[first::2].mean(axis=0).reshape(-1, _JPEG_BLOCK)
        by_phase = np.sort(lines_of_phase, axis=0)[:-_EDGES].mean(axis=0)
        best = int(by_phase.argmax())
        usual = float(np.median(np.delete(by_phase, best)))
        found = max(found, (float(by_phase[best]) - usual) / (usual + _SEEN))
    return found
