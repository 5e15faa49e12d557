"""Photos and texts of a project: import, caption, throw away, take back."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.actions.changes import Changes
from core.catalogue import items, objects, projects
from core.catalogue.records import ItemRecord
from core.catalogue.store import Catalogue
from core.datasets.captions import fill_captions, replace_in_captions, with_trigger
from core.datasets.importing import (
    IncomingPhoto,
    IncomingText,
    SetAside,
    asked_in,
    identity_of,
    read_sources,
)
from core.datasets.picture_facts import remember
from core.datasets.thumbnails import keep
from core.errors import KnownError
from core.files import PART_SUFFIX
from core.language import say

Progress = Callable[[int, int, str], None]
KINDS = ("photo", "text")


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


def import_files(
    catalogue: Catalogue,
    project_id: int,
    sources: Sequence[Path],
    *,
    kinds: Sequence[str] = KINDS,
    anyway: bool = False,
    progress: Progress = lambda done, total, name: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[ImportReport, Changes]:
    """Read files, folders and ZIPs into a project.

    Every finished photo, and the texts of every finished file, are stored at once: whatever happens
    later, they are there, and handing in the same files again adds nothing twice.

    Args:
        anyway: also read files that their names alone speak against.
        progress: called with files done, files in all and the name of the last.

    Raises:
        KnownError: a source does not exist, or the disk is full.
    """
    for source in sources:
        if not source.exists():
            raise KnownError(
                say("There is no file or folder “{source}”.", source=source),
                say("Check the name, or whether its drive is connected."),
                kind="not_found",
            )
    with catalogue.reading() as session:
        projects.get(session, project_id)
    intake = _Intake(catalogue, project_id)
    stopped = False

    def asked_to_stop() -> bool:
        nonlocal stopped
        stopped = stopped or cancelled()
        return stopped

    def file_done(done: int, total: int, name: str) -> None:
        intake.store_texts()
        progress(done, total, name)

    with _work_folder(catalogue) as folder:
        work = Path(folder)
        for one in read_sources(
            sources,
            work,
            kinds=kinds,
            anyway=anyway,
            cancelled=asked_to_stop,
            progress=file_done,
        ):
            intake.take(one)
        intake.store_texts()
    return intake.report(stopped), intake.changes()


class _Intake:
    """Takes in what one import reads."""

    def __init__(self, catalogue: Catalogue, project_id: int) -> None:
        self._catalogue = catalogue
        self._project_id = project_id
        self._texts: list[IncomingText] = []
        self._new: dict[str, list[int]] = {"photo": [], "text": []}
        self._already = 0
        self._set_aside: list[SetAside] = []

    def take(self, one: IncomingPhoto | IncomingText | SetAside) -> None:
        match one:
            case IncomingPhoto():
                self._store_photo(one)
            case IncomingText():
                self._texts.append(one)
            case SetAside():
                self._set_aside.append(one)

    def _store_photo(self, photo: IncomingPhoto) -> None:
        """First the files, then the record: a crash in between leaves files, never a gap."""
        library = self._catalogue.library
        working_suffix = photo.working.suffix.lower()
        try:
            objects.store_object(library, photo.source, photo.original_sha, photo.original_suffix)
            objects.adopt_object(library, photo.working, photo.working_sha, working_suffix)
            keep(photo.thumbnail, photo.working_sha, library.cache)
        except KnownError as error:
            if error.kind == "disk_full":
                raise
            self._set_aside.append(SetAside(photo.name, error.say, error.hint, error.detail))
            return
        with self._catalogue.writing() as session:
            added = items.add_picture(
                session,
                self._project_id,
                original_sha=photo.original_sha,
                original_suffix=photo.original_suffix,
                working_sha=photo.working_sha,
                working_suffix=working_suffix,
                name=photo.name,
                width=photo.width,
                height=photo.height,
                facts=photo.facts,
            )
        if photo.measured:
            remember(library.cache / "checks", photo.working_sha, photo.measured)
        self._count("photo", added)
        for left in (photo.working, photo.thumbnail):
            left.unlink(missing_ok=True)

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

    def _count(self, kind: str, added: ItemRecord | None) -> None:
        if added is None:
            self._already += 1
        else:
            self._new[kind].append(added.id)

    def report(self, stopped: bool) -> ImportReport:
        return ImportReport(
            tuple(self._new["photo"]),
            tuple(self._new["text"]),
            self._already,
            tuple(self._set_aside),
            stopped,
        )

    def changes(self) -> Changes:
        return Changes(items=frozenset(self._new["photo"] + self._new["text"]))


def set_captions(
    catalogue: Catalogue, captions: Mapping[int, str]
) -> tuple[dict[int, str], Changes]:
    """Give photos new captions; returns the old ones, with which the same call undoes it."""
    with catalogue.writing() as session:
        before = items.set_captions(session, {key: text.strip() for key, text in captions.items()})
    return before, Changes(items=frozenset(before))


def fill_in_captions(
    catalogue: Catalogue, project_id: int, *, overwrite: bool = False
) -> tuple[dict[int, str], Changes]:
    """Write template captions where there are none (everywhere with `overwrite`).

    Returns:
        The captions that changed, as they were before.
    """
    with catalogue.writing() as session:
        project = projects.get(session, project_id)
        pictures = [
            items.as_picture(one, catalogue.library)
            for one in items.list_items(session, project_id, "photo")
        ]
        filled = fill_captions(pictures, project.trigger, project.class_word, overwrite=overwrite)
        now = {picture.id: picture.caption for picture in pictures}
        changed = {key: text for key, text in filled.items() if now[key] != text}
        before = items.set_captions(session, changed)
    return before, Changes(items=frozenset(before))


def replace_in_all_captions(
    catalogue: Catalogue, project_id: int, find: str, replace: str
) -> tuple[dict[int, str], Changes]:
    """Replace whole words in all captions; the trigger word is put back where it was lost.

    Returns:
        The captions that changed, as they were before.
    """
    with catalogue.writing() as session:
        project = projects.get(session, project_id)
        now = {one.id: one.caption for one in items.list_items(session, project_id, "photo")}
        changed = {
            key: with_trigger(text, project.trigger, project.class_word)
            for key, text in replace_in_captions(now, find, replace).items()
        }
        before = items.set_captions(session, changed)
    return before, Changes(items=frozenset(before))


def set_ignored(
    catalogue: Catalogue, ids: Iterable[int], ignored: bool = True
) -> tuple[list[int], Changes]:
    """Leave items out of training, or take them in again; returns those that were not so before."""
    with catalogue.writing() as session:
        changed = items.ignore(session, ids, ignored)
    return changed, Changes(items=frozenset(changed))


def set_held_out(
    catalogue: Catalogue, ids: Iterable[int], held_out: bool | None
) -> tuple[dict[int, bool | None], Changes]:
    """Keep items for checking what was learnt, train on them, or leave it to the split (None).

    Returns:
        What there was before, for `put_held_out_back`.
    """
    with catalogue.writing() as session:
        before = items.hold_out(session, ids, held_out)
    return before, Changes(items=frozenset(before))


def put_held_out_back(
    catalogue: Catalogue, before: Mapping[int, bool | None]
) -> tuple[None, Changes]:
    """Undo `set_held_out`."""
    with catalogue.writing() as session:
        for value in (True, False, None):
            items.hold_out(session, [key for key, was in before.items() if was is value], value)
    return None, Changes(items=frozenset(before))


def set_body(catalogue: Catalogue, item_id: int, body: str) -> tuple[str, Changes]:
    """Give a text another wording; returns the old one, with which the same call undoes it.

    Raises:
        KnownError: kind "bad_request" for an empty text, or one that is already there.
    """
    body = body.strip()
    if not body:
        raise KnownError(
            say("A text cannot be empty."),
            say("Write something, or delete the text."),
            kind="bad_request",
        )
    with catalogue.writing() as session:
        asked = asked_in(items.get(session, item_id).fields)
        before = items.set_body(session, item_id, body, identity_of(asked, body))
    return before, Changes(items=frozenset({item_id}))


def delete(catalogue: Catalogue, ids: Iterable[int]) -> tuple[list[int], Changes]:
    """Put items into the bin; returns those that were not there yet."""
    with catalogue.writing() as session:
        moved = items.to_bin(session, ids)
    return moved, Changes(items=frozenset(moved))


def restore(catalogue: Catalogue, ids: Iterable[int]) -> tuple[list[int], Changes]:
    """Take items out of the bin; returns those that were in it."""
    with catalogue.writing() as session:
        moved = items.from_bin(session, ids)
    return moved, Changes(items=frozenset(moved))


def _work_folder(catalogue: Catalogue) -> tempfile.TemporaryDirectory[str]:
    """A new one; what a killed import left goes. A library is open only once, so nobody uses it."""
    for left in catalogue.library.cache.glob(f".import-*{PART_SUFFIX}"):
        shutil.rmtree(left, ignore_errors=True)
    return tempfile.TemporaryDirectory(
        prefix=".import-", suffix=PART_SUFFIX, dir=catalogue.library.cache
    )
