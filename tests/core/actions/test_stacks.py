"""Photos that show the same lie in one stack, the best on top; every decision can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from core.actions import checks, datasets, stacks
from core.catalogue import items
from core.catalogue.records import FindingRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.errors import KnownError
from tests.second_shots import burst, others, save


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A burst of three, one photo with a smaller copy, another."""
    made = others(tmp_path / "photos", range(14, 16))
    burst(tmp_path / "photos")
    with Image.open(made[0]) as opened:
        save(opened.convert("RGB").resize((300, 300)), tmp_path / "photos" / "small.jpg")
    return tmp_path / "photos"


@pytest.fixture
def ids(catalogue: Catalogue, project: ProjectRecord, folder: Path) -> dict[str, int]:
    """By file name; the checks have looked."""
    datasets.import_files(catalogue, project.id, [folder])
    checks.run(catalogue, project.id)
    with catalogue.reading() as session:
        return {one.name: one.id for one in items.list_items(session, project.id)}


def found(catalogue: Catalogue, project: ProjectRecord, code: str) -> list[FindingRecord]:
    records, _ = checks.run(catalogue, project.id)
    return [one for one in records if one.finding.code == code]


def used(catalogue: Catalogue, project: ProjectRecord) -> set[int]:
    with catalogue.reading() as session:
        return {one.id for one in items.list_items(session, project.id) if not one.ignored}


def series(ids: dict[str, int]) -> list[int]:
    return [ids[f"burst_{number}.jpg"] for number in range(3)]


def test_a_burst_and_a_copy_lie_in_stacks_with_the_best_on_top(
    catalogue: Catalogue, project: ProjectRecord, ids: dict[str, int]
) -> None:
    by_best = {one.best: one for one in stacks.find(catalogue.library, project.id)}
    assert set(by_best) == {ids["burst_1.jpg"], ids["view_14.jpg"]}
    shots = by_best[ids["burst_1.jpg"]]
    assert set(shots.ids) == set(series(ids))
    assert shots.merits[0] == ("sharpest",)
    assert shots.undecided
    copied = by_best[ids["view_14.jpg"]]
    assert copied.copied == (ids["small.jpg"],)
    assert "largest" in copied.merits[0]
    told = {one.finding.code: one.finding for one in found(catalogue, project, "bursts")}
    assert set(told["bursts"].items) == set(series(ids)) - {ids["burst_1.jpg"]}
    (copies,) = found(catalogue, project, "near_duplicates")
    assert copies.finding.items == (ids["small.jpg"],)


def test_photos_minutes_apart_are_no_burst(
    catalogue: Catalogue, project: ProjectRecord, tmp_path: Path
) -> None:
    burst(tmp_path / "slow", seconds=14)
    datasets.import_files(catalogue, project.id, [tmp_path / "slow"])
    checks.run(catalogue, project.id)
    assert stacks.find(catalogue.library, project.id) == ()


def test_the_best_is_kept_and_the_others_left_out_until_it_is_undone(
    catalogue: Catalogue, project: ProjectRecord, ids: dict[str, int]
) -> None:
    before, every = used(catalogue, project), stacks.find(catalogue.library, project.id)
    done, changes = stacks.keep_best(catalogue, project.id, series(ids), ids["burst_1.jpg"])
    assert changes.items == set(series(ids)) - {ids["burst_1.jpg"]}
    assert before - used(catalogue, project) == changes.items
    for look_again in (False, True):  # it stays one stack, in which nothing is left to decide
        if look_again:
            checks.run(catalogue, project.id)
        (kept,) = [
            one for one in stacks.find(catalogue.library, project.id)
            if one.best == ids["burst_1.jpg"]
        ]  # fmt: skip
        assert set(kept.ids) == set(series(ids))
        assert not kept.undecided
    stacks.undo(catalogue, done)
    assert used(catalogue, project) == before
    assert stacks.find(catalogue.library, project.id) == every
    checks.run(catalogue, project.id)
    assert stacks.find(catalogue.library, project.id) == every


