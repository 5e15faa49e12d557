"""Migrations on real files: from nothing, from an older version, failing, from the future."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.catalogue import backup, projects, sqlite
from core.catalogue.store import Catalogue
from core.catalogue.tables import Base
from core.catalogue.upgrade import OURS, Migrations, bring_up_to_date
from core.errors import KnownError
from core.paths import Library

NEXT = OURS.newest + 1
STEP = f"""
import sqlalchemy as sa
from alembic import op

revision = "{NEXT:04d}"
down_revision = "{OURS.newest:04d}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table(
        "project", recreate="always", table_kwargs={{"sqlite_strict": True}}
    ) as table:
        table.add_column(sa.Column("mood", sa.Text(), nullable=False, server_default="calm"))
    MORE
"""


@pytest.fixture
def second_version(tmp_path: Path):
    """The shipped migrations and one more step that ends with the given line."""

    def make(more: str = "pass") -> Migrations:
        folder = tmp_path / "migrations 100 %"
        shutil.copytree(OURS.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
        step = folder / "versions" / f"{NEXT:04d}_mood.py"
        step.write_text(STEP.replace("MORE", more), encoding="utf-8")
        return Migrations(folder, NEXT)

    return make


@pytest.fixture
def old(library: Library, clock) -> Library:
    """A closed library of this version with a project that has a data set."""
    with Catalogue.open(library, now=clock) as catalogue, catalogue.writing() as session:
        made = projects.create(session, "Morgenbrau", trigger="mrgnbr")
        from core.catalogue import items

        items.add_text(
            session,
            made.id,
            sha256="a" * 64,
            body="Text",
            kind="line",
            name="n",
            language="en",
            fields={},
        )
    return library


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_steps_make_exactly_the_tables_of_this_program(catalogue: Catalogue) -> None:
    with catalogue._writer_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        for table in Base.metadata.sorted_tables:
            made = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE name = ?", (table.name,)
            ).scalar_one()
            assert made.rstrip().endswith("STRICT"), table.name
            checks = {str(one.name) for one in table.constraints if one.name} | {
                str(index.name) for index in table.indexes
            }
            everything = connection.exec_driver_sql(
                "SELECT group_concat(sql, ' ') FROM sqlite_master WHERE tbl_name = ?",
                (table.name,),
            ).scalar_one()
            assert [name for name in checks if name not in everything] == []


def test_the_version_number_is_that_of_the_newest_step(library: Library, old: Library) -> None:
    config = Config()
    config.set_main_option("script_location", str(OURS.folder))
    assert ScriptDirectory.from_config(config).get_current_head() == f"{OURS.newest:04d}"
    assert sqlite.header(old.catalogue) == (sqlite.APPLICATION_ID, OURS.newest)


@pytest.mark.parametrize("start", ["missing", "empty", "no tables"])
def test_a_library_begins_from_nothing(library: Library, start: str) -> None:
    library.create()
    if start == "empty":
        library.catalogue.touch()
    if start == "no tables":
        with closing(sqlite3.connect(library.catalogue)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    with Catalogue.open(library) as catalogue:
        with catalogue.writing() as session:
            projects.create(session, "First")
        assert catalogue.opening_notes == ()
    assert sqlite.file_problems(library.catalogue) == []


def test_an_older_library_is_backed_up_and_brought_up_to_date(
    old: Library, second_version, clock
) -> None:
    from core.catalogue.lock import LibraryLock

    steps = second_version()
    lock = LibraryLock(old.root / "catalogue.lock")
    engine = sqlite.writer(old.catalogue)
    saved = bring_up_to_date(engine, old, clock(), steps)
    assert bring_up_to_date(engine, old, clock(), steps) is None
    engine.dispose()
    lock.release()
    assert saved is not None
    assert sqlite.header(saved) == (sqlite.APPLICATION_ID, OURS.newest)
    assert sqlite.header(old.catalogue) == (sqlite.APPLICATION_ID, NEXT)
    assert rows(old.catalogue, "SELECT name, mood FROM project") == [("Morgenbrau", "calm")]
    # the table was dropped and made again, its children must have stayed
    assert rows(old.catalogue, "SELECT count(*) FROM item") == [(1,)]
    assert rows(saved, "SELECT name FROM project") == [("Morgenbrau",)]
    assert backup.every(old)[0].reason == backup.BEFORE_UPGRADE


@pytest.mark.parametrize(
    "breaks",
    [
        'raise RuntimeError("power of the step")',
        'op.execute("DELETE FROM project")',  # leaves items that point to nothing
        'op.execute("nonsense")',
        'op.execute("COMMIT"); raise RuntimeError("half of it is in the file")',
    ],
)
def test_a_failing_step_leaves_the_library_as_it_was(
    old: Library, second_version, clock, breaks: str
) -> None:
    before = rows(old.catalogue, "SELECT * FROM project")
    with pytest.raises(KnownError, match="could not be brought up") as told:
        Catalogue.open(old, now=clock, migrations=second_version(breaks))
    assert "Nothing was lost" in told.value.hint
    assert sqlite.file_problems(old.catalogue) == []
    assert sqlite.side_files(old.catalogue) == []
    assert sqlite.header(old.catalogue) == (sqlite.APPLICATION_ID, OURS.newest)
    assert rows(old.catalogue, "SELECT * FROM project") == before
    with Catalogue.open(old, now=clock) as catalogue, catalogue.reading() as session:
        assert projects.find(session, "Morgenbrau").trigger == "mrgnbr"


def test_a_newer_file_is_refused_without_a_write(old: Library, clock) -> None:
    with closing(sqlite3.connect(old.catalogue)) as connection:
        connection.execute("PRAGMA user_version=970")
        connection.execute("UPDATE about SET value = '9.1.0'")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = digest(old.catalogue)
    names = sorted(path.name for path in old.root.rglob("*"))
    newer = rf"newer Signet \(9\.1\.0\).*version 970.*version {OURS.newest}\."
    with pytest.raises(KnownError, match=newer):
        Catalogue.open(old, now=clock)
    assert digest(old.catalogue) == before
    assert sorted(path.name for path in old.root.rglob("*")) == names


def test_a_newer_version_that_is_only_in_the_log_is_refused_too(old: Library, clock) -> None:
    newer = sqlite3.connect(old.catalogue)
    newer.execute("PRAGMA wal_autocheckpoint=0")
    newer.execute("PRAGMA user_version=970")
    copies = {
        path: path.read_bytes() for path in (old.catalogue, *sqlite.side_files(old.catalogue))
    }
    newer.close()
    for path, content in copies.items():  # as a crash before the log was emptied leaves them
        path.write_bytes(content)
    assert sqlite.header(old.catalogue)[1] == OURS.newest
    with pytest.raises(KnownError, match="version 970"):
        Catalogue.open(old, now=clock)
    assert old.catalogue.read_bytes() == copies[old.catalogue]
    with closing(sqlite3.connect(old.catalogue)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (970,)


def test_a_file_of_another_program_is_refused_without_a_write(library: Library) -> None:
    library.create()
    with closing(sqlite3.connect(library.catalogue)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = digest(library.catalogue)
    with pytest.raises(KnownError, match="not a catalogue of Signet"):
        Catalogue.open(library)
    assert digest(library.catalogue) == before


def test_a_library_of_the_first_version_keeps_its_projects(
    library: Library, tmp_path: Path, clock
) -> None:
    folder = tmp_path / "first"
    shutil.copytree(OURS.folder, folder, ignore=shutil.ignore_patterns("__pycache__", "000[2-9]*"))
    library.create()
    engine = sqlite.writer(library.catalogue)
    bring_up_to_date(engine, library, clock(), Migrations(folder, 1))
    engine.dispose()
    with closing(sqlite3.connect(library.catalogue)) as connection:
        moment = "2026-01-02T03:04:05.000000+00:00"
        connection.execute(
            "INSERT INTO project (id, name, colours, logo, notes, language, trigger, class_word, "
            "created, updated) VALUES (3, 'Old', '[]', '', '', 'en', 'ldld', '', ?, ?)",
            (moment, moment),
        )
        connection.commit()
    with Catalogue.open(library, now=clock) as catalogue, catalogue.reading() as session:
        found = projects.find(session, "Old")
    assert (found.id, found.archived, found.cover_item) == (3, None, None)
    assert "before-upgrade" in backup.every(library)[0].reason
