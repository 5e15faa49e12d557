"""What a photo's subject looks like, as 64 numbers: near for photos of the same product.

The network was taught on composed photos of 3D models, drawn things and pieces of photos (see
`packaging/product_model`): the same thing from other sides, in other light, before other
backgrounds, among other things or held by an arm. The numbers say nothing by themselves;
`core.datasets.product_checks` compares them.
"""

from __future__ import annotations

import base64
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.looks.models import session
from core.looks.registry import NotInstalled, looker
from core.paths import resources

SIDE = 144
"""px, across and down: what is looked at is squeezed into a square, as it was in teaching."""
MIDDLE = 0.7
"""Side of the middle part, as a share of the photo's shorter side."""
HUES = tuple(range(0, 360, 40))
"""Degrees that all hues are turned by: of a product in another colour, one of them shows it nearly
in the colour of the others. 60 degrees lie too far apart for that."""


@looker("product", version=1, needs=("onnxruntime",))
def product(picture: Image.Image) -> str:
    """For each of `HUES` 64 numbers, together of length 1: for the photo as it is the mean of the
    whole and of its middle part, in which a small subject is seen larger, then of that part alone.

    Returns:
        Numbers of 16 bits in base64, for thousands of photos are kept at once;
        `core.datasets.product_checks.unpacked` reads them.

    Raises:
        NotInstalled: the network is not there.
    """
    half = MIDDLE * min(picture.size) / 2
    across, down = picture.width / 2, picture.height / 2
    middle = (across - half, down - half, across + half, down + half)
    whole, part = _squeezed(picture, (0, 0, *picture.size)), _squeezed(picture, middle)
    pixels = np.stack([_turned(whole, 0), *(_turned(part, degrees) for degrees in HUES)])
    (made,) = _network().run(None, {"pixels": pixels})
    vectors = made[1:].astype(np.float64)
    vectors[0] += made[0]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return base64.b64encode(vectors.astype("<f2").tobytes()).decode("ascii")


def _squeezed(picture: Image.Image, box: tuple[float, ...]) -> Image.Image:
    sides = (box[0], box[1], box[2], box[3])
    small = picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC, sides, reducing_gap=3.0)
    return small.convert("RGB")


def _turned(part: Image.Image, degrees: int) -> npt.NDArray[np.uint8]:
    """[SIDE, SIDE, 3] with all hues turned."""
    if degrees == 0:
        return np.asarray(part, dtype=np.uint8)
    hue, saturation, value = part.convert("HSV").split()
    hue = hue.point([(one + round(degrees / 360 * 256)) % 256 for one in range(256)])
    coloured = Image.merge("HSV", (hue, saturation, value)).convert("RGB")
    return np.asarray(coloured, dtype=np.uint8)


@cache
def _network() -> Any:
    file = resources() / "looks" / "product.onnx"
    if not file.is_file():
        raise NotInstalled(f"{file.name} is missing")
    return session(file)
