"""Taking in what an import reads: files into the library, then records into the catalogue.

Files are written by a few threads, for most of that time is waiting for the disk, and records
follow in the order in which photos were read, those that are ready together.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType

from core.actions.changes import Changes
from core.catalogue import items, objects
from core.catalogue.records import ItemRecord
from core.catalogue.store import Catalogue
from core.datasets.importing import IncomingPhoto, IncomingText, SetAside
from core.datasets.picture_facts import remember
from core.datasets.thumbnails import keep
from core.errors import KnownError

_WRITERS = 4
"""Threads; a photo waits for the disk six times, and a dozen photos may come in a second."""
_WRITTEN_AT_ONCE = 6
"""Photos that are read and not yet in the catalogue, at most."""


@dataclass(frozen=True)
class ImportReport:
    """What became of the files that were handed in."""

    photos: tuple[int, ...]
    """Ids of the new photos."""
    texts: tuple[int, ...]
    already_there: int
    """Photos and texts that the project had before."""
    set_aside: tuple[SetAside, ...]
    stopped: bool = False
    """Whether somebody stopped it; what was read until then is kept."""


class Intake:
    """Takes in what one import reads; a context manager, at whose end all of it is there."""

    def __init__(self, catalogue: Catalogue, project_id: int) -> None:
        """Of which project it becomes."""
        self._catalogue = catalogue
        self._project_id = project_id
        self._texts: list[IncomingText] = []
        self._waiting: deque[tuple[IncomingPhoto, Future[None]]] = deque()
        self._writers = ThreadPoolExecutor(_WRITERS, thread_name_prefix="intake")
        self._new: dict[str, list[int]] = {"photo": [], "text": []}
        self._already = 0
        self._set_aside: list[SetAside] = []

    def __enter__(self) -> Intake:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Whatever happened, what was handed over is taken in.

        Raises:
            KnownError: kind "disk_full"; not where something else has gone wrong before.
        """
        with contextlib.ExitStack() as ending:
            ending.callback(self._writers.shutdown)
            while error is not None and self._waiting:
                with contextlib.suppress(KnownError, OSError):
                    self._enter_stored(0)
            if error is None:
                self._enter_stored(0)
                self.store_texts()

    def take(self, one: IncomingPhoto | IncomingText | SetAside) -> None:
        """Photos soon, texts with the rest of their file.

        Raises:
            KnownError: kind "disk_full".
        """
        match one:
            case IncomingPhoto():
                self._waiting.append((one, self._writers.submit(self._store_files, one)))
                self._enter_stored(_WRITTEN_AT_ONCE)
            case IncomingText():
                self._texts.append(one)
            case SetAside():
                self._set_aside.append(one)

    def store_texts(self) -> None:
        """The texts of one file together."""
        if not self._texts:
            return
        with self._catalogue.writing() as session:
            added = [
                items.add_text(
                    session,
                    self._project_id,
                    sha256=one.sha256,
                    body=one.body,
                    kind=one.kind,
                    name=one.name,
                    language=one.language,
                    fields=one.fields,
                )
                for one in self._texts
            ]
        for record in added:
            self._count("text", record)
        self._texts.clear()

    def report(self, stopped: bool) -> ImportReport:
        """What became of everything."""
        return ImportReport(
            tuple(self._new["photo"]),
            tuple(self._new["text"]),
            self._already,
            tuple(self._set_aside),
            stopped,
        )

    def changes(self) -> Changes:
        """What is new in the catalogue."""
        return Changes(items=frozenset(self._new["photo"] + self._new["text"]))

    def _store_files(self, photo: IncomingPhoto) -> None:
        """In a thread. First the files, then the record: a crash in between leaves files, never a
        gap."""
        library = self._catalogue.library
        objects.store_object(library, photo.source, photo.original_sha, photo.original_suffix)
        objects.adopt_object(library, photo.working, photo.working_sha, photo.working.suffix)
        keep(photo.thumbnail, photo.working_sha, library.cache)
        for left in (photo.working, photo.thumbnail):
            left.unlink(missing_ok=True)

    def _enter_stored(self, waiting: int) -> None:
        """Enter the photos whose files are stored; no more than `waiting` are left over."""
        stored: list[IncomingPhoto] = []
        try:
            while self._waiting and (len(self._waiting) > waiting or self._waiting[0][1].done()):
                photo, writing = self._waiting.popleft()
                try:
                    writing.result()
                except KnownError as error:
                    if error.kind == "disk_full":
                        raise
                    self._set_aside.append(
                        SetAside(photo.name, error.say, error.hint, error.detail)
                    )
                else:
                    stored.append(photo)
        finally:
            self._enter(stored)

    def _enter(self, photos: Sequence[IncomingPhoto]) -> None:
        if not photos:
            return
        with self._catalogue.writing() as session:
            added = [
                items.add_picture(
                    session,
                    self._project_id,
                    original_sha=photo.original_sha,
                    original_suffix=photo.original_suffix,
                    working_sha=photo.working_sha,
                    working_suffix=photo.working.suffix,
                    name=photo.name,
                    width=photo.width,
                    height=photo.height,
                    facts=photo.facts,
                )
                for photo in photos
            ]
        for photo, record in zip(photos, added, strict=True):
            if photo.measured:
                remember(
                    self._catalogue.library.cache / "checks", photo.working_sha, photo.measured
                )
            self._count("photo", record)

    def _count(self, kind: str, added: ItemRecord | None) -> None:
        if added is None:
            self._already += 1
        else:
            self._new[kind].append(added.id)
