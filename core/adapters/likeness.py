"""How near a picture's subject is to the subject of a set of photos, whatever is behind it.

Needs no model and no download. A picture's subject is found from what its border looks like (a
soft GrabCut in colour space, without graph cut); only the subject is described: its colours in
Lab, the layout of its edges and its outline, each inside the subject's own box. So neither the
background nor the place or size of the subject counts, and a picture of the same background
without the product has no subject that matches (the tests show both on real photos).

It is a measure for comparing a picture with and without an adapter, not a judgement of beauty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

Floats = npt.NDArray[np.float64]

SIDE = 128
"""Longest side in px at which subjects are described."""
WEIGHTS = (0.5, 0.3, 0.2)
"""Of colour, edges and outline. Colour weighs most: it holds from every side of a product."""
NEAREST = 3
"""A product looks different from every side: a picture is compared with its nearest photos."""
SMALLEST = 0.004
"""Share of the picture below which there is no subject."""
_BOX = 64
_CELLS = 8
_TURNS = 8
_BINS = (5, 12, 12)
_RANGES = ((0.0, 100.0), (-72.0, 72.0), (-72.0, 72.0))


@dataclass(frozen=True)
class Subject:
    """What is compared of one picture; all vectors have length 1."""

    colours: Floats
    edges: Floats
    outline: Floats
    share: float
    """Part of the picture that the subject covers, 0 to 1."""


def describe_subject(picture: Path | Image.Image) -> Subject:
    """Find and describe the subject of a picture."""
    lab = _lab(picture)
    mask = subject_mask(lab)
    box = _square_box(mask)
    cut_mask = _cut(mask, box)
    cut_light = _cut(lab[..., 0], box)
    return Subject(
        colours=_colours(lab, mask),
        edges=_edges(cut_light, cut_mask),
        outline=_unit(_pool(cut_mask, _BOX // 4)),
        share=float(mask.mean()),
    )


def distance(one: Subject, other: Subject) -> float:
    """0 (the same subject) to 1 (nothing in common, or no subject at all)."""
    if min(one.share, other.share) < SMALLEST:
        return 1.0
    parts = (
        float(one.colours @ other.colours),
        float(one.edges @ other.edges),
        float(one.outline @ other.outline),
    )
    alike = sum(
        weight * min(max(part, 0.0), 1.0) for weight, part in zip(WEIGHTS, parts, strict=True)
    )
    return 1.0 - alike


def distance_to_photos(picture: Path | Image.Image | Subject, photos: Sequence[Subject]) -> float:
    """Mean distance to the nearest photos (`NEAREST` of them), 0 to 1.

    Raises:
        ValueError: there are no photos.
    """
    if not photos:
        raise ValueError("no photos to compare with")
    subject = picture if isinstance(picture, Subject) else describe_subject(picture)
    distances = sorted(distance(subject, photo) for photo in photos)[:NEAREST]
    return sum(distances) / len(distances)


def nearer(pictures: Sequence[tuple[Path, Path]], photos: Sequence[Path]) -> tuple[int, int]:
    """(k, n): in k of n pairs (with adapter, without) the first is nearer to the photos."""
    subjects = [describe_subject(photo) for photo in photos]
    wins = sum(
        distance_to_photos(ours, subjects) < distance_to_photos(base, subjects)
        for ours, base in pictures
    )
    return wins, len(pictures)


# --- the subject -------------------------------------------------------------------------------


def subject_mask(lab: Floats) -> Floats:
    """[H, W] in 0..1: how much each pixel belongs to the subject, of Lab [H, W, 3].

    Starts from the colour distance to the border's main colours and a prior for the middle; then
    colours are divided between inside and outside a few times, with the mask smoothed.
    """
    height, width = lab.shape[:2]
    rows = np.abs(np.linspace(-1, 1, height))[:, None]
    columns = np.abs(np.linspace(-1, 1, width))[None, :]
    middle = np.exp(-((rows / 0.75) ** 4)) * np.exp(-((columns / 0.75) ** 4))
    flat = lab * np.array([0.5, 1.0, 1.0])  # light falls off and shadows darken; hue stays
    far = _far_from_border(flat)
    mask: Floats = _sigmoid((far - 14.0) / 3.0) * middle
    bins = _bin_numbers(lab, (8, 12, 12))
    for _ in range(3):
        odds = _colour_odds(bins, mask)
        mask = _sigmoid(1.5 * odds + (far - 14.0) / 5.0) * middle
        mask = _blur(mask, 1)
    return np.where(mask > 0.3, mask, 0.0)


def _far_from_border(lab: Floats) -> Floats:
    """Distance [H, W] of each pixel to the nearest main colour of the border."""
    ring = max(2, min(lab.shape[:2]) // 16)
    border = np.concatenate([
        lab[:ring].reshape(-1, 3), lab[-ring:].reshape(-1, 3),
        lab[ring:-ring, :ring].reshape(-1, 3), lab[ring:-ring, -ring:].reshape(-1, 3),
    ])  # fmt: skip
    centres = _main_colours(border, 6)
    gaps = np.linalg.norm(lab[:, :, None, :] - centres[None, None], axis=-1)
    nearest: Floats = gaps.min(axis=-1)
    return nearest


def _main_colours(colours: Floats, count: int) -> Floats:
    """k-means from the farthest points on: no chance in it. Small groups are left out, so that a
    subject that touches the border in one place is not taken for background."""
    centres = [np.median(colours, axis=0)]
    for _ in range(count - 1):
        gap = np.min([np.linalg.norm(colours - centre, axis=1) for centre in centres], axis=0)
        if gap.max() < 6.0:
            break
        centres.append(colours[int(gap.argmax())])
    found = np.array(centres)
    for _ in range(8):
        owner = np.linalg.norm(colours[:, None] - found[None], axis=-1).argmin(axis=1)
        found = np.array([
            colours[owner == k].mean(axis=0) if (owner == k).any() else found[k]
            for k in range(len(found))
        ])  # fmt: skip
    share = np.bincount(owner, minlength=len(found)) / len(colours)
    kept: Floats = found[share >= min(0.06, share.max())]
    return kept


def _colour_odds(bins: npt.NDArray[np.int64], mask: Floats) -> Floats:
    """log(inside / outside) of each pixel's colour, limited to +-3."""
    count = int(bins.max()) + 1
    inside = np.bincount(bins.ravel(), mask.ravel(), count) / (mask.sum() + 1e-9)
    outside = np.bincount(bins.ravel(), (1 - mask).ravel(), count) / ((1 - mask).sum() + 1e-9)
    odds: Floats = np.log((inside + 1e-4) / (outside + 1e-4)).clip(-3, 3)[bins]
    return odds


