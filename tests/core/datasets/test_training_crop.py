"""What is learnt of a photo: the same part in the engine as in the window, around the subject."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from core.contract.items import Picture
from core.datasets.check_registry import CheckContext
from core.datasets.layout_checks import crop_cuts_subject
from core.datasets.photo_recipes import Recipe, recipe_of, render
from core.datasets.photo_remedies import propose
from core.datasets.picture_facts import (
    MeasuredPicture,
    PictureSet,
    known_facts,
    measure,
    measure_all,
)
from core.datasets.training_crop import (
    CENTRED,
    centring,
    framed,
    picture_shape,
    subject_of,
    told_subject,
    with_subjects,
)


def strip(width: int, first: int, last: int) -> Image.Image:
    """A red bar from `first` to `last` px on an even ground, 120 px high."""
    photo = Image.new("RGB", (width, 120), (222, 221, 216))
    photo.paste((170, 30, 30), (first, 40, last, 80))
    return photo


def measured(photo: Image.Image, folder: Path) -> MeasuredPicture:
    file = folder / f"{photo.width}-{len(list(folder.iterdir()))}.png"
    photo.save(file)
    return MeasuredPicture(Picture(1, str(file), "a", photo.width, photo.height), measure(file))


@pytest.mark.parametrize(("first", "last"), [(20, 90), (200, 280), (330, 396)])
def test_the_cut_is_laid_around_the_subject(first: int, last: int, tmp_path: Path) -> None:
    photo = strip(400, first, last)
    one = measured(photo, tmp_path)
    shape = picture_shape(400, 120, 256, 16)
    subject = subject_of(one.facts)
    found = framed(400, 120, shape, subject)
    assert found.subject_lost == 0
    assert found.lost == pytest.approx(1 - (shape[1] / shape[0]) / (400 / 120), abs=1e-6)
    where = centring(400, 120, shape, subject)
    assert (where == CENTRED) == (first == 200)  # it is moved only where it must be
    learnt = np.asarray(ImageOps.fit(photo, shape[::-1], Image.Resampling.LANCZOS, centering=where))
    red = np.flatnonzero((learnt[..., 0].astype(int) - learnt[..., 1] > 60).any(axis=0))
    scale = shape[0] / 120
    assert red[-1] - red[0] == pytest.approx((last - first) * scale, abs=3)  # the whole bar
    # The part that the window shows is the part that the engine learns.
    left = found.box[0] * 400 * scale
    assert red[0] == pytest.approx(first * scale - left, abs=3)


def test_the_engine_is_told_where_the_subject_is(tmp_path: Path) -> None:
    one = measured(strip(400, 20, 90), tmp_path)
    (told,) = with_subjects([one.picture], [one])
    box = told_subject(told.facts)
    assert box == pytest.approx(subject_of(one.facts))
    assert told_subject({"subject_box": "1,2,3"}) is None
    assert told_subject({"subject_box": "0.5,0,0.4,1"}) is None
    noise = Image.effect_noise((400, 120), 90).convert("RGB")
    assert subject_of(measured(noise, tmp_path).facts) is None
    assert centring(400, 120, (176, 368), None) == CENTRED


def test_a_subject_that_does_not_fit_is_told_and_mended_by_widening(tmp_path: Path) -> None:
    long = measured(strip(480, 30, 450), tmp_path)
    photos = PictureSet((long, replace(measured(strip(240, 60, 180), tmp_path))))
    (finding,) = crop_cuts_subject(photos, CheckContext())
    assert finding.items == (1,)
    assert "sides" in finding.say
    with Image.open(long.picture.path) as opened:
        photo = opened.convert("RGB")
    recipe = propose("pad_shape", photo, Recipe())
    assert recipe is not None
    assert recipe_of({"adjusted": recipe.to_fact()}) == recipe
    wide = render(photo, recipe)
    assert wide.width / wide.height == pytest.approx(2.0, abs=0.02)
    assert not crop_cuts_subject(PictureSet((measured(wide, tmp_path),)), CheckContext())
    assert propose("pad_shape", strip(200, 60, 100), Recipe()) is None


def test_facts_of_one_photo_are_found_among_many(tmp_path: Path) -> None:
    files = [measured(strip(200 + 10 * number, 60, 100), tmp_path).picture for number in range(3)]
    photos = [replace(one, id=at, sha256=f"{at}" * 64) for at, one in enumerate(files)]
    every = measure_all(photos, tmp_path / "cache").measured
    for one in every:
        assert known_facts(tmp_path / "cache", one.picture.sha256) == one.facts
    assert known_facts(tmp_path / "cache", "f" * 64) is None
    assert known_facts(tmp_path / "nowhere", "f" * 64) is None
