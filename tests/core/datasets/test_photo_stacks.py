"""Which photo of a stack is best: light and sharpness are weighed, and not the product's colour."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from core.contract.items import Picture
from core.datasets.photo_recipes import Recipe, lit
from core.datasets.photo_stacks import worth
from core.datasets.picture_facts import MeasuredPicture, PictureFacts, measure_overview, overview
from core.paths import resources

PHOTOS = resources() / "sample_brand/photos"
CUPS = sorted((PHOTOS / "cup").glob("*.jpg"))[::7]
"""A black cup before a pale wall."""
BREWERS = sorted((PHOTOS / "coffee_brewer").glob("*.jpg"))[::20]


def measured(number: int, photo: Image.Image) -> MeasuredPicture:
    facts = PictureFacts(**measure_overview(overview(photo)))
    return MeasuredPicture(Picture(number, "", str(number), *photo.size), facts)


def worse(photo: Image.Image, fault: str) -> Image.Image:
    if fault == "soft":
        return photo.filter(ImageFilter.GaussianBlur(1.5 * max(photo.size) / 512))
    return lit(photo, Recipe(stops={"dark": -1.2, "burnt": 2.0}[fault]))


@pytest.mark.parametrize("fault", ["soft", "dark", "burnt"])
@pytest.mark.parametrize("path", [*CUPS, *BREWERS], ids=lambda path: path.stem)
def test_the_sound_one_of_two_photos_lies_on_top(path: Path, fault: str) -> None:
    with Image.open(path) as opened:
        photo = opened.convert("RGB")
    assert worth(measured(2, photo)) > worth(measured(1, worse(photo, fault)))
