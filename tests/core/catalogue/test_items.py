from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.catalogue import datasets, items, objects, projects
from core.catalogue.records import Rights
from core.catalogue.store import Catalogue
from core.errors import KnownError


def add_text(catalogue: Catalogue, project_id: int, body: str):
    with catalogue.writing() as session:
        return items.add_text(
            session,
            project_id,
            sha256=hashlib.sha256(body.encode()).hexdigest(),
            body=body,
            kind="product",
            name="catalogue.xlsx, row 2",
            language="de",
            fields={"title": "Kanne", "Maß": "1 l"},
        )


def test_a_photo_comes_back_as_it_was_written(
    catalogue: Catalogue, project: int, add_photo
) -> None:
    made = add_photo(project, 1, caption="mrgnbr pot")
    with catalogue.reading() as session:
        (read,) = items.list_items(session, project)
    assert read == made
    assert (read.kind, read.width, read.height) == ("photo", 640, 480)
    assert (catalogue.library.root / read.original_path).is_file()
    assert (catalogue.library.root / read.working_path).is_file()
    picture = items.as_picture(read, catalogue.library)
    assert Path(picture.path).is_file()
    assert (picture.id, picture.caption, picture.facts) == (
        read.id,
        "mrgnbr pot",
        {"format": "JPEG"},
    )
    assert hashlib.sha256(Path(picture.path).read_bytes()).hexdigest() == picture.sha256


def test_a_text_comes_back_as_it_was_written(catalogue: Catalogue, project: int) -> None:
    made = add_text(catalogue, project, "Für den Morgen gemacht. ☕\n\nZweiter Absatz.")
    with catalogue.reading() as session:
        (read,) = items.list_items(session, project, "text")
        assert items.list_items(session, project, "photo") == []
    assert read == made
    given = items.as_text(read)
    assert given.body.endswith("Zweiter Absatz.")
    assert (given.kind, given.language) == ("product", "de")
    assert given.fields == {"title": "Kanne", "Maß": "1 l"}


def test_the_same_content_is_there_once_in_a_project(
    catalogue: Catalogue, project: int, add_photo
) -> None:
    first = add_photo(project, 1)
    assert add_photo(project, 1) is None
    add_text(catalogue, project, "a")
    assert add_text(catalogue, project, "a") is None
    with catalogue.writing() as session:
        other = projects.create(session, "Other").id
        # another original with the same picture, as when only its metadata differs
        again = items.add_picture(
            session,
            project,
            original_sha="b" * 64,
            original_suffix=".jpg",
            working_sha=first.sha256,
            working_suffix=".png",
            name="again",
            width=1,
            height=1,
            facts={},
        )
    assert again is None
    assert add_photo(other, 1) is not None


def test_what_lies_in_the_bin_comes_back_when_imported_again(
    catalogue: Catalogue, project: int, add_photo
) -> None:
    first = add_photo(project, 1, caption="kept")
    with catalogue.writing() as session:
        assert items.to_bin(session, [first.id]) == [first.id]
        assert items.to_bin(session, [first.id]) == []
        assert items.list_items(session, project) == []
    again = add_photo(project, 1)
    assert (again.id, again.caption, again.binned) == (first.id, "kept", None)


def test_captions_rights_and_flags_and_their_undo(
    catalogue: Catalogue, project: int, add_photo
) -> None:
    ids = [add_photo(project, number).id for number in range(3)]
    with catalogue.writing() as session:
        before = items.set_captions(session, {ids[0]: "one", ids[1]: "two"})
        items.set_rights(session, ids, owner="Studio", people=True, expires=date(2027, 5, 1))
        old = items.set_rights(session, ids[:1], licence="CC BY 4.0", expires=None)
        items.ignore(session, ids[:1])
        items.hold_out(session, ids[1:2])
    with catalogue.reading() as session:
        one, two, three = items.list_items(session, project)
    assert (one.caption, two.caption, three.caption) == ("one", "two", "")
    assert one.rights == Rights("Studio", "CC BY 4.0", True, None)
    assert two.rights == Rights("Studio", "", True, date(2027, 5, 1))
    assert old == {ids[0]: two.rights}
    assert (one.ignored, two.ignored) == (True, False)
    assert (one.held_out, two.held_out) == (None, True)
    with catalogue.reading() as session:
        assert items.list_items(session, project, limit=2) == [one, two]
        assert items.list_items(session, project, after=two.id, limit=2) == [three]
    with catalogue.writing() as session:
        assert items.set_captions(session, before) == {ids[0]: "one", ids[1]: "two"}
        assert items.get(session, ids[1]).caption == ""