def test_another_photo_can_be_the_best_one(
    catalogue: Catalogue, project: ProjectRecord, ids: dict[str, int]
) -> None:
    wanted = ids["burst_2.jpg"]
    done, _ = stacks.choose_best(catalogue, project.id, series(ids), wanted)
    for look_again in (False, True):
        if look_again:
            assert wanted not in found(catalogue, project, "bursts")[0].finding.items
        (stack,) = [one for one in stacks.find(catalogue.library, project.id) if wanted in one.ids]
        assert stack.best == wanted
        assert stack.chosen
    stacks.undo(catalogue, done)
    assert wanted in found(catalogue, project, "bursts")[0].finding.items
    with pytest.raises(KnownError):
        stacks.keep_best(catalogue, project.id, series(ids), ids["view_15.jpg"])


def test_photos_called_different_are_remembered_with_the_reason(
    catalogue: Catalogue, project: ProjectRecord, ids: dict[str, int]
) -> None:
    with pytest.raises(KnownError):
        stacks.call_different(catalogue, project.id, series(ids), "  ")
    same, _ = stacks.call_different(catalogue, project.id, series(ids), "Another angle")
    for _ in range(2):
        assert not found(catalogue, project, "bursts")
        assert len(stacks.find(catalogue.library, project.id)) == 1
        (kept,) = found(catalogue, project, "called_different")
        assert kept.ignored
        assert kept.ignored_reason == "Another angle"
        assert set(kept.finding.items) == set(series(ids))
    assert found(catalogue, project, "near_duplicates")  # the other stack is told as before
    checks.heed(catalogue, kept)
    assert found(catalogue, project, "bursts")
    stacks.call_different(catalogue, project.id, series(ids), "Another light")
    stacks.call_alike(catalogue, project.id, same)
    assert found(catalogue, project, "bursts")
    assert not found(catalogue, project, "called_different")


def test_photos_called_different_stay_so_while_one_is_set_aside(
    catalogue: Catalogue, project: ProjectRecord, ids: dict[str, int]
) -> None:
    stacks.call_different(catalogue, project.id, series(ids), "Another angle")
    for aside in (True, False):
        datasets.set_ignored(catalogue, [ids["burst_1.jpg"]], aside)
        checks.run(catalogue, project.id)
        (kept,) = found(catalogue, project, "called_different")
        assert kept.ignored_reason == "Another angle"
        assert set(kept.finding.items) == set(series(ids))
        assert not found(catalogue, project, "bursts")


@pytest.mark.parametrize("decided", ["chosen", "kept", "different"])
def test_what_is_decided_during_a_look_stays(
    catalogue: Catalogue, project: ProjectRecord, ids: dict[str, int], decided: str
) -> None:
    """The look has read the photos before, and tells what it found after."""
    wanted, shots = ids["burst_2.jpg"], series(ids)
    pending = {
        "chosen": lambda: stacks.choose_best(catalogue, project.id, shots, wanted),
        "kept": lambda: stacks.keep_best(catalogue, project.id, shots, wanted),
        "different": lambda: stacks.call_different(catalogue, project.id, shots, "Another angle"),
    }

    def decide(_done: int, _all: int) -> None:
        if act := pending.pop(decided, None):
            act()

    checks.run(catalogue, project.id, progress=decide)
    assert decided not in pending
    meanwhile = stacks.find(catalogue.library, project.id)
    found_now = [one for one in meanwhile if wanted in one.ids]
    if decided == "different":
        assert not found_now
    else:
        assert [one.best for one in found_now] == [wanted]
        assert found_now[0].chosen
        assert found_now[0].undecided == (decided == "chosen")
    checks.run(catalogue, project.id)
    again = stacks.find(catalogue.library, project.id)
    assert [(one.best, one.left_out) for one in again] == [
        (one.best, one.left_out) for one in meanwhile
    ]
