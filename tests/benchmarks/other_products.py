"""How well photos of another product are told (`core.datasets.product_checks`).

`python -m tests.benchmarks.other_products [--cache FOLDER] [--sheets ZIP ZIP]`

Measured are the sample brand (the cup is the only thing here really photographed from several
sides; the coffee machine is rendered), the products of `photo_faults` (each always seen from the
same side) and, where the sheets of `packaging/product_model/pack.py` are given, the models that
were put aside there, half by half: the thresholds were set on the first half of these models, with
a look at what they did to the rest. Nothing of the sample brand was taught with.
Printed is for each kind of set: how many clean ones of 8 to 40 photos get a false alarm, and of
sets of 8 to 30 photos with one to five strangers, but at most a quarter, how many strangers are
found and how much of what is told is right. Sets with no product in common should be left alone.
"""

from __future__ import annotations

import argparse
import sys
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.datasets.photo_subject import standing
from core.datasets.product_checks import strangers, unpacked
from core.datasets.sharpness import colour_cells
from core.looks.product import product
from tests.benchmarks import product_scenes
from tests.benchmarks.photo_faults.sources import ONE_WALL, Source, every_source

Floats = npt.NDArray[np.float64]
Seen = tuple[Floats, Floats]
"""Of several photos: vectors for each turn of their hues, and how even their rims are."""
ROUNDS = 400
_TAUGHT = ("fifth",)
"""Halves that came after the network was taught, with products that it was taught with."""


def seen(photos: Sequence[Image.Image]) -> Seen:
    """What the check gets to know of photos."""
    turned = np.stack([unpacked(product(one)) for one in photos])
    return turned, np.asarray([standing(colour_cells(one)).even for one in photos])


def _some(photos: Seen, count: int, chance: np.random.Generator) -> Seen:
    places = chance.permutation(len(photos[0]))[:count]
    return photos[0][places], photos[1][places]


def clean(groups: dict[str, Seen]) -> float:
    """Share of clean sets with a false alarm."""
    chance, names, alarms = np.random.default_rng(1), list(groups), 0
    for _ in range(ROUNDS):
        photos = groups[names[int(chance.integers(len(names)))]]
        alarms += bool(strangers(*_some(photos, int(chance.integers(8, 41)), chance)).places)
    return alarms / ROUNDS


def mixed(groups: dict[str, Seen], others: dict[str, Seen]) -> tuple[float, float]:
    """Share of strangers that are found, and share of what is told that is right."""
    chance, names, pool = np.random.default_rng(2), list(groups), list(others)
    right = wrong = there = 0
    for _ in range(ROUNDS):
        name = names[int(chance.integers(len(names)))]
        other = name
        while other == name:
            other = pool[int(chance.integers(len(pool)))]
        count = min(len(groups[name][0]), int(chance.integers(8, 31)))
        few = min(int(chance.integers(1, 6)), max(1, count // 4), len(others[other][0]))
        own, new = _some(groups[name], count - few, chance), _some(others[other], few, chance)
        vectors, even = (np.concatenate(both) for both in zip(own, new, strict=True))
        told = strangers(vectors, even.tolist()).places
        found = sum(at >= count - few for at in told)
        right, wrong, there = right + found, wrong + len(told) - found, there + few
    return right / there, right / max(1, right + wrong)


def _print(name: str, groups: dict[str, Seen], others: dict[str, Seen]) -> None:
    found, correct = mixed(groups, others)
    print(
        f"{name}: {len(groups)} products; false alarm in {clean(groups):.1%} of clean sets; "
        f"{found:.0%} of strangers found, {correct:.0%} of what is told right",
        flush=True,
    )


def _apart(groups: dict[str, Seen]) -> str:
    """Where as many photos of one product are taken for two as of two for one, and how many."""
    own, others, names = [], [], list(groups)
    for number, name in enumerate(names):
        vectors = groups[name][0][:, 0]
        own.append((vectors @ vectors.T)[np.triu_indices(len(vectors), 1)])
        for step in (1, 5, 11):
            other = groups[names[(number + step) % len(names)]][0][:, 0]
            others.append((vectors @ other.T).ravel())
    same, different = np.concatenate(own), np.concatenate(others)
    cuts = np.linspace(-1, 1, 401)
    missed = np.array([(same < cut).mean() for cut in cuts])
    mistaken = np.array([(different >= cut).mean() for cut in cuts])
    at = int(np.abs(missed - mistaken).argmin())
    return f"{missed[at]:.1%} of pairs wrong either way at {cuts[at]:.2f}"


def _brand_and_products(cache: Path) -> dict[str, list[Source]]:
    groups: dict[str, list[Source]] = {}
    for one in every_source(cache):
        if one.half not in _TAUGHT:
            groups.setdefault(one.group, []).append(one)
    return groups


def _models(sheets: Sequence[Path], places: Sequence[Image.Image]) -> None:
    for kind in product_scenes.KINDS if sheets else ():
        halves: tuple[dict[str, Seen], dict[str, Seen]] = ({}, {})
        for group, views in product_scenes.held_out(sheets):
            half = halves[zlib.crc32(group.encode()) // 7 % 2]
            half[group] = seen(product_scenes.photos(group, kind, views, places))
        for number, groups in enumerate(halves):
            _print(f"models, {kind}, half {number + 1}", groups, groups)
        print(f"  {_apart(halves[0] | halves[1])}", flush=True)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path("build") / "photo_faults")
    parser.add_argument("--sheets", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    sources = _brand_and_products(given.cache)
    start, count = time.process_time(), sum(map(len, sources.values()))
    known = {name: seen([one.make() for one in every]) for name, every in sources.items()}
    print(f"{count} photos, {(time.process_time() - start) / count:.3f} s each to make and look at")
    products = {name: known[name] for name, every in sources.items()
                if every[0].placed is not None and name != ONE_WALL}  # fmt: skip
    for name in ("cup", "brewer"):
        others = products | {other: known[other] for other in ("cup", "brewer") if other != name}
        _print(name, {name: known[name]}, others)
    _print("products from one side", products, products)
    left = {name: photos for name, photos in known.items()
            if name not in products and name not in ("cup", "brewer")}  # fmt: skip
    told = {name: len(strangers(*photos).places) for name, photos in left.items()}
    print(f"told in sets with no product in common: {told}")
    unseen = [one for name in left for one in sources[name] if one.half in ("third", "fourth")]
    _models(given.sheets, [one.make() for one in unseen if one.placed is None])
    return 0


if __name__ == "__main__":
    sys.exit(main())
