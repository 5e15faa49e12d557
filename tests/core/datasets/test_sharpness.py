"""Blur is told in whichever direction it lies, and only of what the photo is about."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from core.contract.items import Finding, Picture
from core.datasets.check_registry import CheckContext
from core.datasets.damage_checks import flat
from core.datasets.picture_checks import blurred, too_dark
from core.datasets.picture_facts import MeasuredPicture, PictureFacts, PictureSet, measure
from core.paths import resources

PHOTOS = resources() / "sample_brand/photos"
CONTEXT = CheckContext(resolution=512)
Check = Callable[[PictureSet, CheckContext], list[Finding]]


def facts_of(photo: Image.Image, folder: Path) -> PictureFacts:
    path = folder / "photo.png"
    photo.save(path)
    return measure(path)


def told(check: Check, photos: list[Image.Image], folder: Path) -> set[int]:
    measured = tuple(
        MeasuredPicture(
            Picture(at, "", "", photo.width, photo.height, "", ""), facts_of(photo, folder)
        )
        for at, photo in enumerate(photos)
    )
    return {item for one in check(PictureSet(measured), CONTEXT) for item in one.items}


def moved(photo: Image.Image, length: float, degrees: float) -> Image.Image:
    """The mean of copies along one direction, without the rim."""
    way = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    total, steps = np.zeros((photo.height, photo.width, 3)), 2 * round(length) + 1
    for at in np.linspace(-length / 2, length / 2, steps):
        by = (1, 0, at * way[0], 0, 1, at * way[1])
        total += np.asarray(
            photo.transform(photo.size, Image.Transform.AFFINE, by, Image.Resampling.BILINEAR)
        )
    margin = math.ceil(length / 2) + 1
    smeared = Image.fromarray((total / steps).astype(np.uint8))
    return smeared.crop((margin, margin, photo.width - margin, photo.height - margin))


@pytest.mark.parametrize("degrees", [0, 40, 90, 155])
@pytest.mark.parametrize("name", ["coffee_brewer/view_03", "cup/cup_05"])
def test_a_moved_camera_is_told_whichever_way_it_went(
    tmp_path: Path, name: str, degrees: float
) -> None:
    with Image.open(PHOTOS / f"{name}.jpg") as opened:
        photo = opened.convert("RGB")
    still = facts_of(photo, tmp_path).blur_softest
    smeared = facts_of(moved(photo, 9, degrees), tmp_path).blur_softest
    assert still is not None
    assert smeared is not None
    assert still < 0.95
    assert smeared > 1.15


def test_where_all_edges_are_upright_nothing_is_said_of_the_other_direction(
    tmp_path: Path,
) -> None:
    rods = Image.new("RGB", (512, 512), (210, 205, 200))
    draw = ImageDraw.Draw(rods)
    for left in range(140, 372, 29):
        draw.rectangle((left, 0, left + 12, 512), fill=(120, 40, 35))
    blur = facts_of(rods, tmp_path).blur_softest
    assert blur is not None
    assert blur < 0.7
    assert facts_of(Image.new("RGB", (512, 512), (210, 205, 200)), tmp_path).blur_softest is None


def test_a_sharp_product_that_has_its_soft_backgrounds_colours_is_in_focus(tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    spots = Image.fromarray(chance.integers(20, 210, (16, 16, 1)).astype(np.uint8).repeat(3, 2))
    room = spots.resize((512, 512), Image.Resampling.BICUBIC)
    product = Image.new("RGB", (200, 240), (110, 110, 110))
    draw = ImageDraw.Draw(product)
    draw.ellipse((30, 30, 170, 170), fill=(60, 60, 60))
    draw.rectangle((60, 180, 150, 215), fill=(190, 190, 190))
    room.paste(product, (156, 136))
    soft = room.filter(ImageFilter.GaussianBlur(3))
    assert told(blurred, [room, soft], tmp_path) == {1}


def test_a_soft_shadow_is_not_taken_for_the_product_that_casts_it(tmp_path: Path) -> None:
    wall = Image.new("RGB", (512, 512), (200, 200, 200))
    shadow = Image.new("L", wall.size, 0)
    ImageDraw.Draw(shadow).rectangle((0, 150, 130, 400), fill=85)
    wall.paste((20, 18, 16), mask=shadow.filter(ImageFilter.GaussianBlur(9)))
    draw = ImageDraw.Draw(wall)
    draw.rectangle((0, 130, 110, 380), fill=(255, 180, 150))  # about as bright as the wall
    for top in range(160, 360, 40):
        draw.rectangle((0, top, 70, top + 8), fill=(120, 60, 40))
    blur = facts_of(wall.filter(ImageFilter.GaussianBlur(0.5)), tmp_path).blur_softest
    assert blur is not None
    assert blur < 0.8


def test_deep_colours_are_not_too_dark_and_dim_ones_are(tmp_path: Path) -> None:
    deep = Image.new("RGB", (256, 256), (188, 86, 150))
    ImageDraw.Draw(deep).ellipse((80, 80, 180, 180), fill=(80, 50, 150))
    assert facts_of(deep, tmp_path).peak < 128
    dim = deep.point([value // 2 for value in range(256)] * 3)
    assert told(too_dark, [deep, dim], tmp_path) == {1}


def test_pale_products_before_pale_walls_are_compared_with_their_like(tmp_path: Path) -> None:
    photos = []
    for shade in (200, 205, 215, 220):
        photo = Image.new("RGB", (256, 256), (shade, shade, shade))
        ImageDraw.Draw(photo).rectangle((90, 60, 170, 200), fill=(125, 180, 220))
        photos.append(photo)
    for name in ("view_03", "view_05", "view_07", "view_09"):
        with Image.open(PHOTOS / f"coffee_brewer/{name}.jpg") as opened:
            photos.append(opened.convert("RGB"))
    assert told(flat, photos, tmp_path) == set()
    photos[1] = Image.blend(photos[1], Image.new("RGB", (256, 256), (205, 205, 205)), 0.6)
    assert told(flat, photos, tmp_path) == {1}
