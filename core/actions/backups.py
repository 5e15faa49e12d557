"""Backups of the catalogue: make one, list them, put one back."""

from __future__ import annotations

from pathlib import Path

from core.actions.changes import Changes
from core.catalogue import backup
from core.catalogue.records import BackupRecord
from core.catalogue.store import Catalogue
from core.errors import KnownError
from core.language import say
from core.paths import Library


def make(catalogue: Catalogue) -> tuple[Path, Changes]:
    """A verified copy of the catalogue; it holds no photos, adapters or results.

    Raises:
        KnownError: the disk is full, or the catalogue is not sound.
    """
    return catalogue.backup("asked"), Changes()


def list_all(library: Library) -> list[BackupRecord]:
    """Every backup, newest first; the library may be closed."""
    return backup.every(library)


def put_back(library: Library, name: str = "") -> tuple[Path, Changes]:
    """Put a backup in the catalogue's place; the library must be closed.

    Args:
        name: of the file; empty takes the newest sound one.

    Raises:
        KnownError: there is none of that name, it is not sound, or the library is in use.
    """
    if not name:
        return Catalogue.restore(library), Changes()
    for one in list_all(library):
        if Path(one.path).name == name:
            return Catalogue.restore(library, Path(one.path)), Changes()
    raise KnownError(
        say("There is no backup “{name}”.", name=name),
        say("See all backups with the command “backup list”."),
        kind="not_found",
    )
