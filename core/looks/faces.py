"""Where faces are on a photo: three small networks, each judging what the one before let through.

Zhang et al. 2016, "Joint Face Detection and Alignment Using Multitask Cascaded Convolutional
Networks". The first network looks at every 12 x 12 px of the photo in several sizes, the second at
24 x 24 px and the third at 48 x 48 px of what is left. Only boxes are known afterwards: nobody is
recognised, and nothing is kept by which somebody could be.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.looks.models import session
from core.looks.registry import NotInstalled, looker
from core.paths import resources

Floats = npt.NDArray[np.float32]

WORKING = 640
"""Longest side in px that a photo is searched at."""
SMALLEST = 1 / 20
"""Side of the smallest face looked for, as a share of the photo's longer side."""
_LOOKED_FOR = 0.8 * SMALLEST
"""The first network is given a little more than it needs: it sees faces that fill its view best."""
_CELL, _STRIDE = 12, 2  # px: what the first network sees at once, and how far it then moves
_STEP = 0.709  # each size of the photo has half the area of the one before (section III.A there)
_SURE = (0.6, 0.7, 0.95)
"""Least certainty in each stage; the last one is what false alarms were measured with."""
_SIDES = (24, 48)  # px that the second and the third network look at
_MANY = 400  # candidates that go on from a stage, most certain first


@dataclass(frozen=True)
class Face:
    """One face; sides of its box are shares of the photo's width and height."""

    left: float
    top: float
    right: float
    bottom: float
    confidence: float
    """0 to 1."""
    size: float
    """Longer side of the box as a share of the photo's longer side."""


@looker("faces", version=1, needs=("onnxruntime",))
def seen(picture: Image.Image) -> list[dict[str, Any]]:
    """Every face as `{"box", "sure", "size"}`, largest first.

    Raises:
        NotInstalled: the networks are not there.
    """
    return [
        {"box": [one.left, one.top, one.right, one.bottom], "sure": one.confidence,
         "size": one.size}
        for one in faces(picture)
    ]  # fmt: skip


def faces(image: Image.Image) -> list[Face]:
    """Every face that is large enough to be recognised, largest first.

    Args:
        image: of any mode and size; what is larger than 640 px is searched at 640 px.
    """
    photo = image.convert("RGB")
    if max(photo.size) > WORKING:
        photo.thumbnail((WORKING, WORKING), Image.Resampling.BOX)
    boxes = _proposed(photo)
    for stage, side in enumerate(_SIDES, start=1):
        boxes = _judged(photo, boxes, stage, side)
    found = [_as_face(box, photo.size) for box in boxes]
    return sorted((one for one in found if one.size >= SMALLEST), key=lambda one: -one.size)


def _as_face(box: Floats, size: tuple[int, int]) -> Face:
    width, height = size
    left, top, right, bottom = (float(side) for side in box[:4])
    longer = max(right - left, bottom - top) / max(size)
    return Face(
        left=_share(left, width),
        top=_share(top, height),
        right=_share(right, width),
        bottom=_share(bottom, height),
        confidence=round(float(box[4]), 4),
        size=round(longer, 4),
    )


def _share(place: float, length: int) -> float:
    return round(min(max(place / length, 0.0), 1.0), 4)


# --- the three stages ----------------------------------------------------------------------------


def _proposed(photo: Image.Image) -> Floats:
    """[N, 5] boxes in px (left, top, right, bottom) and how certain the first network is."""
    scale = _CELL / max(_CELL, _LOOKED_FOR * max(photo.size))
    found = []
    while min(photo.size) * scale >= _CELL:
        size = (max(_CELL, round(photo.width * scale)), max(_CELL, round(photo.height * scale)))
        small = photo.resize(size, Image.Resampling.BILINEAR)
        sure, offsets = _run("pnet", np.asarray(small)[None])
        rows, columns = np.nonzero(sure[0] >= _SURE[0])
        corner = np.stack([columns, rows], axis=1).astype(np.float32) * _STRIDE
        seen = np.concatenate([corner, corner + _CELL], axis=1) / np.float32(scale)
        boxes = np.concatenate([seen, sure[0][rows, columns][:, None]], axis=1)
        moved = _moved(boxes, offsets[0][:, rows, columns].T)
        found.append(moved[_without_doubles(boxes, 0.5)])
        scale *= _STEP
    boxes = np.concatenate(found) if found else np.empty((0, 5), dtype=np.float32)
    return _squared(boxes[_without_doubles(boxes, 0.7)])


