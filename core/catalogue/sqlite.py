"""The SQLite file itself: connections, their settings, its checks, its errors in plain words."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import Pool, QueuePool, StaticPool

from core.catalogue.columns import DamageError, damaged
from core.errors import KnownError
from core.language import say

OLDEST_SQLITE = (3, 38, 0)
"""Strict tables (3.37) and JSON functions in every build (3.38)."""
APPLICATION_ID = 0x53474E54  # "SGNT" in the file's header: whose file this is
BUSY_MS = 5000
_SIDE_FILES = ("-wal", "-shm", "-journal")
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_CUT_OFF = frozenset({sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS})
"""Failed reads by which SQLite tells of a file that is not whole."""
_REFUSED = frozenset(
    {
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_AUTH,
    }
)

UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What sqlite3 raises for a damaged file; the second when the message quotes spoilt bytes of it."""

Access = Literal["write", "read", "frozen"]


def require_sqlite() -> None:
    """Refuse a Python whose SQLite is too old.

    Raises:
        KnownError: naming both versions.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        needed = ".".join(str(part) for part in OLDEST_SQLITE)
        raise KnownError(
            say(
                "This computer's SQLite {sqlite_version} is too old for Signet.",
                sqlite_version=sqlite3.sqlite_version,
            ),
            say("Install a Python that brings SQLite {needed} or newer.", needed=needed),
        )


def connect(path: Path, access: Access) -> sqlite3.Connection:
    """A connection that begins transactions only when told to.

    Args:
        access: "write" makes the file if needed and keeps its log; "read" cannot write;
            "frozen" reads a file that nobody changes and leaves nothing beside it.
    """
    mode = {"write": "mode=rwc", "read": "mode=ro", "frozen": "mode=ro&immutable=1"}[access]
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MS / 1000,
    )
    settings = ["foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0"]
    if access == "write":
        settings += ["journal_mode=WAL", "synchronous=FULL"]
    else:
        settings.append("query_only=ON")
    try:
        for setting in [f"busy_timeout={BUSY_MS}", *settings]:
            connection.execute(f"PRAGMA {setting}").close()
        if access == "write":
            _require_wal(connection)
    except UnicodeDecodeError as error:
        connection.close()
        raise damaged(f"the tables cannot be read: {error}") from error
    except BaseException:
        connection.close()
        raise
    return connection


def writer(path: Path) -> Engine:
    """The one connection that writes; every transaction takes the write lock at its start."""
    return _engine(path, "write", "BEGIN IMMEDIATE", StaticPool)


def readers(path: Path) -> Engine:
    """Connections that only read, each transaction seeing one state of the file."""
    return _engine(path, "read", "BEGIN", QueuePool)


def _engine(path: Path, access: Access, begin: str, pool: type[Pool]) -> Engine:
    engine = create_engine("sqlite://", creator=lambda: connect(path, access), poolclass=pool)

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "begin", start)
    return engine


def problems(connection: sqlite3.Connection, *, thorough: bool = False) -> list[str]:
    """What is wrong with the file, empty when nothing is.

    Args:
        thorough: also compare every index with its table (`integrity_check`).
    """
    check = "integrity_check" if thorough else "quick_check"
    try:
        found = [str(row[0]) for row in connection.execute(f"PRAGMA {check}(20)")]
        if found == ["ok"]:
            found = []
        broken = connection.execute("PRAGMA foreign_key_check").fetchmany(20)
    except UNREADABLE as error:
        if is_of_surroundings(error):
            raise
        return [str(error)]
    return found + [f"row {row[1]} of {row[0]} points to nothing in {row[2]}" for row in broken]


def file_problems(path: Path) -> list[str]:
    """`problems` of a closed file such as a backup, thorough; touches nothing."""
    try:
        with contextlib.closing(connect(path, "frozen")) as connection:
            return problems(connection, thorough=True)
    except (*UNREADABLE, KnownError) as error:
        return [str(error)]


def header(path: Path) -> tuple[int, int]:
    """(application id, schema version) from the file's first bytes; (0, 0) for an empty file.

    Reads the bytes themselves (SQLite's file format, offsets 68 and 60), so that a file that must
    not be written to is not even opened by SQLite.
    """
    with path.open("rb") as handle:
        start = handle.read(100)
    return int.from_bytes(start[68:72], "big"), int.from_bytes(start[60:64], "big")


def side_files(path: Path) -> list[Path]:
    """The log and its index that may lie beside a catalogue file."""
    beside = [path.with_name(path.name + ending) for ending in _SIDE_FILES]
    return [one for one in beside if one.exists()]


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn what the disk did to SQLite into KnownErrors; mistakes of ours stay as they are."""
    try:
        yield
    except DBAPIError as error:
        known = _known(error.orig)
        if known is None:
            raise
        raise known from error
    except sqlite3.Error as error:
        known = _known(error)
        if known is None:
            raise
        raise known from error


def is_of_surroundings(error: BaseException) -> bool:
    """Whether it says nothing about the file: a full disk, a missing right, a drive that is gone.

    Whoever takes that for damage has people restore a backup, and lose what came after it.
    """
    known = _known(error)
    return known is not None and not isinstance(known, DamageError)


def _known(error: BaseException | None) -> KnownError | None:
    exact = getattr(error, "sqlite_errorcode", 0)
    code = exact & 0xFF
    detail = f"{type(error).__name__}: {error}"
    if code in _DAMAGE or exact in _CUT_OFF or "Could not decode to UTF-8" in str(error):
        return damaged(detail)
    if code == sqlite3.SQLITE_FULL:
        return KnownError(
            say("The disk is full; the last change was not kept."),
            say("Free some space and try again; everything before it is safe."),
            detail,
            kind="disk_full",
        )
    if exact == sqlite3.SQLITE_IOERR_SHMSIZE:  # no room for the index of the log, made at opening
        return KnownError(
            say("The disk is too full to open the library."),
            say("Free some space and try again; everything in it is safe."),
            detail,
            kind="disk_full",
        )
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return KnownError(
            say("Another program is using the library's catalogue."),
            say("Close it and try again."),
            detail,
            kind="busy",
        )
    if code in _REFUSED:
        return KnownError(
            say("Signet is not allowed to write the library's catalogue."),
            say("Allow writing in the library's folder, or choose another one."),
            detail,
        )
    if code == sqlite3.SQLITE_IOERR:
        return KnownError(
            say("The disk did not read or write the library's catalogue."),
            say("Check that the drive is connected and healthy, then try again."),
            detail,
        )
    return None


def _require_wal(connection: sqlite3.Connection) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal":
        raise KnownError(
            say("The library's disk cannot hold a catalogue safely."),
            say("Choose a folder on this computer's own disk."),
            detail=f"journal mode {mode}",
        )
