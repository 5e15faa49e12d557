"""A brand with photos of the sample brand, some of them spoilt, and texts of which one has
personal data."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from core.actions import datasets
from core.catalogue import items
from core.catalogue.records import ItemRecord, ProjectRecord
from core.datasets.photo_recipes import Recipe, lit
from core.paths import resources
from desktop_app.state.desk import Desk

SAMPLE = resources() / "sample_brand"


@pytest.fixture(scope="session")
def spoilt_photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five photos, one of them too dark and one a near copy."""
    folder = tmp_path_factory.mktemp("spoilt")
    cups = sorted((SAMPLE / "photos" / "cup").glob("*.jpg"))
    for file in cups[::8]:
        shutil.copy(file, folder / file.name)
    dark = lit(Image.open(cups[4]).convert("RGB"), Recipe(stops=-2.6))
    dark.transpose(Image.Transpose.ROTATE_90).save(folder / "dark.jpg", quality=92)
    Image.open(cups[0]).resize((320, 240)).save(folder / "twin.jpg", quality=80)
    return folder


@pytest.fixture
def filled(desk: Desk, brand: ProjectRecord, spoilt_photos: Path) -> ProjectRecord:
    """The open brand with those photos."""
    datasets.import_files(desk.catalogue, brand.id, [spoilt_photos])
    return brand


@pytest.fixture
def written(desk: Desk, brand: ProjectRecord, tmp_path: Path) -> ProjectRecord:
    """The open brand with the sample's texts and one letter that names a person's address."""
    letter = tmp_path / "letter.txt"
    letter.write_text(
        "The roastery is quiet in the morning. Write to anna@example.org and we answer by noon. "
        "Nothing else happens before the second cup.",
        "utf-8",
    )
    datasets.import_files(desk.catalogue, brand.id, [SAMPLE / "texts", letter])
    return brand


@pytest.fixture
def rows(desk: Desk, brand: ProjectRecord) -> Callable[[], dict[str, ItemRecord]]:
    """The brand's items as they stand in the catalogue now, by name."""

    def read() -> dict[str, ItemRecord]:
        with desk.catalogue.reading() as session:
            return {one.name: one for one in items.list_items(session, brand.id)}

    return read