def _square_box(mask: Floats) -> tuple[int, int, int, int]:
    """(top, left, bottom, right) of the square around the subject; may reach over the edge."""
    if mask.sum() == 0.0:
        return 0, 0, mask.shape[0], mask.shape[1]
    ends = []
    for axis in (1, 0):
        share = mask.sum(axis=axis).cumsum() / mask.sum()
        ends.append((int(np.searchsorted(share, 0.01)), int(np.searchsorted(share, 0.99)) + 1))
    (top, bottom), (left, right) = ends
    side = int(1.1 * max(bottom - top, right - left, 8))
    top = (top + bottom - side) // 2
    left = (left + right - side) // 2
    return top, left, top + side, left + side


def _cut(field: Floats, box: tuple[int, int, int, int]) -> Floats:
    """The box of a field, zero outside it, resized to 64 x 64."""
    picture = Image.fromarray(field.astype(np.float32))
    top, left, bottom, right = box
    cut = picture.crop((left, top, right, bottom)).resize((_BOX, _BOX), Image.Resampling.BILINEAR)
    return np.asarray(cut, dtype=np.float64)


# --- its description ---------------------------------------------------------------------------


def _colours(lab: Floats, mask: Floats) -> Floats:
    """Square root of the smoothed colour histogram: products of two give Bhattacharyya's
    coefficient."""
    counts = np.bincount(_bin_numbers(lab, _BINS).ravel(), mask.ravel(), int(np.prod(_BINS)))
    smooth = counts.reshape(_BINS)
    for axis in range(3):
        before = np.pad(smooth, [(1, 1) if axis == k else (0, 0) for k in range(3)])
        length = smooth.shape[axis]
        smooth = (
            0.25 * before.take(range(length), axis)
            + 0.5 * before.take(range(1, length + 1), axis)
            + 0.25 * before.take(range(2, length + 2), axis)
        )
    return _unit(np.sqrt(smooth))


def _edges(light: Floats, mask: Floats) -> Floats:
    """Histograms of edge directions in 8 x 8 cells (Dalal and Triggs 2005), inside the subject."""
    down, right = np.gradient(light)
    strength = np.sqrt(np.hypot(down, right)) * mask
    turn = np.arctan2(down, right) % np.pi
    place = (turn / np.pi * _TURNS).astype(np.int64) % _TURNS
    layers = [_pool(np.where(place == k, strength, 0.0), _BOX // _CELLS) for k in range(_TURNS)]
    return _unit(np.stack(layers))


def _pool(field: Floats, cell: int) -> Floats:
    """Mean over cells of `cell` x `cell`."""
    count = field.shape[0] // cell
    pooled: Floats = field.reshape(count, cell, count, cell).mean(axis=(1, 3))
    return pooled


def _unit(values: Floats) -> Floats:
    flat = values.ravel()
    length = float(np.linalg.norm(flat))
    unit: Floats = flat / length if length > 0 else flat
    return unit


def _bin_numbers(lab: Floats, bins: tuple[int, int, int]) -> npt.NDArray[np.int64]:
    number = np.zeros(lab.shape[:2], dtype=np.int64)
    for channel, (count, (low, high)) in enumerate(zip(bins, _RANGES, strict=True)):
        step = ((lab[..., channel] - low) / (high - low) * count).astype(np.int64)
        number = number * count + step.clip(0, count - 1)
    return number


def _lab(picture: Path | Image.Image) -> Floats:
    """CIE L*a*b* (D65) [H, W, 3] of an sRGB picture, at most 128 px wide and high.

    IEC 61966-2-1 for sRGB, CIE 15 for Lab.
    """
    if isinstance(picture, Path):
        with Image.open(picture) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
    else:
        image = picture.convert("RGB")
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    rgb = np.asarray(image, dtype=np.float64) / 255.0
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                       [0.0193339, 0.1191920, 0.9503041]])  # fmt: skip
    xyz = linear @ to_xyz.T / np.array([0.95047, 1.0, 1.08883])
    root = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack([
        116 * root[..., 1] - 16,
        500 * (root[..., 0] - root[..., 1]),
        200 * (root[..., 1] - root[..., 2]),
    ], axis=-1)  # fmt: skip


def _sigmoid(values: Floats) -> Floats:
    result: Floats = 1.0 / (1.0 + np.exp(-values.clip(-30, 30)))
    return result


def _blur(field: Floats, radius: int) -> Floats:
    """Mean over (2 radius + 1)^2 px."""
    padded = np.pad(field, radius, mode="edge")
    size = 2 * radius + 1
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size))
    blurred: Floats = windows.mean(axis=(2, 3))
    return blurred
