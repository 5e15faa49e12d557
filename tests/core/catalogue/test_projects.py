from __future__ import annotations

import pytest

from core.catalogue import datasets, items, projects
from core.catalogue.store import Catalogue
from core.errors import KnownError


def test_a_project_comes_back_as_it_was_written(catalogue: Catalogue, clock) -> None:
    with catalogue.writing() as session:
        made = projects.create(
            session,
            "  Morgen   bräu ",
            colours=["#1A5F7A", "#ffffff"],
            logo="objects/ab/logo.png",
            notes="Ruhig, präzise.",
            language="de",
            trigger="mrgnbr",
            class_word="Kanne",
        )
    with catalogue.reading() as session:
        read = projects.get(session, made.id)
    assert read == made
    assert read.name == "Morgen bräu"
    assert read.colours == ("#1a5f7a", "#ffffff")
    assert read.created == clock.time
    assert read.created.tzinfo is not None


def test_find_takes_name_in_any_case_and_number(catalogue: Catalogue, project: int) -> None:
    with catalogue.writing() as session:
        projects.create(session, "ÄÖÜ Straße")
    with catalogue.reading() as session:
        assert projects.find(session, "äöü STRASSE").name == "ÄÖÜ Straße"
        assert projects.find(session, str(project)).id == project
        assert projects.find(session, project).id == project
        with pytest.raises(KnownError, match=r"no project “Nobody”.*Morgenbrau") as told:
            projects.find(session, "Nobody")
    assert told.value.kind == "not_found"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " \n"}, "needs a name"),
        ({"name": "x" * 201}, "needs a name"),
        ({"name": "MORGENBRAU"}, "already a project"),
        ({"name": "New", "trigger": "MrgnBr"}, "belongs to the project"),
        ({"name": "New", "colours": ["blue"]}, "not a colour"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_trace(
    catalogue: Catalogue, project: int, changes: dict, said: str
) -> None:
    with pytest.raises(KnownError, match=said) as told, catalogue.writing() as session:
        projects.create(session, **changes)
    assert told.value.kind == "bad_request"
    with catalogue.reading() as session:
        assert [one.id for one in projects.list_all(session)] == [project]


def test_update_changes_only_what_is_named(catalogue: Catalogue, project: int, clock) -> None:
    clock.turn(hours=1)
    with catalogue.writing() as session:
        changed = projects.update(session, project, name="morgenbrau", notes="new")
    assert (changed.name, changed.notes, changed.trigger) == ("morgenbrau", "new", "mrgnbr")
    assert changed.updated == clock.time > changed.created
    with pytest.raises(TypeError, match="id"), catalogue.writing() as session:
        projects.update(session, project, id=9)
    with pytest.raises(KnownError), catalogue.writing() as session:
        projects.update(session, 99, notes="x")


def test_bin_and_back(catalogue: Catalogue, project: int) -> None:
    with catalogue.writing() as session:
        assert projects.to_bin(session, project).binned is not None
        assert projects.list_all(session) == []
        assert projects.taken_triggers(session) == {"mrgnbr"}
        second = projects.create(session, "Morgenbrau")
        back = projects.from_bin(session, project)
    assert back.binned is None
    assert back.name == "Morgenbrau (2)"
    with catalogue.reading() as session:
        assert {one.id for one in projects.list_all(session)} == {project, second.id}


def test_duplicate_shares_files_and_changes_the_trigger(
    catalogue: Catalogue, project: int, add_photo
) -> None:
    first = add_photo(project, 1, caption="mrgnbr pot, mrgnbrx is not the word")
    binned = add_photo(project, 2)
    with catalogue.writing() as session:
        items.to_bin(session, [binned.id])
        extra = datasets.create(session, project, "photo", "Close-ups")
        datasets.move(session, [first.id], extra.id)
        twin = projects.duplicate(session, project, "Twin", trigger="twnx")
    with catalogue.reading() as session:
        (copied,) = items.list_items(session, twin.id, include_binned=True)
        groups = datasets.list_all(session, twin.id)
        assert [one.name for one in groups] == ["Photos", "Close-ups"]
        assert copied.dataset_id == groups[1].id
        assert items.get(session, first.id).caption.startswith("mrgnbr pot")
    assert copied.caption == "twnx pot, mrgnbrx is not the word"
    assert copied.working_path == first.working_path
    assert copied.id != first.id
    assert twin.trigger == "twnx"


def test_purge_takes_everything_of_a_project_with_it(
    catalogue: Catalogue, project: int, add_photo, clock
) -> None:
    add_photo(project, 1)
    with catalogue.writing() as session:
        projects.to_bin(session, project)
    clock.turn(days=29)
    with catalogue.writing() as session:
        assert projects.purge_older_than(session) == []
    clock.turn(days=2)
    with catalogue.writing() as session:
        assert projects.purge_older_than(session) == [project]
        assert projects.list_all(session, include_binned=True) == []
        assert items.list_items(session, project, include_binned=True) == []
