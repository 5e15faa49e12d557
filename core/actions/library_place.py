"""Where the library lies: judge another folder, move everything there, or use what is there.

A move is a rename where the disk is the same; else every file is copied, compared by its hash, and
the old library is deleted only when the new one is whole and in use. The library must be closed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.catalogue.lock import LibraryLock
from core.catalogue.places import refuse_shared_place
from core.errors import KnownError
from core.files import PART_SUFFIX, copy_file, fsync_folder, require_free, sha256_file
from core.language import later, say
from core.paths import Library

SUBFOLDER = "Signet"
"""Made in a chosen folder that already holds other things."""
Progress = Callable[[int, int], None]
_PARTS = ("objects", "runs", "adapters", "results", "cache", "backups", "logs")


@dataclass(frozen=True)
class Place:
    """A folder that may become the library's."""

    library: Library
    kind: Literal["new", "library"]
    """ "library": there is one already, which would be used; "new": the library can move there."""
    needed: int = 0
    """Bytes that would be copied; 0 for a rename."""


def judge(current: Library, chosen: Path) -> Place:
    """What choosing this folder would mean. Looks at every file's size; not for a busy thread.

    Raises:
        KnownError: it is the library's own folder, inside it, on a network drive or in a cloud
            folder, or may not be written to.
    """
    target = folder_for(chosen)
    here = current.root.resolve()
    if target == here:
        raise _refused(later("The library already lies in this folder."), target)
    if target.is_relative_to(here) or here.is_relative_to(target):
        raise _refused(later("This folder lies inside the library, or around it."), target)
    refuse_shared_place(target)
    if Library(target).catalogue.is_file():
        return Place(Library(target), "library")
    _require_writable(target)
    same_disk = _device(target) == _device(here)
    return Place(Library(target), "new", 0 if same_disk else size_of(current))


def move(
    current: Library,
    place: Place,
    adopt: Callable[[Library], None],
    progress: Progress = lambda done, total: None,
) -> Library:
    """Bring the library to `place`.

    Args:
        adopt: called when the new library is whole: makes the program use it from now on. What it
            raises leaves the old library in place.
        progress: (bytes done, all bytes).

    Raises:
        KnownError: kind "busy" when the library is open, "disk_full" when it does not fit; the
            library is where it was.
    """
    target = place.library.root
    lock = LibraryLock(current.root / "catalogue.lock")
    try:
        if place.needed:
            require_free(target, int(place.needed * 1.05), say("move the library"))
            _copy_all(current.root, target, progress)
    finally:
        lock.abandon()
    if place.needed:
        adopt(place.library)
        _delete(current)
    else:
        _rename(current.root, target)
        try:
            adopt(place.library)
        except BaseException:
            _rename(target, current.root)
            raise
    return place.library


def folder_for(chosen: Path) -> Path:
    """The folder itself when it is new, empty or a library, else a folder of ours inside it.

    Raises:
        KnownError: it cannot be looked into.
    """
    try:
        place = chosen.expanduser().resolve()
        if Library(place).catalogue.is_file() or not place.exists() or not any(place.iterdir()):
            return place
    except OSError as error:
        raise KnownError(
            say("The folder “{name}” cannot be looked into.", name=chosen.name),
            say("Choose another folder, or allow reading it."),
            detail=str(error),
        ) from error
    return place / SUBFOLDER


def size_of(library: Library) -> int:
    """Bytes of all files of the library."""
    return sum(path.stat().st_size for path in _files(library.root))


def _refused(sentence: str, place: Path) -> KnownError:
    return KnownError(
        say(sentence), say("Choose another folder."), detail=str(place), kind="bad_request"
    )


def _require_writable(target: Path) -> None:
    standing = target
    while not standing.exists():
        standing = standing.parent
    if not standing.is_dir() or not os.access(standing, os.W_OK | os.X_OK):
        raise KnownError(
            say("Signet is not allowed to write in “{name}”.", name=str(standing)),
            say("Choose another folder, or allow writing there."),
            detail=str(target),
        )
    if target.exists() and any(target.iterdir()):
        raise _refused(later("This folder is not empty and holds no library."), target)


def _device(path: Path) -> int:
    while not path.exists():
        path = path.parent
    return path.stat().st_dev


def _files(root: Path) -> list[Path]:
    return [path for path in sorted(root.rglob("*")) if path.is_file()]


def _copy_all(root: Path, target: Path, progress: Progress) -> None:
    """Into a folder beside the target that takes its name when every file compares equal."""
    stage = target.with_name(f".{target.name}{PART_SUFFIX}")
    if stage.exists():
        shutil.rmtree(stage)
    files = _files(root)
    total, done = sum(path.stat().st_size for path in files), 0
    try:
        for path in files:
            copy = stage / path.relative_to(root)
            digest = copy_file(path, copy)
            if sha256_file(copy) != digest:
                raise KnownError(
                    say("“{name}” was not written as it was read.", name=path.name),
                    say("The library stays where it was. Check the new disk, or choose another."),
                    detail=str(copy),
                )
            shutil.copystat(path, copy)
            done += path.stat().st_size
            progress(done, total)
        if target.exists():
            target.rmdir()
        stage.rename(target)
        fsync_folder(target.parent)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise


def _rename(root: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            target.rmdir()
        root.rename(target)
    except OSError as error:
        raise KnownError(
            say("The library could not be moved to “{name}”.", name=target.name),
            say("Close programs that use its files, then try again. It lies where it was."),
            detail=str(error),
        ) from error


def _delete(library: Library) -> None:
    """Only what is ours: a folder of the user's own that lies in there stays."""
    for name in _PARTS:
        shutil.rmtree(library.root / name, ignore_errors=True)
    for path in library.root.glob("catalogue.*"):
        path.unlink(missing_ok=True)
    if library.root.is_dir() and not any(library.root.iterdir()):
        library.root.rmdir()
