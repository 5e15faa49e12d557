"""How a photo's working version is made from the copy that import wrote: turn, straighten, crop,
light. A recipe is always applied to that copy, so that nothing is lost by mending twice.

Colours: gains and exposure work on linear light; highlights that would burn out are bent instead.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.datasets.photo_looks import looks
from core.datasets.upright import upright
from core.errors import KnownError
from core.files import atomic_writer, sha256_file
from core.language import say

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of width and height, 0 to 1."""
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
MOST_TILT = 15.0
"""Degrees; more is no slip of the hand."""
MOST_STOPS = 3.0
FACT = "adjusted"
"""Under this name the recipe stands among a photo's facts."""
_KNEE = 0.6  # linear light, 0 to 1: brighter parts are bent when a photo is brightened
_SMALLEST = 16  # px
_LOOKS = ("light", "background", "framing", "orientation")


@dataclass(frozen=True)
class Recipe:
    """What is done to the imported copy, in this order."""

    turn: int = 0
    """Quarter turns clockwise, 0 to 3."""
    tilt: float = 0.0
    """Degrees clockwise by which it is straightened; the corners that this leaves are cut."""
    crop: Box = WHOLE
    """Of the turned and straightened picture."""
    stops: float = 0.0
    """Exposure: 1 is twice the light."""
    gains: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """White balance: factors of red, green and blue light."""
    pad: float = 0.0
    """Width to height that the cropped picture is widened to with more of its rim; 0 for none."""

    @property
    def changes_nothing(self) -> bool:
        """Whether the result is the imported copy itself."""
        return self == Recipe()

    def to_fact(self) -> str:
        """As text for a photo's facts."""
        return json.dumps(asdict(self), separators=(",", ":"), sort_keys=True)


def recipe_of(facts: dict[str, str]) -> Recipe:
    """The recipe of a photo's present version; one that cannot be read counts as none."""
    try:
        told: dict[str, Any] = json.loads(facts.get(FACT, "{}"))
        left, top, right, bottom = (float(side) for side in told.get("crop", WHOLE))
        red, green, blue = (float(gain) for gain in told.get("gains", (1.0, 1.0, 1.0)))
        return Recipe(
            turn=int(told.get("turn", 0)) % 4,
            tilt=float(told.get("tilt", 0.0)),
            crop=(left, top, right, bottom),
            stops=float(told.get("stops", 0.0)),
            gains=(red, green, blue),
            pad=max(0.0, float(told.get("pad", 0.0))),
        )
    except (ValueError, TypeError, AttributeError):
        return Recipe()


@dataclass(frozen=True)
class Drawn:
    """A new working version as a file."""

    file: Path
    sha256: str
    width: int
    height: int
    facts: dict[str, str]


def open_copy(path: Path, longest: int = 0) -> Image.Image:
    """The imported copy as RGB.

    Args:
        longest: px; a smaller picture for a preview, 0 for the whole one.

    Raises:
        KnownError: the copy is missing or damaged.
    """
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as image:
            if longest:
                image.draft("RGB", (longest, longest))
            picture = upright(image)
    except (OSError, SyntaxError, ValueError) as error:
        raise KnownError(
            say("The working copy {name} cannot be read.", name=path.name),
            say("Import the photo again."),
            detail=str(error),
        ) from error
    if longest and max(picture.size) > longest:
        picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return picture


def render(picture: Image.Image, recipe: Recipe) -> Image.Image:
    """The picture after the recipe; the picture itself stays as it is."""
    cropped = cut(straightened(turned(picture, recipe.turn), recipe.tilt), recipe.crop)
    return lit(padded(cropped, recipe.pad), recipe)


def turned(picture: Image.Image, quarters: int) -> Image.Image:
    """Turned clockwise by quarters."""
    turns = {
        1: Image.Transpose.ROTATE_270,
        2: Image.Transpose.ROTATE_180,
        3: Image.Transpose.ROTATE_90,
    }
    return picture.transpose(turns[quarters % 4]) if quarters % 4 else picture


def straightened(picture: Image.Image, degrees: float) -> Image.Image:
    """Turned clockwise by a few degrees and cut to its own shape, so that no corner is empty."""
    if abs(degrees) < 0.05:
        return picture
    degrees = max(-MOST_TILT, min(MOST_TILT, degrees))
    width, height = picture.size
    angle = math.radians(abs(degrees))
    share = min(
        width / (width * math.cos(angle) + height * math.sin(angle)),
        height / (width * math.sin(angle) + height * math.cos(angle)),
    )
    inner = max(_SMALLEST, int(width * share)), max(_SMALLEST, int(height * share))
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    rotated = picture.rotate(-degrees, Image.Resampling.BICUBIC)
    return rotated.crop((left, top, left + inner[0], top + inner[1]))


