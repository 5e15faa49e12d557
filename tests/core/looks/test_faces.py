"""Faces are found where they are, and not on cups; then the checks ask until somebody has said."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from core.actions import checks, dataset_report, datasets, describing, planning, projects
from core.actions.looking_closer import looks_folder
from core.catalogue import items
from core.catalogue.records import FindingRecord, ItemRecord
from core.catalogue.store import Catalogue
from core.contract.items import Picture
from core.errors import KnownError
from core.looks.looking import Eyes, KeptLooks
from core.paths import Library, resources

CUPS = sorted((resources() / "sample_brand/photos/cup").glob("*.jpg"))
PORTRAIT = Path(__file__).with_name("astronaut.jpg")
FACE = (0.28, 0.21, 0.55, 0.54)
"""Where the face is on the portrait, as shares, looked at by eye."""


@pytest.fixture(scope="module")
def eyes() -> Iterator[Eyes]:
    """One child for all tests; it has looked at the portrait, so that it is there before them."""
    with Eyes() as made:
        found = made.look(Picture(0, str(PORTRAIT), "portrait", 256, 256), ["faces"])
        assert len(found["faces"]) == 1
        yield made


@pytest.fixture
def catalogue(library: Library) -> Iterator[Catalogue]:
    with Catalogue.open(library) as opened:
        yield opened


def looked_at(eyes: Eyes, folder: Path, photo: Image.Image) -> list[dict[str, object]]:
    path = folder / "photo.png"
    photo.save(path)
    picture = Picture(1, str(path), "sha", *photo.size, name=path.name)
    found: list[dict[str, object]] = eyes.look(picture, ["faces"])["faces"]
    return found


def set_into(cup: Path, share: float) -> tuple[Image.Image, tuple[int, int, int]]:
    """The portrait in a cup's photo, its face `share` of the longer side; left, top, side in px."""
    photo = Image.open(cup).convert("RGB")
    side = round(share * max(photo.size) / (FACE[3] - FACE[1]))
    portrait = Image.open(PORTRAIT).resize((side, side), Image.Resampling.LANCZOS)
    photo.paste(portrait, (20, 30))
    return photo, (20, 30, side)


def test_a_face_is_found_where_it_is(eyes: Eyes, tmp_path: Path) -> None:
    before = set(sys.modules)
    for mirrored in (False, True):
        photo, (left, top, side) = set_into(CUPS[0], 0.12)
        if mirrored:
            photo, left = ImageOps.mirror(photo), photo.width - left - side
        (face,) = looked_at(eyes, tmp_path, photo)
        wanted = [place if not mirrored else 1 - place for place in (FACE[0], FACE[2])]
        across, down = sorted(left + place * side for place in wanted), (FACE[1], FACE[3])
        near = [across[0] / photo.width, (top + down[0] * side) / photo.height,
                across[1] / photo.width, (top + down[1] * side) / photo.height]  # fmt: skip
        assert face["box"] == pytest.approx(near, abs=0.03)
        assert face["size"] == pytest.approx(0.12, abs=0.02)
    assert "onnxruntime" not in set(sys.modules) - before


def test_what_is_too_small_to_be_recognised_and_what_is_no_face_is_left(
    eyes: Eyes, tmp_path: Path
) -> None:
    small, _ = set_into(CUPS[3], 0.035)
    brewer = resources() / "sample_brand/photos/coffee_brewer/view_00.jpg"
    held = [Image.open(path) for path in (*CUPS[::10], brewer)]  # a hand and a forearm each
    slim = Image.new("L", (700, 9), 200)
    for photo in (small, *held, slim):
        assert looked_at(eyes, tmp_path, photo) == []


@pytest.fixture
def seen(catalogue: Catalogue, eyes: Eyes, tmp_path: Path) -> int:
    """A brand with three photos, a face on the first two; all of them looked at."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number, cup in enumerate(CUPS[:3]):
        photo, _ = set_into(cup, 0.15) if number < 2 else (Image.open(cup), ())
        photo.save(folder / f"photo_{number}.jpg")
    project, _ = projects.create(catalogue, "Morning Ember", class_word="cup")
    datasets.import_files(catalogue, project.id, [folder])
    kept = KeptLooks(looks_folder(catalogue))
    with catalogue.reading() as session:
        for one in items.list_items(session, project.id, "photo"):
            picture = items.as_picture(one, catalogue.library)
            kept.put(one.sha256, eyes.look(picture, ["faces"]))
    return project.id


def photos(catalogue: Catalogue, project_id: int) -> list[ItemRecord]:
    with catalogue.reading() as session:
        return sorted(items.list_items(session, project_id, "photo"), key=lambda one: one.name)


def told(catalogue: Catalogue, project_id: int) -> FindingRecord | None:
    found, _ = checks.run(catalogue, project_id, ["photo"])
    return next((one for one in found if one.finding.code == "people"), None)


def test_it_asks_until_somebody_has_said(catalogue: Catalogue, seen: int) -> None:
    first, second, *rest = [one.id for one in photos(catalogue, seen)]
    asked = told(catalogue, seen)
    assert asked is not None
    assert set(asked.finding.items) == {first, second}
    assert asked.finding.severity == "attention"
    assert asked.finding.detail == "2 faces in all."
    assert checks.blocking([asked]) == []
    describing.set_rights(catalogue, [first], people=True, consent=True)
    asked = told(catalogue, seen)
    assert asked is not None
    assert asked.finding.items == (second,)
    people = dataset_report.compose(catalogue, seen).people
    assert (people.faces, people.faces_entered, people.not_entered) == (2, 1, 2)
    describing.set_rights(catalogue, [second, *rest], people=False)
    assert told(catalogue, seen) is None
    # The brand's own rule: then what is not decided stops a training.
    describing.set_rights(catalogue, [second], people=None)
    projects.change(catalogue, seen, no_people=True)
    asked = told(catalogue, seen)
    assert asked is not None
    assert (asked.finding.severity, asked.finding.items) == ("blocks", (second,))
    with pytest.raises(KnownError, match="shows a face"):
        planning.refuse_blocked([asked], force=False)
    checks.ignore(catalogue, seen, asked.id, "it is a drawing")
    assert (again := told(catalogue, seen)) is not None
    assert checks.blocking([again]) == []


def test_the_rule_goes_along_with_a_copy_of_the_brand(catalogue: Catalogue) -> None:
    project, _ = projects.create(catalogue, "Morning Ember", no_people=True)
    twin, _ = projects.duplicate(catalogue, project.id)
    assert twin.no_people
    changed, _ = projects.change(catalogue, twin.id, no_people=False)
    assert not changed.no_people
