"""A look at an order before it is carried out: cut, weight and doubts of every file.

The weight is an estimate: strips of the finished picture are encoded and counted up (within about
a third of the true weight). The cut is the very one that the pack will have.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from PIL import Image

from core.exporting.orders import Order, OutPicture
from core.exporting.pictures import (
    Crop,
    Floats,
    best_cut,
    encode,
    open_picture,
    picture_size,
    saliency,
)
from core.exporting.planning import (
    Doubt,
    PlannedPicture,
    PlannedTexts,
    doubts,
    plan_pictures,
    plan_texts,
)
from core.exporting.provenance import xmp_packet
from core.exporting.texts import write_texts

_SAMPLE = 200_000
"""Pixels that are encoded to estimate a file's weight."""
_STRIPS = 4
_REMEMBERED = 24
"""Opened pictures that are kept; each takes some MB."""


@dataclass(frozen=True)
class PreviewFile:
    """One file that would be written."""

    name: str
    planned: PlannedPicture | PlannedTexts
    bytes: int
    """About so many."""
    max_bytes: int | None = None
    too_big: bool = False
    """Its format loses nothing and would not fit into the channel's limit."""
    crop: Crop | None = None
    """None where the whole picture is used."""
    doubts: tuple[Doubt, ...] = ()
    own_size: tuple[int, int] = (0, 0)
    """Of the picture before it is cut."""


class Previewer:
    """Looks at orders one after the other and remembers the pictures; for one thread at a time."""

    def __init__(self) -> None:
        self._opened: OrderedDict[Path, tuple[Image.Image, Floats]] = OrderedDict()
        self._weights: OrderedDict[tuple[object, ...], int] = OrderedDict()

    def look(
        self, order: Order, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[PreviewFile]:
        """Every file of the order, in the order of the pack; ends early when cancelled.

        Raises:
            KnownError: a picture cannot be read, or the template cannot be used.
        """
        sizes = [picture_size(one.path) for one in order.pictures]
        planned = plan_pictures(order, sizes)
        for one in planned:
            if cancelled():
                return
            yield self._picture(order, order.pictures[one.picture], one)
        for texts in plan_texts(order, [one.name for one in planned]):
            data = write_texts(order.texts, texts.format, order.brand, datetime.now(UTC))
            yield PreviewFile(texts.name, texts, len(data))

    def _picture(self, order: Order, picture: OutPicture, planned: PlannedPicture) -> PreviewFile:
        image, salient = self._open(picture.path)
        place, channel = planned.place, planned.channel
        crop: Crop | None = None
        if place.width and place.height:
            focus = picture.focus.get(place.key)
            crop = best_cut(salient, image.size, place.width, place.height, focus)
        weight = self._weight(picture.path, image, crop, planned, order.quality)
        limit = channel.max_bytes if channel else None
        over = limit is not None and weight > limit
        fixed = planned.format in ("png", "tiff")
        return PreviewFile(
            name=planned.name,
            planned=planned,
            bytes=min(weight, limit) if limit and not fixed else weight,
            max_bytes=limit,
            too_big=over and fixed,
            crop=crop,
            doubts=doubts(planned, crop.kept if crop else 1.0, date.today()),
            own_size=image.size,
        )

    def _open(self, path: Path) -> tuple[Image.Image, Floats]:
        if path not in self._opened:
            image = open_picture(path)
            self._opened[path] = image, saliency(image)
            while len(self._opened) > _REMEMBERED:
                self._opened.popitem(last=False)
        self._opened.move_to_end(path)
        return self._opened[path]

    def _weight(
        self,
        path: Path,
        image: Image.Image,
        crop: Crop | None,
        planned: PlannedPicture,
        quality: int,
    ) -> int:
        box = crop.box if crop else (0, 0, *image.size)
        key = (path, box, planned.width, planned.height, planned.format, quality)
        if key not in self._weights:
            strips, share = _strips(image, box, planned.width, planned.height)
            packet = xmp_packet()
            sampled = len(encode(strips, planned.format, packet, quality=quality).data)
            self._weights[key] = round((sampled - len(packet)) / share) + len(packet)
            while len(self._weights) > 2000:
                self._weights.popitem(last=False)
        return self._weights[key]


def _strips(
    image: Image.Image, box: tuple[int, int, int, int], width: int, height: int
) -> tuple[Image.Image, float]:
    """Strips of the finished picture, one below the other, and their share of it."""
    if width * height <= _SAMPLE:
        return image.resize((width, height), Image.Resampling.LANCZOS, box=box), 1.0
    strip = max(16, _SAMPLE // (width * _STRIPS) // 16 * 16)
    if strip * _STRIPS >= height:
        return image.resize((width, height), Image.Resampling.LANCZOS, box=box), 1.0
    scale = (box[3] - box[1]) / height
    made = Image.new("RGB", (width, strip * _STRIPS))
    for number in range(_STRIPS):
        top = round((number + 0.5) * height / _STRIPS - strip / 2)
        part = (box[0], box[1] + top * scale, box[2], box[1] + (top + strip) * scale)
        made.paste(image.resize((width, strip), Image.Resampling.LANCZOS, box=part),
                   (0, number * strip))  # fmt: skip
    return made, strip * _STRIPS / height
