"""Damaged files: found at the opening or harmless, and a backup brings everything back."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.catalogue import adapters, backup, boards, checks, exports, items, projects, runs, sqlite
from core.catalogue import bin as waste
from core.catalogue.store import Catalogue, DamagedCatalogueError
from core.contract.items import Finding
from core.errors import KnownError
from core.paths import Library

FLIPS = int(os.environ.get("SIGNET_TEST_FLIPS", "150"))


@pytest.fixture(scope="module")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("full") / "library"


@pytest.fixture
def full(library: Library, _kept: Path, request: pytest.FixtureRequest) -> Library:
    """A closed library with something in every table, and a backup of it; made once, copied."""
    if not _kept.exists():
        made = request.getfixturevalue("_filled")
        shutil.copytree(made.root, _kept)
        shutil.rmtree(made.root)
    shutil.copytree(_kept, library.root)
    return library


@pytest.fixture
def _filled(
    library: Library, catalogue: Catalogue, project: int, add_photo, request_for
) -> Library:
    ids = [add_photo(project, number, caption=f"mrgnbr {number}").id for number in range(12)]
    with catalogue.writing() as session:
        for number in range(40):
            items.add_text(
                session,
                project,
                sha256=f"{number:064x}",
                body=f"Text {number} " * 20,
                kind="line",
                name="n",
                language="de",
                fields={"title": str(number)},
            )
        finding = Finding("blurred", "attention", "Say.", "Hint.", tuple(ids[:3]))
        checks.replace_findings(session, project, [finding])
        runs.start(session, project, request_for("r1"), {"torch": "2.13"})
        runs.finish(session, "r1", "done")
        adapters.register(
            session,
            project,
            adapter_id="a1",
            name="A",
            kind="image",
            family="f",
            file="adapters/a1/w",
            sha256="s" * 64,
            base_hash="b",
            base_name="Starter",
            item_ids=ids,
        )
        board = boards.create(session, project, "Board", {"prompts": ["p"]})
        for seed in range(20):
            boards.add_result(
                session, board.id, kind="text", prompt=f"p {seed}", seed=seed, mix={}, text="t"
            )
        exports.add(session, project, "/somewhere", ["a.png"], {"seed": 1})
        items.to_bin(session, ids[-1:])
    catalogue.backup("good")
    catalogue.close()
    return library


def read_everything(catalogue: Catalogue) -> int:
    with catalogue.reading() as session:
        count = len(waste.contents(session)) + len(checks.list_findings(session, 1))
        for one in projects.list_all(session, include_binned=True):
            count += len(items.list_items(session, one.id, include_binned=True))
        count += len(boards.list_all(session)) + len(boards.list_results(session, search="p"))
        for adapter in adapters.list_all(session, include_binned=True):
            count += len(adapters.lineage(session, adapter.id))
            count += len(adapters.sources(session, adapter.id))
        for run in runs.list_runs(session):
            runs.request_of(session, run.id)
        return count + len(exports.list_all(session))


def test_flipped_bytes_are_found_or_harmless_and_restore_works(full: Library, clock) -> None:
    chance = random.Random(6)
    sound = full.catalogue.read_bytes()
    with Catalogue.open(full, now=clock) as catalogue:
        everything = read_everything(catalogue)
    found = harmless = 0
    for _ in range(FLIPS):
        spoilt = bytearray(sound)
        for _ in range(chance.choice((1, 4, 16, 64))):
            spoilt[chance.randrange(len(spoilt))] ^= chance.randrange(1, 256)
        full.catalogue.write_bytes(spoilt)
        try:
            with Catalogue.open(full, now=clock) as catalogue:
                read_everything(catalogue)
            harmless += 1
        except KnownError:  # anything else is a failure
            found += 1
            Catalogue.restore(full, now=clock)
            with Catalogue.open(full, now=clock) as catalogue:
                assert read_everything(catalogue) == everything
        for path in sqlite.side_files(full.catalogue):
            path.unlink()
        for path in full.backups.glob("set-aside-*"):
            path.unlink()
    assert found > FLIPS / 4
    assert harmless > 0


@pytest.mark.parametrize("left", [0, 50, 4096, 0.3, 0.7, 0.99])
def test_a_cut_off_file_is_found_and_names_the_backup(full: Library, clock, left: float) -> None:
    sound = full.catalogue.read_bytes()
    kept = int(left if left >= 1 or left == 0 else left * len(sound))
    full.catalogue.write_bytes(sound[:kept])
    with pytest.raises(DamagedCatalogueError) as told:
        Catalogue.open(full, now=clock)
    assert told.value.backup is not None
    name = Path(told.value.backup.path).name
    assert name.endswith("-good.sqlite")
    assert name in told.value.hint
    assert full.catalogue.stat().st_size == kept, "the damaged file was touched"
    assert Catalogue.restore(full, now=clock) == Path(told.value.backup.path)
    (aside,) = full.backups.glob("set-aside-*")
    assert aside.stat().st_size == kept
    with Catalogue.open(full, now=clock) as catalogue:
        assert read_everything(catalogue) > 60


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE item SET facts = '{\"a\":' WHERE id = 1",
        "UPDATE result SET mix = '' WHERE id = 3",
        "UPDATE project SET created = '2026-13-45'",
        "UPDATE item SET expires = 'soon' WHERE id = 2",
    ],
)
def test_values_that_cannot_be_read_are_found_at_the_opening(
    full: Library, clock, statement: str
) -> None:
    with sqlite.connect(full.catalogue, "write") as connection:
        connection.execute(statement)
    connection.close()
    with pytest.raises(DamagedCatalogueError) as told:
        Catalogue.open(full, now=clock)
    assert statement.split()[1] in told.value.detail


@pytest.mark.parametrize(
    ("table", "was", "now"),
    [
        ("item", "language", "languagf"),
        ("item", "ON DELETE CASCADE", "ON DELETE SET NULL"),
        ("adapter", "best_strength REAL", "best_strength TEXT"),
        ("dataset", "REFERENCES project", "REFERENCES adapter"),
    ],
)
def test_a_spoilt_table_definition_is_found(
    full: Library, clock, table: str, was: str, now: str
) -> None:
    with sqlite.connect(full.catalogue, "write") as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ?", (was, now, table)
        )
    connection.close()
    with pytest.raises(DamagedCatalogueError) as told:
        Catalogue.open(full, now=clock)
    assert table in told.value.detail


def test_text_that_is_no_text_is_told_when_it_is_read(full: Library, clock) -> None:
    with sqlite.connect(full.catalogue, "write") as connection:
        connection.execute("UPDATE item SET caption = CAST(x'ff41' AS TEXT) WHERE id = 1")
    connection.close()
    with (
        Catalogue.open(full, now=clock) as catalogue,
        pytest.raises(KnownError, match="damaged"),
    ):
        read_everything(catalogue)


def test_a_missing_catalogue_beside_backups_is_not_taken_for_a_new_library(
    full: Library, clock
) -> None:
    full.catalogue.unlink()
    with pytest.raises(DamagedCatalogueError, match="missing or empty"):
        Catalogue.open(full, now=clock)
    assert not full.catalogue.exists()
    Catalogue.restore(full, now=clock)
    with Catalogue.open(full, now=clock) as catalogue:
        assert read_everything(catalogue) > 60


def test_the_newest_backup_is_skipped_when_it_is_damaged_itself(full: Library, clock) -> None:
    good = Path(backup.every(full)[0].path)
    clock.turn(hours=1)
    bad = full.backups / f"{clock():%Y%m%dT%H%M%SZ}-automatic.sqlite"
    bad.write_bytes(good.read_bytes()[:9000])
    with pytest.raises(KnownError, match="damaged itself"):
        Catalogue.restore(full, bad, now=clock)
    full.catalogue.write_bytes(b"not a database, just some words" * 300)
    with pytest.raises(DamagedCatalogueError) as told:
        Catalogue.open(full, now=clock)
    assert told.value.backup is not None
    assert Path(told.value.backup.path) == good


def test_without_any_backup_it_says_so(full: Library, clock) -> None:
    shutil.rmtree(full.backups)
    full.catalogue.write_bytes(b"\0" * 9000)
    with pytest.raises(DamagedCatalogueError, match="no backup") as told:
        Catalogue.open(full, now=clock)
    assert told.value.backup is None
    with pytest.raises(KnownError, match="no sound backup"):
        Catalogue.restore(full, now=clock)
    assert full.catalogue.stat().st_size == 9000


def test_an_old_log_is_never_replayed_into_a_restored_file(full: Library, clock) -> None:
    writer = sqlite.connect(full.catalogue, "write")
    writer.execute("PRAGMA wal_autocheckpoint=0")
    writer.execute("UPDATE project SET notes = 'only in the log'")
    log = full.catalogue.with_name(full.catalogue.name + "-wal").read_bytes()
    writer.close()
    full.catalogue.with_name(full.catalogue.name + "-wal").write_bytes(log)
    Catalogue.restore(full, now=clock)
    assert sqlite.side_files(full.catalogue) == []
    asides = sorted(path.name[-11:] for path in full.backups.glob("set-aside-*"))
    assert asides == [".sqlite", "sqlite-wal"] or len(asides) == 2
    with Catalogue.open(full, now=clock) as catalogue, catalogue.reading() as session:
        assert projects.get(session, 1).notes == ""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX's")
def test_a_full_disk_is_not_taken_for_damage(full: Library) -> None:
    # No file may grow beyond a page, so that there is no room for the index of SQLite's log.
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from core.catalogue.store import Catalogue\n"
        "from core.errors import KnownError\n"
        "from core.paths import Library\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try:\n    Catalogue.open(Library(Path(sys.argv[1])))\n"
        "except KnownError as error:\n    print(type(error).__name__, error.kind, error)\n"
    )
    command = [sys.executable, "-c", program, str(full.root)]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    assert ran.stdout.startswith("KnownError disk_full The disk is too full"), ran.stdout


def test_a_log_that_cannot_be_opened_is_not_taken_for_damage(full: Library, clock) -> None:
    full.catalogue.with_name(full.catalogue.name + "-wal").mkdir()
    with pytest.raises(KnownError) as told:
        Catalogue.open(full, now=clock)
    assert not isinstance(told.value, DamagedCatalogueError)
