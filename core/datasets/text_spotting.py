"""Finds rows of letter-like shapes in a picture, and marks that repeat over a set of pictures.

It reads nothing and needs no model. A row of text is five or more separate strokes-made shapes of
one height that stand on one line, differ in width and have even, small gaps. It is kept strict:
what it reports *may* be text, and grids, slats, leaves and windows are meant to pass.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from core.datasets.sliding import box_blurred

Plane = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom in px; right and bottom are outside."""

_WINDOWS = (7, 16)  # px, half sides of the surroundings a letter is darker or lighter than
_LOWEST, _HIGHEST = 7, 90  # px, heights of letters
_MOST_SHAPES = 900
_FEWEST_LETTERS = 5
_ENOUGH_LETTERS = 6
_LINE, _STRICT_LINE = 0.12, 0.035  # of the height: how far letters leave their line
_GRAINY = 5.5  # luma
_STRIP = 0.2  # share of the height
_LEAST = np.maximum(8, 0.45 * np.arange(256)).astype(np.int16)
"""By the usual difference nearby: what a letter departs from its surroundings by more than."""


@dataclass(frozen=True)
class _Shapes:
    """Connected shapes, one array entry each; `stroke` is the mean run length in px."""

    left: Ints
    top: Ints
    right: Ints
    bottom: Ints
    area: Ints
    stroke: npt.NDArray[np.float64]

    @property
    def width(self) -> Ints:
        return self.right - self.left

    @property
    def height(self) -> Ints:
        return self.bottom - self.top

    def only(self, keep: Mask | Ints) -> _Shapes:
        return _Shapes(*(getattr(self, entry.name)[keep] for entry in fields(self)))


def written_rows(planes: Image.Image, grain: tuple[float, float]) -> list[Box]:
    """Boxes that look like a row of text in a YCbCr picture, at most ~512 px a side.

    Grain is smoothed first, for it draws letters of its own. Along the upper and lower edge, where
    cameras burn in the date, what is written in colour alone is looked for as well.

    Args:
        grain: as `photo_damage.noise` gives it.
    """
    luma = planes.getchannel(0)
    if grain[0] > _GRAINY and grain[1] < grain[0]:
        luma = luma.filter(ImageFilter.GaussianBlur(1.2))
    found = text_rows(np.asarray(luma, dtype=np.float32))
    warm = np.asarray(planes, dtype=np.float32)
    high = max(_LOWEST * 4, round(planes.height * _STRIP))
    for top in (0, planes.height - high):
        strip = warm[max(0, top) : top + high]
        tint = np.clip(128 + 0.7 * (strip[..., 2] - strip[..., 1]), 0, 255).astype(np.float32)
        found += [(left, upper + top, right, lower + top)
                  for left, upper, right, lower in text_rows(tint)]  # fmt: skip
    return found


def text_rows(grey: Plane) -> list[Box]:
    """Boxes that look like a row of text in a [H, W] plane of 0 to 255, at most ~512 px a side."""
    found: list[Box] = []
    luma = grey.astype(np.uint8)
    for reach in _WINDOWS:
        apart = luma - box_blurred(luma, reach).astype(np.int16)
        least = _LEAST[box_blurred(np.abs(apart).astype(np.uint8), reach)]
        found += _rows(apart > least)
        found += _rows(apart < -least)
    return found


def connected(mask: Mask) -> _Shapes:
    """The 8-connected shapes of a mask, by its runs: no loop over pixels."""
    height, width = mask.shape
    stride = width + 2
    padded = np.zeros((height, stride), dtype=np.int8)
    padded[:, 1:-1] = mask
    step = np.diff(padded.ravel(), prepend=np.int8(0))
    starts, ends = np.flatnonzero(step == 1), np.flatnonzero(step == -1)
    label = _join(starts, ends, stride)
    first = label == np.arange(label.size)  # each shape is named after its first run
    index, count = (np.cumsum(first) - 1)[label], int(first.sum())
    row, begin = starts // stride, starts % stride - 1
    length = ends - starts
    left, top = np.full(count, width), np.full(count, height)
    right, bottom = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    np.minimum.at(left, index, begin)
    np.maximum.at(right, index, begin + length)
    np.minimum.at(top, index, row)
    np.maximum.at(bottom, index, row + 1)
    area = np.bincount(index, weights=length, minlength=count).astype(np.int64)
    stroke = area / np.maximum(np.bincount(index, minlength=count), 1)
    return _Shapes(left, top, right, bottom, area, stroke)


def _join(starts: Ints, ends: Ints, stride: int) -> Ints:
    """One label a run; runs that touch in neighbouring rows share theirs."""
    first = np.searchsorted(ends, starts + stride, "left")
    last = np.searchsorted(starts, ends + stride, "right")
    count = np.maximum(last - first, 0)
    above = np.repeat(np.arange(starts.size), count)
    below = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count - first, count)
    label: Ints = np.arange(starts.size)
    while True:
        least = np.minimum(label[above], label[below])
        joined = label.copy()
        np.minimum.at(joined, label[above], least)
        np.minimum.at(joined, label[below], least)
        joined = joined[joined][joined]
        if np.array_equal(joined, label):
            return label
        label = joined


def _rows(mask: Mask) -> list[Box]:
    shapes = _letters(connected(mask), mask.shape)
    if not _FEWEST_LETTERS <= shapes.area.size <= _MOST_SHAPES:
        return []
    label = _chain(shapes)
    found: list[Box] = []
    names, sizes = np.unique(label, return_counts=True)
    for name in names[sizes >= _FEWEST_LETTERS]:
        row = shapes.only(label == name)
        if _reads_like_text(row):
            found.append(
                (
                    int(row.left.min()),
                    int(row.top.min()),
                    int(row.right.max()),
                    int(row.bottom.max()),
                )
            )
    return found


