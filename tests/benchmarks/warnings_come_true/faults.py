"""The faults: what each is promised to do, how sound photos are spoilt, and how it is measured."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from core.datasets.photo_recipes import Recipe, lit
from core.datasets.product_checks import unpacked
from core.paths import resources

SOUND = "sound"
"""Name of the set without a fault."""
Picture = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
"""[H, W, 3], 0 to 255."""
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fault:
    """`spoil` makes faulty photos of sound ones; `measure` gives one number of a made picture,
    which the fault makes larger (`rises`) or smaller."""

    code: str
    promise: str
    spoil: Callable[[Sequence[Image.Image]], list[Image.Image]]
    measure: Callable[[Picture], float]
    rises: bool


def _each(change: Callable[[Image.Image], Image.Image]) -> Callable[..., list[Image.Image]]:
    return lambda photos: [change(one) for one in photos]


def _white_ground(photo: Image.Image) -> Image.Image:
    """The middle as it is, white around it."""
    height, width = photo.height, photo.width
    y, x = np.mgrid[0:height, 0:width]
    away = np.hypot((x - width / 2) / (width * 0.36), (y - height / 2) / (height * 0.36))
    share = np.clip((away - 0.85) / 0.3, 0, 1)[..., None]
    mixed = np.asarray(photo, float) * (1 - share) + 255.0 * share
    return Image.fromarray(mixed.round().astype(np.uint8))


def _stamped(photo: Image.Image) -> Image.Image:
    """A half transparent word along the lower edge."""
    layer = Image.new("RGBA", photo.size, (0, 0, 0, 0))
    font = ImageFont.truetype(str(resources() / "fonts" / "Inter-SemiBold.otf"), photo.height // 8)
    place = (photo.width * 0.08, photo.height * 0.82)
    ImageDraw.Draw(layer).text(place, "SAMPLE PHOTO", font=font, fill=(255, 255, 255, 190))
    return Image.alpha_composite(photo.convert("RGBA"), layer).convert("RGB")


def _tinted(photo: Image.Image) -> Image.Image:
    """As under an orange lamp that nobody corrected."""
    gains = np.array([1.18, 0.98, 0.66])
    return Image.fromarray((np.asarray(photo, float) * gains).clip(0, 255).astype(np.uint8))


def _few(photos: Sequence[Image.Image]) -> list[Image.Image]:
    """Three photos, each ten times, a pixel cut off here and there so that they are no equals."""
    made = []
    for number in range(len(photos)):
        one = photos[number % 3]
        cut = number // 3
        made.append(one.crop((cut, 0, one.width, one.height - cut)).resize(one.size))
    return made


def _mixed(photos: Sequence[Image.Image]) -> list[Image.Image]:
    """Every fourth shows a black cup instead."""
    cups = sorted((resources() / "sample_brand" / "photos" / "cup").glob("*.jpg"))
    return [
        Image.open(cups[number]).convert("RGB").resize(one.size) if number % 4 == 3 else one
        for number, one in enumerate(photos)
    ]


def _cut(photos: Sequence[Image.Image]) -> list[Image.Image]:
    """Two of five end in the middle of the product, at the right or the left."""
    made = []
    for number, one in enumerate(photos):
        left, side = (0, one.width // 2)[number % 2], one.width // 2
        box = (left, one.height // 4, left + side, one.height // 4 + side)
        made.append(one.crop(box).resize(one.size) if number % 5 < 2 else one)
    return made


def _sharpness(picture: Picture) -> float:
    grey = picture.mean(axis=2)
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    return float(np.log1p((4 * grey[1:-1, 1:-1] - around).var()))


def _whiteness(picture: Picture) -> float:
    """How near to white the outer eighth is, 0 to 255."""
    edge = picture.shape[0] // 8
    outer = np.ones(picture.shape[:2], bool)
    outer[edge:-edge, edge:-edge] = False
    return float(picture[outer].min(axis=1).mean())


def _stripe(picture: Picture) -> float:
    """Fine structure where the word stood, as a multiple of that of the upper edge."""
    height = picture.shape[0]
    across = np.abs(np.diff(picture.mean(axis=2), axis=1))
    low, high = across[int(height * 0.8) : int(height * 0.97)], across[: int(height * 0.17)]
    return float(low.mean() / max(0.1, high.mean()))


def _warmth(picture: Picture) -> float:
    return float((picture[..., 0] - picture[..., 2]).mean())


def _seen(picture: Image.Image) -> Vector:
    """By the network that tells products apart.

    Raises:
        ImportError: ONNX Runtime is not there, as may be where the card is.
    """
    from core.looks.product import product

    return unpacked(product(picture))[0]


@cache
def _brewers() -> Vector:
    photos = sorted((resources() / "sample_brand" / "photos" / "coffee_brewer").glob("*.jpg"))
    return np.array([_seen(Image.open(one).convert("RGB")) for one in photos])


def _likeness(picture: Picture) -> float:
    """To the three photos of the product that it is most like, -1 to 1; no number where no network
    can look: the pictures are kept, and can be looked at elsewhere."""
    try:
        seen = _seen(Image.fromarray(picture.astype(np.uint8)))
    except ImportError:
        return math.nan
    return float(np.sort(_brewers() @ seen)[-3:].mean())


def _red(picture: Picture) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Where the coffee brewer's red is."""
    others: Picture = picture[..., 1:].max(axis=2)
    return picture[..., 0] - others > 60


def _red_at_sides(picture: Picture) -> float:
    """Per cent of the left and the right edge that are the product's red."""
    red = _red(picture)
    return float(100 * np.concatenate([red[:, :4], red[:, -4:]], axis=1).mean())


def _brightness(picture: Picture) -> float:
    return float(picture.mean())


FAULTS = (
    Fault("same_background", "the white background is learnt", _each(_white_ground), _whiteness,
          rises=True),
    Fault("too_dark", "pictures come out dark",
          _each(lambda one: lit(one, Recipe(stops=-2.4))), _brightness, rises=False),
    Fault("blurred", "pictures come out soft",
          _each(lambda one: one.filter(ImageFilter.GaussianBlur(one.width / 60))), _sharpness,
          rises=False),
    Fault("too_small", "pictures come out soft",
          _each(lambda one: one.resize((72, 72))), _sharpness, rises=False),
    Fault("text_in_picture", "the writing comes back", _each(_stamped), _stripe, rises=True),
    Fault("colour_cast", "the cast is learnt", _each(_tinted), _warmth, rises=True),
    Fault("near_duplicates", "one view prevails: results differ less", _few, _brightness,
          rises=False),
    Fault("other_product", "products are mixed: they look less like the right one", _mixed,
          _likeness, rises=False),
    Fault("cut_subject", "the product is cut off", _cut, _red_at_sides, rises=True),
)  # fmt: skip
TOGETHER = frozenset({"near_duplicates"})


def _spread(pictures: Sequence[Picture]) -> float:
    """Mean distance of two pictures, in levels."""
    pairs = [
        np.abs(one - other).mean()
        for at, one in enumerate(pictures)
        for other in pictures[at + 1 :]
    ]
    return float(np.mean(pairs)) if pairs else 0.0


def value(fault: Fault, pictures: Sequence[Picture]) -> float:
    """The one number of all pictures of an adapter."""
    if fault.code in TOGETHER:
        return _spread(pictures)
    return statistics.fmean(fault.measure(one) for one in pictures)
