"""Put everything that the network is taught with into two zips for the machine with the card.

Run ``python pack.py --views FOLDER --npm FOLDER --photos FOLDER --out sprites.zip``: the views of
`render.py`, the unpacked npm packages, and a folder of photos to put behind things. ``index.json``
lists things (name, group, whether they are held out, numbers of their pictures). Things of one
group are never told apart: the same model in another colour, the same emoji in another hand.
Needs ``resvg-py``.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import resvg_py
from PIL import Image, ImageDraw
from render import Model, models

SIDE = 144
GROUND = 320
"""Shorter side of a photo, px."""
_KINDS = (3, 4, 5, 6, 7)  # of Emojibase: animals, food, travel, activities, objects
_JUDGED_BY = """
1fad6 1f45c 1f3b8 1f3a7 1f4f7 1f45f 1fa91 23f0 1f392 1f4fb 1f4bc 1f9f4 1f941 1f3ba 1f97e 1f3a9 1f3bb
1f3fa 1f514 260e 1f457 1f6cb 2615 2602 1f3ae 1f95b 231a 1f950 1f45b 1f3b7 1f6f4 1f9f3 1f9f8
"""
"""Emoji that the benchmarks of photos use as products."""


class Packer:
    """The zip under way."""

    def __init__(self, file: Path) -> None:
        self.zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self.things: list[dict[str, Any]] = []
        self.count = 0

    def thing(self, name: str, group: str, kind: str, pictures: list[Image.Image]) -> None:
        """Add one thing, seen from as many sides as there are pictures."""
        numbers = []
        for picture in pictures:
            picture = picture.convert("RGBA")
            box = picture.getchannel("A").point(lambda value: 255 if value > 8 else 0).getbbox()
            if box is None:
                continue
            picture = picture.crop(box).convert("RGBa")
            share = SIDE / max(picture.size)
            size = [max(1, round(side * share)) for side in picture.size]
            picture = picture.resize((size[0], size[1]), Image.Resampling.LANCZOS).convert("RGBA")
            blob = io.BytesIO()
            picture.save(blob, "WEBP", quality=80, method=4, alpha_quality=70)
            self.zip.writestr(f"{self.count}.webp", blob.getvalue())
            numbers.append(self.count)
            self.count += 1
        held = zlib.crc32(group.encode()) % 7 == 0
        self.things.append(
            {"name": name, "group": group, "kind": kind, "held": held, "pictures": numbers}
        )

    def photo(self, number: int, file: Path) -> None:
        """Add a photo to put behind things."""
        with Image.open(file) as opened:
            picture = opened.convert("RGB")
        share = GROUND / min(picture.size)
        size = (
            max(GROUND, round(picture.width * share)),
            max(GROUND, round(picture.height * share)),
        )
        picture = picture.resize(size, Image.Resampling.LANCZOS)
        left, top = (size[0] - GROUND) // 2, (size[1] - GROUND) // 2
        blob = io.BytesIO()
        picture.crop((left, top, left + GROUND, top + GROUND)).save(blob, "JPEG", quality=82)
        self.zip.writestr(f"photo_{number}.jpg", blob.getvalue())

    def close(self, photos: int) -> None:
        """Write the index."""
        index = {"things": self.things, "pictures": self.count, "photos": photos}
        self.zip.writestr("index.json", json.dumps(index))
        self.zip.close()


def furniture(packer: Packer, views: Path, wanted: list[Model]) -> None:
    """Everything that was drawn; the same shape under the same title is one group."""
    for model in wanted:
        pictures = sorted((views / model.name).glob("*.webp"))
        if pictures:
            lines = model.file.read_bytes()
            corners = lines.count(b"\nv ")
            opened = [Image.open(one) for one in pictures]
            packer.thing(model.name, f"{model.title} {corners}", "furniture", opened)


def emoji(packer: Packer, npm: Path) -> None:
    """Fluent's renders and Noto's drawings of things."""
    known = json.loads((npm / "emojibase-data-17.0.0/package/en/data.json").read_text("utf-8"))
    noto = npm / "iconify-json-noto-1.2.9/package"
    icons = json.loads((noto / "icons.json").read_text("utf-8"))
    chars = json.loads((noto / "chars.json").read_text("utf-8"))
    fluent = npm / "lobehub-fluent-emoji-3d-1.1.0/package/assets"
    for one in known:
        code = re.sub("-fe0f", "", one["hexcode"].lower())
        if one.get("group") not in _KINDS or code in _JUDGED_BY.split():
            continue
        drawn = next((path for name in (code, f"{code}-fe0f")
                      if (path := fluent / f"{name}.webp").exists()), None)  # fmt: skip
        if drawn is not None:
            packer.thing(f"fluent {one['label']}", one["label"], "fluent", [Image.open(drawn)])
        icon = icons["icons"].get(chars.get(code, ""))
        if icon is not None:
            width, height = icons.get("width", 128), icons.get("height", 128)
            text = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
                    f'width="192" height="192">{icon["body"]}</svg>')  # fmt: skip
            data = bytes(resvg_py.svg_to_bytes(svg_string=text))
            picture = Image.open(io.BytesIO(data))
            packer.thing(f"noto {one['label']}", one["label"], "noto", [picture])


def cuts(packer: Packer, files: list[Path]) -> None:
    """Pieces of photos, cut out along a wavy line: they look like photos, not like renders."""
    turns = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    for file in files:
        chance = np.random.default_rng(zlib.crc32(file.name.encode()))
        with Image.open(file) as opened:
            photo = opened.convert("RGB")
        for number in range(4):
            wide, high = (int(side * chance.uniform(0.2, 0.55)) for side in photo.size)
            left = int(chance.integers(photo.width - wide))
            top = int(chance.integers(photo.height - high))
            piece = photo.crop((left, top, left + wide, top + high)).resize(
                (220, 220 * high // wide)
            )
            waves = sum(
                chance.uniform(0, 0.12) * np.sin(turns * times + chance.uniform(0, 6.3))
                for times in range(1, 6)
            )
            power = float(chance.uniform(2, 6))
            reach = (np.abs(np.cos(turns)) ** power + np.abs(np.sin(turns)) ** power) ** (
                -1 / power
            )
            reach = reach * (0.8 + waves)
            line = [
                (
                    piece.width / 2 * (1 + far * np.cos(turn)),
                    piece.height / 2 * (1 + far * np.sin(turn)),
                )
                for far, turn in zip(reach, turns, strict=True)
            ]
            mask = Image.new("L", piece.size)
            ImageDraw.Draw(mask).polygon(line, fill=255)
            piece.putalpha(mask)
            packer.thing(f"cut {file.stem} {number}", f"cut {file.stem}", "cut", [piece])


def main() -> None:
    """Pack all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("views", "models", "npm", "photos", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    every = list(models(given.models))
    packer = Packer(given.out.with_name(f"{given.out.stem}_a.zip"))
    furniture(packer, given.views, every[::2])
    files = sorted(given.photos.iterdir())
    for number, file in enumerate(files):
        packer.photo(number, file)
    packer.close(len(files))
    packer = Packer(given.out.with_name(f"{given.out.stem}_b.zip"))
    furniture(packer, given.views, every[1::2])
    emoji(packer, given.npm)
    cuts(packer, files)
    packer.close(0)


if __name__ == "__main__":
    main()