def _letters(shapes: _Shapes, size: tuple[int, ...]) -> _Shapes:
    """The shapes that could be letters: not cut by the frame, neither solid nor wiry."""
    height, width = shapes.height, shapes.width
    fill = shapes.area / np.maximum(height * width, 1)
    keep = (height >= _LOWEST) & (height <= _HIGHEST) & (width >= 2) & (width <= 2.2 * height)
    keep &= (fill > 0.15) & (fill < 0.95) & (shapes.stroke <= 0.75 * height)
    keep &= (shapes.top > 0) & (shapes.left > 0)
    keep &= (shapes.bottom < size[0]) & (shapes.right < size[1])
    return shapes.only(keep)


def _chain(shapes: _Shapes) -> Ints:
    """Link each shape to the next one on its line; one label a chain."""
    tall = np.maximum(shapes.height[:, None], shapes.height[None])
    low = np.minimum(shapes.height[:, None], shapes.height[None])
    gap = shapes.left[None] - shapes.right[:, None]
    near = (tall <= 1.75 * low) & (gap >= -0.15 * tall) & (gap <= 0.8 * tall)
    near &= np.abs(shapes.bottom[:, None] - shapes.bottom[None]) <= 0.22 * tall
    near &= shapes.left[None] > shapes.left[:, None]
    follower = np.where(near, gap, 10**6).argmin(axis=1)
    label: Ints = np.arange(shapes.area.size)
    for index in np.flatnonzero(near.any(axis=1)):
        label[label == label[follower[index]]] = label[index]
    return label


def _reads_like_text(row: _Shapes) -> bool:
    """Whether a chain is as even and as uneven as writing; calibrated on rendered text."""
    order = np.argsort(row.left)
    row = row.only(order)
    height = float(np.median(row.height))
    gaps = (row.left[1:] - row.right[:-1]) / height
    line = float(np.median(np.abs(row.bottom - np.median(row.bottom)))) / height
    return bool(
        line <= (_LINE if row.area.size >= _ENOUGH_LETTERS else _STRICT_LINE)
        and row.height.std() <= 0.35 * height
        and row.width.std() >= 0.12 * row.width.mean()  # slats and grids are all alike
        and np.median(row.width) >= 0.28 * height
        and row.stroke.std() <= 0.5 * row.stroke.mean()
        and 0.08 * height <= np.median(row.stroke) <= 0.45 * height
        and np.median(gaps) >= -0.05  # slanting roofs and leaves overlap
        and gaps.std() <= 0.35
    )


EDGE_CELLS = 96
"""Cells a side of an edge map."""
_RING, _BUSY = 6, 0.5


def edge_map(grey: Plane) -> Mask:
    """[96, 96]: which cells of the picture hold a clear edge."""
    strength = np.zeros_like(grey)
    np.subtract(grey[:, 2:], grey[:, :-2], out=strength[:, 1:-1])
    np.abs(strength, out=strength)
    down = grey[2:] - grey[:-2]
    np.maximum(strength[1:-1], np.abs(down, out=down), out=strength[1:-1])
    rows = np.linspace(0, grey.shape[0], EDGE_CELLS, endpoint=False).astype(int)
    columns = np.linspace(0, grey.shape[1], EDGE_CELLS, endpoint=False).astype(int)
    cells = np.maximum.reduceat(np.maximum.reduceat(strength, rows, axis=0), columns, axis=1)
    edges: Mask = np.asarray(cells > 14, dtype=np.bool_)
    return edges


def repeated_marks(maps: npt.NDArray[np.bool_]) -> Mask:
    """Cells of a mark that stands at one place in most pictures: [96, 96].

    The median of many pictures' gradients keeps what does not move (T. Dekel et al., On the
    effectiveness of visible watermarks, CVPR 2017). Only a compact patch away from the middle
    counts, for a product photographed from the front repeats its own edges there; where most
    of the frame repeats (a fixed camera) nothing can be said.

    Args:
        maps: [N, 96, 96] of at least five pictures.
    """
    often = maps.mean(axis=0)
    steady: Mask = np.asarray(often >= 0.8, dtype=np.bool_)
    marks: Mask = np.zeros(steady.shape, dtype=np.bool_)
    if len(maps) < 5 or steady.mean() > 0.25:
        return marks
    shapes = connected(steady)
    middle_x, middle_y = (shapes.left + shapes.right) / 2, (shapes.top + shapes.bottom) / 2
    off_centre = np.maximum(np.abs(middle_x - EDGE_CELLS / 2), np.abs(middle_y - EDGE_CELLS / 2))
    solid = shapes.area >= 0.5 * shapes.width * shapes.height
    for index in np.flatnonzero((shapes.area >= 12) & solid & (off_centre >= EDGE_CELLS / 4)):
        rows = slice(int(shapes.top[index]), int(shapes.bottom[index]))
        columns = slice(int(shapes.left[index]), int(shapes.right[index]))
        if _around(often, rows, columns) <= _BUSY:
            marks[rows, columns] |= steady[rows, columns]
    return marks


def _around(often: npt.NDArray[np.floating[Any]], rows: slice, columns: slice) -> float:
    """How often the surroundings of a box hold an edge: in woods and meadows everywhere."""
    wide = np.zeros(often.shape, dtype=np.bool_)
    wide[max(0, rows.start - _RING) : rows.stop + _RING,
         max(0, columns.start - _RING) : columns.stop + _RING] = True  # fmt: skip
    wide[rows, columns] = False
    return float(often[wide].mean()) if wide.any() else 1.0