def _judged(photo: Image.Image, boxes: Floats, stage: int, side: int) -> Floats:
    """The boxes that the network of this stage takes for faces, laid closer around them."""
    if not len(boxes):
        return boxes
    parts = [
        photo.crop(_whole(box)).resize((side, side), Image.Resampling.BILINEAR) for box in boxes
    ]
    sure, offsets = _run(("", "rnet", "onet")[stage], np.stack([np.asarray(one) for one in parts]))
    kept = sure >= _SURE[stage]
    taken = np.concatenate([boxes[kept, :4], sure[kept, None]], axis=1)
    moved = _moved(taken, offsets[kept])
    if stage == len(_SIDES):
        return moved[_without_doubles(moved, 0.7, of_smaller=True)]
    return _squared(moved[_without_doubles(moved, 0.7)])


def _whole(box: Floats) -> tuple[int, int, int, int]:
    """In whole px; what lies outside the photo is black there."""
    left, top = int(np.floor(box[0])), int(np.floor(box[1]))
    return left, top, max(left + 1, int(np.ceil(box[2]))), max(top + 1, int(np.ceil(box[3])))


def _moved(boxes: Floats, offsets: Floats) -> Floats:
    """[N, 5] boxes with each side moved by a share of the box's width or height."""
    sides = boxes[:, :4]
    lengths = np.tile(sides[:, 2:] - sides[:, :2], 2)
    return np.concatenate([sides + offsets * lengths, boxes[:, 4:]], axis=1)


def _squared(boxes: Floats) -> Floats:
    """[N, 5] boxes made square around their middle; the most certain ones."""
    best = boxes[np.argsort(-boxes[:, 4])[:_MANY]]
    middle = (best[:, :2] + best[:, 2:4]) / 2
    half = (best[:, 2:4] - best[:, :2]).max(axis=1, keepdims=True) / 2
    return np.concatenate([middle - half, middle + half, best[:, 4:]], axis=1)


def _without_doubles(boxes: Floats, most: float, of_smaller: bool = False) -> list[int]:
    """Numbers of boxes left when each that overlaps a more certain one too much is dropped.

    Args:
        boxes: [N, 5].
        most: share of both boxes' common area, or of the smaller one's.
    """
    order = np.argsort(-boxes[:, 4], kind="stable")
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    kept: list[int] = []
    while order.size:
        first, rest = order[0], order[1:]
        kept.append(int(first))
        low = np.maximum(boxes[first, :2], boxes[rest, :2])
        high = np.minimum(boxes[first, 2:4], boxes[rest, 2:4])
        common = np.prod(np.clip(high - low, 0, None), axis=1)
        smaller = np.minimum(areas[first], areas[rest])
        against = smaller if of_smaller else areas[first] + areas[rest] - common
        order = rest[common <= most * against]
    return kept


# --- the networks --------------------------------------------------------------------------------


def _run(name: str, pixels: npt.NDArray[np.uint8]) -> tuple[Floats, Floats]:
    """Certainty and offsets for [N, height, width, 3] pixels."""
    sure, offsets = _network(name).run(["faces", "offsets"], {"pixels": pixels})
    return sure, offsets


@cache
def _network(name: str) -> Any:
    file = resources() / "looks" / f"faces_{name}.onnx"
    if not file.is_file():
        raise NotInstalled(f"{file.name} is missing")
    return session(file)
