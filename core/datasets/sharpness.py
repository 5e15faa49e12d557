"""How blurred the edges of a picture are, in px, and where its subject probably is.

The blur of an edge is read from how much a further, known blur weakens it: a Gaussian edge of
width s has a gradient R = sqrt(s^2 + s0^2) / s times the one it has after a blur of s0, so
s = s0 / sqrt(R^2 - 1) (S. Zhuo and T. Sim, Defocus map estimation from a single image, Pattern
Recognition 44, 2011). Unlike the variance of the Laplacian it does not depend on how much texture
or contrast a picture has, so that a plain product shot is not called blurred.

A camera that was moved smears only what lies across its way, and leaves the rest sharp. The energy
of all gradients is therefore compared with what the known blur leaves of it in each direction, and
the softest direction counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Plane = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_PROBE = 1.0  # px, the known blur s0
GRID = 64
"""Cells a side of the map in which the subject is looked for."""
_SUBJECT_DISTANCE = 25.0  # colour distance from the border, of 255
_FEWEST_EDGES = 40
_FEWEST_STEEP = 60  # px
_STEEP, _LEAST_STEEP = 0.2, 2.0  # of the subject's strongest gradients, and luma per px
_ANY_WAY = 0.01
"""Share of the energy that is taken to lie the same in all directions, so that one in which there
is nothing, as beside upright bars, is not called soft."""
_MIDDLE = (5 / 16, 11 / 16)
_COVERED = 0.6  # of the middle


@dataclass(frozen=True)
class Gradients:
    """A [H, W] picture's gradients before and after the known blur, and where its subject is."""

    along_x: Plane
    along_y: Plane
    strength: Plane
    weakened: Plane
    """The picture after the known blur."""
    subject: Mask
    strongest: float
    """Gradient that 1 % of the subject exceed."""


def gradients(grey: Plane, subject: Mask) -> Gradients:
    """What both measures of blur need.

    Args:
        grey: [H, W], 0 to 255.
        subject: [H, W], not empty.
    """
    along_x, along_y = _gradient(grey)
    strength = np.sqrt(along_x * along_x + along_y * along_y)
    strongest = float(np.percentile(strength[subject], 99)) if subject.any() else np.inf
    return Gradients(along_x, along_y, strength, _gaussian(grey, _PROBE), subject, strongest)


def edge_blur(found: Gradients) -> float | None:
    """Median blur (sigma in px) of the strong edges of the subject; where it holds too few edges,
    of the whole picture.

    Returns:
        0.2 for a sharp drawing, up to about 2.5; None where there are no edges to measure.
    """
    strength = found.strength
    edges = _ridges(strength, np.abs(found.along_x) >= np.abs(found.along_y))
    # Strong by the subject's own measure: a harsh background must not hide a soft subject.
    chosen = edges & found.subject & (strength > _strong(found.strongest))
    if int(chosen.sum()) < _FEWEST_EDGES:
        chosen = edges & (strength > _strong(float(np.percentile(strength[::2, ::2], 99))))
    if int(chosen.sum()) < _FEWEST_EDGES:
        return None
    weakened = _gradient_at(found.weakened, chosen)
    return float(np.median(_sigma(strength[chosen] / np.maximum(weakened, 1e-3))))


def softest_blur(found: Gradients) -> float | None:
    """Blur (sigma in px) of the subject in the direction in which it is softest.

    Returns:
        0.3 to 0.8 for photos in focus; None where nothing is steep enough to be measured.
    """
    weak_x, weak_y = _gradient(found.weakened)
    power = weak_x * weak_x + weak_y * weak_y
    steep = power > _steep(found.strongest) ** 2
    steep[:2] = steep[-2:] = False
    steep[:, :2] = steep[:, -2:] = False
    at = np.flatnonzero(steep & _with_middle(found.subject))
    if at.size < _FEWEST_STEEP:
        at = np.flatnonzero(steep)
    if at.size < _FEWEST_STEEP:
        return None
    # The steepest count most: a shadow is soft, and takes more of a picture than what casts it.
    weights = np.sqrt(power.ravel()[at])
    before = _energy(found.along_x.ravel()[at], found.along_y.ravel()[at], weights)
    after = _energy(weak_x.ravel()[at], weak_y.ravel()[at], weights)
    # The least of what any direction had before, in parts of what is left in it.
    ratio = np.linalg.eigvals(np.linalg.solve(after, before)).real.min()
    return float(_sigma(ratio))


