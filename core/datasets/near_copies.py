"""Finds photos that are the same picture again: cropped, resized, compressed, recoloured, mirrored.

Each photo is a plane of 48 x 48 luma. First every photo, as it is and mirrored, is compared with
ten parts of every other at 8 x 8, by matrix products in blocks. What comes near is laid over the
other exactly (`alignment`); what differs then decides: a copy differs a little everywhere, another
photo of the same thing differs much somewhere, is turned a little, or stands before another wall.
Time grows with the square of the number of photos, memory with the number alone. Laying one over
the other takes most of it, so what came of it is remembered as long as the program runs: of many
photos of one thing nearly all pairs come near, and the checks look again after every change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from core.datasets.alignment import align, sampled, smoothed, turned

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

PLANE = 48
"""Side of a photo's plane."""
_COARSE, _CELLS, _TINTS = 8, 8, 8
_PART = 0.92
_PARTS = (
    (0.0, 0.0, 1.0, 1.0),
    *((x * (1 - _PART) / 2, y * (1 - _PART) / 2, _PART, _PART) for x in range(3) for y in range(3)),
)
"""Left, top, width and height of the parts that are compared first, as shares."""
_NEAR = 0.86  # correlation at 8 x 8
_BLOCK = 512  # photos by photos that are compared at once
_ALIGNED = 1_000  # pairs that are aligned at once
_STEPS = 4
_NEARER = 0.93  # correlation at 24 x 24 after aligning
_SAME = 0.95  # correlation at 48 x 48 after aligning
_SAME_DETAIL = 0.9  # correlation of what smoothing takes away: what moved a little shows here
_SAME_PLACE = 8.0  # of 255: largest difference of luma in any of 8 x 8 cells
_SAME_TINT = 19.0  # of 255: largest difference of colour in any of 8 x 8 cells
_TONES = 64.0  # of 255: by which tones are divided before they are raised to powers
_SAME_CAST = 24.0  # of 255: difference of the mean colour; a wall of another colour is another wall
_TURNED, _TURNED_ALONE = 0.012, 0.95
"""A side's share that one is turned by against the other, 0.7 degrees, and what then is left of the
difference at most. No copy is turned but by chance of what little there is to see."""
_RIM = 2  # cells; what lies there may come from outside the other photo
_MOST_REMEMBERED = 200_000  # pairs, some 30 MB
_remembered: dict[int, bool] = {}
"""By the contents of two photos, whether the second is a part of the first."""


def copies(
    planes: Sequence[Floats],
    tints: Sequence[Floats],
    progress: Callable[[int, int], None] = lambda done, total: None,
    pause: Callable[[], None] = lambda: None,
) -> list[tuple[int, int]]:
    """Pairs of photos, lower number first, that are the same picture.

    Args:
        planes: [48, 48] luma of each, 0 to 255, stretched to a square.
        tints: [8, 8, 2] blue and red difference of each.
        progress: called as (photos done, photos).
        pause: called again and again meanwhile; may raise to stop.
    """
    if len(planes) < 2:
        return []
    luma = np.stack(planes).astype(np.float32)
    colour = np.stack(tints).astype(np.float32).transpose(0, 3, 1, 2)
    contents = [_digest(plane, tint) for plane, tint in zip(luma, colour, strict=True)]
    found: set[tuple[int, int]] = set()
    for start in range(0, len(luma), _BLOCK):
        block = slice(start, start + _BLOCK)
        parts = [_normal(_means(luma[block], *part, _COARSE)) for part in _PARTS]
        for mirrored in (False, True):
            for pairs, nearest in _near(parts, luma, start, mirrored, pause):
                pause()
                same = _same_or_known(luma, colour, pairs, nearest, mirrored, contents)
                found |= {(min(pair), max(pair)) for pair in pairs[same].tolist()}
        progress(min(len(luma), start + _BLOCK), len(luma))
    return sorted(found)


