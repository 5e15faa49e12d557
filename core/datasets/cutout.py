"""Cuts the subject of a photo out of its background: a mask with a soft edge, and how far to
trust it.

What the rim of the photo tells of the background, and which parts no smooth way leads to from the
rim, start GrabCut (C. Rother, V. Kolmogorov and A. Blake, GrabCut, ACM Transactions on Graphics
23, 2004); strokes of a person's brush are certain. Before one even background this works well,
elsewhere often not, and the quality says so. OpenCV is loaded inside functions: this module is
called in a child process, never in the window's.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.datasets.cutout_seeds import (
    MAYBE,
    SEED,
    SURE,
    SURE_GROUND,
    Floats,
    Ground,
    Mask,
    Pixels,
    dilated,
    edge_limit,
    gradient,
    reached,
    rim_of,
    seeds_of,
    shadows,
)

EDGE = 1024
"""Long side of a mask in px, at most; `refined` takes it to the size of its photo."""
DOUBTFUL = 0.5
"""A mask of less quality is told as doubtful and not used unless somebody has looked at it."""
_WORK = 448  # px, long side on which GrabCut runs
_ROUNDS = 4


@dataclass(frozen=True)
class Stroke:
    """One stroke of the touch-up brush. Everything in shares of the photo's longer side, so that
    it means the same at every size."""

    belongs: bool
    """True: this belongs to the product. False: this is background."""
    radius: float
    points: tuple[tuple[float, float], ...]
    """(x, y) from the upper left corner."""


@dataclass(frozen=True)
class Cutout:
    """What was cut out."""

    mask: Mask
    """[H, W], 0 background to 255 subject, the long side at most `EDGE`."""
    quality: float
    """0 to 1; below `DOUBTFUL` somebody should look at it."""
    even: float
    """Share of the rim that is one even background."""
    colour: tuple[int, int, int]
    """Red, green and blue that the subject has most, 0 to 255."""


def strokes_to_json(strokes: Sequence[Stroke]) -> str:
    """As text, for a child process and for a photo's facts."""
    told = [
        [
            int(one.belongs),
            round(one.radius, 4),
            [[round(x, 4), round(y, 4)] for x, y in one.points],
        ]
        for one in strokes
    ]
    return json.dumps(told, separators=(",", ":"))


def _rounded(points: Sequence[tuple[float, float]]) -> list[list[float]]:
    return [[round(x, 4), round(y, 4)] for x, y in points]


def strokes_from_json(text: str) -> tuple[Stroke, ...]:
    """The way back; what cannot be read counts as no strokes."""
    try:
        told: list[Any] = json.loads(text or "[]")
        return tuple(
            Stroke(bool(belongs), float(radius), tuple((float(x), float(y)) for x, y in points))
            for belongs, radius, points in told
        )
    except (ValueError, TypeError):
        return ()


def cut_out(picture: Image.Image, strokes: Sequence[Stroke] = ()) -> Cutout:
    """The mask of an RGB picture of any size; the same picture and strokes give the same mask."""
    import cv2

    cv2.setNumThreads(1)
    pixels = np.asarray(_within(picture, _WORK))
    ground = Ground.of(pixels)
    edges = gradient(ground.colours)
    limit = edge_limit(edges, ground)
    seeds = seeds_of(ground, ~reached(edges, limit))
    painted = _painted(seeds.shape, strokes)
    seeds[painted == 1] = SURE
    seeds[painted == -1] = SURE_GROUND
    found = _chosen(_grabbed(pixels, seeds), ground.apart, painted)
    quality = _quality(found, ground, edges, limit)
    if strokes:  # somebody has looked at it
        quality = max(quality, 0.9)
    large = np.asarray(_within(picture, EDGE))
    own = pixels[found > 0] if found.any() else pixels.reshape(-1, 3)
    red, green, blue = (int(value) for value in np.median(own, axis=0))
    return Cutout(_softened(large, found), quality, ground.even, (red, green, blue))


