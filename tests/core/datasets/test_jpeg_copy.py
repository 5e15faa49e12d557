"""Copies of JPEGs that say nothing but the picture, and which JPEGs are none of the usual kind."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, JpegImagePlugin

from core.datasets.jpeg_copy import bare_copy
from core.datasets.photo_reading import read_photo
from core.paths import resources

PHOTO = sorted((resources() / "sample_brand" / "photos").rglob("*.jpg"))[0]
SECRET = b"Anna Example, 52.5 N 13.4 E"


def _jpeg(mode: str = "RGB", size: tuple[int, int] = (203, 117), **how: object) -> bytes:
    with Image.open(PHOTO) as opened:
        picture = opened.convert(mode).resize(size)
    file = io.BytesIO()
    picture.save(file, "JPEG", **{"quality": 90, **how})
    return file.getvalue()


def _pixels(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image)


def _talkative() -> bytes:
    """With a name and a place everywhere that a file can hold them."""
    exif = Image.Exif()
    exif[0x013B], exif[0x8825] = SECRET.decode(), {1: "N", 2: (52.0, 30.0, 0.0)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = _jpeg(exif=exif, comment=SECRET, xmp=SECRET, icc_profile=profile, subsampling=2)
    unused = b"\xff\xdb\0\x43\x03" + (SECRET * 3)[:64]  # a table that nothing refers to
    return data[:2] + unused + data[2:] + SECRET  # phones put films and second pictures there


@pytest.mark.parametrize(
    "how",
    [
        {"subsampling": 0},
        {"subsampling": 1},
        {"subsampling": 2},
        {"optimize": True},
        {"restart_marker_blocks": 7},
        {"restart_marker_rows": 1},
        {"quality": 100},
        {"qtables": [[3] * 64, [5] * 64], "subsampling": 2},
    ],
)
def test_every_pixel_stays_as_it_is(how: dict[str, object]) -> None:
    data = _jpeg(**how)
    copy = bare_copy(data)
    assert copy is not None
    assert np.array_equal(_pixels(copy), _pixels(data))
    assert bare_copy(copy) == copy


def test_nothing_is_told_but_the_picture() -> None:
    data = _talkative()
    copy = bare_copy(data)
    assert copy is not None
    assert SECRET not in copy
    assert b"Exif" not in copy
    with Image.open(io.BytesIO(copy)) as image:
        assert set(image.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert np.array_equal(_pixels(copy), _pixels(data))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        _jpeg(progressive=True),
        _jpeg("L"),
        _jpeg("CMYK"),
        _jpeg(keep_rgb=True),
        _jpeg()[:-2],
        _jpeg()[: len(_jpeg()) // 2],
        _jpeg().replace(b"\xff\xda", b"\xff\xd9", 1),
        _jpeg(restart_marker_blocks=7).replace(b"\xff\xd3", b"\xff\xd5", 1),
        _jpeg(restart_marker_blocks=7).replace(b"\xff\xd3", b"\xff\x00", 1),
        _jpeg().replace(struct.pack(">HH", 117, 203), struct.pack(">HH", 65_000, 65_000)),
    ],
    ids=["empty", "head", "progressive", "grey", "cmyk", "rgb", "no end", "cut", "no scan",
         "restart out of order", "restart missing", "far too large"],
)  # fmt: skip
def test_other_kinds_are_coded_anew(data: bytes) -> None:
    assert bare_copy(data) is None


@pytest.mark.parametrize("at", ["counts", "value", "step", "component", "length"])
def test_tables_that_do_not_add_up_are_not_taken(at: str) -> None:
    data = bytearray(_jpeg())
    codes, steps, frame = data.index(b"\xff\xc4"), data.index(b"\xff\xdb"), data.index(b"\xff\xc0")
    place, value = {
        "counts": (codes + 5, 3),  # three codes of one bit
        "value": (codes + 5 + 16, 12),  # a coefficient of twelve bits
        "step": (steps + 5, 0),
        "component": (frame + 12, 3),  # a table of steps that is not there
        "length": (codes + 3, 255),
    }[at]
    data[place] = value
    assert bare_copy(bytes(data)) is None


@pytest.mark.parametrize(
    ("how", "same"), [({}, True), ({"turned": 6}, True), ({"progressive": True}, False)]
)
def test_import_keeps_the_coded_picture_where_nothing_changes(
    tmp_path: Path, how: dict[str, object], same: bool
) -> None:
    exif = Image.Exif()
    exif[0x0112] = turned = how.pop("turned", 1)
    exif[0x013B] = SECRET.decode()
    path = tmp_path / "a.jpg"
    path.write_bytes(_jpeg(size=(1800, 1200), exif=exif, subsampling=2, **how))
    read = read_photo(path, "JPEG", tmp_path / "working", path.name)
    copy = Path(read["file"]).read_bytes()
    assert (copy == bare_copy(path.read_bytes(), turned)) is same
    assert SECRET not in copy
    with Image.open(io.BytesIO(copy)) as image:
        assert (read["width"], read["height"]) == ((1200, 1800) if turned == 6 else (1800, 1200))
        assert JpegImagePlugin.get_sampling(image) == 2
        assert dict(image.getexif()) == ({0x0112: 6} if turned == 6 else {})
