"""Sums and means of windows that slide over a plane, in as few additions as a window has bits."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]


def window_sums(plane: npt.NDArray[Any], length: int) -> npt.NDArray[Any]:
    """[H - length + 1, W] sums of all windows down a [H, W] plane.

    Args:
        plane: contiguous, of a kind of number that holds the sums.
    """
    height, width = plane.shape
    if not width:  # as of very long and narrow photos, made small
        return np.zeros((height - length + 1, 0), dtype=plane.dtype)
    return _sums(plane.ravel(), length, width).reshape(-1, width)


def box_blurred(plane: Bytes, reach: int) -> Bytes:
    """Means of the surroundings of each pixel, `reach` px to each side, first along rows and then
    along columns, rounded each time; beyond the rim lies the rim. The same as Pillow's box blur of
    a whole radius, in less than half of its time.

    Args:
        reach: at most 120 px.
    """
    height, width = plane.shape
    length, stride = 2 * reach + 1, width + 2 * reach
    # All rows in one line: what is summed across their ends is cut off.
    wide = np.zeros(height * stride + 2 * reach, dtype=np.uint16)
    rows = wide[: height * stride].reshape(height, stride)
    rows[:, reach : reach + width] = plane
    rows[:, :reach], rows[:, reach + width :] = plane[:, :1], plane[:, -1:]
    along = _means(_sums(wide, length, 1).reshape(height, stride)[:, :width], length)
    high = np.empty((height + 2 * reach, width), dtype=np.uint16)
    high[reach : reach + height] = along
    high[:reach], high[reach + height :] = along[:1], along[-1:]
    return _means(window_sums(high, length), length)


def _means(sums: npt.NDArray[np.uint16], length: int) -> Bytes:
    """Rounded; an odd `length` leaves no halves."""
    means = sums * np.float32(1 / length)
    means += np.float32(0.5)
    return means.astype(np.uint8)


def _sums(line: npt.NDArray[Any], length: int, step: int) -> npt.NDArray[Any]:
    """Of `length` entries that are `step` apart, from each entry on that has so many after it.

    Windows of 1, 2, 4 ... are doubled; those that `length` is the sum of lie end to end.
    """
    count = line.size - (length - 1) * step
    sums = np.zeros(count, dtype=line.dtype)
    part, width, begin = line, 1, 0
    while True:
        if length & width:
            sums += part[begin : begin + count]
            begin += width * step
        if 2 * width > length:
            return sums
        part = part[: -width * step] + part[width * step :]
        width *= 2
