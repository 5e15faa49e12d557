"""A project as one file: a ZIP with a manifest that names every member and its SHA-256.

Read with suspicion. Only names of the few kinds below are taken, files are stored as they are (so
what comes out is never larger than the bundle), and every byte is checked against the manifest
before anything is written. A bundle holds data only; nothing in it is ever executed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from core.datasets.archives import ZIP_FAULTS
from core.errors import KnownError
from core.files import PART_SUFFIX, atomic_writer
from core.language import say

SUFFIX = ".signet"
FORMAT = "signet-project"
VERSION = 1
MANIFEST = "manifest.json"
MAX_MEMBERS = 1_000_000
MAX_MANIFEST = 256 << 20
"""Bytes; a million members take about 150 MB."""
MAX_ROWS = 4 << 30
"""All rows together, unpacked bytes."""
_CHUNK = 1 << 20
_ZIP64_FROM = 1 << 30
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The oldest time a ZIP can hold: the same project makes the same members."""
_ROWS = re.compile(r"rows/[a-z_]{1,40}\.jsonl")
_FILES = re.compile(
    r"objects/[0-9a-f]{2}/[0-9a-f]{64}(\.[a-z0-9]{1,10})?"
    r"|adapters/[A-Za-z0-9_-]{1,80}/[a-z_]{1,60}\.(safetensors|json)"
    r"|results/[0-9]{1,18}\.(png|jpg|jpeg|webp)"
)
_SHA256 = re.compile(r"[0-9a-f]{64}")
Progress = Callable[[int, int], None]
"""Bytes done and bytes in all."""


@dataclass(frozen=True)
class BundleMember:
    """One file in a bundle."""

    name: str
    size: int
    sha256: str


class BundleWriter:
    """Adds members one after another; use `writing`."""

    def __init__(
        self, package: zipfile.ZipFile, total: int, progress: Progress, stop: Callable[[], None]
    ) -> None:
        """Used by `writing` only."""
        self._package = package
        self._total = total
        self._done = 0
        self._progress = progress
        self._stop = stop
        self._members: list[BundleMember] = []

    def add(self, name: str, source: Path) -> BundleMember:
        """Copy a file in; rows are compressed, other files stored as they are."""
        size = source.stat().st_size
        info = _info(name, zipfile.ZIP_DEFLATED if _ROWS.fullmatch(name) else zipfile.ZIP_STORED)
        digest, copied = hashlib.sha256(), 0
        with (
            source.open("rb") as reader,
            self._package.open(info, "w", force_zip64=size >= _ZIP64_FROM) as writer,
        ):
            while chunk := reader.read(_CHUNK):
                self._stop()
                digest.update(chunk)
                writer.write(chunk)
                copied += len(chunk)
                self._done += len(chunk)
                self._progress(self._done, self._total)
        member = BundleMember(name, copied, digest.hexdigest())
        self._members.append(member)
        return member

    def finish(self, about: Mapping[str, Any]) -> None:
        """Write the manifest, last."""
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            **about,
            "members": [
                {"name": one.name, "bytes": one.size, "sha256": one.sha256} for one in self._members
            ],
        }
        data = json.dumps(manifest, ensure_ascii=False, sort_keys=True).encode()
        self._package.writestr(_info(MANIFEST, zipfile.ZIP_DEFLATED), data)


@contextlib.contextmanager
def writing(
    target: Path,
    total: int = 0,
    progress: Progress = lambda done, total: None,
    stop: Callable[[], None] = lambda: None,
) -> Iterator[BundleWriter]:
    """A new bundle; it takes its name when it is whole, replacing what stood there.

    Args:
        total: bytes that will be added, for the progress.
        stop: called often; raises to end the work, and then no bundle is made.
    """
    for left in target.parent.glob(f".{_literal(target.name[:80])}.*{PART_SUFFIX}"):
        left.unlink(missing_ok=True)
    with (
        atomic_writer(target) as handle,
        zipfile.ZipFile(handle, "w", zipfile.ZIP_STORED, allowZip64=True) as package,
    ):
        yield BundleWriter(package, total, progress, stop)


