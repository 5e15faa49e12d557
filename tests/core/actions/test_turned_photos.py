"""Photos taken on their side: kept as they are coded, and upright for whoever opens them."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from core.actions import datasets, photo_mending
from core.adapters.likeness import describe_subject
from core.catalogue import items
from core.catalogue.records import ItemRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.datasets.photo_recipes import Recipe, open_copy
from core.datasets.picture_facts import overview_of_file
from core.datasets.splits import difference_hash
from core.datasets.thumbnails import thumbnail
from core.datasets.upright import orientation_note, upright, upright_size
from core.looks.child import opened
from core.paths import resources
from core.training.images import read_pixels

PHOTO = sorted((resources() / "sample_brand" / "photos").rglob("*.jpg"))[0]
SIZE = (1440, 1080)  # how the camera held it
TAGS = tuple(range(1, 9))


def taken(folder: Path, orientation: int) -> Path:
    """The photo as a camera held so writes it: seen upright it is always the same scene."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    with Image.open(PHOTO) as source:
        picture = source.convert("RGB").resize(SIZE)
    folder.mkdir(exist_ok=True)
    path = folder / f"taken_{orientation}.jpg"
    picture.save(path, quality=92, exif=exif)
    return path


def as_seen(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return ImageOps.exif_transpose(image).convert("RGB")


@pytest.fixture
def photos(
    catalogue: Catalogue, project: ProjectRecord, tmp_path: Path
) -> dict[int, tuple[ItemRecord, Path]]:
    """By orientation, what import made of the photo, with its original."""
    files = {tag: taken(tmp_path / "camera", tag) for tag in TAGS}
    datasets.import_files(catalogue, project.id, list(files.values()))
    with catalogue.reading() as session:
        made = {one.name: one for one in items.list_items(session, project.id)}
    return {tag: (made[file.name], file) for tag, file in files.items()}


def difference(one: Image.Image, two: Image.Image) -> float:
    """Mean of the levels, 0 to 255."""
    assert one.size == two.size
    return float(np.abs(np.asarray(one, np.int16) - np.asarray(two, np.int16)).mean())


@pytest.mark.parametrize("orientation", TAGS)
def test_the_note_is_read_as_it_is_written(orientation: int) -> None:
    file = io.BytesIO()
    with Image.open(PHOTO) as source:
        source.resize((64, 32)).save(file, "JPEG")
    data = file.getvalue()
    with Image.open(io.BytesIO(data[:2] + orientation_note(orientation) + data[2:])) as image:
        assert image.getexif().get(0x0112, 1) == orientation
        wanted = ImageOps.exif_transpose(image).convert("RGB")
        assert upright_size(image) == wanted.size
        assert difference(upright(image), wanted) == 0


def test_every_reader_sees_it_upright(
    catalogue: Catalogue, photos: dict[int, tuple[ItemRecord, Path]]
) -> None:
    library = catalogue.library
    for record, original in photos.values():
        copy, wanted = library.root / record.working_path, as_seen(original)
        assert (record.width, record.height) == wanted.size
        assert difference(open_copy(copy), wanted) == 0  # not coded anew
        small = wanted.resize(tuple(side // 4 for side in wanted.size), Image.Resampling.BOX)
        assert difference(open_copy(copy, 360), small) < 4
        assert difference(opened(copy).resize(small.size), small) < 4
        assert difference(overview_of_file(copy).large.resize(small.size), small) < 4
        with Image.open(thumbnail(copy, record.sha256, library.cache)) as tile:
            assert difference(tile.resize(small.size), small) < 5
        pixels = (read_pixels(copy, (64, 64)).numpy().transpose(1, 2, 0) + 1) * 127.5
        square = ImageOps.fit(wanted, (64, 64), Image.Resampling.LANCZOS)
        assert np.abs(pixels - np.asarray(square)).max() < 2
        plain = copy.with_name("plain.png")
        wanted.save(plain)
        assert (difference_hash(copy) ^ difference_hash(plain)).bit_count() <= 2
        seen, same = describe_subject(copy), describe_subject(plain)
        assert np.allclose(seen.outline, same.outline, atol=0.02)


def test_what_is_mended_is_upright(
    catalogue: Catalogue, photos: dict[int, tuple[ItemRecord, Path]]
) -> None:
    """A crop of the upper third, in the picture as it is seen."""
    for record, original in photos.values():
        recipe = Recipe(crop=(0.0, 0.0, 1.0, 1 / 3))
        photo_mending.keep_photos(
            catalogue, photo_mending.draw_photos(catalogue, {record.id: recipe})
        )
        with catalogue.reading() as session:
            mended = items.get(session, record.id)
        seen = as_seen(original)
        wanted = seen.crop((0, 0, seen.width, round(seen.height / 3)))
        with Image.open(catalogue.library.root / mended.working_path) as image:
            assert image.getexif().get(0x0112, 1) == 1
            assert difference(image.convert("RGB").resize(wanted.size), wanted) < 3
