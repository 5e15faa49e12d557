"""Figures of a learning curve as a reader understands them: how much closer it has come.

The raw number falls and means nothing to most; its share of what the model alone reaches rises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.state.training_course import Curve

Point = tuple[float, float]
_FIRST = 5
_SMOOTH = 0.12
_MOST_DRAWN = 600


@dataclass(frozen=True)
class Lines:
    """What is drawn: (step, value) each. `base` is a level line, in raw figures only."""

    training: tuple[Point, ...] = ()
    heldout: tuple[Point, ...] = ()
    base: float | None = None

    @property
    def empty(self) -> bool:
        """Nothing to draw yet."""
        return not (self.training or self.heldout)


def raw_lines(curve: Curve) -> Lines:
    """The loss as it is."""
    return Lines(_thinned(curve.losses), tuple(curve.heldout), curve.base)


def match_lines(curve: Curve) -> Lines:
    """How much closer than the model alone, as a share: 0 at first, 1 would be perfect."""
    start = _start(curve)
    if not start:
        return Lines()
    smooth = _thinned(_smoothed(curve.losses))
    training = tuple((step, 1.0 - loss / start) for step, loss in smooth)
    heldout: tuple[Point, ...] = ()
    if curve.heldout:
        base = curve.base or curve.heldout[0][1]
        heldout = ((0.0, 0.0), *((float(step), 1.0 - loss / base) for step, loss in curve.heldout))
    return Lines(training, heldout)


def nearest(points: Sequence[Point], step: float) -> Point | None:
    """The point that lies next to this step."""
    return min(points, key=lambda one: abs(one[0] - step), default=None)


def _start(curve: Curve) -> float:
    """What the first steps cost, or the model alone on held-out items."""
    first = [loss for _, loss in curve.losses[:_FIRST]]
    if first and curve.losses[0][0] <= _FIRST:
        return max(sum(first) / len(first), curve.base or 0.0)
    return curve.base or 0.0


def _smoothed(losses: Sequence[tuple[int, float]]) -> list[Point]:
    found: list[Point] = []
    mean = None
    for step, loss in losses:
        mean = loss if mean is None else mean + _SMOOTH * (loss - mean)
        found.append((float(step), mean))
    return found


def _thinned(points: Sequence[tuple[float, float]]) -> tuple[Point, ...]:
    """As many as a screen can show; the last one always."""
    every = max(1, len(points) // _MOST_DRAWN)
    kept = list(points[::every])
    if points and kept[-1] != points[-1]:
        kept.append(points[-1])
    return tuple((float(step), float(value)) for step, value in kept)
