"""Photos and texts of a project: import, caption, throw away, take back."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from core.actions.changes import Changes
from core.actions.intake import ImportReport, Intake
from core.catalogue import items, projects
from core.catalogue.store import Catalogue
from core.datasets.captions import fill_captions, replace_in_captions, with_trigger
from core.datasets.importing import asked_in, identity_of, read_sources
from core.errors import KnownError
from core.files import PART_SUFFIX, require_there
from core.language import say

Progress = Callable[[int, int, str], None]
KINDS = ("photo", "text")


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

    Every finished photo, and the texts of every finished file, are stored as soon as they are read:
    whatever happens later, they are there, and handing in the same files again adds nothing twice.

    Args:
        anyway: also read files that their names alone speak against.
        progress: called with files done, files in all and the name of the last.

    Raises:
        KnownError: a source does not exist, or the disk is full.
    """
    for source in sources:
        require_there(source)
    with catalogue.reading() as session:
        projects.get(session, project_id)
    stopped = False

    def asked_to_stop() -> bool:
        nonlocal stopped
        stopped = stopped or cancelled()
        return stopped

    def file_done(done: int, total: int, name: str) -> None:
        intake.store_texts()
        progress(done, total, name)

    with _work_folder(catalogue) as folder, Intake(catalogue, project_id) as intake:
        for one in read_sources(
            sources,
            Path(folder),
            kinds=kinds,
            anyway=anyway,
            cancelled=asked_to_stop,
            progress=file_done,
        ):
            intake.take(one)
    return intake.report(stopped), intake.changes()


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
