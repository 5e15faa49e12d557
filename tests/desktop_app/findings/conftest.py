"""A brand with photos of the sample brand, some of them spoilt, and texts of which one has
personal data."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from core.actions import datasets, projects
from core.catalogue import items
from core.catalogue import projects as catalogue_projects
from core.catalogue.records import ItemRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.datasets.photo_recipes import Recipe, lit
from core.paths import Library, resources
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


@pytest.fixture(scope="session")
def _full_library(
    _first_library: Path, spoilt_photos: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A library with a brand and those photos, brought in once for all tests of this folder."""
    library = Library(shutil.copytree(_first_library, tmp_path_factory.mktemp("full") / "library"))
    with Catalogue.open(library) as catalogue:
        project, _ = projects.create(catalogue, "Morning Ember")
        datasets.import_files(catalogue, project.id, [spoilt_photos])
    return library.root


@pytest.fixture
def used_library(request: pytest.FixtureRequest, library: Library, _first_library: Path) -> Library:
    """This test's library, with the photos in it when it asks for `filled`."""
    full = "filled" in request.fixturenames
    source = request.getfixturevalue("_full_library") if full else _first_library
    shutil.copytree(source, library.root, dirs_exist_ok=True)
    return library


@pytest.fixture
def brand(request: pytest.FixtureRequest, desk: Desk, settle: Callable[[], None]) -> ProjectRecord:
    """An open brand; empty unless the test asks for `filled`."""
    if "filled" in request.fixturenames:
        with desk.catalogue.reading() as session:
            (record,) = catalogue_projects.list_all(session)
    else:
        record, _ = projects.create(desk.catalogue, "Morning Ember")
    desk.open_project(record)
    settle()
    return record


@pytest.fixture
def filled(brand: ProjectRecord) -> ProjectRecord:
    """The open brand with those photos."""
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
