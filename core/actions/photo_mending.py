"""Mending photos: a new working version beside the untouched original; everything can be undone.

Drawing takes time and is done first (`draw_photos`, any thread); keeping what was drawn is one
short transaction (`keep_photos`). Which remedy suits a finding is in `remedies`.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from core.actions.changes import Changes
from core.actions.looking_closer import looks_folder
from core.catalogue import items, objects, undoing, versions
from core.catalogue.records import ItemRecord
from core.catalogue.session import Session
from core.catalogue.store import Catalogue
from core.contract.items import Picture
from core.datasets import photo_remedies
from core.datasets.backdrop_files import Studio
from core.datasets.backgrounds import backdrop_of
from core.datasets.captions import retold
from core.datasets.photo_recipes import Box, Drawn, Recipe, draw, open_copy, recipe_of
from core.datasets.written import rows_to_crop
from core.errors import KnownError
from core.files import PART_SUFFIX
from core.language import say
from core.looks.looking import KeptLooks

Progress = Callable[[int, int], None]
Asked = Callable[[], bool]
Retell = Callable[[str, Mapping[str, str], Mapping[str, str]], str]


@dataclass(frozen=True)
class Mended:
    """What a remedy did; hand it to `undo`. Numbers are those of items."""

    remedy: str
    set_aside: tuple[int, ...] = ()
    captions: Mapping[int, str] = field(default_factory=dict)
    """Captions as they were."""
    captioned: Mapping[int, str] = field(default_factory=dict)
    """The same photos' captions as they were made."""
    made: Mapping[int, str] = field(default_factory=dict)
    """Content of the new versions, by photo or text."""
    added: tuple[int, ...] = ()
    """New texts: the parts of divided ones."""
    held_out: Mapping[int, bool | None] = field(default_factory=dict)
    copies: tuple[int, ...] = ()
    """Of `set_aside`: those that would have become the same as another."""
    left: tuple[int, ...] = ()
    """Asked for, but there was nothing to be gained, or somebody changed them meanwhile."""

    @property
    def revised(self) -> tuple[int, ...]:
        """Photos and texts that have a new version."""
        return tuple(self.made)

    @property
    def changed(self) -> frozenset[int]:
        """Everything that is different now."""
        return frozenset((
            *self.set_aside, *self.captions, *self.revised, *self.added, *self.held_out
        ))  # fmt: skip

    @property
    def changes(self) -> Changes:
        """For the lane."""
        return Changes(items=self.changed)


@dataclass(frozen=True)
class PhotoProposal:
    """A photo with the recipe that would mend it."""

    item_id: int
    name: str
    copy: Path
    """What recipes are applied to: the imported copy, before another background if it was given
    one."""
    now: Recipe
    """Of the present version."""
    better: Recipe | None
    """None where nothing is to be gained."""


@dataclass(frozen=True)
class DrawnPhoto:
    """A new version whose file lies in the library; `keep_photos` makes it the photo's own."""

    item_id: int
    made_of: str
    """Content of the version that was there when it was drawn."""
    sha256: str
    suffix: str
    width: int
    height: int
    facts: dict[str, str]


def propose_photos(
    catalogue: Catalogue,
    project_id: int,
    remedy: str,
    ids: Sequence[int],
    *,
    each: Callable[[PhotoProposal], None] = lambda proposal: None,
    progress: Progress = lambda done, total: None,
    cancelled: Asked = lambda: False,
) -> list[PhotoProposal]:
    """What a remedy would do to these photos; nothing is changed.

    Args:
        each: called with every proposal as soon as it is there.

    Raises:
        KnownError: kind "bad_request" for a remedy that redraws nothing; a copy cannot be read.
    """
    _require_drawer(remedy)
    with catalogue.reading() as session:
        every = items.list_items(session, project_id, "photo")
        copies = _copies(catalogue, session, [one for one in every if one.id in set(ids)])
    others = [items.as_picture(one, catalogue.library) for one in every if not one.ignored]
    shape = photo_remedies.main_shape(others) if remedy == "crop_shape" else 0.0
    rows = _rows(catalogue, others) if remedy == "crop_text" else {}
    proposals = []
    for done, (record, copy, now) in enumerate(copies, start=1):
        if cancelled():
            break
        with _named(record):
            picture = open_copy(copy, photo_remedies.PREVIEW)
        better = photo_remedies.propose(
            remedy, picture, now, shape=shape, rows=rows.get(record.id, ())
        )
        proposals.append(PhotoProposal(record.id, record.name, copy, now, better))
        each(proposals[-1])
        progress(done, len(copies))
    return proposals


