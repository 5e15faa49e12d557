"""How well near copies are found, and how long it takes among ten thousand photos.

`python -m tests.benchmarks.photo_faults.copies [--cache FOLDER] [--many 10000]`

Copies of clean pictures are cropped to 90 %, resized, recompressed, recoloured, mirrored, and some
of that together. Every pair of a picture with its copy, or of two copies of it, should be found and
no other pair: the sets hold many photos of one product and frames of one film, which are no copies.
"""

from __future__ import annotations

import argparse
import io
import resource
import tempfile
import time
import zlib
from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance

from core.datasets.near_copies import PLANE, copies
from tests.benchmarks.photo_faults.faults import Chance
from tests.benchmarks.photo_faults.sources import HALVES, Source, every_source

MIB = 1 << 20


def cropped(photo: Image.Image, chance: Chance) -> Image.Image:
    """Nine tenths of each side, anywhere; one in three of one side only."""
    wide, high = [(0.9, 0.9), (0.9, 0.9), (0.9, 1.0), (1.0, 0.9)][int(chance.integers(4))]
    width, height = round(photo.width * wide), round(photo.height * high)
    left = int(chance.integers(photo.width - width + 1))
    top = int(chance.integers(photo.height - height + 1))
    return photo.crop((left, top, left + width, top + height))


def resized(photo: Image.Image, chance: Chance) -> Image.Image:
    """A quarter to one and a half of the size."""
    share = float(chance.choice([0.25, 0.5, 1.5]))
    return photo.resize((round(photo.width * share), round(photo.height * share)))


def recompressed(photo: Image.Image, chance: Chance) -> Image.Image:
    """JPEG of quality 10 to 40."""
    data = io.BytesIO()
    photo.save(data, "JPEG", quality=int(chance.choice([10, 20, 40])))
    with Image.open(data) as opened:
        return opened.convert("RGB")


def recoloured(photo: Image.Image, chance: Chance) -> Image.Image:
    """Warmer or colder, brighter or darker, more or less colourful: what filters do."""
    warm = float(chance.uniform(0.88, 1.12))
    tinted = np.clip(np.asarray(photo) * (warm, 1.0, 1 / warm), 0, 255).astype(np.uint8)
    lit = ImageEnhance.Brightness(Image.fromarray(tinted)).enhance(float(chance.uniform(0.85, 1.2)))
    return ImageEnhance.Color(lit).enhance(float(chance.uniform(0.75, 1.3)))


def mirrored(photo: Image.Image, chance: Chance) -> Image.Image:
    """Left and right changed."""
    return photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def together(photo: Image.Image, chance: Chance) -> Image.Image:
    """Cropped, recoloured, smaller, and half of them mirrored."""
    changed = resized(recoloured(cropped(photo, chance), chance), chance)
    return mirrored(changed, chance) if chance.random() < 0.5 else changed


CHANGES = (cropped, resized, recompressed, recoloured, mirrored, together)


def descriptors(photo: Image.Image) -> tuple[np.ndarray, np.ndarray]:
    """Plane and tints as the measurements make them."""
    colours = photo.convert("YCbCr")
    plane = np.asarray(colours.getchannel(0).resize((PLANE, PLANE), Image.Resampling.BOX))
    tints = np.asarray(colours.resize((8, 8), Image.Resampling.BOX))[..., 1:]
    return plane.astype(np.float32), tints.astype(np.float32)


def quality(found: list[Source]) -> None:
    """Print recall by kind of change, and precision."""
    groups = {one.name: one.group if one.placed else one.name for one in found}
    kept: list[tuple[str, str, tuple[np.ndarray, np.ndarray]]] = []
    for source in found:
        photo = source.make()
        kept.append((source.name, "itself", descriptors(photo)))
        for change in CHANGES:
            chance = np.random.default_rng(zlib.crc32(f"{change.__name__}{source.name}".encode()))
            kept.append((source.name, change.__name__, descriptors(change(photo, chance))))
    pairs = set(copies([one[2][0] for one in kept], [one[2][1] for one in kept]))
    hits, wanted = Counter(), Counter()
    for one, two in combinations(range(len(kept)), 2):
        if kept[one][0] == kept[two][0] and kept[one][1] == "itself":
            wanted[kept[two][1]] += 1
            hits[kept[two][1]] += (one, two) in pairs
            if (one, two) not in pairs:
                print("missed", kept[two][:2])
    true = sum(kept[one][0] == kept[two][0] for one, two in pairs)
    # Scenes of one drawing are nearly copies themselves: told or not, they are not counted.
    false = [(kept[one][:2], kept[two][:2]) for one, two in pairs
             if groups[kept[one][0]] != groups[kept[two][0]]]  # fmt: skip
    for name, count in wanted.items():
        print(f"{name:14} recall {hits[name] / count:.4f} of {count}")
    print(f"all recall {hits.total() / wanted.total():.4f}; pairs {len(pairs)}, "
          f"precision {true / max(1, true + len(false)):.4f}")  # fmt: skip
    for pair in false[:12]:
        print("false", pair)


def speed(many: int) -> None:
    """Print the time for so many photos: shapes in soft light, one in fifty a copy."""
    chance = np.random.default_rng(1)
    planes, tints = [], []
    for number in range(many):
        if number % 50 == 49:
            planes.append(np.clip(planes[-25] + chance.normal(0, 2, (PLANE, PLANE)), 0, 255))
            tints.append(tints[-25])
            continue
        small = Image.fromarray(chance.integers(0, 255, (6, 6, 3), dtype=np.uint8))
        plane, tint = descriptors(small.resize((64, 64), Image.Resampling.BICUBIC))
        planes.append(plane)
        tints.append(tint)
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    used = time.process_time()
    pairs = copies(planes, tints)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{many} photos: {time.perf_counter() - begun:.1f} s, {time.process_time() - used:.1f} s "
          f"of processor time, {len(pairs)} pairs, peak {after * 1024 / MIB:.0f} MiB "
          f"({(after - before) * 1024 / MIB:.0f} more)")  # fmt: skip


def main() -> None:
    """Measure and print; see the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "photo_faults")
    parser.add_argument("--half", choices=HALVES, default="first")
    parser.add_argument("--many", type=int, default=0)
    args = parser.parse_args()
    if args.many:
        speed(args.many)
    else:
        quality([one for one in every_source(args.cache) if one.half == args.half])


if __name__ == "__main__":
    main()
