"""Import through actions: nothing twice, nothing lost, bad files named; captions can be undone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from core.actions import datasets
from core.catalogue import items, objects
from core.catalogue.records import ItemRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.datasets.thumbnails import EDGE, thumbnail_path
from core.errors import KnownError
from core.files import sha256_file


def _items(catalogue: Catalogue, project: ProjectRecord) -> list[ItemRecord]:
    with catalogue.reading() as session:
        return items.list_items(session, project.id)


def test_photos_and_texts_come_in_once(
    catalogue: Catalogue, project: ProjectRecord, photos: Path, texts: Path
) -> None:
    seen: list[tuple[int, int]] = []
    report, changes = datasets.import_files(
        catalogue, project.id, [photos, texts], progress=lambda d, t, n: seen.append((d, t))
    )
    assert (len(report.photos), len(report.texts)) == (24, 30)
    assert changes.items == {*report.photos, *report.texts}
    assert seen[-1] == (25, 25)
    again, changes = datasets.import_files(catalogue, project.id, [photos, texts])
    assert (again.photos, again.texts, again.already_there) == ((), (), 54)
    assert not changes
    assert len(_items(catalogue, project)) == 54


def test_files_lie_by_their_content_and_originals_are_kept(
    catalogue: Catalogue, project: ProjectRecord, photos: Path
) -> None:
    before = {path.name: sha256_file(path) for path in photos.iterdir()}
    datasets.import_files(catalogue, project.id, [photos])
    assert {path.name: sha256_file(path) for path in photos.iterdir()} == before
    for one in _items(catalogue, project):
        original = catalogue.library.root / one.original_path
        working = catalogue.library.root / one.working_path
        assert sha256_file(original) == before[one.name] == original.stem
        assert sha256_file(working) == one.sha256 == working.stem
    with catalogue.reading() as session:
        assert objects.missing(session, catalogue.library) == []
        assert objects.unknown(session, catalogue.library) == []
    assert {one.name for one in catalogue.library.cache.iterdir()} == {"checks", "thumbnails"}
    for one in _items(catalogue, project):
        with Image.open(thumbnail_path(catalogue.library.cache, one.sha256)) as small:
            assert max(small.size) == min(EDGE, max(one.width, one.height))


def test_bad_files_are_set_aside_with_a_sentence(
    catalogue: Catalogue, project: ProjectRecord, photos: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    good = folder / "good.jpg"
    shutil.copy(photos / "photo_00.jpg", good)
    (folder / "cut.jpg").write_bytes(good.read_bytes()[:300])
    (folder / "empty.png").touch()
    shutil.copy(good, folder / "twin.jpg")
    report, _ = datasets.import_files(catalogue, project.id, [folder])
    assert len(report.photos) == 1
    assert {one.name for one in report.set_aside} == {"cut.jpg", "empty.png", "twin.jpg"}
    assert all(one.say and one.hint for one in report.set_aside)


def test_a_missing_source_is_told_before_anything_begins(
    catalogue: Catalogue, project: ProjectRecord, photos: Path
) -> None:
    with pytest.raises(KnownError, match="no file or folder"):
        datasets.import_files(catalogue, project.id, [photos, photos / "nowhere"])
    with pytest.raises(KnownError, match="number 99"):
        datasets.import_files(catalogue, 99, [photos])
    assert _items(catalogue, project) == []


def test_stopping_keeps_what_was_read(
    catalogue: Catalogue, project: ProjectRecord, photos: Path
) -> None:
    done: list[int] = []
    report, _ = datasets.import_files(
        catalogue,
        project.id,
        [photos],
        progress=lambda d, t, n: done.append(d),
        cancelled=lambda: len(done) >= 5,
    )
    assert report.stopped
    assert 5 <= len(report.photos) < 24
    assert len(_items(catalogue, project)) == len(report.photos)
    rest, _ = datasets.import_files(catalogue, project.id, [photos])
    assert len(rest.photos) == 24 - len(report.photos)


def test_captions_are_filled_replaced_and_undone(
    catalogue: Catalogue, project: ProjectRecord, photos: Path
) -> None:
    datasets.import_files(catalogue, project.id, [photos])
    before, changes = datasets.fill_in_captions(catalogue, project.id)
    assert len(before) == len(changes.items) == 24
    first = _items(catalogue, project)[0]
    assert first.caption.startswith(f"a photo of {project.trigger} cup")
    assert datasets.fill_in_captions(catalogue, project.id)[0] == {}
    datasets.set_captions(catalogue, {first.id: f"  {project.trigger} cup by hand "})
    changed, _ = datasets.replace_in_all_captions(catalogue, project.id, "cup", "mug")
    assert len(changed) == 24
    by_hand = _items(catalogue, project)[0]
    assert by_hand.caption == f"{project.trigger} mug by hand"
    lost, _ = datasets.replace_in_all_captions(catalogue, project.id, project.trigger, "")
    assert len(lost) == 24
    assert all(project.trigger in one.caption for one in _items(catalogue, project))
    datasets.set_captions(catalogue, changed)
    assert _items(catalogue, project)[0].caption == f"{project.trigger} cup by hand"


def test_items_are_thrown_away_and_taken_back(
    catalogue: Catalogue, project: ProjectRecord, photos: Path
) -> None:
    report, _ = datasets.import_files(catalogue, project.id, [photos])
    chosen = report.photos[:2]
    datasets.delete(catalogue, chosen)
    assert len(_items(catalogue, project)) == 22
    datasets.restore(catalogue, chosen[:1])
    assert len(_items(catalogue, project)) == 23
    again, _ = datasets.import_files(catalogue, project.id, [photos])
    assert again.photos == chosen[1:]
    datasets.set_ignored(catalogue, chosen)
    assert sum(one.ignored for one in _items(catalogue, project)) == 2


def test_marks_of_items_are_taken_back_as_they_were(
    catalogue: Catalogue, project: ProjectRecord, texts: Path
) -> None:
    report, _ = datasets.import_files(catalogue, project.id, [texts])
    first, second, third = report.texts[:3]
    datasets.set_held_out(catalogue, [second], False)
    before, changes = datasets.set_held_out(catalogue, [first, second], True)
    assert changes.items == {first, second}
    datasets.put_held_out_back(catalogue, before)
    marks = {one.id: one.held_out for one in _items(catalogue, project)}
    assert (marks[first], marks[second], marks[third]) == (None, False, None)
    assert datasets.set_ignored(catalogue, [first])[0] == [first]
    assert datasets.set_ignored(catalogue, [first, second])[0] == [second]


def test_a_text_gets_another_wording_and_its_old_one_back(
    catalogue: Catalogue, project: ProjectRecord, texts: Path
) -> None:
    report, _ = datasets.import_files(catalogue, project.id, [texts])
    first, second = report.texts[:2]
    was = {one.id: one for one in _items(catalogue, project)}
    before, changes = datasets.set_body(catalogue, first, "  Slow mornings. ")
    assert (before, changes.items) == (was[first].body, {first})
    now = {one.id: one for one in _items(catalogue, project)}[first]
    assert now.body == "Slow mornings."
    assert now.sha256 != was[first].sha256
    datasets.set_body(catalogue, first, before)
    assert {one.id: one for one in _items(catalogue, project)}[first] == was[first]
    with pytest.raises(KnownError, match="already there"):
        datasets.set_body(catalogue, first, was[second].body)
    with pytest.raises(KnownError, match="cannot be empty"):
        datasets.set_body(catalogue, first, " \n ")


def test_what_only_its_name_speaks_against_is_imported_when_asked_to(
    catalogue: Catalogue, project: ProjectRecord, tmp_path: Path
) -> None:
    readme = tmp_path / "README.txt"
    readme.write_text("We roast on Tuesdays, and the whole street knows.", encoding="utf-8")
    report, _ = datasets.import_files(catalogue, project.id, [readme])
    assert (report.texts, report.set_aside[0].anyway) == ((), readme)
    report, _ = datasets.import_files(catalogue, project.id, [readme], anyway=True)
    assert (len(report.texts), report.set_aside) == (1, ())


def test_the_same_pixels_with_other_notes_come_in_once(
    catalogue: Catalogue, project: ProjectRecord, photos: Path, tmp_path: Path
) -> None:
    first = min(photos.glob("*.jpg"))
    data = first.read_bytes()
    folder = tmp_path / "twice"
    folder.mkdir()
    for number in range(8):
        note = f"copy {number}".encode()
        comment = b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note
        (folder / f"{number}.jpg").write_bytes(data[:2] + comment + data[2:])
    report, _ = datasets.import_files(catalogue, project.id, [folder])
    assert (len(report.photos), report.already_there, report.set_aside) == (1, 7, ())
    (one,) = _items(catalogue, project)
    assert sha256_file(catalogue.library.root / one.working_path) == one.sha256
    assert b"copy" not in (catalogue.library.root / one.working_path).read_bytes()


def test_photos_keep_the_order_in_which_they_were_read(
    catalogue: Catalogue, project: ProjectRecord, photos: Path
) -> None:
    report, _ = datasets.import_files(catalogue, project.id, [photos])
    assert list(report.photos) == sorted(report.photos)
    names = [one.name for one in _items(catalogue, project)]
    assert names == sorted(names)


def test_what_was_read_before_a_fault_is_kept(
    catalogue: Catalogue, project: ProjectRecord, photos: Path
) -> None:
    files = sorted(photos.glob("*.jpg"))
    place = catalogue.library.objects / sha256_file(files[5])[:2]
    place.write_bytes(b"no folder")
    with pytest.raises(OSError, match=place.name):
        datasets.import_files(catalogue, project.id, [photos])
    place.unlink()
    kept = {one.name for one in _items(catalogue, project)}
    assert {one.name for one in files[:5] if sha256_file(one)[:2] != place.name} <= kept
    assert files[5].name not in kept
    again, _ = datasets.import_files(catalogue, project.id, [photos])
    assert len(again.photos) == 24 - len(kept)
