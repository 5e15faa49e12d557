"""ZIP files opened with suspicion: own member names on disk, no links, no bombs, nothing nested.

Members are written under names of our own making, so no name inside an archive can decide where
a file lands; suspicious names are refused all the same, because they are never innocent.
"""

from __future__ import annotations

import re
import stat
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from core.errors import KnownError
from core.language import say

MAX_ENTRIES = 100_000
MAX_RATIO = 20
"""Unpacked over packed size, above `RATIO_FROM`."""
RATIO_FROM = 50_000_000
"""Archives that unpack to less are never bombs, bytes."""
MAX_UNPACKED = 50_000_000_000
"""Largest archive, unpacked bytes."""
ZIP_FAULTS = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, RuntimeError, ValueError,
    EOFError, LookupError,
)  # fmt: skip
"""What the standard library raises on damaged, locked or exotic archives."""
_CHUNK = 1 << 20
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True)
class Member:
    """One file of an archive; `fault` says why it must not be unpacked."""

    archive: Path
    index: int
    name: str
    size: int
    fault: KnownError | None = None


def list_members(path: Path) -> list[Member]:
    """Files of an archive, sorted by name; folders and hidden files are left out.

    Raises:
        KnownError: the archive is damaged, too large or a bomb.
    """
    try:
        with zipfile.ZipFile(path) as package:
            check_package(package)
            members = [
                Member(path, at, _shown(info.filename), info.file_size, _member_fault(info))
                for at, info in enumerate(package.infolist())
                if not info.is_dir()
            ]
    except ZIP_FAULTS as error:
        raise _damaged(str(error)) from error
    return sorted((one for one in members if not _hidden(one.name)), key=lambda one: one.name)


def extract(member: Member, target: Path) -> None:
    """Unpack one member to `target`; what it claims as its size is its limit.

    Raises:
        KnownError: refused or damaged.
    """
    if member.fault is not None:
        raise member.fault
    try:
        with zipfile.ZipFile(member.archive) as package:
            info = package.infolist()[member.index]
            with package.open(info) as reader, target.open("wb") as writer:
                while chunk := reader.read(_CHUNK):
                    writer.write(chunk)
    except ZIP_FAULTS as error:
        target.unlink(missing_ok=True)
        raise _damaged(str(error)) from error


def check_package(package: zipfile.ZipFile) -> None:
    """Refuse archives that unpack to far more than they look (also inside DOCX and XLSX).

    Raises:
        KnownError: too many entries, or too large.
    """
    infos = package.infolist()
    if len(infos) > MAX_ENTRIES:
        raise KnownError(
            say("This archive holds {count} files.", count=len(infos)),
            say("Split it into archives of at most {max_entries} files.", max_entries=MAX_ENTRIES),
        )
    unpacked = sum(info.file_size for info in infos)
    packed = max(1, Path(package.filename or "").stat().st_size)
    bomb = unpacked > RATIO_FROM and unpacked > MAX_RATIO * packed
    if bomb or unpacked > MAX_UNPACKED:
        raise KnownError(
            say(
                "This file unpacks from {packed:.1f} MB to {unpacked:.0f} MB, which no honest "
                "file does.",
                packed=packed / 1e6,
                unpacked=unpacked / 1e6,
            ),
            say("Unpack it yourself if you trust it, and import the folder."),
        )


def office_kind(path: Path) -> str:
    """ "docx" or "xlsx" when a ZIP file is one by its contents, else ""."""
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except ZIP_FAULTS:
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else ""


def _member_fault(info: zipfile.ZipInfo) -> KnownError | None:
    name = info.filename.replace("\\", "/")
    leave = say("Unpack the archive yourself if you trust it, and import the folder.")
    if name.startswith("/") or _DRIVE.match(name) or ".." in PurePosixPath(name).parts:
        return KnownError(say("Its name points outside the archive."), leave)
    if stat.S_ISLNK(info.external_attr >> 16):
        return KnownError(say("This is a link to another file, not a file."), leave)
    if info.flag_bits & 0x1:
        return KnownError(
            say("This file is locked with a password."), say("Make an archive without a password.")
        )
    return None


def _shown(name: str) -> str:
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(
        (part.startswith(".") and part not in {".", ".."}) or part == "__MACOSX" for part in parts
    )


def _damaged(detail: str) -> KnownError:
    if "password" in detail or "encrypted" in detail:
        return KnownError(
            say("This archive is locked with a password."),
            say("Make an archive without a password."),
            detail=detail,
        )
    return KnownError(
        say("This archive is damaged and cannot be unpacked."),
        say("Make it again, or import the folder itself."),
        detail=detail[:500],
    )
