"""Findings somebody lives with: who decided, of what and why outlives what hides a finding for a
while, and counts for nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from core.actions import bundles, checks, datasets, photo_mending, projects, remedies, stacks
from core.catalogue import checks as stored
from core.catalogue import items
from core.catalogue.records import FindingRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.contract.items import Finding
from core.datasets.photo_recipes import Recipe, lit
from core.errors import KnownError
from tests.core.actions.conftest import CUPS
from tests.second_shots import burst


def finding(code: str, *ids: int) -> Finding:
    return Finding(code, "attention", "Say.", "Hint.", ids)


def records(catalogue: Catalogue, project: ProjectRecord, *told: Finding) -> list[FindingRecord]:
    """As a look stores what it finds."""
    with catalogue.writing() as session:
        return stored.replace_findings(session, project.id, told, scope="photo")


def test_living_with_a_finding_that_has_gone_touches_no_other(
    catalogue: Catalogue, project: ProjectRecord, cups: list[int]
) -> None:
    (seen,) = records(catalogue, project, finding("blurred", cups[0]))
    (other,) = records(catalogue, project, finding("too_dark", cups[1]))
    assert other.id == seen.id, "numbers are used again"
    with pytest.raises(KnownError) as told:
        checks.live_with(catalogue, seen, "Motion is our style")
    assert told.value.kind == "not_found"
    with catalogue.reading() as session:
        assert not any(one.ignored for one in stored.list_findings(session, project.id))


def test_a_finding_of_another_project_is_not_ignored(
    catalogue: Catalogue, project: ProjectRecord, cups: list[int]
) -> None:
    (seen,) = records(catalogue, project, finding("blurred", cups[0]))
    other, _ = projects.create(catalogue, "Evening Moss")
    with pytest.raises(KnownError) as told:
        checks.ignore(catalogue, other.id, seen.id, "Motion is our style")
    assert told.value.kind == "not_found"


def test_the_reason_outlives_what_hides_a_finding(
    catalogue: Catalogue, project: ProjectRecord, cups: list[int]
) -> None:
    """Items set aside and used again, a check that fails once, a project that is opened again."""
    both = finding("blurred", *cups[:2])
    (seen,) = records(catalogue, project, both)
    checks.live_with(catalogue, seen, "Motion is our style", "brand team")
    (rest,) = records(catalogue, project, finding("blurred", cups[1]))
    assert rest.ignored_reason == "Motion is our style"
    (failed,) = records(catalogue, project, finding("blurred"))
    assert not failed.ignored, "nobody decided to live with a check that fails"
    for hidden in ((), (finding("too_dark", cups[0]),), ()):
        records(catalogue, project, *hidden)
    (again,) = records(catalogue, project, both)
    assert (again.ignored_reason, again.ignored_by) == ("Motion is our style", "brand team")
    grown, *_ = records(catalogue, project, finding("blurred", *cups[:3]))
    assert not grown.ignored
    (again,) = records(catalogue, project, both)
    assert again.ignored_reason == "Motion is our style"


def test_a_reason_counts_for_what_it_was_given_for(
    catalogue: Catalogue, project: ProjectRecord, cups: list[int]
) -> None:
    """A photo that was mended and spoilt in another way is told anew; one that is put back as it
    was when somebody decided is not."""
    (seen,) = records(catalogue, project, finding("too_dark", cups[0]))
    checks.live_with(catalogue, seen, "It is meant to be dark")
    mended, _ = photo_mending.keep_photos(
        catalogue, photo_mending.draw_photos(catalogue, {cups[0]: Recipe(stops=0.4)})
    )
    records(catalogue, project)
    other, _ = photo_mending.keep_photos(
        catalogue, photo_mending.draw_photos(catalogue, {cups[0]: Recipe(stops=-2.0)})
    )
    (spoilt,) = records(catalogue, project, finding("too_dark", cups[0]))
    assert not spoilt.ignored
    remedies.undo(catalogue, other)
    records(catalogue, project)
    remedies.undo(catalogue, mended)
    (again,) = records(catalogue, project, finding("too_dark", cups[0]))
    assert again.ignored_reason == "It is meant to be dark"


def test_taking_a_finding_seriously_again_counts_while_it_is_hidden(
    catalogue: Catalogue, project: ProjectRecord, cups: list[int]
) -> None:
    both = finding("blurred", *cups[:2])
    (seen,) = records(catalogue, project, both)
    decided, _ = checks.live_with(catalogue, seen, "Motion is our style")
    records(catalogue, project, finding("blurred", cups[0]))
    checks.heed(catalogue, decided)
    (rest,) = records(catalogue, project, finding("blurred", cups[0]))
    assert not rest.ignored
    (again,) = records(catalogue, project, both)
    assert not again.ignored


def test_photos_called_different_stay_so_when_one_comes_back_from_the_bin(
    catalogue: Catalogue, project: ProjectRecord, tmp_path: Path
) -> None:
    burst(tmp_path / "burst")
    ids = datasets.import_files(catalogue, project.id, [tmp_path / "burst"])[0].photos
    checks.run(catalogue, project.id)
    stacks.call_different(catalogue, project.id, ids, "Another angle")
    datasets.delete(catalogue, ids[:1])
    checks.run(catalogue, project.id)
    datasets.restore(catalogue, ids[:1])
    found, _ = checks.run(catalogue, project.id)
    assert not [one for one in found if one.finding.code == "bursts"]
    (kept,) = [one for one in found if one.finding.code == "called_different"]
    assert kept.ignored_reason == "Another angle"
    assert set(kept.finding.items) == set(ids)
    stacks.call_alike(catalogue, project.id, ids)
    found, _ = checks.run(catalogue, project.id)
    assert [one for one in found if one.finding.code == "bursts"]


def test_a_hidden_reason_travels_in_a_bundle(
    catalogue: Catalogue, project: ProjectRecord, cups: list[int], tmp_path: Path
) -> None:
    (seen,) = records(catalogue, project, finding("blurred", *cups[:2]))
    checks.live_with(catalogue, seen, "Motion is our style", "brand team")
    records(catalogue, project)
    file, _ = bundles.save(catalogue, project.id, tmp_path / "brand")
    twin = bundles.bring_in(catalogue, file)[0].project
    with catalogue.reading() as session:
        assert stored.list_findings(session, twin.id) == []
        (past,) = stored.past_decisions(session, twin.id)
    assert (past.ignored_reason, past.ignored_by) == ("Motion is our style", "brand team")
    assert len(past.finding.items) == 2


@pytest.mark.parametrize("hidden", ["set aside", "missing", "in the bin", "mended"])
def test_a_real_finding_keeps_its_reason_through_looks_that_miss_it(
    catalogue: Catalogue, project: ProjectRecord, tmp_path: Path, hidden: str
) -> None:
    folder = tmp_path / "cups"
    folder.mkdir()
    for file in CUPS[:4]:
        shutil.copy(file, folder / file.name)
    with Image.open(CUPS[6]) as opened:
        lit(opened.convert("RGB"), Recipe(stops=-2.6)).save(folder / "dark.jpg", quality=92)
    datasets.import_files(catalogue, project.id, [folder])

    def dark() -> list[FindingRecord]:
        found, _ = checks.run(catalogue, project.id, ["photo"])
        return [one for one in found if one.finding.code == "too_dark"]

    (seen,) = dark()
    (photo,) = seen.finding.items
    checks.live_with(catalogue, seen, "It is meant to be dark", "brand team")
    with catalogue.reading() as session:
        working = catalogue.library.root / items.get(session, photo).working_path
    aside = working.with_suffix(".away")
    if hidden == "set aside":
        datasets.set_ignored(catalogue, [photo])
    elif hidden == "in the bin":
        datasets.delete(catalogue, [photo])
    elif hidden == "missing":
        shutil.rmtree(catalogue.library.cache / "checks")
        working.rename(aside)
    else:
        drawn = photo_mending.draw_photos(catalogue, {photo: Recipe(stops=2.6)})
        mended, _ = photo_mending.keep_photos(catalogue, drawn)
    assert dark() == []
    if hidden == "set aside":
        datasets.set_ignored(catalogue, [photo], False)
    elif hidden == "in the bin":
        datasets.restore(catalogue, [photo])
    elif hidden == "missing":
        aside.rename(working)
    else:
        remedies.undo(catalogue, mended)
    (again,) = dark()
    assert (again.ignored_reason, again.ignored_by) == ("It is meant to be dark", "brand team")
