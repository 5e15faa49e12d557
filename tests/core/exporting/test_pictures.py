"""Crops keep the subject, sizes are exact, files fit their limits."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import KnownError
from core.exporting.pictures import Crop, encode, fitted, open_picture, smart_crop
from core.exporting.provenance import xmp_packet

Maker = Callable[[int, int, tuple[int, int, int, int]], Image.Image]


@pytest.mark.parametrize(("place", "size"), [
    ((20, 180, 180, 340), (300, 600)),
    ((330, 180, 490, 340), (300, 600)),
    ((176, 176, 336, 336), (300, 600)),
    ((180, 20, 340, 180), (1200, 628)),
    ((180, 330, 340, 490), (1200, 628)),
])  # fmt: skip
def test_the_subject_stays_in_the_cut(
    place: tuple[int, int, int, int], size: tuple[int, int], make_picture: Maker
) -> None:
    crop = smart_crop(make_picture(512, 512, place), *size)
    left, top, right, bottom = crop.box
    assert left <= place[0] + 8
    assert top <= place[1] + 8
    assert right >= place[2] - 8
    assert bottom >= place[3] - 8
    assert abs((right - left) / (bottom - top) - size[0] / size[1]) < 0.01


def test_cutting_through_the_subject_is_told(make_picture: Maker) -> None:
    wide = make_picture(600, 200, (20, 20, 580, 180))
    assert smart_crop(wide, 100, 400).kept < 0.5
    assert smart_crop(wide, 600, 200) == Crop((0, 0, 600, 200), pytest.approx(1.0))


@pytest.mark.parametrize("size", [(1080, 1350), (300, 250), (160, 600), (50, 50), (970, 250)])
def test_sizes_are_exact(size: tuple[int, int], make_picture: Maker) -> None:
    made, crop = fitted(make_picture(256, 256, (60, 60, 200, 200)), *size)
    assert made.size == size
    left, top, right, bottom = crop.box
    assert 0 <= left < right <= 256
    assert 0 <= top < bottom <= 256


def _noisy(side: int) -> Image.Image:
    pixels = np.random.default_rng(3).integers(0, 256, (side, side, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


@pytest.mark.parametrize("form", ["jpeg", "webp"])
def test_quality_falls_until_it_fits(form: str) -> None:
    image = _noisy(256)
    free = encode(image, form, xmp_packet())
    limit = round(len(free.data) * 0.7)
    fit = encode(image, form, xmp_packet(), limit)
    assert len(fit.data) <= limit
    assert fit.quality < free.quality
    better = encode(image, form, xmp_packet(), limit * 2)
    assert better.quality > fit.quality
    with Image.open(io.BytesIO(fit.data)) as opened:
        assert opened.size == (256, 256)


@pytest.mark.parametrize("form", ["jpeg", "png", "webp", "tiff"])
def test_what_cannot_fit_is_refused(form: str) -> None:
    with pytest.raises(KnownError, match="does not fit into 5 kB"):
        encode(_noisy(256), form, xmp_packet(), 5_000)


def test_transparent_becomes_white(tmp_path: Path) -> None:
    path = tmp_path / "clear.png"
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(path)
    picture = open_picture(path)
    assert picture.mode == "RGB"
    assert picture.getpixel((5, 5)) == (255, 255, 255)


def test_a_damaged_picture_is_told(tmp_path: Path, picture_file: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(picture_file.read_bytes()[:2000])
    with pytest.raises(KnownError, match=r"broken\.png"):
        open_picture(broken)
    with pytest.raises(KnownError, match=r"missing\.png"):
        open_picture(tmp_path / "missing.png")
