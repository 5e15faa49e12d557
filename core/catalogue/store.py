"""Opening a library's catalogue, reading and writing it, closing it.

One program, one writer: `writing()` is one transaction and serialised, `reading()` may run at the
same time in other threads and sees one state. Every opening checks the file and says what it found.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from sqlalchemy import Engine
from sqlalchemy.orm import Session

import core
from core import language
from core.catalogue import backup, runs, semantics, sqlite, upgrade
from core.catalogue.columns import DamageError
from core.catalogue.lock import LibraryLock
from core.catalogue.places import refuse_shared_place
from core.catalogue.records import BackupRecord
from core.catalogue.session import make_session
from core.catalogue.tables import About
from core.catalogue.upgrade import OURS, Migrations
from core.errors import KnownError
from core.files import sweep_parts
from core.language import say, say_many
from core.paths import Library

logger = logging.getLogger("signet.catalogue")
ENGINE_GRACE = 60.0
"""Seconds: an engine that lost its window may still be writing its last checkpoint for a moment."""


def utcnow() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


class DamagedCatalogueError(KnownError):
    """The catalogue file cannot be trusted.

    Attributes:
        backup: the newest sound backup, for `Catalogue.restore`; None when there is none.
    """

    def __init__(self, say: str, library: Library, detail: str, newest: int) -> None:
        self.backup: BackupRecord | None = backup.newest_good(library, newest)
        hint = language.say(
            "There is no backup of it; ask for help before you change anything in its folder."
        )
        if self.backup:
            hint = language.say(
                "Restore the backup of {made:%Y-%m-%d %H:%M} ({name}); the damaged file is kept, "
                "and your photos, adapters and results are not touched.",
                made=self.backup.made.astimezone(),
                name=Path(self.backup.path).name,
            )
        super().__init__(say, hint, detail)


class Catalogue:
    """An open library. Make one with `Catalogue.open`."""

    def __init__(self, library: Library, lock: LibraryLock, now: Callable[[], datetime]) -> None:
        """Used by `open` only."""
        self.library = library
        self.opening_notes: tuple[str, ...] = ()
        self._lock = lock
        self._now = now
        self._write_lock = threading.Lock()
        self._write_owner = 0
        self._writer: Engine | None = None
        self._readers: Engine | None = None

    @classmethod
    def open(
        cls,
        library: Library,
        *,
        now: Callable[[], datetime] = utcnow,
        migrations: Migrations = OURS,
    ) -> Catalogue:
        """Open a library, make it when it is new.

        Raises:
            KnownError: kind "busy" when another program has it open; "bad_request" for a network
                drive or cloud folder; else it is newer than this program or not writable.
            DamagedCatalogueError: the check found something; names the newest good backup.
        """
        sqlite.require_sqlite()
        refuse_shared_place(library.root)
        _create(library)
        lock = LibraryLock(library.root / "catalogue.lock")
        catalogue = cls(library, lock, now)
        try:
            catalogue._start(migrations)
        except BaseException:
            catalogue._dispose()
            lock.abandon()
            raise
        return catalogue

    @staticmethod
    def restore(
        library: Library,
        from_backup: Path | None = None,
        *,
        now: Callable[[], datetime] = utcnow,
        migrations: Migrations = OURS,
    ) -> Path:
        """Put a backup in the catalogue's place while the library is closed.

        Args:
            from_backup: one of `backup.every(library)`; None takes the newest good one.

        Returns:
            The backup that was used; the old file is kept among the backups as `set-aside-...`.

        Raises:
            KnownError: the library is open, or there is no sound backup; nothing was changed.
        """
        _create(library)
        lock = LibraryLock(library.root / "catalogue.lock")
        try:
            if from_backup is None:
                newest = backup.newest_good(library, migrations.newest)
                if newest is None:
                    raise KnownError(
                        say("There is no sound backup of this library."),
                        say("Nothing was changed."),
                        kind="not_found",
                    )
                from_backup = Path(newest.path)
            backup.put_back(library, from_backup, now())
        finally:
            lock.abandon()
        return from_backup

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads and sees one state of the catalogue throughout.

        Raises:
            KnownError: the file is damaged or the disk failed.
        """
        with sqlite.told(), make_session(self._open_engine(self._readers), self._now) as session:
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed (and on the disk) at the end, or nothing of it happened.

        Raises:
            KnownError: kind "disk_full" and the like; the transaction left no trace.
            RuntimeError: called inside another `writing()` of the same thread.
        """
        with self._alone(), sqlite.told():
            engine = self._open_engine(self._writer)
            with make_session(engine, self._now) as session, session.begin():
                yield session

    def backup(self, reason: str = "asked") -> Path:
        """A verified copy of the catalogue now; the newest one when nothing changed since.

        Raises:
            KnownError: the disk is full, or the catalogue is not sound.
        """
        with self._alone(), self._raw() as raw:
            made = backup.make(raw, self.library, reason, self._now())
        backup.thin_out(self.library, self._now())
        return made

    def close(self) -> None:
        """Back up when one is due, write everything into the one file, let go of the library."""
        if self._writer is None:
            return
        try:
            self._back_up_when_due()
        except KnownError as error:
            # The work is saved; only its copy is not. The next opening tries again and tells.
            logger.warning("no backup on closing: %s (%s)", error, error.detail)
        with self._alone():
            self._dispose()
            self._lock.release()

    def __enter__(self) -> Catalogue:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close, whatever happened."""
        self.close()

    # --- opening -----------------------------------------------------------------------------

    def _start(self, migrations: Migrations) -> None:
        path, notes = self.library.catalogue, []
        self._refuse_emptied(path, migrations)
        is_new = not path.exists()
        if not is_new:
            upgrade.refuse_foreign(path, migrations)
        self._writer = sqlite.writer(path)
        self._check(sqlite.problems, migrations.newest)
        if saved := upgrade.bring_up_to_date(
            self._writer_engine, self.library, self._now(), migrations
        ):
            notes.append(
                say(
                    "The library was brought up to date; before that, {name} was kept.",
                    name=saved.name,
                )
            )
        self._check(semantics.problems, migrations.newest)
        self._readers = sqlite.readers(path)
        notes += self._tidy(is_new)
        self.opening_notes = tuple(notes)

    def _refuse_emptied(self, path: Path, migrations: Migrations) -> None:
        """An empty or missing file beside backups is no new library but a lost one."""
        empty = not path.exists() or path.stat().st_size == 0
        if empty and not sqlite.side_files(path) and backup.every(self.library):
            raise DamagedCatalogueError(
                say("The library's catalogue is missing or empty."),
                self.library,
                str(path),
                migrations.newest,
            )

    def _check(self, check: Callable[[sqlite3.Connection], list[str]], newest: int) -> None:
        """Raises DamagedCatalogueError when `check` finds something."""
        try:
            with sqlite.told(), self._raw() as raw:
                found = check(raw)
        except DamageError as error:
            found = [error.detail]
        if found:
            raise DamagedCatalogueError(
                say("The library's catalogue is damaged."),
                self.library,
                "; ".join(found),
                newest,
            )

    def _tidy(self, is_new: bool) -> list[str]:
        """Close what a crash left open; plain sentences of what was found."""
        notes = []
        if self._lock.ended_abruptly:
            swept = _sweep(self.library)
            notes.append(
                say("Signet did not close in good order last time; all that was saved is there.")
            )
            if swept:
                notes.append(
                    say_many(
                        "{count} half-written file was removed.",
                        "{count} half-written files were removed.",
                        len(swept),
                    )
                )
        with self.writing() as session:
            program = session.get(About, "program")
            if program is None:
                session.add(About(key="program", value=core.__version__))
            elif program.value != core.__version__:
                program.value = core.__version__
            for run in runs.close_stale(session):
                notes.append(
                    say(
                        "The training “{name}” was interrupted at step {step} of {steps}; it can "
                        "be resumed.",
                        name=run.adapter_name,
                        step=run.step,
                        steps=run.steps,
                    )
                )
        try:
            if not is_new:
                self._back_up_when_due()
        except KnownError as error:
            notes.append(say("No backup of the catalogue could be made: {error}", error=error))
        return notes

    def _back_up_when_due(self) -> None:
        known = backup.every(self.library)
        if not known or abs(self._now() - known[0].made) >= backup.AT_LEAST_APART:
            self.backup("automatic")

    # --- connections -------------------------------------------------------------------------

    @property
    def _writer_engine(self) -> Engine:
        return self._open_engine(self._writer)

    @staticmethod
    def _open_engine(engine: Engine | None) -> Engine:
        if engine is None:
            raise RuntimeError("this catalogue is closed")
        return engine

    @contextlib.contextmanager
    def _raw(self) -> Iterator[sqlite3.Connection]:
        with self._writer_engine.connect() as connection:
            yield upgrade.driver(connection)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        me = threading.get_ident()
        if self._write_owner == me:
            raise RuntimeError("writing() inside writing(): hand the session on instead")
        with self._write_lock:
            self._write_owner = me
            try:
                yield
            finally:
                self._write_owner = 0

    def _dispose(self) -> None:
        """Readers first: the last connection to close is the writer, which empties the log."""
        for engine in (self._readers, self._writer):
            if engine is not None:
                engine.dispose()
        self._readers = self._writer = None


def _create(library: Library) -> None:
    try:
        library.create()
    except OSError as error:
        raise KnownError(
            say("The folder “{root}” cannot be used for the library.", root=library.root),
            say("Choose another folder, or allow writing there."),
            detail=str(error),
        ) from error


def _sweep(library: Library) -> list[Path]:
    """Half-written files: at once where only this program writes, else after the engine's grace."""
    swept: list[Path] = []
    for ours in (library.objects, library.backups, library.adapters, library.thumbnails):
        swept += sweep_parts(ours)
    for shared in (library.runs, library.results, library.cache):
        swept += sweep_parts(shared, older_than=ENGINE_GRACE)
    for path in library.root.glob(".*.part"):
        path.unlink(missing_ok=True)
        swept.append(path)
    return swept
