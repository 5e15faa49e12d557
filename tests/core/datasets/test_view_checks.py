"""One side, one distance and one shape are told of sets that have nothing else, and of no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.actions import checks
from core.catalogue.records import ExportRecord
from core.contract.items import Picture
from core.datasets.check_registry import CheckContext
from core.datasets.picture_facts import MeasuredPicture, PictureSet, measure
from core.datasets.view_checks import distance_of, no_close_up, other_shape_wanted, same_side
from tests.second_shots import VIEWS

CONTEXT = CheckContext()


def photo_set(photos: Sequence[Image.Image], folder: Path) -> PictureSet:
    found = []
    for number, photo in enumerate(photos):
        file = folder / f"{number}.png"
        photo.save(file)
        found.append(MeasuredPicture(
            Picture(number, str(file), str(number), photo.width, photo.height), measure(file)
        ))  # fmt: skip
    return PictureSet(tuple(found))


def opened(view: int) -> Image.Image:
    with Image.open(VIEWS[view]) as photo:
        return photo.convert("RGB").resize((256, 256))


def elsewhere(photo: Image.Image, chance: np.random.Generator) -> Image.Image:
    """The same side again: smaller, at another place, in other light."""
    share = chance.uniform(0.6, 1.0)
    small = photo.resize((int(photo.width * share), int(photo.height * share)))
    left = int(chance.integers(photo.width - small.width + 1))
    top = int(chance.integers(photo.height - small.height + 1))
    sides = ((top, photo.height - small.height - top), (left, photo.width - small.width - left))
    wide = np.pad(np.asarray(small), (*sides, (0, 0)), mode="edge")
    return Image.fromarray(np.clip(wide * chance.uniform(0.75, 1.2), 0, 255).astype(np.uint8))


def test_one_side_is_told_of_one_side_alone(tmp_path: Path) -> None:
    chance = np.random.default_rng(2)
    alike = photo_set([elsewhere(opened(5), chance) for _ in range(9)], tmp_path)
    (finding,) = same_side(alike, CONTEXT)
    assert finding.severity == "ready"
    assert finding.say == "All photos show the same side."
    (told,) = no_close_up(alike, CONTEXT)
    assert told.severity == "ready"
    assert not same_side(alike, replace(CONTEXT, goal="style"))
    around = photo_set([opened(view) for view in (1, 4, 5, 9, 13, 16, 20, 23, 25, 28)], tmp_path)
    assert not same_side(around, CONTEXT)


@pytest.mark.parametrize(("side", "wanted"), [(40, "far"), (110, "middle"), (200, "close")])
def test_distances_follow_the_size_of_the_subject(side: int, wanted: str, tmp_path: Path) -> None:
    plain = Image.new("RGB", (256, 256), (220, 220, 215))
    plain.paste((160, 30, 30), (20, 30, 20 + side, 30 + side))
    (one,) = photo_set([plain], tmp_path).measured
    assert distance_of(one.facts) == wanted
    left, top, right, bottom = one.facts.subject_box
    assert (left, top) == pytest.approx((20 / 256, 30 / 256), abs=0.02)
    assert (right, bottom) == pytest.approx(((20 + side) / 256, (30 + side) / 256), abs=0.02)


def test_a_format_that_stands_is_missed_among_photos_that_lie(tmp_path: Path) -> None:
    lying = photo_set([opened(5).resize((256, 160)) for _ in range(9)], tmp_path)
    files = [{"name": "a.jpg", "channel": key} for key in ("instagram_story", "", "gone")]
    record = ExportRecord(1, 1, "", ("a.jpg",), {"files": files}, datetime.now(UTC))
    shapes = checks.shapes_of([record])
    assert [ratio for _, ratio in shapes] == [pytest.approx(9 / 16, abs=0.01)]
    (finding,) = other_shape_wanted(lying, replace(CONTEXT, wanted_shapes=shapes))
    assert "landscape" in finding.say
    assert shapes[0][0] in finding.say
    assert not other_shape_wanted(lying, CONTEXT)
    square = photo_set([opened(5) for _ in range(9)], tmp_path)
    assert not other_shape_wanted(square, replace(CONTEXT, wanted_shapes=shapes))
