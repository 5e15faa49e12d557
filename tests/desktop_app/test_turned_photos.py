"""Photos that a camera took on its side stand upright in the window, whole and sharp."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps
from PySide6.QtGui import QImage, QPixmap
from pytestqt.qtbot import QtBot

from core.datasets.photo_reading import read_photo
from core.paths import resources
from desktop_app.widgets.dataset.pictures import Pictures, Wanted
from desktop_app.widgets.small_pictures import SmallPictures

PHOTO = sorted((resources() / "sample_brand" / "photos").rglob("*.jpg"))[0]
BOX = (240, 300)


@pytest.fixture(params=range(1, 9))
def photo(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Image.Image]:
    """A working copy as import wrote it, and the photo as it is seen."""
    exif, path = Image.Exif(), tmp_path / "photo.jpg"
    exif[0x0112] = request.param
    with Image.open(PHOTO) as source:
        source.convert("RGB").resize((1200, 900)).save(path, exif=exif, quality=92)
    with Image.open(path) as taken:
        seen = ImageOps.exif_transpose(taken).convert("RGB")
    return Path(read_photo(path, "JPEG", tmp_path / "copy", path.name)["file"]), seen


def difference(shown: QPixmap, wanted: Image.Image) -> float:
    """Mean of the levels, 0 to 255, without the rounded corners."""
    image = shown.toImage().convertToFormat(QImage.Format.Format_RGB888)
    assert (image.width(), image.height()) == wanted.size
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    levels = rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).astype(int)
    return float(np.abs(levels - np.asarray(wanted, int))[20:-20, 20:-20].mean())


@pytest.mark.parametrize("fill", [True, False])
def test_a_photo_of_the_list_is_upright(
    qtbot: QtBot, tmp_path: Path, photo: tuple[Path, Image.Image], fill: bool
) -> None:
    copy, seen = photo
    pictures, wanted = Pictures(tmp_path), Wanted(str(copy), *BOX, fill=fill)
    with qtbot.waitSignal(pictures.ready):
        pictures.want([wanted])
    shown = pictures.get(wanted)
    assert shown is not None
    whole = ImageOps.contain(seen, BOX, Image.Resampling.BOX)
    assert difference(shown, ImageOps.fit(seen, BOX) if fill else whole) < 5


def test_a_small_picture_is_upright(qtbot: QtBot, photo: tuple[Path, Image.Image]) -> None:
    copy, seen = photo
    pictures = SmallPictures()
    with qtbot.waitSignal(pictures.ready):
        assert pictures.get(copy, 200) is None
    shown = pictures.get(copy, 200)
    assert shown is not None
    assert difference(shown, ImageOps.contain(seen, (200, 200), Image.Resampling.BOX)) < 5
