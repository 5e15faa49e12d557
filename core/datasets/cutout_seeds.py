"""What is known of a photo before its subject is cut out: the background that the rim tells of, and
which pixels are surely, probably or surely not the subject.

The window's process never calls this: OpenCV is loaded inside the functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.uint8]
Truth = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.uint8]

EVEN = 0.7
"""Share of the rim that follows one slow change of colour, from which a background is even."""
SURE_GROUND, SURE, MAYBE_GROUND, MAYBE = range(4)
"""Marks of GrabCut: cv2.GC_BGD, GC_FGD, GC_PR_BGD, GC_PR_FGD."""
SEED = 7
"""Of OpenCV's random numbers: the same photo gives the same mask."""
_WEIGHTS = np.array((0.6, 1.5, 1.5), dtype=np.float32)  # luma, red and blue difference


@dataclass(frozen=True)
class Ground:
    """The background as the rim tells of it."""

    colours: Floats
    """[H, W, 3] luma, red and blue difference of the photo."""
    fitted: Floats
    """[H, W, 3] the same of the background alone: one slow change over the photo."""
    apart: Floats
    """[H, W] how far each pixel lies from that."""
    even: float

    @classmethod
    def of(cls, pixels: Pixels) -> Ground:
        """Measure RGB pixels, [H, W, 3]."""
        import cv2

        colours = cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb).astype(np.float32)
        height, width = pixels.shape[:2]
        share = min(1.0, 96 / max(height, width))
        size = max(8, round(width * share)), max(8, round(height * share))
        small = cv2.resize(colours, size, interpolation=cv2.INTER_AREA)
        factors, even = _surface(small)
        fitted = (_terms(height, width) @ factors).astype(np.float32)
        return cls(colours, fitted, _distance(colours, fitted), even)


def _surface(colours: Floats) -> tuple[npt.NDArray[np.float64], float]:
    """Factors of `_terms` for the background, and the share of the rim that follows it."""
    rim = rim_of(colours.shape[:2], 3)
    terms = _terms(*colours.shape[:2])
    apart = _distance(colours, np.median(colours[rim], axis=0))
    factors = np.zeros((6, 3))
    for turn in range(6):
        near = apart <= max(12.0, float(np.percentile(apart[rim], 50)))
        # First the rim alone, then everything that looks like it: light bends slowly.
        kept, count = (near & rim, 4) if turn < 3 else (near, 6)
        found, *_ = np.linalg.lstsq(terms[kept][:, :count], colours[kept], rcond=None)
        factors = np.zeros((6, 3))
        factors[:count] = found
        apart = _distance(colours, terms @ factors)
    return factors, float((apart[rim] <= 14).mean())


def _terms(height: int, width: int) -> Floats:
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    y, x = rows / height, columns / width
    return np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=-1)


def _distance(colours: Floats, background: npt.NDArray[Any]) -> Floats:
    apart = np.sqrt((((colours - background) * _WEIGHTS) ** 2).sum(axis=-1))
    return np.asarray(apart, dtype=np.float32)


def rim_of(shape: tuple[int, ...], deep: int) -> Truth:
    """The outermost rows and columns, so many deep."""
    rim = np.ones(shape, dtype=np.bool_)
    rim[deep:-deep, deep:-deep] = False
    return rim


# --- seeds ---------------------------------------------------------------------------------------


def gradient(colours: Floats) -> Floats:
    """[H, W] steepness of the strongest of the three planes, levels a px."""
    import cv2

    steepest = np.zeros(colours.shape[:2], dtype=np.float32)
    for plane, weight in zip(np.moveaxis(colours, -1, 0), _WEIGHTS, strict=True):
        soft = cv2.GaussianBlur(plane * weight, (0, 0), 1.0)
        across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
        steepest = np.maximum(steepest, np.hypot(across, down) / 8)
    return steepest


