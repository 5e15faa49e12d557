"""How well subjects are cut out: pictures whose masks are known, against what `cutout` finds.

`python -m tests.benchmarks.cutouts --cache FOLDER` composes rendered products before even and
photographed backgrounds (see `photo_faults/sources.py`), freely standing and over the rim, and
prints the mean share of overlap (intersection over union), how many masks are trusted and how good
those are, and processor time for a photo of 12 megapixels.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from core.datasets import backgrounds
from core.datasets.cutout import DOUBTFUL, cut_out
from tests.benchmarks.photo_faults import sources

PLACES = {"free": sources.Scene(), "over the rim": sources.Scene(size=0.7, x=0.78, y=0.6)}
SCENES = 4


@dataclass(frozen=True)
class Case:
    """One picture with its true mask."""

    group: str
    picture: Image.Image
    mask: Image.Image


def cases(cache: Path) -> list[Case]:
    """Every product in a few scenes; half of them before even backgrounds."""
    sources.fetch(cache)
    photographs = sources.photographed_backgrounds(cache)
    found = []
    for product, code in sources.PRODUCTS.items():
        drawing = next((cache / "fluent/package/assets").glob(f"{code}*.webp"))
        for number in range(SCENES):
            even = number % 2 == 0
            for place, scene in PLACES.items():
                picture, mask = sources.composed_with_mask(
                    drawing, f"{product}_{number:02d}", scene, [] if even else photographs
                )
                ground = "even" if even else "photographed"
                found.append(Case(f"{ground}, {place}", picture, mask))
    return found


def overlap(found: np.ndarray, true: np.ndarray) -> float:
    """Intersection over union of two masks, [H, W] bool."""
    union = int((found | true).sum())
    return int((found & true).sum()) / union if union else 1.0


def measure(every: list[Case]) -> None:
    """Print a table."""
    results: dict[str, list[tuple[float, float]]] = {}
    began = time.process_time()
    for case in every:
        cut = cut_out(case.picture)
        true = np.asarray(case.mask.resize(cut.mask.shape[::-1])) > 127
        results.setdefault(case.group, []).append((overlap(cut.mask > 127, true), cut.quality))
    seconds = (time.process_time() - began) / len(every)
    print("| background, place | pictures | mean overlap | trusted | mean of those | worst |")
    print("|---|---|---|---|---|---|")
    for group, values in sorted(results.items()):
        shares = np.array([one for one, _ in values])
        trusted = np.array([quality >= DOUBTFUL for _, quality in values])
        sure = shares[trusted]
        told = f"{sure.mean():.3f} | {sure.min():.3f}" if sure.size else "- | -"
        print(f"| {group} | {len(values)} | {shares.mean():.3f} | {trusted.sum()} | {told} |")
    print(f"{seconds:.2f} s of processor time a picture of {every[0].picture.size}")


def measure_large(case: Case) -> None:
    """Print processor time for a photo of 12 megapixels: cutting out, and drawing in full."""
    large = case.picture.resize((4000, 3000), Image.Resampling.BICUBIC)
    times = []
    for _ in range(3):
        began = time.process_time()
        cut = cut_out(large)
        between = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            behind = backgrounds.Backdrop("gradient", ("#2E5EAA", "#F3A712"))
            backgrounds.composed(large, cut.mask, behind, Path(folder))
        times.append((between - began, time.process_time() - between))
    cutting, drawing = np.median(np.array(times), axis=0)
    print(f"12 megapixels: {cutting:.2f} s to cut out, {drawing:.2f} s to draw")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    every = cases(parser.parse_args().cache)
    measure(every)
    measure_large(every[0])
