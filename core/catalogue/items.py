"""Photos and texts of a project: add, list, caption, rights, bin."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from core.catalogue import datasets
from core.catalogue.objects import object_name
from core.catalogue.records import KEEP, ItemKind, ItemRecord, Keep, Rights
from core.catalogue.session import clock_of, in_portions, required
from core.catalogue.tables import Dataset, Item, ItemVersion, Project
from core.contract.items import Picture, Text
from core.errors import KnownError
from core.language import say
from core.paths import Library


def add_picture(
    session: Session,
    project_id: int,
    *,
    original_sha: str,
    original_suffix: str,
    working_sha: str,
    working_suffix: str,
    name: str,
    width: int,
    height: int,
    facts: Mapping[str, str],
    caption: str = "",
    dataset_id: int | None = None,
) -> ItemRecord | None:
    """A photo whose two files are already stored by `objects.store_object`.

    Args:
        width, height: of the working copy, in px.

    Returns:
        None when the project has (or had, before mending) the same picture or original already.
        One that lies in the bin is taken out again and returned.
    """
    same = or_(Item.original_sha == original_sha, _is_or_was(working_sha))
    if (known := _known(session, project_id, "photo", same)) is not None:
        return _revived(session, known)
    return _add(
        session,
        project_id,
        "photo",
        dataset_id,
        sha256=working_sha,
        original_sha=original_sha,
        original_path=object_name(original_sha, original_suffix),
        working_path=object_name(working_sha, working_suffix),
        name=name,
        width=width,
        height=height,
        facts=dict(facts),
        caption=caption,
    )


def add_text(
    session: Session,
    project_id: int,
    *,
    sha256: str,
    body: str,
    kind: str,
    name: str,
    language: str,
    fields: Mapping[str, str],
    facts: Mapping[str, str] | None = None,
    dataset_id: int | None = None,
) -> ItemRecord | None:
    """A text; `kind` is its sort ("product", "post" ...). Returns as `add_picture` does.
    `facts` say where a text comes from that was not imported."""
    if (known := _known(session, project_id, "text", _is_or_was(sha256))) is not None:
        return _revived(session, known)
    return _add(
        session,
        project_id,
        "text",
        dataset_id,
        sha256=sha256,
        body=body,
        text_kind=kind,
        name=name,
        language=language,
        fields=dict(fields),
        facts=dict(facts or {}),
    )


def get(session: Session, item_id: int) -> ItemRecord:
    """The item with this number; KnownError kind "not_found" without one."""
    return as_record(required(session, Item, item_id, "item"))


def list_items(
    session: Session,
    project_id: int,
    kind: ItemKind | None = None,
    *,
    dataset_id: int | None = None,
    include_binned: bool = False,
    after: int = 0,
    limit: int | None = None,
) -> list[ItemRecord]:
    """Items in the order they came in.

    Args:
        after: only items with a higher number, for the next page of a long list.
        limit: at most so many.
    """
    query = select(Item).where(Item.project_id == project_id).order_by(Item.id)
    if kind is not None:
        query = query.where(Item.kind == kind)
    if dataset_id is not None:
        query = query.where(Item.dataset_id == dataset_id)
    if not include_binned:
        query = query.where(Item.binned.is_(None))
    if after:
        query = query.where(Item.id > after)
    return [as_record(row) for row in session.scalars(query.limit(limit))]


def set_captions(session: Session, captions: Mapping[int, str]) -> dict[int, str]:
    """Give items new captions; returns the old ones, with which the same call undoes it."""
    before = {}
    for row in _rows(session, captions):
        before[row.id] = row.caption
        row.caption = captions[row.id]
    session.flush()
    return before


def set_rights(
    session: Session,
    ids: Iterable[int],
    *,
    owner: str | Keep = KEEP,
    licence: str | Keep = KEEP,
    people: bool | Keep | None = KEEP,
    expires: date | Keep | None = KEEP,
    consent: bool | Keep | None = KEEP,
) -> dict[int, Rights]:
    """Change what is given, of all these items; returns what was there before."""
    given = {
        "owner": owner, "licence": licence, "people": people, "expires": expires,
        "consent": consent,
    }  # fmt: skip
    changes = {field: value for field, value in given.items() if value is not KEEP}
    before = {}
    for row in _rows(session, ids):
        before[row.id] = _rights(row)
        for field, value in changes.items():
            setattr(row, field, value)
    session.flush()
    return before


def set_body(session: Session, item_id: int, body: str, sha256: str) -> str:
    """Give a text another wording; returns the old one.

    Args:
        sha256: the new wording's identity (`core.datasets.importing.identity_of`).

    Raises:
        KnownError: kind "bad_request" when the project has the same text already, or had it and it
            lies in the bin.
    """
    row = required(session, Item, item_id, "item")
    same = _known(session, row.project_id, "text", Item.sha256 == sha256)
    if same is not None and same.id != row.id:
        raise KnownError(
            say("The same text is already there as “{name}”.", name=same.name),
            say("Change it a little more, or delete one of the two."),
            kind="bad_request",
        )
    before, row.body, row.sha256 = row.body, body, sha256
    session.flush()
    return before


def ignore(session: Session, ids: Iterable[int], ignored: bool = True) -> list[int]:
    """Leave items out of training (they stay in the project), or take them in again.

    Returns:
        Those that were not so before.
    """
    other = _those(session, ids, Item.ignored.is_not(ignored))
    _give(session, other, ignored=ignored)
    return other


def hold_out(
    session: Session, ids: Iterable[int], held_out: bool | None = True
) -> dict[int, bool | None]:
    """Keep items for checking what was learnt; None leaves the choice to the split.

    Returns:
        What there was before, of those that changed.
    """
    other = _those(session, ids, Item.held_out.is_distinct_from(held_out))
    before = _held_out(session, other)
    _give(session, other, held_out=held_out)
    return before


def to_bin(session: Session, ids: Iterable[int]) -> list[int]:
    """Put items into the bin; returns those that were not there yet."""
    moved = _those(session, ids, Item.binned.is_(None))
    _give(session, moved, binned=clock_of(session))
    return moved


def from_bin(session: Session, ids: Iterable[int]) -> list[int]:
    """Take items back out of the bin; returns those that were in it."""
    moved = _those(session, ids, Item.binned.is_not(None))
    _give(session, moved, binned=None)
    return moved


def as_picture(record: ItemRecord, library: Library) -> Picture:
    """The photo as checks and engine want it, with the absolute path of its working copy."""
    return Picture(
        id=record.id,
        path=str(library.root / record.working_path),
        sha256=record.sha256,
        width=record.width,
        height=record.height,
        caption=record.caption,
        name=record.name,
        facts=dict(record.facts),
    )


def as_text(record: ItemRecord) -> Text:
    """The text as checks and builders want it."""
    return Text(
        id=record.id,
        body=record.body,
        sha256=record.sha256,
        kind=record.text_kind,
        name=record.name,
        language=record.language,
        fields=dict(record.fields),
    )


def as_record(row: Item) -> ItemRecord:
    """The frozen copy of a row."""
    kind: ItemKind = "photo" if row.kind == "photo" else "text"
    return ItemRecord(
        id=row.id,
        project_id=row.project_id,
        dataset_id=row.dataset_id,
        kind=kind,
        sha256=row.sha256,
        name=row.name,
        caption=row.caption,
        body=row.body,
        fields=dict(row.fields),
        language=row.language,
        text_kind=row.text_kind,
        width=row.width,
        height=row.height,
        facts=dict(row.facts),
        original_path=row.original_path,
        working_path=row.working_path,
        rights=_rights(row),
        ignored=row.ignored,
        held_out=row.held_out,
        created=row.created,
        binned=row.binned,
    )


def _rights(row: Item) -> Rights:
    return Rights(row.owner, row.licence, row.people, row.expires, row.consent)


def _rows(session: Session, ids: Iterable[int]) -> list[Item]:
    """All these rows, in the order asked for; KnownError kind "not_found" if one is missing."""
    wanted = list(dict.fromkeys(ids))
    found: dict[int, Item] = {}
    for some in in_portions(wanted):
        rows = session.scalars(select(Item).where(Item.id.in_(some)))
        found.update((row.id, row) for row in rows)
    _require_all(wanted, found)
    return [found[item_id] for item_id in wanted]


def _those(session: Session, ids: Iterable[int], condition: ColumnElement[bool]) -> list[int]:
    """Which of these items are so, in the order asked for; rows are not loaded, as 100,000 may be
    meant. KnownError kind "not_found" if one is missing."""
    wanted = list(dict.fromkeys(ids))
    found: dict[int, bool] = {}
    for some in in_portions(wanted):
        rows = session.execute(select(Item.id, condition).where(Item.id.in_(some)))
        found.update((item_id, bool(so)) for item_id, so in rows)
    _require_all(wanted, found)
    return [item_id for item_id in wanted if found[item_id]]


def _held_out(session: Session, ids: Iterable[int]) -> dict[int, bool | None]:
    before: dict[int, bool | None] = {}
    for some in in_portions(ids):
        rows = session.execute(select(Item.id, Item.held_out).where(Item.id.in_(some)))
        before.update((item_id, held_out) for item_id, held_out in rows)
    return before


def _give(session: Session, ids: Iterable[int], **values: Any) -> None:
    for some in in_portions(ids):
        session.execute(update(Item).where(Item.id.in_(some)).values(**values))
    session.flush()


def _require_all(wanted: Sequence[int], found: Container[int]) -> None:
    if absent := [item_id for item_id in wanted if item_id not in found]:
        raise KnownError(
            say("There is no item with the number {value}.", value=absent[0]),
            say("It may have been deleted; load the list again."),
            kind="not_found",
        )


def has_text(session: Session, project_id: int, sha256: str) -> bool:
    """Whether the project has a text with this identity, in use or in the bin."""
    return _known(session, project_id, "text", Item.sha256 == sha256) is not None


def _known(session: Session, project_id: int, kind: ItemKind, same: Any) -> Item | None:
    query = select(Item).where(Item.project_id == project_id, Item.kind == kind, same)
    return session.scalars(query.order_by(Item.id).limit(1)).first()


def _is_or_was(sha256: str) -> ColumnElement[bool]:
    """Whether an item has this content, or had it before it was mended, which can be undone."""
    mended = select(ItemVersion.item_id).where(ItemVersion.sha256 == sha256)
    return or_(Item.sha256 == sha256, Item.id.in_(mended))


def _revived(session: Session, row: Item) -> ItemRecord | None:
    if row.binned is None:
        return None
    row.binned = None
    session.flush()
    return as_record(row)


def _add(
    session: Session, project_id: int, kind: ItemKind, dataset_id: int | None, **values: Any
) -> ItemRecord:
    required(session, Project, project_id, "project")
    if dataset_id is None:
        dataset_id = datasets.first(session, project_id, kind).id
    elif required(session, Dataset, dataset_id, "data set").project_id != project_id:
        raise KnownError(
            say("That data set belongs to another project."),
            say("Choose another one."),
            kind="bad_request",
        )
    blank: dict[str, Any] = {
        "original_sha": None,
        "original_path": "",
        "working_path": "",
        "caption": "",
        "body": "",
        "fields": {},
        "language": "",
        "text_kind": "",
        "width": 0,
        "height": 0,
        "facts": {},
        "owner": "",
        "licence": "",
        "people": None,
        "expires": None,
        "consent": None,
    }
    row = Item(
        project_id=project_id,
        dataset_id=dataset_id,
        kind=kind,
        ignored=False,
        held_out=None,
        created=clock_of(session),
        binned=None,
        **(blank | values),
    )
    session.add(row)
    session.flush()
    return as_record(row)
