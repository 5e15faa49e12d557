"""What was put around or beside a photo: bars, frames, seams of collages, panels of a screen.

Nothing here judges; the thresholds are in the checks.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.datasets.sliding import window_sums

Plane = npt.NDArray[np.float32]
Whole = npt.NDArray[np.int16]
Mask = npt.NDArray[np.bool_]

_SAME = 10.0  # of 255; a bar is of one colour up to this
_SPECKS = 0.03
_JUMP = 14.0
_JUMPING = 0.55  # share of the line at which the photo begins
_DEEPEST = 0.4
_SHARP, _FAINT, _ABOVE_NEARBY = 12, 6, 5  # of 255; twice how many times as high as beside it
_LEAST_SEAM = 0.4
_LEAST_LINE = 0.2
_DRAWN = 0.68
"""Share without grain from which faint lines count, such as dark windows have: photos with so
little grain have none."""
_APART = 0.02


def bars(colours: npt.NDArray[np.uint8]) -> list[float]:
    """Depth of the one-coloured bar at the left, top, right and bottom of a [H, W, 3] picture, as
    shares of its width or height. A bar ends all along one straight line: a wall behind a product
    does not."""
    turned = colours.swapaxes(0, 1)
    return [_bar(turned), _bar(colours), _bar(turned[::-1]), _bar(colours[::-1])]


def _bar(lines: npt.NDArray[np.uint8]) -> float:
    """Depth at the top."""
    height = lines.shape[0]
    reach = int(height * _DEEPEST)
    colour = np.median(lines[:2].reshape(-1, 3), axis=0).astype(np.int16)
    if not _even(lines[:2], colour).all():
        return 0.0
    even = _even(lines[: reach + 1], colour)
    depth = int(np.argmin(even)) if not even.all() else 0
    if not 2 <= depth <= reach:
        return 0.0
    begins = float((_apart(lines[depth + 2], colour) > _JUMP).mean())
    return depth / height if begins >= _JUMPING else 0.0


def _even(lines: npt.NDArray[np.uint8], colour: npt.NDArray[np.int16]) -> Mask:
    """[N] which lines are of this colour but for 3 %."""
    even: Mask = (_apart(lines, colour) > _SAME).mean(axis=1) <= _SPECKS
    return even


def _apart(pixels: npt.NDArray[np.uint8], colour: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
    """Largest difference in any of the three colours."""
    planes = [np.abs(pixels[..., at].astype(np.int16) - colour[at]) for at in range(3)]
    largest: npt.NDArray[np.int16] = np.maximum(np.maximum(planes[0], planes[1]), planes[2])
    return largest


def seams_and_lines(luma: Whole, drawn: float) -> tuple[list[list[float]], int]:
    """Seams of a [H, W] plane, and the number of sharp lines, exactly upright or level, of at least
    a fifth of the picture.

    A seam is a straight line right across: [0 for upright or 1 for level, place as a share, share
    of the line that is sharp, share of its steps that go the rarer way]; the clearest four. Two
    photos beside each other differ along their border, here lighter and there darker; the edge of
    a table is mostly lighter or mostly darker.

    Args:
        drawn: see `even_share`.
    """
    found: list[list[float]] = []
    lines = 0
    for way, plane in enumerate((luma, np.ascontiguousarray(luma.T))):
        step, steep = _steep_steps(plane)
        sharp = steep & (np.abs(step) > _SHARP)
        found += [[float(way), *one] for one in _seams(step, sharp)]
        lines += _lines(steep if drawn >= _DRAWN else sharp)
    return sorted(found, key=lambda one: -one[2])[:4], lines


def _seams(step: Whole, sharp: Mask) -> list[list[float]]:
    share = sharp.mean(axis=0)
    found: list[list[float]] = []
    for place in np.argsort(-share)[:12]:
        if share[place] < _LEAST_SEAM:
            break
        at = float(place + 2) / (step.shape[1] + 4)
        if not 0.1 < at < 0.9 or any(abs(at - other[0]) < _APART for other in found):
            continue
        signs = step[:, place][sharp[:, place]] > 0
        rarer = min(float(signs.mean()), 1 - float(signs.mean()))
        found.append([round(at, 3), round(float(share[place]), 3), round(rarer, 3)])
    return found


def _steep_steps(luma: Whole) -> tuple[Whole, Mask]:
    """[H, W-4] steps across upright lines, and where they are steep: all within two pixels."""
    step = luma[:, 3:-1] - luma[:, 1:-3]
    nearby = np.abs(luma[:, 1:] - luma[:, :-1])
    around = (nearby[:, :-3] + nearby[:, 3:]) * _ABOVE_NEARBY
    return step, 2 * np.abs(step) > np.maximum(around, 2 * _FAINT, out=around)


def _lines(sharp: Mask) -> int:
    """Number of sharp upright lines of at least a fifth of the picture."""
    reach = max(8, int(sharp.shape[0] * _LEAST_LINE))
    if sharp.shape[0] < reach:
        return 0
    longest = window_sums(sharp.astype(np.uint16), reach).max(axis=0)
    lines = longest >= 0.95 * reach
    return int((lines & ~np.pad(lines, (1, 0))[:-1]).sum())


def even_share(luma: Plane) -> float:
    """Share of the picture without the least grain: drawn, not photographed."""
    flat = (np.abs(np.diff(luma, axis=1))[1:] <= 1) & (np.abs(np.diff(luma, axis=0))[:, 1:] <= 1)
    return float(flat.mean()) if flat.size else 1.0


def few_colours(small: Image.Image) -> float:
    """Share of the picture that its three most frequent colours take, of 16 x 16 x 16."""
    values = np.asarray(small.resize((128, 128), Image.Resampling.NEAREST)).astype(np.int32) >> 4
    counts = np.bincount((values[..., 0] << 8 | values[..., 1] << 4 | values[..., 2]).ravel())
    return float(np.sort(counts)[-3:].sum() / counts.sum())
