"""Verified copies of the catalogue file: making, thinning out, putting one back.

A backup holds the catalogue only (what exists, captions, ratings, rights); photos, adapters and
results lie as files beside it and are not copied.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.catalogue import sqlite
from core.catalogue.records import BackupRecord
from core.errors import KnownError
from core.files import atomic_writer, copy_file, free_bytes, fsync_folder, require_free
from core.language import say
from core.paths import Library

DAILY, WEEKLY, MONTHLY = 12, 10, 9
"""Kept after today's and yesterday's: the newest of so many days, then weeks, then months."""
KEEP_ALL_DAYS = 2
AT_LEAST_APART = timedelta(minutes=30)
"""Between two automatic backups."""
BEFORE_UPGRADE = "before-upgrade"
_NAME = re.compile(r"^(\d{8}T\d{6}Z)(?:-\d+)?-([a-z0-9-]+)\.sqlite$")
_CHUNK = 1 << 20


def make(source: sqlite3.Connection, library: Library, reason: str, now: datetime) -> Path:
    """Copy the catalogue with SQLite's online backup, check the copy, then give it its name.

    Returns:
        The new backup, or the newest one when nothing has changed since.

    Raises:
        KnownError: the copy is not sound (then the catalogue is not either) or the disk is full.
    """
    library.backups.mkdir(parents=True, exist_ok=True)
    (pages,) = source.execute("PRAGMA page_count").fetchone()
    (page_size,) = source.execute("PRAGMA page_size").fetchone()
    require_free(library.backups, 2 * pages * page_size, say("back up the library's catalogue"))
    target = _free_name(library.backups, now, reason)
    part = target.with_name(f".{target.name}.part")
    try:
        _copy_online(source, part)
        if found := sqlite.file_problems(part):
            raise KnownError(
                say("The library's catalogue is damaged; no backup was made of it."),
                say("Restore the newest backup that is sound."),
                detail="; ".join(found),
            )
        known = every(library)
        if known and reason != BEFORE_UPGRADE and _digest(Path(known[0].path)) == _digest(part):
            return Path(known[0].path)
        with part.open("rb+") as handle:
            os.fsync(handle.fileno())
        part.replace(target)
        fsync_folder(library.backups)
    finally:
        part.unlink(missing_ok=True)
    return target


def every(library: Library) -> list[BackupRecord]:
    """All backups, newest first."""
    found: list[tuple[int, BackupRecord]] = []
    if library.backups.is_dir():
        for path in library.backups.iterdir():
            if match := _NAME.match(path.name):
                made = datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
                status = path.stat()
                record = BackupRecord(str(path), made, match[2], status.st_size)
                found.append((status.st_mtime_ns, record))
    # Names count seconds; of two made in the same one, the file written later is the newer.
    found.sort(key=lambda one: (one[1].made, one[0], one[1].path), reverse=True)
    return [record for _, record in found]


def newest_good(library: Library, newest_version: int) -> BackupRecord | None:
    """The newest backup that passes every check and that this program can read."""
    for one in every(library):
        path = Path(one.path)
        if not sqlite.file_problems(path) and sqlite.header(path)[1] <= newest_version:
            return one
    return None


def to_keep(made: Iterable[datetime], now: datetime) -> set[datetime]:
    """Which of these backup times stay: all of today and yesterday, then the newest of each of
    12 days, 10 weeks and 9 months that have any (so a jump of the clock thins nothing out twice).
    """
    newest_first = sorted(set(made), reverse=True)
    recent = now.date() - timedelta(days=KEEP_ALL_DAYS - 1)
    kept = {one for one in newest_first if one.date() >= recent}
    rest = [one for one in newest_first if one.date() < recent]
    stages: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (DAILY, lambda one: one.date()),
        (WEEKLY, lambda one: one.isocalendar()[:2]),
        (MONTHLY, lambda one: (one.year, one.month)),
    )
    for count, period in stages:
        rest, chosen = _newest_of_each(rest, count, period)
        kept |= chosen
    return kept


def thin_out(library: Library, now: datetime) -> list[Path]:
    """Delete the backups that `to_keep` drops; the newest one of each reason always stays."""
    known = every(library)
    kept = to_keep((one.made for one in known), now)
    newest: dict[str, str] = {}
    for one in known:
        newest.setdefault(one.reason, one.path)
    dropped = [
        Path(one.path) for one in known if one.made not in kept and newest[one.reason] != one.path
    ]
    for path in dropped:
        path.unlink(missing_ok=True)
    return dropped


def put_back(library: Library, backup: Path, now: datetime) -> Path | None:
    """Make `backup` the catalogue. The caller holds the library's lock and has no connection open.

    What was there is kept in the folder of backups under the name `set-aside-...`, log and all.

    Returns:
        The file that was set aside, None when there was none.

    Raises:
        KnownError: the backup is missing or not sound; nothing was changed.
    """
    if not backup.is_file():
        raise KnownError(
            say("The backup “{name}” does not exist.", name=backup.name),
            say("Choose another one."),
            kind="not_found",
        )
    if found := sqlite.file_problems(backup):
        raise KnownError(
            say("The backup “{name}” is damaged itself; nothing was changed.", name=backup.name),
            say("Choose another one."),
            detail="; ".join(found),
        )
    catalogue = library.catalogue
    aside = _set_aside(library, now) if catalogue.exists() else None
    with backup.open("rb") as reader, atomic_writer(catalogue) as handle:
        shutil.copyfileobj(reader, handle, _CHUNK)
        handle.flush()
        os.fsync(handle.fileno())
        # The old log must not be replayed into the new file: it goes before the name changes
        # hands. A crash right here leaves the old file, which was whole when it was set aside.
        for beside in sqlite.side_files(catalogue):
            beside.unlink()
        fsync_folder(library.root)
    return aside


def _set_aside(library: Library, now: datetime) -> Path:
    library.backups.mkdir(parents=True, exist_ok=True)
    parts = [library.catalogue, *sqlite.side_files(library.catalogue)]
    size = sum(part.stat().st_size for part in parts)
    if free_bytes(library.backups) < 3 * size:
        require_free(library.backups, 3 * size, say("set the old catalogue aside"))
    stem = f"set-aside-{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}.sqlite"
    for part in parts:
        copy_file(part, library.backups / (stem + part.name.removeprefix(library.catalogue.name)))
    return library.backups / stem


def _copy_online(source: sqlite3.Connection, part: Path) -> None:
    part.unlink(missing_ok=True)
    with sqlite.told(), contextlib.closing(sqlite3.connect(part, isolation_level=None)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it


def _free_name(folder: Path, now: datetime, reason: str) -> Path:
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    slug = re.sub(r"[^a-z0-9]+", "-", reason.lower()).strip("-") or "asked"
    path, number = folder / f"{stamp}-{slug}.sqlite", 1
    while path.exists():
        number += 1
        path = folder / f"{stamp}-{number}-{slug}.sqlite"
    return path


def _digest(path: Path) -> str:
    """SHA-256 of the content; the header's change counters (bytes 24-27, 40-43, 92-99) left out."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        start = bytearray(handle.read(_CHUNK))
        for first, end in ((24, 28), (40, 44), (92, 100)):
            start[first:end] = bytes(end - first)
        digest.update(start)
        while chunk := handle.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _newest_of_each(
    newest_first: list[datetime], count: int, period: Callable[[datetime], object]
) -> tuple[list[datetime], set[datetime]]:
    """(what is older than the periods counted here, the newest of each of `count` periods)."""
    chosen: dict[object, datetime] = {}
    for place, one in enumerate(newest_first):
        if period(one) not in chosen and len(chosen) == count:
            return newest_first[place:], set(chosen.values())
        chosen.setdefault(period(one), one)
    return [], set(chosen.values())
