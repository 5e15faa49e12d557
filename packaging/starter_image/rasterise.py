"""Turn the emoji sets into one zip of 256 px sprites with alpha, and photos into another.

``sprites.zip`` holds ``<number>.webp`` (RGBA, the object's longer side 244 px, centred) and
``index.json``: concepts (names, man_made) and sprites (concept number, style, dominant hue in
turns, share of the object that has that hue, mean brightness). ``photos.zip`` holds JPEGs that
teach only the autoencoder what photographs look like.
"""

from __future__ import annotations

import argparse
import base64
import colorsys
import io
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import resvg_py
from concepts import Concept, read_concepts
from PIL import Image

SIZE = 256
INNER = 244
STYLES = ("3d", "gloss", "flat", "cartoon")
ICON_SETS = {
    "gloss": "iconify-json-fluent-emoji-1.2.7",
    "flat": "iconify-json-fluent-emoji-flat-1.2.6",
    "cartoon": "iconify-json-noto-1.2.9",
}
PHOTOS = (
    "chelsea.png",
    "coffee.png",
    "hubble_deep_field.jpg",
    "rocket.jpg",
    "motorcycle_left.png",
    "motorcycle_right.png",
    "ihc.png",
)


def _fit(picture: Image.Image) -> Image.Image | None:
    """Crop to the visible part and centre it in a square; None when nothing is visible."""
    picture = picture.convert("RGBA")
    box = picture.getchannel("A").point(lambda value: 255 if value > 8 else 0).getbbox()
    if box is None:
        return None
    picture = picture.crop(box)
    scale = INNER / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    picture = picture.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")
    canvas = Image.new("RGBA", (SIZE, SIZE))
    canvas.paste(picture, ((SIZE - size[0]) // 2, (SIZE - size[1]) // 2))
    return canvas


class IconSet:
    """One icon collection: finds a code point's SVG body and draws it."""

    def __init__(self, folder: Path, names: Path) -> None:
        data = json.loads((folder / "icons.json").read_text(encoding="utf-8"))
        chars = json.loads((folder / "chars.json").read_text(encoding="utf-8"))
        if not chars:  # the colour set ships an empty list, the flat set has the same names
            chars = json.loads((names / "chars.json").read_text(encoding="utf-8"))
        self.width, self.height = data["width"], data["height"]
        self.icons = data["icons"]
        self.aliases = data.get("aliases", {})
        self.keys = {re.sub("-fe0f", "", code.lower()): key for code, key in chars.items()}

    def draw(self, code: str) -> Image.Image | None:
        """The icon of ``code`` at 384 px, or None when the set has no such icon."""
        key = self.keys.get(code.lower())
        if key is not None and key not in self.icons:
            key = self.aliases.get(key, {}).get("parent")
        if key is None or key not in self.icons:
            return None
        icon = self.icons[key]
        width, height = icon.get("width", self.width), icon.get("height", self.height)
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'viewBox="0 0 {width} {height}" width="384" height="384">{icon["body"]}</svg>'
        )
        png = resvg_py.svg_to_bytes(svg_string=svg)
        return Image.open(io.BytesIO(bytes(png)))


def _colour_facts(picture: Image.Image) -> dict[str, float]:
    """Dominant hue (turns), how much of the object has it, and mean brightness (0 to 1)."""
    small = np.asarray(picture.resize((48, 48), Image.Resampling.BOX), dtype=np.float64) / 255
    pixels = small[small[..., 3] > 0.6][:, :3]
    if len(pixels) == 0:
        return {"hue": 0.0, "share": 0.0, "light": 0.5}
    hsv = np.array([colorsys.rgb_to_hsv(*pixel) for pixel in pixels])
    weight = (hsv[:, 1] > 0.25) * (hsv[:, 2] > 0.2) * hsv[:, 1]
    light = float(pixels.mean())
    if weight.sum() == 0:
        return {"hue": 0.0, "share": 0.0, "light": light}
    histogram = np.bincount((hsv[:, 0] * 36).astype(int) % 36, weight, 36)
    smooth = histogram + np.roll(histogram, 1) + np.roll(histogram, -1)
    centre = (int(smooth.argmax()) + 0.5) / 36
    away = (hsv[:, 0] - centre + 0.5) % 1 - 0.5
    near = (np.abs(away) < 0.09) & (weight > 0)
    hue = (centre + float(np.average(away[near], weights=weight[near]))) % 1
    return {"hue": hue, "share": float(near.mean()), "light": light}


def write_sprites(source: Path, out: Path) -> int:
    """Draw every concept in every style into ``out``; returns how many sprites were written."""
    concepts = read_concepts(source / "emojibase-data-17.0.0")
    sets = {
        style: IconSet(source / folder, source / ICON_SETS["flat"])
        for style, folder in ICON_SETS.items()
    }
    assets = source / "lobehub-fluent-emoji-3d-1.1.0" / "assets"
    rendered = {path.stem.replace("-fe0f", ""): path for path in assets.glob("*.webp")}
    kept: list[Concept] = []
    sprites: list[dict[str, object]] = []
    with zipfile.ZipFile(out, "w") as packed:
        for concept in concepts:
            pictures: dict[str, Image.Image | None] = {
                style: icons.draw(concept.code) for style, icons in sets.items()
            }
            path = rendered.get(concept.code.lower())
            pictures["3d"] = Image.open(path) if path else None
            fitted = {style: _fit(picture) for style, picture in pictures.items() if picture}
            if "3d" not in fitted or len(fitted) < 3:
                print("left out, too few drawings:", concept.names[0], sorted(fitted))
                continue
            for style in STYLES:
                sprite = fitted.get(style)
                if sprite is None:
                    continue
                data = io.BytesIO()
                sprite.save(data, "WEBP", quality=86, method=4)
                packed.writestr(f"{len(sprites)}.webp", data.getvalue())
                facts = _colour_facts(sprite)
                sprites.append({"concept": len(kept), "style": style, **facts})
            kept.append(concept)
        index = {
            "concepts": [{"names": item.names, "man_made": item.man_made} for item in kept],
            "sprites": sprites,
        }
        packed.writestr("index.json", json.dumps(index))
    print(len(kept), "concepts,", len(sprites), "sprites")
    return len(sprites)


def _tone_map(path: Path) -> np.ndarray:
    """An HDRI stored as base64 in a script file, as uint8 RGB of shape (height, width, 3)."""
    import OpenEXR

    text = path.read_text(encoding="utf-8")
    data = base64.b64decode(text.partition("base64,")[2].split('"')[0].split("'")[0].split("`")[0])
    plain = path.with_suffix(".bin")
    plain.write_bytes(data)
    channels = OpenEXR.File(str(plain)).channels()
    light = np.asarray(channels["RGB" if "RGB" in channels else "RGBA"].pixels, dtype=np.float32)
    light = np.maximum(np.nan_to_num(light[..., :3]), 0)
    light *= 0.22 / max(float(np.median(light)), 1e-4)
    shown = np.power(light * (1 + light / 16) / (1 + light), 1 / 2.2)
    return (np.clip(shown, 0, 1) * 255).astype(np.uint8)


def write_photos(source: Path, out: Path) -> None:
    """Collect tone-mapped panoramas and scikit-image's free photographs as JPEGs."""
    with zipfile.ZipFile(out, "w") as packed:
        for path in sorted((source / "pmndrs-assets-1.7.0" / "hdri").glob("*.exr.js")):
            _add_photo(packed, path.name.split(".")[0], Image.fromarray(_tone_map(path)))
        folder = source / "scikit_image-0.26.0" / "skimage" / "data"
        for name in PHOTOS:
            if (folder / name).exists():
                _add_photo(packed, name.split(".")[0], Image.open(folder / name).convert("RGB"))


def _add_photo(packed: zipfile.ZipFile, name: str, picture: Image.Image) -> None:
    """Store one photograph, its shorter side brought to between 256 and 1,024 px."""
    if min(picture.size) < SIZE:
        print("too small:", name, picture.size)
        return
    if min(picture.size) > 1024:
        factor = 1024 / min(picture.size)
        picture = picture.resize((round(picture.width * factor), round(picture.height * factor)))
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=93)
    packed.writestr(name + ".jpg", data.getvalue())
    print("photo:", name, picture.size, len(data.getvalue()))


def main() -> None:
    """Write both zips from the folders that ``fetch.py`` unpacked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="the folder given to fetch.py")
    work: Path = parser.parse_args().work
    write_photos(work / "src", work / "photos.zip")
    write_sprites(work / "src", work / "sprites.zip")


if __name__ == "__main__":
    main()
