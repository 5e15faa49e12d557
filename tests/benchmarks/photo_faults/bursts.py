"""How well pictures of one burst are found, and how often other photos are taken for one.

`python -m tests.benchmarks.photo_faults.bursts`

Bursts are made from the sample photos: each is moved, turned and cut nearer by a little, brighter
or darker, some softer, with grain. Against them stand neighbouring frames of the film of the cup,
in which the cup moves, and neighbouring pictures of the brewer, as if seconds lay between them.
Then each photo gets two more of its burst, one sound and one moved, soft, dark or burnt, and
it is counted how often the sound one lies on top.
"""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from core.contract.items import Picture
from core.datasets.bursts import bursts
from core.datasets.photo_stacks import worth
from core.datasets.picture_facts import MeasuredPicture, PictureFacts, measure_overview, overview
from tests.benchmarks.photo_faults.copies import descriptors
from tests.benchmarks.photo_faults.faults import FAULTS, Chance
from tests.benchmarks.photo_faults.sources import Source, brand_sources

_WORSE = (
    ("motion", 4), ("motion", 9), ("defocus", 1.0), ("defocus", 2.0), ("too_dark", -1.0),
    ("too_dark", -2.0), ("blown_out", 1.25), ("blown_out", 2.0),
)  # fmt: skip
"""What makes one picture of a burst worse than the next."""


def shaken(photo: Image.Image, chance: Chance, strength: float = 1.0) -> Image.Image:
    """The next picture of a burst; 1.0 turns by up to 1.5 degrees and moves by up to 4 %."""
    lit = ImageEnhance.Brightness(_moved(photo, chance, strength)).enhance(
        chance.uniform(0.85, 1.15)
    )
    if chance.random() < 0.4:
        lit = lit.filter(ImageFilter.GaussianBlur(chance.uniform(0.5, 2.0) * photo.width / 512))
    return _grainy(lit, 6, chance)


def _moved(photo: Image.Image, chance: Chance, strength: float = 1.0) -> Image.Image:
    width, height = photo.size
    turned = photo.rotate(chance.uniform(-1.5, 1.5) * strength, Image.Resampling.BICUBIC)
    nearer = 1.04 + chance.uniform(0, 0.04) * strength
    wide, high = width / nearer, height / nearer
    left = (width - wide) * (0.5 + chance.uniform(-0.5, 0.5))
    top = (height - high) * (0.5 + chance.uniform(-0.5, 0.5))
    box = (int(left), int(top), int(left + wide), int(top + high))
    return turned.crop(box).resize((width, height))


def _grainy(photo: Image.Image, noise: float, chance: Chance) -> Image.Image:
    grain = chance.normal(0, noise, (photo.height, photo.width, 1))
    changed = np.asarray(photo, dtype=np.float32) + grain
    return Image.fromarray(np.clip(changed, 0, 255).astype(np.uint8))


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


def _sound_on_top(photo: Image.Image, fault: str, strength: float, chance: Chance) -> bool | None:
    """None where the fault cannot be made of this photo."""
    spoil = next(one for one in FAULTS if one.name == fault).make
    if spoil is None:
        raise ValueError(f"{fault} changes no picture")
    sound = _grainy(_moved(photo, chance), 4, chance)
    worse = spoil(_grainy(_moved(photo, chance), 4, chance), strength, chance)
    if worse is None:
        return None
    both = []
    for number, one in enumerate((worse, sound)):
        facts = PictureFacts(**measure_overview(overview(one)))
        picture = Picture(number, "", str(number), *photo.size)
        both.append(worth(MeasuredPicture(picture, facts)))
    return both[1] > both[0]


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
    for fault, strength in _WORSE:
        tried = [_sound_on_top(one, fault, strength, chance) for one in every for _ in range(2)]
        top = [one for one in tried if one is not None]
        print(f"{fault} {strength}: the sound one on top in {sum(top)} of {len(top)}")


if __name__ == "__main__":
    main()