def of_whole(box: Box, crop: Box) -> Box:
    """A box in a cropped picture as one in the picture it was cut from."""
    wide, high = crop[2] - crop[0], crop[3] - crop[1]
    return (
        crop[0] + box[0] * wide, crop[1] + box[1] * high,
        crop[0] + box[2] * wide, crop[1] + box[3] * high,
    )  # fmt: skip


def cut(picture: Image.Image, box: Box) -> Image.Image:
    """The part inside the box, at least a few pixels."""
    if box == WHOLE:
        return picture
    width, height = picture.size
    left = min(max(0, round(box[0] * width)), width - min(width, _SMALLEST))
    top = min(max(0, round(box[1] * height)), height - min(height, _SMALLEST))
    right = min(width, max(left + min(width, _SMALLEST), round(box[2] * width)))
    bottom = min(height, max(top + min(height, _SMALLEST), round(box[3] * height)))
    return picture.crop((left, top, right, bottom))


def padded(picture: Image.Image, ratio: float) -> Image.Image:
    """With as much more of its rim at two opposite sides as makes it this wide for its height."""
    own = picture.width / picture.height
    if ratio <= 0 or abs(math.log(own / ratio)) < 0.005:
        return picture
    wide = max(picture.width, round(picture.height * ratio))
    high = max(picture.height, round(picture.width / ratio))
    left, top = (wide - picture.width) // 2, (high - picture.height) // 2
    sides = (
        (top, high - picture.height - top), (left, wide - picture.width - left), (0, 0),
    )  # fmt: skip
    return Image.fromarray(np.pad(np.asarray(picture), sides, mode="edge"))


def unpadded(boxes: Sequence[Box], picture: Image.Image, ratio: float) -> list[Box]:
    """Boxes in a padded picture as ones in the picture before; what lies in the rim is cut off."""
    own = picture.width / picture.height
    wide, high = (max(1.0, ratio / own), max(1.0, own / ratio)) if ratio > 0 else (1.0, 1.0)

    def inside(side: float, scale: float) -> float:
        return min(1.0, max(0.0, 0.5 + (side - 0.5) * scale))

    return [
        (inside(left, wide), inside(top, high), inside(right, wide), inside(bottom, high))
        for left, top, right, bottom in boxes
    ]


def lit(picture: Image.Image, recipe: Recipe) -> Image.Image:
    """Exposure and white balance."""
    if recipe.stops == 0 and recipe.gains == (1.0, 1.0, 1.0):
        return picture
    table = np.concatenate([_curve(recipe.stops, gain) for gain in recipe.gains])
    return picture.point(table.tolist())


def to_linear(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Linear light, 0 to 1, of sRGB values 0 to 1 (IEC 61966-2-1)."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def to_srgb(light: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The way back."""
    light = np.clip(light, 0.0, 1.0)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def _curve(stops: float, gain: float) -> npt.NDArray[np.uint8]:
    light = to_linear(np.arange(256) / 255.0) * gain * 2.0**stops
    if stops > 0:
        room = 1.0 - _KNEE
        bent = _KNEE + room * (1.0 - np.exp(-(np.maximum(light, _KNEE) - _KNEE) / room))
        light = np.where(light > _KNEE, bent, light)
    return np.round(to_srgb(light) * 255).astype(np.uint8)


def draw(copy: Path, recipe: Recipe, target: Path, facts: dict[str, str]) -> Drawn:
    """Write the new version; PNG stays PNG, JPEG stays JPEG with the quality that import uses.

    Args:
        copy: the imported copy, which is only read.
        target: without suffix.
        facts: of the photo; what is measured anew replaces the old.

    Raises:
        KnownError: the copy cannot be read, or the disk is full.
    """
    picture = render(open_copy(copy), recipe)
    suffix = copy.suffix.lower()
    file = target.with_name(target.name + suffix)
    with atomic_writer(file) as handle:
        if suffix == ".png":
            picture.save(handle, "PNG", compress_level=4)
        else:
            picture.save(handle, "JPEG", quality=95, subsampling=0)
    kept = {name: value for name, value in facts.items() if name not in (*_LOOKS, FACT)}
    told = kept | looks(picture) | {FACT: recipe.to_fact()}
    return Drawn(file, sha256_file(file), picture.width, picture.height, told)