def edge_limit(edges: Floats, ground: Ground) -> float:
    """Steepness from which an edge is more than the background's own texture and grain."""
    rim = rim_of(edges.shape, max(3, max(edges.shape) // 50))
    own = edges[rim & (ground.apart <= 14)] if ground.even >= 0.5 else edges[rim]
    return float(np.clip(1.4 * np.percentile(own, 96), 2.5, 14)) if own.size else 2.5


def reached(edges: Floats, limit: float) -> Truth:
    """Where a way without an edge leads to from the rim: a shadow, but not the product."""
    import cv2

    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    walls = cv2.dilate((edges > limit).astype(np.uint8), brush)
    return np.asarray(cv2.dilate(joined_to_rim(walls == 0).astype(np.uint8), brush) > 0)


def joined_to_rim(free: Truth) -> Truth:
    """The connected parts that touch the photo's rim."""
    import cv2

    _, parts = cv2.connectedComponents(free.astype(np.uint8), connectivity=4)
    at_rim = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    return np.isin(parts, at_rim[at_rim > 0])


def seeds_of(ground: Ground, inside: Truth) -> Mask:
    """[H, W] what GrabCut starts from."""
    return _even_seeds(ground, inside) if ground.even >= EVEN else _uneven_seeds(ground)


def _even_seeds(ground: Ground, inside: Truth) -> Mask:
    apart = ground.apart
    strongest = float(np.percentile(apart, 99.5))
    high, low = min(30.0, max(10.0, 0.4 * strongest)), min(10.0, max(6.0, 0.2 * strongest))
    shadow = shadows(ground)
    seeds = np.full(apart.shape, MAYBE_GROUND, dtype=np.uint8)
    seeds[(apart > 0.66 * high) & ~shadow] = MAYBE
    seeds[inside & (apart > low)] = MAYBE
    seeds[eroded((apart > high) & ~shadow, 5)] = SURE
    # What no smooth way leads to is the product, however like the background its colour is.
    seeds[eroded(inside & (apart > low), 15)] = SURE
    seeds[joined_to_rim(eroded(apart < low, 3))] = SURE_GROUND
    return seeds


def shadows(ground: Ground) -> Truth:
    """Where it is darker than the background and of the same hue."""
    colours, fitted = ground.colours, ground.fitted
    ratio = colours[..., 0] / np.maximum(fitted[..., 0], 1)
    # A shadow draws the colour differences in by the same ratio as the light.
    wanted = 128 + (fitted[..., 1:] - 128) * ratio[..., None]
    hue = 1.5 * np.sqrt(((colours[..., 1:] - wanted) ** 2).sum(axis=-1))
    rough = dilated(gradient(colours), 5)
    return np.asarray((ratio < 1.02) & (ratio > 0.35) & (hue < 7) & (rough < 7))


def _uneven_seeds(ground: Ground) -> Mask:
    """By the rim's eight colours, by sharpness (a background is often out of focus) and by how
    near the middle it lies."""
    import cv2

    colours = ground.colours
    height, width = colours.shape[:2]
    rim = rim_of((height, width), max(3, max(height, width) // 40))
    points = (colours[rim] * _WEIGHTS)[::3]
    cv2.setRNGSeed(SEED)
    ends = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 1.0)
    _, _, centres = cv2.kmeans(points.copy(), 8, None, ends, 1, cv2.KMEANS_PP_CENTERS)
    apart = np.min(
        [np.sqrt(((colours * _WEIGHTS - one) ** 2).sum(axis=-1)) for one in centres], axis=0
    )
    luma = np.ascontiguousarray(colours[..., 0])
    fine = cv2.GaussianBlur(np.abs(luma - cv2.GaussianBlur(luma, (0, 0), 1.2)), (0, 0), height / 60)
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    off = (rows / height - 0.5) ** 2 + (columns / width - 0.5) ** 2
    middle = 0.35 + 0.65 * np.exp(-off / (2 * 0.28**2))
    stands_out = (0.45 * _to_one(apart) + 0.55 * _to_one(fine)) * middle
    stands_out = cv2.GaussianBlur(stands_out.astype(np.float32), (0, 0), height / 70)
    grey = (np.clip(stands_out, 0, 1) * 255).astype(np.uint8)
    limit = float(cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)[0]) / 255
    seeds = np.full((height, width), MAYBE_GROUND, dtype=np.uint8)
    seeds[stands_out > limit] = MAYBE
    seeds[stands_out > max(limit, 0.8 * float(np.percentile(stands_out, 98)))] = SURE
    seeds[(stands_out < 0.35 * limit) | (rim & (stands_out < limit))] = SURE_GROUND
    return seeds


def _to_one(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.clip(values / max(1e-3, float(np.percentile(values, 97))), 0, 1)


# --- tools ---------------------------------------------------------------------------------------


def eroded(where: Truth, side: int) -> Truth:
    """Smaller all around by half of a square of this side."""
    import cv2

    return np.asarray(cv2.erode(where.astype(np.uint8), np.ones((side, side), np.uint8)) > 0)


def dilated(values: Floats, side: int) -> Floats:
    """The largest value in a square of this side around each pixel."""
    import cv2

    return np.asarray(cv2.dilate(values, np.ones((side, side), np.uint8)), dtype=np.float32)
