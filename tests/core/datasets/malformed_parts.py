"""Building blocks of malformed files, shared by the modules beside it."""

from __future__ import annotations

import base64
import io
import random
import warnings
import zipfile
from collections.abc import Iterator
from typing import Literal

from PIL import Image, ImageDraw

Outcome = Literal["photo", "text", "aside", "any"]
PROSE = "The kettle is on and the street is quiet. We open at seven, and the door is heavy."


Made = Iterator[tuple[str, bytes, Outcome]]


def picture(seed: int, size: tuple[int, int] = (96, 80), mode: str = "RGB") -> Image.Image:
    """A small drawing that differs for every seed."""
    chance = random.Random(seed)
    image = Image.new("RGB", size, tuple(chance.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.ellipse((x - 12, y - 12, x + 12, y + 12), fill=colour)
    return image if mode == "RGB" else image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """The bytes of an image file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


FORMATS = {
    "JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tif", "BMP": "bmp", "GIF": "gif",
    "AVIF": "avif",
}  # fmt: skip


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP with these files, names as they are."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as package:
        warnings.simplefilter("ignore")
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAchtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAA"
    "AAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAAB7AABAAAAAAAAAC0AAgAAAAACGQABAAAAAAAAAGYAAAA4aWluZgAAAAAA"
    "AgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAABB2lwcnAAAADm"
    "aXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAq"
    "QgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQAN"
    "AAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBp"
    "eGkAAAAAAwgICAAAAAlpcm90AwAAABlpcG1hAAAAAAAAAAEAAQaBAgMFhIYAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEA"
    "AQAAAJttZGF0AAAAKSgBrwngITip//M8b/78nZe0xyeVp79Y//y3r7y4H/36G3R+knbDPi6zAAAABkV4aWYAAE1NACoA"
    "AAAIAAIBEgADAAAAAQAGAACIJQAEAAAAAQAAACYAAAAAAAIAAQACAAAAAk4AAAAAAgAFAAAAAwAAAEQAAAAAAAAANAAA"
    "AAEAAAAeAAAAAQAAAAAAAAAB"
)
"""Red above blue, 64 x 48, turned by a quarter, with a place on the map."""
