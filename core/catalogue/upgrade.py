"""Bringing an older catalogue to this program's tables, and refusing a newer one.

A verified backup first, then every step in one transaction, checked before it is committed; if
anything fails, the file is put back as it was. A new file is made by the same steps.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar, cast

from sqlalchemy import Connection, Engine

from core.catalogue import backup, sqlite
from core.catalogue.columns import damaged
from core.errors import KnownError
from core.language import say
from core.paths import Library


@dataclass(frozen=True)
class Migrations:
    """The folder of alembic's env.py and versions, and the number of the newest version."""

    folder: Path
    newest: int


T = TypeVar("T")
OURS = Migrations(Path(__file__).parent / "migrations", 8)


def refuse_foreign(path: Path, migrations: Migrations) -> None:
    """Refuse a file of a newer program or of another program, without writing to it.

    Raises:
        KnownError: naming the version that is needed.
    """
    application, version = sqlite.header(path)
    if application in (0, sqlite.APPLICATION_ID) and sqlite.side_files(path):
        # Some of the truth may still be in the log; a reader looks there and writes nothing.
        version = _asked(path, "read", "PRAGMA user_version", version)
        application = _asked(path, "read", "PRAGMA application_id", application)
    if version > migrations.newest and application == sqlite.APPLICATION_ID:
        raise KnownError(
            say(
                "This library was written by a newer Signet{program}: its catalogue has version "
                "{version}, this program knows version {newest}.",
                program=_program(path),
                version=version,
                newest=migrations.newest,
            ),
            say("Start the newer Signet, or update this one; nothing was changed."),
            kind="bad_data",
        )
    if application != sqlite.APPLICATION_ID and _has_tables(path):
        raise KnownError(
            say("“{name}” is not a catalogue of Signet.", name=path.name),
            say("Choose another folder for the library; nothing was changed."),
            detail=f"application id {application:#x}",
        )


def bring_up_to_date(
    engine: Engine, library: Library, now: datetime, migrations: Migrations = OURS
) -> Path | None:
    """Run the steps that are missing.

    Args:
        engine: the writer; disposed of when the old file had to be put back.

    Returns:
        The backup that was made before, None when there was nothing to do or the file is new.

    Raises:
        KnownError: a step failed; the catalogue is as it was before.
    """
    with engine.connect() as connection:
        raw = driver(connection)
        (version,) = raw.execute("PRAGMA user_version").fetchone()
        if version == migrations.newest:
            return None
        saved = backup.make(raw, library, backup.BEFORE_UPGRADE, now) if version else None
    try:
        _migrate(engine, migrations)
    except Exception as error:
        engine.dispose()
        if saved is not None:
            backup.put_back(library, saved, now)
        raise KnownError(
            say("The library could not be brought up to this version of Signet."),
            say(
                "Nothing was lost, the library is as it was: go on with the version you had, and "
                "report this."
            ),
            detail=f"{type(error).__name__}: {error}",
        ) from error
    return saved


def driver(connection: Connection) -> sqlite3.Connection:
    """The sqlite3 connection under SQLAlchemy's."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _migrate(engine: Engine, migrations: Migrations) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations.folder).replace("%", "%%"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        raw = driver(connection)
        # Batch mode drops and renames tables; with foreign keys on, that would delete children.
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                command.upgrade(config, "head")
                raw.execute(f"PRAGMA application_id={sqlite.APPLICATION_ID}")
                raw.execute(f"PRAGMA user_version={migrations.newest}")
                if found := sqlite.problems(raw, thorough=True):
                    raise damaged("; ".join(found))
        finally:
            raw.execute("PRAGMA foreign_keys=ON")
        # The header of the file itself must tell its version to older programs.
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _program(path: Path) -> str:
    name = _asked(path, "frozen", "SELECT value FROM about WHERE key = 'program'", "")
    return f" ({name})" if name else ""


def _has_tables(path: Path) -> bool:
    return _asked(path, "frozen", "SELECT count(*) FROM sqlite_master", 0) > 0


def _asked(path: Path, access: sqlite.Access, question: str, otherwise: T) -> T:
    """One value from a file that may be damaged; damage is told by the check that follows."""
    try:
        with contextlib.closing(sqlite.connect(path, access)) as connection:
            row = connection.execute(question).fetchone()
    except (*sqlite.UNREADABLE, KnownError):
        return otherwise
    return otherwise if row is None else cast("T", row[0])
