"""How well faces are found, and how often one is seen where there is none.

`python -m tests.benchmarks.faces [--cache FOLDER]`

Faces of which each is known to be there come from three packages, fetched into the cache with the
packages' own clients, used to measure and never shipped: the astronaut of scikit-image (NASA),
official portraits in the tests of face_recognition, groups at parties in the demo of
@vladmandic/face-api. The first two are set into photos of the sample brand in seven sizes, three
lights, three tilts, as they are and mirrored. False alarms are counted on the clean pictures of
`photo_faults.sources` and the whole sample brand.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from core.looks.faces import faces
from tests.benchmarks.photo_faults.sources import brand_sources, sources

SIZES = (0.055, 0.065, 0.08, 0.1, 0.15, 0.2, 0.3)
"""Height of the face as a share of the photo's longer side."""
LIGHTS = (0.45, 1.0, 1.35)
TILTS = (-15, 0, 15)
_SKIMAGE = "skimage/skimage/data"
_TESTS = "face_recognition/face_recognition-1.3.0/tests/test_images"
PORTRAITS = {
    f"{_SKIMAGE}/astronaut.png": (0.35, 0.125, 0.517, 0.336),
    f"{_TESTS}/biden.jpg": (0.442, 0.079, 0.729, 0.254),
    f"{_TESTS}/obama.jpg": (0.417, 0.083, 0.676, 0.366),
    f"{_TESTS}/obama2.jpg": (0.294, 0.194, 0.745, 0.531),
}
"""Where the face is, as shares of width and height, looked at by eye."""
GROUPS = {1: 3, 2: 3, 3: 3, 4: 4, 5: 5, 6: 4}
"""Faces on each picture of the demo, counted by eye; one is in profile, two look down."""


@dataclass(frozen=True)
class Placed:
    """A photo with a face set into it, and where."""

    photo: Image.Image
    box: tuple[float, float, float, float]
    size: float
    light: float
    tilt: int


def fetch(cache: Path) -> None:
    """Get and unpack what `photo_faults.sources` does not."""
    if not (cache / "face_recognition").is_dir():
        subprocess.run([sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary",
                        ":all:", "face_recognition==1.3.0"], cwd=cache, check=True)  # fmt: skip
        _unpack(cache, next(cache.glob("face_recognition-*.tar.gz")), "face_recognition")
    if not (cache / "face_api").is_dir():
        subprocess.run(["npm", "pack", "@vladmandic/face-api@1.7.15"], cwd=cache, check=True)
        _unpack(cache, next(cache.glob("vladmandic-face-api-*.tgz")), "face_api")


def _unpack(cache: Path, archive: Path, folder: str) -> None:
    (cache / folder).mkdir()
    subprocess.run(["tar", "xzf", archive.name, "-C", folder], cwd=cache, check=True)


def head(picture: Path, box: tuple[float, float, float, float]) -> Image.Image:
    """The head with soft edges, RGBA; the face takes the middle half of its height."""
    with Image.open(picture) as opened:
        photo = opened.convert("RGB")
    left, top, right, bottom = (
        side * length for side, length in zip(box, photo.size * 2, strict=True)
    )
    middle, half = ((left + right) / 2, (top + bottom) / 2), bottom - top
    area = (middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half)
    cut = photo.crop([round(side) for side in area]).resize((480, 480), Image.Resampling.LANCZOS)
    mask = Image.new("L", cut.size, 0)
    ImageDraw.Draw(mask).ellipse((70, 40, 410, 450), fill=255)
    cut.putalpha(mask.filter(ImageFilter.GaussianBlur(14)))
    return cut


def placed(background: Image.Image, cut: Image.Image, chance: np.random.Generator) -> list[Placed]:
    """The head in every size and light, tilted and mirrored at random."""
    made = []
    for size in SIZES:
        for light in LIGHTS:
            tilt = int(chance.choice(TILTS))
            one = cut.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if chance.random() < 0.5 else cut
            side = round(size * max(background.size) * 2)  # the face is half of what was cut
            one = one.rotate(tilt, Image.Resampling.BICUBIC).resize(
                (side, side), Image.Resampling.LANCZOS
            )
            bright = one.convert("RGB").point(lambda value, light=light: min(255, value * light))
            middle = [
                int(chance.uniform(0.3, max(0.31, 1 - 0.6 * side / length))
                    * max(1, length - side))
                for length in background.size
            ]  # fmt: skip
            photo = background.copy()
            photo.paste(bright, (middle[0], middle[1]), one.getchannel("A"))
            quarter = side / 4
            box = (
                (middle[0] + quarter) / photo.width, (middle[1] + quarter) / photo.height,
                (middle[0] + 3 * quarter) / photo.width, (middle[1] + 3 * quarter) / photo.height,
            )  # fmt: skip
            made.append(Placed(photo, box, size, light, tilt))
    return made


def test_photos(cache: Path) -> Iterator[Placed]:
    """Each portrait in eight photos of the sample brand."""
    chance = np.random.default_rng(16)
    backgrounds = [one.make() for one in brand_sources()]
    for name, box in PORTRAITS.items():
        cut = head(cache / name, box)
        for number in chance.choice(len(backgrounds), 8, replace=False):
            yield from placed(backgrounds[number], cut, chance)


def hit(one: Placed) -> bool:
    """Whether the middle of a found box lies in the face, of about its size."""
    for face in faces(one.photo):
        across, down = (face.left + face.right) / 2, (face.top + face.bottom) / 2
        inside = one.box[0] < across < one.box[2] and one.box[1] < down < one.box[3]
        if inside and 0.5 < face.size / one.size < 1.7:
            return True
    return False


def _recall(cache: Path) -> None:
    hits: Counter[tuple[str, float]] = Counter()
    every: Counter[tuple[str, float]] = Counter()
    for one in test_photos(cache):
        found = hit(one)
        for key in (("size", one.size), ("light", one.light), ("tilt", one.tilt), ("all", 0)):
            every[key] += 1
            hits[key] += found
    for key, count in sorted(every.items()):
        print(f"{key[0]:6} {key[1]:6} found {hits[key]} of {count} ({hits[key] / count:.0%})")
    seen = [len(_seen(cache, number)) for number in GROUPS]
    print(f"groups: {seen} of {list(GROUPS.values())}")


def _seen(cache: Path, number: int) -> list[object]:
    with Image.open(cache / "face_api" / "package" / "demo" / f"sample{number}.jpg") as picture:
        return list(faces(picture))


def _false_alarms(cache: Path) -> None:
    every, wrong, began = 0, [], time.process_time()
    for one in sources(cache):
        every += 1
        wrong += [(one.group, one.name, face) for face in faces(one.make())]
    spent = (time.process_time() - began) / every
    print(f"clean pictures: {len(wrong)} false alarms in {every}; {spent:.2f} s each with making")
    for alarm in wrong:
        print("   ", *alarm)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path("build") / "photo_faults")
    cache = parser.parse_args().cache
    _false_alarms(cache)  # fetches the pictures that both need
    fetch(cache)
    _recall(cache)
    return 0


if __name__ == "__main__":
    sys.exit(main())