def refined(pixels: Pixels, mask: Mask) -> Mask:
    """The mask at the size of its photo, its edge led by the photo's own.

    Args:
        pixels: [H, W, 3], the whole photo.
        mask: of it, smaller.
    """
    import cv2

    height, width = pixels.shape[:2]
    if mask.shape == (height, width):
        return mask
    small = cv2.resize(pixels, (mask.shape[1], mask.shape[0]), interpolation=cv2.INTER_AREA)
    slope, offset = _guided(_luma(small), (mask / 255).astype(np.float32), 3)
    size = (width, height)
    slope, offset = (cv2.resize(one, size, interpolation=cv2.INTER_LINEAR)
                     for one in (slope, offset))  # fmt: skip
    coarse = cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR)
    fine = np.clip((slope * _luma(pixels) + offset) * 255, 0, 255).astype(np.uint8)
    band = (coarse > 6) & (coarse < 249)
    return np.where(band, _steeper(fine), np.where(coarse >= 249, 255, 0)).astype(np.uint8)


# --- cutting -------------------------------------------------------------------------------------


def _painted(shape: tuple[int, ...], strokes: Sequence[Stroke]) -> npt.NDArray[np.int8]:
    """[H, W] 1 where somebody painted the product, -1 where background, 0 elsewhere."""
    import cv2

    found = np.zeros(shape, dtype=np.int8)
    longest = max(shape)
    for stroke in strokes:
        layer = np.zeros(shape, dtype=np.uint8)
        points = [(round(x * longest), round(y * longest)) for x, y in stroke.points]
        wide = max(1, round(2 * stroke.radius * longest))
        for one, two in zip(points, points[1:] or points, strict=False):
            cv2.line(layer, one, two, 1, wide, cv2.LINE_8)
        found[layer > 0] = 1 if stroke.belongs else -1
    return found