def test_one_missing_id_changes_nothing(catalogue: Catalogue, project: int, add_photo) -> None:
    one = add_photo(project, 1, caption="old")
    with pytest.raises(KnownError, match="number 77"), catalogue.writing() as session:
        items.set_captions(session, {one.id: "new", 77: "x"})
    with catalogue.reading() as session:
        assert items.get(session, one.id).caption == "old"


def test_datasets_hold_items_of_their_own_project_and_kind(
    catalogue: Catalogue, project: int, add_photo
) -> None:
    photo = add_photo(project, 1)
    words = add_text(catalogue, project, "a")
    with catalogue.writing() as session:
        other = projects.create(session, "Other").id
        far = datasets.create(session, other, "photo", "Far")
        near = datasets.create(session, project, "photo", "Near")
        assert datasets.move(session, [photo.id, words.id], near.id) == 1
        assert datasets.move(session, [photo.id], far.id) == 0
        assert [i.id for i in items.list_items(session, project, dataset_id=near.id)] == [photo.id]
        with pytest.raises(KnownError, match="already a data set"):
            datasets.create(session, project, "photo", "NEAR")
    with pytest.raises(IntegrityError), catalogue.writing() as session:
        session.execute(text("UPDATE item SET dataset_id = :d"), {"d": far.id})


def test_foreign_keys_hold(catalogue: Catalogue) -> None:
    with pytest.raises(KnownError) as told, catalogue.writing() as session:
        items.add_text(
            session, 5, sha256="a" * 64, body="", kind="text", name="", language="", fields={}
        )
    assert told.value.kind == "not_found"
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), catalogue.writing() as session:
        session.execute(
            text(
                "INSERT INTO dataset (project_id, kind, name, created) VALUES (5, 'photo', '', '')"
            )
        )


def test_storing_a_file_twice_does_nothing_the_second_time(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    source = tmp_path / "a.jpg"
    source.write_bytes(b"content")
    sha = hashlib.sha256(b"content").hexdigest()
    name = objects.store_object(catalogue.library, source, sha, ".jpg")
    stored = catalogue.library.root / name
    assert stored == catalogue.library.object_path(sha, ".jpg")
    first = stored.stat()
    assert objects.store_object(catalogue.library, source, sha, ".jpg") == name
    assert stored.stat().st_mtime_ns == first.st_mtime_ns
    assert stored.stat().st_ino == first.st_ino


def test_a_file_of_our_own_is_moved_and_a_second_one_is_left(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    sha = hashlib.sha256(b"content").hexdigest()
    for number in range(2):
        made = tmp_path / f"{number}.jpg"
        made.write_bytes(b"content")
        name = objects.adopt_object(catalogue.library, made, sha, ".jpg")
        assert (catalogue.library.root / name).read_bytes() == b"content"
        assert made.exists() == (number == 1)


def test_a_file_that_changed_meanwhile_is_not_stored(catalogue: Catalogue, tmp_path: Path) -> None:
    source = tmp_path / "a.jpg"
    source.write_bytes(b"other")
    with pytest.raises(KnownError, match="changed while"):
        objects.store_object(catalogue.library, source, "a" * 64, ".jpg")
    assert [path for path in catalogue.library.objects.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("sha", "suffix"),
    [("../" + "a" * 61, ".jpg"), ("a" * 63, ".jpg"), ("a" * 64, "/../x"), ("A" * 64, ".jpg")],
)
def test_an_address_cannot_lead_elsewhere(sha: str, suffix: str) -> None:
    with pytest.raises(ValueError, match="content address"):
        objects.object_name(sha, suffix)


def test_unknown_and_missing_files_are_listed_and_never_deleted(
    catalogue: Catalogue, project: int, add_photo, tmp_path: Path
) -> None:
    known = add_photo(project, 1)
    lost = add_photo(project, 2)
    (catalogue.library.root / lost.working_path).unlink()
    source = tmp_path / "x"
    source.write_bytes(b"x")
    stray = objects.store_object(
        catalogue.library, source, hashlib.sha256(b"x").hexdigest(), ".jpg"
    )
    with catalogue.reading() as session:
        found = objects.unknown(session, catalogue.library)
        assert [path.relative_to(catalogue.library.root).as_posix() for path in found] == [stray]
        assert objects.missing(session, catalogue.library, project) == [lost.id]
    assert (catalogue.library.root / known.working_path).is_file()


@pytest.mark.parametrize("name", ["../x/y", "/etc/x", "objects", "a\\..\\b/c", "C:/x/y"])
def test_removal_stays_inside_the_library(catalogue: Catalogue, name: str) -> None:
    with pytest.raises(ValueError, match="inside the library"):
        objects.remove_files(catalogue.library, [name])
