"""Collages, screenshots and small subjects: what is told of a photo, and when nothing is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from core.contract.items import Picture
from core.datasets.check_registry import PICTURE_CHECKS
from core.datasets.checks import CheckContext, check_pictures
from core.datasets.photo_recipes import Recipe, lit
from core.datasets.picture_facts import MeasuredPicture, PictureSet, measure
from core.files import sha256_file
from core.paths import resources

BREWER = sorted((resources() / "sample_brand/photos/coffee_brewer").glob("*.jpg"))
Change = Callable[[Image.Image], Image.Image]


def changed(paths: Sequence[Path], change: Change, folder: Path) -> list[Picture]:
    """Photos as files, each with a caption of its own."""
    made = []
    for number, path in enumerate(paths):
        target = folder / f"{path.stem}.png"
        with Image.open(path) as opened:
            photo = change(opened.convert("RGB"))
        photo.save(target)
        size = photo.size
        made.append(Picture(number, str(target), sha256_file(target), *size, path.stem, path.name))
    return made


def shown(photo: Image.Image, folder: Path) -> MeasuredPicture:
    photo.save(folder / "photo.png")
    picture = Picture(1, str(folder / "photo.png"), "1", *photo.size, "a photo", "photo.png")
    return MeasuredPicture(picture, measure(folder / "photo.png"))


def tells(code: str, one: MeasuredPicture) -> bool:
    return bool(PICTURE_CHECKS[code](PictureSet((one,)), CheckContext(resolution=512)))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda photo: photo.resize((72, 72)), "too_small"),
        (lambda photo: lit(photo.resize((512, 512)), Recipe(stops=-2.4)), "too_dark"),
    ],
    ids=["72 px", "2.4 stops"],
)
def test_of_a_set_with_one_fault_only_that_is_told(
    tmp_path: Path, change: Change, told: str
) -> None:
    photos = changed(BREWER, change, tmp_path)
    found = check_pictures(photos, CheckContext(resolution=512))
    assert {one.code for one in found if one.severity != "ready"} == {told}


@pytest.mark.parametrize(
    ("seam", "blocks", "told"),
    [
        ([0, 0.5, 0.5, 0.3], 0.0, True),
        ([0, 0.655, 0.62, 0.0], 0.0, True),
        ([1, 0.655, 0.62, 0.0], 0.0, False),
        ([1, 0.491, 0.896, 0.0], 0.0, False),
        ([1, 0.447, 0.604, 0.32], 0.0, False),
        ([1, 0.5, 0.85, 0.3], 0.0, True),
        ([0, 0.42, 0.5, 0.3], 0.0, False),
        ([0, 0.42, 0.62, 0.3], 0.0, True),
        ([0, 0.5, 0.7, 0.3], 0.6, False),
        ([0, 0.5, 0.85, 0.0], 0.6, True),
    ],
)
def test_a_seam_needs_less_where_equal_parts_meet_and_more_as_a_horizon_and_among_blocks(
    tmp_path: Path, seam: list[float], blocks: float, told: bool
) -> None:
    one = shown(Image.open(BREWER[0]).convert("RGB"), tmp_path)
    one = replace(one, facts=replace(one.facts, seams=[seam], blocks=blocks))
    assert tells("collage", one) is told
    tiny = replace(one, picture=replace(one.picture, width=320, height=320))
    assert not tells("collage", tiny)


@pytest.mark.parametrize(("around", "told"), [(0.95, True), (0.5, False)])
def test_a_screen_is_of_one_colour_around_what_it_shows(
    tmp_path: Path, around: float, told: bool
) -> None:
    one = shown(Image.open(BREWER[0]).convert("RGB"), tmp_path)
    facts = replace(one.facts, lines=4, drawn=0.7, few_colours=0.6, even=around)
    assert tells("screenshot", replace(one, facts=facts)) is told


@pytest.mark.parametrize("contrast", [1.0, 0.3], ids=["clear", "in haze"])
@pytest.mark.parametrize(("scale", "small"), [(1.0, False), (0.4, True)])
def test_a_thin_subject_is_as_long_as_its_thin_end(
    tmp_path: Path, contrast: float, scale: float, small: bool
) -> None:
    photo = Image.new("RGB", (512, 512), (185, 190, 188))
    draw = ImageDraw.Draw(photo)

    def part(left: int, top: int, right: int, bottom: int, colour: tuple[int, int, int]) -> None:
        draw.rectangle([round(250 + scale * side) for side in (left, top, right, bottom)], colour)

    part(-30, 0, 30, 90, (150, 60, 20))
    part(-3, -120, 3, 0, (110, 100, 95))
    photo = Image.blend(Image.new("RGB", photo.size, (205, 205, 205)), photo, contrast)
    one = shown(photo, tmp_path)
    assert one.facts.even == 1.0
    assert one.facts.subject_long == pytest.approx(210 * scale / 512, abs=0.03)
    assert tells("small_subject", one) is small


@pytest.mark.parametrize(("background", "told"), [("a wall", True), ("a room", False)])
def test_a_subject_is_cut_off_only_where_all_of_the_background_is_even(
    tmp_path: Path, background: str, told: bool
) -> None:
    photo = Image.new("RGB", (512, 512), (205, 203, 198))
    if background == "a room":  # whose rim is as even as the wall's; its furniture is out of focus
        ImageDraw.Draw(photo).rectangle((90, 120, 190, 400), (160, 140, 120))
        ImageDraw.Draw(photo).rectangle((340, 90, 430, 280), (150, 150, 140))
        photo = photo.filter(ImageFilter.GaussianBlur(20))
    ImageDraw.Draw(photo).rectangle((200, 330, 320, 511), (60, 80, 150))
    one = shown(photo, tmp_path)
    assert one.facts.even > 0.9
    assert one.facts.subject_cut == pytest.approx(120 / 512, abs=0.04)
    whole = [replace(one, facts=replace(one.facts, subject_cut=0.0)) for _ in range(2)]
    found = PICTURE_CHECKS["cut_subject"](PictureSet((one, *whole)), CheckContext(resolution=512))
    assert [finding.items for finding in found] == ([(1,)] if told else [])


@pytest.mark.parametrize(("grain", "told"), [(0, True), (6, False)])
def test_faint_lines_are_a_dark_windows_unless_there_is_grain(
    tmp_path: Path, grain: int, told: bool
) -> None:
    window = Image.new("RGB", (512, 360), (22, 22, 26))
    draw = ImageDraw.Draw(window)
    draw.rectangle((0, 0, 96, 359), fill=(31, 31, 36))
    for left in (130, 310):
        draw.rectangle((left, 60, left + 150, 300), fill=(32, 32, 37))
        draw.text((left + 12, 76), "A card with words", fill=(230, 230, 230))
    pixels = np.asarray(window, dtype=np.int16)
    noise = np.random.default_rng(0).integers(-grain, grain + 1, (*pixels.shape[:2], 1))
    seen = Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8))
    assert tells("screenshot", shown(seen, tmp_path)) is told
