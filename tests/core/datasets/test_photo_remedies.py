"""Remedies of photos one after the other: what one has done, the next one leaves done."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from core.datasets.photo_layout import bars
from core.datasets.photo_recipes import Recipe, padded, render, unpadded
from core.datasets.photo_remedies import propose, quarter_turn
from core.paths import resources

CUP = resources() / "sample_brand" / "photos" / "cup" / "cup_05.jpg"


@pytest.fixture(scope="module")
def cup() -> Image.Image:
    """A photo of the sample brand, 4:3."""
    return Image.open(CUP).convert("RGB").resize((480, 360))


def mended(remedy: str, photo: Image.Image, recipe: Recipe, shape: float = 0.0) -> Recipe:
    made = propose(remedy, photo, recipe, shape=shape)
    assert made is not None
    return made


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_widened_photo_is_turned_as_it_is_seen(cup: Image.Image, quarters: int) -> None:
    wide = Recipe(crop=(0.1, 0.3, 0.9, 0.6), pad=2.5)
    seen = render(cup, wide)
    turned = render(cup, quarter_turn(wide, quarters))
    assert turned.size == (seen.size if quarters == 2 else seen.size[::-1])
    assert quarter_turn(quarter_turn(wide, quarters), -quarters).pad == pytest.approx(wide.pad)


def test_a_widened_photo_gets_the_shape_that_is_asked_for(cup: Image.Image) -> None:
    square = render(cup, mended("crop_shape", cup, Recipe(pad=2.0), shape=1.0))
    assert square.width / square.height == pytest.approx(1.0, abs=0.02)


def test_a_frame_that_was_cut_away_does_not_come_back_with_the_next_remedy(
    cup: Image.Image,
) -> None:
    framed = Image.new("RGB", (cup.width + 80, cup.height + 120), "black")
    framed.paste(cup, (40, 60))
    without = mended("crop_bars", framed, Recipe())
    assert not any(bars(np.asarray(render(framed, without))))
    for remedy in ("crop_shape", "crop_subject"):
        again = mended(remedy, framed, without, shape=1.0)
        assert not any(bars(np.asarray(render(framed, again))))
    strip = framed.resize((1200, 300))
    trained = mended("crop", strip, mended("crop_bars", strip, Recipe()))
    assert not any(bars(np.asarray(render(strip, trained))))


def test_what_was_read_in_a_widened_photo_is_found_in_the_photo() -> None:
    photo = Image.new("RGB", (200, 100))
    assert padded(photo, 4.0).size == (400, 100)
    (row,) = unpadded([(0.25, 0.1, 0.5, 0.2)], photo, 4.0)
    assert row == pytest.approx((0.0, 0.1, 0.5, 0.2))
    (rim,) = unpadded([(0.1, 0.1, 0.3, 0.2)], photo, 4.0)
    assert rim == pytest.approx((0.0, 0.1, 0.1, 0.2))
    (same,) = unpadded([(0.1, 0.1, 0.3, 0.2)], photo, 0.0)
    assert same == pytest.approx((0.1, 0.1, 0.3, 0.2))