def present_photos(catalogue: Catalogue, ids: Sequence[int]) -> list[PhotoProposal]:
    """The photos with their present recipes, to be changed by hand; `better` is None."""
    with catalogue.reading() as session:
        found = [items.get(session, item_id) for item_id in ids]
        copies = _copies(catalogue, session, [one for one in found if one.kind == "photo"])
    return [PhotoProposal(one.id, one.name, copy, now, None) for one, copy, now in copies]


def draw_photos(
    catalogue: Catalogue,
    recipes: Mapping[int, Recipe],
    *,
    progress: Progress = lambda done, total: None,
    cancelled: Asked = lambda: False,
) -> list[DrawnPhoto]:
    """Make the files of new versions and put them into the library; the catalogue stays as it is.

    Raises:
        KnownError: a copy cannot be read or the disk is full; kind "cancelled" when stopped.
    """
    drawn: list[DrawnPhoto] = []
    with catalogue.reading() as session:
        records = [items.get(session, item_id) for item_id in recipes]
        copies = _copies(catalogue, session, records)
    with tempfile.TemporaryDirectory(**working_folder(catalogue)) as folder:
        for done, (record, copy, _) in enumerate(copies, start=1):
            if cancelled():
                raise KnownError(
                    say("Mending was stopped."), say("No photo was changed."), kind="cancelled"
                )
            recipe = recipes[record.id]
            if recipe.changes_nothing and backdrop_of(record.facts) is None:
                drawn.append(_as_it_came(catalogue, record))
            else:
                with _named(record):
                    made = draw(copy, recipe, Path(folder) / f"{record.id}", record.facts)
                drawn.append(stored(catalogue, record, made))
            progress(done, len(copies))
    return drawn


def keep_photos(
    catalogue: Catalogue, drawn: Sequence[DrawnPhoto], remedy: str = "", retell: Retell = retold
) -> tuple[Mended, Changes]:
    """Make what was drawn the photos' own; the versions before stay. Photos that were changed or
    thrown away since the drawing began are left.

    Args:
        retell: the caption of a photo whose facts were and are these: one that says how the photo
            was before says how it is now.
    """
    made: dict[int, str] = {}
    left: list[int] = []
    captions: dict[int, str] = {}
    with catalogue.writing() as session:
        for one in drawn:
            before = undoing.find(session, one.item_id)
            if before is not None and _revised(session, one):
                made[one.item_id] = one.sha256
                captions[one.item_id] = retell(before.caption, before.facts, one.facts)
            else:
                left.append(one.item_id)
        was, captioned = _told_anew(session, captions)
    mended = Mended(remedy, captions=was, captioned=captioned, made=made, left=tuple(left))
    return mended, mended.changes


def _revised(session: Session, drawn: DrawnPhoto) -> bool:
    return versions.revise_picture(
        session,
        drawn.item_id,
        working_sha=drawn.sha256,
        working_suffix=drawn.suffix,
        width=drawn.width,
        height=drawn.height,
        facts=drawn.facts,
        made_of=drawn.made_of,
    )


def _told_anew(
    session: Session, captions: Mapping[int, str]
) -> tuple[dict[int, str], dict[int, str]]:
    """Set those that differ; returns them as they were, and as they are now."""
    other = {key: one for key, one in captions.items() if one != items.get(session, key).caption}
    return items.set_captions(session, other), other