def _near(
    parts: Sequence[Floats], luma: Floats, start: int, mirrored: bool, pause: Callable[[], None]
) -> list[tuple[Numbers, Numbers]]:
    """Portions of [N, 2] (photo of which a part is meant, photo that is like the part), and which
    part it is."""
    pairs, nearest = [], []
    for first in range(0, len(luma), _BLOCK):
        pause()
        others = luma[first : first + _BLOCK]
        whole = _normal(_means(others[:, :, ::-1] if mirrored else others, *_PARTS[0], _COARSE))
        near = np.zeros((len(parts[0]), len(whole)), dtype=np.bool_)
        for part in parts:
            near |= part @ whole.T > _NEAR
        rows, columns = np.nonzero(near)
        alike = np.stack([(part[rows] * whole[columns]).sum(1) for part in parts])
        pairs.append(np.stack([rows + start, columns + first], axis=1))
        nearest.append(alike.argmax(axis=0))
    every, which = np.concatenate(pairs), np.concatenate(nearest)
    # A photo is like itself; mirrored, it need only be met once.
    wanted = every[:, 0] != every[:, 1]
    every, which = every[wanted], which[wanted]
    return [
        (every[at : at + _ALIGNED], which[at : at + _ALIGNED])
        for at in range(0, len(every), _ALIGNED)
    ]


def _digest(plane: Floats, tint: Floats) -> int:
    """64 bits of what is compared of a photo."""
    data = plane.tobytes() + tint.tobytes()
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")


def _same_or_known(
    luma: Floats, colour: Floats, pairs: Numbers, nearest: Numbers, mirrored: bool,
    contents: Sequence[int],
) -> Mask:  # fmt: skip
    """`_same`, computed only for pairs that nobody has compared yet."""
    keys = [contents[one] << 65 | contents[two] << 1 | mirrored for one, two in pairs.tolist()]
    known = [_remembered.get(key) for key in keys]
    fresh = np.array([at for at, told in enumerate(known) if told is None], dtype=np.int64)
    same: Mask = np.array([told is True for told in known], dtype=np.bool_)
    if fresh.size:
        same[fresh] = _same(luma, colour, pairs[fresh], nearest[fresh], mirrored)
        if len(_remembered) + fresh.size > _MOST_REMEMBERED:
            _remembered.clear()
        _remembered.update((keys[at], bool(same[at])) for at in fresh.tolist())
    return same


def _same(luma: Floats, colour: Floats, pairs: Numbers, nearest: Numbers, mirrored: bool) -> Mask:
    """[N]: whether the second of each pair is a part of the first."""
    same: Mask = np.zeros(len(pairs), dtype=np.bool_)
    parts = np.asarray(_PARTS, dtype=np.float32)[nearest]
    large, small = luma[pairs[:, 0]], luma[pairs[:, 1]]
    if mirrored:
        small = small[:, :, ::-1]
    parts, alike = align(smoothed(halved(large)), smoothed(halved(small)), parts, _STEPS)
    left = np.flatnonzero(alike > _NEARER)
    if not left.size:
        return same
    large, small = smoothed(large[left]), smoothed(small[left])
    parts, alike = align(large, small, parts[left], _STEPS)
    alike_too = (alike > _SAME) & _same_colours(colour, pairs[left], parts, mirrored)
    at = np.flatnonzero(alike_too)
    if at.size:
        same[left[at]] = _look_same(large[at], small[at], parts[at])
    return same


def _same_colours(colour: Floats, pairs: Numbers, parts: Floats, mirrored: bool) -> Mask:
    """[N]: whether the colours of the second of each pair are those of that part of the first."""
    large, small = colour[pairs[:, 0]], colour[pairs[:, 1]]
    if mirrored:
        small = small[:, :, :, ::-1]
    channels = np.stack([smoothed(large[:, 0]), smoothed(large[:, 1])])
    shown = sampled(channels, parts, _TINTS).transpose(1, 0, 2, 3)
    wanted = np.stack([smoothed(small[:, 0]), smoothed(small[:, 1])], axis=1)
    same: Mask = _levelled_tints(shown, wanted) <= _SAME_TINT
    return same & (_cast(shown, wanted) <= _SAME_CAST)


def _look_same(large: Floats, small: Floats, parts: Floats) -> Mask:
    """[N]: whether the smaller pictures show those parts, by what takes least time first."""
    shown = sampled(large[None], parts, PLANE)[0]
    same: Mask = _detail(shown, small) > _SAME_DETAIL
    at = np.flatnonzero(same)
    flat = (len(at), PLANE * PLANE)
    apart = _toned(shown[at].reshape(flat), small[at].reshape(flat))
    same[at] = largest_in_cells(apart) <= _SAME_PLACE
    at = np.flatnonzero(same)
    if at.size:
        amount, rest = turned(large[at], small[at], parts[at])
        same[at] = (amount <= _TURNED) | (rest >= _TURNED_ALONE)
    return same


