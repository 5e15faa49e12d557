"""Photos of 3D models that the network of `core.looks.product` was not taught with, for
`other_products`: before one wall, before photographed places, and before both with close-ups.

They are composed here and not by `packaging/product_model/scenes.py`, before photos that were not
among those the network was taught with.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

KINDS = ("one wall", "places", "mixed")
SIDE = 256
COUNT = 24
"""Photos of each model and kind."""
_CLOSE_UP, _ON_THE_WALL = 6, 3
"""Of a mixed set, every how many photos are close-ups, and stand before the wall."""


def held_out(sheets: Sequence[Path]) -> Iterator[tuple[str, list[Image.Image]]]:
    """Group and views of each model that `packaging/product_model/pack.py` put aside."""
    for sheet in sheets:
        with zipfile.ZipFile(sheet) as packed:
            for one in json.loads(packed.read("index.json"))["things"]:
                if one["held"] and len(one["pictures"]) >= COUNT // 2:
                    blobs = [packed.read(f"{number}.webp") for number in one["pictures"]]
                    views = [Image.open(io.BytesIO(blob)).convert("RGBA") for blob in blobs]
                    yield one["group"], views


def photos(
    group: str, kind: str, views: Sequence[Image.Image], places: Sequence[Image.Image]
) -> list[Image.Image]:
    """One set; the same every time."""
    chance = np.random.default_rng(zlib.crc32(f"{group} {kind}".encode()))
    wall, order = _wall(chance), chance.permutation(len(views))
    made = []
    for number in range(COUNT):
        size = math.exp(float(chance.uniform(math.log(0.35), math.log(0.95))))
        if kind == "mixed" and number % _CLOSE_UP == _CLOSE_UP - 1:
            size = float(chance.uniform(1.1, 1.7))
        if kind == "one wall" or (kind == "mixed" and number % _ON_THE_WALL == 0):
            room = wall
        else:
            room = _place(places, chance) if chance.random() < 0.85 else _wall(chance)
        made.append(_photo(views[order[number % len(views)]], room, size, chance))
    return made


def _wall(chance: np.random.Generator) -> Image.Image:
    colour = chance.uniform(90, 245, 3) if chance.random() < 0.6 else np.full(3, 236.0)
    colour = colour * max(1.0, 160 / float(colour @ (0.299, 0.587, 0.114)))
    down = np.linspace(1, chance.uniform(0.8, 1), SIDE)[:, None, None]
    across = np.linspace(1, chance.uniform(0.85, 1), SIDE)[None, :, None]
    return Image.fromarray(np.clip(colour * down * across, 0, 255).astype(np.uint8))


def _place(places: Sequence[Image.Image], chance: np.random.Generator) -> Image.Image:
    photo = places[int(chance.integers(len(places)))]
    side = int(min(photo.size) * chance.uniform(0.5, 0.95))
    left = int(chance.integers(photo.width - side + 1))
    top = int(chance.integers(photo.height - side + 1))
    room = photo.crop((left, top, left + side, top + side)).resize((SIDE, SIDE))
    return room.filter(ImageFilter.GaussianBlur(float(chance.uniform(0.5, 4))))


def _photo(
    view: Image.Image, room: Image.Image, size: float, chance: np.random.Generator
) -> Image.Image:
    view = view.rotate(float(chance.normal(0, 6)), Image.Resampling.BICUBIC, expand=True)
    view = view.crop(view.getbbox())
    share = size * SIDE / max(view.size)
    sides = (max(1, round(view.width * share)), max(1, round(view.height * share)))
    view = view.resize(sides, Image.Resampling.LANCZOS)
    room, free = room.copy(), max(0.0, 1 - size) * 0.35 + 0.06
    left = round((0.5 + chance.uniform(-free, free)) * SIDE - view.width / 2)
    top = round((0.52 + chance.uniform(-free, free)) * SIDE - view.height / 2)
    shadow = Image.new("L", room.size, 0)
    shadow.paste(view.getchannel("A").point(lambda value: value // 3), (left + 4, top + 7))
    room.paste((20, 18, 16), mask=shadow.filter(ImageFilter.GaussianBlur(5)))
    room.paste(view, (left, top), view)
    light = chance.uniform(0.7, 1.08) * (1 + chance.normal(0, 0.03, 3))
    grain = chance.normal(0, chance.uniform(0.5, 4), (SIDE, SIDE, 1))
    values = np.asarray(room, dtype=np.float32) * light + grain
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
