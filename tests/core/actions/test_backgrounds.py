"""Other backgrounds for real photos: the subject stays, half is changed, all can be undone, and a
photo can be adjusted afterwards without losing what it was given."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.actions import backgrounds, datasets, mend_all, photo_mending, projects, remedies
from core.actions.backgrounds import BackgroundProposal
from core.catalogue import items
from core.catalogue.records import FindingRecord, ItemRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.catalogue.tables import Item
from core.cli.main import main
from core.contract.items import Finding
from core.datasets.backgrounds import FACT, Backdrop, backdrop_of
from core.datasets.cutout import Stroke
from core.datasets.photo_recipes import Recipe
from core.errors import KnownError
from core.paths import Library, resources

CUPS = resources() / "sample_brand" / "photos" / "cup"
BLUE = Backdrop("plain", ("#2E5EAA",))


@pytest.fixture
def three(catalogue: Catalogue, project: ProjectRecord, tmp_path: Path) -> list[int]:
    """Numbers of three photos before the same wall, one with a caption that names it."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for file in sorted(CUPS.glob("*.jpg"))[::10][:3]:
        shutil.copy(file, folder / file.name)
    datasets.import_files(catalogue, project.id, [folder])
    with catalogue.writing() as session:
        ids = [one.id for one in items.list_items(session, project.id, "photo")]
        items.set_captions(session, {ids[0]: "a cup, on a beige background, in a hand"})
    return ids


def rows(catalogue: Catalogue, project: ProjectRecord) -> dict[int, ItemRecord]:
    with catalogue.reading() as session:
        return {one.id: one for one in items.list_items(session, project.id)}


def pixels(catalogue: Catalogue, record: ItemRecord) -> np.ndarray:
    with Image.open(catalogue.library.root / record.working_path) as opened:
        return np.asarray(opened.convert("RGB"), dtype=np.int16)


def test_a_new_background_stays_through_later_changes_and_goes_by_undo(
    catalogue: Catalogue, project: ProjectRecord, three: list[int]
) -> None:
    with catalogue.writing() as session:  # what import would have found on an evener wall
        session.get_one(Item, three[0]).facts = {"background": "beige"}
    before = rows(catalogue, project)
    mended, _ = backgrounds.keep_backgrounds(
        catalogue, backgrounds.draw_backgrounds(catalogue, {three[0]: BLUE})
    )
    now = rows(catalogue, project)[three[0]]
    assert backdrop_of(now.facts) == BLUE
    assert now.caption == "a cup, on a blue background, in a hand"
    old, new = pixels(catalogue, before[three[0]]), pixels(catalogue, now)
    assert np.abs(new[:40, :40].mean((0, 1)) - (46, 94, 170)).max() < 12
    bottle = (slice(180, 200), slice(330, 350))  # dark, in the hand
    assert np.abs(new[bottle] - old[bottle]).max() < 12
    # Turned afterwards: the background stays, and turning back gives the same picture again.
    turned = []
    for quarters in (1, 0):
        drawn = photo_mending.draw_photos(catalogue, {three[0]: Recipe(turn=quarters)})
        turned.append(photo_mending.keep_photos(catalogue, drawn)[0])
    assert rows(catalogue, project)[three[0]].sha256 == now.sha256
    for one in reversed(turned):
        remedies.undo(catalogue, one)
    remedies.undo(catalogue, mended)
    assert rows(catalogue, project) == before


def test_the_finding_is_mended_for_half_and_never_unasked(
    catalogue: Catalogue, project: ProjectRecord, three: list[int]
) -> None:
    before = rows(catalogue, project)
    finding = Finding("same_background", "attention", "", "", tuple(three),
                      remedy="vary_backgrounds")  # fmt: skip
    record = FindingRecord(1, project.id, "photo", finding, datetime.now(UTC))
    assert mend_all.steps([record]) == []
    mended, changes = remedies.mend(catalogue, project.id, finding)
    assert len(mended.revised) == 2
    assert changes.items == set(mended.revised)
    remedies.undo(catalogue, mended)
    assert rows(catalogue, project) == before


def test_strokes_of_the_brush_are_kept_with_the_photo(
    catalogue: Catalogue, project: ProjectRecord, three: list[int]
) -> None:
    (plain,) = backgrounds.propose_backgrounds(catalogue, three[:1], [BLUE], edge=256)
    stroke = Stroke(True, 0.03, ((0.1, 0.1), (0.3, 0.1)))
    touched = backgrounds.touched_up(
        catalogue, plain, replace(plain.backdrop, strokes=(stroke,)), edge=256
    )
    masks = [np.asarray(Image.open(one.mask)) for one in (plain, touched)]
    row, column = (round(0.1 * max(masks[0].shape)), round(0.2 * max(masks[0].shape)))
    assert masks[0][row, column] == 0
    assert masks[1][row, column] == 255
    drawn = backgrounds.draw_backgrounds(catalogue, {three[0]: touched.backdrop})
    backgrounds.keep_backgrounds(catalogue, drawn)
    told = json.loads(rows(catalogue, project)[three[0]].facts[FACT])
    assert told["strokes"]
    (again,) = backgrounds.propose_backgrounds(catalogue, three[:1], [BLUE], edge=256)
    assert again.backdrop.strokes == (stroke,)


def test_which_half_is_suggested() -> None:
    def proposal(number: int, quality: float) -> BackgroundProposal:
        nowhere = Path("nowhere")
        return BackgroundProposal(number, "", nowhere, Recipe(), BLUE, quality, nowhere, nowhere)

    sure = [proposal(number, 1.0) for number in range(6)]
    assert backgrounds.suggested(sure) == [0, 2, 4]
    mixed = [proposal(number, 1.0 if number > 2 else 0.1) for number in range(6)]
    assert backgrounds.suggested(mixed) == [3, 4, 5]
    assert backgrounds.suggested([proposal(1, 0.2), proposal(2, 0.3)]) == []
    assert backgrounds.suggested([]) == []


def test_the_terminal_changes_the_photos_it_is_told(
    used_library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Catalogue.open(used_library) as catalogue:
        project, _ = projects.create(catalogue, "Cup", class_word="cup")
        datasets.import_files(catalogue, project.id, [sorted(CUPS.glob("*.jpg"))[0]])
    words = ["--library", str(used_library.root), "--json", "backgrounds"]
    assert main([*words, "--percent", "100", "--colours", "#2E5EAA", "--kind", "plain"]) == 0
    (changed,) = json.loads(capsys.readouterr().out.splitlines()[-1])["changed"]
    with Catalogue.open(used_library) as catalogue:
        behind = backdrop_of(rows(catalogue, project)[changed].facts)
    assert behind is not None
    assert behind.colours == ("#2E5EAA",)
    assert main([*words, "--colours", "blue"]) == 1
    assert main([*words, "--photos", "999"]) == 1


def test_a_picture_that_is_gone_is_told(catalogue: Catalogue, three: list[int]) -> None:
    gone = Backdrop("picture", picture="gone.jpg")
    with pytest.raises(KnownError, match="no longer there"):
        backgrounds.draw_backgrounds(catalogue, {three[0]: gone})
