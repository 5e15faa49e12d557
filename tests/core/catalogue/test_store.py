from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from core.catalogue import items, projects, runs, sqlite
from core.catalogue.store import Catalogue
from core.errors import KnownError
from core.paths import Library

CHECKOUT = Path(__file__).parents[3]
HOLDER = """
import sys
from pathlib import Path
from core.catalogue.store import Catalogue
from core.paths import Library
with Catalogue.open(Library(Path(sys.argv[1]))):
    print("open", flush=True)
    sys.stdin.read()
"""


def hold(library: Library) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(library.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=CHECKOUT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"open\n"
    return process


def test_the_settings_of_the_connections(catalogue: Catalogue) -> None:
    asked = (
        "journal_mode",
        "synchronous",
        "foreign_keys",
        "busy_timeout",
        "trusted_schema",
        "cell_size_check",
        "mmap_size",
    )
    with catalogue.writing() as session:
        said = [session.scalar(text(f"PRAGMA {name}")) for name in asked]
    assert said == ["wal", 2, 1, 5000, 0, 1, 0]
    with catalogue.reading() as session:
        assert session.scalar(text("PRAGMA query_only")) == 1
        assert session.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_second_program_is_refused_politely_and_a_killed_one_does_not_block(
    library: Library,
) -> None:
    first = hold(library)
    with first:
        with pytest.raises(KnownError, match="Another program has this library open") as told:
            Catalogue.open(library)
        assert told.value.kind == "busy"
        assert str(first.pid) in told.value.detail
        with pytest.raises(KnownError) as told:
            Catalogue.restore(library)
        assert told.value.kind == "busy"
        first.kill()
        first.wait(20)
    with Catalogue.open(library) as catalogue:
        assert "did not close in good order" in " ".join(catalogue.opening_notes)
    second = hold(library)
    with second:
        second.communicate(timeout=20)
    assert second.returncode == 0
    with Catalogue.open(library) as catalogue:
        assert catalogue.opening_notes == ()


def test_the_same_program_is_refused_too(library: Library, catalogue: Catalogue) -> None:
    with pytest.raises(KnownError) as told:
        Catalogue.open(library)
    assert told.value.kind == "busy"
    with catalogue.writing() as session:
        projects.create(session, "Still mine")


def test_an_error_leaves_no_trace(catalogue: Catalogue) -> None:
    with pytest.raises(ZeroDivisionError), catalogue.writing() as session:
        projects.create(session, "Never")
        raise ZeroDivisionError
    with catalogue.reading() as session:
        assert projects.list_all(session) == []


def test_reading_sees_one_state_and_cannot_write(catalogue: Catalogue, project: int) -> None:
    with catalogue.reading() as session:
        assert len(projects.list_all(session)) == 1
        with catalogue.writing() as other:
            projects.create(other, "Second")
        assert len(projects.list_all(session)) == 1
    with catalogue.reading() as session:
        assert len(projects.list_all(session)) == 2
    with pytest.raises(KnownError, match="not allowed"), catalogue.reading() as session:
        projects.create(session, "Third")


def test_writers_of_several_threads_take_turns(catalogue: Catalogue, project: int) -> None:
    def add(thread: int) -> None:
        for number in range(20):
            body = f"{thread}/{number}"
            with catalogue.writing() as session:
                count = len(items.list_items(session, project))
                items.add_text(
                    session,
                    project,
                    sha256=hashlib.sha256(body.encode()).hexdigest(),
                    body=body,
                    kind="line",
                    name=str(count),
                    language="en",
                    fields={},
                )

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with catalogue.reading() as session:
        names = sorted(int(item.name) for item in items.list_items(session, project))
    assert names == list(range(80))


def test_writing_inside_writing_is_a_mistake_that_does_not_hang(catalogue: Catalogue) -> None:
    with pytest.raises(RuntimeError, match="inside"), catalogue.writing(), catalogue.writing():
        pass
    with catalogue.writing() as session:
        projects.create(session, "Goes on")


def test_closed_means_closed(library: Library) -> None:
    catalogue = Catalogue.open(library)
    catalogue.close()
    catalogue.close()
    with pytest.raises(RuntimeError, match="closed"), catalogue.reading():
        pass
    with pytest.raises(RuntimeError, match="closed"), catalogue.writing():
        pass
    assert sqlite.side_files(library.catalogue) == []


def test_running_trainings_are_closed_as_interrupted(
    library: Library, catalogue: Catalogue, project: int, request_for, clock
) -> None:
    with catalogue.writing() as session:
        runs.start(session, project, request_for("r1"), {})
        runs.note_progress(session, "r1", 120)
        runs.start(session, project, request_for("r2"), {}, queued=True)
    catalogue.close()
    with Catalogue.open(library, now=clock) as again:
        (note,) = again.opening_notes
        assert "step 120 of 400" in note
        assert "resumed" in note
        with again.reading() as session:
            assert [one.id for one in runs.interrupted(session, project)] == ["r1"]
            assert runs.get(session, "r2").state == "queued"
            assert runs.request_of(session, "r1") == request_for("r1")


def test_half_written_files_are_swept_but_not_what_an_engine_still_writes(
    library: Library,
) -> None:
    with hold(library) as process:
        process.kill()
    old = library.runs / "r1" / ".checkpoint.part"
    fresh = library.runs / "r1" / ".new.part"
    ours = library.objects / "ab" / ".x.part"
    small = library.thumbnails / "ab" / ".y.part"
    for path in (old, fresh, ours, small):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    os.utime(old, (1, 1))
    with Catalogue.open(library) as catalogue:
        assert any(note.startswith("3 half-written") for note in catalogue.opening_notes)
    assert [path.exists() for path in (old, fresh, ours, small)] == [False, True, False, False]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder one cannot write")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(KnownError, match="cannot be used"):
        Catalogue.open(Library(closed / "library"))


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("a file")
    with pytest.raises(KnownError, match="cannot be used"):
        Catalogue.open(Library(tmp_path / "library"))


def test_a_lock_file_that_cannot_be_opened(library: Library) -> None:
    (library.root / "catalogue.lock").mkdir(parents=True)
    with pytest.raises(KnownError, match="not allowed to write in"):
        Catalogue.open(library)
    assert not library.catalogue.exists()


def test_a_full_disk_is_told_and_keeps_what_was_there(catalogue: Catalogue, project: int) -> None:
    with catalogue.writing() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(KnownError) as told, catalogue.writing() as session:
        projects.update(session, project, notes="x" * 500_000)
    assert told.value.kind == "disk_full"
    with catalogue.reading() as session:
        assert projects.get(session, project).notes == ""


def test_an_old_sqlite_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 30, 0))
    with pytest.raises(KnownError, match="too old"):
        sqlite.require_sqlite()
