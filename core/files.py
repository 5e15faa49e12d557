"""Files that are either whole or absent: temp, fsync, rename, fsync of the folder."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from io import RawIOBase
from pathlib import Path
from typing import Any, BinaryIO

from core.errors import KnownError
from core.language import say

PART_SUFFIX = ".part"
_CHUNK = 1 << 18


@contextlib.contextmanager
def atomic_writer(target: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside `target`; on success it takes the name, else it vanishes.

    Raises:
        KnownError: kind "disk_full" when the disk has no room.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = _part_name(target)
    try:
        with part.open("xb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(target)
        fsync_folder(target.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _told(error, target) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_bytes(target: Path, data: bytes) -> None:
    """Write `data` so that `target` holds either the old or the new bytes."""
    with atomic_writer(target) as handle:
        handle.write(data)


def write_text(target: Path, text: str) -> None:
    """Write UTF-8 text atomically."""
    write_bytes(target, text.encode("utf-8"))


def write_json(target: Path, value: Any) -> None:
    """Write indented UTF-8 JSON atomically."""
    write_text(target, json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def copy_file(source: Path, target: Path) -> str:
    """Copy atomically and return the SHA-256 of what was copied (hex)."""
    with source.open("rb", buffering=0) as reader, atomic_writer(target) as writer:
        return copy_bytes(reader, writer)


def copy_bytes(reader: RawIOBase, writer: BinaryIO) -> str:
    """Copy what is left to read; returns its SHA-256 (hex). One buffer for all of it: to ask the
    system for memory again and again takes longer than the hash."""
    digest, buffer = hashlib.sha256(), bytearray(_CHUNK)
    view = memoryview(buffer)
    while size := reader.readinto(buffer):
        digest.update(view[:size])
        writer.write(view[:size])
    return digest.hexdigest()


def move_file(source: Path, target: Path) -> None:
    """Give a finished file another place on the same disk; it is on the disk before it has its
    name, and nothing is read or written anew.

    Raises:
        OSError: the places are on different disks, among others; `source` is as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb+") as handle:
        os.fsync(handle.fileno())
    source.replace(target)
    fsync_folder(target.parent)


@contextlib.contextmanager
def atomic_folder(target: Path) -> Iterator[Path]:
    """Fill a staging folder that becomes `target` in one rename, replacing what stood there.

    A crash leaves the old folder or the new one; a leftover staging folder ends in `.part`.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    stage = _part_name(target)
    stage.mkdir()
    try:
        yield stage
        _fsync_tree(stage)
        _swap_in(stage, target)
    except OSError as error:
        shutil.rmtree(stage, ignore_errors=True)
        raise _told(error, target) from error
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise


def sweep_parts(folder: Path, older_than: float = 0.0) -> list[Path]:
    """Remove what an interrupted write left below `folder`; return the removed paths.

    Args:
        older_than: seconds; what was changed more recently may still be in the making and stays.
    """
    removed: list[Path] = []
    if not folder.is_dir():
        return removed
    newest = time.time() - older_than
    for path in sorted(folder.rglob("*" + PART_SUFFIX)):
        if older_than and _changed(path) > newest:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        removed.append(path)
    return removed


def sha256_file(path: Path) -> str:
    """SHA-256 of a file's bytes, hex."""
    with path.open("rb", buffering=0) as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def sha256_bytes(data: bytes) -> str:
    """SHA-256 of bytes, hex."""
    return hashlib.sha256(data).hexdigest()


def free_bytes(folder: Path) -> int:
    """Free bytes on the disk that holds `folder` (or its nearest existing parent)."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def require_there(source: Path) -> None:
    """Refuse a file or folder that is not there.

    Raises:
        KnownError: kind "not_found".
    """
    if not source.exists():
        raise KnownError(
            say("There is no file or folder “{source}”.", source=source),
            say("Check the name, or whether its drive is connected."),
            kind="not_found",
        )


def require_free(folder: Path, needed: int, purpose: str) -> None:
    """Refuse to begin work that the disk cannot hold.

    Args:
        needed: bytes.
        purpose: what for, in the reader's language, to end "... is needed to {purpose}".

    Raises:
        KnownError: kind "disk_full".
    """
    free = free_bytes(folder)
    if free < needed:
        raise KnownError(
            say(
                "The disk is too full: {needed:.1f} GB is needed to {purpose}, {free:.1f} GB is "
                "free.",
                needed=needed / 1e9,
                purpose=purpose,
                free=free / 1e9,
            ),
            say("Free some space and try again."),
            kind="disk_full",
        )


def fsync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut (a no-op where folders cannot be synced)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # went away with its folder, or took its name meanwhile
        return 0.0


def _part_name(target: Path) -> Path:
    return target.with_name(f".{target.name[:80]}.{uuid.uuid4().hex[:8]}{PART_SUFFIX}")


def _fsync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as handle:
                os.fsync(handle.fileno())
        elif path.is_dir():
            fsync_folder(path)
    fsync_folder(folder)


def _swap_in(stage: Path, target: Path) -> None:
    old = _part_name(target)
    if target.exists():
        target.replace(old)
    stage.replace(target)
    fsync_folder(target.parent)
    if old.exists():
        shutil.rmtree(old, ignore_errors=True)


def _told(error: OSError, target: Path) -> Exception:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return KnownError(
            say("The disk is full; {name} was not written.", name=target.name),
            say("Free some space and try again; nothing that was there before is lost."),
            detail=str(error),
            kind="disk_full",
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return KnownError(
            say("Signet is not allowed to write {name}.", name=target.name),
            say("Choose another folder, or allow writing there."),
            detail=str(error),
            kind="bad_data",
        )
    return error
