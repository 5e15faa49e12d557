"""Sums and means of windows, beside the slow ways to get them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from core.datasets.picture_facts import measure_overview, overview
from core.datasets.sliding import box_blurred, window_sums


@pytest.mark.parametrize("size", [(384, 512), (17, 300), (300, 17), (1, 1), (40, 41)])
@pytest.mark.parametrize("reach", [1, 7, 16])
def test_a_box_blur_is_pillows(size: tuple[int, int], reach: int) -> None:
    chance = np.random.default_rng(size[0] * 7 + reach)
    noise = chance.integers(0, 256, size, dtype=np.uint8)
    black_and_white = (chance.integers(0, 2, size) * 255).astype(np.uint8)
    for plane in (noise, black_and_white, np.full(size, 255, np.uint8)):
        wanted = Image.fromarray(plane).filter(ImageFilter.BoxBlur(reach))
        assert np.array_equal(box_blurred(plane, reach), np.asarray(wanted))


@pytest.mark.parametrize("length", [1, 2, 3, 8, 76, 100])
def test_sums_of_windows(length: int) -> None:
    plane = np.random.default_rng(length).integers(0, 9, (100, 13)).astype(np.uint16)
    wanted = [plane[at : at + length].sum(axis=0) for at in range(100 - length + 1)]
    assert np.array_equal(window_sums(plane, length), wanted)


@pytest.mark.parametrize(
    "size",
    [(3000, 20), (20, 3000), (8000, 64), (4096, 32), (16, 16), (4000, 12), (3, 900), (1, 1)],
)
def test_the_longest_and_narrowest_photos_are_measured(size: tuple[int, int]) -> None:
    assert measure_overview(overview(Image.new("RGB", size, (9, 90, 200))))["drawn"] >= 0.0
