"""How blurred the edges of a picture are, in px, and where its subject probably is.

The blur of an edge is read from how much a further, known blur weakens it: a Gaussian edge of
width s has a gradient R = sqrt(s^2 + s0^2) / s times the one it has after a blur of s0, so
s = s0 / sqrt(R^2 - 1) (S. Zhuo and T. Sim, Defocus map estimation from a single image, Pattern
Recognition 44, 2011). Unlike the variance of the Laplacian it does not depend on how much texture
or contrast a picture has, so that a plain product shot is not called blurred.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Plane = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_PROBE = 1.0  # px, the known blur s0
_GRID = 64  # cells a side of the subject map
_SUBJECT_DISTANCE = 25.0  # colour distance from the border, of 255
_FEWEST_EDGES = 40


def edge_blur(grey: Plane, subject: Mask) -> float | None:
    """Median blur (sigma in px) of the strong edges of the subject.

    Args:
        grey: [H, W], 0 to 255.
        subject: [H, W]; where it holds too few edges the whole picture is measured.

    Returns:
        0.2 for a sharp drawing, up to about 2.5; None where there are no edges to measure.
    """
    soft = _gaussian(grey, _PROBE)
    along_x, along_y = _gradient(grey)
    strength = np.hypot(along_x, along_y)
    weakened = np.hypot(*_gradient(soft))
    edges = _ridges(strength, np.abs(along_x) >= np.abs(along_y))
    # Strong by the subject's own measure: a harsh background must not hide a soft subject.
    chosen = edges & subject & (strength > _strong(strength[subject]))
    if int(chosen.sum()) < _FEWEST_EDGES:
        chosen = edges & (strength > _strong(strength[::2, ::2]))
    if int(chosen.sum()) < _FEWEST_EDGES:
        return None
    ratio = np.maximum(strength[chosen] / np.maximum(weakened[chosen], 1e-3), 1.0005)
    return float(np.median(_PROBE / np.sqrt(ratio**2 - 1)))


def subject_mask(picture: Image.Image) -> Mask:
    """Where the picture differs in colour from its own border: [H, W].

    A subject that fills the frame or melts into the background gives the middle of the picture.
    """
    small = picture.convert("YCbCr").resize((_GRID, _GRID), Image.Resampling.BOX)
    colours = np.asarray(small, dtype=np.float32)
    distance = np.full((_GRID, _GRID), np.inf, dtype=np.float32)
    weights = np.asarray((0.6, 1.5, 1.5), dtype=np.float32)
    for patch in border_patches(colours):
        flat = patch.reshape(-1, 3)
        dark = flat[:, 0] <= np.median(flat[:, 0])
        # Two colours a patch: a tiled or leafy background has no middle one.
        for half in (flat[dark], flat[~dark]):
            if half.size:
                centre = np.median(half, axis=0)
                here = np.sqrt((((colours - centre) * weights) ** 2).sum(axis=-1))
                distance = np.minimum(distance, here)
    rows = np.arange(picture.height) * _GRID // picture.height
    columns = np.arange(picture.width) * _GRID // picture.width
    mask: Mask = (distance > _SUBJECT_DISTANCE)[rows][:, columns]
    if not 0.01 < float(mask.mean()) < 0.7:
        height, width = mask.shape
        mask = np.zeros_like(mask)
        mask[height // 5 : height - height // 5, width // 5 : width - width // 5] = True
    return mask


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


def _strong(strength: Plane) -> float:
    return max(2.0, 0.25 * float(np.percentile(strength, 99))) if strength.size else np.inf


def _gaussian(plane: Plane, sigma: float) -> Plane:
    reach = int(3 * sigma + 1)
    offsets = np.arange(-reach, reach + 1)
    kernel = np.exp(-(offsets**2) / (2 * sigma**2))
    kernel = (kernel / kernel.sum()).astype(np.float32)
    for axis in (0, 1):
        length = plane.shape[axis]
        margin = [(0, 0), (0, 0)]
        margin[axis] = (reach, reach)
        padded = np.pad(plane, margin, mode="edge")
        total = np.zeros_like(plane)
        for weight, start in zip(kernel, range(2 * reach + 1), strict=True):
            window = slice(start, start + length)
            total += weight * (padded[window] if axis == 0 else padded[:, window])
        plane = total
    return plane


def _gradient(plane: Plane) -> tuple[Plane, Plane]:
    along_x, along_y = np.zeros_like(plane), np.zeros_like(plane)
    along_x[:, 1:-1] = (plane[:, 2:] - plane[:, :-2]) / 2
    along_y[1:-1] = (plane[2:] - plane[:-2]) / 2
    return along_x, along_y


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
