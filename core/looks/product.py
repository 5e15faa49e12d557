"""What a photo's subject looks like, as 64 numbers: near for photos of the same product.

The network was taught on composed photos of 3D models, drawn things and pieces of photos (see
`packaging/product_model`): the same thing from other sides, in other light, before other
backgrounds, among other things or held by an arm. The numbers say nothing by themselves;
`core.datasets.product_checks` compares them.
"""

from __future__ import annotations

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
_DIGITS = 4


@looker("product", version=1, needs=("onnxruntime",))
def product(picture: Image.Image) -> list[float]:
    """64 numbers, together of length 1: the mean of the whole photo and of its middle part, in
    which a small subject is seen larger.

    Raises:
        NotInstalled: the network is not there.
    """
    half = MIDDLE * min(picture.size) / 2
    across, down = picture.width / 2, picture.height / 2
    middle = (across - half, down - half, across + half, down + half)
    pixels = np.stack([_squeezed(picture, (0, 0, *picture.size)), _squeezed(picture, middle)])
    (vectors,) = _network().run(None, {"pixels": pixels})
    both = vectors.astype(np.float64).sum(axis=0)
    return [round(float(one), _DIGITS) for one in both / np.linalg.norm(both)]


def _squeezed(picture: Image.Image, box: tuple[float, ...]) -> npt.NDArray[np.uint8]:
    sides = (box[0], box[1], box[2], box[3])
    small = picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC, sides, reducing_gap=3.0)
    return np.asarray(small.convert("RGB"), dtype=np.uint8)


@cache
def _network() -> Any:
    file = resources() / "looks" / "product.onnx"
    if not file.is_file():
        raise NotInstalled(f"{file.name} is missing")
    return session(file)
