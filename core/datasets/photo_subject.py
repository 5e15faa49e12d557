"""The subject before an even background: how large it is and which sides of the photo it touches.

A wall, a floor or a studio's paper is told by the rim of the photo: where most of the rim follows
one slow change of colour, what departs from it is the subject. Before anything else nothing is
said, for there the subject cannot be told from its surroundings by arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.datasets.sharpness import GRID
from core.datasets.text_spotting import connected

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]

OUTLINE = 16
_WEIGHTS = (0.6, 1.5, 1.5)  # of luma, blue and red difference: a shadow is no subject
_NEAR, _NEAR_OF_STRONGEST, _LEAST_NEAR = 16.0, 0.2, 5.0  # in haze every rim looks even
_SUBJECT = 24.0
_FAINT, _OF_STRONGEST = 7.0, 0.4  # before haze or in the dark the subject departs less
_FAINTEST, _OF_RIM = 5.0, 2.0  # of its thin and pale parts, and against the rim's own unevenness
_LEAST_PART = 8  # cells
_CLEARLY = 0.6  # of what the subject's clearest quarter departs by


@dataclass(frozen=True)
class Standing:
    """How the subject stands in the photo. Shares are 0 to 1."""

    even: float
    """Share of the rim that follows one slow change of colour."""
    area: float
    """Share of the photo that the subject takes."""
    behind: float
    """Share of all around the subject that follows the same change of colour: furniture in the
    middle of a photo leaves its rim as even as a wall does."""
    sides: tuple[float, float, float, float]
    """Share of the left, upper, right and lower side that the subject takes."""
    cut: float = 0.0
    """Largest share of a side that it takes as clearly as elsewhere: the glow of a lamp behind it,
    or its shadow, may reach the rim where it does not."""
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """Left, top, right and bottom of the subject, shares of width and height; zeros without one."""
    outline: Mask = field(default_factory=lambda: np.zeros((OUTLINE, OUTLINE), dtype=np.bool_))
    """[16, 16] which cells of that box the subject takes."""
    long: float = 0.0
    """The longer side of the box together with the thin and pale parts that hang on the subject."""


def standing(colours: Floats) -> Standing:
    """Measure a photo.

    Args:
        colours: as `sharpness.colour_cells` gives them.
    """
    rim = np.ones((GRID, GRID), dtype=np.bool_)
    rim[2:-2, 2:-2] = False
    apart = _apart(colours, rim)
    strongest = float(np.percentile(apart, 99.5))
    near = min(_NEAR, max(_LEAST_NEAR, _NEAR_OF_STRONGEST * strongest))
    even = float((apart[rim] <= near).mean())
    limit = max(_FAINT, min(_SUBJECT, _OF_STRONGEST * strongest))
    parts = _parts(apart > limit)
    if not parts:
        return Standing(even, 0.0, float((apart <= near).mean()), (0.0, 0.0, 0.0, 0.0))
    standing_out = np.logical_or.reduce(parts)
    area = float(standing_out.mean())
    around = ~_grown(standing_out)
    behind = float((apart[around] <= near).mean()) if around.any() else 0.0
    # What departs most is the subject: a lamp's glow or the end of a wall is larger, but paler.
    subject = max(parts, key=lambda part: float((apart[part] ** 2).sum()))
    clear = subject & (apart > max(limit, _CLEARLY * float(np.percentile(apart[subject], 75))))
    box, outline = _outline(subject)
    uneven = float(np.percentile(apart[rim], 75))
    long = _longer_side(apart > min(limit, max(_FAINTEST, _OF_RIM * uneven)), box)
    return Standing(even, area, behind, _sides(subject), max(_sides(clear)), box, outline, long)


def _grown(mask: Mask) -> Mask:
    """With the cells beside it, which hold a little of both."""
    wide = np.pad(mask, 1)
    grown = wide.copy()
    grown[1:] |= wide[:-1]
    grown[:-1] |= wide[1:]
    grown[:, 1:] |= wide[:, :-1]
    grown[:, :-1] |= wide[:, 1:]
    inside: Mask = grown[1:-1, 1:-1]
    return inside


def _sides(part: Mask) -> tuple[float, float, float, float]:
    """Share of the left, upper, right and lower side that a part of the photo takes."""
    left, top, right, bottom = (
        float(side.mean())
        for side in (part[:, :2].any(axis=1), part[:2].any(axis=0),
                     part[:, -2:].any(axis=1), part[-2:].any(axis=0))
    )  # fmt: skip
    return left, top, right, bottom


def _outline(subject: Mask) -> tuple[tuple[float, float, float, float], Mask]:
    rows, columns = np.flatnonzero(subject.any(axis=1)), np.flatnonzero(subject.any(axis=0))
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    left, right = int(columns[0]), int(columns[-1]) + 1
    inside = Image.fromarray(subject[top:bottom, left:right].astype(np.uint8) * 255)
    cells = np.asarray(inside.resize((OUTLINE, OUTLINE), Image.Resampling.BOX))
    share = (left / GRID, top / GRID, right / GRID, bottom / GRID)
    return share, np.asarray(cells >= 128, dtype=np.bool_)


def _longer_side(mask: Mask, box: tuple[float, float, float, float]) -> float:
    """Of the connected shape that encloses a box, the smallest where there are several."""
    left, top, right, bottom = (round(side * GRID) for side in box)
    shapes = connected(mask)
    around = (
        (shapes.left <= left) & (shapes.top <= top)
        & (shapes.right >= right) & (shapes.bottom >= bottom)
    )  # fmt: skip
    return int(np.maximum(shapes.width, shapes.height)[around].min()) / GRID


def _apart(colours: Floats, rim: Mask) -> Floats:
    """Distance of each cell from the background that the rim tells of."""
    rows, columns = np.mgrid[:GRID, :GRID].astype(np.float32) / GRID
    terms = np.stack([np.ones_like(rows), rows, columns, rows * columns], axis=-1)
    weights = np.asarray(_WEIGHTS, dtype=np.float32)
    kept = rim.copy()
    # The middle colour first: a subject at one side must not bend the background towards itself.
    apart = _distance(colours, np.median(colours[rim], axis=0), weights)
    for _ in range(4):
        kept = rim & (apart <= max(_NEAR, float(np.percentile(apart[rim], 45))))
        fitted, *_ = np.linalg.lstsq(terms[kept], colours[kept], rcond=None)
        apart = _distance(colours, terms @ fitted, weights)
    return apart


def _distance(colours: Floats, background: Floats, weights: Floats) -> Floats:
    apart: Floats = np.sqrt((((colours - background) * weights) ** 2).sum(axis=-1))
    return apart


def _parts(mask: Mask) -> list[Mask]:
    """The connected parts without specks, each with what else lies in its box."""
    shapes = connected(mask)
    found = []
    for index in np.flatnonzero(shapes.area >= _LEAST_PART):
        part = np.zeros_like(mask)
        rows = slice(int(shapes.top[index]), int(shapes.bottom[index]))
        columns = slice(int(shapes.left[index]), int(shapes.right[index]))
        part[rows, columns] = mask[rows, columns]
        found.append(part)
    return found
