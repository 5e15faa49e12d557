"""Finds photos of one burst: taken within seconds of each other, and almost the same to look at.

Beside the time less likeness is asked for than of copies (`near_copies`), for between two pictures
of a burst the hand has moved a little. The limits were set on bursts made from the sample photos
(moved, turned, nearer, brighter, softer) against the frames of a film in which the subject moves;
`tests/benchmarks/photo_faults/bursts.py` measures them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from core.datasets.alignment import align, sampled, smoothed
from core.datasets.near_copies import PLANE, halved, largest_in_cells, levelled

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Span = tuple[float, float]
"""First and last second at which a photo may have been taken."""

TAKEN, SECONDS, FILE_TIME = "taken", "taken_seconds", "file_time"
"""Facts of a photo: the camera's minute, its seconds, and when the file was written."""
APART = 10.0
"""Seconds between two photos of one burst at most."""
_LATER = 6
"""Photos after each, in the order they were taken, that it is compared with."""
_AT_ONCE = 500  # pairs that are aligned at once
_STEPS = 4
_NEAR = 0.75  # correlation at 24 x 24 as they are
_NEARER = 0.92  # correlation at 24 x 24 after aligning
_ALIKE = 0.95  # correlation at 48 x 48 after aligning
_SAME_PLACE = 14.0  # of 255: largest difference of luma in any of 8 x 8 cells; copies differ by 8
_SAME_TINT = 5.0  # of 255: mean difference of colour over 8 x 8 cells


def spans(facts: Sequence[Mapping[str, str]]) -> list[Span | None]:
    """When each photo was taken, None where that is not known.

    The camera's own time is believed. The files' times are, too, unless half of them follow each
    other at once: then they tell when the photos were copied or unpacked.
    """
    by_file = sorted(filter(None, (_seconds(one.get(FILE_TIME, "")) for one in facts)))
    gaps = sorted(later - earlier for earlier, later in pairwise(by_file))
    believed = bool(gaps) and gaps[len(gaps) // 2] > APART
    return [_span(one, believed) for one in facts]


def _span(facts: Mapping[str, str], files_believed: bool) -> Span | None:
    minute = _seconds(facts.get(TAKEN, ""))
    if minute is not None:
        try:
            second = float(facts[SECONDS])
        except (KeyError, ValueError):
            return minute, minute + 59.0
        return minute + second, minute + second
    written = _seconds(facts.get(FILE_TIME, "")) if files_believed else None
    return None if written is None else (written, written)


def _seconds(told: str) -> float | None:
    """Seconds since a fixed day of a time as it stands in the facts."""
    try:
        return (datetime.fromisoformat(told) - datetime(1970, 1, 1)).total_seconds()
    except (ValueError, TypeError):
        return None


def bursts(
    taken: Sequence[Span | None], planes: Sequence[Floats], tints: Sequence[Floats]
) -> list[tuple[int, int]]:
    """Pairs of photos, lower number first, that belong to one burst.

    Args:
        taken: when, as `spans` tells.
        planes: [48, 48] luma of each, 0 to 255, stretched to a square.
        tints: [8, 8, 2] blue and red difference of each.
    """
    pairs = _close_in_time(taken)
    if not pairs:
        return []
    luma = np.stack(planes).astype(np.float32)
    colour = np.stack(tints).astype(np.float32)
    numbers = _roughly_alike(luma, np.array(pairs))
    found: set[tuple[int, int]] = set()
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        same = _look_alike(luma, colour, some)
        if not same.all():
            same[~same] = _look_alike(luma, colour, some[~same][:, ::-1])
        found |= {(min(one, two), max(one, two)) for one, two in some[same].tolist()}
    return sorted(found)


def _roughly_alike(luma: Floats, pairs: Numbers) -> Numbers:
    """Those of [N, 2] pairs for which a closer look is worth its time."""
    small = smoothed(halved(luma)).reshape(len(luma), -1)
    small = small - small.mean(axis=1, keepdims=True)
    small /= np.maximum(np.linalg.norm(small, axis=1, keepdims=True), 1e-6)
    alike = np.einsum("ij,ij->i", small[pairs[:, 0]], small[pairs[:, 1]])
    return np.asarray(pairs[alike > _NEAR])


def _close_in_time(taken: Sequence[Span | None]) -> list[tuple[int, int]]:
    known = sorted((span, at) for at, span in enumerate(taken) if span is not None)
    found = []
    for place, ((_, last), at) in enumerate(known):
        for (first, _), other in known[place + 1 : place + 1 + _LATER]:
            if first - last > APART:
                break
            found.append((at, other))
    return found


def _look_alike(luma: Floats, colour: Floats, pairs: Numbers) -> Mask:
    """[N]: whether the second of each pair is the first, moved a little."""
    same: Mask = np.zeros(len(pairs), dtype=np.bool_)
    tinted = np.abs(colour[pairs[:, 0]] - colour[pairs[:, 1]]).mean(axis=(1, 2, 3))
    whole = np.tile(np.asarray((0.0, 0.0, 1.0, 1.0), dtype=np.float32), (len(pairs), 1))
    one, two = smoothed(halved(luma[pairs[:, 0]])), smoothed(halved(luma[pairs[:, 1]]))
    parts, alike = align(one, two, whole, _STEPS)
    left = np.flatnonzero((alike > _NEARER) & (tinted <= _SAME_TINT))
    if not left.size:
        return same
    large, small = smoothed(luma[pairs[left, 0]]), smoothed(luma[pairs[left, 1]])
    parts, alike = align(large, small, parts[left], _STEPS)
    shown = sampled(large[None], parts, PLANE)[0]
    rest = levelled(shown.reshape(len(left), -1), small.reshape(len(left), -1))
    same[left] = (alike > _ALIKE) & (largest_in_cells(rest) <= _SAME_PLACE)
    return same