def _detail(shown: Floats, wanted: Floats) -> Floats:
    """[N] correlation of what smoothing takes away from [N, S, S]."""
    fine = []
    for planes in (shown, wanted):
        coarse = smoothed(smoothed(smoothed(planes)))
        fine.append((planes - coarse)[:, _RIM:-_RIM, _RIM:-_RIM].reshape(len(planes), -1))
    lengths = np.linalg.norm(fine[0], axis=1) * np.linalg.norm(fine[1], axis=1)
    return np.asarray((fine[0] * fine[1]).sum(1) / np.maximum(lengths, 1e-6), dtype=np.float32)


def _toned(shown: Floats, wanted: Floats) -> Floats:
    """[N, C] what differs once the tones are those of `wanted`, by a curve of the third order: what
    was made brighter is cut off at white, and no straight line follows that."""
    one = (shown - shown.mean(1, keepdims=True)) / _TONES
    two = wanted - wanted.mean(1, keepdims=True)
    powers = np.stack([one, one**2, one**3], axis=-1)
    powers = powers - powers.mean(1, keepdims=True)
    normal = powers.transpose(0, 2, 1) @ powers
    order = np.arange(3)
    normal[:, order, order] = normal[:, order, order] * 1.001 + 1e-3  # of one tone: nothing to fit
    curve = np.linalg.solve(normal, powers.transpose(0, 2, 1) @ two[:, :, None])
    return np.asarray((powers @ curve)[:, :, 0] - two, dtype=np.float32)


def levelled(shown: Floats, wanted: Floats) -> Floats:
    """[N, C] what differs once brightness and contrast are those of `wanted`."""
    one, two = (values - values.mean(1, keepdims=True) for values in (shown, wanted))
    gain = (one * two).sum(1) / np.maximum((one * one).sum(1), 1e-6)
    return np.asarray(one * np.clip(gain, 0.5, 2.0)[:, None] - two, dtype=np.float32)


def largest_in_cells(apart: Floats) -> Floats:
    """[N] largest mean of 8 x 8 cells of what differs at 48 x 48."""
    side = PLANE // _CELLS
    cells = apart.reshape(-1, _CELLS, side, _CELLS, side).mean(axis=(2, 4))
    return np.asarray(np.abs(cells).max(axis=(1, 2)), dtype=np.float32)


def _levelled_tints(shown: Floats, wanted: Floats) -> Floats:
    """[N] largest difference of [N, 2, 8, 8] colours once their cast and strength are the same."""
    one, two = (tints - tints.mean(axis=(2, 3), keepdims=True) for tints in (shown, wanted))
    gain = (one * two).sum(axis=(1, 2, 3)) / np.maximum((one * one).sum(axis=(1, 2, 3)), 1e-6)
    apart = one * np.clip(gain, 0.6, 1.7)[:, None, None, None] - two
    return np.asarray(np.abs(apart).max(axis=(1, 2, 3)), dtype=np.float32)


def _cast(shown: Floats, wanted: Floats) -> Floats:
    """[N] difference of the mean of [N, 2, 8, 8] colours, the larger of the two."""
    apart = shown.mean(axis=(2, 3)) - wanted.mean(axis=(2, 3))
    return np.asarray(np.abs(apart).max(axis=1), dtype=np.float32)


def halved(planes: Floats) -> Floats:
    """[N, S, S] planes at half their side, by means of two by two cells."""
    half = planes.shape[1] // 2
    return np.asarray(planes.reshape(len(planes), half, 2, half, 2).mean(axis=(2, 4)), np.float32)


def _normal(planes: Floats) -> Floats:
    """[N, C] of mean 0 and length 1, so that products are correlations."""
    centred = planes - planes.mean(axis=1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.maximum(length, 1e-6), dtype=np.float32)


def _means(planes: Floats, left: float, top: float, wide: float, high: float, count: int) -> Floats:
    """[N, count * count] means over a raster in one part of [N, S, S] planes."""
    size = planes.shape[1]
    across, down = _weights(size, left, wide, count), _weights(size, top, high, count)
    return np.asarray((down @ planes @ across.T).reshape(len(planes), -1), dtype=np.float32)


@cache
def _weights(size: int, start: float, side: float, count: int) -> Floats:
    """[count, size] how much of each cell lies in each part; rows sum to 1."""
    edges = (start + side * np.arange(count + 1) / count) * size
    cells = np.arange(size)
    high = np.minimum(edges[1:, None], cells[None] + 1)
    low = np.maximum(edges[:-1, None], cells[None])
    share = np.clip(high - low, 0, None)
    return np.asarray(share / share.sum(axis=1, keepdims=True), dtype=np.float32)
