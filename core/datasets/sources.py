"""Files to import, found in files, folders and ZIPs; hidden ones skipped, sorted by name."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.datasets.archives import Member, extract, list_members, office_kind
from core.datasets.sniffing import HEAD_BYTES, sniff
from core.errors import KnownError
from core.files import require_free
from core.language import say

_CLUTTER = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx"})


@dataclass(frozen=True)
class Candidate:
    """One file that may be imported. `fault` is set when it is already clear that it cannot."""

    name: str
    """How the user knows it: the path below the folder or archive that was given."""
    path: Path | None = None
    member: Member | None = None
    fault: KnownError | None = None

    def fetch(self, work: Path, number: int) -> Path:
        """The file on disk; members of archives are unpacked into `work` under a plain name.

        Raises:
            KnownError: it cannot be opened.
        """
        if self.fault is not None:
            raise self.fault
        if self.path is not None:
            return self.path
        if self.member is None:
            raise KnownError(
                say("There is no such file."), say("Choose it again."), kind="not_found"
            )
        target = work / f"member-{number:06d}"
        require_free(work, self.member.size + (64 << 20), say("unpack an archive"))
        extract(self.member, target)
        return target


def find(sources: Sequence[Path]) -> Iterator[Candidate]:
    """Every file below `sources`, in the order given; folders and archives sorted inside."""
    for source in sources:
        if source.is_dir():
            yield from _folder(source)
        else:
            yield from _file(source, shown(source.name))


def shown(name: str) -> str:
    """A name fit for display: composed characters, undecodable bytes marked."""
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", errors="replace"))


def kind_of(path: Path, name: str) -> str:
    """`sniffing.sniff` of a file on disk; office packages are known by their contents, and
    "locked_office" is one behind a password.

    Raises:
        KnownError: the file cannot be opened.
    """
    try:
        with path.open("rb") as handle:
            head = handle.read(HEAD_BYTES)
    except OSError as error:
        raise unopened(error) from error
    kind = sniff(head, name)
    if kind == "old_office" and _is_locked(path):
        return "locked_office"
    return office_kind(path) or kind if kind == "zip" else kind


def _is_locked(path: Path) -> bool:
    """Whether a compound file is a DOCX or XLSX behind a password ([MS-OFFCRYPTO], 2.3.4.4)."""
    name = "EncryptedPackage".encode("utf-16-le")
    kept = b""
    with path.open("rb") as handle:
        for _ in range(64):
            if not (part := handle.read(1 << 20)):
                break
            if name in kept + part:
                return True
            kept = part[-len(name) :]
    return False


def unopened(error: OSError) -> KnownError:
    """The world's reason for not opening a file, in plain words."""
    if isinstance(error, FileNotFoundError):
        return KnownError(
            say("This file cannot be found."),
            say("Check whether it was moved or its drive is connected."),
            detail=str(error), kind="not_found",
        )  # fmt: skip
    if isinstance(error, PermissionError):
        return KnownError(
            say("Signet is not allowed to read this file."),
            say("Allow reading it, or copy it elsewhere."),
            detail=str(error),
        )  # fmt: skip
    return KnownError(
        say("This file cannot be opened."),
        say("Copy it to this computer and try again."),
        detail=str(error),
    )


def _folder(folder: Path) -> Iterator[Candidate]:
    faults: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=faults.append):
        folders[:] = sorted(one for one in folders if not _hidden(one))
        for file in sorted(one for one in files if not _hidden(one)):
            path = Path(place) / file
            yield from _file(path, shown(path.relative_to(folder).as_posix()))
    for fault in faults:
        yield Candidate(shown(str(Path(fault.filename or folder).name)), fault=unopened(fault))


def _file(path: Path, name: str) -> Iterator[Candidate]:
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
        kind = kind_of(path, name) if regular else ""
    except OSError as error:
        yield Candidate(name, fault=unopened(error))
        return
    except KnownError as error:
        yield Candidate(name, fault=error)
        return
    if not regular:
        fault = KnownError(say("This is not an ordinary file."), say("Leave it out."))
        yield Candidate(name, fault=fault)
    elif kind == "zip":
        yield from _archive(path, name)
    else:
        yield Candidate(name, path=path)


def _archive(path: Path, name: str) -> Iterator[Candidate]:
    try:
        members = list_members(path)
    except KnownError as error:
        yield Candidate(name, fault=error)
        return
    if not members:
        yield Candidate(name, fault=KnownError(say("This archive is empty."), say("Leave it out.")))
    for member in members:
        yield Candidate(f"{name}/{member.name}", member=member)


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _CLUTTER
