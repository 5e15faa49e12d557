"""What would mend a photo: finds the crop, the tilt and the light, and gives them as a recipe.

Everything is measured on the picture at a small size; nothing is written here. Where nothing
would be gained there is no proposal: a remedy never makes a good photo worse.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.contract.items import Picture
from core.datasets.photo_layout import bars
from core.datasets.photo_recipes import (
    MOST_STOPS,
    WHOLE,
    Box,
    Recipe,
    cut,
    lit,
    of_whole,
    straightened,
    to_linear,
    turned,
    unpadded,
)
from core.datasets.picture_checks import WIDEST
from core.datasets.sharpness import colour_cells, subject_mask
from core.datasets.text_spotting import text_rows
from core.datasets.training_crop import longest_shape

Floats = npt.NDArray[np.float64]
PREVIEW = 512
"""Long side in px at which everything is measured."""
SHAPES: dict[str, float] = {
    "16:9": 16 / 9, "3:2": 3 / 2, "4:3": 4 / 3, "square": 1.0, "3:4": 3 / 4, "2:3": 2 / 3,
    "9:16": 9 / 16,
}  # fmt: skip
"""Width to height of the shapes that people publish in."""
_BRIGHT_PEAK = 0.877  # linear light: what bends to a highlight of about 230 of 255
_FINE_PEAK = (200.0, 252.0)  # luma: highlights between these need no exposure
_LEAST_STOPS = 0.15
_NEUTRAL = 0.16  # spread of the three colours over the brightest, after evening out
_FEWEST_NEUTRAL = 0.04  # share of the picture
_MOST_GAIN = 1.35
_BALANCED = 0.6  # share of a cast that is taken out: some of it is the place's own mood
_LEAST_CAST = 0.02
_LEAST_TILT, _SEARCHED_TILT = 0.4, 8.0  # degrees
_CLEAR_TILT = 2.5  # times the mean of the directions around
_KEPT_SUBJECT = 0.9
_TEXT_MARGIN = 0.02
_LEAST_LEFT = 0.45  # share of the picture that a crop without its text must leave
_SUBJECT_MARGIN = 0.12
_BAR_EDGE = 0.006


def propose(
    remedy: str,
    picture: Image.Image,
    recipe: Recipe,
    *,
    shape: float = 0.0,
    rows: Sequence[Box] = (),
) -> Recipe | None:
    """The recipe that would mend the picture, None where nothing is to be gained.

    Args:
        remedy: one of `DRAWERS`.
        picture: the imported copy, best at `PREVIEW`.
        recipe: of the present version; only the part that the remedy is about becomes another.
        shape: width to height wanted by "crop_shape"; 0 finds one.
        rows: where writing was read in the present version; without any, rows of letter-like
            shapes are looked for.
    """
    whole = straightened(turned(picture, recipe.turn), recipe.tilt)
    made = _made(remedy, picture, whole, recipe, shape, rows)
    return None if made is None or made == recipe else made


DRAWERS = (
    "crop", "crop_bars", "crop_shape", "crop_subject", "crop_text", "pad_shape", "relight",
    "straighten", "turn_left", "turn_right",
)  # fmt: skip
"""Names of the remedies that `propose` knows."""


def _made(
    remedy: str, picture: Image.Image, whole: Image.Image, recipe: Recipe, shape: float,
    rows: Sequence[Box],
) -> Recipe | None:  # fmt: skip
    if remedy in ("turn_left", "turn_right"):
        # A crop belongs to the upright picture, so it is turned along.
        return quarter_turn(recipe, 1 if remedy == "turn_right" else -1)
    if remedy == "straighten":
        tilt = tilt_of(turned(picture, recipe.turn))
        return replace(recipe, tilt=tilt, crop=WHOLE) if tilt else None
    if remedy == "pad_shape":
        return replace(recipe, pad=longest_shape(*cut(whole, recipe.crop).size))
    if remedy == "relight":
        stops, gains = light_of(cut(whole, recipe.crop))
        return replace(recipe, stops=stops, gains=gains)
    # Inside the present crop: a frame or a text that another remedy cut away stays away.
    seen = cut(whole, recipe.crop)
    box = {
        "crop": lambda: crop_to_train(seen),
        "crop_bars": lambda: crop_from_bars(seen),
        "crop_shape": lambda: crop_to_shape(seen, shape or nearest_shape(seen)),
        "crop_subject": lambda: crop_to_subject(seen),
        "crop_text": lambda: crop_from_text(seen, unpadded(rows, seen, recipe.pad)),
    }[remedy]()
    # What was widened before would be widened again, and have another shape than asked for.
    return None if box is None else replace(recipe, crop=of_whole(box, recipe.crop), pad=0.0)


def quarter_turn(recipe: Recipe, quarters: int) -> Recipe:
    """The recipe with the result turned clockwise by so many quarters."""
    left, top, right, bottom = recipe.crop
    for _ in range(quarters % 4):
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    pad = 1 / recipe.pad if recipe.pad and quarters % 2 else recipe.pad
    return replace(
        recipe, turn=(recipe.turn + quarters) % 4, crop=(left, top, right, bottom), pad=pad
    )


# --- light -------------------------------------------------------------------------------------


def light_of(picture: Image.Image) -> tuple[float, tuple[float, float, float]]:
    """Exposure in stops and gains of red, green and blue that the picture needs.

    The highlights decide the exposure. The white balance is read from what is nearly grey, for a
    brand's own colours must not be evened out; where too little is grey nothing is changed.
    """
    gains = _white_balance(picture)
    balanced = lit(picture, Recipe(gains=gains))
    luma = np.asarray(balanced.convert("L"), dtype=np.float64)
    peak = float(np.percentile(luma, 99.5))
    if _FINE_PEAK[0] <= peak <= _FINE_PEAK[1] or peak > _FINE_PEAK[1]:
        return 0.0, gains
    light = float(to_linear(np.full(1, max(peak, 4.0) / 255)).item())
    stops = min(MOST_STOPS, math.log2(_BRIGHT_PEAK / light))
    return (round(stops, 2) if stops >= _LEAST_STOPS else 0.0), gains


def _white_balance(picture: Image.Image) -> tuple[float, float, float]:
    small = picture.resize((64, 64), Image.Resampling.BOX)
    light = to_linear(np.asarray(small, dtype=np.float64).reshape(-1, 3) / 255.0)
    brightest, darkest = light.max(axis=1), light.min(axis=1)
    top = float(np.percentile(brightest, 98))
    usable = (brightest > 0.08 * top) & (brightest < 0.92)
    grey = usable & (brightest - darkest < 0.35 * brightest)
    for _ in range(3):  # what is grey is known better with each estimate of the cast
        if grey.mean() < _FEWEST_NEUTRAL:
            return 1.0, 1.0, 1.0
        gains = _even(light[grey])
        even = light * np.array(gains)
        spread = (even.max(axis=1) - even.min(axis=1)) / np.maximum(even.max(axis=1), 1e-6)
        grey = usable & (spread < _NEUTRAL)
    if grey.mean() < _FEWEST_NEUTRAL or max(abs(gain - 1) for gain in gains) < _LEAST_CAST:
        return 1.0, 1.0, 1.0
    return gains


def _even(light: Floats) -> tuple[float, float, float]:
    """Gains that make the mean of these grey without changing how bright it is."""
    means = np.maximum(light.mean(axis=0), 1e-4)
    luminance = float(means @ np.array([0.2126, 0.7152, 0.0722]))
    red, green, blue = (
        round(float(np.clip(luminance / mean, 1 / _MOST_GAIN, _MOST_GAIN)) ** _BALANCED, 3)
        for mean in means
    )
    return red, green, blue


# --- tilt --------------------------------------------------------------------------------------


def tilt_of(picture: Image.Image) -> float:
    """Degrees clockwise that would make the picture's level and upright lines so; 0 if unclear.

    The directions of all edges are counted, weighted by their strength; lines lean together when
    one direction near level or upright stands out from those around it.
    """
    grey = np.asarray(_small(picture, 384).convert("L"), dtype=np.float64)
    down, right = (np.asarray(one) for one in np.gradient(grey))
    strength = np.hypot(down, right)
    strong = strength > max(8.0, float(np.percentile(strength, 90)))
    if int(strong.sum()) < 200:
        return 0.0
    leaning = np.degrees(np.arctan2(down[strong], right[strong]))
    leaning = (leaning + 45) % 90 - 45  # upright and level lines count together
    step = 0.2
    edges = np.arange(-_SEARCHED_TILT - step / 2, _SEARCHED_TILT + step, step)
    counted = np.histogram(leaning, bins=edges, weights=strength[strong])
    near = counted[0]
    smooth = np.convolve(near, np.array([0.1, 0.25, 0.3, 0.25, 0.1]), mode="same")
    best = int(smooth.argmax())
    degrees = float(edges[best] + step / 2)
    # What is exactly level or upright in pixels may be the rim of a square; it is no lean.
    clear = smooth[best] > _CLEAR_TILT * max(float(np.median(smooth)), 1e-6)
    inside = 2 <= best < len(smooth) - 2
    if not clear or not inside or abs(degrees) < _LEAST_TILT:
        return 0.0
    return round(-degrees, 1)


# --- crop --------------------------------------------------------------------------------------


def crop_to_train(picture: Image.Image) -> Box | None:
    """A shape that is trained on whole: 16:9 where the subject stays in it, else the longest."""
    ratio = picture.width / picture.height
    if 1 / WIDEST <= ratio <= WIDEST:
        return None
    weights = subject_weights(picture)
    for wanted in (16 / 9, WIDEST):
        box = _best_window(weights, picture, wanted if ratio > 1 else 1 / wanted)
        if _kept(weights, box) >= _KEPT_SUBJECT:
            return box
    return box


def crop_to_shape(picture: Image.Image, ratio: float) -> Box | None:
    """The largest part of this shape that keeps most of the subject."""
    if abs(math.log(picture.width / picture.height / ratio)) < 0.01:
        return None
    return _best_window(subject_weights(picture), picture, ratio)


def crop_to_subject(picture: Image.Image) -> Box | None:
    """Close around the subject with some air, in the nearest common shape; None if it is so."""
    weights = subject_weights(picture)
    left, top, right, bottom = _bounds(weights)
    air = _SUBJECT_MARGIN * max(right - left, bottom - top)
    box = (max(0.0, left - air), max(0.0, top - air), min(1.0, right + air), min(1.0, bottom + air))
    shaped = _widened(box, picture.width / picture.height)
    return shaped if _area(shaped) < 0.85 else None


def crop_from_bars(picture: Image.Image) -> Box | None:
    """The picture without its frame or bars, and a little more for their soft edge."""
    left, top, right, bottom = bars(np.asarray(_small(picture, PREVIEW)))
    if not any((left, top, right, bottom)):
        return None
    left, top, right, bottom = (
        side + _BAR_EDGE if side else 0.0 for side in (left, top, right, bottom)
    )
    return left, top, 1 - right, 1 - bottom


def crop_from_text(picture: Image.Image, rows: Sequence[Box] = ()) -> Box | None:
    """The largest part without rows of letters that still holds the subject; None without one.

    Args:
        rows: where writing was read; without any it is looked for.
    """
    picture = _small(picture, PREVIEW)
    rows = rows or _spotted(picture)
    if not rows:
        return None
    weights = subject_weights(picture)
    for left, top, right, bottom in rows:  # letters are no subject
        height, width = weights.shape
        weights[int(top * height) : math.ceil(bottom * height),
                int(left * width) : math.ceil(right * width)] = 0  # fmt: skip
    boxes = [box for box in _free_boxes(rows) if _area(box) >= _LEAST_LEFT]
    fit = [box for box in boxes if _kept(weights, box) >= _KEPT_SUBJECT]
    return max(fit, key=_area, default=None)


def _spotted(picture: Image.Image) -> list[Box]:
    luma = np.asarray(picture.convert("L"), np.float32)
    wide, high = picture.size
    return [(left / wide, top / high, right / wide, bottom / high)
            for left, top, right, bottom in text_rows(luma)]  # fmt: skip


def _free_boxes(rows: Sequence[Box]) -> list[Box]:
    """Parts of the whole that touch none of the rows: every choice of a side for each edge."""
    margin = _TEXT_MARGIN
    lefts = [0.0, *(min(1.0, row[2] + margin) for row in rows)]
    tops = [0.0, *(min(1.0, row[3] + margin) for row in rows)]
    rights = [1.0, *(max(0.0, row[0] - margin) for row in rows)]
    bottoms = [1.0, *(max(0.0, row[1] - margin) for row in rows)]
    boxes = [
        (left, top, right, bottom)
        for left in sorted(set(lefts))[:8] for top in sorted(set(tops))[:8]
        for right in sorted(set(rights))[-8:] for bottom in sorted(set(bottoms))[-8:]
        if right > left and bottom > top
    ]  # fmt: skip
    return [box for box in boxes if not any(_overlap(box, row) for row in rows)]


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def subject_weights(picture: Image.Image) -> Floats:
    """[rows, columns] how much of the subject lies where: what differs from the border, and its
    edges. Sums to 1."""
    small = _small(picture, 128)
    mask = subject_mask(colour_cells(small), small.width, small.height).astype(np.float64)
    grey = np.asarray(small.convert("L"), dtype=np.float64)
    down, right = (np.asarray(one) for one in np.gradient(grey))
    edges = np.hypot(down, right)
    weights = mask * (0.3 + edges / max(1.0, float(edges.max())))
    total = float(weights.sum())
    return weights / total if total > 0 else np.full(weights.shape, 1 / weights.size)


def _best_window(weights: Floats, picture: Image.Image, ratio: float) -> Box:
    """The window of this shape with most of the weight; of equal ones the most central."""
    own = picture.width / picture.height
    wide, high = (min(1.0, ratio / own), min(1.0, own / ratio))
    rows, columns = weights.shape
    sums = np.pad(weights.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    best, found = -1.0, (0.0, 0.0)
    for left in np.linspace(0, 1 - wide, 65 if wide < 1 else 1):
        for top in np.linspace(0, 1 - high, 65 if high < 1 else 1):
            x0, x1 = round(left * columns), round((left + wide) * columns)
            y0, y1 = round(top * rows), round((top + high) * rows)
            held = float(sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0])
            off = abs(left + wide / 2 - 0.5) + abs(top + high / 2 - 0.5)
            if held - 0.05 * off > best:
                best, found = held - 0.05 * off, (float(left), float(top))
    return found[0], found[1], min(1.0, found[0] + wide), min(1.0, found[1] + high)


def _bounds(weights: Floats) -> Box:
    """Where 98 % of the weight lies in each direction."""
    rows, columns = weights.sum(axis=1).cumsum(), weights.sum(axis=0).cumsum()
    left, right = np.searchsorted(columns, (0.01, 0.99))
    top, bottom = np.searchsorted(rows, (0.01, 0.99))
    return (
        float(left) / columns.size,
        float(top) / rows.size,
        min(1.0, float(right + 1) / columns.size),
        min(1.0, float(bottom + 1) / rows.size),
    )


def _widened(box: Box, own: float) -> Box:
    """The box grown to the nearest common shape, moved inside where it would leave the picture."""
    wide, high = (box[2] - box[0]) * own, box[3] - box[1]
    ratio = min(SHAPES.values(), key=lambda shape: abs(math.log(wide / high / shape)))
    wide, high = max(wide, high * ratio), max(high, wide / ratio)
    share = min(1.0, own / wide, 1.0 / high)
    width, height = wide * share / own, high * share
    left = min(max(0.0, (box[0] + box[2] - width) / 2), 1 - width)
    top = min(max(0.0, (box[1] + box[3] - height) / 2), 1 - height)
    return left, top, left + width, top + height


def _kept(weights: Floats, box: Box) -> float:
    rows, columns = weights.shape
    inside = weights[
        round(box[1] * rows) : round(box[3] * rows),
        round(box[0] * columns) : round(box[2] * columns),
    ]
    return float(inside.sum()) / max(float(weights.sum()), 1e-9)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def nearest_shape(picture: Image.Image) -> float:
    """The common shape most like the picture's own."""
    own = picture.width / picture.height
    return min(SHAPES.values(), key=lambda shape: abs(math.log(own / shape)))


def main_shape(pictures: Sequence[Picture]) -> float:
    """Width to height of the shape that most photos have."""
    shapes = Counter(
        min(
            SHAPES,
            key=lambda name: abs(math.log(one.width / max(1, one.height) / SHAPES[name])),
        )
        for one in pictures
    )
    return SHAPES[shapes.most_common(1)[0][0]] if shapes else 1.0


def _small(picture: Image.Image, longest: int) -> Image.Image:
    share = longest / max(picture.size)
    if share >= 1:
        return picture
    size = max(8, round(picture.width * share)), max(8, round(picture.height * share))
    return picture.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
