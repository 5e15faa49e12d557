from __future__ import annotations

from core.catalogue import adapters, boards, checks, items, objects, projects, runs
from core.catalogue import bin as waste
from core.catalogue.store import Catalogue
from core.contract.items import Finding


def adapter(session, project_id: int, adapter_id: str, file: str) -> None:
    adapters.register(
        session,
        project_id,
        adapter_id=adapter_id,
        name=adapter_id,
        kind="text",
        family="causal_lm",
        file=file,
        sha256="s" * 64,
        base_hash="b" * 64,
        base_name="Starter",
    )


def test_nothing_goes_before_its_day(catalogue: Catalogue, project: int, add_photo, clock) -> None:
    photo = add_photo(project, 1)
    with catalogue.writing() as session:
        items.to_bin(session, [photo.id])
        (entry,) = waste.contents(session)
        assert (entry.what, entry.id, entry.name) == ("item", photo.id, "photo-1.jpg")
        assert (entry.goes - entry.binned).days == 30
        assert waste.empty_expired(session, clock.turn(days=30)) == []
        assert items.from_bin(session, [photo.id]) == [photo.id]
        assert waste.empty_expired(session, clock.turn(days=300)) == []
        assert waste.contents(session) == []
    assert (catalogue.library.root / photo.working_path).is_file()


def test_only_files_that_nobody_uses_are_given_free(
    catalogue: Catalogue, project: int, add_photo, clock
) -> None:
    shared, own = add_photo(project, 1), add_photo(project, 2)
    with catalogue.writing() as session:
        other = projects.create(session, "Other").id
    kept = add_photo(other, 1)
    with catalogue.writing() as session:
        items.to_bin(session, [shared.id, own.id])
    with catalogue.writing() as session:
        free = waste.empty_expired(session, clock.turn(days=31))
    assert set(free) == {own.original_path, own.working_path}
    removed = objects.remove_files(catalogue.library, free)
    assert len(removed) == 2
    assert not (catalogue.library.root / own.working_path).exists()
    assert (catalogue.library.root / kept.working_path).is_file()
    assert objects.remove_files(catalogue.library, free) == []


def test_a_whole_project_with_its_runs_adapters_and_results(
    catalogue: Catalogue, project: int, add_photo, request_for, clock
) -> None:
    photo = add_photo(project, 1)
    library = catalogue.library
    for name in ("adapters/a1/weights", "results/1/a.png", "runs/r1/log.txt", "runs/r2/adapter/w"):
        (library.root / name).parent.mkdir(parents=True, exist_ok=True)
        (library.root / name).write_bytes(b"x")
    with catalogue.writing() as session:
        projects.update(session, project, logo=photo.original_path)
        other = projects.create(session, "Other").id
        for run in ("r1", "r2"):
            runs.start(session, project, request_for(run), {})
        adapter(session, project, "a1", "adapters/a1")
        adapter(session, other, "a2", "runs/r2/adapter")
        board = boards.create(session, project, "Board")
        boards.add_result(
            session, board.id, kind="image", prompt="p", seed=1, mix={}, file="results/1/a.png"
        )
        projects.to_bin(session, project)
    with catalogue.writing() as session:
        free = waste.empty_expired(session, clock.turn(days=31))
    # the folder of run r2 holds the adapter of another project and stays
    assert set(free) == {
        photo.original_path,
        photo.working_path,
        "adapters/a1",
        "results/1/a.png",
        "runs/r1",
    }
    objects.remove_files(library, free)
    assert not (library.runs / "r1").exists()
    assert (library.runs / "r2" / "adapter" / "w").is_file()
    with catalogue.reading() as session:
        assert [one.id for one in projects.list_all(session, include_binned=True)] == [other]
        assert [one.id for one in adapters.list_all(session)] == ["a2"]
        assert boards.list_all(session, include_binned=True) == []
        assert runs.list_runs(session) == []


def test_a_number_is_given_once(catalogue: Catalogue, project: int, add_photo, clock) -> None:
    """What somebody still knows by its number must not become something else."""
    first, last = add_photo(project, 1), add_photo(project, 2)
    with catalogue.writing() as session:
        other = projects.create(session, "Other").id
    add_photo(other, 3)
    with catalogue.writing() as session:
        board = boards.create(session, other, "Board", {}).id
        items.to_bin(session, [last.id])
        projects.to_bin(session, other)
        waste.empty_expired(session, clock.turn(days=31))
        assert [one.id for one in projects.list_all(session, include_binned=True)] == [project]
    with catalogue.writing() as session:
        new = projects.create(session, "New").id
        assert new > other
        assert boards.create(session, new, "Board", {}).id > board
        twin = projects.duplicate(session, project, "Twin").id
        (copied,) = items.list_items(session, twin)
        assert (copied.name, twin) == (first.name, new + 1)
    assert add_photo(project, 4).id == copied.id + 1 > last.id + 1


def test_a_decision_on_what_is_gone_is_none_on_the_whole_set(
    catalogue: Catalogue, project: int, add_photo, clock
) -> None:
    add_photo(project, 1)
    gone = add_photo(project, 2)
    of_photo = Finding("blurred", "attention", "Say.", "Hint.", (gone.id,))
    of_all = Finding("blurred", "attention", "The check could not be made.", "Hint.")
    with catalogue.writing() as session:
        (one,) = checks.replace_findings(session, project, [of_photo])
        checks.ignore_finding(session, one.id, "Motion is our style")
        items.to_bin(session, [gone.id])
        waste.empty_expired(session, clock.turn(days=31))
        (found,) = checks.replace_findings(session, project, [of_all])
        assert not found.ignored
