"""A small part of the labelled faults: each check finds its fault at its strongest in the sample
brand, and no check tells a clean photo. `tests/benchmarks/photo_faults` measures all of it."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.contract.items import Picture
from core.datasets.check_registry import PICTURE_CHECKS
from core.datasets.checks import CheckContext
from core.datasets.photo_layout import bars
from core.datasets.photo_recipes import Recipe, render
from core.datasets.photo_remedies import propose
from core.datasets.picture_facts import MeasuredPicture, PictureSet, measure
from tests.benchmarks.photo_faults.faults import FAULTS, Fault
from tests.benchmarks.photo_faults.sources import Source, brand_sources

CONTEXT = CheckContext(resolution=256)
SETS = {
    group: [one for one in brand_sources() if one.group == group][3:13]
    for group in ("brewer", "cup")
}
ABOUT_SETS = {"same_background", "no_close_up", "near_duplicates", "captions_repeat"}


def measured(number: int, source: Source, path: Path, fault: Fault | None) -> MeasuredPicture:
    photo = source.make()
    if fault is not None:
        chance = np.random.default_rng(zlib.crc32(source.name.encode()))
        made = fault.picture(source, fault.strengths[2], chance)
        assert made is not None
        photo = made
    photo.save(path, "JPEG", quality=93, subsampling=0)
    picture = Picture(number, str(path), path.stem, photo.width, photo.height,
                      f"photo {number} of a brewer, {path.stem}")  # fmt: skip
    return MeasuredPicture(picture, measure(path))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[MeasuredPicture]]:
    folder = tmp_path_factory.mktemp("clean")
    return {
        group: [measured(at, one, folder / f"{one.name}.jpg", None) for at, one in enumerate(some)]
        for group, some in SETS.items()
    }


def told(photos: list[MeasuredPicture]) -> dict[str, set[int]]:
    found = {
        code: {item for one in check(PictureSet(tuple(photos)), CONTEXT) for item in one.items}
        for code, check in PICTURE_CHECKS.items()
    }
    return {code: items for code, items in found.items() if items}


@pytest.mark.parametrize("group", SETS)
def test_clean_photos_are_not_told(clean: dict[str, list[MeasuredPicture]], group: str) -> None:
    assert set(told(clean[group])) <= ABOUT_SETS, told(clean[group])


BRAND_FAULTS = [
    one for one in FAULTS
    if one.make is not None and one.name not in ("watermark", "date", "written", "cast")
]  # fmt: skip


@pytest.mark.parametrize("fault", BRAND_FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_told_of_the_photo_that_has_it(
    clean: dict[str, list[MeasuredPicture]], tmp_path: Path, fault: Fault
) -> None:
    photos = list(clean["brewer"])
    photos[5] = measured(5, SETS["brewer"][5], tmp_path / "faulty.jpg", fault)
    assert told(photos).get(fault.code) == {5}


def test_light_of_another_colour_is_told_before_one_background(
    clean: dict[str, list[MeasuredPicture]], tmp_path: Path
) -> None:
    fault = next(one for one in FAULTS if one.name == "cast")
    photos = list(clean["cup"])
    photos[2] = measured(2, SETS["cup"][2], tmp_path / "faulty.jpg", fault)
    assert told(photos).get("colour_cast") == {2}


def test_in_the_dark_nothing_is_said_of_the_lights_colour(
    clean: dict[str, list[MeasuredPicture]], tmp_path: Path
) -> None:
    """Tinted and dark: one fault is enough, and it is the one that can be seen."""
    fault = next(one for one in FAULTS if one.name == "cast")
    photos = list(clean["cup"])
    tinted = measured(2, SETS["cup"][2], tmp_path / "tinted.jpg", fault)
    with Image.open(tmp_path / "tinted.jpg") as opened:
        opened.point([value // 3 for value in range(256)] * 3).save(tmp_path / "dark.jpg")
    photos[2] = replace(tinted, facts=measure(tmp_path / "dark.jpg"))
    found = told(photos)
    assert "colour_cast" not in found
    assert found["too_dark"] == {2}


@pytest.mark.parametrize("name", ["frame", "bars"])
def test_frames_and_bars_are_cut_away_and_photos_without_stay(name: str) -> None:
    photo = SETS["brewer"][2].make()
    fault = next(one for one in FAULTS if one.name == name)
    framed = fault.picture(SETS["brewer"][2], fault.strengths[1], np.random.default_rng(2))
    assert framed is not None
    recipe = propose("crop_bars", framed, Recipe())
    assert recipe is not None
    assert bars(np.asarray(render(framed, recipe))) == [0, 0, 0, 0]
    assert propose("crop_bars", photo, Recipe()) is None
    assert propose("crop_bars", Image.new("RGB", (64, 48), "white"), Recipe()) is None
