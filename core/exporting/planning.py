"""Which files a pack will hold and what they will be called, before anything is written.

The one place that makes names: what a person saw beforehand is what is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.exporting.channels import Channel
from core.exporting.naming import make_name, safe_part
from core.exporting.orders import Order, Place
from core.exporting.pictures import FORMATS
from core.exporting.texts import FORMATS as TEXT_FORMATS

CUT = 0.8
"""Below this share of what stands out, the crop is said to cut into the subject."""
SHARPNESS = 1.5
"""Scaled up by more than this, a picture looks soft."""
Doubt = Literal["cut", "soft", "outdated", "layout"]
"""Why a person should look at a file before it is published."""


@dataclass(frozen=True)
class PlannedPicture:
    """One file with a picture."""

    picture: int
    """Place in the order's pictures, from 0."""
    place: Place
    format: str
    name: str
    width: int
    height: int
    scale: float
    """How many times larger than it was generated; below 1 it becomes smaller."""

    @property
    def channel(self) -> Channel | None:
        """The channel it is for."""
        return self.place if isinstance(self.place, Channel) else None


@dataclass(frozen=True)
class PlannedTexts:
    """One document with all texts."""

    format: str
    name: str


def plan_pictures(order: Order, sizes: Sequence[tuple[int, int]]) -> list[PlannedPicture]:
    """Every picture file of an order.

    Args:
        sizes: width and height of each of the order's pictures.

    Raises:
        KnownError: kind "bad_request" for a template that cannot be used.
    """
    planned: list[PlannedPicture] = []
    taken: list[str] = []
    for number, (picture, own) in enumerate(zip(order.pictures, sizes, strict=True), start=1):
        for place in order.places:
            width, height = (place.width, place.height) if place.width else own
            values = {
                "brand": order.brand,
                "channel": place.key if isinstance(place, Channel) else "",
                "size": f"{width}x{height}", "n": f"{number:02d}", "kind": "picture",
                "seed": str(picture.seed), "mix": picture.mix, "prompt": picture.prompt,
            }  # fmt: skip
            for form in order.formats_for(place):
                name = make_name(order.template, values, FORMATS[form][1], taken)
                taken.append(name)
                scale = max(width / own[0], height / own[1])
                planned.append(PlannedPicture(number - 1, place, form, name, width, height, scale))
    return planned


def plan_texts(order: Order, taken: Sequence[str] = ()) -> list[PlannedTexts]:
    """Every document of an order.

    Args:
        taken: names that are used in the pack already.
    """
    if not order.texts:
        return []
    used = list(taken)
    planned = []
    for form in order.text_formats:
        stem = f"{safe_part(order.brand)}_texts"
        # A format that is not known is refused when the document is written.
        name = make_name("{kind}", {"kind": stem}, TEXT_FORMATS.get(form, ""), used)
        used.append(name)
        planned.append(PlannedTexts(form, name))
    return planned


def doubts(planned: PlannedPicture, kept: float, today: date) -> tuple[Doubt, ...]:
    """What a person should look at in a file.

    Args:
        kept: share of what stands out that the cut keeps, 0 to 1.
    """
    found: list[Doubt] = []
    channel = planned.channel
    if kept < CUT:
        found.append("cut")
    if planned.scale > SHARPNESS:
        found.append("soft")
    if channel is not None and channel.outdated(today):
        found.append("outdated")
    if channel is not None and channel.layout:
        found.append("layout")
    return tuple(found)
