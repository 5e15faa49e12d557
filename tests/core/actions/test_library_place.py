"""The library moves whole or stays where it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.actions import library_place, projects
from core.actions.library_place import Place, judge, move
from core.catalogue import projects as rows
from core.catalogue.store import Catalogue
from core.errors import KnownError
from core.paths import Library


@pytest.fixture
def used(library: Library) -> Library:
    with Catalogue.open(library) as catalogue:
        projects.create(catalogue, "Morning Ember")
    (library.objects / "ab").mkdir()
    (library.objects / "ab" / "photo.jpg").write_bytes(os.urandom(5000))
    return library


def content(root: Path) -> dict[str, bytes]:
    return {
        str(one.relative_to(root)): one.read_bytes()
        for one in root.rglob("*")
        if one.is_file() and one.name != "catalogue.lock"
    }


def names(library: Library) -> list[str]:
    with Catalogue.open(library) as catalogue, catalogue.reading() as session:
        return [one.name for one in rows.list_all(session)]


@pytest.mark.parametrize("other_disk", [False, True])
def test_a_move_brings_everything(used: Library, tmp_path: Path, other_disk: bool) -> None:
    before = content(used.root)
    place = judge(used, tmp_path / "new" / "place")
    assert (place.kind, place.needed) == ("new", 0)
    if other_disk:
        place = Place(place.library, "new", library_place.size_of(used))
    adopted: list[Library] = []
    told: list[tuple[int, int]] = []
    moved = move(used, place, adopted.append, lambda done, all_: told.append((done, all_)))
    assert adopted == [moved]
    assert content(moved.root) == before
    assert not used.root.exists()
    assert names(moved) == ["Morning Ember"]
    assert not other_disk or told[-1][0] == told[-1][1]


@pytest.mark.parametrize("other_disk", [False, True])
def test_a_move_that_cannot_be_adopted_leaves_all(
    used: Library, tmp_path: Path, other_disk: bool
) -> None:
    before = content(used.root)
    place = Place(Library(tmp_path / "new"), "new", 10_000 if other_disk else 0)

    def refuse(_: Library) -> None:
        raise KnownError("The settings cannot be written.", "Allow it.")

    with pytest.raises(KnownError, match="settings"):
        move(used, place, refuse)
    assert content(used.root) == before
    assert names(used) == ["Morning Ember"]


def test_an_open_library_does_not_move(used: Library, tmp_path: Path) -> None:
    place = judge(used, tmp_path / "new")
    with Catalogue.open(used), pytest.raises(KnownError) as told:
        move(used, place, lambda _: None)
    assert told.value.kind == "busy"
    assert not (tmp_path / "new").exists()


def test_a_copy_that_differs_is_noticed(
    used: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_place, "sha256_file", lambda path: "0" * 64)
    place = Place(Library(tmp_path / "new"), "new", 10_000)
    with pytest.raises(KnownError, match="as it was read"):
        move(used, place, lambda _: None)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["library"]
    assert names(used) == ["Morning Ember"]


def test_a_full_disk_is_told_before(used: Library, tmp_path: Path) -> None:
    with pytest.raises(KnownError) as told:
        move(used, Place(Library(tmp_path / "new"), "new", 10**18), lambda _: None)
    assert told.value.kind == "disk_full"


def test_a_folder_with_other_things_gets_one_of_ours(used: Library, tmp_path: Path) -> None:
    chosen = tmp_path / "documents"
    chosen.mkdir()
    assert judge(used, chosen).library.root == chosen
    (chosen / "letter.txt").write_text("mine")
    assert judge(used, chosen).library.root == chosen / "Signet"
    assert judge(used, tmp_path / "library2").library.root == tmp_path / "library2"


def test_another_library_is_used_not_overwritten(used: Library, tmp_path: Path) -> None:
    other = Library(tmp_path / "other").create()
    with Catalogue.open(other):
        pass
    assert judge(used, other.root).kind == "library"


@pytest.mark.parametrize("where", ["", "objects/deep"])
def test_its_own_folder_is_no_new_place(used: Library, where: str) -> None:
    with pytest.raises(KnownError) as told:
        judge(used, used.root / where if where else used.root)
    assert told.value.kind == "bad_request"


def test_a_cloud_folder_is_refused(used: Library, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="cloud"):
        judge(used, tmp_path / "Dropbox" / "Signet")


def test_foreign_files_in_the_old_folder_stay(used: Library, tmp_path: Path) -> None:
    (used.root / "my notes.txt").write_text("mine")
    move(used, Place(Library(tmp_path / "new"), "new", 10_000), lambda _: None)
    assert [one.name for one in used.root.iterdir()] == ["my notes.txt"]
