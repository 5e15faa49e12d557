"""Import: files, folders and ZIPs become photos and texts, or are set aside with a reason.

Nothing here writes to the catalogue, and originals are only ever read. Foreign bytes are decoded
in limited child processes (see `decoder`); what comes back is plain data.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from core.datasets.bursts import FILE_TIME, TAKEN
from core.datasets.decoding import DecoderPool, Task
from core.datasets.languages import languages_of
from core.datasets.sniffing import DOCUMENT_KINDS, is_picture, named_kind
from core.datasets.sources import Candidate, find, kind_of, unopened
from core.errors import KnownError
from core.files import sha256_bytes, sha256_file
from core.language import later, say


@dataclass(frozen=True)
class IncomingPhoto:
    """One photo, read. `working` is its upright sRGB copy without metadata."""

    source: Path
    """The original, or the member unpacked from an archive; never changed."""
    name: str
    original_sha: str
    original_suffix: str
    """With its dot, by content: ".jpg", ".heic" ..."""
    working: Path
    working_sha: str
    width: int
    """Of the working copy, px."""
    height: int
    thumbnail: Path
    """For `thumbnails.keep`."""
    facts: dict[str, str] = field(default_factory=dict)
    measured: dict[str, Any] = field(default_factory=dict)
    """What the checks will need to know, for `picture_facts.remember`."""


@dataclass(frozen=True)
class IncomingText:
    """One text; fields as in `core.contract.items.Text`."""

    name: str
    body: str
    sha256: str
    """Of the body, and of the question or prompt it answers: the text's identity."""
    kind: str
    language: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SetAside:
    """One file, or a part of one, that was not imported: what is the matter, what to do."""

    name: str
    say: str
    hint: str
    detail: str = ""
    anyway: Path | None = None
    """The file, when only a guess speaks against it; `read_sources(anyway=True)` reads it."""


Incoming = IncomingPhoto | IncomingText | SetAside
_SUFFIXES = {
    "JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "TIFF": ".tif", "BMP": ".bmp", "GIF": ".gif",
    "AVIF": ".avif", "HEIF": ".heic",
}  # fmt: skip
_ABOUT = re.compile(r"^(readme|licen[cs]es?|copying|notice|changelog)(\b|_)", re.IGNORECASE)
_NOT_READ = {
    "empty": (later("This file is empty."), later("Copy it again from where it came from.")),
    "zip": (
        later("This is an archive inside an archive."),
        later("Unpack it and import the folder."),
    ),
    "archive": (later("Only ZIP archives are opened."), later("Unpack it and import the folder.")),
    "old_office": (
        later("This is a file of an old Office version."),
        later("Save it as DOCX or XLSX and import that."),
    ),
    "locked_office": (
        later("This file is locked with a password."),
        later("Save a copy without it."),
    ),
    "mail": (
        later("This is a file of an e-mail program."),
        later("Save the mails one by one as EML, or copy their texts into a TXT or CSV file."),
    ),
    "rtf": (later("RTF files are not read."), later("Save it as DOCX or TXT and import that.")),
    "photoshop": (
        later("Photoshop files are not read."),
        later("Export it as PNG or TIFF and import that."),
    ),
    "drawing": (later("This is a vector drawing."), later("Export it as PNG and import that.")),
    "model": (
        later("This is a model or program data, not a photo or a text."),
        later("Leave it out; adapters are imported on their own page."),
    ),
    "program": (later("This is a program, not a photo or a text."), later("Leave it out.")),
}