def back_to_original(catalogue: Catalogue, ids: Sequence[int]) -> tuple[Mended, Changes]:
    """Make photos and texts what they were when they came in; this, too, can be undone."""
    made: dict[int, str] = {}
    left: list[int] = []
    captions: dict[int, str] = {}
    with catalogue.writing() as session:
        first = versions.first_versions(session, ids)
        for item_id, version in first.items():
            now = items.get(session, item_id)
            if now.sha256 == version.sha256:
                continue
            if versions.put_back(session, item_id, version):
                made[item_id] = version.sha256
                captions[item_id] = retold(now.caption, now.facts, version.facts)
            else:
                left.append(item_id)
        was, captioned = _told_anew(session, captions)
    mended = Mended("original", captions=was, captioned=captioned, made=made, left=tuple(left))
    return mended, mended.changes


def _copies(
    catalogue: Catalogue, session: Session, records: Sequence[ItemRecord]
) -> list[tuple[ItemRecord, Path, Recipe]]:
    """Each photo with what its recipe is applied to, and its present recipe."""
    found = []
    with Studio(catalogue.library) as studio:
        for one, copy, recipe in imported_copies(catalogue, session, records):
            behind = backdrop_of(one.facts) if copy != _present(catalogue, one) else None
            found.append((one, copy if behind is None else studio.drawn(copy, behind), recipe))
    return found


def imported_copies(
    catalogue: Catalogue, session: Session, records: Sequence[ItemRecord]
) -> list[tuple[ItemRecord, Path, Recipe]]:
    """Each photo with the copy that import wrote and its present recipe."""
    root = catalogue.library.root
    first = versions.first_versions(session, [one.id for one in records])
    found = []
    for one in records:
        if one.id in first:
            found.append((one, root / first[one.id].working_path, recipe_of(one.facts)))
        else:  # a copy of a project starts anew from what its photos are now
            found.append((one, _present(catalogue, one), Recipe()))
    return found


def _rows(catalogue: Catalogue, photos: Sequence[Picture]) -> dict[int, list[Box]]:
    """Where writing was read in these photos as they are now."""
    kept = KeptLooks(looks_folder(catalogue))
    return rows_to_crop({one.id: kept.of(one.sha256) for one in photos})


@contextlib.contextmanager
def _named(record: ItemRecord) -> Iterator[None]:
    """What cannot be read is told by the name that the photo has for its owner.

    Raises:
        KnownError: its file is missing or damaged; anything else is raised as it is.
    """
    try:
        yield
    except KnownError as error:
        if error.kind != "bad_data":
            raise
        raise KnownError(
            say("“{name}” cannot be read: its file is missing or damaged.", name=record.name),
            say("Import the photo again, or set it aside."),
            detail=error.detail,
        ) from error


def _present(catalogue: Catalogue, record: ItemRecord) -> Path:
    return catalogue.library.root / record.working_path


def stored(catalogue: Catalogue, photo: ItemRecord, made: Drawn) -> DrawnPhoto:
    """What was drawn of a photo, put into the library."""
    suffix = made.file.suffix
    objects.store_object(catalogue.library, made.file, made.sha256, suffix)
    made.file.unlink()
    return DrawnPhoto(
        photo.id, photo.sha256, made.sha256, suffix, made.width, made.height, made.facts
    )


def _as_it_came(catalogue: Catalogue, record: ItemRecord) -> DrawnPhoto:
    with catalogue.reading() as session:
        first = versions.first_versions(session, [record.id]).get(record.id)
    one = first or record
    suffix = Path(one.working_path).suffix
    return DrawnPhoto(
        record.id, record.sha256, one.sha256, suffix, one.width, one.height, dict(one.facts)
    )


class _Place(TypedDict):
    prefix: str
    suffix: str
    dir: Path


def working_folder(catalogue: Catalogue) -> _Place:
    """Where drawings lie until they are kept; what a killed run left there goes. A library is open
    only once."""
    folder = catalogue.library.cache
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f".mend-*{PART_SUFFIX}"):
        shutil.rmtree(left, ignore_errors=True)
    return {"prefix": ".mend-", "suffix": PART_SUFFIX, "dir": folder}


def _require_drawer(remedy: str) -> None:
    if remedy not in photo_remedies.DRAWERS:
        raise KnownError(
            say("“{remedy}” is not a remedy for pictures.", remedy=remedy),
            say("Choose one of: {names}.", names=", ".join(photo_remedies.DRAWERS)),
            kind="bad_request",
        )
