from __future__ import annotations

import random
import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.catalogue import backup, projects, semantics, sqlite
from core.catalogue.store import Catalogue
from core.errors import KnownError
from core.paths import Library


def test_a_backup_is_whole_and_made_only_when_something_changed(
    catalogue: Catalogue, library: Library, project: int, clock
) -> None:
    first = catalogue.backup("before the big change")
    assert first.name == "20260302T093000Z-before-the-big-change.sqlite"
    clock.turn(minutes=1)
    assert catalogue.backup() == first
    with catalogue.writing() as session:
        projects.update(session, project, notes="new")
    second = catalogue.backup()
    third = catalogue.backup("again")
    assert third == second != first
    assert [Path(one.path) for one in backup.every(library)] == [second, first]
    assert backup.every(library)[1].made == clock.time - timedelta(minutes=1)
    assert sqlite.file_problems(first) == []
    assert sqlite.side_files(first) == []


def test_two_backups_in_one_second_both_stay(catalogue: Catalogue, project: int) -> None:
    made = []
    for number in range(3):
        with catalogue.writing() as session:
            projects.update(session, project, notes=str(number))
        made.append(catalogue.backup())
    assert len(set(made)) == 3
    assert all(path.is_file() for path in made)
    assert len(backup.every(catalogue.library)) == 3


def test_automatic_backups_are_half_an_hour_apart(library: Library, clock) -> None:
    def session(note: str) -> None:
        with Catalogue.open(library, now=clock) as catalogue, catalogue.writing() as inside:
            for one in projects.list_all(inside) or [projects.create(inside, "P")]:
                projects.update(inside, one.id, notes=note)

    session("1")
    assert len(backup.every(library)) == 1
    clock.turn(minutes=10)
    session("2")
    assert len(backup.every(library)) == 1
    clock.turn(minutes=21)
    session("3")
    newest, oldest = backup.every(library)
    assert newest.made - oldest.made == timedelta(minutes=31)


def test_a_backup_that_cannot_be_made_keeps_nobody_out(library: Library, clock) -> None:
    with Catalogue.open(library, now=clock) as catalogue, catalogue.writing() as session:
        projects.create(session, "P")
    shutil.rmtree(library.backups)
    (library.backups).write_text("in the way")
    with pytest.raises(KnownError, match="cannot be used"):
        Catalogue.open(library, now=clock)
    library.backups.unlink()
    with Catalogue.open(library, now=clock) as catalogue, catalogue.reading() as session:
        assert projects.find(session, "P").id == 1


def test_damage_in_the_file_makes_no_backup(catalogue: Catalogue, project: int, add_photo) -> None:
    add_photo(project, 1)
    with catalogue._raw() as raw:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("DELETE FROM project")
        raw.execute("PRAGMA foreign_keys=ON")
    with pytest.raises(KnownError, match="no backup was made"):
        catalogue.backup()
    assert list(catalogue.library.backups.iterdir()) == []


def days_kept(kept: set[datetime], now: datetime) -> list[int]:
    return sorted((now.date() - one.date()).days for one in kept)


def test_four_hundred_days_leave_the_promised_backups() -> None:
    """Thinned out every day, as in use: what is left must not depend on what came before."""
    chance = random.Random(7)
    there: set[datetime] = set()
    now = datetime(2026, 1, 1, 8, tzinfo=UTC)
    for _ in range(400):
        for _ in range(4):
            now += timedelta(hours=chance.uniform(1, 4))
            there.add(now)
            there = backup.to_keep(there, now)
            assert now in there
        now = (now + timedelta(days=1)).replace(hour=8)
    now -= timedelta(days=1)
    ages = Counter(days_kept(there, now))
    recent = {age: count for age, count in ages.items() if age < 2}
    assert recent == {0: 4, 1: 4}
    assert [ages[age] for age in range(2, 14)] == [1] * 12
    older = sorted(one for one in there if (now.date() - one.date()).days >= 14)
    assert len(older) == 10 + 9
    weeks = {one.isocalendar()[:2] for one in older[9:]}
    assert len(weeks) == 10
    months = [(one.year, one.month) for one in older[:9]]
    assert len(set(months)) == 9
    assert (now - older[0]).days > 300


def test_a_clock_that_jumps_throws_nothing_away_at_once() -> None:
    now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    made = {now - timedelta(days=age) for age in range(20)}
    ahead = backup.to_keep(made, now + timedelta(days=365))
    assert len(ahead) == 12 + len({one.isocalendar()[:2] for one in made if (now - one).days >= 12})
    assert backup.to_keep(made, now - timedelta(days=365)) == made
    assert backup.to_keep(set(), now) == set()


def test_every_kept_backup_of_400_days_can_be_restored(library: Library, clock) -> None:
    with Catalogue.open(library, now=clock) as catalogue:
        with catalogue.writing() as session:
            project = projects.create(session, "P").id
        for day in range(400):
            clock.turn(days=1)
            with catalogue.writing() as session:
                projects.update(session, project, notes=f"day {day}")
            catalogue.backup("automatic")
        with catalogue.writing() as session:
            projects.update(session, project, notes="lost")
    kept = backup.every(library)
    assert len(kept) == 2 + 12 + 10 + 9
    for one in kept:
        path = Path(one.path)
        assert sqlite.file_problems(path) == []
        connection = sqlite.connect(path, "frozen")
        assert semantics.problems(connection) == []
        connection.close()
    for one in kept[1::6]:
        Catalogue.restore(library, Path(one.path), now=clock)
        with Catalogue.open(library, now=clock) as catalogue, catalogue.reading() as session:
            read = projects.get(session, project)
        age = (one.made - read.created).days
        assert read.notes == f"day {age - 1}"


def test_the_backup_before_an_upgrade_outlives_the_rotation(
    catalogue: Catalogue, library: Library, project: int, clock
) -> None:
    kept = catalogue.backup(backup.BEFORE_UPGRADE)
    for _ in range(60):
        clock.turn(days=7)
        with catalogue.writing() as session:
            projects.update(session, project, notes=str(clock.time))
        catalogue.backup("automatic")
    assert kept.is_file()
    assert len(backup.every(library)) == 1 + 12 + 10 + 9 + 1