def _energy(along_x: Plane, along_y: Plane, weights: Plane) -> npt.NDArray[np.float64]:
    """[2, 2] weighed sums of the products of gradients: of a direction d, d @ energy @ d."""
    both = np.stack([along_x, along_y]).astype(np.float64)
    energy = (both * weights) @ both.T
    spread: npt.NDArray[np.float64] = energy + _ANY_WAY * np.trace(energy) * np.eye(2)
    return spread


def _with_middle(subject: Mask) -> Mask:
    """The subject, and the middle of the picture where too little of that is called subject:
    before a background of many colours what stands in front often has one of them."""
    height, width = subject.shape
    first, last = _MIDDLE
    rows = slice(round(first * height), round(last * height))
    columns = slice(round(first * width), round(last * width))
    middle = subject[rows, columns]  # of a very long and narrow photo there is none
    if not middle.size or float(middle.mean()) >= _COVERED:
        return subject
    wider = subject.copy()
    wider[rows, columns] = True
    return wider


def colour_cells(picture: Image.Image) -> Plane:
    """[64, 64, 3] luma, blue and red difference: the means of a picture's cells."""
    planes = picture if picture.mode == "YCbCr" else picture.convert("YCbCr")
    cells = planes.resize((GRID, GRID), Image.Resampling.BOX)
    return np.asarray(cells, dtype=np.float32)


