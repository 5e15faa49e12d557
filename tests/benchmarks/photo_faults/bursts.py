"""How well pictures of one burst are found, and how often other photos are taken for one.

`python -m tests.benchmarks.photo_faults.bursts`

Bursts are made from the sample photos: each is moved, turned and cut nearer by a little, brighter
or darker, some softer, with grain. Against them stand neighbouring frames of the film of the cup,
in which the cup moves, and neighbouring pictures of the brewer, as if seconds lay between them.
"""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from core.datasets.bursts import bursts
from tests.benchmarks.photo_faults.copies import descriptors
from tests.benchmarks.photo_faults.faults import Chance
from tests.benchmarks.photo_faults.sources import Source, brand_sources


def shaken(photo: Image.Image, chance: Chance, strength: float = 1.0) -> Image.Image:
    """The next picture of a burst; 1.0 turns by up to 1.5 degrees and moves by up to 4 %."""
    width, height = photo.size
    turned = photo.rotate(chance.uniform(-1.5, 1.5) * strength, Image.Resampling.BICUBIC)
    nearer = 1.04 + chance.uniform(0, 0.04) * strength
    wide, high = width / nearer, height / nearer
    left = (width - wide) * (0.5 + chance.uniform(-0.5, 0.5))
    top = (height - high) * (0.5 + chance.uniform(-0.5, 0.5))
    box = (int(left), int(top), int(left + wide), int(top + high))
    moved = turned.crop(box).resize((width, height))
    lit = ImageEnhance.Brightness(moved).enhance(chance.uniform(0.85, 1.15))
    if chance.random() < 0.4:
        lit = lit.filter(ImageFilter.GaussianBlur(chance.uniform(0.5, 2.0) * width / 512))
    grain = np.asarray(lit, dtype=np.float32) + chance.normal(0, 6, (height, width, 1))
    return Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8))


def _found(one: Image.Image, two: Image.Image) -> bool:
    described = [descriptors(one), descriptors(two)]
    return bool(bursts(
        [(0.0, 0.0), (2.0, 2.0)], [plane for plane, _ in described], [tint for _, tint in described]
    ))  # fmt: skip


def _share(pairs: list[tuple[Image.Image, Image.Image]]) -> str:
    found = sum(_found(one, two) for one, two in pairs)
    return f"{found} of {len(pairs)} ({found / len(pairs):.1%})"


def _photos(group: str) -> list[Image.Image]:
    wanted: list[Source] = [one for one in brand_sources() if one.group == group]
    return [one.make() for one in wanted]


def main() -> None:
    """Print shares."""
    chance = np.random.default_rng(5)
    groups = {name: _photos(name) for name in ("brewer", "cup")}
    every = [one for photos in groups.values() for one in photos]
    for strength in (0.5, 1.0, 1.5):
        made = [(one, shaken(one, chance, strength)) for one in every for _ in range(3)]
        print(f"bursts, strength {strength}: found {_share(made)}")
    for name, photos in groups.items():
        print(f"neighbours, {name}: found {_share(list(pairwise(photos)))}")
        apart = [(one, two) for (i, one), (j, two) in combinations(enumerate(photos), 2)
                 if j - i > 1]  # fmt: skip
        print(f"others, {name}: found {_share(apart)}")


if __name__ == "__main__":
    main()
