"""Lays small pictures over each other: which part of one shows the other, for many pairs at once.

The part is found by least squares on the brightness, step by step, its contrast left free (B. Lucas
and T. Kanade, An iterative image registration technique, 1981; gain as in G. Hager and P.
Belhumeur, 1998). It begins near the truth, which the caller gives.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_LONGEST_STEP = 0.04
_SMALLEST, _LARGEST = 0.82, 1.03  # width and height of the part
_FIRST, _LAST = -0.03, 0.2  # left and top of the part
_STIFF, _DAMPED = 1e-2, 1.02
_HELD, _LEAST_GAIN = 1.001, 0.3
_RIM = 2  # cells; what lies there may come from outside the other picture


def align(large: Floats, small: Floats, parts: Floats, steps: int) -> tuple[Floats, Floats]:
    """Improve the parts of the larger pictures that show the smaller ones.

    Args:
        large: [N, S, S] luma.
        small: [N, S, S] luma.
        parts: [N, 4] left, top, width and height as shares, near the truth.
        steps: how often they are improved.

    Returns:
        The best parts, [N, 4], and the correlation of each with its smaller picture, [N].
    """
    planes, size = _with_slopes(large), large.shape[1]
    wanted = _centred(small)
    best, highest = parts.copy(), np.full(len(parts), -1.0, dtype=np.float32)
    for step in range(steps + 1):
        shown, along_x, along_y = sampled(planes, parts, size)
        seen = _centred(shown)
        alike = _correlation(seen, wanted)
        better = alike > highest
        best[better], highest[better] = parts[better], alike[better]
        if step < steps:
            parts = _improved(parts, seen, wanted, along_x, along_y)
    return best, highest


def _improved(
    parts: Floats, seen: Floats, wanted: Floats, along_x: Floats, along_y: Floats
) -> Floats:
    count, size, _ = along_x.shape
    place = ((np.arange(size) + 0.5) / size).astype(np.float32)
    contrast = (seen * wanted).sum(1) / np.maximum((seen * seen).sum(1), 1e-6)
    gain = contrast[:, None, None]
    changes = np.stack(
        [gain * along_x, gain * along_y, gain * along_x * place, gain * along_y * place[:, None]],
        axis=-1,
    ).reshape(count, -1, 4)
    changes = changes - changes.mean(1, keepdims=True)
    # What another contrast would explain is taken out of both sides.
    unit = seen / np.maximum(np.linalg.norm(seen, axis=1, keepdims=True), 1e-6)
    changes = changes - unit[:, :, None] * (unit[:, None, :] @ changes)
    left = wanted - unit * (unit * wanted).sum(1, keepdims=True)
    normal = changes.transpose(0, 2, 1) @ changes
    diagonal = np.arange(4)
    normal[:, diagonal, diagonal] = normal[:, diagonal, diagonal] * _DAMPED + _STIFF
    moved = np.linalg.solve(normal, (left[:, None, :] @ changes).transpose(0, 2, 1))[:, :, 0]
    parts = parts + np.clip(moved, -_LONGEST_STEP, _LONGEST_STEP)
    parts[:, 2:] = np.clip(parts[:, 2:], _SMALLEST, _LARGEST)
    parts[:, :2] = np.clip(parts[:, :2], _FIRST, _LAST)
    return np.asarray(parts, dtype=np.float32)


def _with_slopes(planes: Floats) -> Floats:
    """[3, N, S, S]: the planes, and how they rise to the right and downwards, a picture's side."""
    down, right = (np.asarray(one) for one in np.gradient(planes, axis=(1, 2)))
    size = planes.shape[1]
    return np.stack([planes, right * size, down * size]).astype(np.float32)