def read_sources(
    sources: Sequence[Path],
    work: Path,
    *,
    kinds: Sequence[str] = ("photo", "text"),
    anyway: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> Iterator[Incoming]:
    """Read everything below `sources`, in a fixed order, a few files ahead.

    Args:
        sources: files, folders and ZIP archives.
        work: an existing folder for working copies and unpacked members; the caller removes it.
        kinds: what is wanted, "photo" and/or "text"; the rest is set aside.
        anyway: also read what its name alone speaks against.
        cancelled: asked between files; the iterator then ends.
        progress: called with files done, files in all, and the name of the file just done.

    Yields:
        Photos, texts, and what was set aside. Exact duplicates within one call are set aside.
    """
    candidates = list(find(sources))
    reader = _Reader(work, frozenset(kinds), anyway)
    workers = 2 if len(candidates) > 3 and (os.cpu_count() or 1) > 1 else 1
    ahead = 2 * workers
    waiting: deque[tuple[Candidate, Future[list[Incoming]] | list[Incoming]]] = deque()
    done = 0
    with DecoderPool(workers) as pool:
        for number, candidate in enumerate([*candidates, *[None] * ahead]):
            if cancelled():
                return
            if candidate is not None:
                waiting.append((candidate, reader.begin(candidate, number, pool)))
            if not waiting or (candidate is not None and len(waiting) <= ahead):
                continue
            finished, result = waiting.popleft()
            found = result if isinstance(result, list) else result.result()
            yield from reader.without_duplicates(found)
            done += 1
            progress(done, len(candidates), finished.name)


class _OnlyGuessedError(KnownError):
    """The file could be read; its name says that it is not meant."""


class _Reader:
    """What one call of `read_sources` remembers."""

    def __init__(self, work: Path, kinds: frozenset[str], anyway: bool) -> None:
        self._work = work
        self._kinds = kinds
        self._anyway = anyway
        self._files: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def begin(
        self, candidate: Candidate, number: int, pool: DecoderPool
    ) -> Future[list[Incoming]] | list[Incoming]:
        """Look at a file from outside; hand it to a decoder if it is worth reading."""
        try:
            path = candidate.fetch(self._work, number)
            kind = kind_of(path, candidate.name)
            self._check_wanted(candidate.name, kind)
            sha = sha256_file(path)
        except _OnlyGuessedError as error:
            return [replace(_aside(candidate.name, error), anyway=candidate.path)]
        except KnownError as error:
            return [_aside(candidate.name, error)]
        except OSError as error:
            return [_aside(candidate.name, unopened(error))]
        if sha in self._files:
            return [_twin(candidate.name, self._files[sha])]
        self._files[sha] = candidate.name
        if is_picture(kind):
            target = self._work / f"photo-{number:06d}"
            return pool.submit(lambda decoder: _photo(decoder, candidate, path, kind, sha, target))
        return pool.submit(lambda decoder: _texts(decoder, candidate, path, kind))

    def without_duplicates(self, found: Sequence[Incoming]) -> Iterator[Incoming]:
        """Texts that are already there are set aside."""
        for one in found:
            if isinstance(one, IncomingText) and one.sha256 in self._texts:
                yield _twin(one.name, self._texts[one.sha256])
                continue
            if isinstance(one, IncomingText):
                self._texts[one.sha256] = one.name
            yield one

    def _check_wanted(self, name: str, kind: str) -> None:
        """Raises KnownError for what is not read, or not asked for."""
        if kind in _NOT_READ:
            what, hint = _NOT_READ[kind]
            raise KnownError(say(what), say(hint))
        if is_picture(kind):
            if "photo" not in self._kinds:
                raise KnownError(
                    say("This is a picture; only texts were asked for."), say("Leave it out.")
                )
            return
        promised = named_kind(name)
        if is_picture(promised):
            raise KnownError(
                say("This file is named like a {promised} picture but is none.", promised=promised),
                say("Export it again from a picture program, or leave it out."),
            )
        if promised and kind in {"unknown", "other_text"}:
            raise KnownError(
                say("This file is named like {kind} but is something else.", kind=promised.upper()),
                say("Export it again from the program it comes from, or leave it out."),
            )
        if kind not in DOCUMENT_KINDS:
            raise KnownError(
                say("Signet does not read this kind of file."),
                say(
                    "Photos may be JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF or HEIC; texts TXT, MD, "
                    "DOCX, PDF, CSV, XLSX, JSONL, HTML or EML."
                ),
            )
        if "text" not in self._kinds:
            raise KnownError(
                say("This is a text; only photos were asked for."), say("Leave it out.")
            )
        if _ABOUT.match(PurePath(name).name) and not self._anyway:
            raise _OnlyGuessedError(
                say("This file tells about the others and is not a text of the brand."),
                say("Rename it if it should be learnt from."),
            )


def _photo(
    decoder: Any, candidate: Candidate, path: Path, kind: str, sha: str, target: Path
) -> list[Incoming]:
    try:
        read = decoder.read(Task("photo", str(path), kind, candidate.name, str(target)))
    except KnownError as error:
        return [_aside(candidate.name, error)]
    facts = read["facts"]
    if TAKEN not in facts and candidate.path is not None:
        with contextlib.suppress(OSError, ValueError, OverflowError):
            written = datetime.fromtimestamp(path.stat().st_mtime)
            facts[FILE_TIME] = written.isoformat(" ", "seconds")
    return [
        IncomingPhoto(
            source=path,
            name=candidate.name,
            original_sha=sha,
            original_suffix=_SUFFIXES[kind],
            working=Path(read["file"]),
            working_sha=read["sha"],
            width=read["width"],
            height=read["height"],
            thumbnail=Path(read["thumbnail"]),
            facts=facts,
            measured=read["measured"],
        )
    ]


def _texts(decoder: Any, candidate: Candidate, path: Path, kind: str) -> list[Incoming]:
    try:
        read = decoder.read(Task("document", str(path), kind, candidate.name))
    except KnownError as error:
        return [_aside(candidate.name, error)]
    pieces = read["pieces"]
    languages = languages_of([piece["body"] for piece in pieces])
    found: list[Incoming] = []
    for piece, language in zip(pieces, languages, strict=True):
        fields = piece["fields"]
        asked = asked_in(fields)
        name = f"{candidate.name}: {piece['label']}" if piece["label"] else candidate.name
        found.append(
            IncomingText(
                name=name,
                body=piece["body"],
                sha256=identity_of(asked, piece["body"]),
                kind=piece["kind"],
                language=language,
                fields=fields,
            )
        )
    found += [SetAside(candidate.name, what, hint) for what, hint in read["notes"]]
    return found


def identity_of(asked: str, body: str) -> str:
    """SHA-256 of a text and, if there is one, of the question or prompt that it answers."""
    return sha256_bytes((f"{asked}\0{body}" if asked else body).encode())


def asked_in(fields: Mapping[str, str]) -> str:
    """The question or prompt that a text answers, "" without one."""
    return fields.get("question") or fields.get("prompt") or ""


def _aside(name: str, error: KnownError) -> SetAside:
    return SetAside(name, error.say, error.hint, error.detail)


def _twin(name: str, first: str) -> SetAside:
    return SetAside(
        name,
        say("This is already there as “{first}”.", first=first),
        say("Nothing needs to be done."),
    )
