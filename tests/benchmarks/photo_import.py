"""How long photos take to come in: import and all cheap checks, beside cleanvision with imagehash.

`python -m tests.benchmarks.photo_import [--photos 24] [--rounds 3] [--turned] [--peers FOLDER]`

Photos of 12 megapixels are made of the sample brand's, with a sensor's grain, as phones write them
(JPEG, colours at half the size, 2 to 4 MB, Exif data). The copy keeps their coded pixels;
`--turned` makes them of a phone held upright, and the copy keeps how they lie, too. Whatever is not
sRGB is coded anew. Ours is the real action on a new library: hash, reading in the decoder
processes, working copy, thumbnail, all measurements, catalogue, and then every check, each file
written and synced. Theirs is `Imagelab.find_issues()` as it comes: dark, light, blurry, low
information, odd size, odd aspect ratio, greyscale, exact and near duplicates (by imagehash); it
keeps nothing. Both run in processes of their own, in turns on the same files; told is the processor
time of a process and all its children, after its libraries were loaded, and the time by the clock.

The peers are no part of the product. Get them into a folder that can be thrown away:
`pip install --target FOLDER cleanvision==0.3.7 imagehash==4.3.2`. Without it only ours is measured.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from core.paths import Library, resources

ROOT = Path(__file__).resolve().parents[2]
SIZE = (4000, 3000)
AIM_SECONDS, AIM_RATIO = 0.16, 2.0
"""Processor time for a photo: 12 photos a second on two cores. Times faster than the peers."""


@dataclass(frozen=True)
class Spent:
    """What one run took for all photos, s."""

    processor: float
    clock: float


def make_photos(folder: Path, count: int, turned: bool = False) -> None:
    """Write the photos; always the same ones. Turned ones say that they lie on their side."""
    folder.mkdir(parents=True)
    sources = sorted((resources() / "sample_brand/photos").glob("*/*.jpg"))
    for number in range(count):
        chance = np.random.default_rng(number)
        with Image.open(sources[number * 7 % len(sources)]) as opened:
            large = opened.convert("RGB").resize(SIZE, Image.Resampling.BICUBIC)
        grain = chance.normal(0, 5, (SIZE[1], SIZE[0], 1)).astype(np.float32)
        noisy = np.clip(np.asarray(large, dtype=np.float32) + grain, 0, 255).astype(np.uint8)
        exif = Image.Exif()
        exif[0x010F], exif[0x0110], exif[0x0112] = "A phone", "12 MP", 6 if turned else 1
        Image.fromarray(noisy).filter(ImageFilter.GaussianBlur(0.7)).save(
            folder / f"IMG_{number:04d}.jpg", quality=93, subsampling=2, exif=exif
        )


def ours(folder: Path) -> Spent:
    """The real action on a new library."""
    from core.actions import checks, datasets, projects
    from core.catalogue.store import Catalogue

    with tempfile.TemporaryDirectory() as home:
        catalogue = Catalogue.open(Library(Path(home)))
        try:
            project, _ = projects.create(catalogue, "Speed")

            def work() -> None:
                report, _ = datasets.import_files(catalogue, project.id, [folder])
                checks.run(catalogue, project.id, ["photo"])
                if report.set_aside or len(report.photos) != len(list(folder.iterdir())):
                    raise RuntimeError(f"not every photo came in: {report.set_aside}")

            return spent(work)
        finally:
            catalogue.close()


def theirs(folder: Path) -> Spent:
    """cleanvision's whole search with its own defaults."""
    from cleanvision.imagelab import Imagelab

    return spent(lambda: Imagelab(data_path=str(folder)).find_issues())


def spent(work: Callable[[], object]) -> Spent:
    """Processor time with all children that have ended, and time by the clock."""
    before, begun = _processor(), time.perf_counter()
    work()
    return Spent(_processor() - before, time.perf_counter() - begun)


def _processor() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def in_a_process(who: str, folder: Path, peers: Path) -> Spent:
    """One run in a fresh process; the peers' libraries are seen by theirs alone."""
    environment = {**os.environ, "MPLBACKEND": "agg"}
    if who == "theirs":
        environment["PYTHONPATH"] = str(peers)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.photo_import", "--only", who, "--folder", folder],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return Spent(**json.loads(done.stdout.splitlines()[-1]))


def compare(photos: int, rounds: int, peers: Path, turned: bool) -> None:
    """Run both in turns and print each run, the medians and their ratio."""
    sides = ["ours"]
    if (peers / "cleanvision").is_dir() and (peers / "imagehash").is_dir():
        sides = ["theirs", "ours"]
    else:
        print(f"No cleanvision in {peers}; only ours is measured. The module says how to get it.")
    runs: dict[str, list[Spent]] = {side: [] for side in sides}
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "photos"
        make_photos(folder, photos, turned)
        megabytes = sum(one.stat().st_size for one in folder.iterdir()) / photos / 1e6
        print(f"{photos} photos of 12 megapixels, {megabytes:.1f} MB each")
        for _ in range(rounds):
            for side in sides:
                one = in_a_process(side, folder, peers)
                runs[side].append(one)
                print(f"{side:7} {one.processor / photos:.3f} s of processor time a photo, "
                      f"{one.clock / photos:.3f} s by the clock", flush=True)  # fmt: skip
    _sum_up(runs, photos)


def _sum_up(runs: dict[str, list[Spent]], photos: int) -> None:
    middle = {
        side: statistics.median(one.processor / photos for one in found)
        for side, found in runs.items()
    }
    least = min(one.processor for one in runs["ours"]) / photos
    print(f"ours: median {middle['ours']:.3f} s, best {least:.3f} s of processor time a photo, "
          f"{2 / middle['ours']:.1f} a second on two cores; aim {AIM_SECONDS} s")  # fmt: skip
    if "theirs" in middle:
        print(f"theirs: median {middle['theirs']:.3f} s; {middle['theirs'] / middle['ours']:.1f} "
              f"times as much as ours, aim {AIM_RATIO:.0f}")  # fmt: skip


def main() -> None:
    """Measure and print; see the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--photos", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--turned", action="store_true")
    parser.add_argument("--peers", type=Path, default=Path(tempfile.gettempdir()) / "peers")
    parser.add_argument("--only", choices=("ours", "theirs"), help="used by itself")
    parser.add_argument("--folder", type=Path, help="used by itself")
    args = parser.parse_args()
    if args.only is None:
        compare(args.photos, args.rounds, args.peers, args.turned)
        return
    with contextlib.redirect_stdout(sys.stderr):
        found = ours(args.folder) if args.only == "ours" else theirs(args.folder)
    print(json.dumps(found.__dict__))


if __name__ == "__main__":
    main()
