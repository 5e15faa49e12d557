"""A library with a project, small real photos and texts, and toy models of the real classes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.actions import datasets, projects
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue
from core.families import image_family, text_family
from core.paths import Library, resources

CUPS = sorted((resources() / "sample_brand" / "photos" / "cup").glob("*.jpg"))


@pytest.fixture(scope="session")
def toy_models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of a toy model for each kind."""
    home = tmp_path_factory.mktemp("models")
    return {
        "image": image_family("flux2_klein").tiny(home / "toy-image"),
        "text": text_family("causal_lm").tiny(home / "toy-text"),
    }


@pytest.fixture
def catalogue(used_library: Library) -> Iterator[Catalogue]:
    """An open, empty library."""
    with Catalogue.open(used_library) as opened:
        yield opened


@pytest.fixture
def project(catalogue: Catalogue) -> ProjectRecord:
    """A project of a cup."""
    return projects.create(catalogue, "Morning Ember", class_word="cup")[0]


@pytest.fixture
def cups(catalogue: Catalogue, project: ProjectRecord, tmp_path: Path) -> list[int]:
    """Ids of four photos in the project."""
    folder = tmp_path / "cups"
    folder.mkdir()
    for file in CUPS[::5][:4]:
        shutil.copy(file, folder / file.name)
    return list(datasets.import_files(catalogue, project.id, [folder])[0].photos)


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24 different photos of a coloured thing."""
    folder = tmp_path_factory.mktemp("photos")
    chance = np.random.default_rng(11)
    for number in range(24):
        ground = tuple(int(value) for value in chance.integers(60, 250, 3))
        image = Image.new("RGB", (320, 320), ground)
        draw = ImageDraw.Draw(image)
        left, top = (int(value) for value in chance.integers(20, 150, 2))
        draw.ellipse((left, top, left + 130, top + 140), fill=(200, 30 + 3 * number, 40))
        draw.rectangle((left + 40, top + 20, left + 60 + number, top + 90), fill=(20, 20, 90))
        grain = chance.integers(-12, 13, (320, 320, 3))
        pixels = (np.asarray(image, dtype=np.int64) + grain).clip(0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"photo_{number:02d}.jpg", quality=92)
    return folder


@pytest.fixture(scope="session")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 30 short texts in one table, each with words of its own."""
    folder = tmp_path_factory.mktemp("texts")
    nouns = "rain bell stove lamp boat hill road fern salt bread wool moss".split()  # noqa: SIM905
    verbs = "waits turns hums falls leans opens rests glows".split()  # noqa: SIM905
    chance = np.random.default_rng(5)
    lines = []
    for number in range(30):
        a, b, c = (nouns[int(at)] for at in chance.integers(0, len(nouns), 3))
        d, e = (verbs[int(at)] for at in chance.integers(0, len(verbs), 2))
        body = (
            f"The {a} {d} by the {b}, number {number}. You hear the {c} before you see it. "
            f"It {e}, and we pour another cup."
        )
        lines.append(json.dumps({"title": f"{a} and {b} {number}", "text": body}))
    (folder / "texts.jsonl").write_text("\n".join(lines), "utf-8")
    return folder