def turned(large: Floats, small: Floats, parts: Floats) -> tuple[Floats, Floats]:
    """How far the smaller pictures are turned or slanted against the parts that show them.

    Returns:
        Both ways together, [N], shares of a side: a degree is 0.017. And what that leaves of the
        difference between the two, [N]: near 1 where they are not turned and differ otherwise.
    """
    size = large.shape[1]
    inner = slice(_RIM, size - _RIM)
    shown, along_x, along_y = sampled(_with_slopes(large), parts, size)[:, :, inner, inner]
    along_x, along_y = along_x * parts[:, 2, None, None], along_y * parts[:, 3, None, None]
    across = ((np.arange(size) + 0.5) / size - 0.5).astype(np.float32)[inner]
    down = across[:, None]
    moved = [along_x, along_y, along_x * across, along_y * down, shown]
    changes = np.stack([*moved, along_x * down, along_y * across], axis=-1)
    changes = changes.reshape(len(parts), -1, changes.shape[-1])
    changes = changes - changes.mean(1, keepdims=True)
    wanted = _centred(small[:, inner, inner])
    straight, _ = _explained(changes[:, :, : len(moved)], wanted)
    left, weights = _explained(changes, wanted)
    amount = np.linalg.norm(weights[:, len(moved) :], axis=1) / np.sqrt(2)
    gain = np.maximum(weights[:, len(moved) - 1], _LEAST_GAIN)
    return np.asarray(amount / gain, np.float32), np.asarray(left / np.maximum(straight, 1e-6))


def _explained(changes: Floats, wanted: Floats) -> tuple[Floats, Floats]:
    """What is left of [N, C] once [N, C, K] changes are fitted to it, [N], and their weights."""
    normal = changes.transpose(0, 2, 1) @ changes
    diagonal = np.arange(changes.shape[2])
    normal[:, diagonal, diagonal] = normal[:, diagonal, diagonal] * _HELD + _STIFF
    weights = np.linalg.solve(normal, changes.transpose(0, 2, 1) @ wanted[:, :, None])
    left = wanted - (changes @ weights)[:, :, 0]
    return np.asarray(np.linalg.norm(left, axis=1), np.float32), np.asarray(weights[:, :, 0])


def sampled(planes: Floats, parts: Floats, count: int) -> Floats:
    """[C, N, count, count] values of [C, N, S, S] planes over a raster in one part of each."""
    size, pairs = planes.shape[-1], len(parts)
    place = ((np.arange(count) + 0.5) / count).astype(np.float32)
    across = np.clip((parts[:, 0, None] + parts[:, 2, None] * place) * size - 0.5, 0, size - 1.001)
    down = np.clip((parts[:, 1, None] + parts[:, 3, None] * place) * size - 0.5, 0, size - 1.001)
    column, row = across.astype(np.int64), down.astype(np.int64)
    right = (across - column).astype(np.float32)[:, None, :]
    below = (down - row).astype(np.float32)[:, :, None]
    corner = (np.arange(pairs) * size * size)[:, None, None]
    corner = corner + row[:, :, None] * size + column[:, None, :]
    found = np.empty((len(planes), pairs, count, count), dtype=np.float32)
    for number, plane in enumerate(planes):
        flat = plane.reshape(-1)
        upper = flat[corner] * (1 - right) + flat[corner + 1] * right
        lower = flat[corner + size] * (1 - right) + flat[corner + size + 1] * right
        found[number] = upper * (1 - below) + lower * below
    return found


def smoothed(planes: Floats) -> Floats:
    """[N, S, S] planes, each cell with a quarter of its neighbours'."""
    wide = np.pad(planes, ((0, 0), (1, 1), (1, 1)), mode="edge")
    rows = (wide[:, :-2] + 2 * wide[:, 1:-1] + wide[:, 2:]) / 4
    return np.asarray((rows[:, :, :-2] + 2 * rows[:, :, 1:-1] + rows[:, :, 2:]) / 4, np.float32)


def _centred(planes: Floats) -> Floats:
    flat = planes.reshape(len(planes), -1)
    return np.asarray(flat - flat.mean(1, keepdims=True), dtype=np.float32)


def _correlation(one: Floats, two: Floats) -> Floats:
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(two, axis=1)
    return np.asarray((one * two).sum(1) / np.maximum(lengths, 1e-6), dtype=np.float32)