class Bundle:
    """An open bundle whose list of members holds together; use `opened`."""

    def __init__(self, package: zipfile.ZipFile, about: dict[str, Any]) -> None:
        """Used by `opened` only."""
        self._package = package
        self.about = about
        self.readers = contextlib.ExitStack()
        """Members that are being read; closed with the bundle at the latest."""
        listed = about.get("members")
        if not isinstance(listed, list):
            raise damaged("no list of members")
        self.members = {one.name: one for one in map(_member, listed)}
        _require_sound(package, self.members, len(listed))

    @property
    def size(self) -> int:
        """Bytes that come out of it."""
        return sum(one.size for one in self.members.values())

    def verify(
        self,
        progress: Progress = lambda done, total: None,
        stop: Callable[[], None] = lambda: None,
    ) -> None:
        """Read every byte and compare it with the manifest.

        Raises:
            KnownError: something is not as it was written.
        """
        done, total = 0, self.size
        for member in self.members.values():
            with self._checked(member) as chunks:
                for chunk in chunks:
                    stop()
                    done += len(chunk)
                    progress(done, total)

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a rows member; nothing where it has no such member."""
        if name not in self.members:
            return
        try:
            # Known to the bundle as well: who stops halfway leaves this generator to the garbage
            # collector, and the file must not stay open until then.
            with self.readers.enter_context(self._package.open(name)) as reader:
                yield from reader
        except ZIP_FAULTS as error:
            raise damaged(f"{name}: {error}") from error

    def stream(self, name: str) -> IO[bytes]:
        """A member to read and seek in."""
        try:
            return self._package.open(name)
        except ZIP_FAULTS as error:
            raise damaged(f"{name}: {error}") from error

    def extract(self, name: str, target: Path) -> None:
        """Write a member to `target`, atomically, checking it once more."""
        with atomic_writer(target) as writer, self._checked(self.members[name]) as chunks:
            for chunk in chunks:
                writer.write(chunk)

    @contextlib.contextmanager
    def _checked(self, member: BundleMember) -> Iterator[Iterator[bytes]]:
        digest = hashlib.sha256()

        def chunks(reader: IO[bytes]) -> Iterator[bytes]:
            while chunk := _faultless(reader, member.name):
                digest.update(chunk)
                yield chunk

        try:
            reader = self._package.open(member.name)
        except ZIP_FAULTS as error:
            raise damaged(f"{member.name}: {error}") from error
        with reader:
            yield chunks(reader)
        if digest.hexdigest() != member.sha256:
            raise damaged(f"{member.name} is not what was put in")


@contextlib.contextmanager
def opened(path: Path, newest: int) -> Iterator[Bundle]:
    """Open a bundle and look at its list; the bytes are checked by `verify`.

    Args:
        newest: version of the catalogue this program knows.

    Raises:
        KnownError: it is no bundle, damaged, or of a newer program.
    """
    if not path.is_file():
        raise KnownError(
            say("There is no file “{path}”.", path=path.name),
            say("Check the name, or whether its drive is connected."),
            detail=str(path),
            kind="not_found",
        )
    try:
        package = zipfile.ZipFile(path)
    except ZIP_FAULTS as error:
        raise damaged(str(error)) from error
    with package:
        about = _about(package)
        _refuse_newer(about, newest)
        bundle = Bundle(package, about)
        with bundle.readers:
            yield bundle


def looks_like_bundle(path: Path) -> bool:
    """Whether a file calls itself one; for deciding what a drop means, not for trusting it."""
    return path.suffix.lower() == SUFFIX and path.is_file()


def damaged(detail: str) -> KnownError:
    """The error for a bundle that cannot be what a Signet wrote."""
    return KnownError(
        say("This project file is damaged; nothing was brought in."),
        say("Copy it again from where it came from, or save it there once more."),
        detail=detail[:500],
    )


def _about(package: zipfile.ZipFile) -> dict[str, Any]:
    try:
        info = package.getinfo(MANIFEST)
    except KeyError as error:
        raise KnownError(
            say("This is not a project file of Signet."),
            say("Choose a file that ends in {suffix}.", suffix=SUFFIX),
            detail=str(error),
        ) from error
    if info.file_size > MAX_MANIFEST:
        raise damaged("the manifest is too long")
    try:
        about = json.loads(package.read(info))
    except (*ZIP_FAULTS, RecursionError) as error:
        raise damaged(f"{MANIFEST}: {error}") from error
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise KnownError(
            say("This is not a project file of Signet."),
            say("Choose a file that ends in {suffix}.", suffix=SUFFIX),
        )
    return about


def _refuse_newer(about: Mapping[str, Any], newest: int) -> None:
    version, catalogue = about.get("version"), about.get("catalogue")
    if not isinstance(version, int) or not isinstance(catalogue, int):
        raise damaged("no version")
    if version > VERSION or catalogue > newest:
        program = about.get("program")
        raise KnownError(
            say("This project file was saved by a newer Signet; nothing was brought in."),
            say("Update Signet, then bring it in again."),
            detail=f"bundle {version}, catalogue {catalogue} of {newest}, {program!r}"[:300],
        )


def _member(listed: Any) -> BundleMember:
    if not isinstance(listed, dict):
        raise damaged("a member is no object")
    name, size, sha256 = listed.get("name"), listed.get("bytes"), listed.get("sha256")
    named = isinstance(name, str) and (_ROWS.fullmatch(name) or _FILES.fullmatch(name))
    sized = isinstance(size, int) and not isinstance(size, bool) and size >= 0
    if not (named and sized and isinstance(sha256, str) and _SHA256.fullmatch(sha256)):
        raise damaged(f"a member called {str(name)[:200]!r}")
    return BundleMember(str(name), int(str(size)), sha256)


def _require_sound(
    package: zipfile.ZipFile, members: Mapping[str, BundleMember], listed: int
) -> None:
    """The ZIP's own directory says the same as the manifest, and nothing unpacks to more."""
    infos = [info for info in package.infolist() if info.filename != MANIFEST]
    names = {info.filename for info in infos}
    if len(infos) > MAX_MEMBERS or not len(infos) == len(names) == len(members) == listed:
        raise damaged(f"{len(infos)} members, {listed} in the manifest")
    if names != set(members):
        raise damaged(f"not in both lists: {sorted(names ^ set(members))[:3]}")
    stored = rows = 0
    for info in infos:
        is_rows = bool(_ROWS.fullmatch(info.filename))
        allowed = zipfile.ZIP_DEFLATED if is_rows else zipfile.ZIP_STORED
        if info.compress_type != allowed or info.flag_bits & 0x1:
            raise damaged(f"{info.filename} is packed in another way")
        if info.file_size != members[info.filename].size:
            raise damaged(f"{info.filename} has another length")
        rows += info.file_size if is_rows else 0
        stored += 0 if is_rows else info.file_size
    if rows > MAX_ROWS or stored > Path(package.filename or "").stat().st_size:
        raise damaged(f"unpacks to {rows} + {stored} bytes")


def _faultless(reader: IO[bytes], name: str) -> bytes:
    try:
        return reader.read(_CHUNK)
    except ZIP_FAULTS as error:
        raise damaged(f"{name}: {error}") from error


def _info(name: str, how: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=_FIRST_DAY)
    info.compress_type = how
    info.external_attr = 0o644 << 16
    return info


def _literal(name: str) -> str:
    """A name for `glob`, without its wildcards' meaning."""
    return re.sub(r"([\[\]*?])", r"[\1]", name)
