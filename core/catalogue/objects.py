"""Files of the library, named by their content: `objects/ab/<sha256><suffix>`.

Nothing here deletes on its own: after an older backup was put back, files that the catalogue does
not know may be the only copy of a photo. `unknown` lists them, the caller decides.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalogue.tables import Item, ItemVersion, Project
from core.errors import KnownError
from core.files import PART_SUFFIX, atomic_writer, copy_bytes, move_file
from core.language import say
from core.paths import Library

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SUFFIX = re.compile(r"(\.[a-z0-9]{1,10})?")


def object_name(sha256: str, suffix: str) -> str:
    """Path relative to the library's root.

    Raises:
        ValueError: the hash or the suffix could name a file elsewhere.
    """
    if not _SHA256.fullmatch(sha256) or not _SUFFIX.fullmatch(suffix):
        raise ValueError(f"not a content address: {sha256!r} {suffix!r}")
    return f"objects/{sha256[:2]}/{sha256}{suffix}"


def store_object(library: Library, source: Path, sha256: str, suffix: str) -> str:
    """Copy `source` into the library under its content's name; a second time it does nothing.

    Args:
        sha256: what the content was when it was read, lower-case hex.
        suffix: with its dot, lower case, such as ".jpg".

    Returns:
        The path relative to the library's root.

    Raises:
        KnownError: the file has changed since it was read, or the disk is full.
    """
    name = object_name(sha256, suffix)
    target = library.root / name
    if target.is_file() and target.stat().st_size == source.stat().st_size:
        return name
    with source.open("rb", buffering=0) as reader, atomic_writer(target) as writer:
        if copy_bytes(reader, writer) != sha256:
            raise KnownError(
                say("“{name}” changed while it was being read.", name=source.name),
                say("Wait until it is written completely, then import it again."),
            )
    return name


def adopt_object(library: Library, made: Path, sha256: str, suffix: str) -> str:
    """`store_object` of a file that Signet itself has made, which is moved and not copied."""
    name = object_name(sha256, suffix)
    target = library.root / name
    if not target.exists():
        with contextlib.suppress(OSError):  # such as another disk; then it is copied
            move_file(made, target)
    return store_object(library, made, sha256, suffix) if made.exists() else name


def known_files(session: Session) -> set[str]:
    """Every object the catalogue speaks of, the bin included."""
    known: set[str] = set()
    columns = (Item.original_path, Item.working_path, ItemVersion.working_path, Project.logo)
    for column in columns:
        known.update(session.scalars(select(column).where(column != "")))
    return known


def unknown(session: Session, library: Library) -> list[Path]:
    """Whole files below `objects` that no item speaks of, oldest name first."""
    known = known_files(session)
    found = []
    for path in sorted(library.objects.glob("*/*")):
        name = path.relative_to(library.root).as_posix()
        if path.is_file() and name not in known and path.suffix != PART_SUFFIX:
            found.append(path)
    return found


def missing(session: Session, library: Library, project_id: int | None = None) -> list[int]:
    """Ids of the items whose files are not there (a drive that is off, a folder moved away)."""
    query = select(Item.id, Item.original_path, Item.working_path).order_by(Item.id)
    if project_id is not None:
        query = query.where(Item.project_id == project_id)
    return [
        item_id
        for item_id, *names in session.execute(query)
        if any(name and not (library.root / name).is_file() for name in names)
    ]


def remove_files(library: Library, names: Iterable[str]) -> list[Path]:
    """Delete files and folders of the library by their relative names, such as `bin.empty_expired`
    gives out; call it after the transaction is committed.

    Raises:
        ValueError: a name leads out of the library; nothing was deleted.
    """
    paths = [library.root / _inside(name) for name in names]
    removed = []
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.is_file():
            path.unlink()
        else:
            continue
        removed.append(path)
    return removed


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    outside = path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name
    if outside or len(path.parts) < 2:
        raise ValueError(f"not a name inside the library: {name!r}")
    return path