def subject_mask(cells: Plane, width: int, height: int) -> Mask:
    """Where a picture differs in colour from its own border: [height, width].

    A subject that fills the frame or melts into the background gives the middle of the picture.

    Args:
        cells: as `colour_cells` gives them.
        width, height: of the picture, px.
    """
    centres = []
    for patch in border_patches(cells):
        flat = patch.reshape(-1, 3)
        dark = flat[:, 0] <= middle(flat)[0]
        # Two colours a patch: a tiled or leafy background has no middle one.
        centres += [middle(half) for half in (flat[dark], flat[~dark]) if half.size]
    weights = np.asarray((0.6, 1.5, 1.5), dtype=np.float32)
    places = cells.reshape(-1, 3) * weights
    apart = np.zeros((len(centres), len(places)), dtype=np.float32)
    for channel, centre in enumerate((np.stack(centres) * weights).T):
        apart += (places[None, :, channel] - centre[:, None]) ** 2
    distance = np.sqrt(apart.min(axis=0)).reshape(GRID, GRID)
    rows = np.arange(height) * GRID // height
    columns = np.arange(width) * GRID // width
    mask: Mask = (distance > _SUBJECT_DISTANCE)[rows][:, columns]
    if not 0.01 < float(mask.mean()) < 0.7:
        mask = np.zeros_like(mask)
        mask[height // 5 : height - height // 5, width // 5 : width - width // 5] = True
    return mask


def middle(pixels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The median of each colour of [N, C] pixels: of so few `np.median` takes five times as
    long."""
    ordered = np.sort(pixels, axis=0)
    halves: npt.NDArray[Any] = (ordered[(len(pixels) - 1) // 2] + ordered[len(pixels) // 2]) / 2
    return halves


def border_patches(colours: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
    """Twelve patches around the frame of a [H, W, 3] array: four above, four below, two a side."""
    height, width = colours.shape[:2]
    deep, wide = max(1, height // 13), max(1, width // 13)
    patches = []
    for part in range(4):
        across = slice(part * width // 4, (part + 1) * width // 4)
        patches += [colours[:deep, across], colours[-deep:, across]]
    for part in (1, 2):
        down = slice(part * height // 4, (part + 1) * height // 4)
        patches += [colours[down, :wide], colours[down, -wide:]]
    return patches


def _strong(strongest: float) -> float:
    return max(2.0, 0.25 * strongest)


def _steep(strongest: float) -> float:
    return max(_LEAST_STEEP, _STEEP * strongest)


def _sigma(ratio: Any) -> Any:
    """Blur of an edge whose gradient was so many times what the known blur leaves of it."""
    return _PROBE / np.sqrt(np.maximum(ratio, 1.0005) ** 2 - 1)


def _gaussian(plane: Plane, sigma: float) -> Plane:
    reach = int(3 * sigma + 1)
    offsets = np.arange(-reach, reach + 1)
    kernel = np.exp(-(offsets**2) / (2 * sigma**2))
    kernel = (kernel / kernel.sum()).astype(np.float32)
    height, width = plane.shape
    high = np.empty((height + 2 * reach, width), dtype=np.float32)
    high[reach : reach + height] = plane
    high[:reach], high[reach + height :] = plane[0], plane[-1]
    down = _weighed(high.ravel(), kernel, width).reshape(height, width)
    # All rows in one line: what is summed across their ends is cut off.
    stride = width + 2 * reach
    line = np.zeros(height * stride + 2 * reach, dtype=np.float32)
    rows = line[: height * stride].reshape(height, stride)
    rows[:, reach : reach + width] = down
    rows[:, :reach], rows[:, reach + width :] = down[:, :1], down[:, -1:]
    return _weighed(line, kernel, 1).reshape(height, stride)[:, :width]


def _weighed(line: Plane, kernel: Plane, step: int) -> Plane:
    """Sums of as many entries as the even kernel has, `step` apart, from each entry on that has so
    many after it."""
    reach = len(kernel) // 2
    count = line.size - 2 * reach * step
    windows = [line[at * step : at * step + count] for at in range(2 * reach + 1)]
    total: Plane = kernel[reach] * windows[reach]
    both = np.empty_like(total)
    for away in range(1, reach + 1):  # both sides weigh the same
        np.add(windows[reach - away], windows[reach + away], out=both)
        both *= kernel[reach + away]
        total += both
    return total


def _gradient(plane: Plane) -> tuple[Plane, Plane]:
    along_x, along_y = np.zeros_like(plane), np.zeros_like(plane)
    np.subtract(plane[:, 2:], plane[:, :-2], out=along_x[:, 1:-1])
    np.subtract(plane[2:], plane[:-2], out=along_y[1:-1])
    along_x *= 0.5
    along_y *= 0.5
    return along_x, along_y


def _gradient_at(plane: Plane, chosen: Mask) -> Plane:
    """[N] strength of the gradient at the chosen pixels, none of which is at the rim."""
    at, stride, flat = np.flatnonzero(chosen), plane.shape[1], plane.ravel()
    along_x = (flat[at + 1] - flat[at - 1]) / 2
    along_y = (flat[at + stride] - flat[at - stride]) / 2
    return np.asarray(np.sqrt(along_x * along_x + along_y * along_y), dtype=np.float32)


def _ridges(strength: Plane, mostly_x: Mask) -> Mask:
    """Pixels whose gradient is the greatest across their edge; the outermost two rows are not."""
    ridge = np.zeros(strength.shape, dtype=np.bool_)
    middle = strength[:, 1:-1]
    ridge[:, 1:-1] = mostly_x[:, 1:-1] & (middle >= strength[:, :-2]) & (middle >= strength[:, 2:])
    middle = strength[1:-1]
    ridge[1:-1] |= ~mostly_x[1:-1] & (middle >= strength[:-2]) & (middle >= strength[2:])
    ridge[:2] = ridge[-2:] = False
    ridge[:, :2] = ridge[:, -2:] = False
    return ridge