def _grabbed(pixels: Pixels, seeds: Mask) -> Mask:
    import cv2

    marks = seeds.copy()
    product = np.isin(marks, (SURE, MAYBE))
    if not product.any() or product.all():
        return product.astype(np.uint8)
    cv2.setRNGSeed(SEED)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    picture = np.ascontiguousarray(pixels[..., ::-1])
    cv2.grabCut(picture, marks, None, *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    return np.isin(marks, (SURE, MAYBE)).astype(np.uint8)


def _chosen(found: Mask, apart: Floats, painted: npt.NDArray[np.int8]) -> Mask:
    """The subject and what belongs to it, without specks and pinholes; strokes have the last
    word."""
    import cv2

    height, width = found.shape
    found = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, parts, boxes, _ = cv2.connectedComponentsWithStats(found)
    if count > 2:
        rows, columns = np.mgrid[:height, :width]
        off = (columns / width - 0.5) ** 2 + (rows / height - 0.52) ** 2
        worth = np.exp(-off / (2 * 0.3**2)) * np.minimum(apart, 60)
        weights = np.bincount(parts.ravel(), worth.ravel(), count)
        weights[0] = 0
        kept = _belonging(boxes, weights, (height, width))
        kept |= set(np.unique(parts[painted == 1]).tolist()) - {0}
        found = np.isin(parts, sorted(kept)).astype(np.uint8)
    count, parts, boxes, _ = cv2.connectedComponentsWithStats(1 - found)
    for part in range(1, count):
        if boxes[part, 4] < max(12, 0.002 * int(found.sum())):
            found[parts == part] = 1
    found[painted == 1] = 1
    found[painted == -1] = 0
    return np.asarray(found, dtype=np.uint8)


def _belonging(
    boxes: npt.NDArray[Any], weights: npt.NDArray[Any], shape: tuple[int, int]
) -> set[int]:
    """The heaviest part, and those near it or nearly as heavy; a strip along the rim is not."""
    height, width = shape
    best = int(weights.argmax())
    kept = {best}
    x, y, wide, high, area = (int(value) for value in boxes[best])
    for part in range(1, len(boxes)):
        left, top, across, down, size = (int(value) for value in boxes[part])
        gap = max(left - x - wide, x - left - across, top - y - high, y - top - down)
        touched = (left <= 1) + (top <= 1) + (left + across >= width - 1) + (
            top + down >= height - 1
        )  # fmt: skip
        near = gap < 0.03 * max(shape) and touched < 2
        heavy = weights[part] > 0.35 * weights[best] and touched < 1
        if size >= 0.01 * area and (near or heavy):
            kept.add(part)
    return kept


def _quality(found: Mask, ground: Ground, edges: Floats, limit: float) -> float:
    """How far to trust a mask: 0 to 1. See `tests/benchmarks/cutouts.py` for how it was set."""
    import cv2

    area = float(found.mean())
    if not 0.01 < area < 0.85:
        return 0.0
    brush = np.ones((3, 3), np.uint8)
    outline = (found - cv2.erode(found, brush)) > 0
    outline &= ~rim_of(found.shape, 2)
    strong = dilated(edges, 3) > limit
    on_edges = float(strong[outline].mean()) if outline.any() else 0.0
    around = cv2.dilate(found, np.ones((9, 9), np.uint8)) > 0
    missed = (ground.apart > 14) & ~around & ~shadows(ground)
    left_out = float(missed.sum()) / max(1.0, float(found.sum()))
    even = float(np.clip((ground.even - 0.55) / 0.3, 0.0, 1.0))
    return float(even * np.clip((on_edges - 0.5) / 0.4, 0, 1) * np.clip(1.2 - left_out, 0, 1))


# --- soft edges ----------------------------------------------------------------------------------


def _softened(pixels: Pixels, found: Mask) -> Mask:
    """The mask at the size of these pixels, its edge on theirs and soft."""
    import cv2

    height, width = pixels.shape[:2]
    coarse = cv2.resize(found.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    coarse = cv2.GaussianBlur(coarse, (0, 0), 0.8 * width / found.shape[1])
    slope, offset = _guided(_luma(pixels), (coarse > 0.5).astype(np.float32), 4)
    fine = np.clip((slope * _luma(pixels) + offset) * 255, 0, 255).astype(np.uint8)
    deep = np.ones((9, 9), np.uint8)
    sure = cv2.erode((coarse > 0.5).astype(np.uint8), deep) > 0
    never = cv2.dilate((coarse > 0.5).astype(np.uint8), deep) == 0
    return np.where(sure, 255, np.where(never, 0, _steeper(fine))).astype(np.uint8)


def _guided(guide: Floats, mask: Floats, reach: int) -> tuple[Floats, Floats]:
    """Slope and offset by which the guide explains the mask around each pixel (K. He, J. Sun and
    X. Tang, Guided Image Filtering, IEEE Transactions on Pattern Analysis 35, 2013)."""
    import cv2

    box = (2 * reach + 1, 2 * reach + 1)

    def mean(values: Floats) -> Floats:
        return np.asarray(cv2.blur(values, box), dtype=np.float32)

    middle, share = mean(guide), mean(mask)
    spread = mean(guide * guide) - middle * middle
    slope = (mean(guide * mask) - middle * share) / (spread + 1e-3)
    return mean(slope.astype(np.float32)), mean((share - slope * middle).astype(np.float32))


def _steeper(mask: Mask) -> Mask:
    """Half as wide an edge: the filter leaves a haze that would show as a fringe."""
    stretched = (mask.astype(np.float32) - 127.5) * 2.0 + 127.5
    return np.asarray(np.clip(stretched, 0, 255), dtype=np.uint8)


def _luma(pixels: Pixels) -> Floats:
    import cv2

    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.float32)
    return np.asarray(grey / np.float32(255), dtype=np.float32)


def _within(picture: Image.Image, longest: int) -> Image.Image:
    share = longest / max(picture.size)
    if share >= 1:
        return picture
    size = max(8, round(picture.width * share)), max(8, round(picture.height * share))
    return picture.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
