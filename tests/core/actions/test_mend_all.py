"""Mending everything at once: a spoilt set becomes ready, and all of it can be taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from core.actions import checks, datasets
from core.actions.mend_all import mend_all, steps, undo
from core.catalogue import items
from core.catalogue.records import FindingRecord, ItemRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.datasets.checks import light
from core.datasets.photo_recipes import Recipe, lit
from core.errors import KnownError
from core.paths import resources

BREWERS = sorted((resources() / "sample_brand" / "photos" / "coffee_brewer").glob("*.jpg"))


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty photos, of which five are dark, five small copies and five out of focus."""
    folder = tmp_path_factory.mktemp("spoilt")
    for number, file in enumerate(BREWERS[:30]):
        image = Image.open(file).convert("RGB")
        if number % 6 == 1:
            lit(image, Recipe(stops=-2.4)).save(folder / file.name, quality=92)
        elif number % 6 == 3:
            shutil.copy(file, folder / file.name)
            image.resize((400, 400)).save(folder / f"copy_{file.name}", quality=80)
        elif number % 6 == 5:
            image.filter(ImageFilter.GaussianBlur(7)).save(folder / file.name, quality=92)
        else:
            shutil.copy(file, folder / file.name)
    return folder


def present(catalogue: Catalogue, project: ProjectRecord) -> list[ItemRecord]:
    with catalogue.reading() as session:
        return items.list_items(session, project.id)


def open_light(found: list[FindingRecord]) -> str:
    return light([one.finding for one in found if not one.ignored])


def test_a_spoilt_set_becomes_ready_and_spoilt_again(
    catalogue: Catalogue, project: ProjectRecord, spoilt: Path
) -> None:
    datasets.import_files(catalogue, project.id, [spoilt])
    before = present(catalogue, project)
    found, _ = checks.run(catalogue, project.id)
    assert open_light(found) != "ready"
    offered = {one.code for one in steps(found)}
    assert {"near_duplicates", "missing_captions"} <= offered
    mended, changes = mend_all(catalogue, project.id)
    assert mended.left == ()
    found, _ = checks.run(catalogue, project.id)
    assert open_light(found) == "ready"
    after = present(catalogue, project)
    assert len(after) == len(before), "nothing is deleted"
    assert 5 <= len(mended.set_aside) <= 15
    assert changes.items == mended.changed
    undo(catalogue, mended)
    assert present(catalogue, project) == before


def test_what_somebody_has_to_decide_is_left(
    catalogue: Catalogue, project: ProjectRecord, tmp_path: Path
) -> None:
    german = "Heute ist es still in der Rösterei, und der Kaffee braucht noch. Nummer {}."
    english = "The roastery is quiet today, and the coffee will need a little while. Number {}."
    for number in range(12):
        text = (german if number % 3 == 0 else english).format(number)
        (tmp_path / f"text_{number:02d}.txt").write_text(text, "utf-8")
    datasets.import_files(catalogue, project.id, [tmp_path])
    found, _ = checks.run(catalogue, project.id, ("text",))
    mixed = [one for one in found if one.finding.code == "mixed_languages"]
    assert mixed
    assert not [one for one in steps(mixed) if one.remedy.name == "set_aside"]
    mended, _ = mend_all(catalogue, project.id, ("text",))
    assert "mixed_languages" in {one.finding.code for one in mended.left}
    aside = {one.id for one in present(catalogue, project) if one.ignored}
    assert not aside & set(mixed[0].finding.items)


def test_stopped_in_the_middle_nothing_has_changed(
    catalogue: Catalogue, project: ProjectRecord, spoilt: Path
) -> None:
    datasets.import_files(catalogue, project.id, [spoilt])
    before = present(catalogue, project)

    def progress(done: int, total: int) -> None:
        if done == total - 1:
            raise KnownError("Stopped.", "Start it again.", kind="cancelled")

    with pytest.raises(KnownError, match="Stopped"):
        mend_all(catalogue, project.id, progress=progress)
    assert present(catalogue, project) == before


def test_stopped_before_anything_is_drawn_nothing_has_changed(
    catalogue: Catalogue, project: ProjectRecord, tmp_path: Path
) -> None:
    """Captions and texts are mended at once; a look takes longest."""
    for file in BREWERS[:4]:
        shutil.copy(file, tmp_path / file.name)
    datasets.import_files(catalogue, project.id, [tmp_path])
    before = present(catalogue, project)
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > 1

    for stop in (lambda: True, cancelled):
        with pytest.raises(KnownError) as told:
            mend_all(catalogue, project.id, cancelled=stop)
        assert told.value.kind == "cancelled"
        assert present(catalogue, project) == before
