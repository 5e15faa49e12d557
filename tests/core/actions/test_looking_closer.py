"""Photos are looked at closer after the checks: what was read is told, kept, and cropped away."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from core import preferences
from core.actions import checks, datasets, projects
from core.actions.looking_closer import look_closer
from core.actions.photo_mending import propose_photos
from core.catalogue.records import FindingRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.cli.main import main
from core.errors import KnownError
from core.looks import looking
from core.looks.looking import LOOKERS, Eyes
from core.paths import Library, resources

CUPS = sorted((resources() / "sample_brand/photos/cup").glob("*.jpg"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four cups: one with a line, one with a date, one with a web address, one clean."""
    folder = tmp_path_factory.mktemp("written")
    lines = {"sale": ("SUMMER SALE 50 %", 40, 16), "date": ("24.11.2014", 450, 440),
             "web": ("www.studio-north.de", 40, 430)}  # fmt: skip
    for file, (name, (words, x, y)) in zip(CUPS[4:], lines.items(), strict=False):
        photo = Image.open(file).convert("RGB")
        font = ImageFont.load_default(30)
        ImageDraw.Draw(photo).text((x, y), words, font=font, fill=(20, 20, 20))
        photo.save(folder / f"{name}.png")
    shutil.copy(CUPS[12], folder / "clean.jpg")
    return folder


@pytest.fixture(autouse=True)
def looking_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv(looking.SWITCH, "1")
    monkeypatch.setenv("SIGNET_SETTINGS", str(tmp_path / "settings"))
    yield
    looking._given_up.clear()


@pytest.fixture
def filled(catalogue: Catalogue, project: ProjectRecord, written: Path) -> dict[str, int]:
    """The photos' numbers by name."""
    datasets.import_files(catalogue, project.id, [written])
    with catalogue.reading() as session:
        records = datasets.items.list_items(session, project.id, "photo")
    return {Path(one.name).stem: one.id for one in records}


def judged(catalogue: Catalogue, project: ProjectRecord, note: str = "") -> list[FindingRecord]:
    return checks.run(catalogue, project.id, ["photo"], looks_note=note)[0]


def told(found: list[FindingRecord]) -> dict[str, set[int]]:
    """Items by what is said of them, of the check of texts."""
    about = [one.finding for one in found if one.finding.code == "text_in_picture"]
    return {one.say: set(one.items) for one in about}


def test_what_was_read_is_told_kept_and_cropped_away(
    catalogue: Catalogue,
    project: ProjectRecord,
    filled: dict[str, int],
    library: Library,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One child for all of it, for loading the networks takes a second of a core."""
    judge: Callable[[str], list[FindingRecord]] = partial(judged, catalogue, project)
    far: list[tuple[int, int]] = []
    found, changes = look_closer(
        catalogue, project.id, judge, progress=lambda *now: far.append(now)
    )
    assert found is not None
    assert changes.projects == {project.id}
    assert far == [(done, 4) for done in range(5)]
    assert told(found) == {
        "1 of 4 photos carries a watermark or web address: “www.studio-north.de”.":
            {filled["web"]},
        "1 of 4 photos carries a date stamp: “24.11.2014”.": {filled["date"]},
        "1 of 4 photos has writing in it: “SUMMER SALE 50 %”.": {filled["sale"]},
    }  # fmt: skip
    assert "nudity" not in {one.finding.code for one in found}
    # Everything is known now: nobody is asked, not even one who would refuse.
    closed = Eyes()
    closed.stop()
    assert look_closer(catalogue, project.id, judge, eyes=closed)[0] is None
    assert told(checks.run(catalogue, project.id)[0]) == told(found)
    # The crop follows the boxes that were read.
    (better,) = propose_photos(catalogue, project.id, "crop_text", [filled["sale"]])
    assert better.better is not None
    assert better.better.crop[1] > 0.1
    # The terminal tells the same, and starts no child for it either.
    catalogue.close()
    assert main(["check", "photos", "--project", project.name, "--library", str(library.root)]) == 0
    assert "has writing in it: “SUMMER SALE 50 %”" in capsys.readouterr().out


def test_the_terminal_leaves_it_out_where_it_is_not_wanted(
    catalogue: Catalogue,
    project: ProjectRecord,
    filled: dict[str, int],
    library: Library,
    capsys: pytest.CaptureFixture[str],
) -> None:
    catalogue.close()
    preferences.save(preferences.Preferences(look_closer="off"))
    command = ["check", "photos", "--project", project.name, "--library", str(library.root)]
    assert main(command) == 0
    assert "SUMMER SALE" not in capsys.readouterr().out
    preferences.save(preferences.Preferences())
    assert main(command) == 0
    assert "SUMMER SALE" in capsys.readouterr().out


def test_what_was_seen_before_it_was_stopped_stays_known(
    catalogue: Catalogue, project: ProjectRecord, filled: dict[str, int]
) -> None:
    judge = partial(judged, catalogue, project)
    eyes = Eyes()

    def stop_after_two(done: int, total: int) -> None:
        if done == 2:
            eyes.stop()

    with pytest.raises(KnownError) as error:
        look_closer(catalogue, project.id, judge, eyes=eyes, progress=stop_after_two)
    assert error.value.kind == "cancelled"
    files = [
        catalogue.library.cache / f"checks/looks.{one.name}.v{one.version}.jsonl"
        for one in LOOKERS.values()
    ]
    assert [len(file.read_bytes().split()) for file in files] == [2] * len(LOOKERS)


def test_a_part_that_is_missing_is_one_calm_line_in_the_details(
    catalogue: Catalogue, project: ProjectRecord, filled: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for name, one in LOOKERS.items():
        missing = type(one)(name, one.version, ("no_such_library",), one.look)
        monkeypatch.setitem(LOOKERS, name, missing)
    judge = partial(judged, catalogue, project)
    closed = Eyes()
    closed.stop()
    assert look_closer(catalogue, project.id, judge, eyes=closed)[0] is None
    (one,) = [one for one in judge("") if one.finding.code == "text_in_picture"]
    assert "may contain text" in one.finding.say
    assert one.finding.detail.endswith("was left out: a part of Signet is missing.")


def test_it_can_be_left_out(
    catalogue: Catalogue, project: ProjectRecord, filled: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv(looking.SWITCH, "0")
    judge = partial(judged, catalogue, project)
    assert look_closer(catalogue, project.id, judge)[0] is None


def test_a_project_without_photos_asks_nobody(catalogue: Catalogue) -> None:
    other, _ = projects.create(catalogue, "Nothing yet")
    assert look_closer(catalogue, other.id, lambda note: [])[0] is None
